//! Counts of goods inside an entry's detail.

use serde_json::{Value, json};

use super::detail::{Detail, Read};
use crate::domain::event::{ReceivedLine, RecountedLine};

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
