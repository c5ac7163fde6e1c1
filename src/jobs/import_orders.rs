//! Imports an uploaded order file. It notes its progress, keeps the refused lines in both languages for the report, and goes on in another
//! process when this one is to end: fingerprints tell the orders that are in, so the file is simply read again. A file that cannot be
//! written after several tries is given up, with the last error.

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::time::{Duration, Instant};

use crate::commands::CommandError;
use crate::commands::orders::import_orders::{Incoming, Preview};
use crate::commands::orders::order_upload;
use crate::domain::house::work::{ImportState, JobKind};
use crate::domain::permission::Permission;
use crate::files::FileStore;
use crate::i18n::Lang;
use crate::jobs::job::{Ended, Job, Jobs};
use crate::jobs::order_file;
use crate::jobs::order_file::{ImportError, Listener, Outcome, Progress};
use crate::spreadsheet::{Mapping, RejectedLine, RejectsWriter, Sample};
use crate::store::house::merchants;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;
use crate::store::orders::imports;
use crate::store::orders::imports::{ImportRow, NOT_WRITTEN, rejects_name, sample_name};
use crate::store::{Conn, DbError, Scope, Tx};
use crate::viewer::Viewer;

/// How often it notes its progress and extends its lease.
const NOTE_EVERY: Duration = Duration::from_secs(1);

/// The tries after which a file is given up.
const MOST_TRIES: i32 = 6;

pub(super) struct ImportOrders;

impl Job for ImportOrders {
    const KIND: JobKind = JobKind::ImportOrders;
    const TRIES: Option<i32> = Some(MOST_TRIES);
    /// Nothing outside is called, and the lease is extended while the file is read.
    const LEASE: i64 = 15;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let Ok(id) = job.payload.parse::<i64>() else {
            return Ok(Ended::GivenUp(format!("{:?} is no import's id", job.payload)));
        };
        let Some(row) = jobs.db.read_blocking(|connection| imports::by_id(connection, &Scope::All, id))? else {
            return Ok(Ended::GivenUp(format!("there is no import {id}")));
        };
        // One that was given up goes on when an administrator runs its job again.
        let is_given_up = row.state == ImportState::Failed && row.error.starts_with(NOT_WRITTEN);
        if !is_given_up && !matches!(row.state, ImportState::Waiting | ImportState::Running) {
            return Ok(Ended::Done);
        }
        match import(jobs, job, row.clone()) {
            Ok(outcome) => end(jobs, job, row, outcome),
            Err(ImportError::File(error)) => {
                let error = format!("{}\n{}", error.text(true), error.text(false));
                close(jobs, job, row, move |tx, row| order_upload::fail(tx, row, &error))
            }
            Err(ImportError::Write(error)) => Err(error),
            Err(ImportError::Listener(error)) => Ok(Ended::Again(error.to_string())),
        }
    }

    fn give_up(jobs: &Jobs, job: &mut JobRow, why: &str) -> Result<(), CommandError> {
        let id = job.payload.parse::<i64>().unwrap_or_default();
        let Some(row) = jobs.db.read_blocking(|connection| imports::by_id(connection, &Scope::All, id))? else {
            return Ok(());
        };
        let error = format!("{NOT_WRITTEN}\n{MOST_TRIES}\n{why}");
        close(jobs, job, row, move |tx, row| order_upload::fail(tx, row, &error)).map(|_| ())
    }
}

fn import(jobs: &Jobs, job: &mut JobRow, row: ImportRow) -> Result<Outcome, ImportError> {
    let files = FileStore::new(&jobs.files_dir);
    let mapping = match row.mapping.as_str() {
        "" => Mapping::standard(),
        text => Mapping::from_toml(text).map_err(|error| ImportError::Listener(io::Error::other(error.to_string())))?,
    };
    let (merchant, may_choose) = jobs
        .db
        .read_blocking(|connection| {
            Ok((merchants::get(connection, row.merchant_id)?, may_choose_gateway(connection, &row)?))
        })
        .map_err(|error: crate::store::DbError| ImportError::Write(error.into()))?;
    let mapping = if may_choose { mapping } else { mapping.without_gateway() };
    let path = files.path(&row.stored_as).map_err(ImportError::Listener)?;
    let rejects = |zh| -> io::Result<_> {
        RejectsWriter::new(BufWriter::new(files.rewrite(&rejects_name(row.id, job.tries, zh))?), zh)
    };
    let rejects = [rejects(true).map_err(ImportError::Listener)?, rejects(false).map_err(ImportError::Listener)?];
    let (by, dry_run) = (row.staff_id, row.dry_run);
    let file = order_file::OrderFile { path: &path, mapping, merchant: &merchant, by, dry_run };
    let sampled = sample_name(row.id, job.tries);
    let mut teller = Teller { jobs, job, row, rejects, sample: Sample::default(), noted_at: Instant::now() };
    let outcome = order_file::import(&jobs.db, &file, &mut teller)?;
    if dry_run {
        let out = files.rewrite(&sampled).map_err(ImportError::Listener)?;
        teller.sample.write(BufWriter::new(out)).map_err(ImportError::Listener)?;
    }
    for rejects in teller.rejects {
        rejects.finish().map_err(ImportError::Listener)?;
    }
    Ok(outcome)
}

