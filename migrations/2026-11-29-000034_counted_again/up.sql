-- What was counted first where a count was corrected before the inspection; the other counts of a line are those that stand.
ALTER TABLE inbound_lines ADD COLUMN first_good_qty BIGINT;
ALTER TABLE inbound_lines ADD COLUMN first_defective_qty BIGINT;
-- Units over the expected ones: they are in an unclaimed parcel.
ALTER TABLE inbound_lines ADD COLUMN excess_good_qty BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbound_lines ADD COLUMN excess_defective_qty BIGINT NOT NULL DEFAULT 0;
