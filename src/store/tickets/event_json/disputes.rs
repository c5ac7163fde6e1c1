//! Entries of disputes.

use serde_json::{Value, json};

use crate::domain::dispute::case::{DisputeKind, DisputeSide};
use crate::domain::dispute::ruling::{Payer, Remedy, Ruling};
use crate::domain::event::{Event, EventKind};
use crate::domain::money::Money;
use crate::domain::time::Timestamp;
use crate::store::tickets::event_json::detail::{Detail, UnreadableEvent};

/// The detail of an entry of a dispute; an empty one for any other.
pub fn write(event: &Event) -> Value {
    match event {
        Event::DisputeOpened { kind, reference, due_at, halted } => json!({
            "kind": kind.code(),
            "reference": reference,
            "due_at": due_at.map(Timestamp::micros),
            "halted": halted,
        }),
        Event::DisputeEvidenceAdded { side } => json!({ "side": side.code() }),
        Event::DisputeRuled { kind, ruling, remedy, payer, amount } => json!({
            "kind": kind.code(),
            "ruling": ruling.code(),
            "remedy": remedy.map(Remedy::code),
            "payer": payer.map(Payer::code),
            "amount": amount.map(Money::minor),
        }),
        _ => json!({}),
    }
}

/// Reads an entry of a dispute.
pub fn read(d: &Detail<'_>) -> Result<Event, UnreadableEvent> {
    Ok(match d.kind {
        EventKind::DisputeOpened => Event::DisputeOpened {
            kind: d.code("kind", DisputeKind::parse)?,
            reference: d.text("reference")?,
            due_at: d.maybe("due_at", |d, key| d.number(key))?.map(Timestamp::from_micros),
            halted: d.flag("halted"),
        },
        EventKind::DisputeEvidenceAdded => Event::DisputeEvidenceAdded { side: d.code("side", DisputeSide::parse)? },
        _ => Event::DisputeRuled {
            kind: d.code("kind", DisputeKind::parse)?,
            ruling: d.code("ruling", Ruling::parse)?,
            remedy: d.maybe("remedy", |d, key| d.code(key, Remedy::parse))?,
            payer: d.maybe("payer", |d, key| d.code(key, Payer::parse))?,
            amount: d.maybe("amount", |d, key| d.money(key))?,
        },
    })
}
