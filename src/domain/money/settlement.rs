//! How a refund is settled of which nobody knows whether it was paid: why it is unclear, what one person may record from the gateway's
//! statement and another may confirm, and where that leads. Rights, statuses and who shaped the ticket are `workflow::check`'s.

use crate::domain::codes::codes;
use crate::domain::money::Money;
use crate::domain::money::states::RefundState;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;

codes! {
    /// Why it is not known whether a refund was paid.
    UnclearCause {
        /// The gateway was queried often and gave no definite answer.
        Silent = "SILENT",
        /// The gateway says that it paid another amount than requested.
        AmountDiffers = "AMOUNT_DIFFERS",
        /// The gateway says that it paid what had failed, was cancelled or was paid in another way.
        LateSuccess = "LATE_SUCCESS",
        /// Somebody read something else in the gateway's statement than the gateway answered.
        Statement = "STATEMENT",
    }
}

codes! {
    /// The finding of a person in the gateway's statement.
    SettlementVerdict {
        PaidInFull = "PAID",
        PaidOther = "PAID_OTHER",
        NotPaid = "NOT_PAID",
    }
}

/// The facts of a refund that the guards of its settlement need.
#[derive(Clone, Copy, Debug)]
pub struct SettlementFacts {
    pub state: RefundState,
    /// It was on its way to a gateway at least once.
    pub is_sent: bool,
    pub is_unclear: bool,
    /// The recorder of the last statement, as long as nobody confirmed it.
    pub recorded_by: Option<i64>,
}

/// Whether the refund can be settled now: unclear ones, and those that failed or wait for a transfer after they were sent, where the
/// statement may say something else than the gateway did. The person who recorded a statement cannot confirm it.
pub fn check(action: Action, facts: &SettlementFacts, staff_id: Option<i64>) -> Result<(), Refusal> {
    let may_differ = facts.is_sent && matches!(facts.state, RefundState::Failed | RefundState::ManualPending);
    if !facts.is_unclear && !may_differ {
        return Err(Refusal::NothingToSettle);
    }
    match action {
        Action::ConfirmSettlement if facts.recorded_by.is_none() => Err(Refusal::NoStatementRecorded),
        Action::ConfirmSettlement if facts.recorded_by == staff_id => Err(Refusal::OwnStatement),
        _ => Ok(()),
    }
}

/// The amount that a verdict says was paid. `amount` is the refund's amount, `other` the typed one, `order_paid` the sum that the buyer paid
/// for the order: no gateway refunds more.
pub fn amount_paid(
    verdict: SettlementVerdict,
    amount: Money,
    other: Option<Money>,
    order_paid: Money,
) -> Result<Money, Refusal> {
    match (verdict, other) {
        (SettlementVerdict::PaidInFull, None) => Ok(amount),
        (SettlementVerdict::NotPaid, None) => Ok(Money::ZERO),
        (SettlementVerdict::PaidInFull | SettlementVerdict::NotPaid, Some(_)) => Err(Refusal::NotAllowedHere),
        (SettlementVerdict::PaidOther, None) => Err(Refusal::Required),
        (SettlementVerdict::PaidOther, Some(paid)) if paid <= Money::ZERO || paid == amount => {
            Err(Refusal::NotAnotherAmount)
        }
        (SettlementVerdict::PaidOther, Some(paid)) if paid > order_paid => Err(Refusal::MoreThanOrderPaid(order_paid)),
        (SettlementVerdict::PaidOther, Some(paid)) => Ok(paid),
    }
}

/// Where a confirmed settlement leads a refund and its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The money is paid: refund and ticket end.
    Complete,
    /// The money is counted where it was paid; ticket and refund stay as they are.
    Count,
    /// Nothing was paid: another way may be tried.
    Fail,
    /// Nothing was paid, and the refund had ended before.
    Nothing,
}

