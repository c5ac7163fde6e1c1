-- Files of a new ticket's form until the ticket is there: a refused form finds them again under its token for a day.
CREATE TABLE kept_files (
    id BIGINT PRIMARY KEY NOT NULL,
    form_token TEXT NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    original_sha256 TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    stored_as TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX kept_files_by_form ON kept_files (form_token);
CREATE INDEX kept_files_by_file ON kept_files (stored_as);
