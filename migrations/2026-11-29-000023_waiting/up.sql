-- The list of tickets by waiting time is one walk, not one for each status and type.
CREATE INDEX entries_by_since ON ticket_entries (shelf, since_at, ticket_id);
