ALTER TABLE orders DROP COLUMN facts_by;
