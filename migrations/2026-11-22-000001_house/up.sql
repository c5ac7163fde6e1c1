-- Money is *_minor, the currency's smallest unit. Times are *_at, microseconds since 1970 in UTC. Ids come from the app.

CREATE TABLE id_blocks (
    name TEXT PRIMARY KEY NOT NULL,
    next_id BIGINT NOT NULL
);

CREATE TABLE day_numbers (
    prefix TEXT NOT NULL,
    day TEXT NOT NULL,
    last_no BIGINT NOT NULL,
    PRIMARY KEY (prefix, day)
);

CREATE TABLE merchants (
    id BIGINT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL,
    gateway TEXT NOT NULL,
    return_window_days INTEGER,
    auto_refund_unshipped BOOLEAN NOT NULL,
    auto_refund_limit_minor BIGINT NOT NULL,
    filer_may_review BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE shops (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    name TEXT NOT NULL,
    platform TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (merchant_id, name)
);

CREATE TABLE warehouses (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (merchant_id, code)
);

CREATE TABLE return_stations (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouses (id),
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX return_stations_by_merchant ON return_stations (merchant_id);

CREATE TABLE staff (
    id BIGINT PRIMARY KEY NOT NULL,
    username TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    all_merchants BOOLEAN NOT NULL,
    language TEXT,
    last_login_at BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE staff_roles (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    PRIMARY KEY (staff_id, role)
);

CREATE TABLE staff_merchants (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    PRIMARY KEY (staff_id, merchant_id)
);

CREATE TABLE staff_sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id);

-- Which columns a person hid on a page: comma-separated column names.
CREATE TABLE staff_columns (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    page TEXT NOT NULL,
    hidden TEXT NOT NULL,
    PRIMARY KEY (staff_id, page)
);

-- Counted by user name whether or not such a person exists, so that the answer does not tell.
CREATE TABLE login_failures (
    username TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    locked_until BIGINT
);

CREATE TABLE buyers (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    platform TEXT NOT NULL,
    account TEXT NOT NULL,
    nickname TEXT NOT NULL,
    level TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    UNIQUE (merchant_id, platform, account)
);
CREATE INDEX buyers_by_account ON buyers (account);

CREATE TABLE orders (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    shop_id BIGINT NOT NULL REFERENCES shops (id),
    buyer_id BIGINT REFERENCES buyers (id),
    order_no TEXT NOT NULL,
    currency TEXT NOT NULL,
    ordered_at BIGINT NOT NULL,
    paid_at BIGINT,
    paid_minor BIGINT NOT NULL,
    freight_minor BIGINT NOT NULL,
    sign_state TEXT NOT NULL,
    receiver_name TEXT NOT NULL,
    receiver_phone TEXT NOT NULL,
    receiver_address TEXT NOT NULL,
    buyer_message TEXT NOT NULL,
    merchant_remark TEXT NOT NULL,
    flag TEXT NOT NULL,
    gift_note TEXT NOT NULL,
    invoice_no TEXT NOT NULL,
    transport_note TEXT NOT NULL,
    is_stub BOOLEAN NOT NULL,
    -- Why nothing of it is refunded automatically; empty when its sums add up and no line was refused.
    doubt TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    search_text TEXT NOT NULL,
    after_sale TEXT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (merchant_id, order_no)
);
CREATE INDEX orders_by_no ON orders (order_no);
CREATE INDEX orders_by_date ON orders (ordered_at, id);
CREATE INDEX orders_by_buyer ON orders (buyer_id);

CREATE TABLE order_lines (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    line_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    picture_url TEXT NOT NULL,
    -- 1/10,000 of a major unit.
    unit_price_scaled BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL,
    line_discount_minor BIGINT NOT NULL,
    coupon_minor BIGINT NOT NULL,
    points_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    is_gift BOOLEAN NOT NULL,
    gift_value_minor BIGINT NOT NULL,
    shipped_qty BIGINT NOT NULL,
    signed_at BIGINT,
    -- A replacement that an exchange sent: the line it stands for.
    replaces_line_id BIGINT REFERENCES order_lines (id),
    UNIQUE (order_id, line_no)
);
CREATE INDEX order_lines_by_sku ON order_lines (sku);

CREATE TABLE order_payments (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    method TEXT NOT NULL,
    gateway TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    paid_at BIGINT
);
CREATE INDEX order_payments_by_order ON order_payments (order_id);

CREATE TABLE shipments (
    id BIGINT PRIMARY KEY NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    carrier TEXT NOT NULL,
    tracking_no TEXT NOT NULL,
    shipped_at BIGINT,
    signed_at BIGINT
);
CREATE INDEX shipments_by_order ON shipments (order_id);
CREATE INDEX shipments_by_tracking ON shipments (tracking_no);

CREATE TABLE products (
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    picture_url TEXT NOT NULL,
    unit_price_scaled BIGINT NOT NULL,
    priced_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, sku)
);

CREATE TABLE reasons (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- Comma-separated ticket types.
    applies_to TEXT NOT NULL,
    responsibility TEXT NOT NULL,
    visible BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    deleted_at BIGINT,
    version INTEGER NOT NULL,
    UNIQUE (merchant_id, code)
);

CREATE TABLE tickets (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    shop_id BIGINT NOT NULL REFERENCES shops (id),
    order_id BIGINT NOT NULL REFERENCES orders (id),
    buyer_id BIGINT REFERENCES buyers (id),
    ticket_no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    scene TEXT NOT NULL,
    channel TEXT NOT NULL,
    currency TEXT NOT NULL,
    requested_on TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    submitted_at BIGINT,
    ordered_at BIGINT NOT NULL,
    reviewed_at BIGINT,
    reviewer_id BIGINT REFERENCES staff (id),
    review_result TEXT NOT NULL,
    review_round INTEGER NOT NULL,
    bounce_count INTEGER NOT NULL,
    computed_minor BIGINT NOT NULL,
    approved_minor BIGINT,
    freight_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    goods_state TEXT NOT NULL,
    status_since BIGINT NOT NULL,
    filed_by BIGINT REFERENCES staff (id),
    parent_ticket_id BIGINT REFERENCES tickets (id),
    event_seq BIGINT NOT NULL,
    completed_at BIGINT,
    version INTEGER NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX tickets_by_order ON tickets (order_id);
CREATE INDEX tickets_by_buyer ON tickets (buyer_id);
CREATE INDEX tickets_by_status ON tickets (status, submitted_at, id);
CREATE INDEX tickets_by_date ON tickets (submitted_at, id);

CREATE TABLE ticket_intakes (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id),
    buyer_words TEXT NOT NULL,
    remark TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    desired_solution TEXT,
    claimed_minor BIGINT
);

-- The decision of the present round; earlier rounds stay in ticket_reviews.
CREATE TABLE ticket_decisions (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id),
    allow_freight BOOLEAN NOT NULL,
    allow_coupon BOOLEAN NOT NULL,
    allow_virtual BOOLEAN NOT NULL,
    buyer_agreed_at BIGINT,
    ground TEXT,
    note TEXT NOT NULL,
    sending_back BOOLEAN NOT NULL
);

