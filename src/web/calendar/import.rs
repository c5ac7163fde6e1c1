//! `POST /calendar/import`: the days of a year from a file, all of them or none.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::commands::invalid;
use crate::commands::people::uploads;
use crate::commands::term::manage_calendars;
use crate::commands::term::manage_calendars::{DayLine, DayText};
use crate::domain::house::file_problem::FileProblem;
use crate::domain::refusal::Refusal;
use crate::domain::term::calendar::DayKind;
use crate::files::FileStore;
use crate::i18n::fill;
use crate::i18n::term::calendar::CalendarWords;
use crate::spreadsheet::{DayCells, read_days};
use crate::web::calendar::change::Origin;
use crate::web::calendar::page::render;
use crate::web::framework::app::App;
use crate::web::framework::bodies::STOCK_FILE_MOST;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Reader;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::framework::upload;
use crate::web::settings::merchants::chosen;

const FORM: &str = "import-days";

pub(super) async fn take_in(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    let files = FileStore::new(&app.config.files_dir);
    // The upload goes when the handler ends: what it said stands in the calendar.
    let upload = upload::read(&request, payload, &files, "imports", STOCK_FILE_MOST).await?;
    let origin = Origin::of(&staff, &upload.form.fields)?;
    let merchant = chosen(&staff, &origin.merchant)?;
    let (bytes, quota) = (upload.bytes(), app.config.quota);
    let mut reader = Reader::new(&upload.form.fields);
    let version = reader.version();
    let read = match upload.file("file").filter(|file| file.size > 0) {
        None => Err(Refusal::FileEmpty),
        Some(file) => {
            let path = files.path(&file.stored_as).map_err(|error| PageError::Internal(error.to_string()))?;
            let read = tokio::task::spawn_blocking(move || lines(&path));
            read.await.map_err(|error| PageError::Internal(error.to_string()))?
        }
    };
    let sent = match (reader.finish(), read) {
        (Err(error), _) => refused(&staff, FORM, &upload.form, merchant.currency, error)?,
        (Ok(()), Err(refusal)) => refused(&staff, FORM, &upload.form, merchant.currency, invalid("file", refusal))?,
        (Ok(()), Ok(days)) => {
            let (id, year, back) = (origin.calendar, origin.year, origin.address());
            submit(&app, &staff, FORM, &upload.form, merchant.currency, move |tx, actor| {
                uploads::count(tx, actor, bytes, quota)?;
                let count = manage_calendars::import(tx, actor, id, version, year, &days)?;
                Ok(format!("{back}#n={count}"))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            let (address, count) = address.split_once("#n=").unwrap_or((&address, ""));
            staff.cookie.set_notice(&fill(CalendarWords::of(staff.lang).done_imported, &[("n", count)]));
            Ok(see_other(address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, &origin.query(""), status, echo).await,
    }
}

/// The days of a file; with bad lines among them all of these, and nothing else.
fn lines(path: &std::path::Path) -> Result<Vec<DayLine>, Refusal> {
    let read = read_days(path).map_err(|error| FileProblem::Unread(error.text(true), error.text(false)))?;
    let (mut days, mut bad) = (Vec::new(), Vec::new());
    for line in read {
        match line {
            Err((line_no, reason)) => {
                bad.push((line_no, FileProblem::Unread(reason.text(true), reason.text(false)).into()))
            }
            Ok(cells) => match day(&cells) {
                Ok(day) => days.push(DayLine { line_no: cells.line_no, day }),
                Err(problem) => bad.push((cells.line_no, problem.into())),
            },
        }
    }
    match (days.is_empty(), bad.is_empty()) {
        (_, false) => Err(FileProblem::Lines(bad).into()),
        (true, true) => Err(Refusal::FileEmpty),
        (false, true) => Ok(days),
    }
}

fn day(cells: &DayCells) -> Result<DayText, FileProblem> {
    let date = cells.date.get(..10).unwrap_or(&cells.date).replace('/', "-");
    let kind = DayKind::parse(&cells.kind.to_uppercase());
    Ok(DayText {
        date: date.parse().map_err(|_| FileProblem::BadDay(cells.date.clone()))?,
        kind: kind.ok_or_else(|| FileProblem::BadDayKind(cells.kind.clone()))?,
        name: cells.name.chars().take(60).collect(),
        source: cells.source.chars().take(200).collect(),
    })
}
