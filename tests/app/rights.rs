//! Who lets money leave: nobody who shaped the claim or its amount, in whatever roles; what the migration makes of older tickets.

use aftersales::commands::money::refund::{approve, bounce, confirm_offline, record_offline, retry};
use aftersales::commands::tickets::review;
use aftersales::commands::tickets::review::Approval;
use aftersales::commands::{Actor, CommandError};
use aftersales::domain::refusal::Refusal;
use aftersales::domain::ticket::reason::{Ground, RejectCategory};
use aftersales::domain::ticket::shaping::{Shaper, Shaping};
use aftersales::store::engine::migrations::MIGRATIONS;
use aftersales::store::house::merchants;
use aftersales::store::money::refunds;
use aftersales::store::tickets::shapers;
use aftersales::store::{DbError, Scope, Tx, tickets};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::MigrationHarness;

use crate::harness::flow::{application_form, apply, send, send_with};
use crate::harness::*;
use crate::warehouse::Shop;

/// What decides or pays, each on a ticket of its own in its second round.
const STEPS: [(&str, Step); 7] = [
    ("T-REVIEW", Step::Approve),
    ("T-REVIEW", Step::Reject),
    ("T-PAY", Step::FinanceApprove),
    ("T-PAY", Step::Bounce),
    ("T-FAILED", Step::Retry),
    ("T-FAILED", Step::RecordOffline),
    ("T-RECORDED", Step::ConfirmOffline),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Approve,
    Reject,
    FinanceApprove,
    Bounce,
    Retry,
    RecordOffline,
    ConfirmOffline,
}

/// A share, and whether it keeps from reviewing and from paying: when it was taken in the round before, and in the present one.
const SHARES: [(Shaping, [bool; 2], [bool; 2]); 6] = [
    (Shaping::Drafted, [true, true], [true, true]),
    (Shaping::Edited, [true, true], [true, true]),
    (Shaping::Submitted, [true, true], [true, true]),
    (Shaping::Approved, [false, false], [false, true]),
    (Shaping::Decided, [false, false], [false, true]),
    (Shaping::Cut, [false, false], [true, true]),
];

/// What became of a step that somebody with this share tried; nothing of it stays.
fn attempt(
    app: &TestApp,
    person: i64,
    ticket_no: &str,
    step: Step,
    share: Option<(i32, Shaping)>,
    filer_may_review: bool,
) -> Option<Refusal> {
    let ticket_no = ticket_no.to_owned();
    let roles = vec![Role::Agent, Role::Reviewer, Role::Manager, Role::Finance, Role::FinanceLead];
    let actor = Actor { staff_id: Some(person), roles, scope: Scope::All };
    let undone = app.db.write_blocking(move |tx| {
        let ticket = tickets::by_no(tx.connection(), &Scope::All, &ticket_no)?.expect("the ticket");
        if let Some((round, shaping)) = share {
            shapers::add(tx, ticket.id, Shaper { staff_id: person, round, shaping })?;
        }
        let mut merchant = merchants::get(tx.connection(), ticket.merchant_id)?;
        merchant.filer_may_review = filer_may_review;
        merchants::save(tx, &merchant, merchant.version)?;
        match take(tx, &actor, &ticket_no, step) {
            Ok(()) => Err::<(), _>(CommandError::NotFound),
            Err(error) => Err(error),
        }
    });
    match undone.expect_err("everything is undone") {
        // Nobody was kept from it: the gateway is asked first, or it is done.
        CommandError::NotFound | CommandError::Refused(Refusal::GatewayNotSure) => None,
        CommandError::Refused(refusal) => Some(refusal),
        other => panic!("{step:?} with {share:?}: {other:?}"),
    }
}