CREATE TABLE ticket_returns (
    ticket_id BIGINT PRIMARY KEY NOT NULL REFERENCES tickets (id),
    station_id BIGINT REFERENCES return_stations (id),
    warehouse_id BIGINT REFERENCES warehouses (id),
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    method TEXT,
    carrier TEXT NOT NULL,
    tracking_no TEXT NOT NULL,
    shipped_at BIGINT,
    signed_in_at BIGINT,
    received_at BIGINT,
    inspected_at BIGINT
);
CREATE INDEX ticket_returns_by_tracking ON ticket_returns (tracking_no);

CREATE TABLE ticket_lines (
    id BIGINT PRIMARY KEY NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    order_line_id BIGINT NOT NULL REFERENCES order_lines (id),
    line_no BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    -- After a partial acceptance: what is settled; the rest was released.
    settled_qty BIGINT,
    reason_id BIGINT NOT NULL REFERENCES reasons (id),
    reason_zh TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    responsibility TEXT NOT NULL,
    -- What the line had left, in value and units, when its amount was computed.
    remaining_minor BIGINT NOT NULL,
    remaining_qty BIGINT NOT NULL,
    computed_minor BIGINT NOT NULL,
    lowered_minor BIGINT NOT NULL,
    fee_minor BIGINT NOT NULL,
    approved_minor BIGINT,
    exchange_sku TEXT,
    received_qty BIGINT NOT NULL,
    good_qty BIGINT NOT NULL,
    defective_qty BIGINT NOT NULL,
    UNIQUE (ticket_id, line_no)
);
CREATE INDEX ticket_lines_by_order_line ON ticket_lines (order_line_id);
CREATE INDEX ticket_lines_by_reason ON ticket_lines (reason_id);

