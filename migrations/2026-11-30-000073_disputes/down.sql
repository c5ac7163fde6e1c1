DROP TABLE disputes;
DROP INDEX entries_in_dispute;
ALTER TABLE ticket_entries DROP COLUMN dispute;
ALTER TABLE ticket_decisions DROP COLUMN is_escalated;
ALTER TABLE tickets DROP COLUMN on_hold;
