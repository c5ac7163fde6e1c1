-- The last trial of a merchant's rules on past tickets; the next one takes its place.
CREATE TABLE assignment_trials (
    merchant_id BIGINT PRIMARY KEY NOT NULL REFERENCES merchants (id),
    -- Tells one trial of a merchant from the next.
    trial_id BIGINT NOT NULL,
    -- Ids of the rules, with commas between.
    rules TEXT NOT NULL,
    since_at BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    rows_done BIGINT NOT NULL,
    rows_total BIGINT NOT NULL,
    -- Tickets that no rule matched.
    unmatched BIGINT NOT NULL
);

-- What its rules did, in their order.
CREATE TABLE assignment_trial_lines (
    merchant_id BIGINT NOT NULL REFERENCES assignment_trials (merchant_id),
    place INTEGER NOT NULL,
    rule TEXT NOT NULL,
    pool TEXT NOT NULL,
    person TEXT NOT NULL,
    matched BIGINT NOT NULL,
    -- Numbers of tickets, with spaces between.
    examples TEXT NOT NULL,
    PRIMARY KEY (merchant_id, place)
);
