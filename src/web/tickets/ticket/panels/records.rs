//! The warehouse's records of a ticket: parcels signed in, goods counted and inspected, goods sent.

use askama::Template;

use crate::domain::goods::condition::Verdict;
use crate::domain::ticket::kind::EvidenceKind;
use crate::i18n::codes::Named;
use crate::i18n::codes::carrier_name;
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::tickets::Tickets;
use crate::store::goods::inbounds::{InboundLineRow, InboundRow, InspectionRow};
use crate::store::goods::outbounds::{OutboundLineRow, OutboundRow};
use crate::store::goods::parcels::ParcelRow;
use crate::store::tickets::parts::AttachmentRow;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::warehouse::count_form::first_count;

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
    lines: Vec<InboundLineView<'a>>,
}

/// Counted goods, with the name of their grade and, where the count was corrected, the first one.
struct InboundLineView<'a> {
    row: &'a InboundLineRow,
    grade: &'static str,
    first_count: String,
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

/// A photo that was taken at the warehouse.
struct PhotoView<'a> {
    row: &'a AttachmentRow,
    address: String,
    is_image: bool,
    who: String,
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
    photos: Vec<PhotoView<'a>>,
}

/// The records; `None` while the warehouse did nothing.
pub fn panel(context: Context<'_>) -> Option<RecordsPanel<'_>> {
    let records = &context.file.records;
    let (lang, w) = (context.f.lang, Warehouse::of(context.f.lang));
    let of_inspection = |row: &&AttachmentRow| row.kind == EvidenceKind::Inspection;
    let photos: Vec<PhotoView<'_>> = context
        .file
        .attachments
        .iter()
        .filter(of_inspection)
        .map(|row| PhotoView {
            address: format!("/tickets/{}/attachments/{}", context.file.ticket.ticket_no, row.id),
            is_image: row.media_type.starts_with("image/"),
            who: context.name_of(row.staff_id),
            row,
        })
        .collect();
    (!records.is_empty() || !photos.is_empty()).then(|| RecordsPanel {
        photos,
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
                lines: lines
                    .iter()
                    .map(|row| InboundLineView {
                        grade: row.grade.map_or("", |grade| grade.name(lang)),
                        first_count: first_count(row, lang),
                        row,
                    })
                    .collect(),
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
