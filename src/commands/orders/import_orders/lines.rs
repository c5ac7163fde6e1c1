//! The lines of an order that a later file names again: which are updated, added or removed, and which stay because tickets hold them. A
//! line keeps its number, wherever it stands in the file, and may grow although tickets hold some of it.

use std::collections::HashSet;

use crate::commands::CommandError;
use crate::commands::orders::import_orders::rows;
use crate::domain::lists::search_text::fold;
use crate::domain::money::Money;
use crate::domain::order::line_match::{Sold, pair};
use crate::domain::order::order_record::{FlagReason, OrderRecord};
use crate::store::Tx;
use crate::store::orders::import;
use crate::store::orders::import::Usage;
use crate::store::orders::{OrderLineRow, OrderRow};

/// The decision about an order's lines.
#[derive(Default)]
pub(super) struct Plan {
    insert: Vec<OrderLineRow>,
    save: Vec<OrderLineRow>,
    /// Stay as they are.
    stay: Vec<OrderLineRow>,
    delete: Vec<i64>,
    /// Numbers of lines that stayed although the file differs.
    pub kept: Vec<i64>,
    /// The file's version of the kept lines, under their numbers; without those that the file no longer has.
    pub refused: Vec<OrderLineRow>,
    /// Numbers of a typed order's lines that tickets claim and that the file replaced.
    pub replaced: Vec<i64>,
}

/// The state of an order when a file names it again.
#[derive(Clone, Copy)]
pub(super) struct Terms<'u> {
    pub usage: &'u Usage,
    /// Typed by hand, and waiting for its file.
    pub stub: bool,
    /// A ticket holds a claim on some line.
    pub held: bool,
    /// The file's currency is another than the order's, and a ticket holds the order: none of the file's amounts is taken.
    pub other_currency: bool,
}

impl Plan {
    /// The lines as they will be.
    pub fn lines(&self) -> Vec<OrderLineRow> {
        self.insert.iter().chain(&self.save).chain(&self.stay).cloned().collect()
    }

    /// The sum paid for the lines, without replacements of exchanges.
    pub fn paid(&self) -> Money {
        let all = self.insert.iter().chain(&self.save).chain(&self.stay);
        all.filter(|line| line.replaces_line_id.is_none()).map(|line| line.paid_minor).sum()
    }

    /// Writes the removed and changed lines; gives the lines to be added.
    pub fn write(self, tx: &mut Tx<'_>) -> Result<Vec<OrderLineRow>, CommandError> {
        if !self.delete.is_empty() {
            import::delete_lines(tx, &self.delete)?;
        }
        for line in &self.save {
            import::save_line(tx, line)?;
        }
        Ok(self.insert)
    }
}

/// Decides about an order's lines.
pub(super) fn plan(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    existing: Vec<OrderLineRow>,
    record: &OrderRecord,
    terms: Terms<'_>,
) -> Result<Plan, CommandError> {
    let mut plan = Plan::default();
    let (replacements, existing): (Vec<_>, Vec<_>) =
        existing.into_iter().partition(|line| line.replaces_line_id.is_some());
    let file: Vec<OrderLineRow> = record.lines.iter().map(|line| rows::line(0, order.id, record, line)).collect();
    let describe = |lines: &[OrderLineRow]| lines.iter().map(|line| describe(line, terms.stub)).collect::<Vec<_>>();
    let met = pair(&describe(&existing), &describe(&file));
    let mut existing: Vec<Option<OrderLineRow>> = existing.into_iter().map(Some).collect();
    let mut strangers = Vec::new();
    for (fresh, old) in file.into_iter().zip(met) {
        match old.and_then(|at| existing.get_mut(at)?.take()) {
            Some(old) => plan.meet(terms, old, fresh),
            None => strangers.push(fresh),
        }
    }
    let mut left: Vec<OrderLineRow> = existing.into_iter().flatten().collect();
    plan.swap(terms, &mut left, &mut strangers);
    let unread = matches!(record.flagged, Some(FlagReason::LinesRefused { .. })) && !terms.stub;
    plan.leave(terms, unread, left);
    plan.stay.extend(replacements);
    if !terms.other_currency {
        plan.add(tx, strangers)?;
    }
    Ok(plan)
}

/// The parts of a line that tell it from others. A SKU that was typed may be spelled in another way.
fn describe(line: &OrderLineRow, typed: bool) -> Sold {
    Sold {
        line_no: line.line_no,
        sku: if typed { fold(&line.sku) } else { line.sku.clone() },
        spec: line.spec.clone(),
        unit_price: line.unit_price_scaled,
        quantity: line.quantity,
        paid: line.paid_minor,
    }
}

/// The values of a line that tickets have used.
fn money_of(line: &OrderLineRow) -> (&str, i64, i64, [Money; 3]) {
    let amounts = [line.gross_minor, line.paid_minor, line.gift_value_minor];
    (line.kind.code(), line.quantity, line.unit_price_scaled.scaled(), amounts)
}

