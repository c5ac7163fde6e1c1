-- The code that the set-up page asks for, the same on every server; it goes with the first member of staff.
CREATE TABLE set_up_codes (
    id BIGINT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL
);
