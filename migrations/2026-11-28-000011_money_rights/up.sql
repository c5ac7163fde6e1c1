-- Who shaped a ticket's claim or amount: DRAFTED, EDITED, SUBMITTED, APPROVED, DECIDED (an inspection exception), CUT (accepted in
-- part). Nobody of them lets the ticket's money leave.
CREATE TABLE ticket_shapers (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    round INTEGER NOT NULL,
    shaping TEXT NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    -- The first time.
    shaped_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, round, shaping, staff_id)
);

-- The tickets that are here: by their timelines and reviews, and by their own rows where a timeline has no entry.
INSERT INTO ticket_shapers (ticket_id, round, shaping, staff_id, shaped_at)
SELECT ticket_id, round, shaping, staff_id, MIN(shaped_at) FROM (
    SELECT e.ticket_id AS ticket_id,
        CAST((SELECT COUNT(*) FROM events b WHERE b.ticket_id = e.ticket_id AND b.kind = 'RefundBounced' AND b.seq < e.seq) AS INTEGER)
            + 1 AS round,
        CASE WHEN e.kind = 'TicketDrafted' AND e.seq = 1 THEN 'DRAFTED' WHEN e.kind = 'TicketDrafted' THEN 'EDITED'
            WHEN e.kind = 'TicketSubmitted' THEN 'SUBMITTED' WHEN e.kind = 'ExceptionPartlyAccepted' THEN 'CUT'
            ELSE 'DECIDED' END AS shaping,
        e.staff_id AS staff_id, e.created_at AS shaped_at
    FROM events e
    WHERE e.staff_id IS NOT NULL AND e.kind IN ('TicketDrafted', 'TicketSubmitted', 'ExceptionAccepted', 'ExceptionDeducted',
        'ExceptionPartlyAccepted', 'SendBackDecided')
    UNION ALL
    SELECT ticket_id, round, 'APPROVED', reviewer_id, reviewed_at FROM ticket_reviews
    WHERE reviewer_id IS NOT NULL AND decision = 'APPROVE'
    UNION ALL
    SELECT id, review_round, 'APPROVED', reviewer_id, COALESCE(reviewed_at, updated_at) FROM tickets
    WHERE reviewer_id IS NOT NULL AND review_result = 'PASSED'
    UNION ALL
    SELECT id, 1, CASE WHEN submitted_at IS NULL THEN 'DRAFTED' ELSE 'SUBMITTED' END, filed_by, COALESCE(submitted_at, created_at)
    FROM tickets WHERE filed_by IS NOT NULL
) shaped GROUP BY ticket_id, round, shaping, staff_id;

-- Each change of settings that decide about money, made or proposed: OPEN, MADE, CONFIRMED, DECLINED, WITHDRAWN, EXPIRED, OVERTAKEN.
CREATE TABLE money_setting_changes (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    state TEXT NOT NULL,
    -- JSON: {"field": ["before", "after"]}
    changes TEXT NOT NULL,
    proposed_by BIGINT REFERENCES staff (id),
    proposed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_by BIGINT REFERENCES staff (id),
    -- When it was proposed, and then when it was decided.
    moved_at BIGINT NOT NULL,
    version INTEGER NOT NULL
);
CREATE UNIQUE INDEX money_setting_changes_one_open ON money_setting_changes (merchant_id) WHERE state = 'OPEN';
CREATE INDEX money_setting_changes_by_merchant ON money_setting_changes (merchant_id, moved_at, id);
CREATE INDEX money_setting_changes_by_date ON money_setting_changes (moved_at, id);

-- What one person's applications may be refunded without a reviewer on one day.
ALTER TABLE merchants ADD COLUMN auto_refund_daily_minor BIGINT NOT NULL DEFAULT 0;
UPDATE merchants SET auto_refund_daily_minor =
    CASE WHEN auto_refund_limit_minor > 200000000000000 THEN 1000000000000000 ELSE auto_refund_limit_minor * 5 END;

-- What was: by filer and day of the merchant's calendar.
CREATE TABLE auto_refund_days (
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    day TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, staff_id, day)
);
