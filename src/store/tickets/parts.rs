//! The parts of a ticket beside its stages: lines, adjustments, rounds of review, evidence.

use diesel::prelude::*;

use crate::domain::money::Money;
use crate::domain::money::refund_amount::LineClaim;
use crate::domain::money::states::AdjustmentKind;
use crate::domain::order::kind::LineKind;
use crate::domain::policy::cause::Cause;
use crate::domain::ticket::kind::{EvidenceKind, Scene, TicketType};
use crate::domain::ticket::reason::{RejectCategory, Responsibility};
use crate::domain::ticket::status::{ReviewDecision, ReviewResult, Status};
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::{
    attachments, order_lines, reasons, ticket_adjustments, ticket_decisions, ticket_lines, ticket_reviews, tickets,
};
use crate::store::tickets::keys;
use crate::store::{Conn, DbError, Tx};

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
    /// What its reason came from when it was filed.
    pub cause: Cause,
}

/// The columns of a line that change after the application; the others are never written again, so their indexes and references rest too.
#[derive(AsChangeset)]
#[diesel(table_name = ticket_lines, treat_none_as_null = true)]
struct LineState<'a> {
    settled_qty: Option<i64>,
    responsibility: Responsibility,
    remaining_minor: Money,
    remaining_qty: i64,
    computed_minor: Money,
    lowered_minor: Money,
    fee_minor: Money,
    approved_minor: Option<Money>,
    exchange_sku: Option<&'a str>,
    received_qty: i64,
    good_qty: i64,
    defective_qty: i64,
}

impl<'a> LineState<'a> {
    fn of(row: &'a TicketLineRow) -> Self {
        Self {
            settled_qty: row.settled_qty,
            responsibility: row.responsibility,
            remaining_minor: row.remaining_minor,
            remaining_qty: row.remaining_qty,
            computed_minor: row.computed_minor,
            lowered_minor: row.lowered_minor,
            fee_minor: row.fee_minor,
            approved_minor: row.approved_minor,
            exchange_sku: row.exchange_sku.as_deref(),
            received_qty: row.received_qty,
            good_qty: row.good_qty,
            defective_qty: row.defective_qty,
        }
    }
}

/// A named deduction or addition.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_adjustments, treat_none_as_null = true, treat_none_as_default_value = false)]
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
#[diesel(table_name = ticket_reviews, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ReviewRow {
    pub id: i64,
    pub ticket_id: i64,
    pub round: i32,
    pub decision: ReviewDecision,
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
    /// Of the file as it is kept, in lower-case hexadecimal. Nothing compares it while the product runs: it proves in a dispute that the
    /// file shown today is the one that was added, beside the digest of the file as it came.
    pub sha256: String,
    pub stored_as: String,
    pub staff_id: Option<i64>,
    pub created_at: Timestamp,
    /// Of the file as it came; empty where it came before metadata were removed and the nightly job has not seen it yet.
    pub original_sha256: String,
    /// When a picture was taken, in its own words; empty where it does not say.
    pub taken_at: String,
}

impl TicketLineRow {
    /// The units that count: those settled after a partial acceptance, else those applied for.
    pub fn effective_qty(&self) -> i64 {
        self.settled_qty.unwrap_or(self.quantity)
    }

    /// The line's value at application, before a partial acceptance cut it down.
    pub fn full_value(&self) -> Money {
        if self.quantity == self.remaining_qty {
            self.remaining_minor
        } else {
            self.remaining_minor.share(self.quantity, self.remaining_qty)
        }
    }

    /// The units and the value before a partial acceptance cut them down; `None` where none did.
    pub fn before_cut(&self) -> Option<(i64, Money)> {
        (self.settled_qty? != self.quantity).then(|| (self.quantity, self.full_value()))
    }
}

/// A ticket's lines, by line number.
pub fn lines(connection: &mut Conn, ticket_id: i64) -> Result<Vec<TicketLineRow>, DbError> {
    Ok(prepared!(
        connection,
        load,
        ticket_lines::table
            .filter(ticket_lines::ticket_id.eq(ticket_id))
            .order(ticket_lines::line_no)
            .select(TicketLineRow::as_select())
    )?)
}

/// Adds a line.
pub fn insert_line(tx: &mut Tx<'_>, row: &TicketLineRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_lines::table).values(row).execute(tx.connection())?;
    keys::add_goods(tx, row.ticket_id, row.order_line_id)
}

