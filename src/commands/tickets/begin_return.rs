//! Where an approval leads: goods that are to come back have their return opened.

use crate::commands::goods::exchange_stock;
use crate::commands::tickets::review::Approval;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::money::Money;
use crate::domain::order::kind::LineKind;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::decide::{Outlook, ReturnOutlook, awaits_goods, decide};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::house::merchants;
use crate::store::house::merchants::StationRow;
use crate::store::orders::OrderLineRow;
use crate::store::tickets::parts::TicketLineRow;
use crate::store::tickets::stages::ReturnRow;
use crate::store::{Tx, orders};

/// Where an approval leads. Goods that are still to come back have their return opened, with an address and the replacement's stock as far
/// as they are there.
pub fn next_status(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: &mut Step,
    has_goods: bool,
    approval: &Approval,
) -> Result<Status, CommandError> {
    let return_of = match awaits_goods(step.ticket.kind, step.facts.goods, has_goods) {
        true => Some(open_return(tx, actor, step, approval.station_id)?),
        false => None,
    };
    let outlook = Outlook { to_pay: step.ticket.approved_minor.unwrap_or(Money::ZERO), return_of };
    Ok(decide(step.ticket.kind, Action::Approve, outlook))
}

fn open_return(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: &mut Step,
    station_id: Option<i64>,
) -> Result<ReturnOutlook, CommandError> {
    let shop_id = orders::by_id(tx.connection(), step.ticket.order_id)?.shop_id;
    let station = choose_station(tx, step.ticket.merchant_id, shop_id, station_id)?;
    let has_address = station.as_ref().is_some_and(StationRow::is_complete);
    let back = return_row(step.ticket.id, station);
    let warehouse_id = back.warehouse_id;
    step.stages.return_of = Some(back);
    let has_stock =
        !step.ticket.kind.ships_replacement() || exchange_stock::reserve(tx, actor, &step.ticket, warehouse_id)?;
    Ok(ReturnOutlook { has_address, has_stock })
}

/// Whether any line of the ticket is goods; services pass receipt and inspection by.
pub fn has_goods(sold: &[OrderLineRow], lines: &[TicketLineRow]) -> bool {
    lines.iter().any(|line| {
        sold.iter().any(|order_line| order_line.id == line.order_line_id && order_line.kind == LineKind::Goods)
    })
}

fn choose_station(
    tx: &mut Tx<'_>,
    merchant_id: i64,
    shop_id: i64,
    station_id: Option<i64>,
) -> Result<Option<StationRow>, CommandError> {
    let stations = merchants::stations_of(tx.connection(), merchant_id)?;
    match station_id {
        None => Ok(merchants::station_of_shop(tx.connection(), shop_id, &stations)?.cloned()),
        Some(id) => match stations.into_iter().find(|station| station.id == id && station.active) {
            Some(station) => Ok(Some(station)),
            None => Err(crate::commands::invalid("station", Refusal::UnknownValue)),
        },
    }
}

fn return_row(ticket_id: i64, station: Option<StationRow>) -> ReturnRow {
    let blank = ReturnRow::blank(ticket_id);
    match station {
        None => blank,
        Some(station) => ReturnRow {
            station_id: Some(station.id),
            warehouse_id: Some(station.warehouse_id),
            contact: station.contact,
            phone: station.phone,
            address: station.address,
            ..blank
        },
    }
}
