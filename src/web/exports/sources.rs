//! Every list that leaves the house as a file.

use crate::exports::Sources;
use crate::web::{audit, refunds, tickets, warehouse};

/// Every list that can be taken as a file.
pub const SOURCES: Sources = &[
    tickets::list::export::SOURCE,
    refunds::export::SOURCE,
    warehouse::export::INBOUNDS,
    warehouse::export::OUTBOUNDS,
    audit::export::SOURCE,
];
