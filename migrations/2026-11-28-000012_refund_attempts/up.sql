-- What a refund sends is its own: no file that changes the order's payment redirects it.
ALTER TABLE refunds ADD COLUMN payment_reference TEXT NOT NULL DEFAULT '';
-- What was really paid under the refund, by whatever way.
ALTER TABLE refunds ADD COLUMN paid_minor BIGINT NOT NULL DEFAULT 0;
-- Why nobody knows whether it was paid; NULL where that is known.
ALTER TABLE refunds ADD COLUMN unclear TEXT;
CREATE INDEX refunds_unclear ON refunds (created_at, id) WHERE unclear IS NOT NULL;

UPDATE refunds
   SET payment_reference = COALESCE((SELECT p.reference FROM order_payments p WHERE p.id = refunds.payment_id), '')
 WHERE payment_id IS NOT NULL;
UPDATE refunds SET paid_minor = amount_minor WHERE state = 'SUCCEEDED';

-- What the gateway said it paid under the attempt's number.
ALTER TABLE refund_attempts ADD COLUMN paid_minor BIGINT;
-- How often it was asked about the attempt and did not say what became of it.
ALTER TABLE refund_attempts ADD COLUMN questions INTEGER NOT NULL DEFAULT 0;
-- When it last said that nothing was paid under the number.
ALTER TABLE refund_attempts ADD COLUMN denied_at BIGINT;

UPDATE refund_attempts
   SET paid_minor = (SELECT r.amount_minor FROM refunds r WHERE r.id = refund_attempts.refund_id)
 WHERE outcome = 'SUCCEEDED';

-- What people found in the gateway's statement about an unclear refund: one records it, another confirms it.
CREATE TABLE refund_settlements (
    id BIGINT PRIMARY KEY NOT NULL,
    refund_id BIGINT NOT NULL REFERENCES refunds (id),
    verdict TEXT NOT NULL,
    paid_minor BIGINT NOT NULL,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_by BIGINT NOT NULL REFERENCES staff (id),
    recorded_at BIGINT NOT NULL,
    confirmed_by BIGINT REFERENCES staff (id),
    confirmed_at BIGINT,
    -- Another statement or a new word of the gateway took its place before anybody confirmed it.
    superseded_at BIGINT
);
CREATE INDEX refund_settlements_by_refund ON refund_settlements (refund_id, id);
