//! Counts of goods, and other lists, inside an entry's detail.

use serde_json::{Value, json};

use super::detail::{Detail, Read};
use crate::domain::event::{AcceptedLine, ReceivedLine, RecountedLine};
use crate::domain::policy::rule::{Proof, ProofState};

/// A count as its entry keeps it.
pub(super) fn received(line: &ReceivedLine) -> Value {
    json!({
        "line_no": line.line_no,
        "sku": line.sku,
        "expected": line.expected,
        "received": line.received,
        "good": line.good,
        "defective": line.defective,
    })
}

/// A corrected count as its entry keeps it.
pub(super) fn recounted(line: &RecountedLine) -> Value {
    json!({
        "line_no": line.line_no,
        "sku": line.sku,
        "was_good": line.was_good,
        "was_defective": line.was_defective,
        "good": line.good,
        "defective": line.defective,
    })
}

/// Reads a count.
pub(super) fn read_received(line: &Detail<'_>) -> Read<ReceivedLine> {
    Ok(ReceivedLine {
        line_no: line.number("line_no")?,
        sku: line.text("sku")?,
        expected: line.number("expected")?,
        received: line.number("received")?,
        good: line.number("good")?,
        defective: line.number("defective")?,
    })
}

/// Reads a corrected count.
pub(super) fn read_recounted(line: &Detail<'_>) -> Read<RecountedLine> {
    Ok(RecountedLine {
        line_no: line.number("line_no")?,
        sku: line.text("sku")?,
        was_good: line.number("was_good")?,
        was_defective: line.number("was_defective")?,
        good: line.number("good")?,
        defective: line.number("defective")?,
    })
}

/// Accepted units as their entry keeps them.
pub(super) fn accepted(line: &AcceptedLine) -> Value {
    let mut row = json!({ "line_no": line.line_no, "accepted": line.accepted });
    if let Some(claimed) = line.claimed {
        row["claimed"] = json!(claimed);
    }
    row
}

/// Reads accepted units.
pub(super) fn read_accepted(line: &Detail<'_>) -> Read<AcceptedLine> {
    let accepted = line.maybe("accepted", |line, key| line.number(key))?;
    let claimed = line.maybe("claimed", |line, key| line.number(key))?;
    Ok(AcceptedLine { line_no: line.number("line_no")?, accepted, claimed })
}

/// Reads the numbers of lines.
pub(super) fn numbers(detail: &Detail<'_>) -> Read<Vec<i64>> {
    let numbers = detail.list("lines")?.iter().map(Value::as_i64);
    numbers.collect::<Option<_>>().ok_or(detail.unreadable("lines"))
}

/// What is known of proofs, as their entry keeps it: an object by proof.
pub(super) fn proofs(proofs: &[(Proof, ProofState)]) -> Value {
    proofs.iter().map(|(proof, state)| (proof.code().to_owned(), Value::from(state.code()))).collect()
}

/// Reads what is known of proofs.
pub(super) fn read_proofs(detail: &Detail<'_>) -> Read<Vec<(Proof, ProofState)>> {
    let known = Proof::ALL.iter().filter(|proof| detail.fields.contains_key(proof.code()));
    known.map(|proof| Ok((*proof, detail.code(proof.code(), ProofState::parse)?))).collect()
}
