DROP TABLE login_failures;
CREATE TABLE login_failures (
    username TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    locked_until BIGINT
);
ALTER TABLE staff DROP COLUMN must_change_password;
