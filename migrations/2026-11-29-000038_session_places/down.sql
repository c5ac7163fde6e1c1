ALTER TABLE staff_sessions DROP COLUMN device;
ALTER TABLE staff_sessions DROP COLUMN address;
