ALTER TABLE tickets ADD COLUMN channel TEXT NOT NULL DEFAULT 'STAFF';
ALTER TABLE tickets ADD COLUMN requested_on TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN filed_by BIGINT REFERENCES staff (id);
ALTER TABLE tickets ADD COLUMN ordered_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN review_result TEXT NOT NULL DEFAULT 'NONE';
ALTER TABLE tickets ADD COLUMN review_round INTEGER NOT NULL DEFAULT 1;
ALTER TABLE tickets ADD COLUMN bounce_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN reviewer_id BIGINT REFERENCES staff (id);
ALTER TABLE tickets ADD COLUMN reviewed_at BIGINT;
ALTER TABLE tickets ADD COLUMN goods_state TEXT NOT NULL DEFAULT 'WITH_BUYER';

UPDATE tickets SET channel = i.channel, requested_on = i.requested_on, filed_by = i.filed_by
    FROM ticket_intakes i WHERE i.ticket_id = tickets.id;
UPDATE tickets SET ordered_at = o.ordered_at FROM orders o WHERE o.id = tickets.order_id;
UPDATE tickets SET review_result = d.result, review_round = d.round, bounce_count = d.bounce_count,
    reviewer_id = d.reviewer_id, reviewed_at = d.reviewed_at
    FROM ticket_decisions d WHERE d.ticket_id = tickets.id;
UPDATE tickets SET goods_state = r.goods_state FROM ticket_returns r WHERE r.ticket_id = tickets.id;

ALTER TABLE ticket_returns DROP COLUMN goods_state;
ALTER TABLE ticket_decisions DROP COLUMN reviewed_at;
ALTER TABLE ticket_decisions DROP COLUMN reviewer_id;
ALTER TABLE ticket_decisions DROP COLUMN bounce_count;
ALTER TABLE ticket_decisions DROP COLUMN round;
ALTER TABLE ticket_decisions DROP COLUMN result;
ALTER TABLE ticket_intakes DROP COLUMN filed_by;
ALTER TABLE ticket_intakes DROP COLUMN requested_on;
ALTER TABLE ticket_intakes DROP COLUMN channel;
