//! The logs of what came in and what went out, with their goods.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::domain::goods::condition::Grade;
use crate::domain::goods::movement::{InboundKind, InboundState, OutboundKind, OutboundState};
use crate::domain::people::contact::compact_number;
use crate::domain::time::Timestamp;
use crate::store::list::{Cursor, Order, Predicate, Relational};
use crate::store::schema::{inbound_lines, inbounds, outbound_lines, outbounds, staff, tickets, warehouses};
use crate::store::{Conn, DbError, Scope};

/// Goods of an entry.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    /// Inbound only, as all that follow.
    pub expected: i64,
    pub defective: i64,
    pub grade: Option<Grade>,
}

/// An entry of either log; `kind` and `state` are the log's own.
#[derive(Clone, Debug)]
pub struct LogEntry<K, S> {
    pub number: String,
    pub kind: K,
    pub state: S,
    pub at: Timestamp,
    pub operator: Option<String>,
    pub ticket_no: String,
    pub warehouse: String,
    pub carrier: String,
    pub tracking_no: String,
    pub note: String,
    /// When the goods went to their buckets; nothing goes out that way.
    pub shelved_at: Option<Timestamp>,
    pub lines: Vec<LogLine>,
}

/// An entry of the inbound log (R149).
pub type InboundEntry = LogEntry<InboundKind, InboundState>;
/// An entry of the outbound log (R150).
pub type OutboundEntry = LogEntry<OutboundKind, OutboundState>;

/// The inbound log.
pub struct Inbounds;

const INBOUND_TICKET: &str = "JOIN tickets ON tickets.id = inbounds.ticket_id";

/// Inbounds by the moment of receipt.
pub const INBOUNDS_BY_TIME: Order = Order::number("inbounds.received_at");
/// Inbounds by their number.
pub const INBOUNDS_BY_NUMBER: Order = Order::text("inbounds.inbound_no");
/// Inbounds by their ticket's number.
pub const INBOUNDS_BY_TICKET: Order = Order::text("tickets.ticket_no").joined(INBOUND_TICKET);

impl Relational for Inbounds {
    type Row = InboundEntry;

    const FROM: &'static str = "inbounds";
    const ID: &'static str = "inbounds.id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![Predicate::seen("inbounds.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<InboundEntry>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let rows: Vec<Joined<InboundKind, InboundState>> = inbounds::table
            .inner_join(tickets::table.on(tickets::id.eq(inbounds::ticket_id)))
            .inner_join(warehouses::table.on(warehouses::id.eq(inbounds::warehouse_id)))
            .left_join(staff::table.on(inbounds::received_by.eq(staff::id.nullable())))
            .filter(inbounds::id.eq_any(ids.clone()))
            .select((
                (inbounds::id, inbounds::merchant_id),
                (inbounds::inbound_no, inbounds::kind, inbounds::state, inbounds::received_at),
                (inbounds::carrier, inbounds::tracking_no, inbounds::note, inbounds::shelved_at),
                (staff::display_name.nullable(), tickets::ticket_no, warehouses::name),
            ))
            .load(connection)?;
        let lines: Vec<(i64, LineCells)> = inbound_lines::table
            .filter(inbound_lines::inbound_id.eq_any(ids.clone()))
            .order((inbound_lines::inbound_id, inbound_lines::sku, inbound_lines::id))
            .select((
                inbound_lines::inbound_id,
                (
                    inbound_lines::sku,
                    inbound_lines::name,
                    inbound_lines::received_qty,
                    inbound_lines::expected_qty,
                    inbound_lines::defective_qty,
                    inbound_lines::grade,
                ),
            ))
            .load(connection)?;
        Ok(entries(scope, &ids, rows, lines))
    }
}

/// Inbounds of a kind.
pub fn inbounds_of_kind(kind: InboundKind) -> Predicate {
    Predicate::any_of("inbounds.kind", [kind.code()])
}

/// Inbounds received at or after an instant, and before another.
pub fn received(from: Option<Timestamp>, before: Option<Timestamp>) -> Predicate {
    Predicate::between("inbounds.received_at", from, before)
}

