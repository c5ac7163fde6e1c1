//! The rules that tickets were submitted under, and the lines that a manager let through.

use diesel::prelude::*;

use crate::domain::policy::cause::Cause;
use crate::domain::policy::check::StartBasis;
use crate::domain::ticket::kind::TicketType;
use crate::domain::time::Timestamp;
use crate::store::schema::{policy_rules, ticket_overrides, ticket_rules};
use crate::store::{Conn, DbError, Tx};

/// The rule that a line was submitted under, and what it said then.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ticket_rules)]
pub struct TicketRuleRow {
    pub ticket_id: i64,
    pub line_no: i64,
    pub policy_id: i64,
    pub version: i32,
    pub basis: Option<StartBasis>,
    /// `2026-11-22`: the date from which the window counted.
    pub start_on: Option<String>,
    /// The last second in which an application was in time.
    pub open_until: Option<Timestamp>,
    /// What the rule said then, as `Verdict::code` writes it.
    pub verdict: String,
}

/// A line that a manager let through, as it was then; another type, cause or more units are not meant by it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ticket_overrides)]
pub struct OverrideRow {
    pub ticket_id: i64,
    pub line_no: i64,
    pub kind: TicketType,
    pub cause: Cause,
    pub quantity: i64,
    /// `None` for the system.
    pub staff_id: Option<i64>,
    pub reason: String,
    pub overridden_at: Timestamp,
}

impl OverrideRow {
    /// Whether it means an application for units of its line.
    pub fn means(&self, kind: TicketType, cause: Cause, quantity: i64) -> bool {
        (self.kind, self.cause) == (kind, cause) && quantity <= self.quantity
    }
}

/// The rules of a ticket, by line.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<TicketRuleRow>, DbError> {
    Ok(ticket_rules::table
        .filter(ticket_rules::ticket_id.eq(ticket_id))
        .order(ticket_rules::line_no)
        .select(TicketRuleRow::as_select())
        .load(connection)?)
}

/// Days within which the rules of a ticket promise the money of no-reason returns once the goods are here, the shortest of its lines.
pub fn refund_within(connection: &mut Conn, ticket_id: i64) -> Result<Option<i32>, DbError> {
    let of_version =
        policy_rules::policy_id.eq(ticket_rules::policy_id).and(policy_rules::version.eq(ticket_rules::version));
    let promised: Vec<Option<i32>> = ticket_rules::table
        .inner_join(policy_rules::table.on(of_version))
        .filter(ticket_rules::ticket_id.eq(ticket_id))
        .filter(policy_rules::cause.eq(Cause::NoReason))
        .select(policy_rules::refund_within)
        .load(connection)?;
    Ok(promised.into_iter().flatten().min())
}

/// Keeps the rule of a line.
pub fn insert(tx: &mut Tx<'_>, row: &TicketRuleRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_rules::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// The lines of a ticket that were let through.
pub fn overrides(connection: &mut Conn, ticket_id: i64) -> Result<Vec<OverrideRow>, DbError> {
    Ok(ticket_overrides::table
        .filter(ticket_overrides::ticket_id.eq(ticket_id))
        .order(ticket_overrides::line_no)
        .select(OverrideRow::as_select())
        .load(connection)?)
}

/// Lets a line through, in place of an earlier time.
pub fn put_override(tx: &mut Tx<'_>, row: &OverrideRow) -> Result<(), DbError> {
    diesel::delete(ticket_overrides::table.find((row.ticket_id, row.line_no))).execute(tx.connection())?;
    diesel::insert_into(ticket_overrides::table).values(row).execute(tx.connection())?;
    Ok(())
}
