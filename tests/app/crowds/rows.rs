//! Many rows at once, of which the database fails at some.

use aftersales::store::Engine;

use super::execute;
use crate::harness::flow::*;
use crate::harness::*;

/// Makes the database fail whenever one of these tickets is given to somebody.
fn break_at(app: &TestApp, tickets: &[&String]) {
    let numbers: Vec<String> = tickets.iter().map(|no| format!("'{no}'")).collect();
    let when = format!("NEW.ticket_no IN ({})", numbers.join(", "));
    execute(
        app,
        &match app.db.engine() {
            Engine::Sqlite => format!(
                "CREATE TRIGGER broken BEFORE UPDATE ON ticket_entries WHEN {when} \
                 BEGIN SELECT RAISE(ABORT, 'a broken page'); END"
            ),
            Engine::Postgres => format!(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'a broken page' USING ERRCODE = 'check_violation'; END $$; \
                 CREATE TRIGGER broken BEFORE UPDATE ON ticket_entries FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION fail()"
            ),
        },
    );
}

fn give(person: &mut Client, tickets: &[String], language: &str) -> Page {
    let page = person.open("/tickets");
    let mut form = Form::to(&format!("/tickets/bulk?lang={language}"));
    form.add("csrf", &page.value("input[name=csrf]"));
    form.add("intent", "assign");
    form.add("assignee", "me");
    tickets.iter().for_each(|ticket| form.add("ticket", ticket));
    person.submit(form)
}

fn outcome(page: &Page, ticket: &str) -> String {
    page.text(&format!("tr[data-key='{ticket}'] [data-col=result]"))
}

both_engines! {
    fn a_row_at_which_the_database_fails_is_reported_and_the_others_are_done(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let tickets: Vec<String> = (0..3)
            .map(|no| apply(&mut agent, &app.order(&format!("A-{no}")).line("CHAIR", 1, "119.00").place(), "RETURN_REFUND", &[(1, 1)]))
            .collect();
        break_at(app, &[&tickets[1]]);
        let report = give(&mut agent, &tickets, "en");
        assert_eq!(report.status(), 200, "{}", report.trouble("the report"));
        assert_eq!(report.text("[role=status]"), "2 done, 1 not done.");
        assert_eq!(outcome(&report, &tickets[0]), "Done");
        assert_eq!(outcome(&report, &tickets[1]), "The database failed; nothing was changed");
        assert_eq!(outcome(&report, &tickets[2]), "Done");
    }

    fn after_several_failures_the_rest_is_left_alone(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let tickets: Vec<String> = (0..6)
            .map(|no| apply(&mut agent, &app.order(&format!("A-{no}")).line("CHAIR", 1, "119.00").place(), "RETURN_REFUND", &[(1, 1)]))
            .collect();
        break_at(app, &tickets[1..4].iter().collect::<Vec<_>>());
        let report = give(&mut agent, &tickets, "en");
        assert_eq!(
            report.text("[role=status]"),
            "1 done, 3 not done. The database failed several times, so this stopped; 2 were not tried."
        );
        assert_eq!(outcome(&report, &tickets[0]), "Done");
        for ticket in &tickets[4..] {
            assert_eq!(outcome(&report, ticket), "Not tried");
            assert_eq!(agent.open(&format!("/tickets/{ticket}")).all("[data-event=TicketAssigned]").len(), 0);
        }
        let report = give(&mut agent, &tickets[1..], "zh-CN");
        assert_eq!(outcome(&report, &tickets[1]), "数据库出错，未执行");
        assert_eq!(outcome(&report, &tickets[5]), "未尝试");
    }
}
