//! What the counts let an inspection say: how its form opens, and what is refused beside them.

use aftersales::domain::goods::condition::Grade;
use aftersales::store::goods::inbounds;
use aftersales::store::tickets;

use super::*;

const CONDITIONS: [&str; 5] = ["packaging_ok", "goods_ok", "unused", "parts_complete", "resalable"];

/// A ticket on three chairs and a lamp of which some were counted good and some defective; the inspection's form.
fn counted(shop: &mut Shop, order_no: &str, good: &str, defective: &str) -> (String, Form) {
    let ticket_no = shop.returning("RETURN_REFUND", order_no, &[(1, 3, "")], &format!("SF{order_no}000000"));
    let received = (good.parse::<i64>().expect("units") + defective.parse::<i64>().expect("units")).to_string();
    let counts = [("received_1", received.as_str()), ("good_1", good), ("defective_1", defective)];
    shop.clerk_does(&ticket_no, "receive", &counts);
    let form = shop.clerk_sees(&ticket_no).form_of("inspect");
    (ticket_no, form)
}

fn grades(app: &TestApp, ticket_no: &str) -> Vec<Option<Grade>> {
    let ticket_no = ticket_no.to_owned();
    app.db
        .read_blocking(move |connection| {
            let ticket = tickets::by_no(connection, &Scope::All, &ticket_no)?.expect("the ticket");
            let inbound = inbounds::last_of(connection, ticket.id)?.expect("an inbound");
            let lines = inbounds::lines(connection, inbound.id)?;
            Ok::<_, DbError>(lines.into_iter().map(|line| line.grade).collect())
        })
        .expect("the lines can be read")
}

both_engines! {
    fn the_form_opens_as_the_counts_say(app: &TestApp) {
        let mut shop = Shop::new(app);
        for (order_no, good, defective, verdict, grade) in [
            ("I-01", "3", "0", "PASS", "A"),
            ("I-02", "0", "0", "DEVIATES", "M"),
            ("I-03", "0", "3", "DEVIATES", "C"),
            ("I-04", "2", "0", "DEVIATES", "A"),
            ("I-05", "2", "1", "DEVIATES", "A"),
        ] {
            app.order(order_no).line("CHAIR", 3, "119.00").place();
            let (_, form) = counted(&mut shop, order_no, good, defective);
            assert_eq!((form.value("verdict"), form.value("grade_1")), (Some(verdict), Some(grade)), "{order_no}");
            let ticked = CONDITIONS.iter().filter(|name| form.value(name).is_some()).count();
            assert_eq!(ticked, if verdict == "PASS" { 5 } else { 0 }, "{order_no}: nothing is ticked once it deviates");
        }
    }

    fn an_empty_box_is_filed_as_missing_and_nothing_else(app: &TestApp) {
        app.order("I-11").line("CHAIR", 3, "119.00").place();
        let mut shop = Shop::new(app);
        let (ticket_no, form) = counted(&mut shop, "I-11", "0", "0");
        let form = form.set("finding", "空箱");
        for (field, value, at) in [("grade_1", "A", "grade_1"), ("goods_ok", "1", "goods_ok")] {
            let mut wrong = form.clone();
            wrong.put(field, value);
            let page = shop.clerk.submit(wrong);
            assert_eq!((page.status(), page.error(at).is_empty()), (422, false), "{field}");
        }
        let mut passing = form.clone();
        passing.put("verdict", "PASS");
        assert!(!shop.clerk.submit(passing).error("verdict").is_empty());
        let mut without = form;
        without.remove("grade_1");
        without.add("packaging_ok", "1");
        let page = shop.clerk.submit_ok(without);
        assert_eq!(page.status_of_ticket(), "INSPECTION_EXCEPTION", "an intact outer packaging can be said");
        assert_eq!(grades(app, &ticket_no), [Some(Grade::Missing)], "without a grade it is that of the counts");
    }

    fn defective_goods_pass_only_with_a_word(app: &TestApp) {
        app.order("I-21").line("CHAIR", 3, "119.00").place();
        let mut shop = Shop::new(app);
        let (ticket_no, form) = counted(&mut shop, "I-21", "0", "3");
        let page = shop.clerk.submit(form.clone().set("verdict", "PASS"));
        assert_eq!((page.status(), page.error("finding").is_empty()), (422, false));
        let page = shop.clerk.submit_ok(form.set("verdict", "PASS").set("finding", "都有划痕，照退"));
        assert_eq!(page.status_of_ticket(), "PENDING_REFUND");
        assert_eq!(held(app, "CHAIR", Bucket::Defective), (3, 0));
        assert_eq!(shop.status(&ticket_no), "PENDING_REFUND");
    }

    fn receiving_and_passing_at_once_says_what_is_short(app: &TestApp) {
        app.order("I-31").line("CHAIR", 3, "119.00").line("LAMP", 1, "50.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "I-31", &[(1, 3, ""), (2, 1, "")], "SF0000000031");
        let form = shop.clerk.open("/warehouse?q=I-31").form_of("receive");
        let form = form.set("received_1", "2").set("good_1", "1").set("defective_1", "1");
        let mut at_once = form.clone();
        assert!(at_once.press("verdict", "PASS"));
        let page = shop.clerk.submit(at_once);
        assert_eq!(page.status(), 422);
        assert!(page.error("received_1").contains('1'), "{}", page.error("received_1"));
        assert_eq!(page.error_at("received_2"), None, "the lamp is there");
        assert!(page.text("[role=alert]").contains('1'), "the alarm says how many are missing");
        let again = page.form_of("receive");
        assert_eq!((again.value("received_1"), again.value("defective_1")), (Some("2"), Some("1")));
        assert_eq!(shop.status(&ticket_no), "RETURNING", "nothing was received");
        shop.clerk.submit_ok(again);
        assert_eq!(shop.status(&ticket_no), "RECEIVED");
    }
}
