//! Lookups of the search box in the warehouse: parcels, inbounds and outbounds, by their own numbers and by what is printed on a label.

use diesel::prelude::*;

use crate::domain::goods::movement::{InboundState, OutboundState, ParcelState};
use crate::domain::people::contact::compact_number;
use crate::domain::ticket::status::Status;
use crate::store::engine::scope::scoped;
use crate::store::goods::parcels;
use crate::store::goods::parcels::ParcelRow;
use crate::store::schema::{inbounds, outbounds, parcels as parcel_table, ticket_returns, tickets};
use crate::store::{Conn, DbError, Scope};

/// Things of a kind that are named.
const MOST: i64 = 20;

/// A thing of the warehouse that has the number.
#[derive(Clone, Debug)]
pub enum Thing {
    /// A parcel and the tickets in it; an unclaimed one has none.
    Parcel {
        row: ParcelRow,
        tickets: Vec<String>,
    },
    Inbound {
        number: String,
        state: InboundState,
        ticket_no: String,
    },
    Outbound {
        number: String,
        state: OutboundState,
        ticket_no: String,
    },
}

impl Thing {
    /// Whether it is a parcel that was signed in under exactly this number.
    pub fn is_labelled(&self, tracking_no: &str) -> bool {
        matches!(self, Self::Parcel { row, .. } if row.tracking_no == tracking_no)
    }

    /// The number of the one ticket that it belongs to.
    pub fn only_ticket(&self) -> Option<&str> {
        match self {
            Self::Parcel { tickets, .. } => match tickets.as_slice() {
                [ticket] => Some(ticket),
                _ => None,
            },
            Self::Inbound { ticket_no, .. } | Self::Outbound { ticket_no, .. } => Some(ticket_no),
        }
    }
}

/// The things that have one of some numbers of ours, in scope.
///
/// # Errors
/// The database cannot be read.
pub fn by_own_numbers(connection: &mut Conn, scope: &Scope, numbers: &OwnNumbers) -> Result<Vec<Thing>, DbError> {
    let mut things = Vec::new();
    let query = parcel_table::table
        .filter(parcel_table::parcel_no.eq_any(&numbers.parcels))
        .order(parcel_table::id.desc())
        .limit(MOST)
        .select(ParcelRow::as_select());
    let rows: Vec<ParcelRow> = scoped!(query, parcel_table::merchant_id, scope).load(connection)?;
    for row in rows {
        things.push(parcel(connection, row)?);
    }
    let query = inbounds::table
        .inner_join(tickets::table.on(tickets::id.eq(inbounds::ticket_id)))
        .filter(inbounds::inbound_no.eq_any(&numbers.inbounds))
        .order(inbounds::id.desc())
        .limit(MOST)
        .select((inbounds::inbound_no, inbounds::state, tickets::ticket_no));
    let found: Vec<(String, InboundState, String)> = scoped!(query, tickets::merchant_id, scope).load(connection)?;
    things.extend(found.into_iter().map(|(number, state, ticket_no)| Thing::Inbound { number, state, ticket_no }));
    let query = outbounds::table
        .inner_join(tickets::table.on(tickets::id.eq(outbounds::ticket_id)))
        .filter(outbounds::outbound_no.eq_any(&numbers.outbounds))
        .order(outbounds::id.desc())
        .limit(MOST)
        .select((outbounds::outbound_no, outbounds::state, tickets::ticket_no));
    let found: Vec<(String, OutboundState, String)> = scoped!(query, tickets::merchant_id, scope).load(connection)?;
    things.extend(found.into_iter().map(|(number, state, ticket_no)| Thing::Outbound { number, state, ticket_no }));
    Ok(things)
}

/// Numbers of ours, by what they are numbers of.
#[derive(Clone, Debug, Default)]
pub struct OwnNumbers {
    pub parcels: Vec<String>,
    pub inbounds: Vec<String>,
    pub outbounds: Vec<String>,
}

/// Parcels whose label's number ends so, in scope: those that were signed in under the whole number, and unclaimed ones by its end.
///
/// # Errors
/// The database cannot be read.
pub fn parcels_ending_in(connection: &mut Conn, scope: &Scope, number: &str) -> Result<Vec<Thing>, DbError> {
    let number = &compact_number(number);
    let whole = parcel_table::table
        .filter(parcel_table::tracking_no.eq(number))
        .order(parcel_table::id.desc())
        .limit(MOST)
        .select(ParcelRow::as_select());
    let mut rows: Vec<ParcelRow> = scoped!(whole, parcel_table::merchant_id, scope).load(connection)?;
    let ending = parcel_table::table
        .filter(parcel_table::state.eq(ParcelState::Unclaimed))
        .filter(parcel_table::tracking_no.like(ending(number)).escape('\\'))
        .order((parcel_table::signed_in_at.desc(), parcel_table::id.desc()))
        .limit(MOST)
        .select(ParcelRow::as_select());
    let others: Vec<ParcelRow> = scoped!(ending, parcel_table::merchant_id, scope).load(connection)?;
    rows.extend(others.into_iter().filter(|row| row.tracking_no != *number));
    rows.into_iter().map(|row| parcel(connection, row)).collect()
}

/// Tickets whose goods are on the way back, or here and not inspected, under a number that ends so, in scope.
///
/// # Errors
/// The database cannot be read.
pub fn tickets_under_ending(connection: &mut Conn, scope: &Scope, number: &str) -> Result<Vec<i64>, DbError> {
    let number = &compact_number(number);
    let query = tickets::table
        .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
        .filter(tickets::status.eq_any([Status::Returning, Status::Received, Status::InspectionException]))
        .filter(ticket_returns::tracking_no.like(ending(number)).escape('\\'))
        .order(tickets::id.desc())
        .limit(MOST)
        .select(tickets::id);
    Ok(scoped!(query, tickets::merchant_id, scope).load(connection)?)
}

fn parcel(connection: &mut Conn, row: ParcelRow) -> Result<Thing, DbError> {
    let tickets = parcels::tickets_in(connection, row.id)?.into_iter().map(|ticket| ticket.ticket_no).collect();
    Ok(Thing::Parcel { row, tickets })
}

/// The pattern of texts that end so.
fn ending(number: &str) -> String {
    let plain = number.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}")
}
