//! Which terms a ticket has: a pure function of where it stands, so that the clocks after any step are those that its facts call for.

use crate::domain::term::kind::{Basis, TermKind};
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;

/// The facts of a ticket that terms depend on.
#[derive(Clone, Debug)]
pub struct TermFacts {
    pub kind: TicketType,
    pub status: Status,
    pub status_since: Timestamp,
    pub submitted_at: Option<Timestamp>,
    /// The round of review, from 1.
    pub round: i32,
    /// When its parcel was signed in.
    pub signed_in_at: Option<Timestamp>,
    /// Every line came back without a reason, within the window.
    pub is_no_reason: bool,
    /// Its goods are on their way out to the buyer, or are to be sent there.
    pub sending_back: bool,
    /// It was closed because the goods were not sent in time, and taken up again.
    pub was_reopened: bool,
    /// When the platform acts by itself, where it said so.
    pub platform_due: Option<Timestamp>,
    /// Its case is before somebody else: our clocks stand still.
    pub on_hold: bool,
    /// Since when, and until when, our evidence is waited for.
    pub evidence: Option<(Timestamp, Timestamp)>,
}

/// A term that a ticket is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub kind: TermKind,
    pub basis: Basis,
    pub start: Timestamp,
    /// It stands still: somebody else has to act first.
    pub is_paused: bool,
    /// Its end, where that was typed.
    pub due: Option<Timestamp>,
}

impl Wanted {
    fn new(kind: TermKind, basis: Basis, start: Timestamp) -> Self {
        Self { kind, basis, start, is_paused: false, due: None }
    }
}

/// Why an open ticket has no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoClock {
    /// A draft is its filer's.
    Draft,
    /// The buyer is to be given an address.
    NoAddress,
    /// The gateway is to answer.
    AtGateway,
    /// The goods are to be sent back to the buyer.
    SendingBack,
    /// Nothing follows.
    Ended,
}

/// The terms that a ticket is to have; where it has none, why.
pub fn wanted(facts: &TermFacts) -> Result<Vec<Wanted>, NoClock> {
    let legal = facts.signed_in_at.filter(|_| owes_by_law(facts));
    let legal = legal.map(|at| Wanted::new(TermKind::LegalRefund, Basis::SignIn, at));
    let has_begun = facts.status != Status::Draft && !facts.status.is_terminal();
    let platform = facts.platform_due.filter(|_| has_begun);
    let platform = platform
        .map(|due| Wanted { due: Some(due), ..Wanted::new(TermKind::Platform, Basis::Status, facts.status_since) });
    let evidence = facts
        .evidence
        .map(|(start, due)| Wanted { due: Some(due), ..Wanted::new(TermKind::Evidence, Basis::Status, start) });
    let beside: Vec<Wanted> = legal.into_iter().chain(platform).chain(evidence).collect();
    let held = |own: Wanted| Wanted { is_paused: own.is_paused || facts.on_hold, ..own };
    match own(facts) {
        Ok(own) => Ok(own.into_iter().map(held).chain(beside).collect()),
        Err(none) if beside.is_empty() => Err(none),
        Err(_) => Ok(beside),
    }
}

/// Why a ticket in a status has no clock of its own; `None` where it has one.
pub fn why_none(status: Status, sending_back: bool) -> Option<NoClock> {
    match status {
        Status::Draft => Some(NoClock::Draft),
        Status::Approved => Some(NoClock::NoAddress),
        Status::Refunding => Some(NoClock::AtGateway),
        Status::InspectionException if sending_back => Some(NoClock::SendingBack),
        Status::Completed | Status::Cancelled | Status::Closed => Some(NoClock::Ended),
        _ => None,
    }
}

/// The terms of the ticket's own status.
fn own(facts: &TermFacts) -> Result<Vec<Wanted>, NoClock> {
    if let Some(none) = why_none(facts.status, facts.sending_back) {
        return Err(none);
    }
    let from_status = |kind| Wanted::new(kind, Basis::Status, facts.status_since);
    let of_status = |kind| Ok(vec![from_status(kind)]);
    let review = || match facts.round {
        ..=1 => Wanted::new(TermKind::Review, Basis::Status, facts.submitted_at.unwrap_or(facts.status_since)),
        _ => from_status(TermKind::SecondReview),
    };
    match facts.status {
        Status::PendingReview => Ok(vec![review()]),
        // The review stands still with what is left of it while the buyer has to act.
        Status::AwaitingBuyer => Ok(vec![from_status(TermKind::Supplement), Wanted { is_paused: true, ..review() }]),
        Status::Rejected => of_status(TermKind::Appeal),
        Status::PendingReturn | Status::Returning => match facts.signed_in_at {
            Some(start) => Ok(vec![Wanted::new(TermKind::Receipt, Basis::SignIn, start)]),
            None if facts.status == Status::PendingReturn => {
                let basis = if facts.was_reopened { Basis::Reopening } else { Basis::Status };
                Ok(vec![Wanted::new(TermKind::Return, basis, facts.status_since)])
            }
            None => of_status(TermKind::Receipt),
        },
        Status::Received => of_status(TermKind::Inspection),
        Status::InspectionException => of_status(TermKind::SecondReview),
        Status::PendingRefund | Status::RefundFailed => of_status(TermKind::Finance),
        Status::PendingExchange => of_status(TermKind::Replacement),
        Status::ExchangeShipped => of_status(TermKind::Confirmation),
        Status::Draft
        | Status::Approved
        | Status::Refunding
        | Status::Completed
        | Status::Cancelled
        | Status::Closed => Err(NoClock::Ended),
    }
}

