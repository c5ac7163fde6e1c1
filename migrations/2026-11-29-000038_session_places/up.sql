-- From where somebody logged in: the address, and what the browser says of itself.
ALTER TABLE staff_sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE staff_sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
