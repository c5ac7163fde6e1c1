//! What tickets' rules want to be shown, and whether it came.

use diesel::prelude::*;

use crate::domain::policy::rule::{Proof, ProofState};
use crate::store::schema::ticket_proofs;
use crate::store::{Conn, DbError, Tx};

/// Something that is to be shown for a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ticket_proofs)]
pub struct ProofRow {
    pub ticket_id: i64,
    pub proof: Proof,
    pub state: ProofState,
}

/// What is to be shown for a ticket, in the order of the list of proofs.
pub fn of_ticket(connection: &mut Conn, ticket_id: i64) -> Result<Vec<ProofRow>, DbError> {
    let mut rows: Vec<ProofRow> = ticket_proofs::table
        .filter(ticket_proofs::ticket_id.eq(ticket_id))
        .select(ProofRow::as_select())
        .load(connection)?;
    rows.sort_by_key(|row| row.proof);
    Ok(rows)
}

/// Adds one.
pub fn insert(tx: &mut Tx<'_>, row: &ProofRow) -> Result<(), DbError> {
    diesel::insert_into(ticket_proofs::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Notes whether it came.
pub fn set_state(tx: &mut Tx<'_>, row: &ProofRow) -> Result<(), DbError> {
    diesel::update(ticket_proofs::table.find((row.ticket_id, row.proof)))
        .set(ticket_proofs::state.eq(row.state))
        .execute(tx.connection())?;
    Ok(())
}
