DROP TABLE refund_settlements;
ALTER TABLE refund_attempts DROP COLUMN denied_at;
ALTER TABLE refund_attempts DROP COLUMN questions;
ALTER TABLE refund_attempts DROP COLUMN paid_minor;
DROP INDEX refunds_unclear;
ALTER TABLE refunds DROP COLUMN unclear;
ALTER TABLE refunds DROP COLUMN paid_minor;
ALTER TABLE refunds DROP COLUMN payment_reference;
