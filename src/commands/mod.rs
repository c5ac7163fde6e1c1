//! DO: one function per verb, each inside the one transaction it is handed. A command claims its rows, loads facts, lets the domain
//! decide, saves, and appends the event and the outbox row. It never calls a gateway, writes a page or builds a query.

pub mod goods;
pub mod house;
pub mod money;
pub mod orders;
pub mod people;
pub mod tickets;

use crate::domain::permission::{Permission, Role, granted};
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Viewer;
use crate::domain::time::Timestamp;
use crate::store::engine::form_tokens;
use crate::store::engine::form_tokens::Token;
use crate::store::{DbError, Scope, StoreError, Tx};

/// Who acts: a member of staff with rights and merchants, or the system.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `None` for the system.
    pub staff_id: Option<i64>,
    pub roles: Vec<Role>,
    pub scope: Scope,
}

impl Actor {
    /// The system: jobs, imports, start-up.
    pub fn system() -> Self {
        Self { staff_id: None, roles: Vec::new(), scope: Scope::All }
    }

    /// As the guards of the workflow see it.
    pub fn viewer(&self) -> Viewer<'_> {
        match self.staff_id {
            Some(id) => Viewer::Staff { id, roles: &self.roles },
            None => Viewer::System,
        }
    }

    /// Whether a role grants the permission; the system may do anything.
    pub fn may(&self, permission: Permission) -> bool {
        self.staff_id.is_none() || granted(&self.roles, permission)
    }

    /// The permission or a refusal.
    pub fn require(&self, permission: Permission) -> Result<(), CommandError> {
        if self.may(permission) { Ok(()) } else { Err(CommandError::Refused(Refusal::NoRight(permission))) }
    }
}

/// Somebody else was first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Empty for the system.
    pub who: Option<String>,
    pub at: Timestamp,
    /// The last event's name; empty where the thing keeps no timeline.
    pub what: String,
    pub status: Option<Status>,
}

/// Why a command did nothing.
#[derive(Debug)]
pub enum CommandError {
    /// No such thing, or not for this person's eyes.
    NotFound,
    /// A right or a state forbids it.
    Refused(Refusal),
    /// The input is bad, field by field.
    Invalid(Vec<FieldError>),
    /// The version was stale.
    Conflict(Conflict),
    Db(DbError),
}

impl From<DbError> for CommandError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl StoreError for CommandError {
    fn db_error(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

/// What a failed insert means to a form: the field's value is taken, if that was the cause.
pub fn taken(field: &'static str) -> impl FnOnce(DbError) -> CommandError {
    move |error| if error.is_taken() { invalid(field, Refusal::Taken) } else { CommandError::Db(error) }
}

/// One bad field.
pub fn invalid(field: impl Into<String>, refusal: Refusal) -> CommandError {
    CommandError::Invalid(vec![FieldError::at(field, refusal)])
}

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

/// Runs a form's command once: the same form sent again answers as the first time did. A token that came with something else, or from
/// somebody else, is refused.
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
