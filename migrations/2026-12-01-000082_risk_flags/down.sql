DROP INDEX entries_of_risk;
ALTER TABLE ticket_entries DROP COLUMN is_risk;
DROP TABLE risk_flags;
