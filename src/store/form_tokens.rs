//! Which forms were already sent: a form's token is kept with the address the first sending answered, so that a second click answers
//! the same and does nothing.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::schema::form_tokens;
use super::{DbError, Tx};

/// Takes a token; the first answer if it was taken before. Waits for a sending of the same form that is under way.
pub fn take(tx: &mut Tx<'_>, token: &str, staff_id: i64) -> Result<Option<String>, DbError> {
    let now = tx.now().micros();
    let taken = diesel::sql_query(
        "INSERT INTO form_tokens (token, staff_id, answer, created_at) VALUES ($1, $2, '', $3) ON CONFLICT (token) DO NOTHING",
    )
    .bind::<Text, _>(token)
    .bind::<BigInt, _>(staff_id)
    .bind::<BigInt, _>(now)
    .execute(tx.connection())?;
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
    diesel::update(form_tokens::table.filter(form_tokens::token.eq(token)))
        .set(form_tokens::answer.eq(answer))
        .execute(tx.connection())?;
    Ok(())
}
