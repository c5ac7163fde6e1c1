-- Marks of buyers whose after-sales are looked at more strictly, and proposals of such marks.
CREATE TABLE risk_flags (
    id BIGINT PRIMARY KEY NOT NULL,
    buyer_id BIGINT NOT NULL REFERENCES buyers (id),
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    -- What it rests on, and the ticket that shows it.
    evidence TEXT NOT NULL,
    ticket_id BIGINT REFERENCES tickets (id),
    -- Empty for what a rule proposed.
    set_by BIGINT REFERENCES staff (id),
    set_at BIGINT NOT NULL,
    decided_by BIGINT REFERENCES staff (id),
    decided_at BIGINT,
    cleared_why TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX risk_flags_of_buyer ON risk_flags (buyer_id);
CREATE INDEX risk_flags_by_state ON risk_flags (merchant_id, state, id);
CREATE INDEX risk_flags_of_ticket ON risk_flags (ticket_id);
CREATE INDEX risk_flags_set_by ON risk_flags (set_by);
CREATE INDEX risk_flags_decided_by ON risk_flags (decided_by);
-- One of a kind at a time.
CREATE UNIQUE INDEX risk_flags_standing ON risk_flags (buyer_id, kind) WHERE state IN ('PROPOSED', 'SET');
-- What lists show of it.
ALTER TABLE ticket_entries ADD COLUMN is_risk BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX entries_of_risk ON ticket_entries (clock_at, ticket_id) WHERE is_risk;
