//! Clocks: each ticket has those of its status, they end by themselves where the rules say so, and a changed calendar moves them.

use aftersales::commands::term::time_out;
use aftersales::domain::term::kind::TermState;
use aftersales::store::term::terms;
use aftersales::store::term::terms::TermRow;
use aftersales::store::{Scope, tickets};

use crate::harness::flow::{apply, send, send_with, ship_back};
use crate::harness::*;
use crate::refunds::{act, people, refund_of, work};
use crate::warehouse::put;

const DAY: i64 = 86_400;

/// The clocks on a ticket's page: kind, state, end.
pub fn clocks(agent: &mut Client, ticket_no: &str) -> Vec<(String, String, String)> {
    let page = agent.open(&format!("/tickets/{ticket_no}"));
    let clock = |at: usize, kind: &str, state: &str| {
        let end = page.attribute(&format!(".clocks li:nth-child({at}) time"), "datetime");
        (kind.to_owned(), state.to_owned(), end.unwrap_or_default())
    };
    let all = page.all("[data-term]");
    let named = all.iter().map(|item| (item.value().attr("data-term"), item.value().attr("data-term-state")));
    (1..).zip(named).filter_map(|(at, (kind, state))| Some(clock(at, kind?, state?))).collect()
}

fn kinds(agent: &mut Client, ticket_no: &str) -> Vec<String> {
    clocks(agent, ticket_no).into_iter().map(|(kind, ..)| kind).collect()
}

pub fn rows(app: &TestApp, ticket_no: &str) -> Vec<TermRow> {
    let number = ticket_no.to_owned();
    app.db
        .read_blocking(move |connection| {
            let ticket = tickets::by_no(connection, &Scope::All, &number)?.expect("the ticket");
            terms::of_ticket(connection, ticket.id)
        })
        .expect("the terms")
}

/// Lets time pass for somebody who logs in again afterwards, and does what is due then.
pub fn pass(app: &TestApp, seconds: i64) {
    app.wait(seconds);
    app.run_schedule();
}