fn take(tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, step: Step) -> Result<(), CommandError> {
    let ticket = tickets::by_no(tx.connection(), &Scope::All, ticket_no)?.expect("the ticket");
    let refund = refunds::open_of(tx.connection(), ticket.id)?;
    let (refund_no, version) = refund.map_or_else(Default::default, |refund| (refund.refund_no, refund.version));
    let today = "2026-11-22".parse().expect("a date");
    match step {
        Step::Approve => {
            let approval = Approval { ground: Some(Ground::Compensation), ..Approval::default() };
            review::approve(tx, actor, ticket_no, ticket.version, &approval)
        }
        Step::Reject => {
            review::reject(tx, actor, ticket_no, ticket.version, RejectCategory::NotJustified, "不成立", true)
        }
        Step::FinanceApprove => approve(tx, actor, &refund_no, version),
        Step::Bounce => bounce(tx, actor, &refund_no, version, "再看一次"),
        Step::Retry => retry(tx, actor, &refund_no, version),
        Step::RecordOffline => record_offline(tx, actor, &refund_no, version, "BANK-1", today),
        Step::ConfirmOffline => confirm_offline(tx, actor, &refund_no, version),
    }
    .map(|_| ())
}

/// A ticket in its second round: approved, bounced by finance, and waiting for its review again.
fn second_round(people: &mut [Client; 3], app: &TestApp, order_no: &str, reference: &str) -> String {
    app.order(order_no).unsigned().reference(reference).line("LAMP", 1, "40.00").place();
    let [agent, reviewer, finance] = people;
    let ticket = apply(agent, order_no, "REFUND_ONLY", &[(1, 1)]);
    send_with(reviewer, &ticket, "approve", &[("ground", "COMPENSATION")]);
    send_with(finance, &ticket, "finance-bounce", &[("reason", "缺少截图")]);
    ticket
}

/// A member of the house holds several roles, so that only what the ticket remembers stands between a claim and its money.
fn both(app: &TestApp, username: &str, roles: &[Role]) -> Client {
    app.staff(username, roles)
}

/// The person sees the button off, with the rule beside it, and a form sent all the same is refused.
#[track_caller]
fn is_off(person: &mut Client, ticket_no: &str, hook: &str, rule: &str) {
    let page = person.open(&format!("/tickets/{ticket_no}"));
    let before = page.status_of_ticket();
    let selector = format!("form[data-action={hook}]");
    assert!(page.has(&format!("{selector} button[disabled]")), "{}", page.trouble("the button must be off"));
    let said = page.text(&format!("{selector} .rule"));
    assert!(said.contains(rule), "{said}");
    let mut form = page.form_of(hook);
    if hook == "pay-offline" {
        form.put("reference", "BANK-1");
    }
    let answer = person.submit(form);
    assert_eq!(answer.status(), 403, "{}", answer.trouble("the command asks the same"));
    assert_eq!(person.open(&format!("/tickets/{ticket_no}")).status_of_ticket(), before);
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    who: String,
    #[diesel(sql_type = BigInt)]
    round: i64,
    #[diesel(sql_type = Text)]
    shaping: String,
    #[diesel(sql_type = BigInt)]
    shaped_at: i64,
}

fn kept(app: &TestApp) -> Vec<Kept> {
    let query = "SELECT s.username AS who, CAST(t.round AS BIGINT) AS round, t.shaping, t.shaped_at FROM ticket_shapers t \
                 JOIN staff s ON s.id = t.staff_id ORDER BY t.ticket_id, t.round, t.shaping, s.username";
    app.db
        .read_blocking(|connection| diesel::sql_query(query).load(connection).map_err(DbError::Query))
        .expect("the shapers")
}

