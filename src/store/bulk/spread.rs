//! From the plan of a batch to the rows of the product: one statement a table, the same on both engines. Ids are a ticket's or an order's
//! own and a fixed distance, so nothing has to be looked up.

/// One statement for each table that a batch adds to; each reads the plan alone, and what the business was founded with.
pub(super) const BATCH: &[&str] = &[
    // The receiver is the buyer, by the full name.
    "INSERT INTO orders (id, merchant_id, shop_id, buyer_id, order_no, currency, ordered_at, paid_at, paid_minor, freight_minor, \
       sign_state, receiver_name, receiver_phone, receiver_address, buyer_message, merchant_remark, flag, gift_note, invoice_no, \
       transport_note, is_stub, doubt, fingerprint, search_text, after_sale, refunded_minor, claims, created_at, updated_at) \
     SELECT o.id, o.merchant_id, o.shop_id, o.buyer_id, o.order_no, 'CNY', o.ordered_at, o.ordered_at + 60000000, o.paid_minor, \
       o.freight_minor, o.sign_state, o.receiver_name, b.phone, b.address, '', '', o.flag, '', '', '', FALSE, '', '', \
       o.order_no || '\n' || g.value || '\n' || g.name || '\n', o.after_sale, o.refunded_minor, 0, \
       o.ordered_at, o.ordered_at \
     FROM plan_orders o JOIN buyers b ON b.id = o.buyer_id JOIN plan_goods g ON g.no = o.goods_no ORDER BY o.id",
    "INSERT INTO order_lines (id, order_id, line_no, kind, sku, name, spec, picture_url, unit_price_scaled, quantity, gross_minor, \
       line_discount_minor, coupon_minor, points_minor, paid_minor, is_gift, gift_value_minor, shipped_qty, signed_at, \
       replaces_line_id) \
     SELECT l.id, l.order_id, l.line_no, 'GOODS', g.sku, g.name, g.spec, '', g.price_minor * 100, l.quantity, \
       g.price_minor * l.quantity, 0, l.coupon_minor, 0, l.paid_minor, FALSE, 0, \
       CASE WHEN o.shipped_at IS NULL THEN 0 ELSE l.quantity END, o.signed_at, NULL \
     FROM plan_lines l JOIN plan_orders o ON o.id = l.order_id JOIN plan_goods g ON g.no = l.goods_no ORDER BY l.id",
    "INSERT INTO order_payments (id, order_id, method, gateway, reference, amount_minor, paid_at) \
     SELECT id + 4, id, 'ALIPAY', 'simulated', order_no, paid_minor, ordered_at + 60000000 FROM plan_orders ORDER BY id",
    "INSERT INTO shipments (id, order_id, carrier, tracking_no, shipped_at, signed_at) \
     SELECT id + 5, id, carrier, tracking_no, shipped_at, signed_at FROM plan_orders WHERE shipped_at IS NOT NULL ORDER BY id",
    "INSERT INTO tickets (id, merchant_id, shop_id, order_id, buyer_id, ticket_no, kind, status, scene, currency, created_at, \
       submitted_at, computed_minor, approved_minor, freight_minor, refunded_minor, status_since, parent_ticket_id, \
       event_seq, completed_at, version, updated_at) \
     SELECT t.id, o.merchant_id, o.shop_id, o.id, o.buyer_id, t.ticket_no, p.kind, p.status, t.scene, 'CNY', t.created_at, \
       CASE WHEN p.submitted THEN t.created_at END, t.computed_minor, CASE WHEN p.approved AND t.computed_minor > 0 THEN t.computed_minor - t.lowered_minor END, 0, \
       CASE WHEN p.refund_state = 'SUCCEEDED' THEN t.computed_minor - t.lowered_minor ELSE 0 END, \
       t.created_at + t.span, NULL, p.events, CASE WHEN p.completed THEN t.created_at + t.span END, \
       CAST(p.events AS INTEGER), t.created_at + t.span \
     FROM plan_tickets t JOIN plan_orders o ON o.id = t.order_id JOIN plan_paths p ON p.no = t.path ORDER BY t.id",
    "INSERT INTO ticket_entries (ticket_id, ticket_no, shelf, merchant_id, shop_id, order_id, order_no, kind, status, currency, \
       amount_minor, applied_at, reviewed_at, ordered_at, since_at, reviewer_id, assignee_id, review_result, review_round, \
       bounce_count, channel, clock_kind, clock_soon_at, clock_at, platform_at) \
     SELECT t.id, t.ticket_no, t.shelf, o.merchant_id, o.shop_id, o.id, o.order_no, p.kind, p.status, 'CNY', \
       CASE WHEN p.approved THEN t.computed_minor - t.lowered_minor ELSE t.computed_minor END, \
       CASE WHEN p.submitted THEN t.created_at ELSE 0 END, COALESCE(t.created_at + t.span * p.review_share / 1000, 0), \
       o.ordered_at, t.created_at + t.span, \
       CASE WHEN p.review_result = 'REFUSED' OR p.approved THEN t.reviewer_id ELSE 0 END, t.assignee_id, p.review_result, \
       1 + p.bounces, p.bounces, t.channel, t.clock_kind, t.clock_soon_at, t.clock_at, t.platform_at \
     FROM plan_tickets t JOIN plan_orders o ON o.id = t.order_id JOIN plan_paths p ON p.no = t.path ORDER BY t.id",
    "INSERT INTO ticket_intakes (ticket_id, buyer_words, remark, contact_phone, contact_email, desired_solution, claimed_minor, \
       channel, requested_on, filed_by) \
     SELECT id, buyer_words, '', '', '', NULL, NULL, channel, requested_on, filer_id FROM plan_tickets ORDER BY id",
    "INSERT INTO ticket_decisions (ticket_id, allow_freight, allow_coupon, allow_virtual, buyer_agreed_at, ground, note, sending_back, \
       result, round, bounce_count, reviewer_id, reviewed_at) \
     SELECT t.id, FALSE, FALSE, FALSE, NULL, \
       CASE WHEN p.approved AND p.kind = 'REFUND_ONLY' AND t.scene <> 'UNSHIPPED' THEN 'COMPENSATION' END, t.note, FALSE, \
       p.review_result, CAST(1 + p.bounces AS INTEGER), CAST(p.bounces AS INTEGER), \
       CASE WHEN p.review_result = 'REFUSED' OR p.approved THEN t.reviewer_id END, t.created_at + t.span * p.review_share / 1000 \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path ORDER BY t.id",
    "INSERT INTO ticket_requests (ticket_id, number, kind, wanted, amount_minor, words, asked_by, asked_at, answer, answer_words, \
       answered_by, answered_at) \
     SELECT t.id, 1, 'SUPPLEMENT', 'PHOTO', NULL, 'a photo of the goods, please', t.filer_id, t.created_at + t.span, NULL, '', NULL, NULL \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path WHERE p.status = 'AWAITING_BUYER' ORDER BY t.id",
    "INSERT INTO ticket_returns (ticket_id, station_id, warehouse_id, contact, phone, address, method, carrier, tracking_no, \
       shipped_at, signed_in_at, received_at, inspected_at, goods_state) \
     SELECT t.id, CASE WHEN p.status <> 'APPROVED' THEN o.station_id END, CASE WHEN p.status <> 'APPROVED' THEN o.warehouse_id END, \
       CASE WHEN p.status <> 'APPROVED' THEN s.contact ELSE '' END, CASE WHEN p.status <> 'APPROVED' THEN s.phone ELSE '' END, \
       CASE WHEN p.status <> 'APPROVED' THEN s.address ELSE '' END, CASE WHEN p.ship_share IS NOT NULL THEN 'SELF_SHIP' END, \
       CASE WHEN p.ship_share IS NOT NULL THEN t.carrier ELSE '' END, \
       CASE WHEN p.ship_share IS NOT NULL THEN t.tracking_no ELSE '' END, t.created_at + t.span * p.ship_share / 1000, \
       t.created_at + t.span * p.sign_in_share / 1000, t.created_at + t.span * p.receive_share / 1000, \
       t.created_at + t.span * p.inspect_share / 1000, p.goods_state \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path JOIN plan_orders o ON o.id = t.order_id \
       JOIN return_stations s ON s.id = o.station_id WHERE p.has_return ORDER BY t.id",
    "INSERT INTO ticket_lines (id, ticket_id, order_line_id, line_no, quantity, settled_qty, reason_id, reason_zh, reason_en, \
       responsibility, remaining_minor, remaining_qty, computed_minor, lowered_minor, fee_minor, approved_minor, exchange_sku, \
       received_qty, good_qty, defective_qty, cause) \
     SELECT l.ticket_line_id, t.id, l.id, l.line_no, l.ticket_qty, NULL, r.id, r.name_zh, r.name_en, r.responsibility, \
       CASE WHEN p.submitted THEN l.paid_minor ELSE 0 END, CASE WHEN p.submitted THEN l.quantity ELSE 0 END, l.computed_minor, \
       CASE WHEN p.approved THEN l.lowered_minor ELSE 0 END, 0, \
       CASE WHEN p.approved AND p.kind <> 'EXCHANGE' THEN l.computed_minor - l.lowered_minor END, \
       CASE WHEN p.kind = 'EXCHANGE' THEN g.sku END, CASE WHEN p.receive_share IS NULL THEN 0 ELSE l.ticket_qty END, \
       CASE WHEN p.receive_share IS NULL THEN 0 ELSE l.ticket_qty END, 0, r.cause \
     FROM plan_lines l JOIN plan_tickets t ON t.id = l.ticket_id JOIN plan_paths p ON p.no = t.path \
       JOIN plan_goods g ON g.no = l.goods_no JOIN reasons r ON r.id = l.reason_id ORDER BY l.ticket_line_id",
    // A first round that finance sent back, and the round that stands.
    "INSERT INTO ticket_reviews (id, ticket_id, round, decision, computed_minor, approved_minor, category, reason, show_buyer, \
       reviewer_id, reviewed_at) \
     SELECT t.id + 4, t.id, 1, 'APPROVE', t.computed_minor, t.computed_minor - t.lowered_minor, NULL, t.note, FALSE, t.reviewer_id, \
       t.created_at + t.span * p.first_review_share / 1000 \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path WHERE p.bounces > 0 ORDER BY t.id",
    "INSERT INTO ticket_reviews (id, ticket_id, round, decision, computed_minor, approved_minor, category, reason, show_buyer, \
       reviewer_id, reviewed_at) \
     SELECT t.id + 5, t.id, 1 + p.bounces, CASE WHEN p.approved THEN 'APPROVE' ELSE 'REJECT' END, t.computed_minor, \
       CASE WHEN p.approved AND t.computed_minor > 0 THEN t.computed_minor - t.lowered_minor END, \
       CASE WHEN NOT p.approved THEN t.category END, CASE WHEN p.approved THEN t.note ELSE '凭证不足' END, FALSE, t.reviewer_id, \
       t.created_at + t.span * p.review_share / 1000 \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path WHERE p.approved OR p.review_result = 'REFUSED' ORDER BY t.id",
    "INSERT INTO ticket_shapers (ticket_id, round, shaping, staff_id, shaped_at) \
     SELECT t.id, 1, CASE WHEN p.submitted THEN 'SUBMITTED' ELSE 'DRAFTED' END, t.filer_id, t.created_at \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path ORDER BY t.id",
    "INSERT INTO ticket_shapers (ticket_id, round, shaping, staff_id, shaped_at) \
     SELECT r.ticket_id, r.round, 'APPROVED', r.reviewer_id, r.reviewed_at FROM ticket_reviews r JOIN plan_tickets t ON t.id = r.ticket_id \
     WHERE r.decision = 'APPROVE' ORDER BY r.ticket_id",
    "INSERT INTO refunds (id, refund_no, ticket_id, order_id, merchant_id, payment_id, amount_minor, currency, state, gateway, \
       is_auto, round, request_no, approved_by, approved_at, submitted_at, succeeded_at, fail_code, offline_reference, \
       offline_paid_on, offline_by, version, created_at, updated_at, payment_reference) \
     SELECT t.id + 6, t.first_refund_no, t.id, o.id, o.merchant_id, o.id + 4, t.computed_minor - t.lowered_minor, 'CNY', \
       'CANCELLED', 'simulated', FALSE, 1, t.first_refund_no, NULL, NULL, NULL, NULL, '', '', '', NULL, 2, \
       t.created_at + t.span * p.first_open_share / 1000, t.created_at + t.span * p.bounce_share / 1000, o.order_no \
     FROM plan_tickets t JOIN plan_orders o ON o.id = t.order_id JOIN plan_paths p ON p.no = t.path WHERE p.bounces > 0 ORDER BY t.id",
    "INSERT INTO refunds (id, refund_no, ticket_id, order_id, merchant_id, payment_id, amount_minor, currency, state, gateway, \
       is_auto, round, request_no, approved_by, approved_at, submitted_at, succeeded_at, fail_code, offline_reference, \
       offline_paid_on, offline_by, version, created_at, updated_at, payment_reference, paid_minor) \
     SELECT t.id + 7, t.refund_no, t.id, o.id, o.merchant_id, o.id + 4, t.computed_minor - t.lowered_minor, 'CNY', p.refund_state, \
       CASE WHEN p.refund_state = 'MANUAL_PENDING' THEN 'manual' ELSE 'simulated' END, FALSE, CAST(1 + p.bounces AS INTEGER), \
       t.refund_no, CASE WHEN p.finance_share IS NOT NULL THEN t.finance_id END, t.created_at + t.span * p.finance_share / 1000, \
       CASE WHEN p.refund_state IN ('SUCCEEDED', 'FAILED') THEN t.created_at + t.span * p.finance_share / 1000 END, \
       CASE WHEN p.refund_state = 'SUCCEEDED' THEN t.created_at + t.span END, \
       CASE WHEN p.refund_state = 'FAILED' THEN 'ACCOUNT_CLOSED' ELSE '' END, '', '', NULL, 1, \
       t.created_at + t.span * p.open_share / 1000, t.created_at + t.span, o.order_no, \
       CASE WHEN p.refund_state = 'SUCCEEDED' THEN t.computed_minor - t.lowered_minor ELSE 0 END \
     FROM plan_tickets t JOIN plan_orders o ON o.id = t.order_id JOIN plan_paths p ON p.no = t.path \
     WHERE p.refund_state IS NOT NULL ORDER BY t.id",
    "INSERT INTO refund_attempts (id, refund_id, attempt_no, request_no, outcome, code, created_at) \
     SELECT t.id + 8, t.id + 7, 1, t.refund_no, 'FAILED', 'ACCOUNT_CLOSED', t.created_at + t.span \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path WHERE p.refund_state = 'FAILED' ORDER BY t.id",
    "INSERT INTO parcels (id, parcel_no, merchant_id, warehouse_id, tracking_no, carrier, contents, state, signed_in_at, \
       signed_in_by, version) \
     SELECT t.id + 14, t.parcel_no, o.merchant_id, o.warehouse_id, t.tracking_no, t.carrier, '', \
       CASE WHEN p.receive_share IS NULL THEN 'SIGNED_IN' ELSE 'OPENED' END, t.created_at + t.span * p.sign_in_share / 1000, \
       t.keeper_id, 1 \
     FROM plan_tickets t JOIN plan_orders o ON o.id = t.order_id JOIN plan_paths p ON p.no = t.path \
     WHERE p.sign_in_share IS NOT NULL ORDER BY t.id",
    "INSERT INTO parcel_tickets (parcel_id, ticket_id) \
     SELECT t.id + 14, t.id FROM plan_tickets t JOIN plan_paths p ON p.no = t.path WHERE p.sign_in_share IS NOT NULL ORDER BY t.id",
    "INSERT INTO inbounds (id, inbound_no, kind, ticket_id, merchant_id, warehouse_id, carrier, tracking_no, state, note, \
       received_at, received_by, shelved_at) \
     SELECT t.id + 9, t.inbound_no, CASE WHEN p.kind = 'EXCHANGE' THEN 'EXCHANGE' ELSE 'RETURN' END, t.id, o.merchant_id, \
       o.warehouse_id, t.carrier, t.tracking_no, CASE WHEN p.verdict = 'PASS' THEN 'SHELVED' ELSE 'RECEIVED' END, '', \
       t.created_at + t.span * p.receive_share / 1000, t.keeper_id, \
       CASE WHEN p.verdict = 'PASS' THEN t.created_at + t.span * p.inspect_share / 1000 END \
     FROM plan_tickets t JOIN plan_orders o ON o.id = t.order_id JOIN plan_paths p ON p.no = t.path \
     WHERE p.receive_share IS NOT NULL ORDER BY t.id",
    "INSERT INTO inbound_lines (id, inbound_id, ticket_line_id, sku, name, expected_qty, received_qty, good_qty, defective_qty, grade) \
     SELECT l.ticket_line_id + 9, t.id + 9, l.ticket_line_id, g.sku, g.name, l.ticket_qty, l.ticket_qty, l.ticket_qty, 0, \
       CASE WHEN p.inspect_share IS NOT NULL THEN 'A' END \
     FROM plan_lines l JOIN plan_tickets t ON t.id = l.ticket_id JOIN plan_paths p ON p.no = t.path \
       JOIN plan_goods g ON g.no = l.goods_no WHERE p.receive_share IS NOT NULL ORDER BY l.ticket_line_id",
    "INSERT INTO inspections (id, ticket_id, inbound_id, verdict, packaging_ok, goods_ok, unused, parts_complete, resalable, \
       quality_fault, finding, staff_id, created_at) \
     SELECT t.id + 13, t.id, t.id + 9, p.verdict, TRUE, p.verdict = 'PASS', p.verdict = 'PASS', TRUE, p.verdict = 'PASS', 'UNCLEAR', \
       CASE WHEN p.verdict = 'PASS' THEN '' ELSE '外壳有使用痕迹' END, t.keeper_id, t.created_at + t.span * p.inspect_share / 1000 \
     FROM plan_tickets t JOIN plan_paths p ON p.no = t.path WHERE p.inspect_share IS NOT NULL ORDER BY t.id",
    "INSERT INTO outbounds (id, outbound_no, kind, ticket_id, merchant_id, warehouse_id, carrier, tracking_no, state, created_at, \
       shipped_at, shipped_by) \
     SELECT t.id + 15, t.outbound_no, 'EXCHANGE_SHIP', t.id, o.merchant_id, o.warehouse_id, \
       CASE WHEN p.outbound_state = 'SHIPPED' THEN t.carrier ELSE '' END, \
       CASE WHEN p.outbound_state = 'SHIPPED' THEN t.tracking_no || '2' ELSE '' END, p.outbound_state, \
       t.created_at + t.span * p.review_share / 1000, t.created_at + t.span * p.dispatch_share / 1000, \
       CASE WHEN p.outbound_state = 'SHIPPED' THEN t.keeper_id END \
     FROM plan_tickets t JOIN plan_orders o ON o.id = t.order_id JOIN plan_paths p ON p.no = t.path \
     WHERE p.outbound_state IS NOT NULL ORDER BY t.id",
    "INSERT INTO outbound_lines (id, outbound_id, ticket_line_id, sku, name, bucket, quantity) \
     SELECT l.ticket_line_id + 15, t.id + 15, l.ticket_line_id, g.sku, g.name, 'SELLABLE', l.ticket_qty \
     FROM plan_lines l JOIN plan_tickets t ON t.id = l.ticket_id JOIN plan_paths p ON p.no = t.path \
       JOIN plan_goods g ON g.no = l.goods_no WHERE p.outbound_state IS NOT NULL ORDER BY l.ticket_line_id",
    "INSERT INTO stock_moves (id, warehouse_id, sku, bucket, qty, reserved_qty, ref_kind, ref_no, note, staff_id, created_at) \
     SELECT l.ticket_line_id + 18, g.warehouse_id, g.sku, 'SELLABLE', l.ticket_qty, 0, 'INBOUND', t.inbound_no, '', t.keeper_id, \
       t.created_at + t.span * p.inspect_share / 1000 \
     FROM plan_lines l JOIN plan_tickets t ON t.id = l.ticket_id JOIN plan_paths p ON p.no = t.path \
       JOIN plan_goods g ON g.no = l.goods_no WHERE p.verdict = 'PASS' ORDER BY l.ticket_line_id",
    "INSERT INTO stock_moves (id, warehouse_id, sku, bucket, qty, reserved_qty, ref_kind, ref_no, note, staff_id, created_at) \
     SELECT l.ticket_line_id + 21, g.warehouse_id, g.sku, 'SELLABLE', 0, l.ticket_qty, 'RESERVE', t.outbound_no, '', t.reviewer_id, \
       t.created_at + t.span * p.review_share / 1000 \
     FROM plan_lines l JOIN plan_tickets t ON t.id = l.ticket_id JOIN plan_paths p ON p.no = t.path \
       JOIN plan_goods g ON g.no = l.goods_no WHERE p.outbound_state IS NOT NULL ORDER BY l.ticket_line_id",
    "INSERT INTO stock_moves (id, warehouse_id, sku, bucket, qty, reserved_qty, ref_kind, ref_no, note, staff_id, created_at) \
     SELECT l.ticket_line_id + 24, g.warehouse_id, g.sku, 'SELLABLE', -l.ticket_qty, -l.ticket_qty, 'OUTBOUND', t.outbound_no, '', \
       t.keeper_id, t.created_at + t.span * p.dispatch_share / 1000 \
     FROM plan_lines l JOIN plan_tickets t ON t.id = l.ticket_id JOIN plan_paths p ON p.no = t.path \
       JOIN plan_goods g ON g.no = l.goods_no WHERE p.dispatch_share IS NOT NULL ORDER BY l.ticket_line_id",
    "INSERT INTO events (id, ticket_id, seq, created_at, staff_id, kind, from_status, to_status, note, detail) \
     SELECT t.id + 29 + s.seq, t.id, s.seq, t.created_at + t.span * s.share / 1000, \
       CASE s.who WHEN 'FILER' THEN t.filer_id WHEN 'REVIEWER' THEN t.reviewer_id WHEN 'FINANCE' THEN t.finance_id \
         WHEN 'KEEPER' THEN t.keeper_id END, s.kind, s.from_status, s.to_status, '', '{}' \
     FROM plan_tickets t JOIN plan_steps s ON s.path = t.path ORDER BY t.id, s.seq",
];

