//! What the warehouse did for a ticket: parcels signed in, goods counted and inspected, goods sent.

use std::collections::HashMap;

use askama::Template;

use super::Context;
use crate::domain::codes::{OutboundKind, OutboundState, Verdict};
use crate::domain::people::free_text::mask_in_place;
use crate::i18n::codes::Named;
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::tickets::Tickets;
use crate::store::goods::inbounds;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow, InspectionRow};
use crate::store::goods::outbounds;
use crate::store::goods::outbounds::{OutboundLineRow, OutboundRow};
use crate::store::goods::parcels;
use crate::store::goods::parcels::ParcelRow;
use crate::store::house::merchants;
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError};
use crate::web::framework::frame::Frame;
use crate::web::tickets::carrier_name;

/// The warehouse's rows of one ticket, each kind oldest first.
pub struct Records {
    parcels: Vec<ParcelRow>,
    inbounds: Vec<(InboundRow, Vec<InboundLineRow>)>,
    inspections: Vec<InspectionRow>,
    outbounds: Vec<(OutboundRow, Vec<OutboundLineRow>)>,
    /// Names of the merchant's warehouses.
    warehouses: HashMap<i64, String>,
}

impl Records {
    /// Reads what the warehouse did for a ticket.
    ///
    /// # Errors
    /// The database's.
    pub fn load(connection: &mut Conn, ticket: &TicketRow) -> Result<Self, DbError> {
        let mut records = Self {
            parcels: parcels::of_ticket(connection, ticket.id)?,
            inbounds: Vec::new(),
            inspections: inbounds::inspections_of(connection, ticket.id)?,
            outbounds: Vec::new(),
            warehouses: HashMap::new(),
        };
        for row in inbounds::of_ticket(connection, ticket.id)? {
            let lines = inbounds::lines(connection, row.id)?;
            records.inbounds.push((row, lines));
        }
        for row in outbounds::of_ticket(connection, ticket.id)? {
            let lines = outbounds::lines(connection, row.id)?;
            records.outbounds.push((row, lines));
        }
        if !records.is_empty() {
            let all = merchants::warehouses_of(connection, ticket.merchant_id)?;
            records.warehouses = all.into_iter().map(|warehouse| (warehouse.id, warehouse.name)).collect();
        }
        Ok(records)
    }

    /// Who is named in the records.
    pub fn people(&self) -> Vec<i64> {
        let parcels = self.parcels.iter().map(|row| row.signed_in_by);
        let inbounds = self.inbounds.iter().map(|(row, _)| row.received_by);
        let inspections = self.inspections.iter().map(|row| row.staff_id);
        let outbounds = self.outbounds.iter().map(|(row, _)| row.shipped_by);
        parcels.chain(inbounds).chain(inspections).chain(outbounds).flatten().collect()
    }

    /// Masks phone numbers and addresses in what people wrote.
    pub fn mask(&mut self) {
        self.inbounds.iter_mut().for_each(|(row, _)| mask_in_place(&mut row.note));
        self.inspections.iter_mut().for_each(|row| mask_in_place(&mut row.finding));
    }

    /// The tracking number under which the replacement was shipped; empty before that.
    pub fn replacement_no(&self) -> &str {
        let shipped = self
            .outbounds
            .iter()
            .rfind(|(row, _)| row.kind == OutboundKind::ExchangeShip && row.state == OutboundState::Shipped);
        shipped.map_or("", |(row, _)| &row.tracking_no)
    }

    /// Whether the replacement's stock is promised to the ticket.
    pub fn holds_replacement(&self) -> bool {
        self.outbounds
            .iter()
            .any(|(row, _)| row.kind == OutboundKind::ExchangeShip && row.state == OutboundState::Reserved)
    }

    fn is_empty(&self) -> bool {
        self.parcels.is_empty() && self.inbounds.is_empty() && self.outbounds.is_empty()
    }

    fn warehouse(&self, id: i64) -> &str {
        self.warehouses.get(&id).map_or("", String::as_str)
    }
}

/// A parcel with its names.
struct ParcelView<'a> {
    row: &'a ParcelRow,
    carrier: String,
    warehouse: &'a str,
    state: &'static str,
    who: String,
}

/// An inbound with its names, and its lines with their grade.
struct InboundView<'a> {
    row: &'a InboundRow,
    kind: &'static str,
    state: &'static str,
    warehouse: &'a str,
    carrier: String,
    who: String,
    lines: Vec<(&'a InboundLineRow, &'static str)>,
}

/// An inspection with its names.
struct InspectionView<'a> {
    row: &'a InspectionRow,
    verdict: &'static str,
    tone: &'static str,
    quality_fault: &'static str,
    who: String,
    /// Wire name, condition, and whether it was met.
    checks: [(&'static str, &'static str, bool); 5],
}

/// An outbound with its names and lines.
struct OutboundView<'a> {
    row: &'a OutboundRow,
    kind: &'static str,
    state: &'static str,
    warehouse: &'a str,
    carrier: String,
    who: String,
    lines: &'a [OutboundLineRow],
}

#[derive(Template)]
#[template(path = "tickets/panels/records.html")]
pub struct RecordsPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    w: &'static Warehouse,
    parcels: Vec<ParcelView<'a>>,
    inbounds: Vec<InboundView<'a>>,
    inspections: Vec<InspectionView<'a>>,
    outbounds: Vec<OutboundView<'a>>,
}

/// The records; `None` while the warehouse did nothing.
pub fn panel(context: Context<'_>) -> Option<RecordsPanel<'_>> {
    let records = &context.file.records;
    let (lang, w) = (context.f.lang, Warehouse::of(context.f.lang));
    (!records.is_empty()).then(|| RecordsPanel {
        f: context.f,
        t: context.words(),
        w,
        parcels: records
            .parcels
            .iter()
            .map(|row| ParcelView {
                carrier: carrier_name(&row.carrier, lang),
                warehouse: records.warehouse(row.warehouse_id),
                state: row.state.name(lang),
                who: context.name_of(row.signed_in_by),
                row,
            })
            .collect(),
        inbounds: records
            .inbounds
            .iter()
            .map(|(row, lines)| InboundView {
                kind: row.kind.name(lang),
                state: row.state.name(lang),
                warehouse: records.warehouse(row.warehouse_id),
                carrier: carrier_name(&row.carrier, lang),
                who: context.name_of(row.received_by),
                lines: lines.iter().map(|line| (line, line.grade.map_or("", |grade| grade.name(lang)))).collect(),
                row,
            })
            .collect(),
        inspections: records
            .inspections
            .iter()
            .map(|row| InspectionView {
                verdict: row.verdict.name(lang),
                tone: if row.verdict == Verdict::Pass { "green" } else { "red" },
                quality_fault: row.quality_fault.name(lang),
                who: context.name_of(row.staff_id),
                checks: [
                    ("packaging_ok", w.packaging_ok, row.packaging_ok),
                    ("goods_ok", w.goods_ok, row.goods_ok),
                    ("unused", w.unused, row.unused),
                    ("parts_complete", w.parts_complete, row.parts_complete),
                    ("resalable", w.resalable, row.resalable),
                ],
                row,
            })
            .collect(),
        outbounds: records
            .outbounds
            .iter()
            .map(|(row, lines)| OutboundView {
                kind: row.kind.name(lang),
                state: row.state.name(lang),
                warehouse: records.warehouse(row.warehouse_id),
                carrier: carrier_name(&row.carrier, lang),
                who: context.name_of(row.shipped_by),
                lines,
                row,
            })
            .collect(),
    })
}
