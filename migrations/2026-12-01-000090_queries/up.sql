-- Contacts that are no return: what a buyer asks, and what we answer. They hold no units and no money.
CREATE TABLE queries (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    shop_id BIGINT REFERENCES shops (id),
    query_no TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    -- As it was typed; it may be of no order that is here.
    order_no TEXT NOT NULL,
    words TEXT NOT NULL,
    contact TEXT NOT NULL,
    taken_by BIGINT REFERENCES staff (id),
    taken_at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    answered_by BIGINT REFERENCES staff (id),
    answered_at BIGINT,
    closing_words TEXT NOT NULL,
    closed_by BIGINT REFERENCES staff (id),
    closed_at BIGINT,
    -- The ticket that came of it.
    ticket_id BIGINT REFERENCES tickets (id),
    -- Where the list has it: open ones first, the oldest at the top; then the others, the newest at the top.
    place BIGINT NOT NULL,
    -- Numbers and words, folded.
    search_text TEXT NOT NULL,
    version INTEGER NOT NULL
);
CREATE UNIQUE INDEX queries_by_number ON queries (query_no);
CREATE INDEX queries_by_place ON queries (place, id);
CREATE INDEX queries_by_state ON queries (state, place, id);
CREATE INDEX queries_by_kind ON queries (kind, place, id);
CREATE INDEX queries_of_merchant ON queries (merchant_id, place, id);
CREATE INDEX queries_by_time ON queries (taken_at, id);
CREATE INDEX queries_of_order ON queries (merchant_id, order_no) WHERE order_no <> '';
CREATE INDEX queries_of_ticket ON queries (ticket_id) WHERE ticket_id IS NOT NULL;

-- What was done with a query, one row a step.
CREATE TABLE query_entries (
    id BIGINT PRIMARY KEY NOT NULL,
    query_id BIGINT NOT NULL REFERENCES queries (id),
    step TEXT NOT NULL,
    words TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX entries_of_query ON query_entries (query_id, id);
