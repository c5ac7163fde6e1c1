ALTER TABLE reasons DROP COLUMN reply_en;
ALTER TABLE reasons DROP COLUMN reply_zh;
