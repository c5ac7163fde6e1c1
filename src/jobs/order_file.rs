//! A whole order file goes into the database: one thread reads and gathers batches, the caller's writes them. The reader waits for
//! the writer with no transaction open, the writer takes whole batches only, and a few batches are all that memory holds.

use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::{Arc, mpsc};

use crate::commands::CommandError;
use crate::commands::orders::import_orders;
use crate::commands::orders::import_orders::{Counts, Incoming, Preview, Written};
use crate::domain::time::zone;
use crate::spreadsheet::{
    FileLine, Mapping, OpenError, ReadEvent, ReadSummary, RejectReason, RejectedLine, fingerprint, read_orders,
};
use crate::store::Db;
use crate::store::house::merchants::MerchantRow;

/// The orders or lines of a batch: long enough to share one sync to disk, short enough that others can write between two.
const BATCH_ORDERS: usize = 300;
const BATCH_LINES: usize = 3_000;
/// Messages between the reader and the writer, of which the batches are a few.
const WAITING: usize = 16;

/// An order file to import, and how.
pub struct OrderFile<'f> {
    pub path: &'f Path,
    pub mapping: Mapping,
    pub merchant: &'f MerchantRow,
    /// The importer; `None` for the command line and the system.
    pub by: Option<i64>,
    /// Count what would be done, and write nothing.
    pub dry_run: bool,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub bytes_read: u64,
    /// The file is read twice, so this is twice its size.
    pub total_bytes: u64,
    pub counts: Counts,
}

/// The result of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub counts: Counts,
    pub read: ReadSummary,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counts { new, updated, unchanged } = self.counts;
        let ReadSummary { lines_read, lines_rejected, .. } = self.read;
        write!(
            f,
            "orders: {new} new, {updated} updated, {unchanged} unchanged; lines: {lines_read} read, {lines_rejected} rejected"
        )
    }
}

/// Why a file was not imported to its end.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be read, or is none of orders.
    File(OpenError),
    /// A batch could not be written; those before it are in.
    Write(CommandError),
    /// A listener could not take what came, such as a full disk for the rejects.
    Listener(std::io::Error),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Write(CommandError::Db(error)) => error.fmt(f),
            Self::Write(error) => write!(f, "{error:?}"),
            Self::Listener(error) => error.fmt(f),
        }
    }
}

/// Gets the heading, refused lines and progress during an import; its error ends the import.
pub trait Listener {
    /// The names of the file's columns.
    fn heading(&mut self, names: &[String]) -> std::io::Result<()> {
        let _ = names;
        Ok(())
    }

    /// Orders of a dry run as they would be stored, and what else would be added.
    fn previewed(&mut self, orders: &[Incoming], preview: &Preview) -> std::io::Result<()> {
        let _ = (orders, preview);
        Ok(())
    }

    fn rejected(&mut self, line: &RejectedLine) -> std::io::Result<()>;
    fn progress(&mut self, progress: Progress) -> std::io::Result<()>;
}

enum Message {
    Heading(Vec<String>),
    Batch(Vec<(Incoming, Vec<FileLine>)>),
    Rejected(RejectedLine),
    Progress { bytes_read: u64, total_bytes: u64 },
}

/// Imports a file. Blocks; what is written is committed batch by batch, so that it can be killed and run again.
pub fn import(db: &Db, file: &OrderFile<'_>, listener: &mut dyn Listener) -> Result<Outcome, ImportError> {
    let mapping = file.mapping.clone().for_merchant(zone(&file.merchant.timezone), file.merchant.currency);
    let (sender, receiver) = mpsc::sync_channel(WAITING);
    std::thread::scope(|threads| {
        let reader = threads.spawn(|| read(file.path, &mapping, sender));
        let written = write(db, file, listener, receiver);
        let read = reader.join();
        let (counts, late) = written?;
        match read {
            Ok(read) => {
                let mut read = read.map_err(ImportError::File)?;
                read.lines_rejected += late;
                Ok(Outcome { counts, read })
            }
            Err(_) => Err(ImportError::Listener(std::io::Error::other("the reader stopped"))),
        }
    })
}

fn read(path: &Path, mapping: &Mapping, sender: mpsc::SyncSender<Message>) -> Result<ReadSummary, OpenError> {
    let mut batch: Vec<(Incoming, Vec<FileLine>)> = Vec::new();
    let mut lines = 0;
    // A writer that gave up hangs up: then there is nothing more to read.
    let send = |message| match sender.send(message) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let summary = read_orders(path, mapping, &mut |event| match event {
        ReadEvent::Heading(names) => send(Message::Heading(names)),
        ReadEvent::Order(record, rows) => {
            lines += record.lines.len();
            batch.push((Incoming { fingerprint: fingerprint(&record), record: *record }, rows));
            if batch.len() < BATCH_ORDERS && lines < BATCH_LINES {
                return ControlFlow::Continue(());
            }
            lines = 0;
            send(Message::Batch(std::mem::take(&mut batch)))
        }
        ReadEvent::Rejected(line) | ReadEvent::Beside(line) => send(Message::Rejected(line)),
        ReadEvent::Progress { bytes_read, total_bytes } => send(Message::Progress { bytes_read, total_bytes }),
    })?;
    if !batch.is_empty() {
        let _ = send(Message::Batch(batch));
    }
    Ok(summary)
}

