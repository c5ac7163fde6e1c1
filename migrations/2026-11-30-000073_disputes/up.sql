-- Disputes: a ticket whose case is before a platform, an association or a court stands still.
ALTER TABLE tickets ADD COLUMN on_hold BOOLEAN NOT NULL DEFAULT FALSE;
-- The buyer asked for a superior: a manager decides.
ALTER TABLE ticket_decisions ADD COLUMN is_escalated BOOLEAN NOT NULL DEFAULT FALSE;
-- What lists show of it.
ALTER TABLE ticket_entries ADD COLUMN dispute TEXT NOT NULL DEFAULT 'NONE';
CREATE INDEX entries_in_dispute ON ticket_entries (dispute, platform_at, ticket_id) WHERE dispute <> 'NONE';

CREATE TABLE disputes (
    id BIGINT PRIMARY KEY NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL,
    -- The number of the case there.
    reference TEXT NOT NULL,
    -- Who decides, where that is no platform.
    body TEXT NOT NULL,
    -- What the buyer asks for.
    words TEXT NOT NULL,
    opened_by BIGINT REFERENCES staff (id),
    opened_at BIGINT NOT NULL,
    -- When our evidence has to be there, and when it was.
    evidence_due_at BIGINT,
    evidence_at BIGINT,
    ruling TEXT,
    ruling_words TEXT NOT NULL,
    remedy TEXT,
    payer TEXT,
    amount_minor BIGINT,
    ruled_by BIGINT REFERENCES staff (id),
    ruled_at BIGINT,
    -- Until when the ruling can be objected to.
    objection_until BIGINT
);
CREATE INDEX disputes_of_ticket ON disputes (ticket_id);
CREATE INDEX disputes_opened_by ON disputes (opened_by);
CREATE INDEX disputes_ruled_by ON disputes (ruled_by);
-- One at a time.
CREATE UNIQUE INDEX disputes_open ON disputes (ticket_id) WHERE ruling IS NULL;
