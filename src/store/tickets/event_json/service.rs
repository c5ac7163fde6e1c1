//! Entries of customer service: attempts to resolve without a return, goods that came damaged.

use serde_json::{Value, json};

use crate::domain::event::{Event, EventKind};
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::store::tickets::event_json::detail::{Detail, UnreadableEvent};

/// The detail of an entry of customer service; an empty one for any other.
pub fn write(event: &Event) -> Value {
    match event {
        Event::AttemptLogged { way, result } => json!({ "way": way.code(), "result": result.code() }),
        Event::DeliveryRecorded { signed_as } => json!({ "signed_as": signed_as.code() }),
        Event::DamageStepsChecked { steps } => {
            steps.iter().map(|(step, is_done)| (step.code().to_owned(), json!(is_done))).collect()
        }
        _ => json!({}),
    }
}

/// Reads an entry of customer service.
pub fn read(d: &Detail<'_>) -> Result<Event, UnreadableEvent> {
    Ok(match d.kind {
        EventKind::AttemptLogged => Event::AttemptLogged {
            way: d.code("way", AttemptWay::parse)?,
            result: d.code("result", AttemptResult::parse)?,
        },
        EventKind::DeliveryRecorded => Event::DeliveryRecorded { signed_as: d.code("signed_as", SignedAs::parse)? },
        _ => {
            let known = DamageStep::ALL.iter().filter(|step| d.fields.contains_key(step.code()));
            Event::DamageStepsChecked { steps: known.map(|step| (*step, d.flag(step.code()))).collect() }
        }
    })
}
