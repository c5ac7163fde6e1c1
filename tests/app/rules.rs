//! The permission matrix and the transition table, as reviewed snapshots and against the allowed edges, typed in here by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use aftersales::domain::dispute::targets::case_targets;
use aftersales::domain::money::states::RefundState;
use aftersales::domain::permission::{Permission, Role};
use aftersales::domain::refusal::Refusal;
use aftersales::domain::ticket::facts::{RefundFacts, TicketFacts};
use aftersales::domain::ticket::kind::{GoodsState, TicketType};
use aftersales::domain::ticket::shaping::{Shaper, Shaping};
use aftersales::domain::ticket::status::Status;
use aftersales::domain::ticket::workflow::{Action, Principal, check, steps, targets};

#[test]
fn the_permission_matrix_is_as_reviewed() {
    let mut table = String::new();
    for permission in Permission::ALL {
        let holders: Vec<&str> =
            Role::ALL.iter().filter(|role| role.grants(*permission)).map(|role| role.code()).collect();
        writeln!(table, "{:<16} {}", permission.code(), holders.join(" ")).expect("a line");
    }
    insta::assert_snapshot!("permission_matrix", table);
}

#[test]
fn administrators_have_no_money_rights() {
    for permission in [Permission::Review, Permission::DecideRefund, Permission::PayOffline, Permission::ViewRefunds] {
        assert!(!Role::Admin.grants(permission), "{permission}");
    }
    let changes = [Permission::FileTicket, Permission::Review, Permission::DecideRefund, Permission::WorkWarehouse];
    assert!(changes.iter().all(|permission| !Role::Auditor.grants(*permission)), "an auditor only looks");
}

/// What concerns a dispute leads on from wherever a ticket stands.
const CASES: [Action; 3] = [Action::OpenDispute, Action::RecordRuling, Action::Escalate];

#[test]
fn the_transition_table_is_as_reviewed() {
    let mut table = String::new();
    for kind in TicketType::ALL {
        writeln!(table, "{kind}").expect("a line");
        for status in Status::ALL {
            let cases = CASES.map(|action| (action, case_targets(*kind, *status, action)));
            let cases = cases.iter().filter(|(_, to)| !to.is_empty());
            for (action, to) in steps(*kind, *status).iter().chain(cases) {
                let to: Vec<&str> = to.iter().map(|status| status.code()).collect();
                writeln!(table, "  {:<20} {:<18} {}", status.code(), action.code(), to.join(" ")).expect("a line");
            }
        }
    }
    insta::assert_snapshot!("transition_table", table);
}

/// I1: every status that is no end has a way to one. A rejected ticket is an end too: what follows is a new ticket.
#[test]
fn every_status_that_can_be_reached_can_end() {
    for kind in TicketType::ALL {
        let reachable = reach(*kind, Status::Draft);
        for status in reachable.iter().filter(|status| !is_end(**status)) {
            assert!(reach(*kind, *status).iter().any(|to| is_end(*to)), "{kind}: {status} leads nowhere");
        }
    }
}

fn is_end(status: Status) -> bool {
    status.is_terminal() || status == Status::Rejected
}

fn reach(kind: TicketType, from: Status) -> BTreeSet<Status> {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(status) = open.pop() {
        for to in steps(kind, status).iter().flat_map(|(_, to)| to.iter()) {
            if seen.insert(*to) {
                open.push(*to);
            }
        }
    }
    seen
}

/// The allowed edges: from, then the statuses by short name for refund only, return and refund, exchange.
const EDGES: &[(Status, &str, &str, &str)] = &[
    (Status::Draft, "PREV CANC", "PREV CANC", "PREV CANC"),
    (
        Status::PendingReview,
        "AWAIT REJ PREF DONE CLOSED CANC",
        "AWAIT REJ APPR PRET EXC PREF DONE CLOSED CANC",
        "AWAIT REJ APPR PRET EXC PEX CLOSED CANC",
    ),
    (Status::AwaitingBuyer, "PREV CLOSED CANC", "PREV CLOSED CANC", "PREV CLOSED CANC"),
    (Status::Rejected, "PREV PREF CLOSED", "PREV PRET PREF CLOSED", "PREV PRET CLOSED"),
    (Status::Approved, "", "PREV PRET CLOSED CANC", "PREV PRET CLOSED CANC"),
    (Status::PendingReturn, "", "PREV RETG RECV DONE CLOSED CANC", "PREV RETG RECV DONE CLOSED CANC"),
    (Status::Returning, "", "PRET RECV EXC", "PRET RECV EXC"),
    (Status::Received, "", "EXC PREF DONE", "EXC PEX DONE"),
    (Status::InspectionException, "", "PREV RETG PREF DONE CLOSED", "PREV RETG PREF PEX DONE CLOSED"),
    (Status::PendingRefund, "PREV REFG DONE CLOSED CANC", "PREV REFG DONE CLOSED CANC", "PREV REFG CLOSED CANC"),
    (Status::Refunding, "RFAIL DONE", "PRET RFAIL DONE", "RFAIL DONE"),
    (Status::RefundFailed, "PREV REFG DONE", "PREV PRET REFG DONE", "PREV REFG DONE"),
    (Status::PendingExchange, "", "", "EXC PREF EXSH PREV"),
    (Status::ExchangeShipped, "", "", "PRET PREF PEX DONE"),
    (Status::Completed, "RFAIL", "RFAIL", "RFAIL"),
    (Status::Closed, "", "PRET", "PRET"),
    (Status::Cancelled, "", "", ""),
];

