//! The nightly clean-up: rows older than their horizon, stored files without a row, and the metadata of evidence that is older than their
//! removal at intake. A few rows a transaction, so that nobody waits; after an interruption it goes on where it stopped.

use std::collections::BTreeMap;
use std::io::Write;

use crate::commands::CommandError;
use crate::commands::house::retain;
use crate::domain::house::retention::Kept;
use crate::domain::house::work::JobKind;
use crate::domain::time::Timestamp;
use crate::files::evidence::Unfit;
use crate::files::{FileStore, evidence};
use crate::jobs::job::{Ended, Job, Jobs};
use crate::store::jobs::outbox::JobRow;
use crate::store::jobs::retention;
use crate::store::jobs::retention::{AREAS, RULES, Rule};
use crate::store::tickets::parts::AttachmentRow;

/// Keys that are looked for at a time, off the writer.
const FOUND: i64 = 5_000;
/// Rows that are taken away in one transaction.
const BATCH: usize = 200;
/// Files that are looked up at a time.
const FILES: usize = 500;
const DAY: i64 = 86_400;

pub(super) struct Retention;

impl Job for Retention {
    const KIND: JobKind = JobKind::Retention;
    const TRIES: Option<i32> = Some(12);
    /// Held again after each batch.
    const LEASE: i64 = 300;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let mut night = Night { jobs, job, counts: BTreeMap::new() };
        let whole = night.rows()? && night.files()? && night.metadata()?;
        if !whole {
            return Ok(Ended::taken_over());
        }
        let (subject, counts) = (night.job.key.clone(), night.counts);
        jobs.db.write_blocking(move |tx| retain::note(tx, &subject, &counts))?;
        Ok(Ended::Done)
    }
}

struct Night<'j> {
    jobs: &'j Jobs,
    job: &'j mut JobRow,
    /// Rows and files removed, by kind.
    counts: BTreeMap<String, u64>,
}

impl Night<'_> {
    fn goes_on(&mut self) -> Result<bool, CommandError> {
        self.jobs.hold::<Retention>(self.job)
    }

    fn count(&mut self, kind: &str, more: usize) {
        if more > 0 {
            *self.counts.entry(kind.to_owned()).or_default() += more as u64;
        }
    }

    /// The instant before which a kind is cleared away.
    fn before(&self, kept: Kept) -> Timestamp {
        self.jobs.db.clock().now().plus_seconds(-DAY * self.jobs.horizons.days(kept))
    }

    fn rows(&mut self) -> Result<bool, CommandError> {
        for rule in RULES {
            let before = self.before(rule.kept);
            loop {
                if !self.goes_on()? {
                    return Ok(false);
                }
                let cleared = self.clear_some(rule, before)?;
                self.count(rule.kept.code(), cleared);
                if cleared == 0 {
                    break;
                }
            }
        }
        Ok(true)
    }

    fn clear_some(&mut self, rule: &'static Rule, before: Timestamp) -> Result<usize, CommandError> {
        let keys = self.jobs.db.read_blocking(|connection| (rule.find)(connection, before, FOUND))?;
        let mut cleared = 0;
        for keys in keys.chunks(BATCH) {
            let keys = keys.to_vec();
            cleared += self.jobs.db.write_blocking(move |tx| retain::clear(tx, rule, &keys, before))?;
        }
        Ok(cleared)
    }

    /// Removes stored files that belong to no row and are older than their horizon.
    fn files(&mut self) -> Result<bool, CommandError> {
        let store = FileStore::new(&self.jobs.files_dir);
        let before = self.before(Kept::Orphans);
        for area in AREAS {
            let old = match store.older_than(area, before) {
                Ok(old) => old,
                Err(error) => {
                    tracing::warn!(%error, area, "stored files cannot be listed");
                    continue;
                }
            };
            for files in old.chunks(FILES) {
                if !self.goes_on()? {
                    return Ok(false);
                }
                let named = self.jobs.db.read_blocking(|connection| retention::named(connection, area, files))?;
                let mut removed = 0;
                for file in files.iter().filter(|file| !named.contains(*file)) {
                    match store.remove(file) {
                        Ok(()) => removed += 1,
                        Err(error) => tracing::warn!(%error, file, "a file without a row stays"),
                    }
                }
                self.count(Kept::Orphans.code(), removed);
            }
        }
        Ok(true)
    }

    /// Removes the metadata of evidence that is older than their removal at intake.
    fn metadata(&mut self) -> Result<bool, CommandError> {
        loop {
            if !self.goes_on()? {
                return Ok(false);
            }
            let rows = self.jobs.db.read_blocking(|connection| retention::unstripped(connection, 20))?;
            if rows.is_empty() {
                return Ok(true);
            }
            for row in rows {
                let old_file = row.stored_as.clone();
                let row = stripped(&FileStore::new(&self.jobs.files_dir), row);
                let is_new = row.stored_as != old_file;
                self.count("metadata", usize::from(is_new));
                // The old file goes as one without a row.
                self.jobs.db.write_blocking(move |tx| retain::keep_stripped(tx, &row))?;
            }
        }
    }
}

/// The row of a file whose metadata were removed. One that is gone or damaged stays as it is, and is not looked at again.
fn stripped(store: &FileStore, row: AttachmentRow) -> AttachmentRow {
    let unchanged = AttachmentRow { original_sha256: row.sha256.clone(), ..row.clone() };
    let looked = || -> Result<AttachmentRow, Unfit> {
        let fit = evidence::look(evidence::read(&mut store.open(&row.stored_as)?)?)?;
        if fit.sha256 == fit.original_sha256 {
            return Ok(unchanged.clone());
        }
        let mut new = store.create("evidence")?;
        new.file.write_all(&fit.bytes)?;
        new.file.sync_all()?;
        Ok(AttachmentRow {
            stored_as: new.stored_as,
            size_bytes: i64::try_from(fit.bytes.len()).unwrap_or(i64::MAX),
            sha256: fit.sha256,
            original_sha256: fit.original_sha256,
            taken_at: fit.taken_at,
            ..row.clone()
        })
    };
    looked().unwrap_or_else(|unfit| {
        tracing::warn!(?unfit, attachment = row.id, "evidence keeps its metadata");
        unchanged
    })
}
