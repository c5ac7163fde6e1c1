//! An order that is not here yet, typed by staff so that its buyer need not wait: marked as typed, never refunded automatically, and
//! made whole by the import when it comes (domain 0, stub orders).

use crate::commands::{Actor, CommandError, invalid};
use crate::domain::lists::search_text;
use crate::domain::money::{Money, UnitPrice};
use crate::domain::order::kind::{LineKind, OrderAfterSale, Platform, SignState};
use crate::domain::order::warning::OrderWarning;
use crate::domain::permission::Permission;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::time::Timestamp;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::orders::{BuyerRow, OrderLineRow, OrderRow, PaymentRow, ShipmentRow};
use crate::store::orders::{import, keys};
use crate::store::{Scope, Tx, orders};

/// An order as it was typed.
#[derive(Clone, Debug)]
pub struct TypedOrder {
    pub shop_id: i64,
    pub order_no: String,
    pub ordered_at: Timestamp,
    pub lines: Vec<TypedLine>,
    pub buyer: TypedBuyer,
    /// The total that the buyer paid; the part above the lines was paid for delivery.
    pub paid: Money,
    /// When it was signed for; `None` when it has not been.
    pub signed_at: Option<Timestamp>,
    pub shipped: bool,
}

/// The buyer as far as the caller said: each part may be empty.
#[derive(Clone, Debug, Default)]
pub struct TypedBuyer {
    pub name: String,
    pub phone: String,
    /// On the platform of the shop; without one the buyer is a guest.
    pub account: String,
}

/// A line of goods. `number` tells it from the others of the form.
#[derive(Clone, Debug)]
pub struct TypedLine {
    pub number: usize,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub unit_price: UnitPrice,
    /// The amount paid for the line; `None` means its price.
    pub paid: Option<Money>,
}

/// Adds the order; its merchant.
pub fn type_order(tx: &mut Tx<'_>, actor: &Actor, typed: &TypedOrder) -> Result<MerchantRow, CommandError> {
    actor.require(Permission::FileTicket)?;
    let (merchant, platform) = shop_of(tx, actor, typed.shop_id)?;
    import::claim_merchant(tx, merchant.id)?;
    let only = Scope::Of(vec![merchant.id]);
    if !orders::by_no(tx.connection(), &only, &typed.order_no)?.is_empty() {
        return Err(invalid("order_no", Refusal::OrderIsHere));
    }
    let id = tx.next_id()?;
    let lines = lines(tx, id, &merchant, typed)?;
    let in_lines: Money = lines.iter().map(|line| line.paid_minor).sum();
    let freight = typed.paid - in_lines;
    if freight.is_negative() {
        return Err(invalid("paid", Refusal::LessThanLines(in_lines)));
    }
    let buyer_id = buyer_of(tx, &merchant, platform, &typed.buyer)?;
    let order = OrderRow { facts_by: actor.staff_id, buyer_id, ..order(tx, id, &merchant, typed, freight) };
    import::insert_orders(tx, &[order])?;
    import::insert_lines(tx, &lines)?;
    let payment = PaymentRow {
        id: tx.next_id()?,
        order_id: id,
        method: String::new(),
        gateway: merchant.gateway,
        reference: String::new(),
        amount_minor: typed.paid,
        paid_at: Some(typed.ordered_at),
    };
    import::insert_payments(tx, &[payment])?;
    if typed.shipped {
        let shipment = ShipmentRow {
            id: tx.next_id()?,
            order_id: id,
            carrier: String::new(),
            tracking_no: String::new(),
            shipped_at: None,
            signed_at: typed.signed_at,
        };
        import::insert_shipments(tx, &[shipment])?;
    }
    keys::follow(tx, &[id])?;
    Ok(merchant)
}

/// The merchant of a shop in scope, and the shop's platform.
fn shop_of(tx: &mut Tx<'_>, actor: &Actor, shop_id: i64) -> Result<(MerchantRow, Platform), CommandError> {
    for merchant in merchants::list(tx.connection(), &actor.scope)? {
        let shops = merchants::shops_of(tx.connection(), merchant.id)?;
        if let Some(shop) = shops.iter().find(|shop| shop.id == shop_id) {
            return Ok((merchant, shop.platform));
        }
    }
    Err(invalid("shop", Refusal::UnknownValue))
}

