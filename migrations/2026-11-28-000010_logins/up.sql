-- A password that somebody else set must be changed at the next log-in.
ALTER TABLE staff ADD COLUMN must_change_password BOOLEAN NOT NULL DEFAULT FALSE;

-- One row for each failed log-in, whether or not such a person exists, so that the answer does not tell. Limits count the rows of the last
-- hour. A user name is kept as a hash, because people type passwords into the wrong field; `browser` is empty for one that is not known.
DROP TABLE login_failures;
CREATE TABLE login_failures (
    id BIGINT PRIMARY KEY NOT NULL,
    name_key TEXT NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL,
    failed_at BIGINT NOT NULL
);
CREATE INDEX login_failures_of_name ON login_failures (name_key, failed_at);
CREATE INDEX login_failures_of_address ON login_failures (address, failed_at);
CREATE INDEX login_failures_by_time ON login_failures (failed_at);
