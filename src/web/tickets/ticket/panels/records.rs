//! The warehouse's records of a ticket: parcels signed in, goods counted and inspected, goods sent.

use askama::Template;

use crate::domain::goods::condition::Verdict;
use crate::i18n::codes::Named;
use crate::i18n::codes::carrier_name;
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::tickets::Tickets;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow, InspectionRow};
use crate::store::goods::outbounds::{OutboundLineRow, OutboundRow};
use crate::store::goods::parcels::ParcelRow;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::panels::context::Context;

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