/// The buyer of the account, known or new; `None` for a guest. What is known of a buyer is never overwritten by what a caller says.
fn buyer_of(
    tx: &mut Tx<'_>,
    merchant: &MerchantRow,
    platform: Platform,
    typed: &TypedBuyer,
) -> Result<Option<i64>, CommandError> {
    if typed.account.is_empty() {
        return Ok(None);
    }
    let known = import::buyers_of(tx.connection(), merchant.id, &[typed.account.as_str()])?;
    if let Some(buyer) = known.iter().find(|buyer| buyer.platform == platform) {
        return Ok(Some(buyer.id));
    }
    let buyer = BuyerRow {
        id: tx.next_id()?,
        merchant_id: merchant.id,
        platform,
        account: typed.account.clone(),
        nickname: typed.name.clone(),
        level: String::new(),
        phone: typed.phone.clone(),
        email: String::new(),
        address: String::new(),
    };
    let id = buyer.id;
    import::insert_buyers(tx, &[buyer])?;
    Ok(Some(id))
}

fn order(tx: &Tx<'_>, id: i64, merchant: &MerchantRow, typed: &TypedOrder, freight: Money) -> OrderRow {
    let goods = typed.lines.iter().flat_map(|line| [line.sku.as_str(), line.name.as_str()]);
    OrderRow {
        id,
        merchant_id: merchant.id,
        shop_id: typed.shop_id,
        buyer_id: None,
        order_no: typed.order_no.clone(),
        currency: merchant.currency,
        ordered_at: typed.ordered_at,
        paid_at: Some(typed.ordered_at),
        paid_minor: typed.paid,
        freight_minor: freight,
        sign_state: if typed.signed_at.is_some() { SignState::SignedOk } else { SignState::NotSigned },
        receiver_name: typed.buyer.name.clone(),
        receiver_phone: typed.buyer.phone.clone(),
        receiver_address: String::new(),
        buyer_message: String::new(),
        merchant_remark: String::new(),
        flag: String::new(),
        gift_note: String::new(),
        invoice_no: String::new(),
        transport_note: String::new(),
        is_stub: true,
        doubt: OrderWarning::write(&[OrderWarning::Typed]),
        fingerprint: String::new(),
        search_text: search_text::of_pieces(std::iter::once(typed.order_no.as_str()).chain(goods)),
        after_sale: OrderAfterSale::None,
        refunded_minor: Money::ZERO,
        claims: 0,
        created_at: tx.now(),
        updated_at: tx.now(),
        facts_by: None,
    }
}

fn lines(
    tx: &mut Tx<'_>,
    order_id: i64,
    merchant: &MerchantRow,
    typed: &TypedOrder,
) -> Result<Vec<OrderLineRow>, CommandError> {
    let mut rows = Vec::new();
    let mut errors = Vec::new();
    for (at, line) in typed.lines.iter().enumerate() {
        let Some(gross) = line.unit_price.times(line.quantity, merchant.currency) else {
            errors.push(FieldError::at(
                format!("unit_price_{}", line.number),
                Refusal::Amount(crate::domain::money::AmountError::TooLarge),
            ));
            continue;
        };
        let paid = line.paid.unwrap_or(gross);
        if paid > gross {
            errors.push(FieldError::at(format!("paid_{}", line.number), Refusal::MoreThanPrice(gross)));
            continue;
        }
        rows.push(OrderLineRow {
            id: tx.next_id()?,
            order_id,
            line_no: at as i64 + 1,
            kind: LineKind::Goods,
            sku: line.sku.clone(),
            name: if line.name.is_empty() { line.sku.clone() } else { line.name.clone() },
            spec: String::new(),
            picture_url: String::new(),
            unit_price_scaled: line.unit_price,
            quantity: line.quantity,
            gross_minor: gross,
            line_discount_minor: gross - paid,
            coupon_minor: Money::ZERO,
            points_minor: Money::ZERO,
            paid_minor: paid,
            is_gift: false,
            gift_value_minor: Money::ZERO,
            shipped_qty: if typed.shipped { line.quantity } else { 0 },
            signed_at: typed.signed_at,
            replaces_line_id: None,
        });
    }
    if errors.is_empty() { Ok(rows) } else { Err(CommandError::Invalid(errors)) }
}
