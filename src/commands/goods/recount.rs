//! A wrong count is corrected before the inspection. No stock has moved yet: the counts are replaced, and line and event keep what was
//! counted first.

use crate::commands::goods::inspect;
use crate::commands::goods::receive::{self, Counted, GoodsLine, Receipt, goods_lines};
use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError, invalid};
use crate::domain::event::{Event, RecountedLine};
use crate::domain::goods::movement::ParcelState;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::goods::inbounds::{self, InboundLineRow, InboundRow};
use crate::store::goods::parcels;
use crate::store::tickets::TicketRow;

/// Corrects the counts of a ticket's goods, and the warehouse they are in; a line without fields keeps its counts. Refused where nothing
/// changes, and where goods over the count belong to a ticket by now.
pub fn recount(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
    receipt: &Receipt,
) -> Result<TicketRow, CommandError> {
    let mut step = step::begin(tx, actor, ticket_no, Some(version), Action::Recount)?;
    let (mut inbound, lines) = inspect::counted(tx.connection(), &step.ticket)?;
    let warehouse = receive::warehouse(tx.connection(), &step.ticket, Some(inbound.warehouse_id), &receipt.warehouse)?;
    let counted = counted(goods_lines(tx.connection(), &step.ticket)?, &lines, receipt)?;
    let changed: Vec<RecountedLine> = counted.iter().filter_map(|(count, was)| difference(count, was)).collect();
    if changed.is_empty() && warehouse.id == inbound.warehouse_id {
        return Err(invalid("", Refusal::SameCounts));
    }
    for (count, was) in &counted {
        count.save(tx)?;
        inbounds::save_line(tx, &corrected(count, was))?;
    }
    let is_elsewhere = warehouse.id != inbound.warehouse_id;
    inbound.warehouse_id = warehouse.id;
    inbounds::save(tx, &inbound)?;
    step.return_of().warehouse_id = Some(warehouse.id);
    let has_other_rest =
        counted.iter().any(|(count, was)| count.excess() != was.excess_good_qty + was.excess_defective_qty);
    let counts: Vec<Counted> = counted.into_iter().map(|(count, _)| count).collect();
    let excess = receive::contents(&step.ticket, &counts);
    if has_other_rest || (is_elsewhere && !excess.is_empty()) {
        put_leftover(tx, actor, &step.ticket, &inbound, &excess, is_elsewhere)?;
    }
    let event =
        Event::GoodsRecounted { inbound_no: inbound.inbound_no, warehouse: warehouse.name, lines: changed, excess };
    step.finish(tx, actor, Status::Received, event, &receipt.note)
}

/// The counts as they are to be, each with the line as it stands.
fn counted(
    lines: Vec<GoodsLine>,
    standing: &[InboundLineRow],
    receipt: &Receipt,
) -> Result<Vec<(Counted, InboundLineRow)>, CommandError> {
    let mut errors = Vec::new();
    let mut counted = Vec::new();
    for goods in lines {
        let Some(was) = standing.iter().find(|line| line.ticket_line_id == goods.line.id) else { continue };
        let line_no = goods.line.line_no;
        let present = was.counted();
        let given = receipt.counts.iter().find(|count| count.line_no == line_no);
        match given.map_or(Some(present), |count| receive::split(*count, present.0 + present.1)) {
            Some((good, defective)) => counted.push((Counted::of(goods, good, defective), was.clone())),
            None => errors.push(FieldError::at(format!("good_{line_no}"), Refusal::GoodAndDefective)),
        }
    }
    if errors.is_empty() { Ok(counted) } else { Err(CommandError::Invalid(errors)) }
}

/// The line as it will stand.
fn corrected(count: &Counted, was: &InboundLineRow) -> InboundLineRow {
    let mut line = was.clone();
    if line.first_count().is_none() && difference(count, was).is_some() {
        let (good, defective) = was.counted();
        line.first_good_qty = Some(good);
        line.first_defective_qty = Some(defective);
    }
    line.received_qty = count.received;
    line.good_qty = count.good;
    line.defective_qty = count.defective;
    line.excess_good_qty = count.excess_good;
    line.excess_defective_qty = count.excess_defective;
    line
}

/// Both counts of a line, those over the expected units included; none where they are the same.
fn difference(count: &Counted, was: &InboundLineRow) -> Option<RecountedLine> {
    let (was_good, was_defective) = was.counted();
    let found = RecountedLine {
        line_no: count.goods.line.line_no,
        sku: was.sku.clone(),
        was_good,
        was_defective,
        good: count.good + count.excess_good,
        defective: count.defective + count.excess_defective,
    };
    ((found.was_good, found.was_defective) != (found.good, found.defective)).then_some(found)
}

/// Makes the unclaimed parcel of the goods over the count hold what is over it now; it follows the inbound to another warehouse, and stays where
/// it was moved to by itself.
fn put_leftover(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket: &TicketRow,
    inbound: &InboundRow,
    excess: &str,
    is_elsewhere: bool,
) -> Result<(), CommandError> {
    let Some(known) = parcels::leftover_from(tx.connection(), ticket, inbound.received_at)? else {
        return receive::insert_leftover(tx, actor, ticket, inbound, excess.to_owned());
    };
    let mut parcel = parcels::claim(tx, known.id)?;
    if parcel.state != ParcelState::Unclaimed {
        return Err(Refusal::ParcelClaimed.into());
    }
    if excess.is_empty() {
        parcel.state = ParcelState::Void;
    } else {
        parcel.contents = excess.to_owned();
    }
    if is_elsewhere {
        parcel.warehouse_id = inbound.warehouse_id;
    }
    Ok(parcels::save(tx, &mut parcel)?)
}