/// Inbounds of tickets whose number contains a text.
pub fn inbounds_of_ticket(ticket_no: &str) -> Predicate {
    Predicate::contains(&["tickets.ticket_no"], &ticket_no.to_uppercase()).joined(INBOUND_TICKET)
}

/// Inbounds with goods whose SKU contains a text.
pub fn inbounds_with(sku: &str) -> Predicate {
    let lines = Predicate::contains(&["inbound_lines.sku"], sku);
    lines.within("inbounds.id IN (SELECT inbound_lines.inbound_id FROM inbound_lines WHERE", ")")
}

/// Inbounds of parcels with a text in their number.
pub fn inbounds_under(tracking_no: &str) -> Predicate {
    Predicate::contains(&["inbounds.tracking_no"], &compact_number(tracking_no))
}

/// Inbounds in a warehouse.
pub fn inbounds_at(warehouse_id: i64) -> Predicate {
    Predicate::among("inbounds.warehouse_id", &[warehouse_id])
}

/// Inbounds counted by people with a text in their name.
pub fn inbounds_by(name: &str) -> Predicate {
    named(name).within("inbounds.received_by IN (SELECT staff.id FROM staff WHERE", ")")
}

/// Inbounds in a state.
pub fn inbounds_in(state: InboundState) -> Predicate {
    Predicate::any_of("inbounds.state", [state.code()])
}

/// Inbounds with goods of a grade.
pub fn inbounds_graded(grade: Grade) -> Predicate {
    let lines = Predicate::any_of("inbound_lines.grade", [grade.code()]);
    lines.within("inbounds.id IN (SELECT inbound_lines.inbound_id FROM inbound_lines WHERE", ")")
}

/// Inbounds with a text in their own number, their ticket's, their parcel's, or a SKU.
pub fn inbounds_marked(text: &str) -> Predicate {
    let own = Predicate::contains(&["inbounds.inbound_no"], &text.to_uppercase());
    own.or(inbounds_under(text)).or(inbounds_with(text)).or(inbounds_of_ticket(text))
}

fn named(name: &str) -> Predicate {
    Predicate::contains(&["staff.display_name"], name)
}

/// The outbound log.
pub struct Outbounds;

const OUTBOUND_TICKET: &str = "JOIN tickets ON tickets.id = outbounds.ticket_id";

/// What is not shipped yet has the moment it was reserved.
const SENT_AT: &str = "COALESCE(outbounds.shipped_at, outbounds.created_at)";

/// Outbounds by the moment they were shipped, else reserved.
pub const OUTBOUNDS_BY_TIME: Order = Order::number(SENT_AT);
/// Outbounds by their number.
pub const OUTBOUNDS_BY_NUMBER: Order = Order::text("outbounds.outbound_no");
/// Outbounds by their ticket's number.
pub const OUTBOUNDS_BY_TICKET: Order = Order::text("tickets.ticket_no").joined(OUTBOUND_TICKET);

impl Relational for Outbounds {
    type Row = OutboundEntry;

    const FROM: &'static str = "outbounds";
    const ID: &'static str = "outbounds.id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![Predicate::seen("outbounds.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<OutboundEntry>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let sent_at: SqlLiteral<BigInt> = sql(SENT_AT);
        let rows: Vec<Joined<OutboundKind, OutboundState>> = outbounds::table
            .inner_join(tickets::table.on(tickets::id.eq(outbounds::ticket_id)))
            .inner_join(warehouses::table.on(warehouses::id.eq(outbounds::warehouse_id)))
            .left_join(staff::table.on(outbounds::shipped_by.eq(staff::id.nullable())))
            .filter(outbounds::id.eq_any(ids.clone()))
            .select((
                (outbounds::id, outbounds::merchant_id),
                (outbounds::outbound_no, outbounds::kind, outbounds::state, sent_at),
                (
                    outbounds::carrier,
                    outbounds::tracking_no,
                    sql::<Text>("''"),
                    sql::<Nullable<BigInt>>("CAST(NULL AS BIGINT)"),
                ),
                (staff::display_name.nullable(), tickets::ticket_no, warehouses::name),
            ))
            .load(connection)?;
        let lines: Vec<(i64, String, String, i64)> = outbound_lines::table
            .filter(outbound_lines::outbound_id.eq_any(ids.clone()))
            .order((outbound_lines::outbound_id, outbound_lines::sku, outbound_lines::id))
            .select((outbound_lines::outbound_id, outbound_lines::sku, outbound_lines::name, outbound_lines::quantity))
            .load(connection)?;
        let lines =
            lines.into_iter().map(|(id, sku, name, quantity)| (id, (sku, name, quantity, 0, 0, None))).collect();
        Ok(entries(scope, &ids, rows, lines))
    }
}

