-- A ticket's row keeps identity, type, status, version and money. What its application, its review and the way back of its goods know is
-- kept beside it, with each of them. The order's date is the order's.
ALTER TABLE ticket_intakes ADD COLUMN channel TEXT NOT NULL DEFAULT 'STAFF';
ALTER TABLE ticket_intakes ADD COLUMN requested_on TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket_intakes ADD COLUMN filed_by BIGINT REFERENCES staff (id);
INSERT INTO ticket_intakes (ticket_id, buyer_words, remark, contact_phone, contact_email)
    SELECT id, '', '', '', '' FROM tickets WHERE NOT EXISTS (SELECT 1 FROM ticket_intakes x WHERE x.ticket_id = tickets.id);
UPDATE ticket_intakes SET channel = t.channel, requested_on = t.requested_on, filed_by = t.filed_by
    FROM tickets t WHERE t.id = ticket_intakes.ticket_id;

ALTER TABLE ticket_decisions ADD COLUMN result TEXT NOT NULL DEFAULT 'NONE';
ALTER TABLE ticket_decisions ADD COLUMN round INTEGER NOT NULL DEFAULT 1;
ALTER TABLE ticket_decisions ADD COLUMN bounce_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket_decisions ADD COLUMN reviewer_id BIGINT REFERENCES staff (id);
ALTER TABLE ticket_decisions ADD COLUMN reviewed_at BIGINT;
INSERT INTO ticket_decisions (ticket_id, allow_freight, allow_coupon, allow_virtual, note, sending_back)
    SELECT id, FALSE, FALSE, FALSE, '', FALSE FROM tickets WHERE NOT EXISTS (SELECT 1 FROM ticket_decisions x WHERE x.ticket_id = tickets.id);
UPDATE ticket_decisions SET result = t.review_result, round = t.review_round, bounce_count = t.bounce_count,
    reviewer_id = t.reviewer_id, reviewed_at = t.reviewed_at
    FROM tickets t WHERE t.id = ticket_decisions.ticket_id;

ALTER TABLE ticket_returns ADD COLUMN goods_state TEXT NOT NULL DEFAULT 'WITH_BUYER';
INSERT INTO ticket_returns (ticket_id, contact, phone, address, carrier, tracking_no)
    SELECT id, '', '', '', '', '' FROM tickets
    WHERE goods_state <> 'WITH_BUYER' AND NOT EXISTS (SELECT 1 FROM ticket_returns x WHERE x.ticket_id = tickets.id);
UPDATE ticket_returns SET goods_state = t.goods_state FROM tickets t WHERE t.id = ticket_returns.ticket_id;

ALTER TABLE tickets DROP COLUMN channel;
ALTER TABLE tickets DROP COLUMN requested_on;
ALTER TABLE tickets DROP COLUMN filed_by;
ALTER TABLE tickets DROP COLUMN ordered_at;
ALTER TABLE tickets DROP COLUMN review_result;
ALTER TABLE tickets DROP COLUMN review_round;
ALTER TABLE tickets DROP COLUMN bounce_count;
ALTER TABLE tickets DROP COLUMN reviewer_id;
ALTER TABLE tickets DROP COLUMN reviewed_at;
ALTER TABLE tickets DROP COLUMN goods_state;
