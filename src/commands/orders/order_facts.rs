//! The facts of an order that the rules need, loaded for applications, approvals and the pages that preview them.

use crate::commands::CommandError;
use crate::domain::money::caps::{CapBreach, OrderCaps, check_quantity};
use crate::domain::money::refund_amount::{ClaimKind, LineClaim, LineLedger};
use crate::domain::order::kind::LineKind;
use crate::domain::policy::choice::{Policies, Sold};
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::ticket::eligibility::{LineFacts, OrderFacts};
use crate::domain::time::{Timestamp, zone};
use crate::store::house::merchants::MerchantRow;
use crate::store::money::refunds;
use crate::store::orders::{OrderLineRow, OrderRow};
use crate::store::policy::{policies, product_terms};
use crate::store::term::calendars;
use crate::store::tickets::parts::TicketLineRow;
use crate::store::tickets::{TicketRow, parts};
use crate::store::{Conn, orders};

/// Replacement lines that exchanges added are numbered from here; a file's lines never reach it.
pub const FIRST_REPLACEMENT_LINE: i64 = 100_001;

/// An order's facts, without the claims of one ticket (`except`).
pub fn load(
    connection: &mut Conn,
    order: &OrderRow,
    merchant: &MerchantRow,
    now: Timestamp,
    except: Option<i64>,
) -> Result<(OrderFacts, Vec<OrderLineRow>), CommandError> {
    let lines = orders::lines(connection, order.id)?;
    let shipped_at = orders::shipments_of(connection, order.id)?.iter().filter_map(|parcel| parcel.shipped_at).max();
    let claims = parts::claims_on(connection, order.id, except)?;
    let attempts = parts::attempts_on(connection, order.id)?;
    let held = refunds::held_of_order(connection, order.id, except)?;
    let skus: Vec<&str> = lines.iter().map(|line| line.sku.as_str()).collect();
    let said = product_terms::of_skus(connection, merchant.id, &skus)?;
    let account = match order.buyer_id {
        Some(id) => orders::buyer(connection, id)?.map(|buyer| buyer.account).unwrap_or_default(),
        None => String::new(),
    };
    let sold_of = |line: &OrderLineRow| {
        let terms = said.iter().find(|terms| terms.sku == line.sku);
        Sold {
            shop_id: order.shop_id,
            sku: line.sku.clone(),
            category: terms.map(|terms| terms.category.clone()).unwrap_or_default(),
            account: account.clone(),
            custom_made: terms.is_some_and(|terms| terms.custom_made),
            returnable: terms.is_none_or(|terms| terms.returnable),
            paid_at: order.paid_at,
            shipped_at,
            signed_at: line.signed_at,
        }
    };
    let mut keys: Vec<String> = skus.iter().map(|sku| (*sku).to_owned()).collect();
    keys.extend([order.shop_id.to_string(), account.clone()]);
    keys.extend(said.iter().map(|terms| terms.category.clone()));
    let policies = Policies {
        all: policies::about(connection, merchant.id, keys)?,
        zone: zone(&merchant.timezone),
        holidays: calendars::holidays(connection, merchant.id)?,
    };
    let facts = lines
        .iter()
        .map(|line| LineFacts {
            line_no: line.line_no,
            kind: line.kind,
            is_gift: line.is_gift,
            bought: line.quantity,
            paid: line.paid_minor,
            unit_price: line.unit_price_scaled,
            shipped_qty: line.shipped_qty,
            sold: sold_of(line),
            claims: claims.iter().filter(|(id, _)| *id == line.id).map(|(_, claim)| *claim).collect(),
            attempts: attempts.get(&line.id).copied().unwrap_or_default(),
        })
        .collect();
    let order_facts = OrderFacts {
        is_paid: order.paid_at.is_some(),
        freight_paid: order.freight_minor,
        freight_taken: held.freight,
        policies,
        submitted_at: now,
        lines: facts,
    };
    Ok((order_facts, lines))
}

/// The money that an order of these lines can still refund, without the claims of one ticket.
pub fn caps(
    connection: &mut Conn,
    order: &OrderRow,
    lines: &[OrderLineRow],
    except: Option<i64>,
) -> Result<OrderCaps, CommandError> {
    let held = refunds::held_of_order(connection, order.id, except)?;
    Ok(OrderCaps {
        paid_total: order.paid_minor,
        // A replacement stands for money that its original line counts already.
        lines_paid: lines.iter().filter(|line| line.replaces_line_id.is_none()).map(|line| line.paid_minor).sum(),
        freight_paid: order.freight_minor,
        taken: held.amount,
        freight_taken: held.freight,
    })
}

/// An order line with what other tickets claim of it.
pub fn ledger(sold: &OrderLineRow, claims: &[(i64, LineClaim)]) -> LineLedger {
    let of_line = claims.iter().filter(|(id, _)| *id == sold.id).map(|(_, claim)| *claim);
    LineLedger { bought: sold.quantity, paid: sold.paid_minor, claims: of_line.collect() }
}

/// Refuses a line that claims more units than its order line has beside the `claims` of other tickets: a later file may have lowered it.
pub fn check_units(
    ticket: &TicketRow,
    sold: &[OrderLineRow],
    lines: &[TicketLineRow],
    claims: &[(i64, LineClaim)],
) -> Result<(), CommandError> {
    // Goods that stay with the buyer take no units from other claims, nor those from them.
    let keeps = ticket.kind.claim(ticket.scene, LineKind::Goods) == ClaimKind::Kept;
    let mut problems = Vec::new();
    for line in lines {
        let bought = sold.iter().find(|sold| sold.id == line.order_line_id).map_or(0, |sold| sold.quantity);
        let others = claims.iter().filter(|(id, claim)| *id == line.order_line_id && claim.kind != ClaimKind::Kept);
        let taken = if keeps { 0 } else { others.map(|(_, claim)| claim.quantity).sum() };
        if let Err(CapBreach::Quantity { left, .. }) = check_quantity(line.line_no, bought, taken, line.effective_qty())
        {
            let (line_no, claimed) = (line.line_no, line.effective_qty());
            let refusal = Refusal::MoreThanBought { line_no, claimed, left };
            problems.push(FieldError::at(format!("amount_{line_no}"), refusal));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(CommandError::Invalid(problems)) }
}
