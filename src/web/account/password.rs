//! Changing one's own password: checked and hashed before the transaction, because both are slow on purpose.

use actix_web::HttpResponse;

use super::super::App;
use super::super::error::PageError;
use super::super::form::Form;
use super::super::html::see_other;
use super::super::login::{check_password, slowly};
use super::super::session::{Staff, random_token, token_hash};
use super::super::submit::{Sent, refused, submit};
use super::render;
use crate::commands::{CommandError, account, invalid, log_in};
use crate::domain::money::Currency;
use crate::domain::refusal::{FieldError, Refusal};
use crate::i18n::account::Account;
use crate::store::sessions;

pub(super) async fn change(app: &App, staff: &Staff, form: &Form) -> Result<HttpResponse, PageError> {
    let token = random_token();
    let sent = match checked(app, staff, form).await {
        Err(error) => refused(staff, "password", form, Currency::CNY, error)?,
        Ok(hash) => {
            let session = token_hash(&token);
            submit(app, staff, "password", form, Currency::CNY, move |tx, actor| {
                account::change_password(tx, actor, &hash, &session)?;
                Ok("/account".to_owned())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.log_in(&token);
            staff.cookie.set_notice(Account::of(staff.lang).password_changed);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(app, staff, status, echo).await,
    }
}

/// The new password's hash, once the present one and the new one are found good.
async fn checked(app: &App, staff: &Staff, form: &Form) -> Result<String, CommandError> {
    let [current, new, again] =
        ["current_password", "new_password", "new_password_again"].map(|name| form.fields.raw(name).to_owned());
    let mut errors = account::check_new_password(&new, &again, Some(&current));
    if !current.is_empty() && current.chars().count() <= log_in::PASSWORD_MOST {
        let username = staff.username.clone();
        let locked = app.db.read(move |connection| sessions::locked_until(connection, &username)).await?;
        if let Some(until) = locked.filter(|until| *until > app.db.clock().now()) {
            return Err(invalid("current_password", Refusal::LockedUntil(until)));
        }
        if !check_password(app, staff.username.clone(), current).await.map_err(gone)? {
            let (actor, username) = (staff.actor(), staff.username.clone());
            let locked = app.db.write(move |tx| account::wrong_password(tx, &actor, &username)).await?;
            let refusal = locked.map_or(Refusal::WrongCurrentPassword, Refusal::LockedUntil);
            errors.insert(0, FieldError::at("current_password", refusal));
        }
    } else {
        errors.insert(0, FieldError::at("current_password", Refusal::WrongCurrentPassword));
    }
    if !errors.is_empty() {
        return Err(CommandError::Invalid(errors));
    }
    slowly(move || log_in::hash_password(&new)).await.map_err(gone)?
}

fn gone(_: PageError) -> CommandError {
    CommandError::Db(crate::store::DbError::Gone)
}
