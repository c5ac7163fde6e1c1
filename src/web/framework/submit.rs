//! From a posted form to its answer: the command runs once, in one transaction; what it refuses comes back as an `Echo` for the page
//! that holds the form, with the right status code.

use actix_web::http::StatusCode;
use sha2::{Digest, Sha256};

use crate::commands::{Actor, CommandError, Conflict, Sending, invalid, once};
use crate::domain::event::EventKind;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;
use crate::store::{DbError, Tx};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::identity::token::hex;
use crate::web::framework::retry_after::waiting;
use crate::web::framework::upload::Upload;

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
    let actor = staff.actor();
    let result = match sending(staff, form) {
        Ok(sending) => app.db.write(move |tx| once(tx, &actor, &sending, |tx| command(tx, &actor))).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(ended) => Ok(Sent::Done(ended.address)),
        Err(error) => refused(staff, form_name, form, currency, error),
    }
}

/// `submit` of a form with files. They stay where the command ran and was committed, and go in every other case: the form was refused, or
/// it was sent before with the same files.
pub async fn submit_files<F>(
    app: &App,
    staff: &Staff,
    form_name: &'static str,
    mut upload: Upload,
    currency: Currency,
    command: F,
) -> Result<Sent, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor) -> Result<String, CommandError> + Send + 'static,
{
    let (actor, form) = (staff.actor(), upload.form.clone());
    let result = match sending(staff, &form) {
        Ok(sending) => {
            let db = app.db.clone();
            // A task of its own: the transaction goes on when the browser goes away, and its files with it.
            let written = actix_web::rt::spawn(async move {
                let ended = db.write(move |tx| once(tx, &actor, &sending, |tx| command(tx, &actor))).await;
                if ended.as_ref().is_ok_and(|ended| ended.is_first) {
                    upload.keep();
                }
                ended
            });
            written.await.map_err(|error| PageError::Internal(error.to_string()))?
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(ended) => Ok(Sent::Done(ended.address)),
        Err(error) => refused(staff, form_name, &form, currency, error),
    }
}

/// What a form says, by which a second sending of it is known: its token, and a hash of where it went, its fields and its files. The two
/// tokens are no part of that.
fn sending(staff: &Staff, form: &Form) -> Result<Sending, CommandError> {
    let token = form.fields.raw("form_token");
    if token.is_empty() || token.len() > 100 {
        return Err(invalid("form_token", Refusal::Required));
    }
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    add(staff.address.split('?').next().unwrap_or_default());
    for (name, value) in form.fields.iter().filter(|(name, _)| !matches!(*name, "csrf" | "form_token")) {
        add(name);
        add(value);
    }
    form.files.iter().for_each(|file| add(file));
    Ok(Sending { token: token.to_owned(), content: hex(&hash.finalize()) })
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
        // What was typed waits with the person until the database is there again.
        CommandError::Db(error) if error.is_passing() => {
            tracing::error!(%error, "a form waits for the database");
            echo.alarm = Some(match error {
                DbError::Newer(_) => texts.form_upgraded.to_owned(),
                _ => texts.form_database_busy.to_owned(),
            });
            StatusCode::SERVICE_UNAVAILABLE
        }
        CommandError::Db(error) => return Err(PageError::Db(error)),
        CommandError::Refused(Refusal::NoRight(_)) => return Err(PageError::Forbidden),
        CommandError::Refused(refusal) => {
            echo.alarm = Some(wording.refusal(&refusal));
            match refusal {
                Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
                Refusal::OwnTicket
                | Refusal::OwnShare(_)
                | Refusal::OwnOfflinePayment
                | Refusal::OwnStatement
                | Refusal::OwnProposal
                | Refusal::OthersProposal
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
            let waits = errors.iter().find_map(|error| waiting(&error.refusal));
            echo.errors = errors.into_iter().map(|error| (error.field, wording.refusal(&error.refusal))).collect();
            waits.map_or(StatusCode::UNPROCESSABLE_ENTITY, |(status, _)| status)
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
