//! Everything that the product keeps beside what it is made of, made once more and compared: counts of tabs, entries of lists, search
//! keys, stock, promised stock, refunded sums, marks of orders, states of refunds, parcels. Nothing here asks the product's own sums.

use std::collections::{BTreeMap, BTreeSet};

use aftersales::store::tickets::keys::{Key, goods_key, people_keys, words_of};
use aftersales::store::{Conn, DbError};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Each finds what is not what it must be, and nothing else.
pub const WRONG: [(&str, &str); 17] = [
    (
        "a tab's count that is not its tickets",
        "SELECT CAST(merchant_id AS TEXT) || ' ' || shelf || ' ' || status || ' by ' || CAST(difference AS TEXT) AS found FROM (\
           SELECT merchant_id, shelf, status, SUM(n) AS difference FROM (\
             SELECT t.merchant_id, e.shelf, t.status, -1 AS n FROM tickets t JOIN ticket_entries e ON e.ticket_id = t.id \
             UNION ALL SELECT merchant_id, shelf, status, tickets FROM ticket_counts\
           ) one GROUP BY merchant_id, shelf, status\
         ) counted WHERE difference <> 0",
    ),
    (
        "a ticket without an entry in the lists",
        "SELECT ticket_no AS found FROM tickets WHERE id NOT IN (SELECT ticket_id FROM ticket_entries)",
    ),
    (
        "an entry that is not its ticket",
        "SELECT found FROM (SELECT t.ticket_no, t.ticket_no || \
           CASE WHEN e.ticket_no <> t.ticket_no THEN ' ticket_no' ELSE '' END || \
           CASE WHEN (e.shelf = 'DRAFT') <> (t.status = 'DRAFT') THEN ' shelf' ELSE '' END || \
           CASE WHEN e.shelf = 'ARCHIVED' AND t.status NOT IN ('COMPLETED', 'REJECTED', 'CANCELLED', 'CLOSED') \
             THEN ' archived' ELSE '' END || \
           CASE WHEN e.merchant_id <> t.merchant_id THEN ' merchant_id' ELSE '' END || \
           CASE WHEN e.shop_id <> t.shop_id THEN ' shop_id' ELSE '' END || \
           CASE WHEN e.order_id <> t.order_id THEN ' order_id' ELSE '' END || \
           CASE WHEN e.order_no <> o.order_no THEN ' order_no' ELSE '' END || \
           CASE WHEN e.kind <> t.kind THEN ' kind' ELSE '' END || \
           CASE WHEN e.status <> t.status THEN ' status' ELSE '' END || \
           CASE WHEN e.currency <> t.currency THEN ' currency' ELSE '' END || \
           CASE WHEN e.amount_minor <> COALESCE(t.approved_minor, t.computed_minor) THEN ' amount_minor' ELSE '' END || \
           CASE WHEN e.applied_at <> COALESCE(t.submitted_at, 0) THEN ' applied_at' ELSE '' END || \
           CASE WHEN e.reviewed_at <> COALESCE(d.reviewed_at, 0) THEN ' reviewed_at' ELSE '' END || \
           CASE WHEN e.ordered_at <> o.ordered_at THEN ' ordered_at' ELSE '' END || \
           CASE WHEN e.since_at <> t.status_since THEN ' since_at' ELSE '' END || \
           CASE WHEN e.reviewer_id <> COALESCE(d.reviewer_id, 0) THEN ' reviewer_id' ELSE '' END || \
           CASE WHEN e.review_result <> d.result THEN ' review_result' ELSE '' END || \
           CASE WHEN e.review_round <> d.round THEN ' review_round' ELSE '' END || \
           CASE WHEN e.bounce_count <> d.bounce_count THEN ' bounce_count' ELSE '' END || \
           CASE WHEN e.channel <> i.channel THEN ' channel' ELSE '' END AS found \
         FROM ticket_entries e JOIN tickets t ON t.id = e.ticket_id JOIN orders o ON o.id = t.order_id \
           JOIN ticket_decisions d ON d.ticket_id = t.id JOIN ticket_intakes i ON i.ticket_id = t.id) compared \
         WHERE found <> ticket_no",
    ),
    (
        "an entry whose clock is not the ticket's",
        "SELECT t.ticket_no AS found FROM ticket_entries e JOIN tickets t ON t.id = e.ticket_id WHERE e.clock_at <> COALESCE(\
           (SELECT MIN(r.due_at) FROM ticket_terms r WHERE r.ticket_id = t.id AND r.state = 'RUNNING' \
             AND r.kind NOT IN ('SUPPLEMENT', 'RETURN', 'CONFIRMATION', 'APPEAL', 'PLATFORM', 'EVIDENCE')), \
           (SELECT MIN(r.due_at) FROM ticket_terms r WHERE r.ticket_id = t.id AND r.state = 'RUNNING' AND r.kind NOT IN ('PLATFORM', 'EVIDENCE')), \
           (SELECT MIN(9223372036854775806) FROM ticket_terms r WHERE r.ticket_id = t.id AND r.state = 'PAUSED'), \
           9223372036854775807) \
         OR e.platform_at <> COALESCE((SELECT MIN(r.due_at) FROM ticket_terms r WHERE r.ticket_id = t.id AND r.state = 'RUNNING' \
           AND r.kind IN ('PLATFORM', 'EVIDENCE')), 9223372036854775807)",
    ),
    (
        "an open ticket whose clock is not that of its status",
        "SELECT t.ticket_no AS found FROM tickets t WHERE (t.status IN ('PENDING_REVIEW', 'AWAITING_BUYER', 'PENDING_RETURN', 'RETURNING', 'RECEIVED', \
             'PENDING_REFUND', 'REFUND_FAILED', 'PENDING_EXCHANGE') \
           AND NOT EXISTS (SELECT 1 FROM backfills WHERE name = 'ticket_terms') \
           AND NOT EXISTS (SELECT 1 FROM ticket_terms r WHERE r.ticket_id = t.id AND r.state IN ('RUNNING', 'PAUSED'))) \
         OR (t.status IN ('DRAFT', 'COMPLETED', 'CANCELLED', 'CLOSED') \
           AND EXISTS (SELECT 1 FROM ticket_terms r WHERE r.ticket_id = t.id AND r.state IN ('RUNNING', 'PAUSED')))",
    ),
    (
        "stock that is not the sum of its moves",
        "SELECT CAST(warehouse_id AS TEXT) || ' ' || sku || ' ' || bucket AS found FROM (\
           SELECT warehouse_id, sku, bucket, SUM(qty) AS units, SUM(reserved) AS promised FROM (\
             SELECT warehouse_id, sku, bucket, qty, reserved_qty AS reserved FROM stock \
             UNION ALL SELECT warehouse_id, sku, bucket, -qty, -reserved_qty FROM stock_moves\
           ) one GROUP BY warehouse_id, sku, bucket\
         ) added WHERE units <> 0 OR promised <> 0",
    ),
    (
        "promised stock that is not what waits to leave",
        "SELECT CAST(warehouse_id AS TEXT) || ' ' || sku || ' ' || bucket AS found FROM (\
           SELECT warehouse_id, sku, bucket, SUM(units) AS units FROM (\
             SELECT warehouse_id, sku, bucket, reserved_qty AS units FROM stock \
             UNION ALL SELECT o.warehouse_id, l.sku, l.bucket, -l.quantity FROM outbound_lines l \
               JOIN outbounds o ON o.id = l.outbound_id WHERE o.state = 'RESERVED'\
           ) one GROUP BY warehouse_id, sku, bucket\
         ) added WHERE units <> 0",
    ),
    (
        "an order that says another sum than its refunds",
        "SELECT o.order_no AS found FROM orders o WHERE o.refunded_minor <> \
           (SELECT COALESCE(SUM(paid_minor), 0) FROM refunds r WHERE r.order_id = o.id)",
    ),
    (
        "a ticket that says another sum than its refunds",
        "SELECT t.ticket_no AS found FROM tickets t WHERE t.refunded_minor <> \
           (SELECT COALESCE(SUM(paid_minor), 0) FROM refunds r WHERE r.ticket_id = t.id)",
    ),
    (
        "a refund that is not of its ticket's order, merchant and currency",
        "SELECT r.refund_no AS found FROM refunds r JOIN tickets t ON t.id = r.ticket_id JOIN orders o ON o.id = t.order_id \
         WHERE r.order_id <> o.id OR r.merchant_id <> t.merchant_id OR o.merchant_id <> t.merchant_id \
           OR r.currency <> t.currency OR (r.currency <> o.currency AND (r.state <> 'CANCELLED' OR r.paid_minor > 0))",
    ),
    (
        "a refund whose state is not its ticket's",
        "SELECT r.refund_no || ' ' || r.state || ' ' || t.status AS found FROM refunds r JOIN tickets t ON t.id = r.ticket_id WHERE \
           (r.state = 'PENDING_APPROVAL' AND t.status <> 'PENDING_REFUND') \
           OR (r.state IN ('QUEUED', 'PROCESSING') AND t.status <> 'REFUNDING') \
           OR (r.state = 'MANUAL_PENDING' AND t.status NOT IN ('REFUNDING', 'REFUND_FAILED')) \
           OR (r.state = 'FAILED' AND t.status <> 'REFUND_FAILED') \
           OR (r.state = 'SUCCEEDED' AND t.status <> 'COMPLETED')",
    ),
    (
        "a ticket whose state is not its refund's",
        "SELECT t.ticket_no || ' ' || t.status AS found FROM tickets t \
         LEFT JOIN refunds r ON r.ticket_id = t.id AND r.state <> 'CANCELLED' WHERE \
           (t.status IN ('REFUNDING', 'REFUND_FAILED') AND COALESCE(r.state, '') IN ('', 'PENDING_APPROVAL', 'SUCCEEDED')) \
           OR (t.status = 'COMPLETED' AND t.kind <> 'EXCHANGE' AND COALESCE(r.state, '') <> 'SUCCEEDED')",
    ),
    (
        "an order whose mark is not what came back",
        "SELECT order_no || ' ' || after_sale AS found FROM (SELECT o.order_no, o.after_sale, \
           (SELECT COALESCE(SUM(l.quantity), 0) FROM order_lines l WHERE l.order_id = o.id AND l.kind = 'GOODS') AS bought, \
           (SELECT COALESCE(SUM(COALESCE(p.settled_qty, p.quantity)), 0) FROM ticket_lines p \
              JOIN tickets t ON t.id = p.ticket_id JOIN order_lines l ON l.id = p.order_line_id \
              WHERE t.order_id = o.id AND t.status = 'COMPLETED' AND t.scene <> 'RECEIVED_KEEP' AND l.kind = 'GOODS') AS taken \
         FROM orders o) marked WHERE after_sale <> CASE WHEN taken <= 0 THEN 'NONE' WHEN taken < bought THEN 'PARTLY_RETURNED' \
           ELSE 'RETURN_COMPLETE' END",
    ),
    (
        "an unclaimed parcel with a ticket, or another without one",
        "SELECT parcel_no || ' ' || state AS found FROM parcels WHERE \
           (state = 'UNCLAIMED') = (id IN (SELECT parcel_id FROM parcel_tickets))",
    ),
    (
        "a parcel that is opened before its tickets are received, or still closed after",
        "SELECT p.parcel_no || ' ' || p.state AS found FROM parcels p JOIN (\
           SELECT i.parcel_id, SUM(CASE WHEN b.received_at IS NULL THEN 1 ELSE 0 END) AS awaited FROM parcel_tickets i \
           LEFT JOIN ticket_returns b ON b.ticket_id = i.ticket_id GROUP BY i.parcel_id\
         ) inside ON inside.parcel_id = p.id WHERE (p.state = 'OPENED') <> (inside.awaited = 0)",
    ),
    (
        "a parcel that came without its ticket saying so",
        "SELECT p.parcel_no AS found FROM parcels p JOIN parcel_tickets i ON i.parcel_id = p.id \
         JOIN ticket_returns b ON b.ticket_id = i.ticket_id WHERE b.signed_in_at IS NULL",
    ),
    (
        "a refund on its way that no job looks after",
        "SELECT r.refund_no AS found FROM refunds r LEFT JOIN jobs j ON j.kind = 'refund' AND j.payload = CAST(r.id AS TEXT) \
         WHERE r.state IN ('QUEUED', 'PROCESSING') AND COALESCE(j.state, 'DONE') = 'DONE'",
    ),
];

