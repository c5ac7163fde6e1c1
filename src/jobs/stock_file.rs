//! A whole stock file goes into the database: every sound line says what its compartment should hold. Importing it again moves nothing.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use crate::commands::goods::count_stock;
use crate::commands::goods::count_stock::{Places, StockCount};
use crate::commands::{Actor, CommandError};
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::refusal::Refusal;
use crate::spreadsheet::{OpenError, RejectReason, RejectedLine, StockEvent, StockLine, StockSummary, read_stock};
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::{Db, DbError};

/// Lines that are written in one transaction, at most.
const BATCH: usize = 500;

/// The result of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StockOutcome {
    pub corrected: u64,
    pub unchanged: u64,
    pub read: StockSummary,
}

impl StockOutcome {
    /// The figures by name, as the audit log keeps them.
    fn counts(&self) -> BTreeMap<String, u64> {
        let figures = [
            ("corrected", self.corrected),
            ("unchanged", self.unchanged),
            ("read", self.read.lines_read),
            ("rejected", self.read.lines_rejected),
        ];
        figures.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
    }
}

impl std::fmt::Display for StockOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let StockSummary { lines_read, lines_rejected } = self.read;
        let (corrected, unchanged) = (self.corrected, self.unchanged);
        write!(
            f,
            "stock: {corrected} corrected, {unchanged} unchanged; lines: {lines_read} read, {lines_rejected} rejected"
        )
    }
}

/// Why a file was not imported to its end.
#[derive(Debug)]
pub enum StockImportError {
    Open(OpenError),
    Command(CommandError),
}

impl std::fmt::Display for StockImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Command(CommandError::Db(error)) => error.fmt(f),
            Self::Command(other) => write!(f, "{other:?}"),
        }
    }
}

/// Gets the heading of a file and its refused lines.
pub trait StockListener {
    fn heading(&mut self, names: &[String]);
    fn rejected(&mut self, line: &RejectedLine);
}

impl<F: FnMut(&RejectedLine)> StockListener for F {
    fn heading(&mut self, _: &[String]) {}

    fn rejected(&mut self, line: &RejectedLine) {
        self(line);
    }
}

/// Imports a file as an actor.
pub fn import(
    db: &Db,
    actor: &Actor,
    path: &Path,
    listener: &mut dyn StockListener,
) -> Result<StockOutcome, StockImportError> {
    let scope = actor.scope.clone();
    let places = db.read_blocking(|connection| Places::load(connection, &scope)).map_err(failed)?;
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let outcome = StockOutcome::default();
    let mut importer =
        Importer { db, actor, places, batch: Vec::new(), outcome, file_name: file_name.clone(), late: 0 };
    let mut failure = None;
    let read = read_stock(path, &mut |event| {
        let result = match event {
            StockEvent::Progress { .. } => Ok(()),
            StockEvent::Heading(names) => {
                listener.heading(&names);
                Ok(())
            }
            StockEvent::Rejected(line) => {
                listener.rejected(&line);
                Ok(())
            }
            StockEvent::Line(line) => importer.take(line, listener),
        };
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    let mut read = read.map_err(StockImportError::Open)?;
    if let Some(error) = failure {
        return Err(StockImportError::Command(error));
    }
    importer.write(listener).map_err(StockImportError::Command)?;
    read.lines_rejected += importer.late;
    let outcome = StockOutcome { read, ..importer.outcome };
    let staff_id = actor.staff_id;
    let counts = outcome.counts();
    db.write_blocking(move |tx| {
        audit::append(tx, staff_id, None, AuditKind::StockImported, &file_name, AuditDetail::Counts(&counts))
    })
    .map_err(failed)?;
    Ok(outcome)
}

fn failed(error: DbError) -> StockImportError {
    StockImportError::Command(CommandError::Db(error))
}

struct Importer<'i> {
    db: &'i Db,
    actor: &'i Actor,
    places: Places,
    batch: Vec<(StockLine, StockCount)>,
    outcome: StockOutcome,
    /// The reason each move carries.
    file_name: String,
    /// Lines that were sound in themselves and could not be taken.
    late: u64,
}

impl Importer<'_> {
    fn take(&mut self, line: StockLine, listener: &mut dyn StockListener) -> Result<(), CommandError> {
        let Some(place) = self.places.find(&line.warehouse) else {
            self.reject(&line, RejectReason::UnknownWarehouse, listener);
            return Ok(());
        };
        let count = StockCount {
            warehouse_id: place.id,
            sku: line.sku.clone(),
            bucket: line.bucket,
            quantity: line.quantity,
            reason: self.file_name.clone(),
        };
        self.batch.push((line, count));
        if self.batch.len() >= BATCH { self.write(listener) } else { Ok(()) }
    }

    fn reject(&mut self, line: &StockLine, reason: RejectReason, listener: &mut dyn StockListener) {
        self.late += 1;
        listener.rejected(&RejectedLine { line_no: line.line_no, reason, cells: line.cells.clone() });
    }

    /// Writes the batch, in SKU order. A count below what is promised is refused alone: the line before and after it stand.
    fn write(&mut self, listener: &mut dyn StockListener) -> Result<(), CommandError> {
        let mut batch = std::mem::take(&mut self.batch);
        batch.sort_by(|(_, a), (_, b)| (&a.sku, a.warehouse_id, a.bucket).cmp(&(&b.sku, b.warehouse_id, b.bucket)));
        let counts: Vec<StockCount> = batch.iter().map(|(_, count)| count.clone()).collect();
        let actor = self.actor.clone();
        let results = self.db.write_blocking(move |tx| {
            let mut results = Vec::with_capacity(counts.len());
            for count in &counts {
                results.push(match count_stock::set_if_free(tx, &actor, count) {
                    Ok(difference) => Some(difference),
                    Err(CommandError::Refused(Refusal::StockPromised)) => None,
                    Err(error) => return Err(error),
                });
            }
            Ok(results)
        })?;
        for ((line, _), result) in batch.iter().zip(results) {
            match result {
                Some(0) => self.outcome.unchanged += 1,
                Some(_) => self.outcome.corrected += 1,
                None => self.reject(line, RejectReason::CountBelowReserved, listener),
            }
        }
        Ok(())
    }
}
