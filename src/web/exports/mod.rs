//! Files that a job writes from a list: ordered, watched, fetched; each by its maker alone.

pub mod sources;

use std::io::{Seek, SeekFrom};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::list::address_with;
use crate::commands::house::export::{ExportRequest, KEPT, MERCHANTS_CHANGED, request_export, withdraw};
use crate::domain::house::work::{ExportState, FileFormat};
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::exports::{Source, source_of};
use crate::files::FileStore;
use crate::i18n::codes::Named;
use crate::i18n::exports::Exports;
use crate::i18n::{Lang, fill};
use crate::jobs::export::NO_RIGHT;
use crate::store::Scope;
use crate::store::jobs::exports;
use crate::store::jobs::exports::ExportRow;
use crate::web::exports::sources::SOURCES;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::download::{file_answer, pieces};
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::list::address::PLACES;

/// How many of a person's files are listed.
const SHOWN: i64 = 50;
/// Seconds after which the page of a file that is being written reloads.
const REFRESH: &str = "2";

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/exports", Right::Staff, Whose::Own).to(index))
        .route(post("/exports", Right::Staff, Whose::Own).to(make))
        .route(get("/exports/{id}", Right::Staff, Whose::Own).to(show))
        .route(get("/exports/{id}/file", Right::Staff, Whose::Own).to(file));
}

/// A file as the pages show it.
struct View {
    row: ExportRow,
    list: &'static str,
    format: &'static str,
    filter: String,
    state: &'static str,
    tone: &'static str,
    can_fetch: bool,
}

/// A list that is to be written into a file.
struct Offer {
    page: String,
    format: &'static str,
    query: String,
    list: &'static str,
    filter: String,
}

#[derive(Template)]
#[template(path = "exports/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Exports,
    offer: Option<Offer>,
    files: Vec<View>,
}

#[derive(Template)]
#[template(path = "exports/show.html")]
struct FilePage {
    f: Frame,
    t: &'static Exports,
    file: View,
    said: String,
    going_on: bool,
    back: Option<String>,
}

/// The words of a filter: its fields as they stand in the address.
fn filter_text(query: &str, t: &'static Exports) -> String {
    let fields = Fields::parse(query.as_bytes());
    let parts: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if parts.is_empty() { t.no_filter.to_owned() } else { parts.join(" · ") }
}

fn view(row: ExportRow, scope: &Scope, lang: Lang, now: Timestamp) -> View {
    let is_gone = is_over(&row, now) || is_beyond(&row, scope);
    let state = if is_gone { ExportState::Expired } else { row.state };
    let tone = match state {
        ExportState::Waiting => "waiting",
        ExportState::Running => "moving",
        ExportState::Done => "done",
        ExportState::Failed => "refused",
        ExportState::Expired => "ended",
    };
    View {
        list: source_of(SOURCES, &row.page).map_or("", |source| (source.title)(lang)),
        format: format_name(row.format),
        filter: filter_text(&row.query, Exports::of(lang)),
        state: state.name(lang),
        tone,
        can_fetch: state == ExportState::Done,
        row: ExportRow { state, ..row },
    }
}

fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "CSV",
        FileFormat::Xlsx => "XLSX",
    }
}

/// Whether a written file may hold rows of merchants that its maker does not see any more.
fn is_beyond(row: &ExportRow, scope: &Scope) -> bool {
    row.state == ExportState::Done && !scope.contains(&Scope::from_text(&row.merchants))
}

/// Whether a written file's time is over, be it deleted by now or not.
fn is_over(row: &ExportRow, now: Timestamp) -> bool {
    row.state == ExportState::Done && row.finished_at.is_none_or(|at| at.plus_seconds(KEPT) <= now)
}

/// The list of a page that this person may take.
fn takeable(staff: &Staff, page: &str) -> Result<&'static Source, PageError> {
    let source = source_of(SOURCES, page).ok_or(PageError::NotFound)?;
    staff.require(source.right)?;
    Ok(source)
}

async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    page(&app, &staff, &query, StatusCode::OK, Echo::default()).await
}

async fn page(
    app: &App,
    staff: &Staff,
    query: &Fields,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Exports::of(staff.lang);
    let offer = match FileFormat::parse(query.raw("format")) {
        Some(format) if query.has("page") => {
            let source = takeable(staff, query.raw("page"))?;
            let list_query = Fields::of_address(query.raw("query")).query_without(&PLACES);
            let filter = filter_text(&list_query, t);
            let list = (source.title)(staff.lang);
            Some(Offer { page: source.page.to_owned(), format: format.code(), query: list_query, list, filter })
        }
        _ => None,
    };
    let id = staff.id;
    let rows = app.db.read(move |connection| exports::latest(connection, id, SHOWN)).await?;
    let f = Frame::new(app, staff, "exports.index", t.title).await?.with_echo(&echo);
    let files = rows.into_iter().map(|row| view(row, &staff.scope, staff.lang, f.now)).collect();
    html::page(status, &IndexPage { f, t, offer, files })
}

