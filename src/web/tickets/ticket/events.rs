//! The entries of the timeline, each with its sentence.

use crate::i18n::codes::Named;
use crate::store::tickets::events::EventRow;
use crate::web::tickets::ticket::timeline;
use crate::web::tickets::ticket::timeline::Reader;

/// A timeline entry with its sentence.
pub struct EventView {
    pub row: EventRow,
    pub who: String,
    pub what: &'static str,
    pub way: String,
    pub detail: String,
}

/// Entries with their sentences, the newest first.
pub fn events(rows: &[EventRow], reader: Reader) -> Vec<EventView> {
    let lang = reader.lang;
    let system = crate::i18n::common::Common::of(lang).system;
    rows.iter()
        .rev()
        .map(|row| EventView {
            who: row.staff_name.clone().unwrap_or_else(|| system.to_owned()),
            what: row.kind.name(lang),
            way: match row.from_status {
                Some(from) if from != row.to_status => format!("{} → {}", from.name(lang), row.to_status.name(lang)),
                Some(_) => String::new(),
                None => format!("→ {}", row.to_status.name(lang)),
            },
            detail: said(row, reader),
            row: row.clone(),
        })
        .collect()
}

/// The sentence of an entry after its name; empty where its row cannot be read.
pub fn said(row: &EventRow, reader: Reader) -> String {
    match row.event(reader.currency) {
        Ok(event) => event.map_or_else(String::new, |event| timeline::detail(&event, reader)),
        Err(error) => {
            tracing::error!(%error, seq = row.seq, "an entry of a timeline cannot be read");
            String::new()
        }
    }
}
