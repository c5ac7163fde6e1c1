//! The queues of work that are narrower than the statuses of their tickets.

use crate::domain::codes::codes;
use crate::domain::ticket::status::Status;

codes! {
    /// A queue that is narrower than the statuses of its tickets; lists know it by its code.
    Queue {
        /// Inspection exceptions that nobody decided.
        Exceptions = "exceptions",
        /// Goods that go back to the buyer after an inspection.
        ToSendBack = "to-send-back",
        Transfers = "transfers",
        Unclear = "unclear",
        /// Refunds whose gateway has given no answer for a day.
        Overdue = "overdue",
        /// Rejected, bounced or failed, and the buyer does not know.
        ToTell = "to-tell",
        /// Parcels that are signed in and not opened.
        SignedIn = "signed-in",
        /// Parcels that a carrier has.
        OnTheWay = "on-the-way",
    }
}

impl Queue {
    /// The statuses whose tickets may stand in the queue.
    pub fn statuses(self) -> &'static [Status] {
        match self {
            Self::Exceptions | Self::ToSendBack => &[Status::InspectionException],
            Self::Transfers => &[Status::Refunding, Status::RefundFailed],
            // Refunds that were cancelled or paid in another way may turn out to be unclear too.
            Self::Unclear => &[
                Status::PendingReview,
                Status::PendingRefund,
                Status::Refunding,
                Status::RefundFailed,
                Status::Completed,
            ],
            Self::Overdue => &[Status::Refunding],
            Self::ToTell => &[
                Status::PendingReview,
                Status::AwaitingBuyer,
                Status::Rejected,
                Status::PendingReturn,
                Status::RefundFailed,
                Status::Closed,
            ],
            // A refused delivery may be here before its return was entered.
            Self::SignedIn => &[Status::PendingReturn, Status::Returning],
            Self::OnTheWay => &[Status::Returning],
        }
    }
}
