ALTER TABLE ticket_lines DROP COLUMN cause;
ALTER TABLE reasons DROP COLUMN cause_confirmed;
ALTER TABLE reasons DROP COLUMN cause;
