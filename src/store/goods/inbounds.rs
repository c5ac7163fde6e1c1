//! Goods that came back for a ticket: the counts and the findings of the inspection.

use diesel::prelude::*;

use crate::domain::goods::condition::{Grade, QualityFault, Verdict};
use crate::domain::goods::movement::{InboundKind, InboundState};
use crate::domain::time::Timestamp;
use crate::store::schema::{inbound_lines, inbounds, inspections};
use crate::store::{Conn, DbError, Tx};

/// An after-sale inbound (R149).
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = inbounds, treat_none_as_null = true)]
pub struct InboundRow {
    pub id: i64,
    pub inbound_no: String,
    pub kind: InboundKind,
    pub ticket_id: i64,
    pub merchant_id: i64,
    pub warehouse_id: i64,
    pub carrier: String,
    pub tracking_no: String,
    pub state: InboundState,
    pub note: String,
    pub received_at: Timestamp,
    pub received_by: Option<i64>,
    pub shelved_at: Option<Timestamp>,
}

/// Counted goods; received is good and defective together, at most what was expected.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = inbound_lines, treat_none_as_null = true)]
pub struct InboundLineRow {
    pub id: i64,
    pub inbound_id: i64,
    pub ticket_line_id: i64,
    pub sku: String,
    pub name: String,
    pub expected_qty: i64,
    pub received_qty: i64,
    pub good_qty: i64,
    pub defective_qty: i64,
    /// Set by the inspection.
    pub grade: Option<Grade>,
    /// What was counted first, where the count was corrected.
    pub first_good_qty: Option<i64>,
    pub first_defective_qty: Option<i64>,
    /// Units over the expected ones, which are in an unclaimed parcel.
    pub excess_good_qty: i64,
    pub excess_defective_qty: i64,
}

/// The findings of an inspection (R156).
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = inspections)]
pub struct InspectionRow {
    pub id: i64,
    pub ticket_id: i64,
    pub inbound_id: i64,
    pub verdict: Verdict,
    pub packaging_ok: bool,
    pub goods_ok: bool,
    pub unused: bool,
    pub parts_complete: bool,
    pub resalable: bool,
    pub quality_fault: QualityFault,
    pub finding: String,
    pub staff_id: Option<i64>,
    pub created_at: Timestamp,
}

/// Adds an inbound.
pub fn insert(tx: &mut Tx<'_>, row: &InboundRow) -> Result<(), DbError> {
    diesel::insert_into(inbounds::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves an inbound of a claimed ticket.
pub fn save(tx: &mut Tx<'_>, row: &InboundRow) -> Result<(), DbError> {
    diesel::update(inbounds::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

/// Adds a line.
pub fn insert_line(tx: &mut Tx<'_>, row: &InboundLineRow) -> Result<(), DbError> {
    diesel::insert_into(inbound_lines::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a line.
pub fn save_line(tx: &mut Tx<'_>, row: &InboundLineRow) -> Result<(), DbError> {
    diesel::update(inbound_lines::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

impl InboundLineRow {
    /// Good and defective units as they were counted, those over the expected ones included.
    pub fn counted(&self) -> (i64, i64) {
        (self.good_qty + self.excess_good_qty, self.defective_qty + self.excess_defective_qty)
    }

    /// Good and defective units as they were counted first, where the count was corrected.
    pub fn first_count(&self) -> Option<(i64, i64)> {
        self.first_good_qty.zip(self.first_defective_qty)
    }
}

/// A ticket's inbounds, oldest first.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<InboundRow>, DbError> {
    Ok(inbounds::table
        .filter(inbounds::ticket_id.eq(ticket_id))
        .order((inbounds::received_at, inbounds::id))
        .select(InboundRow::as_select())
        .load(connection)?)
}

/// The inbound a ticket's goods came with last.
pub fn last_of(connection: &mut Conn, ticket_id: i64) -> Result<Option<InboundRow>, DbError> {
    Ok(of_ticket(connection, ticket_id)?.pop())
}

/// An inbound's lines, by SKU: the order in which their stock is locked.
pub fn lines(connection: &mut Conn, inbound_id: i64) -> Result<Vec<InboundLineRow>, DbError> {
    Ok(inbound_lines::table
        .filter(inbound_lines::inbound_id.eq(inbound_id))
        .order((inbound_lines::sku, inbound_lines::id))
        .select(InboundLineRow::as_select())
        .load(connection)?)
}

/// Adds an inspection.
pub fn insert_inspection(tx: &mut Tx<'_>, row: &InspectionRow) -> Result<(), DbError> {
    diesel::insert_into(inspections::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// A ticket's inspections, oldest first.
pub fn inspections_of(connection: &mut Conn, ticket_id: i64) -> Result<Vec<InspectionRow>, DbError> {
    Ok(inspections::table
        .filter(inspections::ticket_id.eq(ticket_id))
        .order((inspections::created_at, inspections::id))
        .select(InspectionRow::as_select())
        .load(connection)?)
}
