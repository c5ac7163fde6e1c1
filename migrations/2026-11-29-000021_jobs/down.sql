DROP TABLE schedules;
-- The version before deletes a written file by its job, a day after it was written.
UPDATE jobs SET state = 'WAITING', tries = 0, finished_at = NULL, run_at = finished_at + 86400000000
WHERE kind = 'export' AND state = 'DONE' AND payload IN (SELECT CAST(exports.id AS TEXT) FROM exports WHERE exports.state = 'DONE');
DROP INDEX exports_by_end;
DROP INDEX jobs_of_queue;
ALTER TABLE jobs DROP COLUMN queue;
