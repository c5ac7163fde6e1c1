-- Named sets of staff of a merchant to whom rules give new tickets.
CREATE TABLE assignment_queues (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    name TEXT NOT NULL,
    -- Who was given a ticket last, where its people take turns.
    last_staff_id BIGINT REFERENCES staff (id),
    version INTEGER NOT NULL,
    UNIQUE (merchant_id, name)
);
CREATE TABLE assignment_queue_members (
    queue_id BIGINT NOT NULL REFERENCES assignment_queues (id),
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (queue_id, staff_id)
);

-- Rules in their order; the first one that matches decides.
CREATE TABLE assignment_rules (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    queue_id BIGINT REFERENCES assignment_queues (id),
    priority TEXT NOT NULL,
    strategy TEXT NOT NULL,
    -- The person of a rule that names one.
    staff_id BIGINT REFERENCES staff (id),
    version INTEGER NOT NULL,
    UNIQUE (merchant_id, name)
);
CREATE INDEX assignment_rules_of_queue ON assignment_rules (queue_id);
CREATE TABLE assignment_conditions (
    rule_id BIGINT NOT NULL REFERENCES assignment_rules (id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (rule_id, kind, value)
);

-- Where a rule put the ticket; 0 for no queue.
ALTER TABLE ticket_entries ADD COLUMN assignment_queue_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ticket_entries ADD COLUMN priority TEXT NOT NULL DEFAULT 'USUAL';
CREATE INDEX entries_of_assignee_in_status ON ticket_entries (assignee_id, status, clock_at, merchant_id);

-- Until when a person is given no tickets.
ALTER TABLE staff ADD COLUMN away_until BIGINT;
