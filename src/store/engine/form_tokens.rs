//! Tokens of forms that were sent: each with a hash of the content of its first sending, and the address that was the answer. A second
//! click gets the same answer and does nothing; a token with other content is refused.

use diesel::prelude::*;

use crate::store::engine::conn::per_backend;
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::form_tokens;
use crate::store::{DbError, Tx};

/// The state of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// It was not sent before; it is taken now.
    New,
    /// The same was sent before: its answer.
    Again(String),
    /// Something else was sent with it, or somebody else sent it.
    Spent,
}

/// Takes a token for a content, given as a hash. Waits for a sending of the same form that is under way.
pub fn take(tx: &mut Tx<'_>, token: &str, staff_id: i64, content: &str) -> Result<Token, DbError> {
    let row = (
        form_tokens::token.eq(token),
        form_tokens::staff_id.eq(staff_id),
        form_tokens::answer.eq(""),
        form_tokens::created_at.eq(tx.now()),
        form_tokens::content.eq(content),
    );
    let taken = per_backend!(tx.connection(), inner => {
        diesel::insert_into(form_tokens::table).values(row).on_conflict_do_nothing().execute(inner)?
    });
    if taken == 1 {
        return Ok(Token::New);
    }
    let (owner, known, answer): (i64, String, String) = prepared!(
        tx.connection(),
        get_result,
        form_tokens::table.find(token).select((form_tokens::staff_id, form_tokens::content, form_tokens::answer))
    )?;
    // A token of before the content was kept is taken at its word.
    let is_same = owner == staff_id && (known == content || known.is_empty());
    Ok(if is_same { Token::Again(answer) } else { Token::Spent })
}

/// Keeps the answer with its token.
pub fn answer(tx: &mut Tx<'_>, token: &str, answer: &str) -> Result<(), DbError> {
    let row = form_tokens::table.filter(form_tokens::token.eq(token));
    change!(tx.connection(), diesel::update(row).set(form_tokens::answer.eq(answer)))?;
    Ok(())
}
