//! The code that the set-up page asks for while nobody works here: one for all servers.

use diesel::prelude::*;

use crate::store::schema::set_up_codes;
use crate::store::{DbError, Tx};

/// The id of the only row.
const ONLY: i64 = 1;

/// The code that is kept; keeps `new` where there is none. The caller has claimed the set-up.
pub fn keep(tx: &mut Tx<'_>, new: &str) -> Result<String, DbError> {
    let kept: Option<String> =
        set_up_codes::table.find(ONLY).select(set_up_codes::code).first(tx.connection()).optional()?;
    if let Some(code) = kept {
        return Ok(code);
    }
    diesel::insert_into(set_up_codes::table)
        .values((set_up_codes::id.eq(ONLY), set_up_codes::code.eq(new)))
        .execute(tx.connection())?;
    Ok(new.to_owned())
}

/// Forgets the code: somebody works here.
pub fn forget(tx: &mut Tx<'_>) -> Result<(), DbError> {
    diesel::delete(set_up_codes::table).execute(tx.connection())?;
    Ok(())
}
