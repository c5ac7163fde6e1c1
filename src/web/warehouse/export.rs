//! The logs as files: one row per goods line, every entry of the log as it is filtered and sorted.

use std::collections::VecDeque;

use super::logs::{Asked, EntryView, Log};
use crate::domain::permission::Permission;
use crate::exports::{BATCH, ListRows, Source, Taker};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::warehouse::Warehouse;
use crate::spreadsheet::{Cell, Cells};
use crate::store::warehouse_logs::{LogFilter, LogLine, LogPlace, LogWindow};
use crate::store::{Conn, DbError};
use crate::web::form::Fields;

/// Places read at a time: not every order has an index, and sorting a log again for each batch would take hours.
const PLACES: i64 = 50_000;

/// The inbound log.
pub const INBOUNDS: Source = Source {
    page: "warehouse.inbounds",
    name: "inbounds",
    path: "/warehouse/inbounds",
    right: Permission::ViewWarehouse,
    open: |_, taker, query| Ok(Box::new(Rows::new(Log::Inbound, taker, query))),
};

/// The outbound log.
pub const OUTBOUNDS: Source = Source {
    page: "warehouse.outbounds",
    name: "outbounds",
    path: "/warehouse/outbounds",
    right: Permission::ViewWarehouse,
    open: |_, taker, query| Ok(Box::new(Rows::new(Log::Outbound, taker, query))),
};

struct Rows {
    taker: Taker,
    asked: Asked,
    window: LogWindow,
    places: VecDeque<LogPlace>,
    /// All places were read.
    ended: bool,
}

impl Rows {
    fn new(log: Log, taker: &Taker, query: &str) -> Self {
        let asked = Asked::read(log, &Fields::parse(query.as_bytes()), taker.zone());
        let window = LogWindow { offset: 0, limit: PLACES, ..asked.window() };
        Self { taker: taker.clone(), asked, window, places: VecDeque::new(), ended: false }
    }
}

impl ListRows for Rows {
    fn header(&self) -> Vec<String> {
        let t = Warehouse::of(self.taker.lang);
        let (number, kind) = match self.asked.log {
            Log::Inbound => (t.inbound_no, t.inbound_type),
            Log::Outbound => (t.outbound_no, t.outbound_type),
        };
        let time = format!("{} ({})", t.time, self.taker.zone());
        [number, kind, t.state, t.sku, t.goods, t.quantity, t.defective, t.grade, &time, t.operator, t.ticket_no]
            .into_iter()
            .chain([t.warehouse, t.carrier, t.tracking_no])
            .map(str::to_owned)
            .collect()
    }

    /// Entries could be counted, but their goods are the rows.
    fn count(&mut self, _: &mut Conn) -> Result<Option<i64>, DbError> {
        Ok(None)
    }

    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError> {
        if self.places.is_empty() && !self.ended {
            self.places = self.asked.places(connection, &self.taker.scope, &self.window)?.into();
            self.ended = (self.places.len() as i64) < PLACES;
            self.window.after = self.places.back().cloned();
        }
        let size = self.places.len().min(usize::try_from(BATCH).unwrap_or(usize::MAX));
        if size == 0 {
            return Ok(None);
        }
        let ids = self.places.drain(..size).map(|place| place.id).collect();
        let mut asked = self.asked.clone();
        asked.filter = LogFilter { ids: Some(ids), ..asked.filter };
        let window = LogWindow { after: None, offset: 0, limit: BATCH, ..asked.window() };
        let (zone, lang) = (self.taker.zone(), self.taker.lang);
        let entries = asked.entries(connection, &self.taker.scope, &window, lang)?;
        let cells = entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)));
        Ok(Some(cells.map(|(entry, line)| cells_of(entry, line, zone, lang)).collect()))
    }
}

fn cells_of(entry: &EntryView, line: &LogLine, zone: chrono_tz::Tz, lang: Lang) -> Cells {
    vec![
        Cell::text(&entry.number),
        Cell::text(entry.kind),
        Cell::text(entry.state),
        Cell::text(&line.sku),
        Cell::text(&line.name),
        Cell::Number(line.quantity),
        Cell::Number(line.defective),
        Cell::text(line.grade.map_or("", |grade| grade.name(lang))),
        Cell::Time(entry.at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S%:z").to_string()),
        Cell::text(&entry.operator),
        Cell::text(&entry.ticket_no),
        Cell::text(&entry.warehouse),
        Cell::text(&entry.carrier),
        Cell::text(&entry.tracking_no),
    ]
}