both_engines! {
    fn every_share_keeps_from_what_it_should_and_from_nothing_else(app: &TestApp) {
        let mut people = [
            app.staff("agent", &[Role::Agent]),
            app.staff("reviewer", &[Role::Reviewer]),
            app.staff("finance", &[Role::Finance]),
        ];
        let mallory = app.add_staff("mallory", &[Role::Agent], &[]);
        let mut tickets = std::collections::HashMap::new();
        for (name, reference) in
            [("T-REVIEW", ""), ("T-PAY", ""), ("T-FAILED", "SIM-FAIL"), ("T-RECORDED", "SIM-FAIL")]
        {
            let ticket = second_round(&mut people, app, name, reference);
            let [_, reviewer, finance] = &mut people;
            if name != "T-REVIEW" {
                send_with(reviewer, &ticket, "approve", &[("ground", "COMPENSATION")]);
            }
            if reference == "SIM-FAIL" {
                send(finance, &ticket, "finance-approve");
                app.run_jobs();
            }
            if name == "T-RECORDED" {
                send_with(finance, &ticket, "pay-offline", &[("reference", "BANK-1")]);
            }
            tickets.insert(name, ticket);
        }
        for (name, step) in STEPS {
            let reviews = matches!(step, Step::Approve | Step::Reject);
            let pays = !reviews && step != Step::Bounce;
            let ticket = &tickets[name];
            assert_eq!(attempt(app, mallory, ticket, step, None, false), None, "{step:?} by a stranger");
            for (shaping, from_review, from_pay) in SHARES {
                for (round, at) in [(1, 0), (2, 1)] {
                    let expected = match () {
                        () if reviews && from_review[at] => Some(Refusal::OwnTicket),
                        () if pays && from_pay[at] => Some(Refusal::OwnShare(shaping)),
                        () => None,
                    };
                    let share = Some((round, shaping));
                    let tried = attempt(app, mallory, ticket, step, share, false);
                    assert_eq!(tried, expected, "{step:?} by who is {shaping} of round {round}");
                    let lenient = attempt(app, mallory, ticket, step, share, true);
                    assert_eq!(lenient, if reviews { None } else { expected }, "{step:?}, {shaping}, filers may review");
                }
            }
        }
    }

    fn whoever_decides_an_exception_does_not_pay(app: &TestApp) {
        app.order("S-1").line("CHAIR", 2, "88.00").place();
        let mut shop = Shop::new(app);
        let ticket = shop.returning("RETURN_REFUND", "S-1", &[(1, 2, "")], "SF1111111111");
        shop.clerk_does(&ticket, "receive", &[]);
        shop.clerk_does(&ticket, "inspect", &[("verdict", "DEVIATES"), ("grade_1", "B"), ("finding", "划痕")]);
        let mut boss = both(app, "boss", &[Role::Reviewer, Role::Finance]);
        assert_eq!(send_with(&mut boss, &ticket, "inspection-outcome", &[("outcome", "ACCEPT")]).status_of_ticket(), "PENDING_REFUND");
        is_off(&mut boss, &ticket, "finance-approve", "You decided the exception of this ticket");
        let mut finance = app.staff("finance", &[Role::Finance]);
        assert_eq!(send(&mut finance, &ticket, "finance-approve").status_of_ticket(), "REFUNDING");
        app.run_jobs();
    }

    fn whoever_files_does_not_pay_in_any_way(app: &TestApp) {
        app.order("S-2").unsigned().reference("SIM-FAIL").line("LAMP", 1, "59.00").place();
        let mut filer = both(app, "filer", &[Role::Agent, Role::Finance]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let mut finance = app.staff("finance", &[Role::Finance]);
        let mut lead = app.staff("lead", &[Role::FinanceLead]);
        let ticket = apply(&mut filer, "S-2", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut reviewer, &ticket, "approve", &[("ground", "COMPENSATION")]);
        is_off(&mut filer, &ticket, "finance-approve", "You filed this ticket; somebody else must pay it");
        let said = filer.open(&format!("/tickets/{ticket}?lang=zh-CN")).text("form[data-action=finance-approve] .rule");
        assert_eq!(said, "您经手过这张工单（提交），须由他人付款");
        send(&mut finance, &ticket, "finance-approve");
        app.run_jobs();
        is_off(&mut filer, &ticket, "retry-refund", "You filed");
        is_off(&mut filer, &ticket, "pay-offline", "You filed");
        send_with(&mut finance, &ticket, "pay-offline", &[("reference", "BANK-1")]);
        is_off(&mut filer, &ticket, "confirm-offline", "You filed");
        assert_eq!(send(&mut lead, &ticket, "confirm-offline").status_of_ticket(), "COMPLETED");
    }

    fn whoever_drafts_or_edits_does_not_review_what_somebody_else_submits(app: &TestApp) {
        app.order("S-3").line("LAMP", 1, "59.00").place();
        let mut drafter = both(app, "drafter", &[Role::Reviewer]);
        let mut editor = both(app, "editor", &[Role::Reviewer]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut form = application_form(&mut drafter, "S-3", "RETURN_REFUND", &[(1, 1)]);
        form.press("intent", "draft");
        let ticket = drafter.submit_ok(form).path().rsplit('/').next().expect("a number").to_owned();
        let mut form = editor.open(&format!("/tickets/{ticket}/edit")).form_of("submit");
        form.press("intent", "draft");
        editor.submit_ok(form);
        assert_eq!(send(&mut agent, &ticket, "submit").status_of_ticket(), "PENDING_REVIEW");
        for person in [&mut drafter, &mut editor, &mut agent] {
            let page = person.open(&format!("/tickets/{ticket}"));
            assert!(page.form("approve").is_none() && page.form("reject").is_none(), "{}", person.username);
        }
        assert!(drafter.open(&format!("/tickets/{ticket}")).text("main").contains("Somebody else must review"));
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let mut form = reviewer.open(&format!("/tickets/{ticket}")).form_of("approve");
        let token = drafter.open("/account").forms().iter().find_map(|form| form.value("csrf").map(str::to_owned));
        form.put("csrf", &token.expect("a token"));
        assert_eq!(drafter.submit(form).status(), 403, "the form that the page did not offer");
        assert_eq!(send(&mut reviewer, &ticket, "approve").status_of_ticket(), "PENDING_RETURN");
    }

    fn everybody_who_shaped_a_ticket_is_kept_and_found_again_by_the_migration(app: &TestApp) {
        app.order("S-4").line("CHAIR", 3, "40.00").place();
        let mut shop = Shop::new(app);
        let mut drafter = app.staff("drafter", &[Role::Agent]);
        let mut editor = app.staff("editor", &[Role::Agent]);
        let mut judge = app.staff("judge", &[Role::Reviewer]);
        let mut finance = app.staff("finance", &[Role::Finance]);
        let mut form = application_form(&mut drafter, "S-4", "RETURN_REFUND", &[(1, 3)]);
        form.press("intent", "draft");
        let ticket = drafter.submit_ok(form).path().rsplit('/').next().expect("a number").to_owned();
        let mut form = editor.open(&format!("/tickets/{ticket}/edit")).form_of("submit");
        form.press("intent", "draft");
        editor.submit_ok(form);
        send(&mut shop.agent, &ticket, "submit");
        send(&mut shop.reviewer, &ticket, "approve");
        shop.ship_back(&ticket, "SELF_SHIP", "SF3333333333");
        shop.clerk_does(&ticket, "receive", &[]);
        shop.clerk_does(&ticket, "inspect", &[("verdict", "DEVIATES"), ("grade_1", "B"), ("finding", "划痕")]);
        send_with(&mut judge, &ticket, "inspection-outcome", &[("outcome", "PARTIAL"), ("accepted_1", "2")]);
        send_with(&mut finance, &ticket, "finance-bounce", &[("reason", "金额再核对")]);
        app.wait(60);
        send(&mut judge, &ticket, "approve");
        app.order("S-5").line("CHAIR", 1, "40.00").place();
        let other = shop.returning("RETURN_REFUND", "S-5", &[(1, 1, "")], "SF4444444444");
        shop.clerk_does(&other, "receive", &[]);
        shop.clerk_does(&other, "inspect", &[("verdict", "DEVIATES"), ("grade_1", "B"), ("finding", "划痕")]);
        send_with(&mut judge, &other, "inspection-outcome", &[("outcome", "ACCEPT")]);
        let seen = kept(app);
        let shares: Vec<(&str, i64, &str)> =
            seen.iter().map(|row| (row.who.as_str(), row.round, row.shaping.as_str())).collect();
        assert_eq!(
            shares,
            [
                ("reviewer", 1, "APPROVED"),
                ("judge", 1, "CUT"),
                ("drafter", 1, "DRAFTED"),
                ("editor", 1, "EDITED"),
                ("agent", 1, "SUBMITTED"),
                ("judge", 2, "APPROVED"),
                ("reviewer", 1, "APPROVED"),
                ("judge", 1, "DECIDED"),
                ("agent", 1, "SUBMITTED"),
            ]
        );
        app.db
            .read_blocking(|connection| -> Result<(), DbError> {
                while connection.applied_migrations().expect("a list")[0].to_string().as_str() >= "20261128000011" {
                    connection.revert_last_migration(MIGRATIONS).expect("down");
                }
                connection.run_pending_migrations(MIGRATIONS).expect("up again");
                Ok(())
            })
            .expect("the migrations run");
        assert_eq!(kept(app), seen, "what older tickets get is what they would have kept");
    }
}
