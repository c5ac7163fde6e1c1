ALTER TABLE ticket_decisions DROP COLUMN appeal_against;
