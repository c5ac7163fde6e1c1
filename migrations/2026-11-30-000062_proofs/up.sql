-- What a ticket's rules want to be shown, and whether it came.
CREATE TABLE ticket_proofs (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    proof TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (ticket_id, proof)
);
