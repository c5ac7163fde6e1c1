//! The order: its time, payment, parcel and remarks.

use askama::Template;

use crate::domain::money::Currency;
use crate::domain::order::kind::SignState;
use crate::domain::permission::Permission;
use crate::i18n::codes::{Named, carrier_name};
use crate::i18n::orders::payment_method::payment_method;
use crate::i18n::tickets::Tickets;
use crate::web::framework::frame::Frame;
use crate::web::orders::tracking;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/order.html")]
pub struct OrderPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    file: &'a TicketFile,
    currency: Currency,
    see_prices: bool,
    payment: String,
    /// Carrier, number, and where it can be followed.
    shipments: Vec<(String, String, Option<String>)>,
    sign_state: &'static str,
}

/// The order.
pub fn panel(context: Context<'_>) -> OrderPanel<'_> {
    let Context { f, staff, file, .. } = context;
    let payments = file
        .payments
        .iter()
        .map(|paid| format!("{} {}", payment_method(&paid.method, f.lang), paid.gateway.name(f.lang)));
    let numbered = file.shipments.iter().filter(|parcel| !parcel.tracking_no.is_empty());
    OrderPanel {
        f,
        t: context.words(),
        file,
        currency: file.ticket.currency,
        see_prices: staff.may(Permission::SeePrices),
        payment: payments.collect::<Vec<_>>().join(", "),
        shipments: numbered
            .map(|parcel| {
                let page = tracking::address(&parcel.carrier, &parcel.tracking_no);
                (carrier_name(&parcel.carrier, f.lang), parcel.tracking_no.clone(), page)
            })
            .collect(),
        sign_state: match file.shipments.is_empty() && file.order.sign_state == SignState::NotSigned {
            true => context.words().not_shipped,
            false => file.order.sign_state.name(f.lang),
        },
    }
}
