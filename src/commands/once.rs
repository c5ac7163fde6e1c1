//! A form's command runs once, however often the form is sent.

use crate::commands::actor::Actor;
use crate::commands::error::CommandError;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::engine::form_tokens::{self, Token};

/// A form as it was sent.
#[derive(Clone, Debug)]
pub struct Sending {
    pub token: String,
    /// A hash of its address, fields and files.
    pub content: String,
}

/// How a form's command ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The address to go to.
    pub address: String,
    /// Whether it ran now, not at an earlier sending.
    pub is_first: bool,
}

/// Runs a form's command once: the same form sent again gets the first answer. A token that was used with other content, or by another
/// person, is refused.
pub fn once(
    tx: &mut Tx<'_>,
    actor: &Actor,
    sending: &Sending,
    command: impl FnOnce(&mut Tx<'_>) -> Result<String, CommandError>,
) -> Result<Ended, CommandError> {
    let Some(staff_id) = actor.staff_id else { return Ok(Ended { address: command(tx)?, is_first: true }) };
    match form_tokens::take(tx, &sending.token, staff_id, &sending.content)? {
        Token::Again(address) => Ok(Ended { address, is_first: false }),
        Token::Spent => Err(Refusal::FormSent.into()),
        Token::New => {
            let address = command(tx)?;
            form_tokens::answer(tx, &sending.token, &address)?;
            Ok(Ended { address, is_first: true })
        }
    }
}
