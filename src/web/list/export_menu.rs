//! The buttons under which a list leaves as a file: links where it is short, forms that order a job where it is long.

use crate::exports::{LONG, Sources, source_of};
use crate::i18n::exports::Exports;
use crate::viewer::Viewer;
use crate::web::framework::form::Fields;
use crate::web::list::address::PLACES;

/// What the template `components/export.html` shows.
pub struct ExportMenu {
    pub t: &'static Exports,
    pub page: &'static str,
    /// The list's filter and order.
    pub query: String,
    pub csv: String,
    pub xlsx: String,
    /// Too long to wait for: a job writes it.
    pub is_long: bool,
}

impl ExportMenu {
    /// The buttons of a list; `None` when this person may not take it. `rows` is as many as are known to be there.
    pub fn of(sources: Sources, staff: &Viewer, page: &'static str, query: &Fields, rows: Option<i64>) -> Option<Self> {
        let source = source_of(sources, page).filter(|source| staff.may(source.right))?;
        let query = query.query_without(&PLACES);
        let address = |format: &str| match query.as_str() {
            "" => format!("{}.{format}", source.path),
            query => format!("{}.{format}?{query}", source.path),
        };
        Some(Self {
            t: Exports::of(staff.lang),
            page,
            csv: address("csv"),
            xlsx: address("xlsx"),
            is_long: rows.is_some_and(|rows| rows > LONG),
            query,
        })
    }
}
