-- One row a ticket, as lists find and order it: a copy of what decides a row's place, written in the transaction that changes the
-- ticket, and two facts of its own: who works on it and whether it is archived (its shelf). A missing time or person is 0, so that every
-- order has a value.
CREATE TABLE ticket_entries (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id),
    ticket_no TEXT NOT NULL,
    -- LIVE, DRAFT or ARCHIVED: what the usual list shows, what only its filers see, what has left it.
    shelf TEXT NOT NULL,
    merchant_id BIGINT NOT NULL,
    shop_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    order_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    applied_at BIGINT NOT NULL,
    reviewed_at BIGINT NOT NULL,
    ordered_at BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    reviewer_id BIGINT NOT NULL,
    assignee_id BIGINT NOT NULL,
    review_result TEXT NOT NULL,
    review_round INTEGER NOT NULL,
    bounce_count INTEGER NOT NULL,
    channel TEXT NOT NULL
);

INSERT INTO ticket_entries (
    ticket_id, ticket_no, shelf, merchant_id, shop_id, order_id, order_no, kind, status, currency, amount_minor, applied_at,
    reviewed_at, ordered_at, since_at, reviewer_id, assignee_id, review_result, review_round, bounce_count, channel
)
SELECT tickets.id, tickets.ticket_no, CASE WHEN tickets.status = 'DRAFT' THEN 'DRAFT' ELSE 'LIVE' END, tickets.merchant_id,
    tickets.shop_id, tickets.order_id, orders.order_no, tickets.kind, tickets.status, tickets.currency,
    COALESCE(tickets.approved_minor, tickets.computed_minor), COALESCE(tickets.submitted_at, 0),
    COALESCE(tickets.reviewed_at, 0), tickets.ordered_at, tickets.status_since, COALESCE(tickets.reviewer_id, 0), 0,
    tickets.review_result, tickets.review_round, tickets.bounce_count, tickets.channel
FROM tickets INNER JOIN orders ON orders.id = tickets.order_id;

-- Every usual narrowing with every usual order is one walk along one of these, or a merge of a few.
CREATE INDEX entries_by_applied ON ticket_entries (shelf, applied_at, ticket_id);
CREATE INDEX entries_by_reviewed ON ticket_entries (shelf, reviewed_at, ticket_id);
CREATE INDEX entries_by_ordered ON ticket_entries (shelf, ordered_at, ticket_id);
CREATE INDEX entries_by_amount ON ticket_entries (shelf, amount_minor, ticket_id);
CREATE INDEX entries_by_ticket_no ON ticket_entries (shelf, ticket_no, ticket_id);
CREATE INDEX entries_by_order_no ON ticket_entries (shelf, order_no, ticket_id);
CREATE INDEX entries_of_merchant_by_applied ON ticket_entries (shelf, merchant_id, applied_at, ticket_id);
CREATE INDEX entries_of_merchant_by_reviewed ON ticket_entries (shelf, merchant_id, reviewed_at, ticket_id);
CREATE INDEX entries_of_merchant_by_ordered ON ticket_entries (shelf, merchant_id, ordered_at, ticket_id);
CREATE INDEX entries_of_merchant_by_amount ON ticket_entries (shelf, merchant_id, amount_minor, ticket_id);
CREATE INDEX entries_of_kind_by_applied ON ticket_entries (shelf, kind, applied_at, ticket_id);
CREATE INDEX entries_of_kind_by_reviewed ON ticket_entries (shelf, kind, reviewed_at, ticket_id);
CREATE INDEX entries_of_kind_by_ordered ON ticket_entries (shelf, kind, ordered_at, ticket_id);
CREATE INDEX entries_of_kind_by_amount ON ticket_entries (shelf, kind, amount_minor, ticket_id);
CREATE INDEX entries_in_status_by_applied ON ticket_entries (shelf, status, kind, applied_at, ticket_id);
CREATE INDEX entries_in_status_by_reviewed ON ticket_entries (shelf, status, kind, reviewed_at, ticket_id);
CREATE INDEX entries_in_status_by_ordered ON ticket_entries (shelf, status, kind, ordered_at, ticket_id);
CREATE INDEX entries_in_status_by_amount ON ticket_entries (shelf, status, kind, amount_minor, ticket_id);
CREATE INDEX entries_in_status_by_since ON ticket_entries (shelf, status, kind, since_at, ticket_id);
CREATE INDEX entries_of_assignee_by_applied ON ticket_entries (shelf, assignee_id, applied_at, ticket_id);
CREATE INDEX entries_of_assignee_by_reviewed ON ticket_entries (shelf, assignee_id, reviewed_at, ticket_id);
CREATE INDEX entries_of_assignee_by_ordered ON ticket_entries (shelf, assignee_id, ordered_at, ticket_id);
CREATE INDEX entries_of_assignee_by_amount ON ticket_entries (shelf, assignee_id, amount_minor, ticket_id);

