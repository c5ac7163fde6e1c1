//! The page of a merchant's reasons.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::house::manage_reasons::OTHER;
use crate::domain::permission::Permission;
use crate::domain::policy::cause::Cause;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::{Responsibility, shown_code};
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::reasons::Reasons;
use crate::i18n::refusals::Wording;
use crate::store::DbError;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::reasons;
use crate::store::house::reasons::ReasonRow;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::settings::merchants::chosen;

struct Line {
    row: ReasonRow,
    name: String,
    types: String,
    responsibility: &'static str,
    cause: &'static str,
    used: i64,
    place: usize,
    place_label: String,
    /// The place that was typed for it was refused.
    is_refused: bool,
    up: Option<String>,
    down: Option<String>,
    is_other: bool,
    /// What is asked before it is deleted.
    question: String,
}

/// A reason that was deleted while tickets had used it.
struct Withdrawn {
    row: ReasonRow,
    code: String,
    name: String,
    used: i64,
    /// Another reason has its code by now.
    is_taken: bool,
    /// Its form was refused.
    is_refused: bool,
}

/// A merchant to choose: code, name, whether chosen.
pub struct Tab {
    code: String,
    name: String,
    chosen: bool,
}

struct TypeBox {
    code: &'static str,
    name: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "reasons/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Reasons,
    echo: Echo,
    tabs: Vec<Tab>,
    merchant: String,
    lines: Vec<Line>,
    withdrawn: Vec<Withdrawn>,
    may_manage: bool,
    other_stays: String,
    /// The reason in the form; none when the form adds one.
    edited: Option<ReasonRow>,
    types: Vec<TypeBox>,
    responsibilities: Vec<(&'static str, &'static str)>,
    causes: Vec<(&'static str, &'static str)>,
    /// Reasons of which nobody said yet that their cause is right, in words; none where all are.
    unconfirmed: Option<String>,
}

/// `GET /reasons`.
pub async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let edited = query.raw("edit").parse().ok();
    render(&app, &staff, query.raw("merchant"), edited, StatusCode::OK, Echo::default()).await
}

/// The page of a merchant's reasons, with a refused form shown again: `changed` is the reason that it is about.
pub async fn render(
    app: &App,
    staff: &Staff,
    merchant_code: &str,
    changed: Option<i64>,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Reasons::of(staff.lang);
    let merchant = chosen(staff, merchant_code)?;
    let id = merchant.id;
    let read = app.db.read(move |connection| {
        let (rows, gone) = (reasons::list(connection, id)?, reasons::withdrawn(connection, id)?);
        Ok::<_, DbError>((rows, gone, reasons::used(connection, id)?))
    });
    let (rows, gone, used) = read.await?;
    let refused = changed.filter(|_| echo.is("restoration"));
    let withdrawn = gone.into_iter().map(|row| withdrawn(staff, row, &rows, &used, refused)).collect();
    let in_form = changed.filter(|_| !echo.is("restoration") && !echo.is("position"));
    let edited = rows.iter().find(|row| Some(row.id) == in_form).cloned();
    let moved = changed.filter(|_| echo.is("position"));
    let count = rows.len();
    let waiting = rows.iter().filter(|row| !row.cause_confirmed).count();
    let lines = (1..)
        .zip(rows)
        .map(|(place, row)| Line { is_refused: moved == Some(row.id), ..line(staff, t, row, &used, place, count) })
        .collect();
    let form = if edited.is_some() { "edit" } else { "add" };
    let wording = Wording { lang: staff.lang, currency: merchant.currency, zone: staff.zone() };
    page(
        status,
        &IndexPage {
            f: Frame::new(app, staff, "reasons.index", t.title).await?.with_echo(&echo),
            t,
            tabs: tabs(staff, merchant),
            merchant: merchant.code.clone(),
            lines,
            withdrawn,
            may_manage: staff.may(Permission::ManageReasons),
            other_stays: wording.refusal(&crate::domain::refusal::Refusal::LastReason),
            types: type_boxes(staff, &echo, form, edited.as_ref()),
            responsibilities: Responsibility::ALL.iter().map(|value| (value.code(), value.name(staff.lang))).collect(),
            causes: Cause::ALL.iter().map(|value| (value.code(), value.name(staff.lang))).collect(),
            unconfirmed: (waiting > 0).then(|| fill(t.unconfirmed, &[("n", &waiting.to_string())])),
            edited,
            echo,
        },
    )
}

fn tabs(staff: &Staff, merchant: &MerchantRow) -> Vec<Tab> {
    let tab = |other: &MerchantRow| Tab {
        code: other.code.clone(),
        name: other.name.clone(),
        chosen: other.id == merchant.id,
    };
    staff.merchants.iter().map(tab).collect()
}

fn withdrawn(
    staff: &Staff,
    row: ReasonRow,
    rows: &[ReasonRow],
    used: &std::collections::HashMap<i64, i64>,
    refused: Option<i64>,
) -> Withdrawn {
    let code = shown_code(&row.code).to_owned();
    Withdrawn {
        name: staff.lang.choose(&row.name_zh, &row.name_en).to_owned(),
        used: used.get(&row.id).copied().unwrap_or_default(),
        is_taken: rows.iter().any(|other| other.code == code),
        is_refused: refused == Some(row.id),
        code,
        row,
    }
}

fn line(
    staff: &Staff,
    t: &Reasons,
    row: ReasonRow,
    used: &std::collections::HashMap<i64, i64>,
    place: usize,
    count: usize,
) -> Line {
    let name = staff.lang.choose(&row.name_zh, &row.name_en).to_owned();
    let types: Vec<&str> =
        TicketType::ALL.iter().filter(|kind| row.applies(**kind)).map(|kind| kind.name(staff.lang)).collect();
    Line {
        types: types.join(staff.lang.pick("、", ", ")),
        responsibility: row.responsibility.name(staff.lang),
        cause: row.cause.name(staff.lang),
        question: match used.get(&row.id) {
            Some(count) => fill(t.ask_used, &[("n", &count.to_string())]),
            None => t.ask_unused.to_owned(),
        },
        used: used.get(&row.id).copied().unwrap_or_default(),
        place,
        place_label: fill(t.place_of, &[("name", &name)]),
        is_refused: false,
        up: (place > 1).then(|| fill(t.up, &[("name", &name)])),
        down: (place < count).then(|| fill(t.down, &[("name", &name)])),
        is_other: row.code == OTHER,
        name,
        row,
    }
}

fn type_boxes(staff: &Staff, echo: &Echo, form: &str, edited: Option<&ReasonRow>) -> Vec<TypeBox> {
    TicketType::ALL
        .iter()
        .map(|kind| TypeBox {
            code: kind.code(),
            name: kind.name(staff.lang),
            chosen: echo.chosen(form, "type", kind.code(), edited.is_none_or(|row| row.applies(*kind))),
        })
        .collect()
}