fn short(status: Status) -> &'static str {
    match status {
        Status::Draft => "DRAFT",
        Status::PendingReview => "PREV",
        Status::AwaitingBuyer => "AWAIT",
        Status::Approved => "APPR",
        Status::Rejected => "REJ",
        Status::PendingReturn => "PRET",
        Status::Returning => "RETG",
        Status::Received => "RECV",
        Status::InspectionException => "EXC",
        Status::PendingRefund => "PREF",
        Status::Refunding => "REFG",
        Status::RefundFailed => "RFAIL",
        Status::PendingExchange => "PEX",
        Status::ExchangeShipped => "EXSH",
        Status::Completed => "DONE",
        Status::Cancelled => "CANC",
        Status::Closed => "CLOSED",
    }
}

/// I2: nothing leads where no edge is. What changes no status (an address, a recorded transfer) needs none.
#[test]
fn every_step_is_an_allowed_edge() {
    let allowed: BTreeMap<Status, [&str; 3]> =
        EDGES.iter().map(|(from, refund, back, exchange)| (*from, [*refund, *back, *exchange])).collect();
    assert_eq!(TicketType::ALL.len(), 3, "the table of edges has a column for each type");
    for from in Status::ALL {
        for (kind, edges) in TicketType::ALL.iter().zip(allowed[from]) {
            let edges: Vec<&str> = edges.split(' ').collect();
            for (action, to) in steps(*kind, *from) {
                for to in to.iter().filter(|to| *to != from) {
                    assert!(edges.contains(&short(*to)), "{kind}: {from} –{action}→ {to} is no edge");
                }
            }
        }
    }
}

#[test]
fn a_step_that_is_not_listed_leads_nowhere() {
    for kind in TicketType::ALL {
        for status in Status::ALL {
            for action in Action::ALL.iter().filter(|action| !CASES.contains(action)) {
                let listed = steps(*kind, *status).iter().any(|(step, _)| step == action);
                assert_eq!(!targets(*kind, *status, *action).is_empty(), listed, "{kind} {status} {action}");
            }
        }
    }
}

#[test]
fn nobody_who_shaped_a_ticket_pays_it_or_says_whether_it_was_paid() {
    let roles = [Role::Finance, Role::FinanceLead];
    let facts = |status, state, recorded_by, is_unclear| TicketFacts {
        kind: TicketType::RefundOnly,
        status,
        goods: GoodsState::WithBuyer,
        round: 2,
        shapers: Vec::new(),
        filer_may_review: true,
        signed_in: false,
        sending_back: false,
        is_extended: false,
        return_timed_out: false,
        appeal_over: false,
        appeal_against: None,
        on_hold: false,
        is_escalated: false,
        decided_by: None,
        buyer_to_tell: false,
        refund: Some(RefundFacts { state, recorded_by }),
        is_unclear,
    };
    let failed = |recorded_by| facts(Status::RefundFailed, RefundState::Failed, recorded_by, false);
    let unclear = facts(Status::PendingReview, RefundState::Cancelled, None, true);
    // The step, the ticket it is open for, and whether an approval of the round before keeps from it too.
    let cases = [
        (Action::FinanceApprove, facts(Status::PendingRefund, RefundState::PendingApproval, None, false), false),
        (Action::Retry, failed(None), false),
        (Action::RecordOffline, failed(None), false),
        (Action::ConfirmOffline, failed(Some(8)), false),
        (Action::RecordSettlement, unclear.clone(), true),
        (Action::ConfirmSettlement, unclear, true),
    ];
    let paying: Vec<Action> = Action::ALL.iter().copied().filter(|action| action.pays()).collect();
    assert_eq!(paying, cases.iter().map(|(action, ..)| *action).collect::<Vec<_>>());
    for (action, mut facts, ever) in cases {
        let mut tried = |shapers: Vec<Shaper>| {
            facts.shapers = shapers;
            check(action, &facts, Principal::Staff { id: 7, roles: &roles })
        };
        let by = |staff_id, round, shaping| vec![Shaper { staff_id, round, shaping }];
        assert_eq!(tried(by(9, 2, Shaping::Approved)), Ok(()), "{action} by somebody else");
        for shaping in Shaping::ALL {
            assert_eq!(tried(by(7, 2, *shaping)), Err(Refusal::OwnShare(*shaping)), "{action}");
        }
        let before = tried(by(7, 1, Shaping::Approved));
        assert_eq!(before.is_err(), ever, "{action} by who approved the round before");
    }
}
