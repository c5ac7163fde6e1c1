//! Counts and opening stock, entered by a person or a file. The difference to the recorded quantity becomes a move.

use std::collections::BTreeSet;

use crate::commands::goods::stock::{StockMove, move_stock};
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::MoveKind;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::house::file_problem::FileProblem;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::goods::stock;
use crate::store::house::audit;
use crate::store::house::audit_detail::AuditDetail;
use crate::store::house::merchants;
use crate::store::house::merchants::WarehouseRow;
use crate::store::{Conn, DbError, Scope, Tx};

/// A counted compartment.
#[derive(Clone, Debug)]
pub struct StockCount {
    pub warehouse_id: i64,
    pub sku: String,
    pub bucket: Bucket,
    /// Units that are there.
    pub quantity: i64,
    /// Why it differs, or where it comes from.
    pub reason: String,
}

/// Corrects a compartment to the counted quantity and gives the difference with the SKU as it is known; the audit log keeps the reason too.
/// A SKU that was never sold or stored is taken for a slip and refused, unless the clerk says that it is new.
pub fn adjust(tx: &mut Tx<'_>, actor: &Actor, count: &StockCount, is_new: bool) -> Result<(i64, String), CommandError> {
    actor.require(Permission::AdjustStock)?;
    let place = warehouse(tx, actor, count.warehouse_id)?;
    let known = stock::known_sku(tx.connection(), place.merchant_id, &count.sku)?;
    if known.is_none() && !is_new {
        return Err(invalid("sku", Refusal::UnknownSku));
    }
    let count = &StockCount { sku: known.unwrap_or_else(|| count.sku.clone()), ..count.clone() };
    let difference = set_if_free(tx, actor, count).map_err(|error| match error {
        CommandError::Refused(Refusal::StockPromised) => invalid("quantity", Refusal::StockPromised),
        other => other,
    })?;
    let subject = format!("{} {} {}", place.code, count.sku, count.bucket);
    let detail = format!("{difference:+} → {}: {}", count.quantity, count.reason);
    audit::append(tx, actor.staff_id, Some(place.merchant_id), AuditKind::StockAdjusted, &subject, &detail)?;
    Ok((difference, count.sku.clone()))
}

/// Makes a compartment hold the counted quantity, by a move of the difference; counting the same again moves nothing. Refused, with nothing
/// written, where more is promised than was counted.
pub fn set_if_free(tx: &mut Tx<'_>, actor: &Actor, count: &StockCount) -> Result<i64, CommandError> {
    let level = stock::lock(tx, count.warehouse_id, &count.sku, count.bucket)?;
    if count.quantity < level.reserved {
        return Err(Refusal::StockPromised.into());
    }
    let difference = count.quantity - level.qty;
    let change = StockMove {
        warehouse_id: count.warehouse_id,
        sku: &count.sku,
        bucket: count.bucket,
        qty: difference,
        reserved: 0,
        ref_kind: MoveKind::Count,
        ref_no: "",
        note: &count.reason,
    };
    move_stock(tx, actor, &change)?;
    Ok(difference)
}

/// A count that a line of a file asks for.
#[derive(Clone, Debug)]
pub struct FileCount {
    /// 1-based line of the file.
    pub line_no: u64,
    pub merchant_id: i64,
    pub count: StockCount,
}

/// What a file changed: compartments that were corrected, and those that were right already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileResult {
    pub corrected: u64,
    pub unchanged: u64,
}

/// Corrects every compartment that a file counts, or none: lines with a SKU that was never sold or stored (unless the clerk says that there
/// are new ones), those that count a compartment again, and those below what is promised are refused together at `file`.
pub fn count_file(
    tx: &mut Tx<'_>,
    actor: &Actor,
    file_name: &str,
    counts: &[FileCount],
    is_new: bool,
) -> Result<FileResult, CommandError> {
    actor.require(Permission::AdjustStock)?;
    let (mut known, mut bad) = (Vec::new(), Vec::new());
    for merchant_id in counts.iter().map(|count| count.merchant_id).collect::<BTreeSet<_>>() {
        let own: Vec<&FileCount> = counts.iter().filter(|count| count.merchant_id == merchant_id).collect();
        let typed: Vec<&str> = own.iter().map(|line| line.count.sku.as_str()).collect();
        let spellings = stock::known_skus(tx.connection(), merchant_id, &typed)?;
        for FileCount { line_no, count, .. } in own {
            match spellings.get(&count.sku).or(is_new.then_some(&count.sku)) {
                Some(sku) => known.push((*line_no, StockCount { sku: sku.clone(), ..count.clone() })),
                None => bad.push((*line_no, Refusal::UnknownSku)),
            }
        }
    }
    // In one order for all, so that two files never wait for each other.
    known.sort_by(|(_, a), (_, b)| (&a.sku, a.warehouse_id, a.bucket).cmp(&(&b.sku, b.warehouse_id, b.bucket)));
    let place = |(_, count): &(u64, StockCount)| (count.sku.clone(), count.warehouse_id, count.bucket);
    let twice = known.windows(2).filter(|pair| place(&pair[0]) == place(&pair[1]));
    bad.extend(twice.map(|pair| (pair[1].0, FileProblem::CountedTwice.into())));
    let mut result = FileResult::default();
    for (line_no, count) in &known {
        match set_if_free(tx, actor, count) {
            Ok(0) => result.unchanged += 1,
            Ok(_) => result.corrected += 1,
            Err(CommandError::Refused(refusal)) => bad.push((*line_no, refusal)),
            Err(error) => return Err(error),
        }
    }
    if !bad.is_empty() {
        bad.sort_by_key(|(line_no, _)| *line_no);
        return Err(invalid("file", FileProblem::Lines(bad).into()));
    }
    let figures = [("corrected", result.corrected), ("unchanged", result.unchanged), ("read", counts.len() as u64)];
    let figures = figures.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    for merchant_id in counts.iter().map(|count| count.merchant_id).collect::<BTreeSet<_>>() {
        let detail = AuditDetail::Counts(&figures);
        audit::append(tx, actor.staff_id, Some(merchant_id), AuditKind::StockImported, file_name, detail)?;
    }
    Ok(result)
}

/// The warehouses that a file may name.
pub struct Places(Vec<(String, WarehouseRow)>);

impl Places {
    /// Those in use, in scope.
    pub fn load(connection: &mut Conn, scope: &Scope) -> Result<Self, DbError> {
        let mut all = Vec::new();
        for merchant in merchants::list(connection, scope)? {
            for place in merchants::warehouses_of(connection, merchant.id)?.into_iter().filter(|place| place.active) {
                all.push((merchant.code.clone(), place));
            }
        }
        Ok(Self(all))
    }

    /// The one warehouse of a code, a name or `MERCHANT/CODE`; for an empty word the only one there is. `None` where it could be several.
    pub fn find(&self, word: &str) -> Option<&WarehouseRow> {
        let mut fitting = self.0.iter().filter(|(merchant, place)| {
            word.is_empty() || place.code == word || place.name == word || word == format!("{merchant}/{}", place.code)
        });
        let found = fitting.next()?;
        fitting.next().is_none().then_some(&found.1)
    }
}

fn warehouse(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<WarehouseRow, CommandError> {
    for merchant in merchants::list(tx.connection(), &actor.scope)? {
        let own = merchants::warehouses_of(tx.connection(), merchant.id)?;
        if let Some(found) = own.into_iter().find(|place| place.id == id) {
            return Ok(found);
        }
    }
    Err(invalid("warehouse", Refusal::UnknownValue))
}
