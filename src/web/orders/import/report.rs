//! `GET /orders/import/{id}`: how an import goes, what it came to, which lines it refused and why.

use std::io::BufReader;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::Actor;
use crate::commands::orders::order_upload;
use crate::domain::house::work::ImportState;
use crate::domain::money::Currency;
use crate::domain::permission::Permission;
use crate::files::FileStore;
use crate::i18n::orders::order_imports::Imports;
use crate::i18n::{Lang, fill};
use crate::spreadsheet::{Mapping, Sample, read_rejects};
use crate::store::Tx;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;
use crate::store::orders::imports;
use crate::store::orders::imports::{ImportRow, NOT_WRITTEN, rejects_name, sample_name};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};

/// Refused lines on the page; the file to download has all.
const ROWS: usize = 100;

#[derive(Template)]
#[template(path = "orders/import_report.html")]
struct ReportPage {
    f: Frame,
    t: &'static Imports,
    row: ImportRow,
    merchant: String,
    going_on: bool,
    done: bool,
    said: String,
    /// The mapping says what pays money back, and whoever imports may not.
    gateway_ignored: bool,
    /// Line number, reason, original.
    rejects: Vec<(String, String, String)>,
    sees_originals: bool,
    /// What a dry run would store.
    sample: Sample,
    /// The sentence about shops that it would add; empty without any.
    new_shops: String,
    /// The file could not be read by its mapping: the page says what to do with its columns.
    unmapped: bool,
}

/// Whether somebody sees what stands in refused lines, names and phones among it: whoever brought the file, and those who may see personal
/// data in clear.
async fn sees_originals(app: &App, staff: &Staff, row: &ImportRow) -> Result<bool, PageError> {
    if staff.may(Permission::Unmask) {
        return Ok(true);
    }
    let stored_as = row.stored_as.clone();
    let brought_by = app.db.read(move |connection| imports::brought_by(connection, &stored_as)).await?;
    Ok(brought_by == Some(staff.id))
}

async fn find(app: &App, staff: &Staff, id: &str) -> Result<ImportRow, PageError> {
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let scope = staff.scope.clone();
    app.db.read(move |connection| imports::by_id(connection, &scope, id)).await?.ok_or(PageError::NotFound)
}

/// `GET /orders/import/{id}`.
pub(super) async fn show(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let row = find(&app, &staff, &path).await?;
    answer(&app, &staff, row, StatusCode::OK, Echo::default()).await
}

async fn answer(
    app: &App,
    staff: &Staff,
    row: ImportRow,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Imports::of(staff.lang);
    let going_on = matches!(row.state, ImportState::Waiting | ImportState::Running);
    let mut rejects = if row.lines_rejected > 0 && !going_on { refused_lines(app, staff, &row)? } else { Vec::new() };
    let sees_originals = sees_originals(app, staff, &row).await?;
    if !sees_originals {
        rejects.iter_mut().for_each(|(.., original)| original.clear());
    }
    let sample = if row.dry_run && !going_on { sample(app, &row)? } else { Sample::default() };
    let (key, scope) = (format!("import_orders:{}", row.id), staff.scope.clone());
    let job = app.db.read(move |connection| outbox::by_key(connection, &scope, &key)).await?;
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == row.merchant_id);
    let report = ReportPage {
        f: Frame::new(app, staff, "orders.import_report", t.title).await?.with_echo(&echo),
        t,
        merchant: merchant.map(|merchant| merchant.name.clone()).unwrap_or_default(),
        going_on,
        done: row.state == ImportState::Done,
        said: said(&row, job.as_ref(), staff.lang),
        gateway_ignored: !row.own_gateway
            && Mapping::from_toml(&row.mapping).is_ok_and(|mapping| mapping.names_gateway()),
        rejects,
        sees_originals,
        new_shops: new_shops(&sample, staff.lang),
        sample,
        unmapped: row.state == ImportState::Failed && !row.error.starts_with(NOT_WRITTEN),
        row: ImportRow { file_name: staff.reads(&row.file_name).into_owned(), ..row },
    };
    let mut answer = page(status, &report)?;
    if going_on {
        let name = actix_web::http::header::HeaderName::from_static("refresh");
        answer.headers_mut().insert(name, actix_web::http::header::HeaderValue::from_static("2"));
    }
    Ok(answer)
}

