//! Rows of what a search found: tickets with what tells them apart, and things of the warehouse.

use crate::domain::goods::movement::ParcelState;
use crate::domain::money::{Currency, Money};
use crate::domain::people::contact::{mask_account, mask_name};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, carrier_name};
use crate::i18n::orders::Orders;
use crate::store::goods::finding::Thing;
use crate::store::tickets::details::Details;
use crate::store::tickets::entries::EntryRow;

/// A ticket that was found.
pub(super) struct FoundTicket {
    pub ticket_no: String,
    pub order_no: String,
    pub goods: String,
    pub buyer: String,
    pub kind: &'static str,
    pub amount: Option<Money>,
    pub currency: Currency,
    pub status: Status,
    pub status_name: &'static str,
    /// `None` for a draft.
    pub applied_at: Option<Timestamp>,
}

impl FoundTicket {
    /// From its row; `details` holds its goods, and its buyer where the viewer sees buyers.
    pub fn new(row: EntryRow, details: &Details, sees_prices: bool, lang: Lang) -> Self {
        let goods = details.goods.get(&row.ticket_id).map_or(&[][..], Vec::as_slice);
        let goods: Vec<String> = goods.iter().map(|goods| format!("{} ×{}", goods.name, goods.quantity)).collect();
        let has_amount = sees_prices && row.kind.refunds_money() && row.status.has_amounts();
        Self {
            goods: goods.join(lang.pick("、", ", ")),
            buyer: details.orders.get(&row.order_id).map_or_else(String::new, |order| match &order.account {
                Some(account) if order.receiver.is_empty() => mask_account(account),
                _ => mask_name(&order.receiver),
            }),
            kind: row.kind.name(lang),
            amount: has_amount.then_some(row.amount_minor),
            currency: row.currency,
            status: row.status,
            status_name: row.status.name(lang),
            applied_at: row.status.has_amounts().then_some(row.applied_at),
            ticket_no: row.ticket_no,
            order_no: row.order_no,
        }
    }

    /// The group's wire value, for the page's hook.
    pub fn group(&self) -> &'static str {
        self.status.group().map_or("", |group| group.code())
    }
}

/// A thing of the warehouse that was found.
pub(super) struct FoundThing {
    pub number: String,
    pub address: String,
    pub kind: &'static str,
    pub state: &'static str,
    /// What else tells it apart: a label's number, or the tickets it belongs to.
    pub about: String,
    /// When it came, for a parcel.
    pub at: Option<Timestamp>,
}

impl FoundThing {
    /// From the store.
    pub fn new(thing: Thing, lang: Lang) -> Self {
        let t = Orders::of(lang);
        let ticket = |number: &str| format!("/tickets/{number}");
        match thing {
            Thing::Parcel { row, tickets } => Self {
                address: match tickets.first() {
                    Some(first) if row.state != ParcelState::Unclaimed => ticket(first),
                    _ => unclaimed_address(&row.parcel_no),
                },
                kind: t.parcel,
                state: row.state.name(lang),
                about: [carrier_name(&row.carrier, lang), row.tracking_no, row.contents]
                    .into_iter()
                    .chain(tickets)
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" "),
                at: Some(row.signed_in_at),
                number: row.parcel_no,
            },
            Thing::Inbound { number, state, ticket_no } => Self {
                number,
                address: ticket(&ticket_no),
                kind: t.inbound,
                state: state.name(lang),
                about: ticket_no,
                at: None,
            },
            Thing::Outbound { number, state, ticket_no } => Self {
                number,
                address: ticket(&ticket_no),
                kind: t.outbound,
                state: state.name(lang),
                about: ticket_no,
                at: None,
            },
        }
    }
}

/// The list of unclaimed parcels with one of them.
pub(super) fn unclaimed_address(parcel_no: &str) -> String {
    format!("/warehouse/unclaimed?q={parcel_no}")
}