/// Saves a line.
pub fn save_line(tx: &mut Tx<'_>, row: &TicketLineRow) -> Result<(), DbError> {
    change!(tx.connection(), diesel::update(ticket_lines::table.find(row.id)).set(LineState::of(row)))?;
    Ok(())
}

/// Removes a draft's lines before they are written again.
pub fn clear_lines(tx: &mut Tx<'_>, ticket_id: i64) -> Result<(), DbError> {
    diesel::delete(ticket_lines::table.filter(ticket_lines::ticket_id.eq(ticket_id))).execute(tx.connection())?;
    Ok(())
}

/// The claims of tickets on an order's lines (of all active and completed ones): order line id and claim. `except` leaves one ticket out.
pub fn claims_on(connection: &mut Conn, order_id: i64, except: Option<i64>) -> Result<Vec<(i64, LineClaim)>, DbError> {
    let rows: Vec<(i64, Status, bool, TicketLineRow, TicketType, Scene, LineKind)> = prepared!(
        connection,
        load,
        ticket_lines::table
            .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
            .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
            .filter(tickets::order_id.eq(order_id))
            .select((
                tickets::id,
                tickets::status,
                tickets::on_hold,
                TicketLineRow::as_select(),
                tickets::kind,
                tickets::scene,
                order_lines::kind,
            ))
    )?;
    Ok(rows
        .into_iter()
        .filter(|(ticket_id, status, on_hold, ..)| Some(*ticket_id) != except && status.holds_claim_on(*on_hold))
        .map(|(_, _, _, line, kind, scene, sold)| {
            let claim = LineClaim {
                quantity: line.effective_qty(),
                computed: line.computed_minor,
                approved: line.approved_minor,
                kind: kind.claim(scene, sold),
            };
            (line.order_line_id, claim)
        })
        .collect())
}

/// Units of goods that an order's completed tickets took; goods that the buyer kept are not taken.
pub fn completed_units(connection: &mut Conn, order_id: i64) -> Result<i64, DbError> {
    let lines: Vec<TicketLineRow> = ticket_lines::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .inner_join(order_lines::table.on(order_lines::id.eq(ticket_lines::order_line_id)))
        .filter(tickets::order_id.eq(order_id))
        .filter(tickets::status.eq(Status::Completed))
        .filter(tickets::scene.ne(Scene::ReceivedKeep))
        .filter(order_lines::kind.eq(LineKind::Goods))
        .select(TicketLineRow::as_select())
        .load(connection)?;
    Ok(lines.iter().map(TicketLineRow::effective_qty).sum())
}

/// How often each line of an order was applied for: order line id and submitted tickets that were not cancelled before a review.
pub fn attempts_on(connection: &mut Conn, order_id: i64) -> Result<std::collections::HashMap<i64, i64>, DbError> {
    let rows: Vec<(i64, Status, ReviewResult)> = ticket_lines::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_lines::ticket_id)))
        .inner_join(ticket_decisions::table.on(ticket_decisions::ticket_id.eq(ticket_lines::ticket_id)))
        .filter(tickets::order_id.eq(order_id))
        .filter(tickets::submitted_at.is_not_null())
        .select((ticket_lines::order_line_id, tickets::status, ticket_decisions::result))
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
    change!(tx.connection(), diesel::insert_into(ticket_adjustments::table).values(row))?;
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
    change!(tx.connection(), diesel::insert_into(ticket_reviews::table).values(row))?;
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

/// Deletes a file of evidence's row.
pub fn delete_attachment(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    change!(tx.connection(), diesel::delete(attachments::table.find(id)))?;
    Ok(())
}

/// The reasons of a ticket's lines by their codes, as they are stored, each with what the line comes from.
pub fn reasons_of(connection: &mut Conn, ticket_id: i64) -> Result<Vec<(String, Cause)>, DbError> {
    let of_lines = ticket_lines::table
        .inner_join(reasons::table.on(reasons::id.eq(ticket_lines::reason_id)))
        .filter(ticket_lines::ticket_id.eq(ticket_id));
    Ok(of_lines.select((reasons::code, ticket_lines::cause)).load(connection)?)
}

/// What a ticket's lines come from.
pub fn causes(connection: &mut Conn, ticket_id: i64) -> Result<Vec<Cause>, DbError> {
    Ok(ticket_lines::table
        .filter(ticket_lines::ticket_id.eq(ticket_id))
        .select(ticket_lines::cause)
        .load(connection)?)
}
