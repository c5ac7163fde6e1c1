DROP INDEX outbounds_by_tracking;
DROP TABLE exports;
DROP TABLE ticket_viewers;
DROP TABLE list_starts;
DROP TABLE list_views;
DROP TABLE list_layouts;
DROP TABLE backfills;
DROP TABLE search_words;
DROP TABLE ticket_keys;
DROP TABLE ticket_counts;
DROP TABLE ticket_entries;
CREATE TABLE staff_columns (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    page TEXT NOT NULL,
    hidden TEXT NOT NULL,
    PRIMARY KEY (staff_id, page)
);
