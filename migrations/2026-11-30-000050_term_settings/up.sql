-- After how many days ended tickets are put away by themselves; a merchant without a row puts none away.
CREATE TABLE archive_rules (
    merchant_id BIGINT PRIMARY KEY NOT NULL REFERENCES merchants (id),
    after_days INTEGER NOT NULL
);
INSERT INTO schedules (name, next_at) VALUES ('archiving', 0);

-- Days on which terms end later: a festival, a sale, a disaster. Kinds, shops and warehouses with commas; none stands for all.
CREATE TABLE special_periods (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    name TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    kinds TEXT NOT NULL,
    shops TEXT NOT NULL,
    warehouses TEXT NOT NULL,
    days INTEGER NOT NULL,
    declared_at BIGINT NOT NULL,
    -- When it was taken back.
    revoked_at BIGINT
);
CREATE UNIQUE INDEX special_periods_by_name ON special_periods (merchant_id, name) WHERE revoked_at IS NULL;