#[derive(QueryableByName)]
struct Goods {
    #[diesel(sql_type = BigInt)]
    ticket_id: i64,
    #[diesel(sql_type = Text)]
    ticket_no: String,
    #[diesel(sql_type = Text)]
    sku: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    spec: String,
}

const GOODS: &str = "SELECT t.id AS ticket_id, t.ticket_no, l.sku, l.name, l.spec FROM tickets t \
    JOIN ticket_lines p ON p.ticket_id = t.id JOIN order_lines l ON l.id = p.order_line_id";

#[derive(QueryableByName)]
struct People {
    #[diesel(sql_type = BigInt)]
    ticket_id: i64,
    #[diesel(sql_type = Text)]
    ticket_no: String,
    #[diesel(sql_type = Text)]
    receiver: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    nickname: String,
    #[diesel(sql_type = Text)]
    account: String,
    #[diesel(sql_type = Text)]
    own_phone: String,
}

const PEOPLE: &str = "SELECT t.id AS ticket_id, t.ticket_no, o.receiver_name AS receiver, o.receiver_phone AS phone, \
    COALESCE(b.nickname, '') AS nickname, COALESCE(b.account, '') AS account, COALESCE(b.phone, '') AS own_phone \
    FROM tickets t JOIN orders o ON o.id = t.order_id LEFT JOIN buyers b ON b.id = o.buyer_id";

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    value: String,
}

