//! A stock file sent from the list of stock: all its lines are taken, or none.

use std::ops::ControlFlow;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::commands::goods::count_stock::{FileCount, Places, StockCount, count_file};
use crate::commands::invalid;
use crate::commands::people::uploads;
use crate::domain::house::file_problem::FileProblem;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::files::FileStore;
use crate::i18n::fill;
use crate::i18n::goods::stock::Stock;
use crate::spreadsheet::{StockEvent, StockLine, read_stock};
use crate::store::DbError;
use crate::web::framework::app::App;
use crate::web::framework::bodies::STOCK_FILE_MOST;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::framework::upload;
use crate::web::list::page::show_with_echo;
use crate::web::stock::list::StockList;

/// Lines of a file at most; a longer one goes by the command line.
const LINES_MOST: usize = 5_000;

const FORM: &str = "count-file";

/// What a file says, or why it is refused as a whole.
type Read = Result<Vec<StockLine>, Refusal>;

/// `POST /stock/files`.
pub async fn take_in(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    let files = FileStore::new(&app.config.files_dir);
    // The upload goes when the handler ends: what it said stands in the moves.
    let upload = upload::read(&request, payload, &files, "imports", STOCK_FILE_MOST).await?;
    let (bytes, quota) = (upload.bytes(), app.config.quota);
    let Some(file) = upload.file("file").filter(|file| file.size > 0).cloned() else {
        let none = invalid("file", Refusal::FileEmpty);
        return answer(&app, &staff, refused(&staff, FORM, &upload.form, Currency::CNY, none)?).await;
    };
    let path = files.path(&file.stored_as).map_err(|error| PageError::Internal(error.to_string()))?;
    let read = tokio::task::spawn_blocking(move || read_lines(&path));
    let read = read.await.map_err(|error| PageError::Internal(error.to_string()))?;
    let places = places(&app, &staff).await?;
    let counts = match read.and_then(|lines| placed(lines, &places, &file.file_name)) {
        Ok(counts) => counts,
        Err(refusal) => {
            let unread = invalid("file", refusal);
            return answer(&app, &staff, refused(&staff, FORM, &upload.form, Currency::CNY, unread)?).await;
        }
    };
    let is_new = upload.form.fields.has("new_sku");
    let sent = submit(&app, &staff, FORM, &upload.form, Currency::CNY, move |tx, actor| {
        uploads::count(tx, actor, bytes, quota)?;
        let done = count_file(tx, actor, &file.file_name, &counts, is_new)?;
        Ok(format!("/stock?corrected={}&unchanged={}", done.corrected, done.unchanged))
    });
    answer(&app, &staff, sent.await?).await
}

async fn answer(app: &App, staff: &Staff, sent: Sent) -> Result<HttpResponse, PageError> {
    match sent {
        Sent::Done(address) => {
            let (address, figures) = address.split_once('?').unwrap_or((&address, ""));
            let figures = Fields::parse(figures.as_bytes());
            let values = [("corrected", figures.raw("corrected")), ("unchanged", figures.raw("unchanged"))];
            staff.cookie.set_notice(&fill(Stock::of(staff.lang).done_file, &values));
            Ok(see_other(address))
        }
        Sent::Refused(status, echo) => show_with_echo::<StockList>(app, staff, Fields::default(), status, echo).await,
    }
}

async fn places(app: &App, staff: &Staff) -> Result<Places, PageError> {
    let scope = staff.scope.clone();
    let places: Result<Places, DbError> = app.db.read(move |connection| Places::load(connection, &scope)).await;
    Ok(places?)
}

/// The lines of a file; with a bad one among them all bad ones, and nothing else.
fn read_lines(path: &std::path::Path) -> Read {
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    let read = read_stock(path, &mut |event| {
        match event {
            StockEvent::Line(line) => lines.push(line),
            StockEvent::Rejected(line) => {
                bad.push((line.line_no, FileProblem::Unread(line.reason.text(true), line.reason.text(false)).into()));
            }
            StockEvent::Heading(_) | StockEvent::Progress { .. } => {}
        }
        if lines.len() + bad.len() > LINES_MOST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    read.map_err(|error| FileProblem::Unread(error.text(true), error.text(false)))?;
    match (lines.is_empty(), bad.is_empty()) {
        _ if lines.len() + bad.len() > LINES_MOST => Err(FileProblem::TooManyLines(LINES_MOST).into()),
        (_, false) => Err(FileProblem::Lines(bad).into()),
        (true, true) => Err(Refusal::FileEmpty),
        (false, true) => Ok(lines),
    }
}

/// The counts of the lines in their warehouses.
fn placed(lines: Vec<StockLine>, places: &Places, file_name: &str) -> Result<Vec<FileCount>, Refusal> {
    let (mut counts, mut bad) = (Vec::new(), Vec::new());
    for line in lines {
        match places.find(&line.warehouse) {
            Some(place) => counts.push(FileCount {
                line_no: line.line_no,
                merchant_id: place.merchant_id,
                count: StockCount {
                    warehouse_id: place.id,
                    sku: line.sku,
                    bucket: line.bucket,
                    quantity: line.quantity,
                    reason: file_name.to_owned(),
                },
            }),
            None => bad.push((line.line_no, FileProblem::UnknownWarehouse(line.warehouse).into())),
        }
    }
    if bad.is_empty() { Ok(counts) } else { Err(FileProblem::Lines(bad).into()) }
}
