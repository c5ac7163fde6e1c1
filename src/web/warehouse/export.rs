//! The logs as files: one row per goods line, every entry of the log as it is filtered and sorted, in the columns as the taker arranged
//! them.

use super::logs::{EntryView, ListQuery, Log};
use crate::domain::lists::log_columns::LogColumn;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::exports::{ListRows, Source, Taker};
use crate::i18n::codes::Named;
use crate::i18n::goods::warehouse::Warehouse;
use crate::spreadsheet::{Cell, Cells};
use crate::store::goods::logs::LogLine;
use crate::store::list::{Order, Reading};
use crate::store::people::preferences;
use crate::store::{Conn, DbError};
use crate::web::framework::form::Fields;

/// The inbound log.
pub const INBOUNDS: Source = Source {
    page: "warehouse.inbounds",
    name: "inbounds",
    path: "/warehouse/inbounds",
    right: Permission::ViewWarehouse,
    open: |connection, taker, query| Rows::open(connection, Log::Inbound, taker, query),
};

/// The outbound log.
pub const OUTBOUNDS: Source = Source {
    page: "warehouse.outbounds",
    name: "outbounds",
    path: "/warehouse/outbounds",
    right: Permission::ViewWarehouse,
    open: |connection, taker, query| Rows::open(connection, Log::Outbound, taker, query),
};

struct Rows {
    taker: Taker,
    columns: Vec<LogColumn>,
    asked: ListQuery,
    reading: Reading<Order>,
}

impl Rows {
    fn open(connection: &mut Conn, log: Log, taker: &Taker, query: &str) -> Result<Box<dyn ListRows>, DbError> {
        let kept = preferences::layout(connection, taker.id, log.page_name())?;
        let asked = ListQuery::read(log, &Fields::parse(query.as_bytes()), taker.zone());
        let columns = log.usual().changed_by(&kept).shown();
        Ok(Box::new(Self { taker: taker.clone(), columns, reading: asked.reading(), asked }))
    }
}

impl ListRows for Rows {
    fn header(&self) -> Vec<String> {
        let t = Warehouse::of(self.taker.lang);
        let names = |column: &LogColumn| match column {
            LogColumn::Goods => vec![t.sku.to_owned(), t.goods.to_owned()],
            LogColumn::TrackingNo => vec![t.carrier.to_owned(), t.tracking_no.to_owned()],
            LogColumn::Time | LogColumn::ShelvedAt => {
                vec![format!("{} ({})", self.asked.log.name_of(*column, t), self.taker.zone())]
            }
            other => vec![self.asked.log.name_of(*other, t).to_owned()],
        };
        self.columns.iter().flat_map(names).collect()
    }

    /// Entries could be counted, but their goods are the rows.
    fn count(&mut self, _: &mut Conn) -> Result<Option<i64>, DbError> {
        Ok(None)
    }

    fn batch(&mut self, connection: &mut Conn) -> Result<Option<Vec<Cells>>, DbError> {
        let (scope, lang) = (&self.taker.scope, self.taker.lang);
        let Some(entries) = self.asked.batch(connection, scope, &mut self.reading, lang)? else { return Ok(None) };
        let cells = entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)));
        let row = |(entry, line)| {
            self.columns.iter().flat_map(|column| cells_of(*column, entry, line, &self.taker)).collect()
        };
        Ok(Some(cells.map(row).collect()))
    }
}

/// What a column is in a file: goods are an article and its name, a parcel its carrier and its number.
fn cells_of(column: LogColumn, entry: &EntryView, line: &LogLine, taker: &Taker) -> Cells {
    match column {
        LogColumn::Number => vec![Cell::text(&entry.number)],
        LogColumn::Kind => vec![Cell::text(entry.kind)],
        LogColumn::Goods => vec![Cell::text(&line.sku), Cell::text(&line.name)],
        LogColumn::Quantity => vec![Cell::Number(line.quantity)],
        LogColumn::Defective => vec![Cell::Number(line.defective)],
        LogColumn::Grade => vec![Cell::text(line.grade.map_or("", |grade| grade.name(taker.lang)))],
        LogColumn::Time => vec![time_cell(entry.at, taker)],
        LogColumn::ShelvedAt => vec![entry.shelved_at.map_or_else(|| Cell::text(""), |at| time_cell(at, taker))],
        LogColumn::Note => vec![Cell::text(&entry.note)],
        LogColumn::Operator => vec![Cell::text(&entry.operator)],
        LogColumn::TicketNo => vec![Cell::text(&entry.ticket_no)],
        LogColumn::TrackingNo => vec![Cell::text(&entry.carrier), Cell::text(&entry.tracking_no)],
        LogColumn::Warehouse => vec![Cell::text(&entry.warehouse)],
        LogColumn::State => vec![Cell::text(entry.state)],
    }
}

/// A time in the taker's zone, with its offset.
fn time_cell(at: Timestamp, taker: &Taker) -> Cell {
    Cell::Time(at.utc().with_timezone(&taker.zone()).format("%Y-%m-%d %H:%M:%S%:z").to_string())
}
