//! The ways a ticket can have gone, each a chain of steps that the transition table knows, with how often it is taken.

use crate::domain::event::EventKind as E;
use crate::domain::goods::condition::Verdict;
use crate::domain::goods::movement::OutboundState;
use crate::domain::money::states::RefundState;
use crate::domain::ticket::kind::{GoodsState, TicketType as T};
use crate::domain::ticket::status::{ReviewResult, Status as S};
use crate::store::bulk::plan::{PathPlan, StepPlan};

type Step = (E, S, &'static str);

const DRAFT: Step = (E::TicketDrafted, S::Draft, "FILER");
const SUBMIT: Step = (E::TicketSubmitted, S::PendingReview, "FILER");
const TO_MONEY: Step = (E::TicketApproved, S::PendingRefund, "REVIEWER");
const TO_RETURN: Step = (E::TicketApproved, S::PendingReturn, "REVIEWER");
const NO_ADDRESS: Step = (E::TicketApproved, S::Approved, "REVIEWER");
const REFUSE: Step = (E::TicketRejected, S::Rejected, "REVIEWER");
const CANCEL: Step = (E::TicketCancelled, S::Cancelled, "FILER");
const ASK: Step = (E::SupplementRequested, S::AwaitingBuyer, "FILER");
const CLOSE: Step = (E::TicketClosed, S::Closed, "REVIEWER");
const SHIP: Step = (E::ReturnShipped, S::Returning, "FILER");
const SIGN_IN: Step = (E::ParcelSignedIn, S::Returning, "KEEPER");
const RECEIVE: Step = (E::GoodsReceived, S::Received, "KEEPER");
const PASS: Step = (E::InspectionPassed, S::PendingRefund, "KEEPER");
const PASS_TO_EXCHANGE: Step = (E::InspectionPassed, S::PendingExchange, "KEEPER");
const DEVIATE: Step = (E::InspectionDeviated, S::InspectionException, "KEEPER");
const BOUNCE: Step = (E::RefundBounced, S::PendingReview, "FINANCE");
const PAY: Step = (E::RefundApproved, S::Refunding, "FINANCE");
const PAID: Step = (E::RefundSucceeded, S::Completed, "SYSTEM");
const NOT_PAID: Step = (E::RefundFailed, S::RefundFailed, "SYSTEM");
const DISPATCH: Step = (E::ReplacementShipped, S::ExchangeShipped, "KEEPER");
const CONFIRM: Step = (E::ReceiptConfirmed, S::Completed, "FILER");

/// A way: type, how often it is taken among the open or the ended ones of its type, steps.
const WAYS: &[(T, i64, &[Step])] = &[
    (T::RefundOnly, 70, &[SUBMIT, TO_MONEY, PAY, PAID]),
    (T::RefundOnly, 4, &[SUBMIT, TO_MONEY, BOUNCE, TO_MONEY, PAY, PAID]),
    (T::RefundOnly, 12, &[SUBMIT, REFUSE]),
    (T::RefundOnly, 8, &[SUBMIT, CANCEL]),
    (T::RefundOnly, 6, &[SUBMIT, CLOSE]),
    (T::RefundOnly, 45, &[SUBMIT]),
    (T::RefundOnly, 4, &[SUBMIT, ASK]),
    (T::RefundOnly, 9, &[SUBMIT, TO_MONEY, BOUNCE]),
    (T::RefundOnly, 21, &[SUBMIT, TO_MONEY]),
    (T::RefundOnly, 13, &[SUBMIT, TO_MONEY, PAY]),
    (T::RefundOnly, 12, &[SUBMIT, TO_MONEY, PAY, NOT_PAID]),
    (T::ReturnRefund, 66, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS, PAY, PAID]),
    (T::ReturnRefund, 4, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS, BOUNCE, TO_MONEY, PAY, PAID]),
    (T::ReturnRefund, 12, &[SUBMIT, REFUSE]),
    (T::ReturnRefund, 10, &[SUBMIT, CANCEL]),
    (T::ReturnRefund, 8, &[SUBMIT, CLOSE]),
    (T::ReturnRefund, 25, &[SUBMIT]),
    (T::ReturnRefund, 4, &[SUBMIT, ASK]),
    (T::ReturnRefund, 4, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS, BOUNCE]),
    (T::ReturnRefund, 5, &[SUBMIT, NO_ADDRESS]),
    (T::ReturnRefund, 20, &[SUBMIT, TO_RETURN]),
    (T::ReturnRefund, 15, &[SUBMIT, TO_RETURN, SHIP]),
    (T::ReturnRefund, 5, &[SUBMIT, TO_RETURN, SHIP, SIGN_IN]),
    (T::ReturnRefund, 7, &[SUBMIT, TO_RETURN, SHIP, SIGN_IN, RECEIVE]),
    (T::ReturnRefund, 5, &[SUBMIT, TO_RETURN, SHIP, SIGN_IN, RECEIVE, DEVIATE]),
    (T::ReturnRefund, 8, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS]),
    (T::ReturnRefund, 4, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS, PAY]),
    (T::ReturnRefund, 2, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS, PAY, NOT_PAID]),
    (T::Exchange, 68, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS_TO_EXCHANGE, DISPATCH, CONFIRM]),
    (T::Exchange, 12, &[SUBMIT, REFUSE]),
    (T::Exchange, 12, &[SUBMIT, CANCEL]),
    (T::Exchange, 8, &[SUBMIT, CLOSE]),
    (T::Exchange, 30, &[SUBMIT]),
    (T::Exchange, 4, &[SUBMIT, ASK]),
    (T::Exchange, 6, &[SUBMIT, NO_ADDRESS]),
    (T::Exchange, 20, &[SUBMIT, TO_RETURN]),
    (T::Exchange, 12, &[SUBMIT, TO_RETURN, SHIP]),
    (T::Exchange, 5, &[SUBMIT, TO_RETURN, SHIP, SIGN_IN]),
    (T::Exchange, 7, &[SUBMIT, TO_RETURN, SHIP, SIGN_IN, RECEIVE]),
    (T::Exchange, 4, &[SUBMIT, TO_RETURN, SHIP, SIGN_IN, RECEIVE, DEVIATE]),
    (T::Exchange, 9, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS_TO_EXCHANGE]),
    (T::Exchange, 7, &[SUBMIT, TO_RETURN, SHIP, RECEIVE, PASS_TO_EXCHANGE, DISPATCH]),
    (T::RefundOnly, 1, &[DRAFT]),
    (T::ReturnRefund, 1, &[DRAFT]),
    (T::Exchange, 1, &[DRAFT]),
];

