//! Changing one's own password: checked and hashed before the transaction, because both are slow on purpose. On the account page, or on a
//! page of its own that comes before everything else while the password is one that somebody else set.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::commands::people::account;
use crate::commands::people::login::Attempt;
use crate::commands::people::passwords::hash_password;
use crate::commands::{CommandError, invalid};
use crate::domain::money::Currency;
use crate::domain::people::password::PASSWORD_MOST;
use crate::domain::refusal::{FieldError, Refusal};
use crate::i18n::Lang;
use crate::i18n::common::Common;
use crate::i18n::people::account::Account;
use crate::web::account::login::{check_password, enter, own_address};
use crate::web::account::page::render;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::{AnyStaff, Staff};
use crate::web::framework::identity::token::{random_token, token_hash};
use crate::web::framework::retry_after::{waiting, with_retry_after};
use crate::web::framework::submit::{Sent, refused, submit};

#[derive(Template)]
#[template(path = "account/password.html")]
struct DuePage {
    lang: Lang,
    t: &'static Common,
    a: &'static Account,
    stylesheet: String,
    script: String,
    icon: String,
    csrf: String,
    form_token: String,
    username: String,
    next: String,
    echo: Echo,
}

/// `GET /account/password`.
pub(super) async fn show_due(app: Data<App>, staff: AnyStaff, query: Fields) -> Result<HttpResponse, PageError> {
    render_due(&app, &staff.0, StatusCode::OK, query.raw("next"), Echo::default())
}

fn render_due(app: &App, staff: &Staff, status: StatusCode, next: &str, echo: Echo) -> Result<HttpResponse, PageError> {
    page(
        status,
        &DuePage {
            lang: staff.lang,
            t: Common::of(staff.lang),
            a: Account::of(staff.lang),
            stylesheet: app.assets.address("app.css"),
            script: app.assets.address("app.js"),
            icon: app.assets.address("img/favicon.svg"),
            csrf: staff.cookie.csrf(),
            form_token: random_token(),
            username: staff.username.clone(),
            next: next.to_owned(),
            echo,
        },
    )
}

/// `POST /account/password`.
pub(super) async fn change_due(
    app: Data<App>,
    request: HttpRequest,
    staff: AnyStaff,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let (AnyStaff(staff), next) = (staff, form.fields.raw("next").to_owned());
    match send(&app, &request, &staff, &form, own_address(&next)).await? {
        Changed::Done(answer) => Ok(answer),
        Changed::Refused(status, echo, seconds) => {
            Ok(with_retry_after(render_due(&app, &staff, status, &next, echo)?, seconds))
        }
    }
}

/// The form of the account page.
pub(super) async fn change(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    form: &Form,
) -> Result<HttpResponse, PageError> {
    match send(app, request, staff, form, "/account").await? {
        Changed::Done(answer) => Ok(answer),
        Changed::Refused(status, echo, seconds) => {
            Ok(with_retry_after(render(app, staff, status, echo).await?, seconds))
        }
    }
}

enum Changed {
    Done(HttpResponse),
    /// With the seconds after which to come again, if waiting helps.
    Refused(StatusCode, Echo, i64),
}

async fn send(app: &App, request: &HttpRequest, staff: &Staff, form: &Form, next: &str) -> Result<Changed, PageError> {
    let token = random_token();
    let checked = checked(app, request, staff, form).await;
    let seconds = checked.as_ref().err().map_or(0, seconds);
    let (sent, new_hash) = match checked {
        Err(error) => (refused(staff, "password", form, Currency::CNY, error)?, String::new()),
        Ok(Checked { attempt, present_hash, new_hash }) => {
            let (session, kept, next) = (token_hash(&token), new_hash.clone(), next.to_owned());
            let sent = submit(app, staff, "password", form, Currency::CNY, move |tx, actor| {
                account::change_password(tx, actor, &attempt, &present_hash, &kept, &session)?;
                Ok(next.clone())
            });
            (sent.await?, new_hash)
        }
    };
    match sent {
        Sent::Done(address) => {
            let mut answer = see_other(&address);
            enter(app, request, &mut answer, &token, &staff.username, &new_hash)?;
            staff.cookie.set_notice(Account::of(staff.lang).password_changed);
            Ok(Changed::Done(answer))
        }
        Sent::Refused(status, echo) => Ok(Changed::Refused(status, echo, seconds)),
    }
}

/// Seconds after which to come again.
fn seconds(error: &CommandError) -> i64 {
    let waits = match error {
        CommandError::Refused(refusal) => waiting(refusal),
        CommandError::Invalid(errors) => errors.iter().find_map(|error| waiting(&error.refusal)),
        _ => None,
    };
    waits.map_or(0, |(_, seconds)| seconds)
}

/// A form that passed its checks.
struct Checked {
    attempt: Attempt,
    /// The hash that the present password fits.
    present_hash: String,
    new_hash: String,
}

async fn checked(app: &App, request: &HttpRequest, staff: &Staff, form: &Form) -> Result<Checked, CommandError> {
    let [current, new, again] =
        ["current_password", "new_password", "new_password_again"].map(|name| form.fields.raw(name).to_owned());
    let mut errors = account::check_new_password(&staff.username, &new, &again, Some(&current));
    let mut found = None;
    if !current.is_empty() && current.chars().count() <= PASSWORD_MOST {
        let (attempt, right) = match check_password(app, request, &staff.username, &current).await {
            Err(CommandError::Refused(refusal @ Refusal::TryAgainIn(_))) => {
                return Err(invalid("current_password", refusal));
            }
            checked => checked?,
        };
        match right {
            Some(hash) => found = Some((attempt, hash)),
            None => {
                let actor = staff.actor();
                let wait = app.db.write(move |tx| account::wrong_password(tx, &actor, &attempt)).await?;
                let refusal = wait.map_or(Refusal::WrongCurrentPassword, Refusal::TryAgainIn);
                errors.insert(0, FieldError::at("current_password", refusal));
            }
        }
    } else {
        errors.insert(0, FieldError::at("current_password", Refusal::WrongCurrentPassword));
    }
    match found {
        Some((attempt, present_hash)) if errors.is_empty() => {
            let new_hash = app.hashing.slowly(move |memory| hash_password(&new, memory)).await??;
            Ok(Checked { attempt, present_hash, new_hash })
        }
        _ => Err(CommandError::Invalid(errors)),
    }
}
