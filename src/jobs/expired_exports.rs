//! Deletes the files of lists that were kept for their time.

use crate::commands::CommandError;
use crate::commands::house::export;
use crate::commands::house::export::KEPT;
use crate::domain::house::work::JobKind;
use crate::files::FileStore;
use crate::jobs::job::{Ended, Job, Jobs};
use crate::store::jobs::exports;
use crate::store::jobs::outbox::JobRow;

/// Files that are looked up at a time.
const BATCH: i64 = 100;

pub(super) struct ExpiredExports;

impl Job for ExpiredExports {
    const KIND: JobKind = JobKind::ExpireExports;
    const TRIES: Option<i32> = Some(6);
    const LEASE: i64 = 60;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let files = FileStore::new(&jobs.files_dir);
        loop {
            let before = jobs.db.clock().now().plus_seconds(-KEPT);
            let rows = jobs.db.read_blocking(|connection| exports::expired(connection, before, BATCH))?;
            if rows.is_empty() {
                return Ok(Ended::Done);
            }
            for row in rows {
                if !jobs.hold::<ExpiredExports>(job)? {
                    return Ok(Ended::taken_over());
                }
                if let Err(error) = files.remove(&row.stored_as) {
                    return Ok(Ended::Again(error.to_string()));
                }
                jobs.db.write_blocking(move |tx| export::expire(tx, &mut row.clone()))?;
            }
        }
    }
}