/// Outbounds of a kind.
pub fn outbounds_of_kind(kind: OutboundKind) -> Predicate {
    Predicate::any_of("outbounds.kind", [kind.code()])
}

/// Outbounds in a state.
pub fn outbounds_in(state: OutboundState) -> Predicate {
    Predicate::any_of("outbounds.state", [state.code()])
}

/// Outbounds shipped, else reserved, at or after an instant, and before another.
pub fn sent(from: Option<Timestamp>, before: Option<Timestamp>) -> Predicate {
    Predicate::between(SENT_AT, from, before)
}

/// Outbounds of tickets whose number contains a text.
pub fn outbounds_of_ticket(ticket_no: &str) -> Predicate {
    Predicate::contains(&["tickets.ticket_no"], &ticket_no.to_uppercase()).joined(OUTBOUND_TICKET)
}

/// Outbounds with goods whose SKU contains a text.
pub fn outbounds_with(sku: &str) -> Predicate {
    let lines = Predicate::contains(&["outbound_lines.sku"], sku);
    lines.within("outbounds.id IN (SELECT outbound_lines.outbound_id FROM outbound_lines WHERE", ")")
}

/// Outbounds of parcels with a text in their number.
pub fn outbounds_under(tracking_no: &str) -> Predicate {
    Predicate::contains(&["outbounds.tracking_no"], &compact_number(tracking_no))
}

/// Outbounds from a warehouse.
pub fn outbounds_at(warehouse_id: i64) -> Predicate {
    Predicate::among("outbounds.warehouse_id", &[warehouse_id])
}

/// Outbounds dispatched by people with a text in their name.
pub fn outbounds_by(name: &str) -> Predicate {
    named(name).within("outbounds.shipped_by IN (SELECT staff.id FROM staff WHERE", ")")
}

/// Outbounds with a text in their own number, their ticket's, their parcel's, or a SKU.
pub fn outbounds_marked(text: &str) -> Predicate {
    let own = Predicate::contains(&["outbounds.outbound_no"], &text.to_uppercase());
    own.or(outbounds_under(text)).or(outbounds_with(text)).or(outbounds_of_ticket(text))
}

/// SKU, name, units that moved, expected and defective ones, grade.
type LineCells = (String, String, i64, i64, i64, Option<Grade>);

type Joined<K, S> = (
    (i64, i64),
    (String, K, S, Timestamp),
    (String, String, String, Option<Timestamp>),
    (Option<String>, String, String),
);

/// The entries of some ids that are in scope, in the order of the ids.
fn entries<K, S>(
    scope: &Scope,
    ids: &[i64],
    rows: Vec<Joined<K, S>>,
    lines: Vec<(i64, LineCells)>,
) -> Vec<LogEntry<K, S>> {
    let mut goods: HashMap<i64, Vec<LogLine>> = HashMap::new();
    for (id, (sku, name, quantity, expected, defective, grade)) in lines {
        goods.entry(id).or_default().push(LogLine { sku, name, quantity, expected, defective, grade });
    }
    let seen = rows.into_iter().filter(|((_, merchant_id), ..)| scope.sees(*merchant_id));
    let mut by_id: HashMap<i64, LogEntry<K, S>> = seen
        .map(|((id, _), (number, kind, state, at), parcel, (operator, ticket_no, warehouse))| {
            let (carrier, tracking_no, note, shelved_at) = parcel;
            let lines = goods.remove(&id).unwrap_or_default();
            let entry = LogEntry {
                number,
                kind,
                state,
                at,
                operator,
                ticket_no,
                warehouse,
                carrier,
                tracking_no,
                note,
                shelved_at,
                lines,
            };
            (id, entry)
        })
        .collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}
