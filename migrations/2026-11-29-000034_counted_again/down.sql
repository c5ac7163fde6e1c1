ALTER TABLE inbound_lines DROP COLUMN excess_defective_qty;
ALTER TABLE inbound_lines DROP COLUMN excess_good_qty;
ALTER TABLE inbound_lines DROP COLUMN first_defective_qty;
ALTER TABLE inbound_lines DROP COLUMN first_good_qty;
