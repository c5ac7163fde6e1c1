//! The buyer: account, receiver, how often there was an after-sale before.

use askama::Template;

use crate::domain::people::contact::{mask_account, mask_address, mask_name, mask_phone, phone_tail};
use crate::domain::permission::Permission;
use crate::i18n::fill;
use crate::i18n::people::risk::Risk;
use crate::i18n::tickets::Tickets;
use crate::store::orders::BuyerRow;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/buyer.html")]
pub struct BuyerPanel<'a> {
    t: &'static Tickets,
    r: &'static Risk,
    is_risk: bool,
    /// The marks; empty for who may not see buyers.
    marks_address: String,
    /// The form that marks the buyer, for who may.
    mark_address: Option<String>,
    see_buyer: bool,
    buyer: Option<&'a BuyerRow>,
    account: String,
    after_sales: String,
    receiver: String,
    phone: String,
    address: String,
}

/// The buyer. Who may not see buyers sees the phone's tail and no address.
pub fn panel(context: Context<'_>) -> BuyerPanel<'_> {
    let (file, t) = (context.file, context.words());
    let (order, counts) = (&file.order, &file.after_sales);
    let see_buyer = context.staff.may(Permission::ViewBuyers);
    let figures = [
        ("total", counts.total.to_string()),
        ("recent", counts.recent.to_string()),
        ("rejected", counts.rejected.to_string()),
    ];
    let id = file.buyer.as_ref().map(|buyer| buyer.id);
    let may_mark = context.staff.may(Permission::FlagBuyer);
    let ticket_no = &file.ticket.ticket_no;
    BuyerPanel {
        t,
        r: Risk::of(context.f.lang),
        is_risk: file.is_risk,
        marks_address: id.filter(|_| see_buyer).map_or(String::new(), |id| format!("/buyers/{id}#marks")),
        mark_address: id.filter(|_| may_mark).map(|id| format!("/buyers/{id}?ticket={ticket_no}#mark")),
        see_buyer,
        buyer: file.buyer.as_ref(),
        account: file.buyer.as_ref().map_or_else(|| t.guest.to_owned(), |buyer| mask_account(&buyer.account)),
        after_sales: fill(t.after_sales_count, &figures.each_ref().map(|(name, count)| (*name, count.as_str()))),
        receiver: mask_name(&order.receiver_name),
        phone: if see_buyer { mask_phone(&order.receiver_phone) } else { phone_tail(&order.receiver_phone) },
        address: mask_address(&order.receiver_address),
    }
}
