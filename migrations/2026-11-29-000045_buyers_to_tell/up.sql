-- Tickets whose buyer has yet to hear of a rejection, a bounce or a failed refund. A row goes when somebody told the buyer, and with the
-- ticket's next status. Buyers of tickets rejected before this are taken to know.
CREATE TABLE buyers_to_tell (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id)
);
INSERT INTO buyers_to_tell (ticket_id)
    SELECT t.id FROM tickets t JOIN ticket_decisions d ON d.ticket_id = t.id
    WHERE t.status = 'REFUND_FAILED' OR (t.status = 'PENDING_REVIEW' AND d.bounce_count > 0);
