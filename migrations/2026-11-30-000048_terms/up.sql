-- Calendars by which working days are counted: named, one of a merchant the usual one, others for a shop, a team or a warehouse.
CREATE TABLE calendars (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    name TEXT NOT NULL,
    weekdays TEXT NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    keeps_holidays BOOLEAN NOT NULL,
    is_default BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (merchant_id, name)
);

-- Days that are not what their day of the week says.
CREATE TABLE calendar_days (
    calendar_id BIGINT NOT NULL REFERENCES calendars (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (calendar_id, day)
);

-- Which calendar a shop, a team or a warehouse goes by, where it is not the merchant's usual one.
CREATE TABLE calendar_uses (
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    place TEXT NOT NULL,
    place_key TEXT NOT NULL,
    calendar_id BIGINT NOT NULL REFERENCES calendars (id),
    PRIMARY KEY (merchant_id, place, place_key)
);
CREATE INDEX calendar_uses_of_calendar ON calendar_uses (calendar_id);

-- The terms of a ticket, numbered in the order in which they began.
CREATE TABLE ticket_terms (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    basis TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    length INTEGER NOT NULL,
    unit TEXT NOT NULL,
    target INTEGER NOT NULL,
    target_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    is_provisional BOOLEAN NOT NULL,
    -- When the end of the time does something by itself.
    acts_at BIGINT,
    ended_at BIGINT,
    PRIMARY KEY (ticket_id, number)
);
CREATE INDEX ticket_terms_by_act ON ticket_terms (acts_at) WHERE acts_at IS NOT NULL;
CREATE INDEX ticket_terms_that_run ON ticket_terms (ticket_id) WHERE state = 'RUNNING';

-- The clock of a ticket as lists order it; one without a clock comes last.
ALTER TABLE ticket_entries ADD COLUMN clock_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket_entries ADD COLUMN clock_soon_at BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE ticket_entries ADD COLUMN clock_at BIGINT NOT NULL DEFAULT 9223372036854775807;
CREATE INDEX entries_by_clock ON ticket_entries (shelf, clock_at, ticket_id);
CREATE INDEX entries_in_status_by_clock ON ticket_entries (shelf, status, kind, clock_at, ticket_id);

INSERT INTO calendars (id, merchant_id, name, weekdays, opens, closes, keeps_holidays, is_default, version)
SELECT id, id, '标准日历', '12345', 540, 1080, timezone = 'Asia/Shanghai', TRUE, 1 FROM merchants;
INSERT INTO calendar_days (calendar_id, day, kind, name, source)
SELECT calendars.id, days.day, days.kind, days.name, '国务院办公厅关于2026年部分节假日安排的通知'
FROM calendars CROSS JOIN (
    SELECT '2026-01-01' AS day, 'HOLIDAY' AS kind, '元旦' AS name UNION ALL
    SELECT '2026-01-02', 'HOLIDAY', '元旦' UNION ALL
    SELECT '2026-01-03', 'HOLIDAY', '元旦' UNION ALL
    SELECT '2026-01-04', 'MAKEUP_WORKDAY', '元旦调休上班' UNION ALL
    SELECT '2026-02-14', 'MAKEUP_WORKDAY', '春节调休上班' UNION ALL
    SELECT '2026-02-15', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-16', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-17', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-18', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-19', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-20', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-21', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-22', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-23', 'HOLIDAY', '春节' UNION ALL
    SELECT '2026-02-28', 'MAKEUP_WORKDAY', '春节调休上班' UNION ALL
    SELECT '2026-04-04', 'HOLIDAY', '清明节' UNION ALL
    SELECT '2026-04-05', 'HOLIDAY', '清明节' UNION ALL
    SELECT '2026-04-06', 'HOLIDAY', '清明节' UNION ALL
    SELECT '2026-05-01', 'HOLIDAY', '劳动节' UNION ALL
    SELECT '2026-05-02', 'HOLIDAY', '劳动节' UNION ALL
    SELECT '2026-05-03', 'HOLIDAY', '劳动节' UNION ALL
    SELECT '2026-05-04', 'HOLIDAY', '劳动节' UNION ALL
    SELECT '2026-05-05', 'HOLIDAY', '劳动节' UNION ALL
    SELECT '2026-05-09', 'MAKEUP_WORKDAY', '劳动节调休上班' UNION ALL
    SELECT '2026-06-19', 'HOLIDAY', '端午节' UNION ALL
    SELECT '2026-06-20', 'HOLIDAY', '端午节' UNION ALL
    SELECT '2026-06-21', 'HOLIDAY', '端午节' UNION ALL
    SELECT '2026-09-20', 'MAKEUP_WORKDAY', '国庆节调休上班' UNION ALL
    SELECT '2026-09-25', 'HOLIDAY', '中秋节' UNION ALL
    SELECT '2026-09-26', 'HOLIDAY', '中秋节' UNION ALL
    SELECT '2026-09-27', 'HOLIDAY', '中秋节' UNION ALL
    SELECT '2026-10-01', 'HOLIDAY', '国庆节' UNION ALL
    SELECT '2026-10-02', 'HOLIDAY', '国庆节' UNION ALL
    SELECT '2026-10-03', 'HOLIDAY', '国庆节' UNION ALL
    SELECT '2026-10-04', 'HOLIDAY', '国庆节' UNION ALL
    SELECT '2026-10-05', 'HOLIDAY', '国庆节' UNION ALL
    SELECT '2026-10-06', 'HOLIDAY', '国庆节' UNION ALL
    SELECT '2026-10-07', 'HOLIDAY', '国庆节' UNION ALL
    SELECT '2026-10-10', 'MAKEUP_WORKDAY', '国庆节调休上班'
) AS days WHERE calendars.keeps_holidays;

-- Tickets that are open get their clocks when the program starts.
INSERT INTO backfills (name, last_id) SELECT 'ticket_terms', 0 WHERE EXISTS (SELECT 1 FROM tickets);
INSERT INTO schedules (name, next_at) VALUES ('terms', 0);