-- How many tickets stand where, kept by the transactions that move them. Several slots a count, so that writers need not wait for one
-- another; a count is the sum of its slots.
CREATE TABLE ticket_counts (
    merchant_id BIGINT NOT NULL,
    shelf TEXT NOT NULL,
    status TEXT NOT NULL,
    slot INTEGER NOT NULL,
    tickets BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, shelf, status, slot)
);
INSERT INTO ticket_counts (merchant_id, shelf, status, slot, tickets)
SELECT merchant_id, shelf, status, 0, COUNT(*) FROM ticket_entries GROUP BY merchant_id, shelf, status;

-- What a ticket is found by, folded: SKU, NAME, ACCOUNT, PHONE (its last four digits).
CREATE TABLE ticket_keys (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    merchant_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    PRIMARY KEY (kind, value, merchant_id, ticket_id)
);

-- Which SKUs and names contain a word: a whole word in Latin, every two neighbouring letters in Chinese. `text` is the folded name.
CREATE TABLE search_words (
    word TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (word, kind, value)
);

-- What the program still has to fill in after a migration: a row is gone when it is done.
CREATE TABLE backfills (
    name TEXT PRIMARY KEY NOT NULL,
    last_id BIGINT NOT NULL
);
INSERT INTO backfills (name, last_id) VALUES ('ticket_keys', 0);

-- How a person arranged the columns of a page, or of one of its views.
CREATE TABLE list_layouts (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    page TEXT NOT NULL,
    layout TEXT NOT NULL,
    PRIMARY KEY (staff_id, page)
);
INSERT INTO list_layouts (staff_id, page, layout) SELECT staff_id, page, '-' || REPLACE(hidden, ',', ',-') FROM staff_columns WHERE hidden <> '';
DROP TABLE staff_columns;

-- Filters, order and columns under a name: a person's own, or shared with those who see the merchant.
CREATE TABLE list_views (
    id BIGINT PRIMARY KEY NOT NULL,
    page TEXT NOT NULL,
    name TEXT NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    merchant_id BIGINT REFERENCES merchants (id),
    query TEXT NOT NULL,
    layout TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX list_views_by_staff ON list_views (staff_id, page);
CREATE INDEX list_views_by_merchant ON list_views (merchant_id, page);

-- The view a person starts with on a page.
CREATE TABLE list_starts (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    page TEXT NOT NULL,
    view TEXT NOT NULL,
    PRIMARY KEY (staff_id, page)
);

-- Who has a ticket open: seen within the last minute or two. Forgotten soon.
CREATE TABLE ticket_viewers (
    ticket_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, staff_id)
);

CREATE INDEX ticket_viewers_by_staff ON ticket_viewers (staff_id);

-- Files that a job writes from a list, for their maker to fetch.
CREATE TABLE exports (
    id BIGINT PRIMARY KEY NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    page TEXT NOT NULL,
    format TEXT NOT NULL,
    query TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    rows_done BIGINT NOT NULL,
    rows_total BIGINT NOT NULL,
    stored_as TEXT NOT NULL,
    error TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX exports_by_staff ON exports (staff_id, id);

CREATE INDEX outbounds_by_tracking ON outbounds (tracking_no);
