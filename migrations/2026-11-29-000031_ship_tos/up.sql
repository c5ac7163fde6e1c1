-- Where the parcel of a ticket goes, typed by an agent; a ticket without a row ships to its order's receiver.
CREATE TABLE ship_tos (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id),
    receiver TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL
);
-- Who has seen it in clear: the first look of a person is in the audit log.
CREATE TABLE ship_to_looks (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (ticket_id, staff_id)
);
