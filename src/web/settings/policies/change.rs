//! The forms of policies: take a profile over, add one, change one, take it out of use and back.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::policy::manage_policies;
use crate::domain::policy::profile::Profile;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::settings::policies::PolicyWords;
use crate::store::DbError;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::policy::policies;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::fields::code;
use crate::web::settings::merchants::chosen;
use crate::web::settings::policies::form::{FORM, read};
use crate::web::settings::policies::{list, show};

/// `POST /policies/adoption`.
pub(super) async fn adopt(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let mut reader = Reader::new(&form.fields);
    let profile = reader.code("profile", Profile::parse);
    let name = profile.map_or("", |profile| profile.name(staff.lang));
    let merchant_code = merchant.code.clone();
    let sent = match (reader.finish(), profile) {
        (Ok(()), Some(profile)) => {
            submit(&app, &staff, "adopt", &form, merchant.currency, move |tx, actor| {
                let id = manage_policies::adopt(tx, actor, &merchant_code, profile, name)?;
                Ok(format!("/policies/{id}"))
            })
            .await?
        }
        (checked, _) => match checked {
            Err(error) => refused(&staff, "adopt", &form, merchant.currency, error)?,
            Ok(()) => return Err(PageError::NotFound),
        },
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(PolicyWords::of(staff.lang).done_adopted, &[("name", name)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => list::render(&app, &staff, &merchant, status, echo).await,
    }
}

/// `POST /policies`.
pub(super) async fn add(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let mut reader = Reader::new(&form.fields);
    let policy_code = code(&mut reader);
    let terms = read(&mut reader, &form.fields, true);
    let (merchant_code, name) = (merchant.code.clone(), terms.name.clone());
    let sent = match reader.finish() {
        Err(error) => refused(&staff, FORM, &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, FORM, &form, merchant.currency, move |tx, actor| {
                let id = manage_policies::add(tx, actor, &merchant_code, &policy_code, &terms)?;
                Ok(format!("/policies/{id}"))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(PolicyWords::of(staff.lang).done_added, &[("name", &name)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => show::new_page(&app, &staff, &merchant, None, status, echo).await,
    }
}

/// The merchant of a policy in scope.
async fn merchant_of(app: &App, staff: &Staff, id: i64) -> Result<MerchantRow, PageError> {
    let scope = staff.scope.clone();
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            match policies::find(connection, &scope, id)? {
                Some((merchant_id, _)) => Ok(Some(merchants::get(connection, merchant_id)?)),
                None => Ok(None),
            }
        })
        .await?;
    found.ok_or(PageError::NotFound)
}

/// `POST /policies/{id}`.
pub(super) async fn change(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let (id, merchant) = (*id, merchant_of(&app, &staff, *id).await?);
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let terms = read(&mut reader, &form.fields, form.fields.raw("active") != "0");
    let sent = match reader.finish() {
        Err(error) => refused(&staff, FORM, &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, FORM, &form, merchant.currency, move |tx, actor| {
                manage_policies::change(tx, actor, id, version, &terms)?;
                Ok(format!("/policies/{id}"))
            })
            .await?
        }
    };
    ended(&app, &staff, id, sent).await
}

/// `POST /policies/{id}/use`.
pub(super) async fn set_active(
    app: Data<App>,
    staff: Staff,
    id: Path<i64>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let (id, merchant) = (*id, merchant_of(&app, &staff, *id).await?);
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let active = reader.code("active", |value| match value {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    });
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "use", &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "use", &form, merchant.currency, move |tx, actor| {
                manage_policies::set_active(tx, actor, id, version, active.unwrap_or(true))?;
                Ok(format!("/policies/{id}"))
            })
            .await?
        }
    };
    ended(&app, &staff, id, sent).await
}

async fn ended(app: &App, staff: &Staff, id: i64, sent: Sent) -> Result<HttpResponse, PageError> {
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(PolicyWords::of(staff.lang).done_saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => show::render(app, staff, id, None, status, echo).await,
    }
}
