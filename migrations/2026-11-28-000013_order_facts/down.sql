ALTER TABLE order_imports DROP COLUMN tries;
ALTER TABLE order_imports DROP COLUMN own_gateway;
ALTER TABLE orders DROP COLUMN facts_by;
