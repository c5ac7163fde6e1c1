//! Two at once: one wins, the other is told who was first and loses nothing that was typed; limits hold whoever comes when.

use std::sync::Barrier;

use aftersales::store::DbError;
use aftersales::store::money::ledger_totals;
use diesel::connection::SimpleConnection;

use crate::harness::flow::*;
use crate::harness::records::{execute, texts};
use crate::harness::*;

/// Both send at the same moment; what each was answered.
pub fn at_once(mut one: (Client, Form), mut other: (Client, Form)) -> [Page; 2] {
    let start = Barrier::new(2);
    let send = |(person, form): &mut (Client, Form)| {
        start.wait();
        person.submit(form.clone())
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| send(&mut one));
        let second = send(&mut other);
        [first.join().expect("an answer"), second]
    })
}

/// The winner's answer is a 303; the loser's, which is given back, a 409.
fn one_won(answers: [Page; 2]) -> Page {
    let mut lost: Vec<Page> = answers.into_iter().filter(|answer| answer.status() != 303).collect();
    assert_eq!(lost.len(), 1, "{:?}", lost.iter().map(|page| page.trouble("lost").0).collect::<Vec<_>>());
    let lost = lost.remove(0);
    assert_eq!(lost.status(), 409, "{}", lost.trouble("the loser is told"));
    lost
}

/// Everything that is counted or copied is what it is counted or copied from.
fn adds_up(app: &TestApp) {
    assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
}

