//! A whole order file goes into the database: one thread reads and gathers batches, the caller's writes them. The reader waits for
//! the writer with no transaction open, the writer takes whole batches only, and a few batches are all that memory holds.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc;

use crate::commands::CommandError;
use crate::commands::import_orders::{self, Counts, Incoming};
use crate::domain::time::zone;
use crate::spreadsheet::{Mapping, OpenError, ReadEvent, ReadSummary, RejectedLine, fingerprint, read_orders};
use crate::store::Db;
use crate::store::merchants::MerchantRow;

/// A batch ends at so many orders or lines: long enough to share one sync to disk, short enough that others can write between two.
const BATCH_ORDERS: usize = 300;
const BATCH_LINES: usize = 3_000;
/// Messages between the reader and the writer, of which the batches are a few.
const WAITING: usize = 16;

/// What is to be imported, and how.
pub struct OrderFile<'f> {
    pub path: &'f Path,
    pub mapping: Mapping,
    pub merchant: &'f MerchantRow,
    /// Who imports; `None` for the command line and the system.
    pub by: Option<i64>,
    /// Say what would be done, and write nothing.
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

/// What it came to.
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

/// Who hears of refused lines and of progress while it runs; an error of a listener ends the import.
pub trait Listener {
    fn rejected(&mut self, line: &RejectedLine) -> std::io::Result<()>;
    fn progress(&mut self, progress: Progress) -> std::io::Result<()>;
}

enum Message {
    Batch(Vec<Incoming>),
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
        let counts = written?;
        match read {
            Ok(read) => Ok(Outcome { counts, read: read.map_err(ImportError::File)? }),
            Err(_) => Err(ImportError::Listener(std::io::Error::other("the reader stopped"))),
        }
    })
}

fn read(path: &Path, mapping: &Mapping, sender: mpsc::SyncSender<Message>) -> Result<ReadSummary, OpenError> {
    let mut batch: Vec<Incoming> = Vec::new();
    let mut lines = 0;
    // A writer that gave up hangs up: then there is nothing more to read.
    let send = |message| match sender.send(message) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let summary = read_orders(path, mapping, &mut |event| match event {
        ReadEvent::Order(record) => {
            lines += record.lines.len();
            batch.push(Incoming { fingerprint: fingerprint(&record), record: *record });
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

fn write(
    db: &Db,
    file: &OrderFile<'_>,
    listener: &mut dyn Listener,
    messages: mpsc::Receiver<Message>,
) -> Result<Counts, ImportError> {
    let mut progress = Progress::default();
    for message in messages {
        match message {
            Message::Batch(orders) => {
                progress.counts += write_batch(db, file, orders).map_err(ImportError::Write)?;
                listener.progress(progress).map_err(ImportError::Listener)?;
            }
            Message::Rejected(line) => listener.rejected(&line).map_err(ImportError::Listener)?,
            Message::Progress { bytes_read, total_bytes } => {
                progress = Progress { bytes_read, total_bytes, ..progress };
                listener.progress(progress).map_err(ImportError::Listener)?;
            }
        }
    }
    Ok(progress.counts)
}

fn write_batch(db: &Db, file: &OrderFile<'_>, orders: Vec<Incoming>) -> Result<Counts, CommandError> {
    let (merchant_id, by) = (file.merchant.id, file.by);
    if file.dry_run {
        return db.read_blocking(|connection| Ok(import_orders::preview(connection, merchant_id, &orders)?));
    }
    db.write_blocking(move |tx| import_orders::batch(tx, merchant_id, by, &orders))
}