/// The sentence above the figures.
fn said(row: &ImportRow, job: Option<&JobRow>, lang: Lang) -> String {
    let t = Imports::of(lang);
    let (tries, last_error) = job.map_or((0, ""), |job| (job.tries, job.last_error.as_str()));
    match row.state {
        ImportState::Waiting | ImportState::Running if !last_error.is_empty() => {
            fill(t.trying, &[("n", &tries.to_string()), ("why", last_error)])
        }
        ImportState::Waiting => t.waiting.to_owned(),
        ImportState::Running => fill(t.running, &[("percent", &row.percent.to_string())]),
        ImportState::Failed => {
            let mut lines = row.error.lines();
            if let Some(rest) = row.error.strip_prefix(NOT_WRITTEN) {
                let (tries, why) = rest.trim_start().split_once('\n').unwrap_or((rest, ""));
                return fill(t.gave_up, &[("n", tries.trim()), ("why", why)]);
            }
            let zh = lines.next().unwrap_or_default();
            let why = if lang == Lang::Zh { zh } else { lines.next().unwrap_or(zh) };
            fill(t.failed, &[("why", why)])
        }
        ImportState::Done if row.lines_read == 0 => t.no_lines.to_owned(),
        ImportState::Done if row.lines_rejected > 0 => fill(t.some_bad, &[("n", &row.lines_rejected.to_string())]),
        ImportState::Done if row.dry_run => t.all_good.to_owned(),
        ImportState::Done => t.done.to_owned(),
    }
}

fn refused_lines(app: &App, staff: &Staff, row: &ImportRow) -> Result<Vec<(String, String, String)>, PageError> {
    let files = FileStore::new(&app.config.files_dir);
    let name = rejects_name(row.id, row.tries, staff.lang == Lang::Zh);
    let internal = |error: std::io::Error| PageError::Internal(format!("{name}: {error}"));
    let file = match files.open(&name) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(internal(error)),
    };
    read_rejects(BufReader::new(file), ROWS).map_err(internal)
}

fn new_shops(sample: &Sample, lang: Lang) -> String {
    if sample.new_shops.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = sample.new_shops.iter().map(String::as_str).collect();
    fill(Imports::of(lang).new_shops, &[("names", &names.join(lang.pick("、", ", ")))])
}

/// What a dry run would store; nothing of an import that was tried before samples were kept.
fn sample(app: &App, row: &ImportRow) -> Result<Sample, PageError> {
    let name = sample_name(row.id, row.tries);
    let internal = |error: std::io::Error| PageError::Internal(format!("{name}: {error}"));
    match FileStore::new(&app.config.files_dir).open(&name) {
        Ok(file) => Sample::read(BufReader::new(file)).map_err(internal),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Sample::default()),
        Err(error) => Err(internal(error)),
    }
}

/// `GET /orders/import/{id}/rejects.csv`: every refused line.
pub(super) async fn rejects(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let row = find(&app, &staff, &path).await?;
    if !sees_originals(&app, &staff, &row).await? {
        return Err(PageError::Forbidden);
    }
    let name = rejects_name(row.id, row.tries, staff.lang == Lang::Zh);
    let path = FileStore::new(&app.config.files_dir).path(&name).map_err(|_| PageError::NotFound)?;
    let bytes = actix_web::web::block(move || std::fs::read(path))
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|_| PageError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", format!("attachment; filename=\"rejects-{}.csv\"", row.id)))
        .body(bytes))
}

/// `POST /orders/import/{id}/repetition`: what was tried is done.
pub(super) async fn repeat(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let row = find(&app, &staff, &path).await?;
    let id = row.id;
    let command = move |tx: &mut Tx<'_>, actor: &Actor| {
        order_upload::repeat(tx, actor, id).map(|new| format!("/orders/import/{new}"))
    };
    match submit(&app, &staff, "repeat", &form, Currency::CNY, command).await? {
        Sent::Done(address) => Ok(see_other(&address)),
        Sent::Refused(status, echo) => answer(&app, &staff, row, status, echo).await,
    }
}