/// Writes the batches as they come; gives the counts, and the lines of orders that could not be written.
fn write(
    db: &Db,
    file: &OrderFile<'_>,
    listener: &mut dyn Listener,
    messages: mpsc::Receiver<Message>,
) -> Result<(Counts, u64), ImportError> {
    let (mut progress, mut late) = (Progress::default(), 0);
    for message in messages {
        match message {
            Message::Batch(batch) => {
                let (orders, mut rows): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
                let orders = Arc::new(orders);
                let counts = match write_batch(db, file, listener, &orders, 0..orders.len()) {
                    Ok(Written { counts, strangers }) => {
                        for at in strangers {
                            late += refuse(listener, std::mem::take(&mut rows[at]), &RejectReason::OtherOrder)?;
                        }
                        counts
                    }
                    Err(ImportError::Write(error)) if is_of_an_order(&error) => {
                        let (counts, rejected) = one_by_one(db, file, listener, &orders, rows, error)?;
                        late += rejected;
                        counts
                    }
                    Err(error) => return Err(error),
                };
                progress.counts += counts;
                listener.progress(progress).map_err(ImportError::Listener)?;
            }
            Message::Heading(names) => listener.heading(&names).map_err(ImportError::Listener)?,
            Message::Rejected(line) => listener.rejected(&line).map_err(ImportError::Listener)?,
            Message::Progress { bytes_read, total_bytes } => {
                progress = Progress { bytes_read, total_bytes, ..progress };
                listener.progress(progress).map_err(ImportError::Listener)?;
            }
        }
    }
    Ok((progress.counts, late))
}

/// Whether an error can be about one order alone: the database answered and refused a row.
fn is_of_an_order(error: &CommandError) -> bool {
    match error {
        CommandError::Db(error) => error.is_refused(),
        _ => true,
    }
}

/// Writes the orders of a batch that could not be written, each alone, so that one that cannot be written keeps no other out. Where none
/// can be written the orders are not the cause, and the file is tried again later.
fn one_by_one(
    db: &Db,
    file: &OrderFile<'_>,
    listener: &mut dyn Listener,
    orders: &Arc<Vec<Incoming>>,
    rows: Vec<Vec<FileLine>>,
    of_batch: CommandError,
) -> Result<(Counts, u64), ImportError> {
    let (mut counts, mut refused, mut rejected) = (Counts::default(), Vec::new(), 0);
    let all = orders.len();
    for (at, rows) in rows.into_iter().enumerate() {
        match write_batch(db, file, listener, orders, at..at + 1) {
            Ok(of_one) if of_one.strangers.is_empty() => counts += of_one.counts,
            Ok(_) => rejected += refuse(listener, rows, &RejectReason::OtherOrder)?,
            Err(ImportError::Write(error)) if is_of_an_order(&error) => refused.push((rows, error)),
            Err(error) => return Err(error),
        }
    }
    if all > 1 && refused.len() == all {
        return Err(ImportError::Write(of_batch));
    }
    for (rows, error) in refused {
        rejected += refuse(listener, rows, &RejectReason::NotWritten(said(&error)))?;
    }
    Ok((counts, rejected))
}

/// Gives back the lines of an order that was not taken; how many.
fn refuse(listener: &mut dyn Listener, rows: Vec<FileLine>, reason: &RejectReason) -> Result<u64, ImportError> {
    let lines = rows.len() as u64;
    for row in rows {
        listener.rejected(&row.rejected(reason.clone())).map_err(ImportError::Listener)?;
    }
    Ok(lines)
}

/// The database's own words, as far as a cell holds them.
fn said(error: &CommandError) -> String {
    let text = match error {
        CommandError::Db(error) => error.to_string(),
        other => format!("{other:?}"),
    };
    text.chars().take(200).collect()
}

fn write_batch(
    db: &Db,
    file: &OrderFile<'_>,
    listener: &mut dyn Listener,
    orders: &Arc<Vec<Incoming>>,
    which: Range<usize>,
) -> Result<Written, ImportError> {
    let (merchant_id, by) = (file.merchant.id, file.by);
    if file.dry_run {
        let which = orders.get(which).unwrap_or_default();
        let preview = db
            .read_blocking(|connection| Ok(import_orders::preview(connection, merchant_id, which)?))
            .map_err(ImportError::Write)?;
        listener.previewed(which, &preview).map_err(ImportError::Listener)?;
        return Ok(preview.written);
    }
    let orders = orders.clone();
    db.write_blocking(move |tx| {
        import_orders::batch(tx, merchant_id, by, orders.get(which.clone()).unwrap_or_default())
    })
    .map_err(ImportError::Write)
}
