//! A list as rows of a file, apart from any page or job: who takes it, which lists there are, and how their rows are written batch by
//! batch. Both a download and a job write the same rows, because both ask the same source. No connection is held between two batches,
//! so a slow reader keeps nobody waiting and no snapshot alive.

use std::io::{self, Write};

use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::spreadsheet::{Cells, TableOut};
use crate::store::house::list_choices::Choices;
use crate::store::{Conn, Db, DbError};
use crate::viewer::Viewer;

/// Rows read at a time.
pub const BATCH: i64 = 1_000;
/// A list of more rows is offered as a job with progress.
pub const LONG: i64 = 20_000;

/// The person who takes a list, and the instant.
#[derive(Clone, Debug)]
pub struct Taker {
    pub viewer: Viewer,
    pub now: Timestamp,
}

impl std::ops::Deref for Taker {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

/// The rows of a list, in its order, from the first to the last.
pub trait ListRows: Send {
    /// The names of the columns.
    fn header(&self) -> Vec<String>;

    /// How many rows there will be, as far as that is cheap to know.
    fn count(&mut self, connection: &mut Conn) -> Result<Option<i64>, DbError>;

    /// The next rows, about `BATCH` of them; a batch may be empty. `None` after the last.
    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError>;
}

/// How a list's query becomes rows. Cells that the taker may not see are left out here; the caller checks the right to take the list.
pub type Open = fn(&mut Conn, &Taker, &str) -> Result<Box<dyn ListRows>, DbError>;

/// A list that can be taken.
pub struct Source {
    /// `data-page` of the list.
    pub page: &'static str,
    /// The name of its file and of its audit entry.
    pub name: &'static str,
    /// What people call it.
    pub title: fn(Lang) -> &'static str,
    /// The list's own address.
    pub path: &'static str,
    /// Who may take it.
    pub right: Permission,
    /// The query of the list in words, as a person reads it.
    pub describe: fn(&Viewer, &Choices, &str) -> String,
    pub open: Open,
}

/// All lists that can be taken.
pub type Sources = &'static [Source];

/// The list of a page.
pub fn source_of(sources: Sources, page: &str) -> Option<&'static Source> {
    sources.iter().find(|source| source.page == page)
}

/// Why a list could not be written.
#[derive(Debug)]
pub enum ExportError {
    Db(DbError),
    Io(io::Error),
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Db(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl From<DbError> for ExportError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes the next rows into a table: how many, `None` after the last.
pub fn write_batch<W: Write + Send>(
    db: &Db,
    rows: &mut dyn ListRows,
    table: &mut TableOut<W>,
) -> Result<Option<i64>, ExportError> {
    let Some(batch) = db.read_once(|connection| rows.batch(connection))? else { return Ok(None) };
    for row in &batch {
        table.row(row)?;
    }
    Ok(Some(i64::try_from(batch.len()).unwrap_or(i64::MAX)))
}

/// Writes all rows into a table and gives their number. `on_batch` gets the number so far after each batch; its error ends the writing.
pub fn write_all<W: Write + Send>(
    db: &Db,
    rows: &mut dyn ListRows,
    table: &mut TableOut<W>,
    mut on_batch: impl FnMut(i64) -> io::Result<()>,
) -> Result<i64, ExportError> {
    let mut done = 0;
    while let Some(written) = write_batch(db, rows, table)? {
        done += written;
        on_batch(done)?;
    }
    Ok(done)
}
