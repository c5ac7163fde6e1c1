//! How many open tickets people have, and which.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::engine::scope::scoped;
use crate::store::schema::{staff, ticket_entries};
use crate::store::{Conn, DbError, Scope};

/// What somebody has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub open: i64,
    /// The time of the clock is over.
    pub overdue: i64,
    /// It is over later today.
    pub today: i64,
}

/// Statuses of tickets that wait for somebody.
pub fn open() -> Vec<Status> {
    let is_open = |status: &Status| !status.has_ended() && *status != Status::Draft;
    Status::ALL.iter().copied().filter(is_open).collect()
}

/// Statuses of tickets that may move again: those that wait, and rejected ones.
fn may_move() -> Vec<Status> {
    Status::ALL.iter().copied().filter(|status| !status.is_terminal()).collect()
}

/// Open tickets of some people.
pub fn open_of(connection: &mut Conn, staff_ids: &[i64]) -> Result<HashMap<i64, i64>, DbError> {
    let counts: Vec<(i64, i64)> = ticket_entries::table
        .filter(ticket_entries::assignee_id.eq_any(staff_ids.to_vec()))
        .filter(ticket_entries::status.eq_any(open()))
        .group_by(ticket_entries::assignee_id)
        .select((ticket_entries::assignee_id, count_star()))
        .load(connection)?;
    Ok(counts.into_iter().collect())
}

/// The load of everybody with open tickets in scope, by the person's id, 0 for nobody. `midnight` ends the present day.
pub fn of_all(
    connection: &mut Conn,
    scope: &Scope,
    now: Timestamp,
    midnight: Timestamp,
) -> Result<HashMap<i64, Load>, DbError> {
    let mut loads: HashMap<i64, Load> = HashMap::new();
    let mut count = |before: Timestamp, keep: fn(&mut Load, i64)| -> Result<(), DbError> {
        let rows = scoped!(
            ticket_entries::table
                .filter(ticket_entries::status.eq_any(open()))
                .filter(ticket_entries::clock_at.le(before))
                .group_by(ticket_entries::assignee_id)
                .select((ticket_entries::assignee_id, count_star())),
            ticket_entries::merchant_id,
            scope
        );
        let counts: Vec<(i64, i64)> = rows.load(connection)?;
        counts.into_iter().for_each(|(id, tickets)| keep(loads.entry(id).or_default(), tickets));
        Ok(())
    };
    count(Timestamp::MAX, |load, tickets| load.open = tickets)?;
    count(now, |load, tickets| load.overdue = tickets)?;
    count(midnight, |load, tickets| load.today = tickets - load.overdue)?;
    Ok(loads)
}

/// Tickets of a person that may move again, behind an id, by id: id and number. With an instant only those whose clock ends before it.
pub fn tickets_of(
    connection: &mut Conn,
    staff_id: i64,
    before: Option<Timestamp>,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>, DbError> {
    let before = before.unwrap_or(Timestamp::MAX);
    Ok(prepared!(
        connection,
        load,
        ticket_entries::table
            .filter(ticket_entries::assignee_id.eq(staff_id))
            .filter(ticket_entries::status.eq_any(may_move()))
            .filter(ticket_entries::clock_at.le(before))
            .filter(ticket_entries::ticket_id.gt(after))
            .order(ticket_entries::ticket_id)
            .limit(most)
            .select((ticket_entries::ticket_id, ticket_entries::ticket_no))
    )?)
}

/// Who of some people is away at an instant.
pub fn away(connection: &mut Conn, staff_ids: &[i64], now: Timestamp) -> Result<Vec<i64>, DbError> {
    Ok(staff::table
        .filter(staff::id.eq_any(staff_ids.to_vec()))
        .filter(staff::away_until.gt(Some(now)))
        .select(staff::id)
        .load(connection)?)
}
