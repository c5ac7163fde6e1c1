-- What staff say to the buyer about a reason, in both languages; empty where nobody wrote it.
ALTER TABLE reasons ADD COLUMN reply_zh TEXT NOT NULL DEFAULT '';
ALTER TABLE reasons ADD COLUMN reply_en TEXT NOT NULL DEFAULT '';
