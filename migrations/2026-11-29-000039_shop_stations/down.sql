ALTER TABLE merchants DROP COLUMN return_note;
ALTER TABLE shops DROP COLUMN station_id;
