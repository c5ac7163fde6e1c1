//! Which forms were already sent: a form's token is kept with the address the first sending answered, so that a second click answers
//! the same and does nothing.

use diesel::prelude::*;

use super::db::per_backend;
use super::prepared::change;
use super::schema::form_tokens;
use super::{DbError, Tx};

/// Takes a token; the first answer if it was taken before. Waits for a sending of the same form that is under way.
pub fn take(tx: &mut Tx<'_>, token: &str, staff_id: i64) -> Result<Option<String>, DbError> {
    let row = (
        form_tokens::token.eq(token),
        form_tokens::staff_id.eq(staff_id),
        form_tokens::answer.eq(""),
        form_tokens::created_at.eq(tx.now()),
    );
    let taken = per_backend!(tx.connection(), inner => {
        diesel::insert_into(form_tokens::table).values(row).on_conflict_do_nothing().execute(inner)?
    });
    if taken == 1 {
        return Ok(None);
    }
    let answer = form_tokens::table
        .filter(form_tokens::token.eq(token))
        .filter(form_tokens::staff_id.eq(staff_id))
        .select(form_tokens::answer)
        .first::<String>(tx.connection())
        .optional()?;
    Ok(Some(answer.unwrap_or_default()))
}

/// Keeps the answer with its token.
pub fn answer(tx: &mut Tx<'_>, token: &str, answer: &str) -> Result<(), DbError> {
    let row = form_tokens::table.filter(form_tokens::token.eq(token));
    change!(tx.connection(), diesel::update(row).set(form_tokens::answer.eq(answer)))?;
    Ok(())
}
