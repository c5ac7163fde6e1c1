//! The forms that save, change, share and delete the views of a list.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::people::views;
use crate::commands::people::views::NewView;
use crate::commands::{CommandError, invalid};
use crate::domain::refusal::Refusal;
use crate::i18n::fill;
use crate::i18n::lists::Lists;
use crate::store::people::list_views;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::list::declaration::List;
use crate::web::list::page::show_with_echo;

/// The part of an address that a view keeps. Refused for an address that holds more than one may.
fn kept_query(fields: &Fields) -> Result<String, CommandError> {
    let query = Fields::of_address(fields.raw("query"));
    if !query.beyond().is_empty() {
        return Err(invalid("", Refusal::ListTooLong));
    }
    Ok(query.query_without(&["view", "after", "before", "at", "page", "lang", "open"]))
}

/// The columns that a view keeps.
fn kept_layout(fields: &Fields) -> String {
    fields.raw("layout").chars().take(2_000).collect()
}

/// `POST …/views`: saves what is shown as a new view.
///
/// # Errors
/// The merchant to share it with is not the person's.
pub async fn add<L: List>(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let fields = &form.fields;
    let name: String = fields.raw("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let merchant_id = match fields.raw("merchant") {
        "" => None,
        code => {
            let merchant = staff.merchants.iter().find(|merchant| merchant.code == code);
            Some(merchant.ok_or(PageError::NotFound)?.id)
        }
    };
    let currency = staff.currency();
    let sent = match kept_query(fields) {
        Ok(query) => {
            let layout = kept_layout(fields);
            let view = NewView { page: L::PAGE, name: name.clone(), query, layout, merchant_id };
            submit(&app, &staff, "view", &form, currency, move |tx, actor| {
                let id = views::add(tx, actor, &view)?;
                Ok(format!("{}?view={id}", L::PATHS.list))
            })
            .await?
        }
        Err(error) => refused(&staff, "view", &form, currency, error)?,
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(Lists::of(staff.lang).view_saved, &[("name", &name)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => {
            let query = Fields::of_address(form.fields.raw("query"));
            show_with_echo::<L>(&app, &staff, query, status, echo).await
        }
    }
}

/// `POST …/views/{id}`: brings a view to what is shown, deletes it, or starts with it, by `intent`.
///
/// # Errors
/// The view is not there.
pub async fn change<L: List>(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let code = path.into_inner();
    guard::<L>(&app, &staff, &code).await?;
    let l = Lists::of(staff.lang);
    let fields = form.fields.clone();
    let intent = fields.raw("intent").to_owned();
    let currency = staff.currency();
    let sent = submit(&app, &staff, "view", &form, currency, move |tx, actor| {
        let missing = || CommandError::NotFound;
        let id = code.parse::<i64>();
        // A number has many spellings; one is kept.
        let code = id.as_ref().map_or(code.clone(), i64::to_string);
        let opened = format!("{}?view={code}", L::PATHS.list);
        match fields.raw("intent") {
            "update" => {
                let version = fields.raw("version").parse().map_err(|_| missing())?;
                let id = id.map_err(|_| missing())?;
                views::change(tx, actor, id, version, &kept_query(&fields)?, &kept_layout(&fields))?;
                Ok(opened)
            }
            "delete" => {
                views::delete(tx, actor, id.map_err(|_| missing())?)?;
                Ok(L::PATHS.list.to_owned())
            }
            "start" | "no-start" if L::HAS_START => {
                if id.is_err() && code != "all" && L::VIEWS.iter().all(|view| view.code != code) {
                    return Err(missing());
                }
                let start = if fields.raw("intent") == "start" { code.as_str() } else { "" };
                views::start_with(tx, actor, L::PAGE, start)?;
                Ok(if code == "all" { L::PATHS.list.to_owned() } else { opened })
            }
            _ => Err(missing()),
        }
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            let common = crate::i18n::common::Common::of(staff.lang);
            staff.cookie.set_notice(if intent == "delete" { l.view_deleted } else { common.saved });
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => {
            let query = Fields::of_address(form.fields.raw("query"));
            show_with_echo::<L>(&app, &staff, query, status, echo).await
        }
    }
}

/// A view that is not there, or not the person's to see, does not exist, whatever the right; then the right to the list is asked for.
async fn guard<L: List>(app: &App, staff: &Staff, code: &str) -> Result<(), PageError> {
    let is_named = code == "all" || L::VIEWS.iter().any(|view| view.code == code);
    if !is_named {
        let id: i64 = code.parse().map_err(|_| PageError::NotFound)?;
        let (scope, staff_id) = (staff.scope.clone(), staff.id);
        let found = app.db.read(move |connection| list_views::find(connection, &scope, staff_id, id)).await?;
        found.ok_or(PageError::NotFound)?;
    }
    if L::RIGHT.is_held_by(staff) { Ok(()) } else { Err(PageError::Forbidden) }
}
