//! Files of a new ticket's form, until the ticket is there.

use diesel::prelude::*;

use crate::domain::ticket::kind::EvidenceKind;
use crate::domain::time::Timestamp;
use crate::store::schema::kept_files;
use crate::store::{Conn, DbError, Tx};

/// A file that waits for its ticket.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = kept_files)]
pub struct KeptFileRow {
    pub id: i64,
    pub form_token: String,
    pub staff_id: i64,
    pub kind: EvidenceKind,
    pub file_name: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub original_sha256: String,
    pub taken_at: String,
    pub stored_as: String,
    pub created_at: Timestamp,
}

/// The files that a person's form keeps since an instant, in the order they came.
///
/// # Errors
/// The database cannot be read.
pub fn of_form(
    connection: &mut Conn,
    form_token: &str,
    staff_id: i64,
    since: Timestamp,
) -> Result<Vec<KeptFileRow>, DbError> {
    Ok(kept_files::table
        .filter(kept_files::form_token.eq(form_token))
        .filter(kept_files::staff_id.eq(staff_id))
        .filter(kept_files::created_at.ge(since))
        .order(kept_files::id)
        .select(KeptFileRow::as_select())
        .load(connection)?)
}

/// Keeps a file.
///
/// # Errors
/// The database cannot be written.
pub fn insert(tx: &mut Tx<'_>, row: &KeptFileRow) -> Result<(), DbError> {
    diesel::insert_into(kept_files::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Lets a file go: another row names it now.
///
/// # Errors
/// The database cannot be written.
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    diesel::delete(kept_files::table.find(id)).execute(tx.connection())?;
    Ok(())
}
