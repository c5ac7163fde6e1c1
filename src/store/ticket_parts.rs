//! What hangs on a ticket: intake, decision, return, lines, adjustments, reviews, evidence.

use diesel::prelude::*;

use super::schema::{
    attachments, ticket_adjustments, ticket_decisions, ticket_intakes, ticket_lines, ticket_returns, ticket_reviews,
    tickets,
};
use super::{Conn, DbError, Tx, ticket_keys};
use crate::domain::codes::*;
use crate::domain::money::Money;
use crate::domain::refund_amount::{ClaimKind, LineClaim};
use crate::domain::time::Timestamp;

/// What the applicant said.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_intakes, treat_none_as_null = true)]
pub struct IntakeRow {
    pub ticket_id: i64,
    pub buyer_words: String,
    pub remark: String,
    pub contact_phone: String,
    pub contact_email: String,
    pub desired_solution: Option<DesiredSolution>,
    pub claimed_minor: Option<Money>,
}

/// What the reviewer decided in the present round.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_decisions, treat_none_as_null = true)]
pub struct DecisionRow {
    pub ticket_id: i64,
    pub allow_freight: bool,
    pub allow_coupon: bool,
    pub allow_virtual: bool,
    pub buyer_agreed_at: Option<Timestamp>,
    pub ground: Option<Ground>,
    pub note: String,
    pub sending_back: bool,
}

/// Where the goods go and how they travel.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_returns, treat_none_as_null = true)]
pub struct ReturnRow {
    pub ticket_id: i64,
    pub station_id: Option<i64>,
    pub warehouse_id: Option<i64>,
    pub contact: String,
    pub phone: String,
    pub address: String,
    pub method: Option<ReturnMethod>,
    pub carrier: String,
    pub tracking_no: String,
    pub shipped_at: Option<Timestamp>,
    pub signed_in_at: Option<Timestamp>,
    pub received_at: Option<Timestamp>,
    pub inspected_at: Option<Timestamp>,
}

/// An order line applied for.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_lines, treat_none_as_null = true)]
pub struct TicketLineRow {
    pub id: i64,
    pub ticket_id: i64,
    pub order_line_id: i64,
    pub line_no: i64,
    pub quantity: i64,
    pub settled_qty: Option<i64>,
    pub reason_id: i64,
    pub reason_zh: String,
    pub reason_en: String,
    pub responsibility: Responsibility,
    pub remaining_minor: Money,
    pub remaining_qty: i64,
    pub computed_minor: Money,
    pub lowered_minor: Money,
    pub fee_minor: Money,
    pub approved_minor: Option<Money>,
    pub exchange_sku: Option<String>,
    pub received_qty: i64,
    pub good_qty: i64,
    pub defective_qty: i64,
}

/// A named deduction or addition.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_adjustments, treat_none_as_null = true)]
pub struct AdjustmentRow {
    pub id: i64,
    pub ticket_id: i64,
    pub round: i32,
    pub kind: AdjustmentKind,
    pub amount_minor: Money,
    pub note: String,
    pub staff_id: Option<i64>,
    pub created_at: Timestamp,
}

/// One decision of a round; it stays when a later round decides otherwise.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_reviews, treat_none_as_null = true)]
pub struct ReviewRow {
    pub id: i64,
    pub ticket_id: i64,
    pub round: i32,
    pub decision: String,
    pub computed_minor: Money,
    pub approved_minor: Option<Money>,
    pub category: Option<RejectCategory>,
    pub reason: String,
    pub show_buyer: bool,
    pub reviewer_id: Option<i64>,
    pub reviewed_at: Timestamp,
}

/// A file kept as evidence.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = attachments, treat_none_as_null = true)]
pub struct AttachmentRow {
    pub id: i64,
    pub ticket_id: i64,
    pub kind: EvidenceKind,
    pub file_name: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub stored_as: String,
    pub staff_id: Option<i64>,
    pub created_at: Timestamp,
}

impl TicketLineRow {
    /// The units that count: what was settled after a partial acceptance, else what was applied for.
    pub fn effective_qty(&self) -> i64 {
        self.settled_qty.unwrap_or(self.quantity)
    }
}

macro_rules! part {
    ($table:ident, $row:ident, $get:ident, $put:ident) => {
        /// The ticket's part, if it has one yet.
        pub fn $get(connection: &mut Conn, ticket_id: i64) -> Result<Option<$row>, DbError> {
            Ok($table::table.find(ticket_id).select($row::as_select()).first(connection).optional()?)
        }

        /// Adds or replaces the ticket's part.
        pub fn $put(tx: &mut Tx<'_>, row: &$row) -> Result<(), DbError> {
            let updated = diesel::update($table::table.find(row.ticket_id)).set(row).execute(tx.connection())?;
            if updated == 0 {
                diesel::insert_into($table::table).values(row).execute(tx.connection())?;
            }
            Ok(())
        }
    };
}

part!(ticket_intakes, IntakeRow, intake, put_intake);
part!(ticket_decisions, DecisionRow, decision, put_decision);
part!(ticket_returns, ReturnRow, return_of, put_return);

/// A ticket's lines, by line number.
pub fn lines(connection: &mut Conn, ticket_id: i64) -> Result<Vec<TicketLineRow>, DbError> {
    Ok(ticket_lines::table
        .filter(ticket_lines::ticket_id.eq(ticket_id))
        .order(ticket_lines::line_no)
        .select(TicketLineRow::as_select())
        .load(connection)?)
}

