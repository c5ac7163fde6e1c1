DROP INDEX ticket_viewers_by_time;
DROP INDEX entries_by_applied;
DROP INDEX entries_of_merchant_by_applied;
DROP INDEX entries_of_kind_by_applied;
DROP INDEX entries_of_assignee_by_applied;
CREATE INDEX entries_by_applied ON ticket_entries (shelf, applied_at, ticket_id);
CREATE INDEX entries_of_merchant_by_applied ON ticket_entries (shelf, merchant_id, applied_at, ticket_id);
CREATE INDEX entries_of_kind_by_applied ON ticket_entries (shelf, kind, applied_at, ticket_id);
CREATE INDEX entries_of_assignee_by_applied ON ticket_entries (shelf, assignee_id, applied_at, ticket_id);
