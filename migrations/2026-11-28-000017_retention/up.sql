-- The hash of a file of evidence as it came; sha256 is that of what is kept. Empty for files that came before metadata were removed:
-- the nightly job goes through them once. When a picture was taken is text, as the camera wrote it, with its offset if it says one.
ALTER TABLE attachments ADD COLUMN original_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE attachments ADD COLUMN taken_at TEXT NOT NULL DEFAULT '';
CREATE INDEX attachments_unstripped ON attachments (id) WHERE original_sha256 = '';

-- Whether a stored file is still somebody's is asked by its name.
CREATE INDEX attachments_by_file ON attachments (stored_as);
CREATE INDEX order_imports_by_file ON order_imports (stored_as);

-- Pictures of goods, whose addresses came with orders: fetched once by a job, kept among the files and served from there.
CREATE TABLE pictures (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    -- Of the address, which may be longer than an index takes.
    url_hash TEXT NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Empty unless the picture is here.
    stored_as TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    tries INTEGER NOT NULL,
    next_try_at BIGINT NOT NULL,
    -- When a page or an import last wanted it, to the day.
    wanted_at BIGINT NOT NULL,
    UNIQUE (merchant_id, url_hash)
);
CREATE INDEX pictures_due ON pictures (state, next_try_at, id);
CREATE INDEX pictures_by_file ON pictures (stored_as);
INSERT INTO backfills (name, last_id) VALUES ('pictures', 0);

-- What a person uploaded lately, for the quota of a day.
CREATE TABLE uploads (
    id BIGINT PRIMARY KEY NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX uploads_by_staff ON uploads (staff_id, created_at);
