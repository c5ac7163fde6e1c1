-- Whose rejection the buyer objects to, while the ticket is reviewed again for that.
ALTER TABLE ticket_decisions ADD COLUMN appeal_against BIGINT;