impl Plan {
    /// Decides about a line of the order and the file's version of it.
    fn meet(&mut self, terms: Terms<'_>, old: OrderLineRow, fresh: OrderLineRow) {
        let shipped_qty = if fresh.shipped_qty > 0 { fresh.quantity } else { old.shipped_qty.min(fresh.quantity) };
        let signed_at = fresh.signed_at.or(old.signed_at);
        let new = if stays(terms, &old, &fresh) {
            if !terms.other_currency {
                self.keep(&old, Some(&fresh));
            }
            let shipped_qty = if fresh.shipped_qty > 0 { old.quantity } else { old.shipped_qty };
            OrderLineRow { shipped_qty, signed_at, ..old.clone() }
        } else {
            if terms.stub && terms.usage.held.contains(&old.id) && money_of(&old) != money_of(&fresh) {
                self.replaced.push(old.line_no);
            }
            OrderLineRow { id: old.id, line_no: old.line_no, shipped_qty, signed_at, ..fresh }
        };
        if new == old { self.stay.push(old) } else { self.save.push(new) }
    }

    fn keep(&mut self, old: &OrderLineRow, fresh: Option<&OrderLineRow>) {
        self.kept.push(old.line_no);
        self.refused.extend(fresh.map(|fresh| OrderLineRow { line_no: old.line_no, ..fresh.clone() }));
    }

    /// Pairs lines that tickets name and the file no longer has with lines that are new in the file. A line that a ticket holds stays as it
    /// is; any other named line takes the new line's values, because its row cannot be removed.
    fn swap(&mut self, terms: Terms<'_>, left: &mut Vec<OrderLineRow>, strangers: &mut Vec<OrderLineRow>) {
        if terms.stub || terms.other_currency {
            return;
        }
        for in_place in [true, false] {
            let named: Vec<i64> = left.iter().map(|line| line.id).filter(|id| terms.usage.named.contains(id)).collect();
            for id in named {
                let Some(at) = left.iter().position(|line| line.id == id) else { continue };
                let fits = |line: &OrderLineRow| !in_place || line.line_no == left[at].line_no;
                if let Some(new_at) = strangers.iter().position(fits) {
                    let (old, fresh) = (left.remove(at), strangers.remove(new_at));
                    self.meet(terms, old, fresh);
                }
            }
        }
    }

    /// Lines that are here and not in the file. `unread`: the file has lines that could not be read, and this may be one of them.
    fn leave(&mut self, terms: Terms<'_>, unread: bool, left: Vec<OrderLineRow>) {
        for old in left {
            if unread || terms.other_currency {
                self.stay.push(old);
            } else if !terms.usage.named.contains(&old.id) {
                self.delete.push(old.id);
            } else if terms.stub && !terms.usage.promised.contains_key(&old.id) {
                self.replaced.push(old.line_no);
                self.stay.push(old);
            } else {
                self.keep(&old, None);
                self.stay.push(old);
            }
        }
    }

    /// Lines that are new: each gets its place in the file as its number, or the next one where that is taken.
    fn add(&mut self, tx: &mut Tx<'_>, strangers: Vec<OrderLineRow>) -> Result<(), CommandError> {
        let mut taken: HashSet<i64> = self.save.iter().chain(&self.stay).map(|line| line.line_no).collect();
        let own = self.save.iter().chain(&self.stay).filter(|line| line.replaces_line_id.is_none());
        let mut next = own.chain(&strangers).map(|line| line.line_no).max().unwrap_or_default() + 1;
        for fresh in strangers {
            let line_no = if taken.contains(&fresh.line_no) { next } else { fresh.line_no };
            next += i64::from(line_no == next);
            taken.insert(line_no);
            self.insert.push(OrderLineRow { id: tx.next_id()?, line_no, ..fresh });
        }
        Ok(())
    }
}

/// Whether the line stays as it is although the file says something else. What tickets hold of an imported order stays. A typed order
/// waits to be corrected: there only what was approved already stays, where the file has less.
fn stays(terms: Terms<'_>, old: &OrderLineRow, fresh: &OrderLineRow) -> bool {
    if terms.other_currency {
        return true;
    }
    if terms.stub {
        return terms.usage.promised.get(&old.id).is_some_and(|promised| {
            fresh.kind != old.kind || fresh.quantity < promised.units || fresh.paid_minor < promised.money
        });
    }
    let other_spec = old.spec != fresh.spec && !old.spec.is_empty() && !fresh.spec.is_empty();
    let other_goods = terms.held && terms.usage.named.contains(&old.id) && (old.sku != fresh.sku || other_spec);
    let other_money = money_of(old) != money_of(fresh) && !has_grown(old, fresh);
    other_goods || (terms.usage.held.contains(&old.id) && other_money)
}

/// Whether the file has more units at the same price, and no less paid for them: what was taken of the line stays as it is, and what was
/// added can be returned.
fn has_grown(old: &OrderLineRow, fresh: &OrderLineRow) -> bool {
    let same = (old.kind, old.unit_price_scaled, old.gift_value_minor)
        == (fresh.kind, fresh.unit_price_scaled, fresh.gift_value_minor);
    same && fresh.quantity > old.quantity && fresh.paid_minor >= old.paid_minor
}
