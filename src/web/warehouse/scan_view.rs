//! The result of the last scan, in words and as a sound.

use crate::domain::goods::movement::ParcelState;
use crate::i18n::codes::Named;
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::{Lang, fill};
use crate::store::goods::receiving::{Known, ReceivingParcel, ReceivingTicket};
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::warehouse::scanned::ticket_view;

/// What the page says of a scan.
pub struct ScanView {
    /// `hit`, `elsewhere` for a hit that belongs to another warehouse, or `miss`; empty before the first scan.
    pub sound: &'static str,
    pub headline: String,
    pub number: String,
    pub detail: String,
}

/// What is known of a scan.
pub struct ScanResult<'a> {
    pub scanned: Option<&'a ReceivingParcel>,
    /// It was signed in before.
    pub is_double: bool,
    /// Parcels signed in today, this one included.
    pub today: i64,
    /// Whose number it is, where nothing waits for it.
    pub known: &'a Known,
    /// The warehouse in which the clerk stands, among those of id and name.
    pub stands: &'a str,
    pub warehouses: &'a [(String, String)],
}

/// What the page says of a scan, or of a refused one.
pub fn scan_view(f: &Frame, result: &ScanResult<'_>, echo: &Echo) -> ScanView {
    let t = Warehouse::of(f.lang);
    if echo.is("sign-in") {
        let detail = echo.error("sign-in", "tracking_no").or(echo.alarm.as_deref()).unwrap_or_default().to_owned();
        let number = echo.fields.raw("tracking_no").to_owned();
        return ScanView { sound: "miss", headline: t.refused_scan.to_owned(), number, detail };
    }
    let Some(ReceivingParcel { parcel, tickets }) = result.scanned else {
        return ScanView {
            sound: "",
            headline: t.first_scan.to_owned(),
            number: String::new(),
            detail: t.first_scan_hint.to_owned(),
        };
    };
    let (sound, headline, detail) = if result.is_double {
        let when = parcel.signed_in_at.utc().with_timezone(&f.zone).format("%m-%d %H:%M").to_string();
        ("miss", fill(t.double, &[("when", &when)]), inside(tickets, t, f.lang))
    } else if parcel.state == ParcelState::Unclaimed {
        let known = known_sentences(result.known, f.lang).join("; ");
        let hint = if known.is_empty() { t.miss_hint.to_owned() } else { format!("{known}. {}", t.miss_hint) };
        ("miss", fill(t.miss, &[("parcel", &parcel.parcel_no)]), hint)
    } else if let Some(place) = elsewhere(result, tickets) {
        ("elsewhere", fill(t.hit_elsewhere, &[("place", place)]), inside(tickets, t, f.lang))
    } else {
        ("hit", fill(t.hit, &[("n", &result.today.to_string())]), inside(tickets, t, f.lang))
    };
    ScanView { sound, headline, number: parcel.tracking_no.clone(), detail }
}

/// Ticket, goods and the end of the phone number of each ticket.
fn inside(tickets: &[ReceivingTicket], t: &Warehouse, lang: Lang) -> String {
    let view = |ticket: &ReceivingTicket| {
        let view = ticket_view(ticket, t, lang);
        format!("{} · {} · {}", view.ticket_no, view.goods.join(", "), view.tail)
    };
    tickets.iter().map(view).collect::<Vec<_>>().join("; ")
}

/// The name of the warehouse that the return was sent to, where the clerk stands in another one.
fn elsewhere<'a>(result: &ScanResult<'a>, tickets: &[ReceivingTicket]) -> Option<&'a str> {
    let sent_to = tickets.iter().find_map(|ticket| ticket.sent_to)?.to_string();
    let (_, name) = result.warehouses.iter().find(|(id, _)| *id == sent_to && id != result.stands)?;
    Some(name)
}

/// Whose number it is that nothing waits for, in sentences.
pub fn known_sentences(known: &Known, lang: Lang) -> Vec<String> {
    let t = Warehouse::of(lang);
    let of_ticket = |found: &ReceivingTicket| {
        let (number, status) = (&found.ticket.ticket_no, found.ticket.status.name(lang));
        fill(t.known_ticket, &[("order", &found.order_no), ("no", number), ("status", status)])
    };
    let of_order = |order: &String| fill(t.known_order, &[("order", order)]);
    known.tickets.iter().map(of_ticket).chain(known.orders.iter().map(of_order)).collect()
}