/// Added once, after the last batch and before the indexes are back: the keys of tickets, in their order, so that they are written from one
/// end to the other.
pub(super) const KEYS: &[&str] = &[
    "INSERT INTO ticket_keys (kind, value, merchant_id, ticket_id) \
     SELECT k.kind, k.value, t.merchant_id, t.id FROM tickets t JOIN plan_keys k ON k.buyer_id = t.buyer_id ORDER BY 1, 2, 3, 4",
    "INSERT INTO ticket_keys (kind, value, merchant_id, ticket_id) \
     SELECT 'SKU', g.value, g.merchant_id, l.ticket_id FROM ticket_lines l JOIN order_lines o ON o.id = l.order_line_id \
       JOIN plan_goods g ON g.sku = o.sku ORDER BY 2, 3, 4",
    "INSERT INTO search_words (word, kind, value, text) \
     SELECT word, kind, value, MIN(text) FROM plan_words WHERE TRUE GROUP BY word, kind, value ORDER BY 1, 2, 3 \
     ON CONFLICT DO NOTHING",
    "INSERT INTO order_keys (kind, value, order_id) \
     SELECT k.kind, k.value, o.id FROM orders o JOIN plan_keys k ON k.buyer_id = o.buyer_id ORDER BY 1, 2, 3",
    "DELETE FROM backfills WHERE name = 'ticket_keys'",
];
