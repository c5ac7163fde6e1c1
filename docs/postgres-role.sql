-- A role for the servers that can neither change nor delete an entry of a ticket's timeline or of the audit log.
-- Run by the owner of the tables, in the product's database, once, and again after an upgrade that made tables.
-- The role itself is made before, with a password of its own:  CREATE ROLE aftersales_app LOGIN PASSWORD '…';

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO aftersales_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO aftersales_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO aftersales_app;

-- What happened stays as it happened.
REVOKE UPDATE, DELETE, TRUNCATE ON events, audit_log FROM aftersales_app;

-- The schema's history is written by the owner, with `aftersales migrate`.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON __diesel_schema_migrations FROM aftersales_app;
