-- Who last said what an order's money and shipping are: NULL for the command line and the system.
ALTER TABLE orders ADD COLUMN facts_by BIGINT;
