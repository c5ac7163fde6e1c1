//! The buyer has the replacement (C8): the ticket ends, and the new units can be returned next.

use crate::commands::goods::receive::{GoodsLine, goods_lines};
use crate::commands::orders::order_mark;
use crate::commands::tickets::step;
use crate::commands::tickets::step::Step;
use crate::commands::{Actor, CommandError};
use crate::domain::event::Event;
use crate::domain::money::Money;
use crate::domain::order::kind::LineKind;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::Tx;
use crate::store::orders::{self, OrderLineRow};
use crate::store::tickets::TicketRow;

/// Replacement lines are numbered from here; a file's lines never reach it.
pub const FIRST_REPLACEMENT_LINE: i64 = 100_001;

/// Confirms that the buyer received the exchanged goods.
pub fn confirm_receipt(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ticket_no: &str,
    version: i32,
) -> Result<TicketRow, CommandError> {
    let step = step::begin(tx, actor, ticket_no, Some(version), Action::ConfirmReceipt)?;
    complete(tx, actor, step, Event::ReceiptConfirmed)
}

/// Completes an exchange whose goods the buyer has.
pub fn complete(tx: &mut Tx<'_>, actor: &Actor, step: Step, event: Event) -> Result<TicketRow, CommandError> {
    let order_lines = orders::lines(tx.connection(), step.ticket.order_id)?;
    let mut next_no = order_lines.last().map_or(0, |line| line.line_no).saturating_add(1).max(FIRST_REPLACEMENT_LINE);
    for goods in goods_lines(tx.connection(), &step.ticket)? {
        if goods.line.effective_qty() > 0 {
            let line = replacement(tx, &step.ticket, &goods, next_no)?;
            orders::insert_line(tx, &line)?;
            next_no += 1;
        }
    }
    let ticket = step.finish(tx, actor, Status::Completed, event, "")?;
    order_mark::completed(tx, ticket.order_id, Money::ZERO)?;
    Ok(ticket)
}

/// The line of the new units: worth what the exchanged ones were worth, so that a later return gives back the same money (5.10).
fn replacement(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    goods: &GoodsLine,
    line_no: i64,
) -> Result<OrderLineRow, CommandError> {
    let sku = goods.line.exchange_sku.clone().unwrap_or_else(|| goods.sold.sku.clone());
    let product = match sku == goods.sold.sku {
        true => None,
        false => orders::product(tx.connection(), ticket.merchant_id, &sku)?,
    };
    let (name, spec, picture_url) = match product {
        Some(product) => (product.name, product.spec, product.picture_url),
        None => (goods.sold.name.clone(), goods.sold.spec.clone(), goods.sold.picture_url.clone()),
    };
    let quantity = goods.line.effective_qty();
    Ok(OrderLineRow {
        id: tx.next_id()?,
        order_id: ticket.order_id,
        line_no,
        kind: LineKind::Goods,
        sku,
        name,
        spec,
        picture_url,
        unit_price_scaled: goods.sold.unit_price_scaled,
        quantity,
        gross_minor: goods.line.computed_minor,
        line_discount_minor: Money::ZERO,
        coupon_minor: Money::ZERO,
        points_minor: Money::ZERO,
        paid_minor: goods.line.computed_minor,
        is_gift: goods.sold.is_gift,
        gift_value_minor: goods.sold.gift_value_minor,
        shipped_qty: quantity,
        signed_at: Some(tx.now()),
        replaces_line_id: Some(goods.sold.id),
    })
}