/// How far a ticket has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Draft,
    Open,
    Ended,
}

/// A way with what follows from its steps.
#[derive(Clone, Debug)]
pub struct Path {
    pub kind: T,
    pub status: S,
    pub stage: Stage,
    pub weight: i64,
    pub plan: PathPlan,
    pub steps: Vec<StepPlan>,
}

impl Path {
    /// When a step with a share took place.
    pub fn at(&self, created_at: i64, span: i64, share: Option<i64>) -> i64 {
        created_at + span * share.unwrap_or_default() / 1000
    }
}

/// All ways, by number.
pub fn all() -> Vec<Path> {
    (0..).zip(WAYS).map(|(no, (kind, weight, steps))| path(no, *kind, *weight, steps)).collect()
}

fn path(no: i64, kind: T, weight: i64, steps: &[Step]) -> Path {
    let last_at = (steps.len() as i64 - 1).max(1);
    let share = |at: usize| at as i64 * 1000 / last_at;
    let first = |wanted: &dyn Fn(&Step) -> bool| steps.iter().position(wanted).map(share);
    let last = |wanted: &dyn Fn(&Step) -> bool| steps.iter().rposition(wanted).map(share);
    let is = |event: E| move |step: &Step| step.0 == event;
    let status = steps.last().map_or(S::Draft, |step| step.1);
    let stage = match status {
        S::Draft => Stage::Draft,
        S::Completed | S::Rejected | S::Cancelled | S::Closed => Stage::Ended,
        _ => Stage::Open,
    };
    let judged = |step: &Step| matches!(step.0, E::TicketApproved | E::TicketRejected);
    let to_money = |step: &Step| step.1 == S::PendingRefund;
    let bounces = steps.iter().filter(|step| step.0 == E::RefundBounced).count() as i64;
    let approvals = steps.iter().filter(|step| step.0 == E::TicketApproved).count() as i64;
    let has = |event: E| steps.iter().any(|step| step.0 == event);
    let passed = has(E::InspectionPassed);
    let returns = steps.iter().any(|step| matches!(step.1, S::PendingReturn | S::Approved));
    let plan = PathPlan {
        no,
        kind: kind.code(),
        status: status.code(),
        events: steps.len() as i64,
        submitted: status != S::Draft,
        review_result: match (approvals > 0, has(E::TicketRejected)) {
            (true, _) => ReviewResult::Passed,
            (_, true) => ReviewResult::Refused,
            _ => ReviewResult::None,
        }
        .code(),
        bounces,
        // A ticket that finance sent back is not approved until a reviewer approves it again.
        approved: approvals > 0 && status != S::PendingReview,
        goods_state: match () {
            () if passed => GoodsState::Shelved,
            () if has(E::GoodsReceived) => GoodsState::SellerReceived,
            () if has(E::ReturnShipped) => GoodsState::OnTheWay,
            () => GoodsState::WithBuyer,
        }
        .code(),
        has_return: returns,
        review_share: last(&judged),
        first_review_share: first(&judged),
        bounce_share: last(&is(E::RefundBounced)),
        ship_share: last(&is(E::ReturnShipped)),
        sign_in_share: last(&is(E::ParcelSignedIn)),
        receive_share: last(&is(E::GoodsReceived)),
        inspect_share: last(&|step| matches!(step.0, E::InspectionPassed | E::InspectionDeviated)),
        verdict: match (passed, has(E::InspectionDeviated)) {
            (true, _) => Verdict::Pass.code(),
            (_, true) => Verdict::Deviates.code(),
            _ => "",
        },
        refund_state: match status {
            S::PendingRefund => Some(RefundState::PendingApproval.code()),
            S::Refunding => Some(RefundState::ManualPending.code()),
            S::RefundFailed => Some(RefundState::Failed.code()),
            S::Completed if kind.refunds_money() => Some(RefundState::Succeeded.code()),
            _ => None,
        },
        open_share: last(&to_money),
        first_open_share: first(&to_money),
        finance_share: last(&is(E::RefundApproved)),
        end_share: Some(1000),
        outbound_state: match kind {
            T::Exchange if has(E::ReplacementShipped) => Some(OutboundState::Shipped.code()),
            T::Exchange if steps.iter().any(|step| step.1 == S::PendingReturn) => Some(OutboundState::Reserved.code()),
            _ => None,
        },
        dispatch_share: last(&is(E::ReplacementShipped)),
        completed: status == S::Completed,
    };
    let chain = steps
        .iter()
        .enumerate()
        .map(|(at, (kind, to, who))| StepPlan {
            path: no,
            seq: at as i64 + 1,
            kind: kind.code(),
            from_status: at.checked_sub(1).map(|before| steps[before].1.code()),
            to_status: to.code(),
            who,
            share: share(at),
        })
        .collect();
    Path { kind, status, stage, weight, plan, steps: chain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticket::workflow::steps;

    #[test]
    fn every_way_is_one_that_the_product_allows() {
        for (kind, _, way) in WAYS {
            for pair in way.windows(2) {
                let (from, to) = (pair[0].1, pair[1].1);
                let listed = steps(*kind, from).iter().any(|(_, targets)| targets.contains(&to));
                assert!(listed || from == to, "{kind}: {from} to {to}");
            }
        }
    }

    #[test]
    fn every_status_of_every_type_is_reached() {
        let paths = all();
        for status in S::ALL {
            assert!(paths.iter().any(|path| path.status == *status), "{status}");
        }
    }
}
