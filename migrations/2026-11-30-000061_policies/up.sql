-- After-sale policies. A change adds a version and leaves the earlier ones; `version` is the latest.
CREATE TABLE policies (
    id BIGINT PRIMARY KEY NOT NULL,
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (merchant_id, code)
);

CREATE TABLE policy_versions (
    policy_id BIGINT NOT NULL REFERENCES policies (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    scope TEXT NOT NULL,
    -- A shop's id, a category, a SKU, a buyer's account; empty for the merchant.
    scope_key TEXT NOT NULL,
    paid_from TEXT,
    paid_until TEXT,
    valid_from TEXT,
    valid_until TEXT,
    starting TEXT NOT NULL,
    past_holidays BOOLEAN NOT NULL,
    attempts_most BIGINT NOT NULL,
    exclusions TEXT NOT NULL,
    accessories TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (policy_id, version)
);

-- What a version says for a cause. Days: none for no limit, 0 for what is not allowed.
CREATE TABLE policy_rules (
    policy_id BIGINT NOT NULL REFERENCES policies (id),
    version INTEGER NOT NULL,
    cause TEXT NOT NULL,
    refund_only_days INTEGER,
    return_refund_days INTEGER,
    exchange_days INTEGER,
    freight TEXT NOT NULL,
    fees TEXT NOT NULL,
    refund_within INTEGER,
    proofs TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (policy_id, version, cause)
);

-- The rule that a line of a ticket was submitted under, and what it said then.
CREATE TABLE ticket_rules (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    line_no BIGINT NOT NULL,
    policy_id BIGINT NOT NULL REFERENCES policies (id),
    version INTEGER NOT NULL,
    basis TEXT,
    start_on TEXT,
    open_until BIGINT,
    -- What the rule said then; of goods that it leaves out, why.
    verdict TEXT NOT NULL,
    PRIMARY KEY (ticket_id, line_no)
);

-- A manager lets a draft's line be submitted whatever its rule says, as it was then.
CREATE TABLE ticket_overrides (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    line_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    staff_id BIGINT REFERENCES staff (id),
    reason TEXT NOT NULL,
    overridden_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, line_no)
);

-- What people say of a product beside what orders teach of it.
CREATE TABLE product_terms (
    merchant_id BIGINT NOT NULL REFERENCES merchants (id),
    sku TEXT NOT NULL,
    category TEXT NOT NULL,
    barcode TEXT NOT NULL,
    custom_made BOOLEAN NOT NULL,
    returnable BOOLEAN NOT NULL,
    accessories TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, sku)
);

-- A merchant's return window becomes a policy for every cause; without one there is no limit.
INSERT INTO policies (id, merchant_id, code, version)
SELECT id, id, CASE WHEN return_window_days IS NULL THEN 'NO_LIMIT' ELSE 'STANDARD' END, 1 FROM merchants;
INSERT INTO policy_versions (policy_id, version, name, active, scope, scope_key, paid_from, paid_until, valid_from, valid_until, starting,
    past_holidays, attempts_most, exclusions, accessories, note)
SELECT id, 1, CASE WHEN return_window_days IS NULL THEN '不限期' ELSE CAST(return_window_days AS TEXT) || ' 天，不分起因' END, TRUE, 'MERCHANT', '',
    NULL, NULL, NULL, NULL, 'RECEIPT', FALSE, 5, '', '', ''
FROM merchants;
INSERT INTO policy_rules (policy_id, version, cause, refund_only_days, return_refund_days, exchange_days, freight, fees, refund_within, proofs, note)
SELECT merchants.id, 1, causes.cause, return_window_days, return_window_days, return_window_days, causes.freight, 'BOTH', NULL, '', ''
FROM merchants CROSS JOIN (
    SELECT 'NO_REASON' AS cause, 'BUYER' AS freight UNION ALL
    SELECT 'QUALITY', 'SELLER' UNION ALL
    SELECT 'NOT_AS_DESCRIBED', 'SELLER' UNION ALL
    SELECT 'WRONG_OR_MISSING', 'SELLER' UNION ALL
    SELECT 'TRANSIT', 'SELLER' UNION ALL
    SELECT 'NOT_RECEIVED', 'SELLER' UNION ALL
    SELECT 'REFUSED', 'BUYER' UNION ALL
    SELECT 'BUYER_FAULT', 'BUYER' UNION ALL
    SELECT 'PRICE', 'SELLER_FIRST' UNION ALL
    SELECT 'OTHER', 'SELLER_FIRST'
) AS causes;
ALTER TABLE merchants DROP COLUMN return_window_days;