/// Goods that came back without a reason are paid back within a time that the law sets, as long as nobody found them wanting.
fn owes_by_law(facts: &TermFacts) -> bool {
    let is_owed = matches!(
        facts.status,
        Status::PendingReturn
            | Status::Returning
            | Status::Received
            | Status::PendingRefund
            | Status::Refunding
            | Status::RefundFailed
    );
    is_owed && facts.is_no_reason && facts.kind.returns_goods() && facts.kind.refunds_money()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(status: Status) -> TermFacts {
        TermFacts {
            kind: TicketType::ReturnRefund,
            status,
            status_since: Timestamp::from_micros(100),
            submitted_at: Some(Timestamp::from_micros(10)),
            round: 1,
            signed_in_at: None,
            is_no_reason: true,
            sending_back: false,
            was_reopened: false,
            platform_due: None,
            on_hold: false,
            evidence: None,
        }
    }

    fn kinds(facts: &TermFacts) -> Vec<&'static str> {
        wanted(facts).unwrap_or_default().iter().map(|wanted| wanted.kind.code()).collect()
    }

    #[test]
    fn each_open_status_has_a_clock_or_a_reason_for_none() {
        for (status, expected) in [
            (Status::Draft, &[] as &[&str]),
            (Status::PendingReview, &["REVIEW"]),
            (Status::AwaitingBuyer, &["SUPPLEMENT", "REVIEW"]),
            (Status::Approved, &[]),
            (Status::Rejected, &["APPEAL"]),
            (Status::PendingReturn, &["RETURN"]),
            (Status::Returning, &["RECEIPT"]),
            (Status::Received, &["INSPECTION"]),
            (Status::InspectionException, &["SECOND_REVIEW"]),
            (Status::PendingRefund, &["FINANCE"]),
            (Status::Refunding, &[]),
            (Status::RefundFailed, &["FINANCE"]),
            (Status::PendingExchange, &["REPLACEMENT"]),
            (Status::ExchangeShipped, &["CONFIRMATION"]),
            (Status::Completed, &[]),
            (Status::Cancelled, &[]),
            (Status::Closed, &[]),
        ] {
            assert_eq!(kinds(&facts(status)), expected, "{status}");
        }
    }

    #[test]
    fn a_parcel_that_is_here_is_the_warehouses_and_the_laws() {
        let here = |status| TermFacts { signed_in_at: Some(Timestamp::from_micros(50)), ..facts(status) };
        assert_eq!(kinds(&here(Status::PendingReturn)), ["RECEIPT", "LEGAL_REFUND"]);
        assert_eq!(kinds(&here(Status::Returning)), ["RECEIPT", "LEGAL_REFUND"]);
        assert_eq!(wanted(&here(Status::Returning)).unwrap_or_default()[0].start.micros(), 50);
        assert_eq!(kinds(&here(Status::PendingRefund)), ["FINANCE", "LEGAL_REFUND"]);
        assert_eq!(kinds(&here(Status::Refunding)), ["LEGAL_REFUND"], "the gateway's time does not stop the law's");
        assert_eq!(kinds(&here(Status::InspectionException)), ["SECOND_REVIEW"], "goods that were found wanting");
        let faulty = TermFacts { is_no_reason: false, ..here(Status::Received) };
        assert_eq!(kinds(&faulty), ["INSPECTION"]);
        let exchange = TermFacts { kind: TicketType::Exchange, ..here(Status::Received) };
        assert_eq!(kinds(&exchange), ["INSPECTION"]);
    }

    #[test]
    fn a_bounced_ticket_is_reviewed_again_and_goods_on_their_way_out_wait_for_the_warehouse() {
        assert_eq!(kinds(&TermFacts { round: 2, ..facts(Status::PendingReview) }), ["SECOND_REVIEW"]);
        assert_eq!(
            wanted(&facts(Status::PendingReview)).unwrap_or_default()[0].start.micros(),
            10,
            "from its submission"
        );
        let waiting = wanted(&facts(Status::AwaitingBuyer)).unwrap_or_default();
        assert_eq!(waiting.iter().map(|term| term.is_paused).collect::<Vec<_>>(), [false, true]);
        let out = TermFacts { sending_back: true, ..facts(Status::InspectionException) };
        assert_eq!(wanted(&out), Err(NoClock::SendingBack));
        assert_eq!(wanted(&facts(Status::Approved)), Err(NoClock::NoAddress));
    }

    #[test]
    fn the_platforms_time_runs_beside_ours_until_the_ticket_ends() {
        let known = |status| TermFacts { platform_due: Some(Timestamp::from_micros(900)), ..facts(status) };
        assert_eq!(kinds(&known(Status::PendingReview)), ["REVIEW", "PLATFORM"]);
        assert_eq!(kinds(&known(Status::Approved)), ["PLATFORM"]);
        assert_eq!(kinds(&known(Status::Rejected)), ["APPEAL", "PLATFORM"]);
        assert_eq!(kinds(&known(Status::Closed)), [""; 0]);
        assert_eq!(kinds(&known(Status::Draft)), [""; 0]);
    }
}
