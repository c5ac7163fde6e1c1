-- How goods that came damaged were signed for.
CREATE TABLE ticket_deliveries (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id),
    signed_as TEXT NOT NULL,
    recorded_by BIGINT REFERENCES staff (id),
    recorded_at BIGINT NOT NULL
);
-- The steps of the damage procedure that were done.
CREATE TABLE ticket_damage_steps (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    step TEXT NOT NULL,
    done_by BIGINT REFERENCES staff (id),
    done_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, step)
);
