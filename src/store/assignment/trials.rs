//! Trials of rules on past tickets: one of a merchant at a time, the next takes its place.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::assignment::rule::TicketTraits;
use crate::domain::money::{Currency, Money};
use crate::domain::policy::cause::Cause;
use crate::domain::ticket::kind::{Scene, TicketType};
use crate::domain::ticket::reason::shown_code;
use crate::domain::ticket::status::Archive;
use crate::domain::time::Timestamp;
use crate::store::schema::{
    assignment_trial_lines, assignment_trials, orders, reasons, ticket_entries, ticket_lines, tickets,
};
use crate::store::{Conn, DbError, Tx};

/// A trial.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = assignment_trials, primary_key(merchant_id), treat_none_as_null = true)]
pub struct TrialRow {
    pub merchant_id: i64,
    /// Tells one trial of a merchant from the next.
    pub trial_id: i64,
    /// Ids of the rules, with commas between.
    pub rules: String,
    pub since_at: Timestamp,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub rows_done: i64,
    pub rows_total: i64,
    /// Tickets that no rule matched.
    pub unmatched: i64,
}

/// What a rule did in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = assignment_trial_lines)]
pub struct LineRow {
    pub merchant_id: i64,
    pub place: i32,
    pub rule: String,
    /// The queue, where the rule names one.
    pub pool: String,
    /// The person, where the rule names one.
    pub person: String,
    pub matched: i64,
    /// Numbers of tickets, with spaces between.
    pub examples: String,
}

/// The last trial of a merchant with what its rules did.
pub fn last(connection: &mut Conn, merchant_id: i64) -> Result<Option<(TrialRow, Vec<LineRow>)>, DbError> {
    let row: Option<TrialRow> =
        assignment_trials::table.find(merchant_id).select(TrialRow::as_select()).first(connection).optional()?;
    let Some(row) = row else { return Ok(None) };
    let lines = assignment_trial_lines::table
        .filter(assignment_trial_lines::merchant_id.eq(merchant_id))
        .order(assignment_trial_lines::place)
        .select(LineRow::as_select())
        .load(connection)?;
    Ok(Some((row, lines)))
}

/// Begins a trial in the place of the last one.
pub fn begin(tx: &mut Tx<'_>, row: &TrialRow) -> Result<(), DbError> {
    clear_lines(tx, row.merchant_id)?;
    diesel::delete(assignment_trials::table.find(row.merchant_id)).execute(tx.connection())?;
    diesel::insert_into(assignment_trials::table).values(row).execute(tx.connection())?;
    Ok(())
}

fn clear_lines(tx: &mut Tx<'_>, merchant_id: i64) -> Result<(), DbError> {
    let own = assignment_trial_lines::table.filter(assignment_trial_lines::merchant_id.eq(merchant_id));
    diesel::delete(own).execute(tx.connection())?;
    Ok(())
}

/// Saves a trial, with what its rules did where that is known; `false` where another one took its place.
pub fn save(tx: &mut Tx<'_>, row: &TrialRow, lines: &[LineRow]) -> Result<bool, DbError> {
    let own = assignment_trials::table.find(row.merchant_id).filter(assignment_trials::trial_id.eq(row.trial_id));
    if diesel::update(own).set(row).execute(tx.connection())? == 0 {
        return Ok(false);
    }
    clear_lines(tx, row.merchant_id)?;
    for line in lines {
        diesel::insert_into(assignment_trial_lines::table).values(line).execute(tx.connection())?;
    }
    Ok(true)
}

/// How many tickets of a merchant were submitted since an instant.
pub fn count(connection: &mut Conn, merchant_id: i64, since: Timestamp) -> Result<i64, DbError> {
    let mut tickets = 0;
    for shelf in [Archive::Live, Archive::Archived] {
        let found: i64 = ticket_entries::table
            .filter(ticket_entries::shelf.eq(shelf))
            .filter(ticket_entries::merchant_id.eq(merchant_id))
            .filter(ticket_entries::applied_at.ge(since))
            .count()
            .get_result(connection)?;
        tickets += found;
    }
    Ok(tickets)
}

/// A place in the walk over past tickets: when one was submitted, and its id.
pub type Place = (Timestamp, i64);

/// A past ticket: its place, its number, and what rules ask of it.
pub struct PastTicket {
    pub place: Place,
    pub ticket_no: String,
    pub traits: TicketTraits,
}

/// Submitted tickets of a merchant on a shelf behind a place, the oldest first. `currency` is the merchant's.
pub fn past(
    connection: &mut Conn,
    merchant_id: i64,
    currency: Currency,
    shelf: Archive,
    (at, id): Place,
    most: i64,
) -> Result<Vec<PastTicket>, DbError> {
    type Row = (i64, Timestamp, String, i64, TicketType, Scene, Money, Currency, String, bool);
    let rows: Vec<Row> = ticket_entries::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_entries::ticket_id)))
        .inner_join(orders::table.on(orders::id.eq(ticket_entries::order_id)))
        .filter(ticket_entries::shelf.eq(shelf))
        .filter(ticket_entries::merchant_id.eq(merchant_id))
        .filter(ticket_entries::applied_at.ge(at))
        .filter(ticket_entries::applied_at.gt(at).or(ticket_entries::ticket_id.gt(id)))
        .order((ticket_entries::applied_at, ticket_entries::ticket_id))
        .limit(most)
        .select((
            ticket_entries::ticket_id,
            ticket_entries::applied_at,
            ticket_entries::ticket_no,
            ticket_entries::shop_id,
            tickets::kind,
            tickets::scene,
            tickets::computed_minor,
            tickets::currency,
            orders::receiver_address,
            ticket_entries::is_risk,
        ))
        .load(connection)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let mut found: HashMap<i64, (Vec<String>, Vec<Cause>)> = HashMap::new();
    let lines: Vec<(i64, String, Cause)> = ticket_lines::table
        .inner_join(reasons::table.on(reasons::id.eq(ticket_lines::reason_id)))
        .filter(ticket_lines::ticket_id.eq_any(ids))
        .select((ticket_lines::ticket_id, reasons::code, ticket_lines::cause))
        .load(connection)?;
    for (id, code, cause) in lines {
        let (codes, causes) = found.entry(id).or_default();
        codes.push(shown_code(&code).to_owned());
        causes.push(cause);
    }
    Ok(rows
        .into_iter()
        .map(|(id, at, ticket_no, shop_id, kind, scene, computed, own, address, is_risk)| {
            let (reasons, causes) = found.remove(&id).unwrap_or_default();
            let amount = (kind.refunds_money() && own == currency).then_some(computed);
            let traits = TicketTraits { kind, scene, reasons, causes, amount, shop_id, address, is_risk };
            PastTicket { place: (at, id), ticket_no, traits }
        })
        .collect())
}
