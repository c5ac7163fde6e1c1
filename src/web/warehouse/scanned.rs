//! A ticket and a parcel, as the receiving desk shows what was scanned.

use crate::domain::goods::movement::ParcelState;
use crate::domain::people::contact::phone_tail;
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::codes::carrier_name;
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::{Lang, fill};
use crate::store::goods::receiving::{ReceivingParcel, ReceivingTicket};
use crate::web::framework::html::Html;
use crate::web::tickets::ticket::status::status_html;

/// A ticket of a list of the desk.
pub struct TicketView {
    pub ticket_no: String,
    pub address: String,
    pub kind: &'static str,
    pub status: Html,
    pub order_no: String,
    pub carrier: String,
    pub tracking_no: String,
    pub tail: String,
    pub goods: Vec<String>,
    pub at: Timestamp,
}

/// A parcel of the desk's list.
pub struct ParcelView {
    /// Of its label, or else of its ticket.
    pub number: String,
    pub parcel_no: String,
    pub carrier: String,
    pub unclaimed: bool,
    pub tickets: Vec<TicketView>,
    pub at: Timestamp,
}

/// A ticket as the desk lists it.
pub fn ticket_view(found: &ReceivingTicket, t: &Warehouse, lang: Lang) -> TicketView {
    let tail = phone_tail(&found.receiver_phone);
    TicketView {
        ticket_no: found.ticket.ticket_no.clone(),
        address: address_after(&found.ticket.ticket_no),
        kind: found.ticket.kind.name(lang),
        status: status_html(found.ticket.status, lang),
        order_no: found.order_no.clone(),
        carrier: carrier_name(&found.carrier, lang),
        tracking_no: found.tracking_no.clone(),
        tail: if tail.is_empty() { t.no_tail.to_owned() } else { fill(t.tail, &[("tail", &tail)]) },
        goods: found.goods.iter().map(|goods| format!("{} ×{}", goods.name, goods.quantity)).collect(),
        at: found.signed_in_at.filter(|_| !found.goods_state.with_seller()).unwrap_or(found.ticket.status_since),
    }
}

/// A parcel as the desk lists it.
pub fn parcel_view(found: &ReceivingParcel, t: &Warehouse, lang: Lang) -> ParcelView {
    let mut numbers =
        [&found.parcel.tracking_no].into_iter().chain(found.tickets.iter().map(|it| &it.ticket.ticket_no));
    ParcelView {
        number: numbers.find(|number| !number.is_empty()).unwrap_or(&found.parcel.parcel_no).clone(),
        parcel_no: found.parcel.parcel_no.clone(),
        carrier: carrier_name(&found.parcel.carrier, lang),
        unclaimed: found.parcel.state == ParcelState::Unclaimed,
        tickets: found.tickets.iter().map(|ticket| ticket_view(ticket, t, lang)).collect(),
        at: found.parcel.signed_in_at,
    }
}

/// Where a form of the desk leads: the ticket again while there is more to do here, else the next scan.
pub fn address_after(ticket_no: &str) -> String {
    format!("/warehouse?step=open&q={ticket_no}")
}
