DROP TABLE special_periods;
DELETE FROM schedules WHERE name = 'archiving';
DROP TABLE archive_rules;
