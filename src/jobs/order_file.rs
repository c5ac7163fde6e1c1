//! A whole order file goes into the database: one thread reads and gathers batches, the caller's writes them. The reader waits for
//! the writer with no transaction open, the writer takes whole batches only, and a few batches are all that memory holds.

use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::{Arc, mpsc};

use crate::commands::CommandError;
use crate::commands::orders::import_orders;
use crate::commands::orders::import_orders::{Counts, Incoming};
use crate::domain::time::zone;
use crate::spreadsheet::{
    Beginning, Mapping, OpenError, ReadEvent, ReadSummary, RejectReason, RejectedLine, fingerprint, read_orders,
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

/// Gets refused lines and progress during an import; its error ends the import.
pub trait Listener {
    fn rejected(&mut self, line: &RejectedLine) -> std::io::Result<()>;
    fn progress(&mut self, progress: Progress) -> std::io::Result<()>;
}

enum Message {
    Batch(Vec<(Incoming, Beginning)>),
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
    let mut batch: Vec<(Incoming, Beginning)> = Vec::new();
    let mut lines = 0;
    // A writer that gave up hangs up: then there is nothing more to read.
    let send = |message| match sender.send(message) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let summary = read_orders(path, mapping, &mut |event| match event {
        ReadEvent::Order(record, begins) => {
            lines += record.lines.len();
            batch.push((Incoming { fingerprint: fingerprint(&record), record: *record }, begins));
            if batch.len() < BATCH_ORDERS && lines < BATCH_LINES {
                return ControlFlow::Continue(());
            }
            lines = 0;
            send(Message::Batch(std::mem::take(&mut batch)))
        }
        ReadEvent::Rejected(line) => send(Message::Rejected(line)),
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
                let (orders, begins): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
                let orders = Arc::new(orders);
                let counts = match write_batch(db, file, &orders, 0..orders.len()) {
                    Ok(counts) => counts,
                    Err(error) if is_of_an_order(&error) => {
                        let (counts, rejected) = one_by_one(db, file, listener, &orders, begins, error)?;
                        late += rejected;
                        counts
                    }
                    Err(error) => return Err(ImportError::Write(error)),
                };
                progress.counts += counts;
                listener.progress(progress).map_err(ImportError::Listener)?;
            }
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
    begins: Vec<Beginning>,
    of_batch: CommandError,
) -> Result<(Counts, u64), ImportError> {
    let (mut counts, mut refused) = (Counts::default(), Vec::new());
    let all = orders.len();
    for (at, begins) in begins.into_iter().enumerate() {
        match write_batch(db, file, orders, at..at + 1) {
            Ok(of_one) => counts += of_one,
            Err(error) if is_of_an_order(&error) => {
                let lines = orders.get(at).map_or(0, |order| order.record.lines.len() as u64);
                refused.push((begins, lines, error));
            }
            Err(error) => return Err(ImportError::Write(error)),
        }
    }
    if all > 1 && refused.len() == all {
        return Err(ImportError::Write(of_batch));
    }
    let mut rejected = 0;
    for (Beginning { line_no, original }, lines, error) in refused {
        let reason = RejectReason::NotWritten(said(&error));
        listener.rejected(&RejectedLine { line_no, reason, original }).map_err(ImportError::Listener)?;
        rejected += lines;
    }
    Ok((counts, rejected))
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
    orders: &Arc<Vec<Incoming>>,
    which: Range<usize>,
) -> Result<Counts, CommandError> {
    let (merchant_id, by) = (file.merchant.id, file.by);
    if file.dry_run {
        let which = orders.get(which).unwrap_or_default();
        return db.read_blocking(|connection| Ok(import_orders::preview(connection, merchant_id, which)?));
    }
    let orders = orders.clone();
    db.write_blocking(move |tx| {
        import_orders::batch(tx, merchant_id, by, orders.get(which.clone()).unwrap_or_default())
    })
}
