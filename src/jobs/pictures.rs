//! Fetches the pictures of goods that orders name, one after the other, and keeps them without metadata. One that cannot be fetched is left
//! alone for a while. Without a fetcher nothing is done.

use std::io;
use std::io::Write;

use crate::commands::CommandError;
use crate::commands::orders::pictures;
use crate::commands::orders::pictures::Fetched;
use crate::domain::house::work::JobKind;
use crate::files::FileStore;
use crate::files::evidence::{Unfit, look};
use crate::files::fetch::{Fetch, FetchError, MOST_SECONDS};
use crate::jobs::job::{Ended, Job, Jobs};
use crate::store::DbError;
use crate::store::jobs::outbox::JobRow;
use crate::store::orders::pictures as rows;
use crate::store::orders::pictures::PictureRow;

/// Pictures that are looked up at a time.
const BATCH: i64 = 20;
/// Order lines that are looked at in one transaction.
const LINES: i64 = 5_000;
pub(super) struct Pictures;

impl Job for Pictures {
    const KIND: JobKind = JobKind::Pictures;
    const TRIES: Option<i32> = Some(12);
    /// Longer than one fetch takes; held again before each.
    const LEASE: i64 = MOST_SECONDS as i64 + 50;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let Some(fetcher) = &jobs.fetcher else { return Ok(Ended::Done) };
        while let Some(last) = jobs.db.read_blocking(rows::gathered)? {
            if !jobs.hold::<Pictures>(job)? {
                return Ok(Ended::taken_over());
            }
            let lines = jobs.db.read_blocking(|connection| rows::lines_after(connection, last, LINES))?;
            jobs.db.write_blocking(move |tx| pictures::gather(tx, &lines))?;
        }
        loop {
            let now = jobs.db.clock().now();
            let due = jobs.db.read_blocking(|connection| rows::due(connection, now, BATCH))?;
            if due.is_empty() {
                return Ok(Ended::Done);
            }
            for row in due {
                if !jobs.hold::<Pictures>(job)? {
                    return Ok(Ended::taken_over());
                }
                fetch(jobs, fetcher.as_ref(), &row)?;
            }
        }
    }
}

/// Fetches one picture and keeps the result; an error where that could not be kept.
fn fetch(jobs: &Jobs, fetcher: &dyn Fetch, row: &PictureRow) -> Result<(), CommandError> {
    let id = row.id;
    let fetched = fetcher.fetch(&row.url).and_then(|bytes| match look(bytes) {
        Ok(fit) if fit.media_type.starts_with("image/") => Ok(fit),
        Ok(_) | Err(Unfit::Kind | Unfit::Damaged) => Err(FetchError::Refused("no picture".to_owned())),
        Err(Unfit::Io(error)) => Err(FetchError::Failed(error.to_string())),
    });
    match fetched {
        Ok(fit) => {
            let stored_as = store(jobs, &fit.bytes).map_err(|error| DbError::Open(error.to_string()))?;
            let fetched = Fetched { stored_as, media_type: fit.media_type.to_owned(), sha256: fit.sha256 };
            jobs.db.write_blocking(move |tx| pictures::keep(tx, id, &fetched))
        }
        Err(error) => {
            tracing::info!(?error, picture = id, "a picture was not fetched");
            let is_hopeless = matches!(error, FetchError::Refused(_));
            jobs.db.write_blocking(move |tx| pictures::miss(tx, id, is_hopeless))
        }
    }
}

fn store(jobs: &Jobs, bytes: &[u8]) -> io::Result<String> {
    let mut new = FileStore::new(&jobs.files_dir).create("pictures")?;
    new.file.write_all(bytes)?;
    new.file.sync_all()?;
    Ok(new.stored_as)
}
