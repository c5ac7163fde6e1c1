//! Recent uploads of each person.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::domain::time::Timestamp;
use crate::store::schema::{staff, uploads};
use crate::store::{DbError, Tx};

/// Locks somebody's uploads until the transaction ends, so that two at once are both counted.
pub fn claim(tx: &mut Tx<'_>, staff_id: i64) -> Result<(), DbError> {
    diesel::update(staff::table.find(staff_id)).set(staff::version.eq(staff::version)).execute(tx.connection())?;
    Ok(())
}

/// Files and bytes of somebody since an instant, which is included.
pub fn since(tx: &mut Tx<'_>, staff_id: i64, at: Timestamp) -> Result<(i64, i64), DbError> {
    let of = uploads::table.filter(uploads::staff_id.eq(staff_id)).filter(uploads::created_at.ge(at));
    let files: i64 = of.select(count_star()).first(tx.connection())?;
    let sizes: Vec<i64> = of.select(uploads::size_bytes).load(tx.connection())?;
    Ok((files, sizes.iter().fold(0, |all, size| all.saturating_add(*size))))
}

/// Notes an upload.
pub fn add(tx: &mut Tx<'_>, staff_id: i64, size_bytes: i64) -> Result<(), DbError> {
    let row = (
        uploads::id.eq(tx.next_id()?),
        uploads::staff_id.eq(staff_id),
        uploads::size_bytes.eq(size_bytes),
        uploads::created_at.eq(tx.now()),
    );
    diesel::insert_into(uploads::table).values(row).execute(tx.connection())?;
    Ok(())
}
