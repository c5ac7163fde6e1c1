-- Jobs wait in queues, each with workers of its own: a long job of one queue holds up no job of another.
ALTER TABLE jobs ADD COLUMN queue TEXT NOT NULL DEFAULT 'upkeep';
UPDATE jobs SET queue = CASE kind WHEN 'refund' THEN 'money' WHEN 'import_orders' THEN 'imports' WHEN 'export' THEN 'exports' ELSE 'upkeep' END;
CREATE INDEX jobs_of_queue ON jobs (queue, state, run_at, id);

-- Files that were written are deleted by a schedule, not by a job that waits for a day.
UPDATE jobs SET state = 'DONE', finished_at = created_at
WHERE kind = 'export' AND state = 'WAITING' AND payload IN (SELECT CAST(exports.id AS TEXT) FROM exports WHERE exports.state = 'DONE');
CREATE INDEX exports_by_end ON exports (state, finished_at, id);

-- Recurring work: when it is due next, and when it was last ordered. Servers share the rows; whoever moves one orders its job.
CREATE TABLE schedules (
    name TEXT PRIMARY KEY NOT NULL,
    next_at BIGINT NOT NULL,
    last_at BIGINT
);
INSERT INTO schedules (name, next_at) VALUES ('retention', 0);
INSERT INTO schedules (name, next_at) VALUES ('expired_exports', 0);
INSERT INTO schedules (name, next_at) VALUES ('pictures', 0);