CREATE TABLE ticket_adjustments (
    id BIGINT PRIMARY KEY NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    round INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- Negative for a deduction.
    amount_minor BIGINT NOT NULL,
    note TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX ticket_adjustments_by_ticket ON ticket_adjustments (ticket_id);

CREATE TABLE ticket_reviews (
    id BIGINT PRIMARY KEY NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    round INTEGER NOT NULL,
    decision TEXT NOT NULL,
    computed_minor BIGINT NOT NULL,
    approved_minor BIGINT,
    category TEXT,
    reason TEXT NOT NULL,
    show_buyer BOOLEAN NOT NULL,
    reviewer_id BIGINT REFERENCES staff (id),
    reviewed_at BIGINT NOT NULL
);
CREATE INDEX ticket_reviews_by_ticket ON ticket_reviews (ticket_id);

CREATE TABLE attachments (
    id BIGINT PRIMARY KEY NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    stored_as TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX attachments_by_ticket ON attachments (ticket_id);

CREATE TABLE refunds (
    id BIGINT PRIMARY KEY NOT NULL,
    refund_no TEXT NOT NULL UNIQUE,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    order_id BIGINT NOT NULL REFERENCES orders (id),
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    payment_id BIGINT REFERENCES order_payments (id),
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    gateway TEXT NOT NULL,
    is_auto BOOLEAN NOT NULL,
    round INTEGER NOT NULL,
    request_no TEXT NOT NULL,
    approved_by BIGINT REFERENCES staff (id),
    approved_at BIGINT,
    submitted_at BIGINT,
    succeeded_at BIGINT,
    fail_code TEXT NOT NULL,
    offline_reference TEXT NOT NULL,
    offline_paid_on TEXT NOT NULL,
    offline_by BIGINT REFERENCES staff (id),
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX refunds_one_open_per_ticket ON refunds (ticket_id) WHERE state <> 'CANCELLED';
CREATE INDEX refunds_by_ticket ON refunds (ticket_id);
CREATE INDEX refunds_by_order ON refunds (order_id);
CREATE INDEX refunds_by_state ON refunds (state, created_at, id);

CREATE TABLE refund_attempts (
    id BIGINT PRIMARY KEY NOT NULL,
    refund_id BIGINT NOT NULL REFERENCES refunds (id),
    attempt_no INTEGER NOT NULL,
    request_no TEXT NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX refund_attempts_by_refund ON refund_attempts (refund_id);

CREATE TABLE parcels (
    id BIGINT PRIMARY KEY NOT NULL,
    parcel_no TEXT NOT NULL UNIQUE,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouses (id),
    tracking_no TEXT NOT NULL,
    carrier TEXT NOT NULL,
    contents TEXT NOT NULL,
    state TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    signed_in_by BIGINT REFERENCES staff (id),
    version INTEGER NOT NULL
);
CREATE INDEX parcels_by_tracking ON parcels (tracking_no);
CREATE INDEX parcels_by_state ON parcels (state, signed_in_at, id);

CREATE TABLE parcel_tickets (
    parcel_id BIGINT NOT NULL REFERENCES parcels (id),
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    PRIMARY KEY (parcel_id, ticket_id)
);
CREATE INDEX parcel_tickets_by_ticket ON parcel_tickets (ticket_id);

CREATE TABLE inbounds (
    id BIGINT PRIMARY KEY NOT NULL,
    inbound_no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouses (id),
    carrier TEXT NOT NULL,
    tracking_no TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_by BIGINT REFERENCES staff (id),
    shelved_at BIGINT
);
CREATE INDEX inbounds_by_ticket ON inbounds (ticket_id);
CREATE INDEX inbounds_by_date ON inbounds (received_at, id);

CREATE TABLE inbound_lines (
    id BIGINT PRIMARY KEY NOT NULL,
    inbound_id BIGINT NOT NULL REFERENCES inbounds (id),
    ticket_line_id BIGINT NOT NULL REFERENCES ticket_lines (id),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    expected_qty BIGINT NOT NULL,
    received_qty BIGINT NOT NULL,
    good_qty BIGINT NOT NULL,
    defective_qty BIGINT NOT NULL,
    grade TEXT
);
CREATE INDEX inbound_lines_by_inbound ON inbound_lines (inbound_id);

CREATE TABLE inspections (
    id BIGINT PRIMARY KEY NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    inbound_id BIGINT NOT NULL REFERENCES inbounds (id),
    verdict TEXT NOT NULL,
    packaging_ok BOOLEAN NOT NULL,
    goods_ok BOOLEAN NOT NULL,
    unused BOOLEAN NOT NULL,
    parts_complete BOOLEAN NOT NULL,
    resalable BOOLEAN NOT NULL,
    quality_fault TEXT NOT NULL,
    finding TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX inspections_by_ticket ON inspections (ticket_id);

CREATE TABLE outbounds (
    id BIGINT PRIMARY KEY NOT NULL,
    outbound_no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouses (id),
    carrier TEXT NOT NULL,
    tracking_no TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    shipped_at BIGINT,
    shipped_by BIGINT REFERENCES staff (id)
);
CREATE INDEX outbounds_by_ticket ON outbounds (ticket_id);
CREATE INDEX outbounds_by_date ON outbounds (shipped_at, id);

CREATE TABLE outbound_lines (
    id BIGINT PRIMARY KEY NOT NULL,
    outbound_id BIGINT NOT NULL REFERENCES outbounds (id),
    ticket_line_id BIGINT NOT NULL REFERENCES ticket_lines (id),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    bucket TEXT NOT NULL,
    quantity BIGINT NOT NULL
);
CREATE INDEX outbound_lines_by_outbound ON outbound_lines (outbound_id);

CREATE TABLE stock (
    warehouse_id BIGINT NOT NULL REFERENCES warehouses (id),
    sku TEXT NOT NULL,
    bucket TEXT NOT NULL,
    qty BIGINT NOT NULL,
    reserved_qty BIGINT NOT NULL,
    PRIMARY KEY (warehouse_id, sku, bucket)
);

-- Append-only: the sum of the moves is the stock.
CREATE TABLE stock_moves (
    id BIGINT PRIMARY KEY NOT NULL,
    warehouse_id BIGINT NOT NULL REFERENCES warehouses (id),
    sku TEXT NOT NULL,
    bucket TEXT NOT NULL,
    qty BIGINT NOT NULL,
    reserved_qty BIGINT NOT NULL,
    ref_kind TEXT NOT NULL,
    ref_no TEXT NOT NULL,
    note TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX stock_moves_by_place ON stock_moves (warehouse_id, sku, bucket, id);

-- Append-only: a ticket's timeline.
CREATE TABLE events (
    id BIGINT PRIMARY KEY NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    seq BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    kind TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    note TEXT NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (ticket_id, seq)
);

-- Append-only: log-ins, rights, settings, exports, unmasking.
CREATE TABLE audit_log (
    id BIGINT PRIMARY KEY NOT NULL,
    created_at BIGINT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    merchant_id BIGINT REFERENCES merchants (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_log_by_date ON audit_log (created_at, id);

CREATE TABLE jobs (
    id BIGINT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    lease_until BIGINT,
    last_error TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX jobs_due ON jobs (state, run_at, id);

CREATE TABLE form_tokens (
    token TEXT PRIMARY KEY NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE order_imports (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    file_name TEXT NOT NULL,
    stored_as TEXT NOT NULL,
    mapping_name TEXT NOT NULL,
    mapping TEXT NOT NULL,
    dry_run BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    percent INTEGER NOT NULL,
    orders_new BIGINT NOT NULL,
    orders_updated BIGINT NOT NULL,
    orders_unchanged BIGINT NOT NULL,
    lines_read BIGINT NOT NULL,
    lines_rejected BIGINT NOT NULL,
    error TEXT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX order_imports_by_date ON order_imports (created_at, id);

CREATE TABLE import_mappings (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (merchant_id, name)
);

CREATE TABLE demo_marks (
    name TEXT PRIMARY KEY NOT NULL,
    created_at BIGINT NOT NULL
);
