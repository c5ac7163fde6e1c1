ALTER TABLE staff DROP COLUMN away_until;
DROP INDEX entries_of_assignee_in_status;
ALTER TABLE ticket_entries DROP COLUMN priority;
ALTER TABLE ticket_entries DROP COLUMN assignment_queue_id;
DROP TABLE assignment_conditions;
DROP TABLE assignment_rules;
DROP TABLE assignment_queue_members;
DROP TABLE assignment_queues;
