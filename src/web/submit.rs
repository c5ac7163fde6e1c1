//! From a posted form to its answer: the command runs once, in one transaction; what it refuses comes back as an `Echo` for the page
//! that holds the form, with the right status code.

use actix_web::http::StatusCode;

use super::App;
use super::error::PageError;
use super::form::{Echo, Form};
use super::session::Staff;
use crate::commands::{Actor, CommandError, Conflict, once};
use crate::domain::event::EventKind;
use crate::domain::money::Currency;
use crate::domain::refusal::{FieldError, Refusal};
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;
use crate::store::Tx;

/// How a form ended.
pub enum Sent {
    /// Done, now or by an earlier sending of the same form: the address to go to.
    Done(String),
    /// Nothing was changed; the page shows the form again.
    Refused(StatusCode, Echo),
}

/// Runs a form's command. `form_name` tells the form from others of its page; `currency` and the staff's zone word the messages.
pub async fn submit<F>(
    app: &App,
    staff: &Staff,
    form_name: &'static str,
    form: &Form,
    currency: Currency,
    command: F,
) -> Result<Sent, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor) -> Result<String, CommandError> + Send + 'static,
{
    let token = form.fields.raw("form_token").to_owned();
    let actor = staff.actor();
    let result = if token.is_empty() || token.len() > 100 {
        Err(CommandError::Invalid(vec![FieldError::at("form_token", Refusal::Required)]))
    } else {
        app.db.write(move |tx| once(tx, &actor, &token, |tx| command(tx, &actor))).await
    };
    match result {
        Ok(address) => Ok(Sent::Done(address)),
        Err(error) => refused(staff, form_name, form, currency, error),
    }
}

/// A command's error as the page shows it; what is no answer for a form becomes a page of its own.
pub fn refused(
    staff: &Staff,
    form_name: &'static str,
    form: &Form,
    currency: Currency,
    error: CommandError,
) -> Result<Sent, PageError> {
    worded(Wording { lang: staff.lang, currency, zone: staff.zone() }, form_name, form, error)
}

/// `refused` for pages without a log-in.
pub fn worded(wording: Wording, form_name: &'static str, form: &Form, error: CommandError) -> Result<Sent, PageError> {
    let texts = Common::of(wording.lang);
    let mut echo = Echo { form: form_name, fields: form.fields.clone(), ..Echo::default() };
    let status = match error {
        CommandError::NotFound => return Err(PageError::NotFound),
        CommandError::Db(error) => return Err(PageError::Db(error)),
        CommandError::Refused(Refusal::NoRight(_)) => return Err(PageError::Forbidden),
        CommandError::Refused(refusal) => {
            echo.alarm = Some(wording.refusal(&refusal));
            match refusal {
                Refusal::OwnTicket
                | Refusal::OwnReview
                | Refusal::OwnOfflinePayment
                | Refusal::OwnStatement
                | Refusal::SystemOnly => StatusCode::FORBIDDEN,
                _ => StatusCode::CONFLICT,
            }
        }
        CommandError::Conflict(conflict) => {
            echo.alarm = Some(conflict_text(&wording, &conflict));
            StatusCode::CONFLICT
        }
        CommandError::Invalid(errors) => {
            echo.alarm = Some(match errors.iter().find(|error| error.field.is_empty()) {
                Some(whole) => wording.refusal(&whole.refusal),
                None => texts.form_has_errors.to_owned(),
            });
            echo.errors = errors.into_iter().map(|error| (error.field, wording.refusal(&error.refusal))).collect();
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    Ok(Sent::Refused(status, echo))
}

/// Who was first, when, with what.
pub fn conflict_text(wording: &Wording, conflict: &Conflict) -> String {
    let texts = Common::of(wording.lang);
    if conflict.what.is_empty() {
        return match &conflict.who {
            Some(who) => fill(texts.saved_by, &[("who", who), ("when", &wording.time(conflict.at))]),
            None => texts.changed_elsewhere.to_owned(),
        };
    }
    let what = EventKind::parse(&conflict.what).map_or("", |event| event.name(wording.lang));
    fill(
        texts.changed_by,
        &[
            ("who", conflict.who.as_deref().unwrap_or(texts.system)),
            ("when", &wording.time(conflict.at)),
            ("what", what),
        ],
    )
}
