-- Terms stand still and go on with what was left of them; what the end of one does stays as it was when the term began.
ALTER TABLE ticket_terms ADD COLUMN at_end TEXT NOT NULL DEFAULT 'ALARM';
UPDATE ticket_terms SET at_end = CASE kind WHEN 'RETURN' THEN 'CLOSE' WHEN 'CONFIRMATION' THEN 'COMPLETE' WHEN 'APPEAL' THEN 'LAPSE' ELSE 'ALARM' END;
ALTER TABLE ticket_terms ADD COLUMN paused_at BIGINT;
ALTER TABLE ticket_terms ADD COLUMN resumed_at BIGINT;
-- Minutes until the end and until the target, at the last pause.
ALTER TABLE ticket_terms ADD COLUMN left_minutes BIGINT;
ALTER TABLE ticket_terms ADD COLUMN target_left_minutes BIGINT;
ALTER TABLE ticket_terms ADD COLUMN is_extended BOOLEAN NOT NULL DEFAULT FALSE;
-- Those that a changed calendar may move.
DROP INDEX ticket_terms_that_run;
CREATE INDEX ticket_terms_that_run ON ticket_terms (ticket_id) WHERE state IN ('RUNNING', 'PAUSED');

-- The lengths of terms, where a merchant changed them.
CREATE TABLE term_rules (
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    kind TEXT NOT NULL,
    basis TEXT NOT NULL,
    length INTEGER NOT NULL,
    unit TEXT NOT NULL,
    target INTEGER NOT NULL,
    at_end TEXT NOT NULL,
    PRIMARY KEY (merchant_id, kind, basis)
);

-- What a platform shows of a ticket: its own number, and when it acts by itself.
CREATE TABLE ticket_platforms (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id),
    platform_ticket_no TEXT NOT NULL,
    due_at BIGINT,
    consequence TEXT NOT NULL
);
ALTER TABLE ticket_entries ADD COLUMN platform_at BIGINT NOT NULL DEFAULT 9223372036854775807;
CREATE INDEX entries_by_platform ON ticket_entries (shelf, platform_at, ticket_id);

-- What buyers were asked for and offered, and what they answered, numbered for each ticket.
CREATE TABLE ticket_requests (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- Kinds of evidence, with commas.
    wanted TEXT NOT NULL,
    amount_minor BIGINT,
    words TEXT NOT NULL,
    asked_by BIGINT REFERENCES staff (id),
    asked_at BIGINT NOT NULL,
    answer TEXT,
    answer_words TEXT NOT NULL,
    answered_by BIGINT REFERENCES staff (id),
    answered_at BIGINT,
    PRIMARY KEY (ticket_id, number)
);