/// Whether the file's mapping may name the gateway of refunds: its uploader had and has the right to change such settings.
fn may_choose_gateway(connection: &mut Conn, row: &ImportRow) -> Result<bool, DbError> {
    let Some(staff_id) = row.staff_id.filter(|_| row.own_gateway) else { return Ok(false) };
    let uploader = Viewer::load(connection, staff_id, Lang::default())?;
    Ok(uploader.is_some_and(|viewer| viewer.may(Permission::ManageSettings) && viewer.scope.sees(row.merchant_id)))
}

fn end(jobs: &Jobs, job: &mut JobRow, row: ImportRow, outcome: Outcome) -> Result<Ended, CommandError> {
    let (read, rejected, tries) = (outcome.read.lines_read, outcome.read.lines_rejected, job.tries);
    close(jobs, job, row, move |tx, row| order_upload::finish(tx, row, outcome.counts, read, rejected, tries))
}

/// Ends an import, as long as it is this runner's.
fn close(
    jobs: &Jobs,
    job: &mut JobRow,
    row: ImportRow,
    end: impl Fn(&mut Tx<'_>, &mut ImportRow) -> Result<(), CommandError> + Send + 'static,
) -> Result<Ended, CommandError> {
    let known = job.clone();
    let ended = jobs.db.write_blocking(move |tx| {
        let mut held = known.clone();
        if !outbox::extend(tx, &mut held, ImportOrders::LEASE)? {
            return Ok::<_, CommandError>(None);
        }
        end(tx, &mut row.clone())?;
        Ok(Some(held))
    })?;
    let Some(held) = ended else { return Ok(Ended::taken_over()) };
    *job = held;
    Ok(Ended::Done)
}

struct Teller<'j> {
    jobs: &'j Jobs,
    job: &'j mut JobRow,
    row: ImportRow,
    rejects: [RejectsWriter<BufWriter<File>>; 2],
    /// What a dry run shows.
    sample: Sample,
    noted_at: Instant,
}

impl Listener for Teller<'_> {
    fn heading(&mut self, names: &[String]) -> io::Result<()> {
        self.rejects.iter_mut().try_for_each(|rejects| rejects.heading(names))
    }

    fn previewed(&mut self, orders: &[Incoming], preview: &Preview) -> io::Result<()> {
        let is_left_out = |at: &usize| preview.written.strangers.contains(at);
        let stored = orders.iter().enumerate().filter(|(at, _)| !is_left_out(at));
        stored.for_each(|(_, order)| self.sample.take(&order.record));
        self.sample.new_shops.extend(preview.new_shops.iter().cloned());
        Ok(())
    }

    fn rejected(&mut self, line: &RejectedLine) -> io::Result<()> {
        self.rejects.iter_mut().try_for_each(|rejects| rejects.write(line))
    }

    fn progress(&mut self, progress: Progress) -> io::Result<()> {
        if self.jobs.stopping() {
            return Err(io::Error::other("the server stops; the import goes on when one runs"));
        }
        if self.noted_at.elapsed() < NOTE_EVERY {
            return Ok(());
        }
        self.noted_at = Instant::now();
        let percent = progress.bytes_read.saturating_mul(100) / progress.total_bytes.max(1);
        let percent = i32::try_from(percent.min(99)).unwrap_or(99);
        let (row, job) = (self.row.clone(), self.job.clone());
        let is_held = self.jobs.db.write_blocking(move |tx| {
            let mut job = job.clone();
            let held = outbox::extend(tx, &mut job, ImportOrders::LEASE)?;
            if held {
                order_upload::note(tx, &mut row.clone(), percent, progress.counts)?;
            }
            Ok::<_, CommandError>(held.then_some(job))
        });
        match is_held {
            Ok(Some(job)) => {
                *self.job = job;
                Ok(())
            }
            Ok(None) => Err(io::Error::other("another server took the import over")),
            Err(error) => Err(io::Error::other(format!("{error:?}"))),
        }
    }
}
