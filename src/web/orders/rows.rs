//! Orders and tickets as rows of lists: shared by the order list, the search and the buyer's page.

use super::address;
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::{OrderAfterSale, SignState};
use crate::domain::people::contact::{mask_account, mask_name};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::orders::Orders;
use crate::i18n::{Lang, fill};
use crate::store::orders::list::OrderListRow;
use crate::store::tickets::TicketRow;

/// An order in a list.
pub struct OrderItem {
    pub order_no: String,
    pub address: String,
    pub shop: String,
    pub buyer: String,
    pub goods: String,
    /// `None` where the viewer sees no prices, or nothing was paid.
    pub paid: Option<Money>,
    pub unpaid: bool,
    pub currency: Currency,
    pub ordered_at: Timestamp,
    pub shipping: &'static str,
    pub shipping_at: Option<Timestamp>,
    pub open_tickets: String,
    pub ended_tickets: String,
    /// How much of the goods came back; empty where none did.
    pub came_back: &'static str,
    pub doubtful: bool,
    pub stub: bool,
}

impl OrderItem {
    /// From the read model; `address` carries the merchant when the viewer works for several.
    pub fn new(row: OrderListRow, merchant_code: Option<&str>, sees_prices: bool, lang: Lang) -> Self {
        let (shipping, shipping_at) = shipping(&row, lang);
        let [open_tickets, ended_tickets] = ticket_counts(&row, lang);
        let (buyer, goods) = (buyer_name(&row, lang), first_goods(&row, lang));
        let order = row.order;
        Self {
            address: match merchant_code {
                Some(code) => address::order_of(&order.order_no, code),
                None => address::order(&order.order_no),
            },
            shop: row.shop,
            buyer,
            goods,
            paid: (sees_prices && order.paid_at.is_some()).then_some(order.paid_minor),
            unpaid: order.paid_at.is_none(),
            currency: order.currency,
            ordered_at: order.ordered_at,
            shipping,
            shipping_at,
            open_tickets,
            ended_tickets,
            came_back: came_back(order.after_sale, lang),
            doubtful: !order.doubt.is_empty(),
            stub: order.is_stub,
            order_no: order.order_no,
        }
    }
}

/// The state of an order's shipping in words, and its moment.
pub fn shipping(row: &OrderListRow, lang: Lang) -> (&'static str, Option<Timestamp>) {
    let t = Orders::of(lang);
    match row.order.sign_state {
        SignState::Refused => (t.refused, row.signed_at),
        SignState::SignedOk | SignState::SignedDamaged => (t.signed, row.signed_at),
        SignState::NotSigned if row.has_left => (t.shipped, row.shipped_at),
        SignState::NotSigned => (t.not_shipped, None),
    }
}

/// The buyer's masked name.
pub fn buyer_name(row: &OrderListRow, lang: Lang) -> String {
    match &row.buyer {
        Some(buyer) if !buyer.nickname.is_empty() => mask_name(&buyer.nickname),
        Some(buyer) => mask_account(&buyer.account),
        None if !row.order.receiver_name.is_empty() => mask_name(&row.order.receiver_name),
        None => Orders::of(lang).guest.to_owned(),
    }
}

/// The numbers of open and of ended tickets, in words; empty for none.
pub fn ticket_counts(row: &OrderListRow, lang: Lang) -> [String; 2] {
    let t = Orders::of(lang);
    let counts = [(t.open_tickets, row.open_tickets), (t.ended_tickets, row.tickets - row.open_tickets)];
    counts.map(|(text, count)| match count {
        0 => String::new(),
        count => fill(text, &[("n", &count.to_string())]),
    })
}

/// How much of an order's goods came back, in words; empty where none did.
pub fn came_back(after_sale: OrderAfterSale, lang: Lang) -> &'static str {
    if after_sale == OrderAfterSale::None { "" } else { after_sale.name(lang) }
}

/// The first goods of an order, and how many kinds more there are.
pub fn first_goods(row: &OrderListRow, lang: Lang) -> String {
    let first = format!("{} ×{}", row.goods, row.goods_qty);
    match row.line_count {
        0 => String::new(),
        1 => first,
        more => format!("{first} {}", fill(Orders::of(lang).more_kinds, &[("n", &more.to_string())])),
    }
}

/// A ticket in a list.
pub struct TicketItem {
    pub ticket_no: String,
    pub kind: &'static str,
    pub amount: Option<Money>,
    pub currency: Currency,
    pub status: Status,
    pub status_name: &'static str,
    pub applied_at: Option<Timestamp>,
}

impl TicketItem {
    /// From the row; exchanges move no money.
    pub fn new(row: TicketRow, sees_prices: bool, lang: Lang) -> Self {
        let amount = row.approved_minor.unwrap_or(row.computed_minor);
        Self {
            ticket_no: row.ticket_no,
            kind: row.kind.name(lang),
            amount: (sees_prices && row.kind.refunds_money() && row.status.has_amounts()).then_some(amount),
            currency: row.currency,
            status: row.status,
            status_name: row.status.name(lang),
            applied_at: row.submitted_at,
        }
    }

    /// The seed status' wire value, for the page's hook.
    pub fn seed(&self) -> &'static str {
        self.status.group().map_or("", |seed| seed.code())
    }
}
