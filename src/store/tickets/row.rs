//! The row of a ticket (identity, type, status, version, money), and how it is found. Its application, review and way back are in `stages`,
//! its other parts in `parts`.

use diesel::prelude::*;

use crate::domain::money::{Currency, Money};
use crate::domain::ticket::kind::{Scene, TicketType};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::schema::tickets;
use crate::store::{Conn, DbError, Scope};

/// An after-sale ticket.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = tickets)]
pub struct TicketRow {
    pub id: i64,
    pub merchant_id: i64,
    pub shop_id: i64,
    pub order_id: i64,
    pub buyer_id: Option<i64>,
    pub ticket_no: String,
    pub kind: TicketType,
    pub status: Status,
    pub scene: Scene,
    pub currency: Currency,
    pub created_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    pub computed_minor: Money,
    pub approved_minor: Option<Money>,
    pub freight_minor: Money,
    pub refunded_minor: Money,
    pub status_since: Timestamp,
    pub parent_ticket_id: Option<i64>,
    pub event_seq: i64,
    pub completed_at: Option<Timestamp>,
    pub version: i32,
    pub updated_at: Timestamp,
    /// The case is before a platform, an association or a court: nothing is decided, sent or paid meanwhile.
    pub on_hold: bool,
}

impl TicketRow {
    /// Whether it holds quantity and money of its order: by its status, and as long as its case is open.
    pub fn holds_claim(&self) -> bool {
        self.status.holds_claim_on(self.on_hold)
    }
}

/// The columns of a ticket that change after filing; the others are never written again, so their indexes and references rest too.
#[derive(AsChangeset)]
#[diesel(table_name = tickets, treat_none_as_null = true)]
pub(in crate::store) struct TicketState {
    kind: TicketType,
    status: Status,
    scene: Scene,
    computed_minor: Money,
    approved_minor: Option<Money>,
    freight_minor: Money,
    refunded_minor: Money,
    status_since: Timestamp,
    event_seq: i64,
    completed_at: Option<Timestamp>,
    version: i32,
    updated_at: Timestamp,
    on_hold: bool,
}

impl TicketState {
    pub(in crate::store) fn of(row: &TicketRow) -> Self {
        Self {
            kind: row.kind,
            status: row.status,
            scene: row.scene,
            computed_minor: row.computed_minor,
            approved_minor: row.approved_minor,
            freight_minor: row.freight_minor,
            refunded_minor: row.refunded_minor,
            status_since: row.status_since,
            event_seq: row.event_seq,
            completed_at: row.completed_at,
            version: row.version,
            updated_at: row.updated_at,
            on_hold: row.on_hold,
        }
    }
}

/// By number (trimmed, any case), in scope.
pub fn by_no(connection: &mut Conn, scope: &Scope, ticket_no: &str) -> Result<Option<TicketRow>, DbError> {
    // Postgres keeps no NUL in a text and fails on one; no number has it.
    if ticket_no.contains('\0') {
        return Ok(None);
    }
    let ticket_no = ticket_no.trim().to_uppercase();
    let found: Option<TicketRow> = prepared!(
        connection,
        get_result,
        tickets::table.filter(tickets::ticket_no.eq(&ticket_no)).select(TicketRow::as_select())
    )
    .optional()?;
    Ok(found.filter(|ticket| scope.sees(ticket.merchant_id)))
}

/// By id, in any scope.
pub fn by_id(connection: &mut Conn, id: i64) -> Result<TicketRow, DbError> {
    Ok(prepared!(connection, get_result, tickets::table.find(id).select(TicketRow::as_select()))?)
}

/// Some tickets by id, in the order of the ids.
pub fn by_ids(connection: &mut Conn, ids: &[i64]) -> Result<Vec<TicketRow>, DbError> {
    let mut found: Vec<TicketRow> =
        tickets::table.filter(tickets::id.eq_any(ids.to_vec())).select(TicketRow::as_select()).load(connection)?;
    found.sort_by_key(|ticket| ids.iter().position(|id| *id == ticket.id));
    Ok(found)
}
