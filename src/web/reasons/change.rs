//! The forms of the reasons page.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::house::manage_reasons;
use crate::commands::house::manage_reasons::{Place, ReasonText};
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::people::contact::fold_width;
use crate::domain::permission::Permission as P;
use crate::domain::policy::cause::Cause;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::Responsibility;
use crate::domain::ticket::reply::unknown_name;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::reasons::Reasons;
use crate::store::Tx;
use crate::store::house::reasons;
use crate::store::house::reasons::ReasonRow;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::reasons::page::render;
use crate::web::settings::merchants::chosen;

/// Characters of a reason's name at most.
const NAME_MOST: usize = 40;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(post("/reasons", P::ManageReasons, Whose::List).to(add))
        .route(post("/reasons/{id:\\d{1,18}}", P::ManageReasons, Record::Reason).to(change))
        .route(post("/reasons/{id:\\d{1,18}}/visibility", P::ManageReasons, Record::Reason).to(set_visible))
        .route(post("/reasons/{id:\\d{1,18}}/position", P::ManageReasons, Record::Reason).to(shift))
        .route(post("/reasons/{id:\\d{1,18}}/deletion", P::ManageReasons, Record::Reason).to(delete))
        .route(post("/reasons/{id:\\d{1,18}}/restoration", P::ManageReasons, Record::Reason).to(restore));
}

fn read_text(reader: &mut Reader<'_>, form: &Form) -> ReasonText {
    let name_zh = reader.required("name_zh", 1, NAME_MOST);
    let name_en = reader.text("name_en", NAME_MOST);
    let mut types = Vec::new();
    for code in form.fields.all("type") {
        match TicketType::parse(code) {
            Some(kind) => types.push(kind),
            None => reader.refuse("type", Refusal::UnknownValue),
        }
    }
    if !form.fields.has("type") {
        reader.refuse("type", Refusal::Required);
    }
    let responsibility = reader.code("responsibility", Responsibility::parse).unwrap_or(Responsibility::Undetermined);
    let cause = reader.code("cause", Cause::parse).unwrap_or(Cause::Other);
    let (reply_zh, reply_en) = (read_reply(reader, "reply_zh"), read_reply(reader, "reply_en"));
    let name_en = if name_en.is_empty() { name_zh.clone() } else { name_en };
    ReasonText { name_zh, name_en, types, responsibility, cause, reply_zh, reply_en }
}

/// A reply whose names in braces are all known.
fn read_reply(reader: &mut Reader<'_>, field: &'static str) -> String {
    let reply = reader.text(field, lengths::NOTE);
    if let Some(name) = unknown_name(&reply) {
        reader.refuse(field, Refusal::UnknownPlaceholder(name.to_owned()));
    }
    reply
}

/// A code as it is stored; empty where none was typed.
fn read_code(reader: &mut Reader<'_>) -> String {
    let code = fold_width(&reader.text("code", 20)).to_uppercase();
    if !code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '_')) {
        reader.refuse("code", Refusal::BadCode);
    }
    code
}

async fn add(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let mut reader = Reader::new(&form.fields);
    let code = read_code(&mut reader);
    let text = read_text(&mut reader, &form);
    let notice = fill(Reasons::of(staff.lang).added, &[("name", staff.lang.choose(&text.name_zh, &text.name_en))]);
    let merchant_code = merchant.code.clone();
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "add", &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "add", &form, merchant.currency, move |tx, actor| {
                manage_reasons::add(tx, actor, &merchant_code, &code, &text)?;
                Ok(address(&merchant_code))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&notice);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, &merchant.code, None, status, echo).await,
    }
}

fn address(merchant_code: &str) -> String {
    format!("/reasons?merchant={}", form_urlencoded::byte_serialize(merchant_code.as_bytes()).collect::<String>())
}

/// A reason in scope, for the page that shows a form again.
async fn find_reason(app: &App, staff: &Staff, id: i64) -> Result<ReasonRow, PageError> {
    let scope = staff.scope.clone();
    let row = app.db.read(move |connection| reasons::find(connection, &scope, id)).await?;
    row.ok_or(PageError::NotFound)
}

