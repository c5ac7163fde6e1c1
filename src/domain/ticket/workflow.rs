//! The transition table and the guards in front of it. `targets` is one exhaustive match: a new type or status does not compile until every
//! case is thought of. The page calls `check` (is this button on, and if not, why?), and so does the command.

use crate::domain::dispute::problem::DisputeProblem;
use crate::domain::dispute::targets::case_targets;
use crate::domain::money::states::RefundState;
use crate::domain::permission::{Permission, Role, granted};
use crate::domain::refusal::Refusal;
use crate::domain::term::problem::TermProblem;
pub use crate::domain::ticket::action::Action;
use crate::domain::ticket::facts::TicketFacts;
use crate::domain::ticket::kind::TicketType as T;
use crate::domain::ticket::shaping::{Shaping, share_ever, share_of};
use crate::domain::ticket::status::Status as S;

/// The statuses an action may lead to from here; empty where the action does not exist.
pub fn targets(kind: T, from: S, action: Action) -> &'static [S] {
    let own = steps(kind, from).iter().find(|(a, _)| *a == action).map(|(_, to)| *to);
    own.unwrap_or_else(|| case_targets(kind, from, action))
}

/// Every action that exists for a type in a status, with the statuses it may lead to.
/// Notes, evidence, the address of a parcel, assigning and archiving change no status; they are not listed. A settlement is about one
/// refund of the ticket and is listed where it may change the ticket's status. What concerns a dispute is in `case_targets`.
pub fn steps(kind: T, from: S) -> &'static [(Action, &'static [S])] {
    use Action::*;
    match from {
        S::Draft => match kind {
            T::RefundOnly | T::ReturnRefund | T::Exchange => &[
                (EditDraft, &[S::Draft]),
                (Override, &[S::Draft]),
                (Submit, &[S::PendingReview]),
                (Discard, &[S::Cancelled]),
            ],
        },
        S::PendingReview => match kind {
            T::RefundOnly => &[
                (AutoApprove, &[S::PendingRefund]),
                (RequestSupplement, &[S::AwaitingBuyer]),
                (Offer, &[S::AwaitingBuyer]),
                (Approve, &[S::PendingRefund, S::Completed]),
                (Reject, &[S::Rejected]),
                (Cancel, &[S::Cancelled]),
                (Close, &[S::Closed]),
                (ConfirmSettlement, &[S::Completed]),
            ],
            T::ReturnRefund => &[
                (AutoApprove, &[S::PendingReturn]),
                (RequestSupplement, &[S::AwaitingBuyer]),
                (Offer, &[S::AwaitingBuyer]),
                (Approve, &[S::PendingReturn, S::Approved, S::PendingRefund]),
                (Reject, &[S::Rejected]),
                (SendBack, &[S::InspectionException, S::Closed]),
                (Cancel, &[S::Cancelled]),
                (Close, &[S::Closed]),
                (ConfirmSettlement, &[S::Completed]),
            ],
            T::Exchange => &[
                (RequestSupplement, &[S::AwaitingBuyer]),
                (Approve, &[S::PendingReturn, S::Approved]),
                (Reject, &[S::Rejected]),
                (SendBack, &[S::InspectionException, S::Closed]),
                (Cancel, &[S::Cancelled]),
                (Close, &[S::Closed]),
            ],
        },
        S::AwaitingBuyer => match kind {
            T::RefundOnly | T::ReturnRefund | T::Exchange => &[
                (RecordAnswer, &[S::PendingReview]),
                (TimeOut, &[S::Closed]),
                (Cancel, &[S::Cancelled]),
                (Close, &[S::Closed]),
            ],
        },
        S::Approved => match kind {
            T::RefundOnly => &[],
            T::ReturnRefund | T::Exchange => &[
                (Withdraw, &[S::PendingReview]),
                (GiveAddress, &[S::PendingReturn]),
                (Cancel, &[S::Cancelled]),
                (Close, &[S::Closed]),
            ],
        },
        S::Rejected => match kind {
            T::RefundOnly | T::ReturnRefund | T::Exchange => {
                &[(Appeal, &[S::PendingReview]), (Withdraw, &[S::PendingReview])]
            }
        },
        S::PendingReturn => match kind {
            T::RefundOnly => &[],
            T::ReturnRefund | T::Exchange => &[
                (Withdraw, &[S::PendingReview]),
                (GiveAddress, &[S::PendingReturn]),
                (ShipBack, &[S::Returning]),
                (ExtendReturn, &[S::PendingReturn]),
                (Receive, &[S::Received]),
                (TimeOut, &[S::Closed]),
                (Cancel, &[S::Cancelled]),
            ],
        },
        S::Returning => match kind {
            T::RefundOnly => &[],
            T::ReturnRefund | T::Exchange => {
                &[(ShipBack, &[S::Returning]), (ClearTracking, &[S::PendingReturn]), (Receive, &[S::Received])]
            }
        },
        S::Received => match kind {
            T::RefundOnly => &[],
            T::ReturnRefund => &[
                (Recount, &[S::Received]),
                (InspectPass, &[S::PendingRefund, S::Completed]),
                (InspectDeviate, &[S::InspectionException]),
            ],
            T::Exchange => &[
                (Recount, &[S::Received]),
                (InspectPass, &[S::PendingExchange]),
                (InspectDeviate, &[S::InspectionException]),
            ],
        },
        S::InspectionException => match kind {
            T::RefundOnly => &[],
            T::ReturnRefund => &[
                (Accept, &[S::PendingRefund, S::Completed]),
                (Deduct, &[S::PendingRefund]),
                (AcceptPart, &[S::PendingRefund, S::Completed]),
                (SendBack, &[S::InspectionException, S::Closed]),
                (Dispatch, &[S::Closed]),
            ],
            T::Exchange => &[
                (Accept, &[S::PendingExchange]),
                (AcceptPart, &[S::PendingExchange]),
                (SendBack, &[S::InspectionException, S::Closed]),
                (Dispatch, &[S::Closed]),
            ],
        },
        S::PendingRefund => match kind {
            T::RefundOnly | T::ReturnRefund => &[
                (FinanceApprove, &[S::Refunding]),
                (Bounce, &[S::PendingReview]),
                (Withdraw, &[S::PendingReview]),
                (Cancel, &[S::Cancelled]),
                (ConfirmSettlement, &[S::Completed]),
            ],
            T::Exchange => &[],
        },
        S::Refunding => match kind {
            T::RefundOnly | T::ReturnRefund => &[
                (GatewaySucceeded, &[S::Completed]),
                (GatewayFailed, &[S::RefundFailed]),
                (GatewayUnclear, &[S::Refunding]),
                (RecordOffline, &[S::Refunding]),
                (ConfirmOffline, &[S::Completed]),
                (RecordSettlement, &[S::Refunding]),
                (ConfirmSettlement, &[S::Completed, S::RefundFailed]),
            ],
            T::Exchange => &[],
        },
        S::RefundFailed => match kind {
            T::RefundOnly | T::ReturnRefund => &[
                (Retry, &[S::Refunding]),
                (RecordOffline, &[S::Refunding]),
                (ConfirmOffline, &[S::Completed]),
                (Bounce, &[S::PendingReview]),
                (GatewayUnclear, &[S::Refunding]),
                (RecordSettlement, &[S::Refunding]),
                (ConfirmSettlement, &[S::Completed]),
            ],
            T::Exchange => &[],
        },
        S::PendingExchange => match kind {
            T::RefundOnly | T::ReturnRefund => &[],
            T::Exchange => &[(Dispatch, &[S::ExchangeShipped])],
        },
        S::ExchangeShipped => match kind {
            T::RefundOnly | T::ReturnRefund => &[],
            T::Exchange => &[(ConfirmReceipt, &[S::Completed]), (TimeOut, &[S::Completed])],
        },
        S::Closed => match kind {
            T::RefundOnly => &[],
            T::ReturnRefund | T::Exchange => &[(ReopenReturn, &[S::PendingReturn])],
        },
        S::Completed | S::Cancelled => match kind {
            T::RefundOnly | T::ReturnRefund | T::Exchange => &[],
        },
    }
}

