//! Writes a list into a file for its maker. It notes its progress, keeps its lease, and begins again after an interruption.

use std::fs::File;
use std::io;
use std::io::{BufWriter, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::commands::house::export;
use crate::commands::house::export::Taken;
use crate::commands::{Actor, CommandError};
use crate::domain::house::work::{ExportState, JobKind};
use crate::exports::{ExportError, ListRows, Source, Taker, source_of, write_all};
use crate::files::FileStore;
use crate::i18n::Lang;
use crate::jobs::job::{Ended, Job, Jobs};
use crate::spreadsheet::TableOut;
use crate::store::jobs::exports::ExportRow;
use crate::store::jobs::outbox::JobRow;
use crate::store::jobs::{exports, outbox};
use crate::viewer::Viewer;

/// How often it notes its progress and extends its lease.
const NOTE_EVERY: Duration = Duration::from_secs(1);
/// The maker may not take the list (any more).
pub const NO_RIGHT: &str = "NO_RIGHT";
/// It did not succeed.
pub const BROKEN: &str = "BROKEN";

pub(super) struct Export;

impl Job for Export {
    const KIND: JobKind = JobKind::Export;
    const TRIES: Option<i32> = Some(6);
    /// Nothing outside is called, and the lease is extended while the file grows.
    const LEASE: i64 = 15;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let Ok(id) = job.payload.parse::<i64>() else {
            return Ok(Ended::GivenUp(format!("{:?} is no export's id", job.payload)));
        };
        let Some(mut row) = jobs.db.read_blocking(|connection| exports::by_id(connection, id))? else {
            return Ok(Ended::GivenUp(format!("there is no export {id}")));
        };
        // One that was given up is written when an administrator runs its job again.
        let is_given_up = row.state == ExportState::Failed && row.error == BROKEN;
        if !is_given_up && !matches!(row.state, ExportState::Waiting | ExportState::Running) {
            return Ok(Ended::Done);
        }
        row.stored_as = stored_as(id, job.tries);
        write(jobs, job, row)
    }

    fn give_up(jobs: &Jobs, job: &mut JobRow, _why: &str) -> Result<(), CommandError> {
        let id = job.payload.parse::<i64>().unwrap_or_default();
        let Some(row) = jobs.db.read_blocking(|connection| exports::by_id(connection, id))? else { return Ok(()) };
        if let Err(error) = remove_tries(jobs, id, job.tries + 1) {
            tracing::warn!(%error, id, "a broken file stays");
        }
        jobs.db.write_blocking(move |tx| export::fail(tx, &mut row.clone(), BROKEN))
    }
}

/// Every try has a file of its own, so that one that lost its lease spoils nothing.
fn stored_as(id: i64, tries: i32) -> String {
    format!("exports/{id}-{tries}")
}

fn remove_tries(jobs: &Jobs, id: i64, before: i32) -> io::Result<()> {
    let files = FileStore::new(&jobs.files_dir);
    (1..before).try_for_each(|tries| files.remove(&stored_as(id, tries)))
}

fn write(jobs: &Jobs, job: &mut JobRow, row: ExportRow) -> Result<Ended, CommandError> {
    let lang = Lang::parse(&row.language).unwrap_or_default();
    let now = jobs.db.clock().now();
    let viewer = jobs.db.read_blocking(|connection| Viewer::load(connection, row.staff_id, lang))?;
    let taker = viewer.map(|viewer| Taker { viewer, now });
    let source = source_of(jobs.sources, &row.page);
    let (Some(taker), Some(source)) = (taker, source) else { return refuse(jobs, row) };
    if !taker.may(source.right) {
        return refuse(jobs, row);
    }
    // The file may hold what its maker sees now, not what its maker saw when ordering it.
    let row = ExportRow { merchants: taker.scope.to_text(), ..row };
    let (mut rows, total) = jobs.db.read_blocking(|connection| {
        let mut rows = (source.open)(connection, &taker, &row.query)?;
        let total = rows.count(connection)?.unwrap_or(0);
        Ok::<_, CommandError>((rows, total))
    })?;
    let id = row.id;
    let teller = Mutex::new(Teller { jobs, job: job.clone(), row, rows: 0, total, noted_at: None });
    let written = remove_tries(jobs, id, job.tries)
        .map_err(ExportError::Io)
        .and_then(|()| write_file(jobs, &teller, rows.as_mut()));
    let Teller { job: held, row, .. } = teller.into_inner().unwrap_or_else(PoisonError::into_inner);
    *job = held;
    match written {
        Ok(count) => finish(jobs, job, row, source, &taker, count),
        Err(ExportError::Db(error)) => Err(error.into()),
        Err(ExportError::Io(error)) => Ok(Ended::Again(error.to_string())),
    }
}