/// The effect of a confirmed verdict on a refund in `state`, whose ticket is in `status` with another refund in state `other`, if it has
/// one. A cancelled refund that was paid after all ends the ticket, unless goods or another payment are under way.
pub fn settled(state: RefundState, verdict: SettlementVerdict, status: Status, other: Option<RefundState>) -> Settled {
    let ended = matches!(state, RefundState::Succeeded | RefundState::Cancelled);
    if verdict == SettlementVerdict::NotPaid {
        return if ended { Settled::Nothing } else { Settled::Fail };
    }
    let is_free = matches!(other, None | Some(RefundState::PendingApproval | RefundState::Failed));
    match state {
        RefundState::Cancelled
            if is_free && matches!(status, Status::PendingReview | Status::PendingRefund | Status::RefundFailed) =>
        {
            Settled::Complete
        }
        RefundState::Cancelled | RefundState::Succeeded => Settled::Count,
        _ => Settled::Complete,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn money(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    #[test]
    fn only_what_may_have_been_paid_is_settled_and_by_two() {
        use Action::{ConfirmSettlement as Confirm, RecordSettlement as Record};
        use RefundState::*;
        let facts =
            |state, is_sent, is_unclear, recorded_by| SettlementFacts { state, is_sent, is_unclear, recorded_by };
        let cases = [
            (Record, facts(Unclear, true, true, None), Ok(())),
            (Record, facts(Unclear, true, true, Some(7)), Ok(())),
            (Record, facts(Failed, true, false, None), Ok(())),
            (Record, facts(ManualPending, true, false, None), Ok(())),
            (Record, facts(ManualPending, false, false, None), Err(Refusal::NothingToSettle)),
            (Record, facts(PendingApproval, false, false, None), Err(Refusal::NothingToSettle)),
            (Record, facts(Processing, true, false, None), Err(Refusal::NothingToSettle)),
            (Record, facts(Succeeded, true, false, None), Err(Refusal::NothingToSettle)),
            (Record, facts(Succeeded, true, true, None), Ok(())),
            (Record, facts(Cancelled, true, true, None), Ok(())),
            (Confirm, facts(Unclear, true, true, None), Err(Refusal::NoStatementRecorded)),
            (Confirm, facts(Unclear, true, true, Some(7)), Err(Refusal::OwnStatement)),
            (Confirm, facts(Unclear, true, true, Some(8)), Ok(())),
            (Confirm, facts(Succeeded, true, false, Some(8)), Err(Refusal::NothingToSettle)),
        ];
        for (action, facts, expected) in cases {
            assert_eq!(check(action, &facts, Some(7)), expected, "{action} {facts:?}");
        }
    }

    #[test]
    fn the_amount_follows_from_the_verdict() {
        let cases = [
            (SettlementVerdict::PaidInFull, None, Ok(money(4_000))),
            (SettlementVerdict::PaidInFull, Some(4_000), Err(Refusal::NotAllowedHere)),
            (SettlementVerdict::NotPaid, None, Ok(Money::ZERO)),
            (SettlementVerdict::PaidOther, None, Err(Refusal::Required)),
            (SettlementVerdict::PaidOther, Some(0), Err(Refusal::NotAnotherAmount)),
            (SettlementVerdict::PaidOther, Some(4_000), Err(Refusal::NotAnotherAmount)),
            (SettlementVerdict::PaidOther, Some(3_999), Ok(money(3_999))),
            (SettlementVerdict::PaidOther, Some(5_000), Ok(money(5_000))),
            (SettlementVerdict::PaidOther, Some(5_001), Err(Refusal::MoreThanOrderPaid(money(5_000)))),
        ];
        for (verdict, other, expected) in cases {
            let found = amount_paid(verdict, money(4_000), other.map(Money::from_minor), money(5_000));
            assert_eq!(found, expected, "{verdict} {other:?}");
        }
    }

    #[test]
    fn a_settlement_ends_the_ticket_only_where_nothing_else_is_under_way() {
        use RefundState::*;
        use SettlementVerdict::*;
        let cases = [
            (Unclear, PaidInFull, Status::Refunding, None, Settled::Complete),
            (Unclear, PaidOther, Status::Refunding, None, Settled::Complete),
            (Unclear, NotPaid, Status::Refunding, None, Settled::Fail),
            (Failed, NotPaid, Status::RefundFailed, None, Settled::Fail),
            (Succeeded, PaidInFull, Status::Completed, None, Settled::Count),
            (Succeeded, NotPaid, Status::Completed, None, Settled::Nothing),
            (Cancelled, PaidInFull, Status::PendingReview, None, Settled::Complete),
            (Cancelled, PaidInFull, Status::PendingRefund, Some(PendingApproval), Settled::Complete),
            (Cancelled, PaidInFull, Status::RefundFailed, Some(Failed), Settled::Complete),
            (Cancelled, PaidInFull, Status::RefundFailed, Some(ManualPending), Settled::Count),
            (Cancelled, PaidInFull, Status::Refunding, Some(Processing), Settled::Count),
            (Cancelled, PaidInFull, Status::Completed, Some(Succeeded), Settled::Count),
            (Cancelled, PaidInFull, Status::Returning, None, Settled::Count),
            (Cancelled, NotPaid, Status::PendingReview, None, Settled::Nothing),
        ];
        for (state, verdict, status, other, expected) in cases {
            assert_eq!(settled(state, verdict, status, other), expected, "{state} {verdict} {status} {other:?}");
        }
    }
}
