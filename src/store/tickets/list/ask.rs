//! The questions that the ticket list answers.

use crate::domain::codes::codes;
use crate::domain::lists::queue::Queue;
use crate::domain::time::Timestamp;
use crate::store::list::Window;
use crate::store::tickets::list::filter::TicketFilter;

codes! {
    /// An order of the list, which costs the same at any length; by the codes of its columns.
    TicketSort {
        TicketNo = "ticket_no",
        OrderNo = "order_no",
        Merchant = "merchant",
        Kind = "type",
        RefundAmount = "refund_amount",
        AppliedAt = "applied_at",
        ReviewedAt = "reviewed_at",
        OrderedAt = "ordered_at",
        Status = "status",
        WaitingSince = "waiting_since",
        TimeLeft = "time_left",
        PlatformLeft = "platform_left",
    }
}

/// A window: which rows, in which order, from where.
pub type TicketPage = Window<TicketSort>;

/// The conditions of an address: those that the list knows, and those that are looked up first.
#[derive(Clone, Debug, Default)]
pub struct TicketNarrowing {
    pub filter: TicketFilter,
    /// Reasons of any line, by the codes that merchants share.
    pub reason_codes: Vec<String>,
    /// The text of the search box.
    pub search: String,
    /// A queue that is narrower than its statuses, at an instant.
    pub queue: Option<(Queue, Timestamp)>,
    /// Numbers of tickets that were chosen one by one.
    pub only: Vec<String>,
}
