-- Who last said what an order's money and shipping are: NULL for the command line and the system.
ALTER TABLE orders ADD COLUMN facts_by BIGINT;

-- Whether the importer may say by a mapping what pays money back, as it was when the file was taken in.
ALTER TABLE order_imports ADD COLUMN own_gateway BOOLEAN NOT NULL DEFAULT FALSE;

-- The try that read the file to its end: its refused lines lie under this number.
ALTER TABLE order_imports ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
