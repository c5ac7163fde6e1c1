//! One queue: the desk, the list, the next ticket and the way back have the same order, place and count.

use crate::harness::flow::{apply, send, send_with};
use crate::harness::*;
use crate::refunds::people;
use crate::warehouse::Shop;

/// Tickets in the order in which they were applied for, an hour apart.
fn applied(app: &TestApp, agent: &mut Client, prefix: &str, count: usize) -> Vec<String> {
    let orders = (1..=count).map(|at| format!("{prefix}-{at}"));
    orders
        .map(|order_no| {
            app.order(&order_no).line("CHAIR", 1, "29.90").place();
            app.wait(3_600);
            apply(agent, &order_no, "RETURN_REFUND", &[(1, 1)])
        })
        .collect()
}

/// The keys of a page's rows.
fn keys(page: &Page, rows: &str) -> Vec<String> {
    page.all(rows).iter().filter_map(|row| row.value().attr("data-key").map(str::to_owned)).collect()
}

both_engines! {
    fn the_desk_and_the_list_are_one_queue(app: &TestApp) {
        let mut people = people(app);
        let tickets = applied(app, &mut people.agent, "Q", 3);
        let desk = people.reviewer.open("/?lang=en");
        assert_eq!(keys(&desk, "main section.card tbody tr"), tickets);
        let all = desk.attribute("section.card .card-head a", "href").expect("the whole queue");
        let list = people.reviewer.open(&all);
        assert_eq!(keys(&list, "tbody tr"), tickets);
        assert!(list.has("td[data-col=goods]") && list.has("td[data-col=reason]"), "the reviewer's own view");
        let first = desk.attribute(".page-actions a[data-next]", "href").expect("the first one");
        let page = people.reviewer.open(&format!("{first}&lang=en"));
        assert_eq!((page.text("h1"), page.text("[data-place]")), (tickets[0].clone(), "1 of 3".to_owned()));
        let next = people.reviewer.submit_ok(page.form_of("approve"));
        assert_eq!((next.text("h1"), next.text("[data-place]")), (tickets[1].clone(), "1 of 2".to_owned()));
        let back = next.attribute("a[data-back]", "href").expect("the way back");
        assert!(back.starts_with(&all), "{back} is the list of the desk, {all}");
    }

    fn who_comes_second_keeps_the_place(app: &TestApp) {
        let mut people = people(app);
        let tickets = applied(app, &mut people.agent, "R", 2);
        let desk = people.reviewer.open("/");
        let page = people.reviewer.open(&desk.attribute("a[data-next]", "href").expect("the first one"));
        let mut colleague = app.staff("colleague", &[Role::Reviewer]);
        send_with(&mut colleague, &tickets[0], "reject", &[("category", "OVERDUE"), ("reason", "too late")]);
        let late = people.reviewer.submit(page.form_of("approve"));
        assert_eq!(late.status(), 409);
        let next = late.attribute("a[data-next]", "href").expect("the next one is still there");
        assert!(next.starts_with(&format!("/tickets/{}", tickets[1])), "{next}");
    }

    fn what_waits_for_others_is_counted_apart(app: &TestApp) {
        let mut people = people(app);
        let tickets = applied(app, &mut people.agent, "S", 2);
        send(&mut people.reviewer, &tickets[0], "approve");
        let desk = people.agent.open("/?lang=en");
        assert!(desk.text(".page-title").contains("nothing waits for you"), "{}", desk.text(".page-title"));
        let others = desk.text("[data-waits-for=others]");
        assert!(others.contains("Awaiting the buyer's parcel1"), "{others}");
        let list = desk.attribute("[data-waits-for=others] a", "href").expect("its list");
        assert_eq!(keys(&people.agent.open(&list), "tbody tr"), [tickets[0].clone()]);
        let mut manager = app.staff("gm", &[Role::GeneralManager]);
        assert!(!manager.open("/").has("nav .count"), "nothing is counted for who may do nothing");
    }

    fn a_parcel_on_the_road_is_no_work_for_the_clerk(app: &TestApp) {
        app.order("T-1").line("CHAIR", 1, "29.90").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "T-1", &[(1, 1, "")], "SF1111111111");
        let desk = shop.clerk.open("/?lang=en");
        assert!(desk.text("[data-waits-for=others]").contains("On the way back1"));
        assert!(!desk.has("nav .count") && !desk.has("main section.card tbody tr"));
        shop.scan("SF1111111111");
        let desk = shop.clerk.open("/?lang=en");
        assert_eq!(keys(&desk, "main section.card tbody tr"), [ticket_no]);
        assert_eq!(desk.text("nav .count"), "1");
    }

    fn waiting_is_said_as_a_duration(app: &TestApp) {
        let mut people = people(app);
        applied(app, &mut people.agent, "U", 1);
        app.wait(2 * 86_400 + 60);
        let list = people.reviewer.open("/tickets?view=review&lang=en");
        assert_eq!(list.text("td[data-col=time_left]"), "Review 2 days left");
        assert_eq!(list.attribute("td[data-col=time_left] time", "datetime").as_deref(), Some("2026-11-26T18:00:00+08:00"));
        assert!(list.text("td[data-col=goods] .goods-count").contains("×1"), "the count stands apart from the name");
    }
}
