//! Where the actions of a dispute may lead a ticket: beside the ways of its type, wherever it stands.

use crate::domain::ticket::action::Action;
use crate::domain::ticket::kind::TicketType as T;
use crate::domain::ticket::status::Status as S;

/// The statuses that an action of a dispute may lead to from here; empty where it does not exist.
pub fn case_targets(kind: T, from: S, action: Action) -> &'static [S] {
    match action {
        Action::OpenDispute => opening(from),
        Action::Escalate => match from {
            S::PendingReview => &[S::PendingReview],
            S::InspectionException => &[S::InspectionException],
            _ => &[],
        },
        Action::RecordRuling => ruling(kind, from),
        _ => &[],
    }
}

/// A refund that is queued waits for finance again; all else stays where it is.
fn opening(from: S) -> &'static [S] {
    match from {
        S::Draft | S::Completed | S::Cancelled | S::Closed => &[],
        S::PendingReview => &[S::PendingReview],
        S::AwaitingBuyer => &[S::AwaitingBuyer],
        S::Approved => &[S::Approved],
        S::Rejected => &[S::Rejected],
        S::PendingReturn => &[S::PendingReturn],
        S::Returning => &[S::Returning],
        S::Received => &[S::Received],
        S::InspectionException => &[S::InspectionException],
        S::PendingRefund => &[S::PendingRefund],
        S::Refunding => &[S::Refunding, S::PendingRefund],
        S::RefundFailed => &[S::RefundFailed],
        S::PendingExchange => &[S::PendingExchange],
        S::ExchangeShipped => &[S::ExchangeShipped],
    }
}

/// What `consequence` may come to.
fn ruling(kind: T, from: S) -> &'static [S] {
    use S::*;
    match (from, kind) {
        (PendingReview, T::RefundOnly) => &[PendingReview, Closed, PendingRefund, Completed],
        (PendingReview, T::ReturnRefund) => {
            &[PendingReview, Closed, InspectionException, PendingReturn, Approved, PendingRefund, Completed]
        }
        (PendingReview, T::Exchange) => &[PendingReview, Closed, InspectionException, PendingReturn, Approved],
        (AwaitingBuyer, T::RefundOnly) => &[AwaitingBuyer, Closed, PendingRefund, Completed],
        (AwaitingBuyer, T::ReturnRefund) => {
            &[AwaitingBuyer, Closed, InspectionException, PendingReturn, Approved, PendingRefund, Completed]
        }
        (AwaitingBuyer, T::Exchange) => &[AwaitingBuyer, Closed, InspectionException, PendingReturn, Approved],
        (Rejected, T::RefundOnly) => &[Rejected, Closed, PendingRefund, Completed],
        (Rejected, T::ReturnRefund) => &[Rejected, Closed, PendingReturn, Approved, PendingRefund, Completed],
        (Rejected, T::Exchange) => &[Rejected, Closed, PendingReturn, Approved],
        (Approved, T::ReturnRefund) => &[Approved, Closed, PendingRefund, Completed],
        (Approved, T::Exchange) => &[Approved, Closed],
        (PendingReturn, T::ReturnRefund) => &[PendingReturn, Closed, PendingRefund, Completed],
        (PendingReturn, T::Exchange) => &[PendingReturn, Closed],
        (Returning, T::ReturnRefund | T::Exchange) => &[Returning],
        (Received, T::ReturnRefund | T::Exchange) => &[Received, InspectionException, Closed],
        (InspectionException, T::ReturnRefund) => &[InspectionException, Closed, PendingRefund, Completed],
        (InspectionException, T::Exchange) => &[InspectionException, Closed],
        (PendingRefund, T::RefundOnly) => &[PendingRefund, Closed, Completed],
        (PendingRefund, T::ReturnRefund) => &[PendingRefund, Closed, Completed, InspectionException],
        (Refunding, T::RefundOnly | T::ReturnRefund) => &[Refunding],
        (RefundFailed, T::RefundOnly | T::ReturnRefund) => &[RefundFailed],
        (PendingExchange, T::Exchange) => &[PendingExchange, InspectionException, Closed],
        (ExchangeShipped, T::Exchange) => &[ExchangeShipped],
        (Completed, T::RefundOnly | T::ReturnRefund | T::Exchange) => &[Completed],
        (Draft | Cancelled | Closed, _) => &[],
        (
            Approved | PendingReturn | Returning | Received | InspectionException | PendingExchange | ExchangeShipped,
            T::RefundOnly,
        ) => &[],
        (PendingExchange | ExchangeShipped, T::ReturnRefund) => &[],
        (PendingRefund | Refunding | RefundFailed, T::Exchange) => &[],
    }
}
