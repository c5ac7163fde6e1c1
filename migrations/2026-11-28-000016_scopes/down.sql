DELETE FROM backfills WHERE name = 'order_keys';
DROP TABLE order_keys;
DROP TABLE audit_merchants;
ALTER TABLE exports DROP COLUMN merchants;
DROP INDEX jobs_of_merchant;
ALTER TABLE jobs DROP COLUMN merchant_id;