both_engines! {
    fn every_step_has_its_clock(app: &TestApp) {
        let mut people = people(app);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        app.order("C-1").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "C-1", "RETURN_REFUND", &[(1, 1)]);
        // Sunday 2026-11-22 10:00: day 0 is Monday, three working days after it Thursday.
        let expected = ("REVIEW".to_owned(), "RUNNING".to_owned(), "2026-11-26T18:00:00+08:00".to_owned());
        assert_eq!(clocks(&mut people.agent, &ticket_no), [expected]);
        let row = people.reviewer.open("/tickets?view=review");
        assert!(row.text(&format!("tr[data-key={ticket_no}] [data-col=time_left]")).contains("Review 4 days left"));
        send(&mut people.reviewer, &ticket_no, "approve");
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-29T10:00:00+08:00", "seven days of any kind");
        ship_back(&mut people.agent, &ticket_no);
        assert_eq!(kinds(&mut people.agent, &ticket_no), ["RECEIPT"]);
        send(&mut clerk, &ticket_no, "receive");
        assert_eq!(kinds(&mut people.agent, &ticket_no), ["INSPECTION"]);
        send(&mut clerk, &ticket_no, "inspect");
        assert_eq!(kinds(&mut people.agent, &ticket_no), ["FINANCE"]);
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        let bounce = people.finance.open(&format!("/refunds/{refund_no}")).form_of("finance-bounce").set("reason", "金额不对");
        people.finance.submit_ok(bounce);
        assert_eq!(kinds(&mut people.agent, &ticket_no), ["SECOND_REVIEW"]);
        send(&mut people.reviewer, &ticket_no, "approve");
        let refund_no = refund_of(&mut people.finance, &ticket_no);
        act(&mut people.finance, &refund_no, "finance-approve");
        assert!(people.agent.open(&format!("/tickets/{ticket_no}")).has("[data-no-clock]"), "the gateway's turn");
        work(app);
        assert!(!people.agent.open(&format!("/tickets/{ticket_no}")).has(".clocks"), "nothing follows");
        let all = rows(app, &ticket_no);
        assert!(all.iter().all(|row| row.state == TermState::Done && row.acts_at.is_none()), "{all:?}");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn a_parcel_that_is_signed_in_has_the_warehouses_clock_and_the_laws(app: &TestApp) {
        let mut people = people(app);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        app.order("C-2").line("CHAIR", 1, "100.00").place();
        let form = crate::harness::flow::application_form(&mut people.agent, "C-2", "RETURN_REFUND", &[(1, 1)]);
        let page = people.agent.submit_ok(form.set("reason_1", "NO_REASON"));
        let ticket_no = page.path().rsplit('/').next().expect("a number").to_owned();
        send(&mut people.reviewer, &ticket_no, "approve");
        ship_back(&mut people.agent, &ticket_no);
        let scan = clerk.open("/warehouse").form_of("sign-in").set("tracking_no", &ticket_no);
        clerk.submit_ok(scan);
        assert_eq!(kinds(&mut people.agent, &ticket_no), ["RECEIPT", "LEGAL_REFUND"]);
        let due = |agent: &mut Client, number: &str| clocks(agent, number)[1].2.clone();
        assert_eq!(due(&mut people.agent, &ticket_no), "2026-11-29T10:00:00+08:00", "seven days from the sign-in");
        // A rule that promises the money sooner is what counts.
        let mut manager = app.staff("manager", &[Role::Manager]);
        let page = manager.open("/policies");
        let policy = page.attribute("tr[data-key=NO_LIMIT] a", "href").expect("the policy");
        let form = manager.open(&policy).form_of("policy").set("within_NO_REASON", "3");
        manager.submit_ok(form);
        app.order("C-22").line("CHAIR", 1, "100.00").place();
        let form = crate::harness::flow::application_form(&mut people.agent, "C-22", "RETURN_REFUND", &[(1, 1)]);
        let page = people.agent.submit_ok(form.set("reason_1", "NO_REASON"));
        let sooner = page.path().rsplit('/').next().expect("a number").to_owned();
        send(&mut people.reviewer, &sooner, "approve");
        ship_back(&mut people.agent, &sooner);
        let scan = clerk.open("/warehouse").form_of("sign-in").set("tracking_no", &sooner);
        clerk.submit_ok(scan);
        assert_eq!(due(&mut people.agent, &sooner), "2026-11-25T10:00:00+08:00", "three days");
    }

    fn a_return_that_is_not_sent_is_closed_and_an_exchange_nobody_objects_to_is_complete(app: &TestApp) {
        let mut people = people(app);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        for order in ["C-3", "C-4", "C-5"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        put(app, "MAIN", "CHAIR", 5);
        let idle = apply(&mut people.agent, "C-3", "RETURN_REFUND", &[(1, 1)]);
        let sent = apply(&mut people.agent, "C-4", "RETURN_REFUND", &[(1, 1)]);
        let exchanged = apply(&mut people.agent, "C-5", "EXCHANGE", &[(1, 1)]);
        for ticket_no in [&idle, &sent, &exchanged] {
            send(&mut people.reviewer, ticket_no, "approve");
        }
        ship_back(&mut people.agent, &sent);
        ship_back(&mut people.agent, &exchanged);
        send(&mut clerk, &exchanged, "receive");
        send(&mut clerk, &exchanged, "inspect");
        send_with(&mut clerk, &exchanged, "dispatch", &[("carrier", "shunfeng"), ("tracking_no", "SF9988776655")]);
        assert_eq!(kinds(&mut people.agent, &exchanged), ["CONFIRMATION"]);
        pass(app, 7 * DAY - 1);
        let mut later = app.staff("later", &[Role::Agent]);
        assert_eq!(later.open(&format!("/tickets/{idle}")).status_of_ticket(), "PENDING_RETURN");
        pass(app, 1);
        let page = later.open(&format!("/tickets/{idle}"));
        assert_eq!(page.status_of_ticket(), "CLOSED");
        assert_eq!(page.all("li[data-event=TermExpired]").len(), 1);
        assert!(page.text("#say-buyer").contains("AS") && later.open("/tickets?queue=to-tell").has(&format!("tr[data-key={idle}]")));
        assert_eq!(later.open(&format!("/tickets/{sent}")).status_of_ticket(), "RETURNING", "it is on its way");
        pass(app, 8 * DAY);
        let mut late = app.staff("late", &[Role::Agent]);
        assert_eq!(late.open(&format!("/tickets/{exchanged}")).status_of_ticket(), "COMPLETED");
        pass(app, DAY);
        assert_eq!(rows(app, &idle).iter().filter(|row| row.state == TermState::Expired).count(), 1, "once");
        let overdue = late.open("/tickets?due=OVERDUE");
        assert!(overdue.has(&format!("tr[data-key={sent}]")) && !overdue.has(&format!("tr[data-key={idle}]")));
        assert_eq!(clocks(&mut late, &sent)[0].1, "OVERDUE", "people decide about a parcel that does not come");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn the_rail_counts_what_is_overdue_in_ones_own_tickets(app: &TestApp) {
        fn entry(person: &mut Client) -> Option<(String, String)> {
            let page = person.open("/");
            let entries = page.all(".rail a[href^='/tickets?due=OVERDUE']");
            let entry = entries.first()?;
            let count = page.text(".rail a[href^='/tickets?due=OVERDUE'] .count").trim().to_owned();
            Some((entry.attr("href").unwrap_or_default().to_owned(), count))
        }
        let mut people = people(app);
        crate::order_import::found_other(app);
        for order in ["C-1", "C-2"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
            apply(&mut people.agent, order, "RETURN_REFUND", &[(1, 1)]);
        }
        assert_eq!(entry(&mut people.agent), None, "nothing is late yet");
        pass(app, 20 * DAY);
        for (name, merchants, expected) in [("own", &["MAIN"][..], Some("2")), ("both", &["MAIN", "OTHER"], Some("2")), ("other", &["OTHER"], None)] {
            let mut person = app.staff_of(name, &[Role::Agent], merchants);
            let found = entry(&mut person);
            assert_eq!(found.as_ref().map(|(_, count)| count.as_str()), expected, "{name}");
            if let Some((address, _)) = found {
                assert_eq!(person.open(&address).all("tr[data-key]").len(), 2, "it leads to them");
            }
        }
        let mut all = app.staff("all", &[Role::Finance]);
        assert_eq!(entry(&mut all).map(|(_, count)| count).as_deref(), Some("2"));
    }

    fn goods_that_came_in_time_are_not_closed_away(app: &TestApp) {
        let mut people = people(app);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        app.order("C-6").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "C-6", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &ticket_no, "approve");
        let scan = clerk.open("/warehouse").form_of("sign-in").set("tracking_no", &ticket_no);
        clerk.submit_ok(scan);
        pass(app, 10 * DAY);
        let mut later = app.staff("later", &[Role::Agent]);
        assert_eq!(later.open(&format!("/tickets/{ticket_no}")).status_of_ticket(), "PENDING_RETURN");
        assert_eq!(kinds(&mut later, &ticket_no)[0], "RECEIPT");
    }

    fn a_holiday_that_is_entered_later_moves_the_clocks(app: &TestApp) {
        let mut people = people(app);
        app.order("C-7").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "C-7", "RETURN_REFUND", &[(1, 1)]);
        let version = |app: &TestApp| {
            let number = ticket_no.clone();
            let row = app.db.read_blocking(move |connection| tickets::by_no(connection, &Scope::All, &number));
            row.expect("read").expect("a ticket").version
        };
        let before = version(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let page = manager.open("/calendar?year=2026");
        assert_eq!(page.all("[data-kind=HOLIDAY]").len(), 33);
        assert_eq!(page.all("[data-kind=MAKEUP_WORKDAY]").len(), 6);
        assert_eq!(page.all(".month").len(), 12);
        assert!(manager.open("/calendar?year=2027").has("[data-provisional]"));
        let form = page.form_of("mark").set("date", "2026-11-24").set("name", "盘点").set("source", "公司通知");
        let saved = manager.submit_ok(form);
        assert!(saved.has("[data-day='2026-11-24'].free.marked"));
        app.run_jobs();
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-27T18:00:00+08:00");
        assert_eq!(people.agent.open(&format!("/tickets/{ticket_no}")).all("li[data-event=ClocksCountedAgain]").len(), 1);
        assert_eq!(version(app), before, "nobody's open form is refused for it");
        let page = manager.open("/calendar?year=2026&day=2026-11-24");
        manager.submit_ok(page.form_of("mark").set("kind", ""));
        app.run_jobs();
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-26T18:00:00+08:00");
        assert!(manager.open("/audit?kind=settings.").text("main").contains("Days of a calendar changed"));
    }

    fn another_time_zone_moves_the_clocks(app: &TestApp) {
        let mut people = people(app);
        app.order("C-9").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "C-9", "RETURN_REFUND", &[(1, 1)]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = manager.open("/settings").form_of("settings").set("timezone", "Europe/Berlin");
        manager.submit_ok(form);
        app.run_jobs();
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-26T18:00:00+01:00");
    }

    fn a_year_is_imported_whole_or_not_at_all(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let send = |manager: &mut Client, token: &str, text: &str| {
            let mut form = manager.open("/calendar?year=2027").form_of("import-days").set("form_token", token);
            form.attach("file", "2027.csv", "text/csv", text.as_bytes());
            manager.submit(form)
        };
        for (n, (text, named)) in [
            ("date,kind\n2026-01-01,HOLIDAY\n2027-01-01,HOLIDAY\n", "line 2"),
            ("date,kind\n2027-01-01,HOLIDAY\n2027-01-01,MAKEUP_WORKDAY\n", "line 3"),
            ("date,kind\n2027-02-30,HOLIDAY\n", "2027-02-30"),
            ("date,kind\n2027-01-01,FREE\n", "FREE"),
            ("day\n2027-01-01\n", "date"),
            ("date,kind\n", ""),
        ]
        .into_iter()
        .enumerate()
        {
            let page = send(&mut manager, &format!("bad{n}"), text);
            assert_eq!(page.status(), 422, "{text}");
            assert!(page.error("file").contains(named) && !page.error("file").is_empty(), "{}", page.error("file"));
        }
        assert!(!manager.open("/calendar?year=2027").has("[data-kind]"), "nothing of a refused file is taken");
        let good = "日期,类型,名称,依据\n2027/01/01,holiday,元旦,通知\n2027-01-02,HOLIDAY,元旦,通知\n2027-01-09,MAKEUP_WORKDAY,元旦,通知\n";
        assert_eq!(send(&mut manager, "good", good).status(), 303);
        let page = manager.open("/calendar?year=2027");
        assert_eq!((page.all("[data-kind]").len(), page.has("[data-provisional]")), (3, false));
        app.run_jobs();
    }

    fn calendars_are_for_teams_shops_and_warehouses(app: &TestApp) {
        let mut people = people(app);
        let mut manager = app.staff("manager", &[Role::Manager]);
        for (name, opens, closes, field) in
            [("", "09:00", "23:00", "name"), ("客服", "9", "23:00", "opens"), ("客服", "09:00", "09:00", "closes")]
        {
            let form = manager.open("/calendar").form_of("add").set("name", name).set("opens", opens);
            let page = manager.submit(form.set("closes", closes));
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{name} {opens} {closes}");
            assert_eq!(page.form_of("add").value("opens"), Some(opens), "what was typed stays");
        }
        let mut form = manager.open("/calendar").form_of("add").set("name", "客服").set("opens", "09:00").set("closes", "23:00");
        form.add("weekday", "6");
        form.add("weekday", "7");
        manager.submit_ok(form);
        let page = manager.open("/calendar");
        let choice = page.all("form[data-action=uses] select[name=use_TEAM_REVIEW] option");
        let id = choice.iter().filter_map(|option| option.value().attr("value")).find(|value| !value.is_empty());
        let form = page.form_of("uses").set("use_TEAM_REVIEW", id.expect("the new calendar"));
        manager.submit_ok(form);
        app.order("C-8").line("CHAIR", 1, "100.00").place();
        let ticket_no = apply(&mut people.agent, "C-8", "RETURN_REFUND", &[(1, 1)]);
        assert_eq!(clocks(&mut people.agent, &ticket_no)[0].2, "2026-11-25T23:00:00+08:00", "Sunday counts, until 23:00");
        let twice = manager.open("/calendar").form_of("add").set("name", "客服");
        assert!(!manager.submit(twice).error("name").is_empty());
        assert!(app.staff("auditor", &[Role::Auditor]).open("/calendar").form("mark").is_none());
        assert_eq!(app.staff("clerk", &[Role::Warehouse]).get("/calendar").status(), 403);
        app.run_jobs();
    }

    fn tickets_of_before_there_were_clocks_get_theirs_from_the_upgrade_on(app: &TestApp) {
        let mut people = people(app);
        for order in ["C-10", "C-11"] {
            app.order(order).line("CHAIR", 1, "100.00").place();
        }
        let waiting = apply(&mut people.agent, "C-10", "RETURN_REFUND", &[(1, 1)]);
        let ended = apply(&mut people.agent, "C-11", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &waiting, "approve");
        send_with(&mut people.agent, &ended, "cancel", &[("reason", "不要了")]);
        app.db
            .write_blocking(|tx| {
                use diesel::connection::SimpleConnection;
                let before = "DELETE FROM ticket_terms; \
                    UPDATE ticket_entries SET clock_kind = '', clock_soon_at = 9223372036854775807, clock_at = 9223372036854775807; \
                    DELETE FROM backfills WHERE name = 'ticket_terms'; \
                    INSERT INTO backfills (name, last_id) VALUES ('ticket_terms', 0)";
                Ok::<_, aftersales::store::DbError>(tx.connection().batch_execute(before)?)
            })
            .expect("as it was before");
        pass(app, 30 * DAY);
        let mut later = app.staff("later", &[Role::Agent]);
        let page = later.open(&format!("/tickets/{waiting}"));
        assert_eq!((page.status_of_ticket().as_str(), page.all("li[data-event=ClocksStarted]").len()), ("PENDING_RETURN", 1));
        assert_eq!(clocks(&mut later, &waiting)[0].2, "2026-12-29T10:00:00+08:00", "its full length from then on");
        assert!(rows(app, &ended).is_empty());
        pass(app, DAY);
        let mut last = app.staff("last", &[Role::Agent]);
        assert_eq!(last.open(&format!("/tickets/{waiting}")).all("li[data-event=ClocksStarted]").len(), 1, "once");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn two_servers_end_a_term_once(app: &TestApp) {
        let mut people = people(app);
        let mut idle = Vec::new();
        for n in 0..12 {
            let order = format!("C-2{n:02}");
            app.order(&order).line("CHAIR", 1, "100.00").place();
            let ticket_no = apply(&mut people.agent, &order, "RETURN_REFUND", &[(1, 1)]);
            send(&mut people.reviewer, &ticket_no, "approve");
            idle.push(ticket_no);
        }
        app.wait(8 * DAY);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for ticket_no in idle.clone() {
                        app.db.write_blocking(move |tx| time_out::end_due(tx, &ticket_no)).expect("ended, or found ended");
                    }
                });
            }
        });
        let mut later = app.staff("later", &[Role::Agent]);
        for ticket_no in &idle {
            let page = later.open(&format!("/tickets/{ticket_no}"));
            assert_eq!((page.status_of_ticket().as_str(), page.all("li[data-event=TermExpired]").len()), ("CLOSED", 1));
        }
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn from_december_on_a_missing_year_is_said_to_who_may_enter_it(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        assert!(!manager.open("/").has("main a[href*='/calendar']"));
        app.wait(9 * DAY);
        let mut again = app.staff("again", &[Role::Manager]);
        let page = again.open("/");
        let address = page.all("main a[href*='/calendar']").first().and_then(|link| link.value().attr("href").map(str::to_owned));
        assert!(again.open(&address.expect("a warning")).has("[data-provisional]"));
        assert!(!app.staff("clerk", &[Role::Warehouse]).open("/").has("main a[href*='/calendar']"));
    }
}
