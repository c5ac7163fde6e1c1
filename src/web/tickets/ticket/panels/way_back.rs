//! The way back of the goods: where they go, their parcel and its stations in time; a wrong parcel or address is put right here.

use askama::Template;

use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::i18n::codes::{Choice, Named, carrier_name, choices};
use crate::i18n::tickets::Tickets;
use crate::store::tickets::TicketRow;
use crate::store::tickets::stages::ReturnRow;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::orders::tracking;
use crate::web::tickets::ticket::gate::Gates;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/way_back.html")]
pub struct WayBackPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    echo: &'a Echo,
    gates: &'a Gates,
    ticket: &'a TicketRow,
    back: Option<&'a ReturnRow>,
    method: &'static str,
    carrier: String,
    /// Where the parcel can be followed.
    track: Option<String>,
    /// When the return was sent, received and inspected.
    times: [(&'static str, Option<Timestamp>); 3],
    stations: Vec<(String, String)>,
    station: String,
    carriers: Vec<Choice>,
    methods: Vec<Choice>,
    /// Here goods are reserved already.
    short_of: Vec<String>,
}

/// The way back.
pub fn panel(context: Context<'_>) -> WayBackPanel<'_> {
    let Context { f, file, echo, gates, .. } = context;
    let (back, t) = (file.stages.return_of.as_ref(), context.words());
    WayBackPanel {
        f,
        t,
        echo,
        gates,
        ticket: &file.ticket,
        back,
        method: back.and_then(|back| back.method).map_or("", |method| method.name(f.lang)),
        carrier: back.map(|back| carrier_name(&back.carrier, f.lang)).unwrap_or_default(),
        track: back.and_then(|back| tracking::address(&back.carrier, &back.tracking_no)),
        times: [
            (t.sent_at, back.and_then(|back| back.shipped_at)),
            (t.received_at, back.and_then(|back| back.received_at)),
            (t.inspected_at, back.and_then(|back| back.inspected_at)),
        ],
        stations: file.station_choices(t),
        station: file.default_station(),
        carriers: choices(Carrier::ALL, f.lang, Carrier::code),
        short_of: Vec::new(),
        methods: choices(ReturnMethod::ALL, f.lang, ReturnMethod::code),
    }
}