fn refuse(jobs: &Jobs, row: ExportRow) -> Result<Ended, CommandError> {
    jobs.db.write_blocking(move |tx| {
        export::fail(tx, &mut ExportRow { stored_as: String::new(), ..row.clone() }, NO_RIGHT)
    })?;
    Ok(Ended::Done)
}

fn write_file(jobs: &Jobs, teller: &Mutex<Teller<'_>>, rows: &mut dyn ListRows) -> Result<i64, ExportError> {
    let files = FileStore::new(&jobs.files_dir);
    let (format, stored_as) = {
        let mut teller = lock(teller);
        teller.tell()?;
        (teller.row.format, teller.row.stored_as.clone())
    };
    let out = Watched { file: files.rewrite(&stored_as)?, teller };
    let scratch = files.scratch()?;
    let mut table = TableOut::new(format, BufWriter::new(out), &rows.header(), &scratch)?;
    let count = write_all(&jobs.db, rows, &mut table, |done| {
        let mut teller = lock(teller);
        teller.rows = done;
        teller.tell()
    })?;
    let out = table.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    out.file.sync_all()?;
    Ok(count)
}

fn finish(
    jobs: &Jobs,
    job: &mut JobRow,
    row: ExportRow,
    source: &'static Source,
    taker: &Taker,
    rows: i64,
) -> Result<Ended, CommandError> {
    let actor = Actor { staff_id: Some(taker.id), roles: taker.roles.clone(), scope: taker.scope.clone() };
    let left = Taken { list: source.name, format: row.format, filter: row.query.clone(), rows, whole: true };
    let known = job.clone();
    let finished = jobs.db.write_blocking(move |tx| {
        let mut held = known.clone();
        let finished = export::finish(tx, &actor, &mut held, Export::LEASE, &mut row.clone(), &left)?;
        Ok::<_, CommandError>(finished.then_some(held))
    })?;
    let Some(held) = finished else { return Ok(Ended::taken_over()) };
    *job = held;
    Ok(Ended::Done)
}

fn lock<'l, 'j>(teller: &'l Mutex<Teller<'j>>) -> std::sync::MutexGuard<'l, Teller<'j>> {
    teller.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes the progress of the file.
struct Teller<'j> {
    jobs: &'j Jobs,
    job: JobRow,
    row: ExportRow,
    rows: i64,
    total: i64,
    noted_at: Option<Instant>,
}

impl Teller<'_> {
    fn tell(&mut self) -> io::Result<()> {
        if self.jobs.stopping() {
            return Err(io::Error::other("the server stops; the file is written anew when one runs"));
        }
        if self.noted_at.is_some_and(|noted_at| noted_at.elapsed() < NOTE_EVERY) {
            return Ok(());
        }
        self.noted_at = Some(Instant::now());
        let (job, row, rows, total) = (self.job.clone(), self.row.clone(), self.rows, self.total.max(self.rows));
        let total = if self.total == 0 { 0 } else { total };
        let is_held = self.jobs.db.write_blocking(move |tx| {
            let mut job = job.clone();
            let held = outbox::extend(tx, &mut job, Export::LEASE)?;
            if held {
                // The file is not whole yet: nobody is to find it.
                export::note(tx, &mut ExportRow { stored_as: String::new(), ..row.clone() }, rows, total)?;
            }
            Ok::<_, CommandError>(held.then_some(job))
        });
        match is_held {
            Ok(Some(job)) => {
                self.job = job;
                Ok(())
            }
            Ok(None) => Err(io::Error::other("another server took the export over")),
            Err(error) => Err(io::Error::other(format!("{error:?}"))),
        }
    }
}

/// The file, which notes its progress while it grows: packing a large workbook takes longer than a lease.
struct Watched<'t, 'j> {
    file: File,
    teller: &'t Mutex<Teller<'j>>,
}

impl Write for Watched<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(self.teller).tell()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