async fn make(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let fields = &form.fields;
    let source = takeable(&staff, fields.raw("page"))?;
    let mut reader = Reader::new(fields);
    let format = reader.code("format", FileFormat::parse);
    let list_query = Fields::of_address(fields.raw("query").trim_start_matches('?'));
    // A file cannot name the filters that were left out.
    if !list_query.beyond().is_empty() {
        reader.refuse("", Refusal::ListTooLong);
    }
    let query = list_query.query_without(&PLACES);
    let currency = Currency::CNY;
    let sent = match (reader.finish(), format) {
        (Ok(()), Some(format)) => {
            let language = staff.lang.code();
            let request = ExportRequest { page: source.page, right: source.right, format, query, language };
            submit(&app, &staff, "export", &form, currency, move |tx, actor| {
                request_export(tx, actor, &request).map(|id| format!("/exports/{id}"))
            })
            .await?
        }
        (Err(error), _) => refused(&staff, "export", &form, currency, error)?,
        (Ok(()), None) => return Err(PageError::Malformed),
    };
    match sent {
        Sent::Done(address) => Ok(html::see_other(&address)),
        Sent::Refused(status, echo) => page(&app, &staff, fields, status, echo).await,
    }
}

/// A file of its maker. One that may hold rows of merchants that were taken away since is deleted at the first look.
async fn own(app: &App, staff: &Staff, id: &str) -> Result<ExportRow, PageError> {
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let staff_id = staff.id;
    let found = app.db.read(move |connection| exports::own(connection, staff_id, id)).await?;
    let row = found.ok_or(PageError::NotFound)?;
    if !is_beyond(&row, &staff.scope) {
        return Ok(row);
    }
    let (files, stored_as) = (FileStore::new(&app.config.files_dir), row.stored_as.clone());
    let removed = tokio::task::spawn_blocking(move || files.remove(&stored_as)).await;
    removed
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let list = source_of(SOURCES, &row.page).map_or("", |source| source.name);
    let actor = staff.actor();
    let withdrawn = app.db.write(move |tx| {
        let mut row = row.clone();
        withdraw(tx, &actor, &mut row, list).map(|()| row)
    });
    Ok(withdrawn.await?)
}

async fn show(app: Data<App>, staff: Staff, id: Path<String>) -> Result<HttpResponse, PageError> {
    let row = own(&app, &staff, &id).await?;
    file_page(&app, &staff, row, StatusCode::OK).await
}

async fn file_page(app: &App, staff: &Staff, row: ExportRow, status: StatusCode) -> Result<HttpResponse, PageError> {
    let t = Exports::of(staff.lang);
    let now = app.db.clock().now();
    let file = view(row, &staff.scope, staff.lang, now);
    let f = Frame::new(app, staff, "exports.show", fill(t.file_title, &[("list", file.list)])).await?;
    let going_on = matches!(file.row.state, ExportState::Waiting | ExportState::Running);
    let source = source_of(SOURCES, &file.row.page);
    let back = source.map(|source| address_with(source.path, &Fields::parse(file.row.query.as_bytes()), &[]));
    let said = said(&file.row, &f, t);
    let mut answer = html::page(status, &FilePage { f, t, file, said, going_on, back })?;
    if going_on {
        let name = actix_web::http::header::HeaderName::from_static("refresh");
        answer.headers_mut().insert(name, actix_web::http::header::HeaderValue::from_static(REFRESH));
    }
    Ok(answer)
}

/// How a file stands, in a sentence.
fn said(row: &ExportRow, f: &Frame, t: &'static Exports) -> String {
    let (done, total) = (row.rows_done.to_string(), row.rows_total.to_string());
    let until = row.finished_at.unwrap_or(row.created_at).plus_seconds(KEPT).utc().with_timezone(&f.zone);
    match row.state {
        ExportState::Waiting => t.waiting.to_owned(),
        ExportState::Running if row.rows_total > 0 => fill(t.running_of, &[("done", &done), ("total", &total)]),
        ExportState::Running => fill(t.running, &[("done", &done)]),
        ExportState::Done => fill(t.ready, &[("rows", &done), ("until", &until.format("%m-%d %H:%M").to_string())]),
        ExportState::Failed if row.error == NO_RIGHT => t.no_right.to_owned(),
        ExportState::Failed => t.broken.to_owned(),
        ExportState::Expired if row.error == MERCHANTS_CHANGED => t.merchants_changed.to_owned(),
        ExportState::Expired => t.expired.to_owned(),
    }
}

async fn file(app: Data<App>, staff: Staff, id: Path<String>) -> Result<HttpResponse, PageError> {
    let row = own(&app, &staff, &id).await?;
    let source = takeable(&staff, &row.page)?;
    if row.error == MERCHANTS_CHANGED {
        return file_page(&app, &staff, row, StatusCode::FORBIDDEN).await;
    }
    if row.state != ExportState::Done || is_over(&row, app.db.clock().now()) {
        return Err(PageError::NotFound);
    }
    let files = FileStore::new(&app.config.files_dir);
    let opened = tokio::task::spawn_blocking(move || {
        let mut file = files.open(&row.stored_as)?;
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        Ok::<_, std::io::Error>((file, length, row))
    });
    let opened = opened.await.map_err(|error| PageError::Internal(error.to_string()))?;
    let (file, length, row) = opened.map_err(|error| PageError::Internal(error.to_string()))?;
    let name = format!("{}-{}.{}", source.name, row.id, row.format.code());
    Ok(file_answer(row.format, &name).body(pieces(file, length, || Ok(()))))
}
