-- A search for a word that many tickets have checks the rows of the list: what a ticket is found by, by ticket.
CREATE INDEX keys_of_ticket ON ticket_keys (ticket_id, kind, value);

-- Masked phones are found by their tails now, masked accounts as they stand, phones without their country code: the keys of all tickets
-- are filled in once more, what is there stays.
INSERT INTO backfills (name, last_id) VALUES ('ticket_keys', 0) ON CONFLICT (name) DO UPDATE SET last_id = 0;

-- Finance looks at all refunds from the newest on.
CREATE INDEX refunds_by_entry ON refunds (created_at, id);