async fn change(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let row = find_reason(&app, &staff, *id).await?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let text = read_text(&mut reader, &form);
    let (id, checked, notice) = (row.id, reader.finish(), Common::of(staff.lang).saved);
    run(&app, &staff, &row, "edit", &form, checked, notice, move |tx, actor| {
        manage_reasons::change(tx, actor, id, version, &text)
    })
    .await
}

async fn set_visible(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let row = find_reason(&app, &staff, *id).await?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let visible = reader.code("visible", |value| match value {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    });
    let (id, checked, notice) = (row.id, reader.finish(), Common::of(staff.lang).saved);
    run(&app, &staff, &row, "visibility", &form, checked, notice, move |tx, actor| {
        manage_reasons::set_visible(tx, actor, id, version, visible.unwrap_or(true))
    })
    .await
}

async fn shift(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let row = find_reason(&app, &staff, *id).await?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let place = match form.fields.has("direction") {
        true => reader.code("direction", |value| match value {
            "up" => Some(Place::Up),
            "down" => Some(Place::Down),
            _ => None,
        }),
        false => reader.code("position", |_| Some(())).and_then(|()| reader.quantity("position")).map(|place| {
            // Beyond the end is the end.
            Place::At(usize::try_from(place).unwrap_or(usize::MAX))
        }),
    };
    let (id, checked, notice) = (row.id, reader.finish(), Common::of(staff.lang).saved);
    run(&app, &staff, &row, "position", &form, checked, notice, move |tx, actor| {
        manage_reasons::move_to(tx, actor, id, version, place.unwrap_or(Place::Up))
    })
    .await
}

async fn delete(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let row = find_reason(&app, &staff, *id).await?;
    let t = Reasons::of(staff.lang);
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let (id, checked) = (row.id, reader.finish());
    let used = app.db.read(move |connection| reasons::is_used(connection, id)).await?;
    let notice = if used { t.withdrawn } else { t.deleted };
    run(&app, &staff, &row, "deletion", &form, checked, notice, move |tx, actor| {
        manage_reasons::delete(tx, actor, id, version)
    })
    .await
}

async fn restore(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let (scope, id) = (staff.scope.clone(), *id);
    let found = app.db.read(move |connection| reasons::find_any(connection, &scope, id)).await?;
    let row = found.ok_or(PageError::NotFound)?;
    let mut reader = Reader::new(&form.fields);
    let (version, code) = (reader.version(), read_code(&mut reader));
    let (checked, notice) = (reader.finish(), Reasons::of(staff.lang).restored);
    run(&app, &staff, &row, "restoration", &form, checked, notice, move |tx, actor| {
        manage_reasons::restore(tx, actor, id, version, &code)
    })
    .await
}

/// Sends one of the forms of a reason; `checked` is the result of reading it.
#[expect(clippy::too_many_arguments, reason = "one place for the forms of a reason")]
async fn run<F>(
    app: &App,
    staff: &Staff,
    row: &ReasonRow,
    form_name: &'static str,
    form: &Form,
    checked: Result<(), CommandError>,
    notice: &str,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor) -> Result<(), CommandError> + Send + 'static,
{
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == row.merchant_id).ok_or(PageError::NotFound)?;
    // Back to the line, where it stands now.
    let back = match form_name {
        "visibility" | "position" => format!("{}#reason-{}", address(&merchant.code), row.id),
        _ => address(&merchant.code),
    };
    let sent = match checked {
        Err(error) => refused(staff, form_name, form, merchant.currency, error)?,
        Ok(()) => {
            submit(app, staff, form_name, form, merchant.currency, move |tx, actor| {
                command(tx, actor)?;
                Ok(back.clone())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(notice, &[("name", staff.lang.choose(&row.name_zh, &row.name_en))]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => {
            let changed = matches!(form_name, "edit" | "restoration" | "position").then_some(row.id);
            render(app, staff, &merchant.code, changed, status, echo).await
        }
    }
}
