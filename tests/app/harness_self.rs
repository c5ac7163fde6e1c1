//! The harness itself: what it places and adds is there, and a form is read as a browser reads it.

use aftersales::clock::Clock;
use aftersales::store::house::merchants;
use aftersales::store::{Db, DbError, Engine, Scope, orders};
use diesel::connection::SimpleConnection;

use crate::harness::flow::{apply, send, ship_back};
use crate::harness::*;

/// What may go wrong with what is counted and copied, and what of it is said.
const DAMAGES: [(&str, &str); 17] = [
    ("UPDATE ticket_counts SET tickets = tickets + 1", "a tab's count"),
    ("DELETE FROM ticket_entries", "a ticket without an entry"),
    ("UPDATE ticket_entries SET amount_minor = amount_minor + 1", "amount_minor"),
    ("UPDATE ticket_entries SET shelf = 'DRAFT'", "shelf"),
    ("UPDATE ticket_entries SET reviewer_id = 0", "reviewer_id"),
    ("UPDATE stock SET qty = qty + 1", "stock that is not the sum of its moves"),
    ("UPDATE stock SET reserved_qty = reserved_qty + 1", "promised stock"),
    ("UPDATE orders SET refunded_minor = refunded_minor - 1", "an order that says another sum"),
    ("UPDATE tickets SET refunded_minor = refunded_minor - 1", "a ticket that says another sum"),
    ("UPDATE refunds SET currency = 'USD'", "a refund that is not of its ticket's"),
    ("UPDATE refunds SET state = 'QUEUED'", "a refund whose state is not its ticket's"),
    ("UPDATE tickets SET status = 'REFUND_FAILED'", "a ticket whose state is not its refund's"),
    ("UPDATE orders SET after_sale = 'NONE'", "an order whose mark"),
    (
        "INSERT INTO parcels SELECT 1, 'P-1', merchant_id, id, 'SF1', '', '', 'OPENED', 0, NULL, 1 FROM warehouses",
        "an unclaimed parcel",
    ),
    (
        "INSERT INTO parcels SELECT 1, 'P-1', merchant_id, id, 'SF1', '', '', 'SIGNED_IN', 0, NULL, 1 FROM warehouses; \
         INSERT INTO parcel_tickets SELECT 1, id FROM tickets",
        "still closed after",
    ),
    ("DELETE FROM ticket_keys WHERE kind = 'SKU'", "is not found by"),
    ("DELETE FROM search_words", "is unknown"),
];

both_engines! {
    fn orders_are_placed_as_described(app: &TestApp) {
        let order_no = app
            .order("A-1")
            .merchant("MAIN")
            .buyer("anna")
            .manual_gateway()
            .reference("P-1")
            .freight("8.00")
            .days_ago(3)
            .line("CHAIR", 2, "119.00")
            .line_paid("LAMP", 1, "50.00", "40.00")
            .service("WARRANTY", 1, "9.90")
            .place();
        app.order("A-2").buyer("anna").unsigned().line("CHAIR", 1, "1.00").place();
        app.order("A-3").unshipped().line("CHAIR", 1, "1.00").place();
        let (order, lines) = app
            .db
            .read_blocking(|connection| {
                let order = orders::by_no(connection, &Scope::All, &order_no)?.remove(0);
                let lines = orders::lines(connection, order.id)?;
                Ok::<_, aftersales::store::DbError>((order, lines))
            })
            .expect("the order is there");
        assert_eq!(order.paid_minor.minor(), 29_590);
        assert_eq!(lines.iter().map(|line| line.paid_minor.minor()).collect::<Vec<_>>(), [23_800, 4_000, 990]);
    }

    fn what_does_not_add_up_is_named(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut others = app.staff("others", &[Role::Reviewer, Role::Warehouse]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        send(&mut others, &ticket, "approve");
        ship_back(&mut agent, &ticket);
        for step in ["receive", "inspect"] {
            send(&mut others, &ticket, step);
        }
        send(&mut app.staff("fay", &[Role::Finance]), &ticket, "finance-approve");
        app.run_jobs();
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
        for (damage, named) in DAMAGES {
            let broken = app.db.read_blocking(|connection| {
                connection.batch_execute(&format!("BEGIN; {damage}"))?;
                let broken = invariants::broken_in(connection);
                connection.batch_execute("ROLLBACK")?;
                broken
            });
            let broken: Result<Vec<String>, DbError> = broken;
            let broken = broken.expect("the database answers").join("\n");
            assert!(broken.contains(named), "{damage}: {broken}");
        }
    }

    fn a_form_that_is_taken_leads_to_a_page(app: &TestApp) {
        let mut person: Client = app.staff("clerk", &[Role::Warehouse]);
        let mut form = person.open("/login").form_at("form[action='/language']").expect("the languages");
        assert!(form.press("lang", "en"));
        let page: Page = person.submit_ok(form);
        assert_eq!(page.name().as_deref(), Some("login"));
        assert_eq!(page.text("h1"), "Log in");
    }

    fn a_person_of_one_merchant_logs_in(app: &TestApp) {
        let mut person = app.staff_of("clerk", &[Role::Warehouse], &["MAIN"]);
        assert_eq!(person.get("/nowhere").status(), 404);
        assert_eq!(app.run_jobs(), 0);
        assert_eq!((person.username.as_str(), person.id > 0), ("clerk", true));
    }
}

const PAGE: &str = r#"<main data-page="tickets.show"><span data-status="APPROVED">ok</span>
<data data-amount="computed" value="94.66">94.66</data><p data-error-for="reason"> too
 short</p><form data-action="approve" method="post" action="/t/1/approval">
<input name="a" value="1"><input name="off" value="x" disabled><input type="checkbox" name="box" value="yes" checked>
<input type="checkbox" name="empty" value="yes"><input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
<select name="s"><option value="x">X<option selected>Y</select><textarea name="t">
two
lines</textarea><button name="go" value="1">Go</button><button name="go" value="2" formaction="/t/1/other">Other</button></form>
<input name="outside" value="o" form="there"><form id="there" data-action="there" enctype="multipart/form-data" method="post"></form></main>"#;

#[test]
fn a_form_is_read_as_a_browser_reads_it() {
    let page = Page::new("/t/1", 200, Vec::new(), PAGE.as_bytes().to_vec());
    let mut form = page.form_of("approve").set("empty", "yes");
    assert!(!form.has("off") && form.action() == "/t/1/approval");
    let expected =
        [("a", "1"), ("box", "yes"), ("r", "2"), ("s", "Y"), ("t", "two\nlines"), ("empty", "yes"), ("go", "1")];
    assert_eq!(form.sent(), expected);
    assert!(form.press("go", "2"));
    assert_eq!(form.action(), "/t/1/other");
    assert_eq!(page.form_of("there").sent(), [("outside", "o")]);
    assert!(page.form_of("there").is_multipart());
}

#[test]
fn a_page_is_asked_by_its_hooks() {
    let page = Page::new("/t/1", 422, Vec::new(), PAGE.as_bytes().to_vec());
    assert_eq!(page.status_of_ticket(), "APPROVED");
    assert_eq!(page.value("[data-amount=computed]"), "94.66");
    assert_eq!(page.error("reason"), "too short");
}

#[test]
fn an_empty_database_is_brought_up_to_date() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let database = Database::empty(engine);
        let db = Db::open(&database.url, Clock::System).expect("it opens");
        let found = db.read_blocking(|connection| merchants::list(connection, &Scope::All)).expect("it answers");
        assert!(found.is_empty());
    }
}
