DROP TABLE auto_refund_days;
ALTER TABLE merchants DROP COLUMN auto_refund_daily_minor;
DROP TABLE money_setting_changes;
DROP TABLE ticket_shapers;
