//! What must hold after anything that anybody does, asked of the database itself and past the product's own sums.

use std::collections::BTreeMap;

use aftersales::domain::ticket::kind::TicketType;
use aftersales::domain::ticket::status::Status;
use aftersales::domain::ticket::workflow::{Action, targets};
use aftersales::store::money::ledger_totals;
use aftersales::store::{Conn, Db, DbError};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::recount;

#[derive(QueryableByName)]
struct EventRow {
    #[diesel(sql_type = Text)]
    ticket_no: String,
    #[diesel(sql_type = Text)]
    ticket_kind: String,
    #[diesel(sql_type = Text)]
    ticket_status: String,
    #[diesel(sql_type = BigInt)]
    event_seq: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    from_status: Option<String>,
    #[diesel(sql_type = Text)]
    to_status: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    found: String,
}

const EVENTS: &str = "SELECT t.ticket_no, t.kind AS ticket_kind, t.status AS ticket_status, t.event_seq, e.seq, e.kind, \
    e.from_status, e.to_status FROM tickets t JOIN events e ON e.ticket_id = t.id ORDER BY t.id, e.seq";

/// Each finds the wrong ones and nothing else; what it finds is named.
const WRONG: [(&str, &str); 15] = [
    (
        "a ticket without events",
        "SELECT ticket_no AS found FROM tickets WHERE NOT EXISTS (SELECT 1 FROM events WHERE ticket_id = tickets.id)",
    ),
    (
        "an order that promises back more than was paid",
        "SELECT o.order_no AS found FROM orders o JOIN (SELECT order_id, SUM(amount_minor) AS taken FROM refunds \
         WHERE state <> 'CANCELLED' GROUP BY order_id) r ON r.order_id = o.id WHERE r.taken > o.paid_minor",
    ),
    (
        "an order line that promises back more than was paid for it",
        "SELECT o.order_no AS found FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN (\
           SELECT p.order_line_id, SUM(p.approved_minor) AS taken FROM ticket_lines p \
           JOIN refunds r ON r.ticket_id = p.ticket_id WHERE r.state <> 'CANCELLED' GROUP BY p.order_line_id\
         ) x ON x.order_line_id = l.id WHERE x.taken > l.paid_minor",
    ),
    (
        "an order line of which more comes back than was bought",
        "SELECT o.order_no AS found FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN (\
           SELECT p.order_line_id, SUM(COALESCE(p.settled_qty, p.quantity)) AS units FROM ticket_lines p \
           JOIN tickets t ON t.id = p.ticket_id WHERE t.kind <> 'REFUND_ONLY' \
           AND t.status NOT IN ('DRAFT', 'REJECTED', 'CANCELLED', 'CLOSED') GROUP BY p.order_line_id\
         ) x ON x.order_line_id = l.id WHERE x.units > l.quantity",
    ),
    (
        "a ticket in another currency than its order",
        "SELECT t.ticket_no AS found FROM tickets t JOIN orders o ON o.id = t.order_id WHERE t.currency <> o.currency \
         AND t.status NOT IN ('REJECTED', 'CANCELLED', 'CLOSED')",
    ),
    (
        "a refund in another currency than its ticket",
        "SELECT t.ticket_no AS found FROM tickets t JOIN refunds r ON r.ticket_id = t.id WHERE t.currency <> r.currency",
    ),
    (
        "an ended ticket that still reserves stock",
        "SELECT t.ticket_no AS found FROM tickets t JOIN outbounds o ON o.ticket_id = t.id \
         WHERE o.state = 'RESERVED' AND t.status IN ('REJECTED', 'CANCELLED', 'CLOSED', 'COMPLETED')",
    ),
    (
        "an ended ticket with a refund",
        "SELECT t.ticket_no AS found FROM tickets t JOIN refunds r ON r.ticket_id = t.id \
         WHERE r.state <> 'CANCELLED' AND t.status IN ('REJECTED', 'CANCELLED', 'CLOSED', 'PENDING_REVIEW', 'DRAFT')",
    ),
    (
        "a ticket on its way to money without a refund",
        "SELECT t.ticket_no AS found FROM tickets t WHERE t.status IN ('PENDING_REFUND', 'REFUNDING', 'REFUND_FAILED') \
         AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.ticket_id = t.id AND r.state <> 'CANCELLED')",
    ),
    (
        "a refund whose mark of being unclear and state do not fit",
        "SELECT refund_no AS found FROM refunds WHERE (state = 'UNCLEAR' AND unclear IS NULL) \
         OR (unclear IS NOT NULL AND state NOT IN ('UNCLEAR', 'SUCCEEDED', 'CANCELLED'))",
    ),
    (
        "an unclear refund whose ticket is not on its way to money",
        "SELECT r.refund_no AS found FROM refunds r JOIN tickets t ON t.id = r.ticket_id \
         WHERE r.state = 'UNCLEAR' AND t.status <> 'REFUNDING'",
    ),
    (
        "a ticket on hold without an open case",
        "SELECT ticket_no AS found FROM tickets WHERE on_hold AND NOT EXISTS (\
           SELECT 1 FROM disputes d WHERE d.ticket_id = tickets.id AND d.ruling IS NULL)",
    ),
    (
        "an open case whose ticket is not on hold, or has a payment of ours under way that it could stop",
        "SELECT t.ticket_no AS found FROM disputes d JOIN tickets t ON t.id = d.ticket_id WHERE d.ruling IS NULL AND (NOT t.on_hold \
         OR EXISTS (SELECT 1 FROM refunds r WHERE r.ticket_id = t.id AND r.state = 'QUEUED'))",
    ),
    (
        "stock promised to more than one can have",
        "SELECT sku AS found FROM stock WHERE reserved_qty > qty OR qty < 0 OR reserved_qty < 0",
    ),
    (
        "reserved stock that is not what waits to leave",
        "SELECT s.sku AS found FROM stock s LEFT JOIN (\
           SELECT o.warehouse_id, l.sku, l.bucket, SUM(l.quantity) AS waiting FROM outbound_lines l \
           JOIN outbounds o ON o.id = l.outbound_id WHERE o.state = 'RESERVED' GROUP BY o.warehouse_id, l.sku, l.bucket\
         ) w ON w.warehouse_id = s.warehouse_id AND w.sku = s.sku AND w.bucket = s.bucket \
         WHERE s.reserved_qty <> COALESCE(w.waiting, 0)",
    ),
];

