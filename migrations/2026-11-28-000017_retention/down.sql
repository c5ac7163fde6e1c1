DROP TABLE uploads;
DELETE FROM backfills WHERE name = 'pictures';
DROP TABLE pictures;
DROP INDEX order_imports_by_file;
DROP INDEX attachments_by_file;
DROP INDEX attachments_unstripped;
ALTER TABLE attachments DROP COLUMN taken_at;
ALTER TABLE attachments DROP COLUMN original_sha256;
