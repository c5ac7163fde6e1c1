//! Where a ticket stands, and which lists show it.

use crate::domain::codes::codes;

codes! {
    /// Where a ticket stands. Each value belongs to one status group, by which lists are filtered (R133, R134).
    Status {
        Draft = "DRAFT",
        PendingReview = "PENDING_REVIEW",
        /// Asked to supply something or to answer an offer, before the review goes on.
        AwaitingBuyer = "AWAITING_BUYER",
        Approved = "APPROVED",
        Rejected = "REJECTED",
        PendingReturn = "PENDING_RETURN",
        Returning = "RETURNING",
        Received = "RECEIVED",
        InspectionException = "INSPECTION_EXCEPTION",
        PendingRefund = "PENDING_REFUND",
        Refunding = "REFUNDING",
        RefundFailed = "REFUND_FAILED",
        PendingExchange = "PENDING_EXCHANGE",
        ExchangeShipped = "EXCHANGE_SHIPPED",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
        Closed = "CLOSED",
    }
}

codes! {
    /// The statuses of the main filter.
    StatusGroup {
        PendingReview = "PENDING_REVIEW",
        Approved = "APPROVED",
        PendingReturn = "PENDING_RETURN",
        PendingRefund = "PENDING_REFUND",
        PendingExchange = "PENDING_EXCHANGE",
        Rejected = "REJECTED",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
        Closed = "CLOSED",
    }
}

impl StatusGroup {
    /// The statuses this one stands for.
    pub fn members(self) -> Vec<Status> {
        Status::ALL.iter().copied().filter(|status| status.group() == Some(self)).collect()
    }
}

impl Status {
    /// The status group; a draft has none, it is hidden from reviewers.
    pub fn group(self) -> Option<StatusGroup> {
        Some(match self {
            Self::Draft => return None,
            Self::PendingReview | Self::AwaitingBuyer => StatusGroup::PendingReview,
            Self::Approved => StatusGroup::Approved,
            Self::Rejected => StatusGroup::Rejected,
            Self::PendingReturn | Self::Returning | Self::Received | Self::InspectionException => {
                StatusGroup::PendingReturn
            }
            Self::PendingRefund | Self::Refunding | Self::RefundFailed => StatusGroup::PendingRefund,
            Self::PendingExchange | Self::ExchangeShipped => StatusGroup::PendingExchange,
            Self::Completed => StatusGroup::Completed,
            Self::Cancelled => StatusGroup::Cancelled,
            Self::Closed => StatusGroup::Closed,
        })
    }

    /// Whether amounts were computed for a ticket here: a draft has none yet.
    pub fn has_amounts(self) -> bool {
        self != Self::Draft
    }

    /// Nothing follows.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::Closed)
    }

    /// Nobody waits for it: it may be put away. A rejected ticket is taken up by a new one.
    pub fn has_ended(self) -> bool {
        self.is_terminal() || self == Self::Rejected
    }

    /// Whether a ticket holds quantity and money of its order: all but drafts and those that ended without fulfilment. A rejected one whose
    /// case is open (`on_hold`) holds them as well.
    pub fn holds_claim_on(self, on_hold: bool) -> bool {
        !matches!(self, Self::Draft | Self::Rejected | Self::Cancelled | Self::Closed) || on_hold
    }
}

codes! {
    /// Which lists show a ticket: the usual ones, its filers' alone, or only those of archived tickets.
    Archive {
        Live = "LIVE",
        Draft = "DRAFT",
        Archived = "ARCHIVED",
    }
}

codes! {
    /// A reviewer's decision in a round.
    ReviewDecision {
        Approve = "APPROVE",
        Reject = "REJECT",
    }
}

codes! {
    /// Whether a ticket ever passed review.
    ReviewResult {
        None = "NONE",
        Passed = "PASSED",
        Refused = "REFUSED",
    }
}
