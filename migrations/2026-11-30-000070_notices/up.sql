-- Word to one person about an entry of a ticket's timeline.
CREATE TABLE notices (
    id BIGINT PRIMARY KEY NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    -- The entry's number in the timeline.
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notices_of_person ON notices (staff_id, created_at, id);
CREATE INDEX notices_unread ON notices (staff_id, ticket_id, merchant_id) WHERE read_at IS NULL;
CREATE INDEX notices_by_age ON notices (created_at);

-- Kinds of notices that a person does not want.
CREATE TABLE notice_mutes (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    kind TEXT NOT NULL,
    PRIMARY KEY (staff_id, kind)
);