/// The person, or the system, who wants to take an action.
#[derive(Clone, Copy, Debug)]
pub enum Principal<'a> {
    Staff { id: i64, roles: &'a [Role] },
    System,
}

/// Whether the principal may take the action now, and the rule that forbids it if not.
/// Input (amounts, reasons, counts) is checked by the command itself.
pub fn check(action: Action, facts: &TicketFacts, principal: Principal<'_>) -> Result<(), Refusal> {
    let everywhere = matches!(
        action,
        Action::Note
            | Action::Attach
            | Action::WithdrawFile
            | Action::ChangeShipTo
            | Action::TellBuyer
            | Action::NotePlatform
            | Action::CheckProofs
            | Action::LogAttempt
            | Action::RecordDelivery
            | Action::CheckDamage
            | Action::AddEvidence
            | Action::Assign
            | Action::Archive
            | Action::Unarchive
            | Action::GatewayUnclear
            | Action::RecordSettlement
            | Action::ConfirmSettlement
    );
    let mut own_id = None;
    let is_manager = matches!(principal, Principal::Staff { roles, .. } if roles.contains(&Role::Manager));
    match (principal, action.permission()) {
        (Principal::System, _) => {}
        (Principal::Staff { id, roles }, Some(permission)) => {
            let photo_of_inspection =
                matches!(action, Action::Attach | Action::WithdrawFile) && granted(roles, Permission::Inspect);
            if !granted(roles, permission) && !photo_of_inspection {
                return Err(Refusal::NoRight(permission));
            }
            own_id = Some(id);
        }
        (Principal::Staff { .. }, None) => return Err(Refusal::SystemOnly),
    }
    if !everywhere && targets(facts.kind, facts.status, action).is_empty() {
        return Err(Refusal::NotInThisStatus(facts.status));
    }
    if facts.on_hold && !action.goes_on_while_held() {
        return Err(Refusal::Dispute(match action {
            Action::OpenDispute => DisputeProblem::OpenAlready,
            _ => DisputeProblem::OnHold,
        }));
    }
    let own = |who: Option<i64>| who.is_some() && who == own_id;
    let share = |wanted: fn(Shaping) -> bool| share_of(&facts.shapers, facts.round, own_id?, wanted);
    match action {
        Action::LogAttempt if !matches!(facts.status, S::PendingReview | S::AwaitingBuyer) => {
            Err(Refusal::NotInThisStatus(facts.status))
        }
        Action::RecordDelivery | Action::CheckDamage if facts.status == S::Draft || facts.status.is_terminal() => {
            Err(Refusal::NotInThisStatus(facts.status))
        }
        Action::NotePlatform if facts.status == S::Draft => Err(Refusal::NotInThisStatus(facts.status)),
        Action::AddEvidence | Action::RecordRuling if !facts.on_hold => Err(Refusal::NotInThisStatus(facts.status)),
        Action::RecordRuling if facts.is_unclear => Err(Refusal::PaymentUnclear),
        Action::Escalate if facts.is_escalated => Err(Refusal::NotInThisStatus(facts.status)),
        action if action.decides() && facts.is_escalated && !is_manager => {
            Err(Refusal::Dispute(DisputeProblem::ForManager))
        }
        Action::Appeal if facts.appeal_over => Err(Refusal::Term(TermProblem::AppealOver)),
        Action::Approve | Action::Reject if own(facts.appeal_against) => Err(Refusal::Term(TermProblem::OwnRejection)),
        Action::ExtendReturn if facts.is_extended => Err(Refusal::Term(TermProblem::ExtendedBefore)),
        Action::ReopenReturn if !facts.return_timed_out => Err(Refusal::NotInThisStatus(facts.status)),
        Action::Archive if !facts.status.has_ended() => Err(Refusal::NotEnded),
        Action::TellBuyer if !facts.buyer_to_tell => Err(Refusal::NotInThisStatus(facts.status)),
        Action::ChangeShipTo if !awaits_parcel(facts) => Err(Refusal::NotInThisStatus(facts.status)),
        Action::FinanceApprove | Action::Bounce | Action::Retry | Action::RecordOffline | Action::ConfirmOffline
            if facts.is_unclear =>
        {
            Err(Refusal::PaymentUnclear)
        }
        Action::Withdraw if !own(facts.decided_by) => Err(Refusal::NotOwnDecision),
        Action::Reject | Action::Withdraw | Action::Close | Action::Cancel | Action::TimeOut if facts.is_unclear => {
            Err(Refusal::PaymentUnclear)
        }
        Action::Approve | Action::Reject if !facts.filer_may_review && share(Shaping::applies).is_some() => {
            Err(Refusal::OwnTicket)
        }
        Action::Reject | Action::Close | Action::Cancel if facts.goods.with_seller() => Err(Refusal::GoodsAreHere),
        Action::TimeOut if facts.status == S::AwaitingBuyer && facts.goods.with_seller() => Err(Refusal::GoodsAreHere),
        Action::Cancel | Action::ClearTracking | Action::Withdraw | Action::TimeOut
            if facts.signed_in && !facts.goods.with_seller() =>
        {
            Err(Refusal::GoodsAreHere)
        }
        Action::SendBack if facts.status == S::PendingReview && !facts.goods.with_seller() => {
            Err(Refusal::GoodsNotHere)
        }
        Action::Accept | Action::Deduct | Action::AcceptPart | Action::SendBack if facts.sending_back => {
            Err(Refusal::SendBackDecided)
        }
        // The platform paid before the goods came: they are taken as they are.
        Action::Deduct | Action::AcceptPart | Action::SendBack
            if refund_state(facts) == Some(RefundState::Succeeded) =>
        {
            Err(Refusal::RefundUnderWay)
        }
        Action::Dispatch if facts.status == S::InspectionException && !facts.sending_back => {
            Err(Refusal::NothingToDispatch)
        }
        Action::Cancel | Action::Withdraw | Action::TimeOut
            if refund_state(facts).is_some_and(|state| state != RefundState::PendingApproval) =>
        {
            Err(Refusal::RefundUnderWay)
        }
        Action::RecordOffline
            if facts.status == S::Refunding && refund_state(facts) != Some(RefundState::ManualPending) =>
        {
            Err(Refusal::GatewayPays)
        }
        Action::RecordOffline if recorded_by(facts).is_some() => Err(Refusal::OfflineAlreadyRecorded),
        Action::Retry | Action::Bounce if recorded_by(facts).is_some() => Err(Refusal::OfflineAlreadyRecorded),
        Action::ConfirmOffline if recorded_by(facts).is_none() => Err(Refusal::NothingRecorded),
        Action::ConfirmOffline if own(recorded_by(facts)) => Err(Refusal::OwnOfflinePayment),
        // The payment may be of an earlier round.
        Action::RecordSettlement | Action::ConfirmSettlement => own_id
            .and_then(|id| share_ever(&facts.shapers, id))
            .map_or(Ok(()), |shaping| Err(Refusal::OwnShare(shaping))),
        action if action.pays() => share(|_| true).map_or(Ok(()), |shaping| Err(Refusal::OwnShare(shaping))),
        _ => Ok(()),
    }
}

/// Whether a parcel to the buyer is still to be sent, or may be: a replacement, or goods that go back.
fn awaits_parcel(facts: &TicketFacts) -> bool {
    let is_over = facts.status.has_ended() || matches!(facts.status, S::Draft | S::ExchangeShipped);
    facts.sending_back || (facts.kind.ships_replacement() && !is_over)
}

fn refund_state(facts: &TicketFacts) -> Option<RefundState> {
    facts.refund.as_ref().map(|refund| refund.state)
}

fn recorded_by(facts: &TicketFacts) -> Option<i64> {
    facts.refund.as_ref().and_then(|refund| refund.recorded_by)
}