/// Tickets that are not found by what they hold.
pub fn unfindable(connection: &mut Conn) -> Result<Vec<String>, DbError> {
    let mut expected: BTreeMap<(i64, String), Vec<Key>> = BTreeMap::new();
    for row in diesel::sql_query(GOODS).load::<Goods>(connection)? {
        let key = goods_key(&row.sku, &row.name, &row.spec);
        expected.entry((row.ticket_id, row.ticket_no)).or_default().push(key);
    }
    for row in diesel::sql_query(PEOPLE).load::<People>(connection)? {
        let keys = people_keys([&row.receiver, &row.nickname], &row.account, [&row.phone, &row.own_phone]);
        expected.entry((row.ticket_id, row.ticket_no)).or_default().extend(keys);
    }
    let mut kept = |query: &str| -> Result<BTreeSet<(String, String, String)>, DbError> {
        let rows: Vec<Kept> = diesel::sql_query(query).load(connection)?;
        Ok(rows.into_iter().map(|row| (row.place, row.kind, row.value)).collect())
    };
    let keys = kept("SELECT CAST(ticket_id AS TEXT) AS place, kind, value FROM ticket_keys")?;
    let words = kept("SELECT word AS place, kind, value FROM search_words")?;
    let mut missing = Vec::new();
    for ((ticket_id, ticket_no), of_ticket) in expected {
        for key in of_ticket {
            let named = |place: String| (place, key.kind.code().to_owned(), key.value.clone());
            if !keys.contains(&named(ticket_id.to_string())) {
                missing.push(format!("{ticket_no} is not found by {key:?}"));
            }
            let unknown = words_of(&key).into_iter().filter(|word| !words.contains(&named(word.clone())));
            missing.extend(unknown.map(|word| format!("the word {word:?} of {key:?} is unknown")));
        }
    }
    Ok(missing)
}
