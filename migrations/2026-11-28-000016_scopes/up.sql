-- Whose a job is. None: it concerns several merchants or none, and only those who see all merchants see it.
ALTER TABLE jobs ADD COLUMN merchant_id BIGINT REFERENCES merchants (id);
UPDATE jobs SET merchant_id = (SELECT refunds.merchant_id FROM refunds WHERE refunds.refund_no = SUBSTR(jobs.key, 8))
WHERE kind = 'refund' AND key LIKE 'refund:%';
UPDATE jobs SET merchant_id = (
    SELECT order_imports.merchant_id FROM order_imports WHERE CAST(order_imports.id AS TEXT) = jobs.payload
) WHERE kind = 'import_orders';
-- A file belongs to its maker: it is a merchant's where its maker works for one alone.
UPDATE jobs SET merchant_id = (
    SELECT MIN(staff_merchants.merchant_id) FROM exports
    INNER JOIN staff_merchants ON staff_merchants.staff_id = exports.staff_id
    WHERE CAST(exports.id AS TEXT) = jobs.payload HAVING COUNT(*) = 1
) WHERE kind = 'export';
CREATE INDEX jobs_of_merchant ON jobs (merchant_id, state, run_at, id);

-- The merchants whose rows a file may hold: their ids, parted by commas, or * for all, present and future.
ALTER TABLE exports ADD COLUMN merchants TEXT NOT NULL DEFAULT '*';

-- The merchants that an entry concerns: it is read by those who see all of them. An entry without any is for those of all merchants.
CREATE TABLE audit_merchants (
    entry_id BIGINT NOT NULL REFERENCES audit_log (id),
    merchant_id BIGINT NOT NULL,
    PRIMARY KEY (entry_id, merchant_id)
);
INSERT INTO audit_merchants (entry_id, merchant_id)
SELECT id, merchant_id FROM audit_log WHERE merchant_id IS NOT NULL;
-- What was done to somebody concerns the merchants that he has now, and those that the entry names as before and after.
INSERT INTO audit_merchants (entry_id, merchant_id)
SELECT audit_log.id, staff_merchants.merchant_id FROM audit_log
INNER JOIN staff ON staff.username = audit_log.subject
INNER JOIN staff_merchants ON staff_merchants.staff_id = staff.id
WHERE audit_log.merchant_id IS NULL AND (audit_log.kind LIKE 'staff.%' OR audit_log.kind IN ('password.set', 'sessions.ended'))
    AND audit_log.detail NOT LIKE '%"merchants":["*",%' AND audit_log.detail NOT LIKE '%"merchants":["%","*"]%';
INSERT INTO audit_merchants (entry_id, merchant_id)
SELECT audit_log.id, merchants.id FROM audit_log
INNER JOIN merchants ON audit_log.detail LIKE '%' || merchants.code || '%'
WHERE audit_log.merchant_id IS NULL AND audit_log.kind = 'staff.changed' AND audit_log.detail LIKE '%"merchants":["%'
    AND EXISTS (SELECT 1 FROM audit_merchants known WHERE known.entry_id = audit_log.id)
ON CONFLICT DO NOTHING;
-- Everything else without a merchant concerns those of whoever did it.
INSERT INTO audit_merchants (entry_id, merchant_id)
SELECT audit_log.id, staff_merchants.merchant_id FROM audit_log
INNER JOIN staff_merchants ON staff_merchants.staff_id = audit_log.staff_id
WHERE audit_log.merchant_id IS NULL AND audit_log.kind NOT LIKE 'staff.%' AND audit_log.kind NOT IN ('password.set', 'sessions.ended');

-- Whom an order is found by, folded and exact: NAME, ACCOUNT, PHONE (whole, and its last four digits).
CREATE TABLE order_keys (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    order_id BIGINT NOT NULL,
    PRIMARY KEY (kind, value, order_id)
);
CREATE INDEX keys_of_order ON order_keys (order_id, kind, value);

-- Names, accounts and phones leave the searched text of the orders that are there.
INSERT INTO backfills (name, last_id) VALUES ('order_keys', 0);