/// Adds a line.
pub fn insert_line(tx: &mut Tx<'_>, row: &TicketLineRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_lines::table).values(row).execute(tx.connection())?;
    ticket_keys::add_goods(tx.connection(), row.ticket_id, row.order_line_id)
}

/// Saves a line.
pub fn save_line(tx: &mut Tx<'_>, row: &TicketLineRow) -> Result<(), DbError> {
    diesel::update(ticket_lines::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

/// Removes a draft's lines, to be written anew.
pub fn clear_lines(tx: &mut Tx<'_>, ticket_id: i64) -> Result<(), DbError> {
    diesel::delete(ticket_lines::table.filter(ticket_lines::ticket_id.eq(ticket_id))).execute(tx.connection())?;
    Ok(())
}

/// What tickets that hold a claim (all active and completed ones) took of an order's lines: order line id and claim. `except` leaves one
/// ticket out.
pub fn claims_on(connection: &mut Conn, order_id: i64, except: Option<i64>) -> Result<Vec<(i64, LineClaim)>, DbError> {
    let holding: Vec<Status> = Status::ALL.iter().copied().filter(|status| status.holds_claim()).collect();
    let rows: Vec<(i64, TicketLineRow, TicketType, Scene, LineKind)> = ticket_lines::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .inner_join(
            super::schema::order_lines::table.on(super::schema::order_lines::id.eq(ticket_lines::order_line_id)),
        )
        .filter(tickets::order_id.eq(order_id))
        .filter(tickets::status.eq_any(holding))
        .select((
            tickets::id,
            TicketLineRow::as_select(),
            tickets::kind,
            tickets::scene,
            super::schema::order_lines::kind,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .filter(|(ticket_id, ..)| Some(*ticket_id) != except)
        .map(|(_, line, kind, scene, sold)| {
            let kept = scene == Scene::ReceivedKeep && sold == LineKind::Goods;
            let claim_kind = match kind {
                TicketType::Exchange => ClaimKind::Exchanged,
                TicketType::RefundOnly if kept => ClaimKind::Kept,
                TicketType::RefundOnly | TicketType::ReturnRefund => ClaimKind::Returned,
            };
            let claim = LineClaim {
                quantity: line.effective_qty(),
                computed: line.computed_minor,
                approved: line.approved_minor,
                kind: claim_kind,
            };
            (line.order_line_id, claim)
        })
        .collect())
}

/// Units of goods that an order's completed tickets took; goods that the buyer kept are not taken.
pub fn completed_units(connection: &mut Conn, order_id: i64) -> Result<i64, DbError> {
    let lines: Vec<TicketLineRow> = ticket_lines::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .inner_join(
            super::schema::order_lines::table.on(super::schema::order_lines::id.eq(ticket_lines::order_line_id)),
        )
        .filter(tickets::order_id.eq(order_id))
        .filter(tickets::status.eq(Status::Completed))
        .filter(tickets::scene.ne(Scene::ReceivedKeep))
        .filter(super::schema::order_lines::kind.eq(LineKind::Goods))
        .select(TicketLineRow::as_select())
        .load(connection)?;
    Ok(lines.iter().map(TicketLineRow::effective_qty).sum())
}

/// How often each line of an order was applied for: order line id and submitted tickets that were not cancelled before a review.
pub fn attempts_on(connection: &mut Conn, order_id: i64) -> Result<std::collections::HashMap<i64, i64>, DbError> {
    let rows: Vec<(i64, Status, ReviewResult)> = ticket_lines::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .filter(tickets::order_id.eq(order_id))
        .filter(tickets::submitted_at.is_not_null())
        .select((ticket_lines::order_line_id, tickets::status, tickets::review_result))
        .load(connection)?;
    let mut attempts = std::collections::HashMap::new();
    for (line, status, result) in rows {
        if !(status == Status::Cancelled && result == ReviewResult::None) {
            *attempts.entry(line).or_insert(0) += 1;
        }
    }
    Ok(attempts)
}

/// A ticket's adjustments, oldest first.
pub fn adjustments(connection: &mut Conn, ticket_id: i64) -> Result<Vec<AdjustmentRow>, DbError> {
    Ok(ticket_adjustments::table
        .filter(ticket_adjustments::ticket_id.eq(ticket_id))
        .order(ticket_adjustments::id)
        .select(AdjustmentRow::as_select())
        .load(connection)?)
}

/// Adds an adjustment.
pub fn insert_adjustment(tx: &mut Tx<'_>, row: &AdjustmentRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_adjustments::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// A ticket's reviews, oldest first.
pub fn reviews(connection: &mut Conn, ticket_id: i64) -> Result<Vec<ReviewRow>, DbError> {
    Ok(ticket_reviews::table
        .filter(ticket_reviews::ticket_id.eq(ticket_id))
        .order(ticket_reviews::id)
        .select(ReviewRow::as_select())
        .load(connection)?)
}

/// Adds a review.
pub fn insert_review(tx: &mut Tx<'_>, row: &ReviewRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_reviews::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// A ticket's evidence, oldest first.
pub fn attachments_of(connection: &mut Conn, ticket_id: i64) -> Result<Vec<AttachmentRow>, DbError> {
    Ok(attachments::table
        .filter(attachments::ticket_id.eq(ticket_id))
        .order(attachments::id)
        .select(AttachmentRow::as_select())
        .load(connection)?)
}

/// Adds evidence.
pub fn insert_attachment(tx: &mut Tx<'_>, row: &AttachmentRow) -> Result<(), DbError> {
    diesel::insert_into(attachments::table).values(row).execute(tx.connection())?;
    Ok(())
}
