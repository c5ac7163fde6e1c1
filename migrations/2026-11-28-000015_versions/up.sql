-- Which version of the program applied a migration, so that an older one can name it when it refuses to work on what is newer than itself.
CREATE TABLE upgrades (
    migration TEXT PRIMARY KEY NOT NULL,
    program TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);