/// Everything that is broken; empty when all is well.
pub fn broken(db: &Db) -> Vec<String> {
    db.read_blocking(broken_in).expect("the database answers")
}

/// `broken`, as one connection sees it.
pub fn broken_in(connection: &mut Conn) -> Result<Vec<String>, DbError> {
    let mut broken = chains(diesel::sql_query(EVENTS).load(connection)?);
    broken.extend(recount::unfindable(connection)?);
    for (what, query) in WRONG.into_iter().chain(recount::WRONG) {
        let found: Vec<Found> = diesel::sql_query(query).load(connection)?;
        broken.extend(found.into_iter().map(|row| format!("{what}: {}", row.found)));
    }
    let sums = ledger_totals::sums(connection)?;
    if sums.overpaid_orders + sums.stock_difference > 0 {
        broken.push(format!("the books do not add up: {sums:?}"));
    }
    Ok(broken)
}

/// Every change has one event, each begins where the last ended, and each step is in the transition table.
fn chains(events: Vec<EventRow>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut by_ticket: BTreeMap<String, Vec<EventRow>> = BTreeMap::new();
    for event in events {
        by_ticket.entry(event.ticket_no.clone()).or_default().push(event);
    }
    for (ticket_no, chain) in by_ticket {
        let mut before: Option<&EventRow> = None;
        for event in &chain {
            if event.seq != before.map_or(1, |before| before.seq + 1) {
                broken.push(format!("{ticket_no}: event {} comes after {:?}", event.seq, before.map(|b| b.seq)));
            }
            if event.from_status.as_deref() != before.map(|before| before.to_status.as_str()) {
                let begins = &event.from_status;
                broken.push(format!("{ticket_no}: {} begins at {begins:?}, not where it stood", event.kind));
            }
            if !is_listed(event) {
                let (from, to) = (&event.from_status, &event.to_status);
                broken.push(format!("{ticket_no}: {} leads from {from:?} to {to}", event.kind));
            }
            before = Some(event);
        }
        let last = chain.last().expect("a ticket with events");
        if last.to_status != last.ticket_status || last.seq != last.event_seq {
            broken.push(format!(
                "{ticket_no}: is {} at {}, its events say otherwise",
                last.ticket_status, last.event_seq
            ));
        }
    }
    broken
}

fn is_listed(event: &EventRow) -> bool {
    let Some(from) = &event.from_status else { return ["DRAFT", "PENDING_REVIEW"].contains(&event.to_status.as_str()) };
    if *from == event.to_status {
        return true;
    }
    let kind = TicketType::parse(&event.ticket_kind).expect("a known type");
    let (from, to) = (Status::parse(from).expect("a status"), Status::parse(&event.to_status).expect("a status"));
    Action::ALL.iter().any(|action| targets(kind, from, *action).contains(&to))
}