both_engines! {
    fn two_reviewers_one_wins_and_the_other_keeps_what_was_typed(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let (mut rita, mut remi) = (app.staff("rita", &[Role::Reviewer]), app.staff("remi", &[Role::Reviewer]));
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 2)]);
        let address = format!("/tickets/{ticket}");
        let approve = rita.open(&address).form_of("approve").set("note", "seen by both");
        let reject = remi.open(&address).form_of("reject").set("reason", "a long story, typed with care");
        let lost = one_won(at_once((rita, approve), (remi, reject)));
        let alarm = lost.text("[role=alert]");
        let approved = lost.status_of_ticket() == "PENDING_RETURN";
        assert!(approved || lost.status_of_ticket() == "REJECTED");
        let (winner, typed) =
            if approved { ("rita", "a long story, typed with care") } else { ("remi", "seen by both") };
        assert!(alarm.contains(winner), "{alarm}");
        assert!(lost.text("main").contains(typed) || lost.source().contains(typed), "what was typed is still there");
        adds_up(app);
    }

    fn two_tabs_of_one_reviewer(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut rita = app.staff("rita", &[Role::Reviewer]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let address = format!("/tickets/{ticket}");
        let (one, other) = (rita.open(&address), rita.open(&address));
        rita.submit_ok(one.form_of("approve"));
        let late = rita.submit(other.form_of("approve").set("note", "the second tab"));
        assert_eq!(late.status(), 409);
        assert!(late.text("[role=alert]").contains("rita"));
        assert_eq!(late.status_of_ticket(), "PENDING_RETURN");
        assert_eq!(late.all("[data-event=TicketApproved]").len(), 1);
        adds_up(app);
    }

    fn a_form_sent_twice_answers_as_the_first_time(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut rita = app.staff("rita", &[Role::Reviewer]);
        let form = application_form(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let answers = at_once((agent.clone(), form.clone()), (agent.clone(), form.clone()));
        let third = agent.submit(form);
        let address = third.location().expect("an address").to_owned();
        for answer in &answers {
            assert_eq!((answer.status(), answer.location()), (303, Some(address.as_str())));
        }
        let approve = rita.open(&address).form_of("approve");
        let answers = at_once((rita.clone(), approve.clone()), (rita.clone(), approve.clone()));
        assert!(answers.iter().all(|answer| answer.status() == 303));
        assert_eq!(rita.open(&address).all("[data-event=TicketApproved]").len(), 1);
        adds_up(app);
    }

    fn the_last_unit_is_claimed_once(app: &TestApp) {
        app.order("A-1").line("CHAIR", 1, "119.00").place();
        let (mut anna, mut adam) = (app.staff("anna", &[Role::Agent]), app.staff("adam", &[Role::Agent]));
        let one = application_form(&mut anna, "A-1", "RETURN_REFUND", &[(1, 1)]).set("buyer_words", "mine");
        let other = application_form(&mut adam, "A-1", "RETURN_REFUND", &[(1, 1)]).set("buyer_words", "mine");
        let answers = at_once((anna, one), (adam, other));
        let lost: Vec<&Page> = answers.iter().filter(|answer| answer.status() != 303).collect();
        assert_eq!(lost.len(), 1);
        assert!([409, 422].contains(&lost[0].status()), "{}", lost[0].trouble("told"));
        assert_eq!(lost[0].form_of("submit").value("buyer_words"), Some("mine"));
        adds_up(app);
    }

    fn one_buyer_files_much_at_once(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        for number in 0..4 {
            let order = format!("M-{number}");
            app.order(&order).buyer("tb_much").line("CHAIR", 1, "119.00").place();
            apply(&mut agent, &order, "RETURN_REFUND", &[(1, 1)]);
        }
        // Each of these is the one that makes them many.
        for round in 0..5 {
            let mut filing = |side: &str| {
                let order = format!("N-{round}-{side}");
                app.order(&order).buyer("tb_much").line("CHAIR", 1, "119.00").place();
                let form = application_form(&mut agent, &order, "RETURN_REFUND", &[(1, 1)]);
                (agent.clone(), form)
            };
            let (one, other) = (filing("one"), filing("other"));
            let answers = at_once(one, other);
            assert_eq!(answers.each_ref().map(Page::status), [303, 303], "both are filed");
            let proposed = texts(app, "SELECT state AS value FROM risk_flags WHERE kind = 'FREQUENT_RETURN'");
            assert_eq!(proposed, ["PROPOSED"], "proposed once");
            execute(app, "DELETE FROM risk_flags");
        }
        adds_up(app);
    }

    fn two_servers_on_one_database(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let other = app.second_server();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let rita = app.staff("rita", &[Role::Reviewer]);
        let mut remi = other.staff("remi", &[Role::Reviewer]);
        for _ in 0..4 {
            let ticket = apply(&mut agent, "A-1", "REFUND_ONLY", &[(1, 1)]);
            let mut rita = rita.clone();
            let approve = rita.open(&format!("/tickets/{ticket}")).form_of("approve");
            let reject = remi.open(&format!("/tickets/{ticket}")).form_of("reject").set("reason", "no photo was sent");
            let lost = one_won(at_once((rita, approve), (remi.clone(), reject)));
            if lost.status_of_ticket() == "PENDING_REFUND" {
                send_with(&mut agent, &ticket, "cancel", &[("reason", "the buyer keeps it")]);
            }
        }
        other.finish();
        adds_up(app);
    }

    fn two_finance_people_on_two_refunds_of_one_order(app: &TestApp) {
        app.order("A-1").freight("8.00").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut rita = app.staff("rita", &[Role::Reviewer]);
        let (mut fay, mut finn) = (app.staff("fay", &[Role::Finance]), app.staff("finn", &[Role::Finance]));
        let tickets: Vec<String> = (0..2)
            .map(|_| {
                let ticket = apply(&mut agent, "A-1", "REFUND_ONLY", &[(1, 1)]);
                send(&mut rita, &ticket, "approve");
                ticket
            })
            .collect();
        let one = fay.open(&format!("/tickets/{}", tickets[0])).form_of("finance-approve");
        let other = finn.open(&format!("/tickets/{}", tickets[1])).form_of("finance-approve");
        let answers = at_once((fay, one), (finn, other));
        assert!(answers.iter().all(|answer| answer.status() == 303));
        app.run_jobs();
        assert!(tickets.iter().all(|ticket| agent.open(&format!("/tickets/{ticket}")).status_of_ticket() == "COMPLETED"));
        adds_up(app);
    }

    fn one_parcel_is_received_once(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut rita = app.staff("rita", &[Role::Reviewer]);
        let (mut wang, mut wei) = (app.staff("wang", &[Role::Warehouse]), app.staff("wei", &[Role::Warehouse]));
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 2)]);
        send(&mut rita, &ticket, "approve");
        ship_back(&mut agent, &ticket);
        let address = format!("/tickets/{ticket}");
        let one = wang.open(&address).form_of("receive");
        let other = wei.open(&address).form_of("receive").set("note", "the box was wet");
        one_won(at_once((wang.clone(), one), (wei, other)));
        assert_eq!(send(&mut wang, &ticket, "inspect").status_of_ticket(), "PENDING_REFUND");
        assert_eq!(app.db.read_blocking(ledger_totals::sums).expect("the books").units_in, 2);
        adds_up(app);
    }

    fn one_refund_is_approved_once(app: &TestApp) {
        app.order("A-1").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut rita = app.staff("rita", &[Role::Reviewer]);
        let (mut fay, mut finn) = (app.staff("fay", &[Role::Finance]), app.staff("finn", &[Role::Finance]));
        let ticket = apply(&mut agent, "A-1", "REFUND_ONLY", &[(1, 1)]);
        let address = format!("/tickets/{ticket}");
        send(&mut rita, &ticket, "approve");
        let one = fay.open(&address).form_of("finance-approve");
        let other = finn.open(&address).form_of("finance-approve");
        let lost = one_won(at_once((fay, one), (finn, other)));
        assert!(lost.text("[role=alert]").contains("f"), "{}", lost.text("[role=alert]"));
        app.run_jobs();
        assert_eq!(agent.open(&address).value("[data-amount=refunded]"), "119.00");
        adds_up(app);
    }
}

/// A restart of the server, or a firewall that forgets: connections are gone, people go on.
#[test]
fn connections_that_the_server_ended_are_replaced() {
    let app = TestApp::postgres();
    app.order("A-1").line("CHAIR", 2, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let end_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()";
    // It ends the connection that it is asked on, too.
    let ended = app.db.read_blocking(|connection| connection.batch_execute(end_all).map_err(DbError::Query));
    assert!(ended.is_err());
    let id = app.db.write_blocking(|tx| tx.next_id());
    assert!(id.is_ok(), "{id:?}");
    // Each of the eight readers may notice once.
    let answers: Vec<u16> = (0..9).map(|_| agent.get("/tickets").status()).collect();
    assert_eq!(answers.last(), Some(&200), "{answers:?}");
    assert_eq!(apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 2)]).get(..2), Some("AS"));
}
