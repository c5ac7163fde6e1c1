//! The ticket list as a workbench: what is found, in which order, under which view; many rows at once; one ticket after the other.

use aftersales::domain::ticket::status::{Archive, Status};
use aftersales::store::Scope;
use aftersales::store::tickets::counts::Kept;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::TicketFilter;

use crate::harness::flow::{application_form, apply, send_with, ship_back};
use crate::harness::*;

fn rows(page: &Page) -> Vec<String> {
    page.all("tbody[data-rows] tr[data-key]").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
}

struct House {
    agent: Client,
    reviewer: Client,
    /// In the order of submission.
    tickets: Vec<String>,
}

/// A few tickets of several buyers and goods.
fn house(app: &TestApp) -> House {
    let mut agent = app.staff("agent", &[Role::Agent]);
    let reviewer = app.staff("reviewer", &[Role::Reviewer]);
    let mut tickets = Vec::new();
    for (order, buyer, sku) in [
        ("W-1", "wang.wei", "OAK-1"),
        ("W-2", "li.na", "OAK-2"),
        ("W-3", "wang.fang", "LAMP-9"),
        ("W-4", "zhao", "OAK-1"),
    ] {
        app.order(order).buyer(buyer).line(sku, 3, "10.00").place();
        app.wait(60);
        tickets.push(apply(&mut agent, order, "RETURN_REFUND", &[(1, 1)]));
    }
    House { agent, reviewer, tickets }
}

both_engines! {
    fn one_box_finds_numbers_accounts_and_goods(app: &TestApp) {
        let mut house = house(app);
        let [first, second, third, fourth] = house.tickets.clone().try_into().expect("four tickets");
        ship_back_approved(&mut house, &first);
        let all: [&String; 4] = [&fourth, &third, &second, &first];
        let cases: [(&str, &[&String]); 13] = [
            (&format!(" {} ", first.to_lowercase()), &[&first]),
            (&format!("{} {}", &second[..4], &second[4..]), &[&second]),
            ("w-3", &[&third]),
            ("wang.wei", &[&first]),
            ("WANG", &[&third, &first]),
            ("oak", &[&fourth, &second, &first]),
            ("ＯＡＫ-2", &[&second]),
            ("oak zhao", &[&fourth]),
            (&format!("rt{}", first.to_lowercase()), &[&first]),
            ("138****0001", &all),
            ("0001", &all),
            ("0001 lamp", &[&third]),
            ("nothing-of-the-kind", &[]),
        ];
        for (typed, expected) in cases {
            let query: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let found = rows(&house.reviewer.open(&format!("/tickets?q={query}")));
            assert_eq!(found, expected.iter().map(|no| (*no).clone()).collect::<Vec<_>>(), "{typed:?}");
        }
    }

    fn a_sku_narrows_by_the_whole_of_it_under_every_order(app: &TestApp) {
        let mut house = house(app);
        let [first, second, _, fourth] = house.tickets.clone().try_into().expect("four tickets");
        for (asked, expected) in [
            ("sku=OAK-1", vec![&fourth, &first]),
            ("sku=OAK-2&sort=refund_amount", vec![&second]),
            ("sku=OAK-1&q=zhao", vec![&fourth]),
            ("sku=OAK", vec![]),
            ("sku=OAK-1&status=COMPLETED", vec![]),
        ] {
            let found = rows(&house.reviewer.open(&format!("/tickets?{asked}")));
            assert_eq!(found, expected.into_iter().cloned().collect::<Vec<_>>(), "{asked}");
        }
    }

    fn the_day_of_the_review_narrows_the_list(app: &TestApp) {
        let mut house = house(app);
        let first = house.tickets[0].clone();
        app.wait(86_400);
        send_with(&mut house.reviewer, &first, "reject", &[("category", "USED"), ("reason", "已使用过")]);
        let today = "2026-11-23";
        for (asked, expected) in [
            (format!("reviewed_from={today}"), 1),
            (format!("reviewed_to={today}"), 1),
            (format!("reviewed_from={today}&reviewed_to={today}&sort=reviewed_at"), 1),
            ("reviewed_from=2026-11-24".to_owned(), 0),
            ("reviewed_to=2026-11-22".to_owned(), 0),
        ] {
            let page = house.reviewer.open(&format!("/tickets?{asked}"));
            assert_eq!(rows(&page).len(), expected, "{asked}: what nobody reviewed was not reviewed before any day");
        }
        let page = house.reviewer.open(&format!("/tickets?reviewed_from={today}"));
        assert!(page.text(".active-filters .chip-text").contains("Reviewed on: ≥ 2026-11-23"));
        assert_eq!(page.form_at("form.filters").expect("filters").value("reviewed_from"), Some(today), "the panel keeps it");
        let page = house.reviewer.open(&page.attribute(".chip-remove", "href").expect("the cross"));
        assert_eq!(rows(&page).len(), 4, "the chip comes off");
    }

    fn filters_combine_and_can_be_taken_off_one_by_one(app: &TestApp) {
        let mut house = house(app);
        let first = house.tickets[0].clone();
        send_with(&mut house.reviewer, &first, "reject", &[("category", "USED"), ("reason", "已使用过")]);
        let page = house.reviewer.open("/tickets?q=oak&result=REFUSED&type=RETURN_REFUND&amount_from=1.00");
        assert_eq!(rows(&page), std::slice::from_ref(&first));
        assert_eq!(page.all(".chip-remove").len(), 4, "a chip for each filter");
        let without = page.all(".chip-remove").iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect::<Vec<_>>();
        let page = house.reviewer.open(without.iter().find(|href| !href.contains("result")).expect("one without the result"));
        assert_eq!(rows(&page).len(), 3, "all of oak");
        for nonsense in ["amount_from=many", "merchant=NOPE", "assignee=x", "stage=NOPE&status=PENDING_RETURN", "shop=%00", "reason=NOPE", "q=%25%00", "view=999", "applied=never", "group=goods&open=%7C%7C"] {
            assert_eq!(house.reviewer.get(&format!("/tickets?{nonsense}")).status(), 200, "{nonsense}");
        }
    }

    fn nonsense_is_named_left_out_and_kept_from_files(app: &TestApp) {
        let mut house = house(app);
        for (nonsense, named) in [
            ("amount_from=many", "Refund amount “many”"),
            ("amount_from=20&amount_to=10", "Refund amount “20”, Refund amount “10”"),
            ("applied_from=2026-11-20&applied_to=2026-11-01", "Applied on “2026-11-20”, Applied on “2026-11-01”"),
            ("reason=NOPE&reason=NO_REASON", "Reason “NOPE”"),
            ("status=NOPE", "Status “NOPE”"),
            ("shop=x&sort=y", "Shop “x”, Order “y”"),
        ] {
            let page = house.reviewer.open(&format!("/tickets?{nonsense}"));
            let notice = page.text_of(".notice.warn").unwrap_or_default();
            assert!(notice.ends_with(named), "{nonsense}: {notice}");
            assert_eq!(page.all(".chip-remove").len(), usize::from(nonsense.contains("NO_REASON")), "no chip for what is left out: {nonsense}");
            let mut manager = app.staff(&format!("m{}", nonsense.len()), &[Role::Manager]);
            let file = manager.get(&format!("/tickets.csv?{nonsense}"));
            assert_eq!(file.status(), 303, "{nonsense}: a file cannot say what it left out");
            let mut form = house.reviewer.open("/tickets").form_at("#bulk-form").expect("the bulk form");
            form = form.set("assignee", "me").set("rows", "all").set("query", nonsense);
            form.press("intent", "assign");
            assert!(rows(&house.reviewer.submit(form)).is_empty(), "all of nonsense is nothing");
        }
        let mut fay = app.staff("fay", &[Role::Finance]);
        let page = fay.open("/refunds?amount_from=9&amount_to=1&applied_from=soon");
        assert!(page.text_of(".notice.warn").is_some_and(|text| text.contains("“soon”") && text.contains("“9”")));
        let mut wang = app.staff("wang", &[Role::Warehouse]);
        assert!(wang.open("/warehouse/inbounds?from=soon").text_of(".notice.warn").is_some_and(|text| text.contains("“soon”")));
        assert!(!house.reviewer.open("/tickets?q=oak&type=RETURN_REFUND").has(".notice.warn"));
    }

    fn several_values_of_one_filter_are_ticked_and_stay(app: &TestApp) {
        let mut house = house(app);
        send_with(&mut house.reviewer, &house.tickets[0].clone(), "reject", &[("category", "USED"), ("reason", "已使用过")]);
        let page = house.reviewer.open("/tickets?result=REFUSED&result=NONE&type=EXCHANGE&type=RETURN_REFUND");
        assert_eq!(rows(&page).len(), 4);
        let ticked = |page: &Page, field: &str| page.all(&format!(".picks input[name={field}][checked]")).len();
        assert_eq!((ticked(&page, "result"), ticked(&page, "type"), ticked(&page, "channel")), (2, 2, 0));
        let form = page.form_at("form.filters").expect("the form of filters").set("q", "lamp");
        let narrowed = house.reviewer.submit(form);
        assert_eq!(rows(&narrowed), [house.tickets[2].clone()]);
        assert_eq!((ticked(&narrowed, "result"), ticked(&narrowed, "type")), (2, 2), "nothing ticked gets lost");
    }

    fn chosen_rows_are_taken_out_as_a_file(app: &TestApp) {
        let mut house = house(app);
        let mut manager = app.staff("mona", &[Role::Manager]);
        let mut form = manager.open("/tickets?type=RETURN_REFUND&sort=ticket_no&dir=asc").form_at("#bulk-form").expect("the bulk form");
        for number in [&house.tickets[3], &house.tickets[1]] {
            form.add("ticket", number);
        }
        form.press("intent", "csv");
        let answer = manager.submit(form);
        assert_eq!(answer.status(), 303);
        let file = manager.get(answer.location().expect("where the file is"));
        let lines: Vec<String> = file.source().lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_owned()).collect();
        assert_eq!(lines, [house.tickets[1].clone(), house.tickets[3].clone()], "in the order of the list");
        let page = manager.open(&answer.location().expect("where").replace(".csv", ""));
        assert_eq!(page.all(".chip-remove").len(), 2, "the chosen ones and the type");
        assert!(!house.agent.open("/tickets").has("#bulk-form button[value=csv]"), "who may not export is not offered it");
    }

    fn from_a_ticket_the_way_back_leads_to_its_page_and_row(app: &TestApp) {
        let mut house = house(app);
        let page = house.reviewer.open("/tickets?sort=ticket_no&dir=asc");
        let link = page.attribute("tbody tr:nth-child(3) .row-link", "href").expect("the third row's link");
        let back = house.reviewer.open(&link).attribute("[data-back]", "href").expect("back");
        assert_eq!(back, format!("/tickets?sort=ticket_no&dir=asc#{}", house.tickets[2]));
    }

    fn every_order_pages_to_the_end_and_back(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let mut all = Vec::new();
        for n in 0..63 {
            let order = format!("P-{n:03}");
            app.order(&order).line("CHAIR", 1, &format!("{}.00", 10 + n % 7)).place();
            app.wait(60);
            all.push(apply(&mut agent, &order, "RETURN_REFUND", &[(1, 1)]));
        }
        for number in all.iter().step_by(5) {
            send_with(&mut reviewer, number, "reject", &[("category", "USED"), ("reason", "已使用过")]);
        }
        for sort in ["applied_at", "reviewed_at", "ordered_at", "refund_amount", "ticket_no", "order_no", "waiting_since", "status", "type", "merchant"] {
            for dir in ["asc", "desc"] {
                let first = reviewer.open(&format!("/tickets?sort={sort}&dir={dir}"));
                assert_eq!(rows(&first).len(), 50, "{sort} {dir}");
                let second = reviewer.open(&first.attribute("a[rel=next]", "href").expect("a second page"));
                assert!(second.attribute("a[rel=next]", "href").is_none(), "{sort} {dir}: two pages");
                let mut seen = rows(&first);
                seen.extend(rows(&second));
                seen.sort();
                assert_eq!(seen, all, "{sort} {dir}: every row once");
                let back = reviewer.open(&second.attribute("a[rel=prev]", "href").expect("back to the first"));
                assert_eq!(rows(&back), rows(&first), "{sort} {dir}: back again");
            }
        }
    }

    fn tabs_count_what_is_there_and_stages_part_a_tab(app: &TestApp) {
        let mut house = house(app);
        let tickets = house.tickets.clone();
        ship_back_approved(&mut house, &tickets[0]);
        send_with(&mut house.reviewer, &tickets[1], "approve", &[]);
        let counted = |page: &Page, status: &str| -> String {
            let tab = page.all("nav.tabs a").into_iter().find(|tab| tab.attr("href").is_some_and(|href| href.contains(&format!("status={status}"))));
            tab.expect("the tab").text().collect::<String>()
        };
        let page = house.reviewer.open("/tickets?status=PENDING_RETURN");
        assert!(counted(&page, "PENDING_RETURN").contains('2'));
        assert!(counted(&page, "PENDING_REVIEW").contains('2'));
        let stage = page.all("a.stage").into_iter().find(|chip| chip.attr("href").is_some_and(|href| href.contains("stage=RETURNING"))).and_then(|chip| chip.attr("href")).expect("the stage").to_owned();
        assert_eq!(rows(&house.reviewer.open(&stage)), [tickets[0].clone()]);
        // What is kept is what is there.
        let kept = app.db.read_blocking(Kept::read).expect("counts").on(Archive::Live, &Scope::All);
        for status in Status::ALL {
            let filter = TicketFilter { statuses: vec![*status], reviewers: Vec::new(), bounced: false, ..TicketFilter::default() };
            let page = aftersales::store::tickets::list::ask::TicketPage { sort: aftersales::store::tickets::list::ask::TicketSort::AppliedAt, ascending: false, start: None, limit: 1_000 };
            let there = app.db.read_blocking(|connection| list::page(connection, &Scope::All, &filter, &page)).expect("rows").rows.len();
            assert_eq!(kept.get(status).copied().unwrap_or_default(), there as i64, "{status}");
        }
    }

    fn a_view_keeps_filters_order_and_columns_and_can_be_shared(app: &TestApp) {
        let mut house = house(app);
        let page = house.reviewer.open("/tickets?q=oak&sort=ticket_no&dir=asc");
        let form = page.form_of("save-view").set("name", " 橡木  ");
        let view = house.reviewer.submit_ok(form);
        assert_eq!(rows(&view), [house.tickets[0].clone(), house.tickets[1].clone(), house.tickets[3].clone()]);
        let address = view.path();
        let again = house.reviewer.open("/tickets?q=lamp").form_of("save-view").set("name", "橡木");
        let refused = house.reviewer.submit(again);
        assert_eq!(refused.status(), 422);
        assert!(refused.error_at("name").is_some());
        assert_eq!(refused.form_of("save-view").value("name"), Some("橡木"), "what was typed stays");
        assert!(!house.agent.open("/tickets").source().contains("橡木"), "it is the reviewer's own");
        let shared = house.reviewer.open("/tickets?q=lamp").form_of("save-view").set("name", "灯").set("merchant", "MAIN");
        let shared = house.reviewer.submit_ok(shared);
        assert!(house.agent.open("/tickets").source().contains(">灯"), "shared with the merchant");
        assert_eq!(rows(&house.agent.open(&format!("/tickets?{}", shared.path().split('?').nth(1).unwrap_or_default()))).len(), 1);
        let mut form = house.reviewer.open(address).form_at("form[action*='/tickets/views/']").expect("the view's form");
        form.press("intent", "start");
        house.reviewer.submit_ok(form);
        let rail = house.reviewer.open("/").attribute("nav.rail a[href^='/tickets']", "href").expect("the rail's entry");
        assert_eq!(rail, address);
        let mut form = house.reviewer.open(address).form_at("form[action*='/tickets/views/']").expect("the view's form");
        form.press("intent", "delete");
        house.reviewer.submit_ok(form);
        assert!(!house.reviewer.open("/tickets").source().contains("橡木"));
    }

    fn each_role_starts_with_its_own_view(app: &TestApp) {
        let mut house = house(app);
        let start = house.reviewer.open("/").attribute("nav.rail a[href^='/tickets']", "href").expect("the rail's entry");
        let page = house.reviewer.open(&start);
        for column in ["goods", "reason", "buyer", "parcel", "time_left"] {
            assert!(page.has(&format!("th[data-col={column}]")), "{column}");
        }
        assert_eq!(rows(&page), house.tickets, "the longest waiting first");
        assert!(house.reviewer.open("/tickets").has("th[data-col=merchant]"), "all tickets show the specification's columns");
    }

    fn rows_are_given_away_and_put_away_in_bulk_with_a_report(app: &TestApp) {
        let mut house = house(app);
        let tickets = house.tickets.clone();
        send_with(&mut house.reviewer, &tickets[0], "reject", &[("category", "USED"), ("reason", "已使用过")]);
        let bulk = |client: &mut Client, address: &str, chosen: &[String], intent: &str, assignee: &str, scope: &str| -> Page {
            let mut form = client.open(address).form_at("#bulk-form").expect("the bulk form");
            form = form.set("assignee", assignee).set("rows", scope);
            for number in chosen {
                form.add("ticket", number);
            }
            form.press("intent", intent);
            let answer = client.submit(form);
            assert_eq!(answer.status(), 200);
            answer
        };
        let me = house.reviewer.id.to_string();
        let report = bulk(&mut house.reviewer, "/tickets", &tickets[..2], "assign", "me", "");
        assert_eq!(rows(&report).len(), 2);
        assert_eq!(rows(&house.reviewer.open(&format!("/tickets?assignee={me}"))), [tickets[1].clone(), tickets[0].clone()]);
        // An agent takes what is nobody's, not what is somebody else's.
        let report = bulk(&mut house.agent, "/tickets", &tickets[1..3], "assign", "me", "");
        assert_eq!(report.all("td.red").len(), 1);
        assert_eq!(rows(&house.agent.open("/tickets?assignee=me")), [tickets[2].clone()]);
        // Only what has ended is put away; it leaves the list and is still found.
        let report = bulk(&mut house.reviewer, "/tickets", &[], "archive", "me", "all");
        assert_eq!((rows(&report).len(), report.all("td.red").len()), (4, 3));
        assert_eq!(rows(&house.reviewer.open("/tickets")).len(), 3);
        assert_eq!(rows(&house.reviewer.open("/tickets?archived=1")), [tickets[0].clone()]);
        bulk(&mut house.reviewer, "/tickets?archived=1", &tickets[..1], "unarchive", "me", "");
        assert_eq!(rows(&house.reviewer.open("/tickets")).len(), 4);
        assert!(house.reviewer.open(&format!("/tickets/{}", tickets[0])).has("[data-event=TicketArchived]"));
        assert!(bulk(&mut house.reviewer, "/tickets", &[], "assign", "me", "").has("[role=status]"), "nothing chosen is said");
    }

    fn a_decision_leads_to_the_next_ticket_of_the_same_view(app: &TestApp) {
        let mut house = house(app);
        let page = house.reviewer.open("/tickets?status=PENDING_REVIEW&sort=applied_at&dir=asc");
        let link = page.attribute("tbody tr:nth-child(2) .row-link", "href").expect("the second row's link");
        let ticket = house.reviewer.open(&link);
        assert_eq!(ticket.text_of("[data-place]").as_deref(), Some("2 of 4"));
        let next = house.reviewer.submit_ok(ticket.form_of("approve"));
        assert!(next.path().starts_with(&format!("/tickets/{}", house.tickets[2])), "{}", next.path());
        assert_eq!(next.text_of("[data-place]").as_deref(), Some("2 of 3"));
        let last = house.reviewer.submit_ok(next.form_of("approve"));
        let end = house.reviewer.submit_ok(last.form_of("approve"));
        assert_eq!(end.name().as_deref(), Some("tickets.index"), "behind the last one stands the list");
        assert_eq!(rows(&end), [house.tickets[0].clone()]);
        let said = end.text("[role=status]");
        assert!(said.contains("is approved") && said.contains("still in it: 1"), "{said}");
    }

    fn an_open_ticket_says_who_else_has_it_and_what_changed(app: &TestApp) {
        let mut house = house(app);
        let ticket = house.tickets[0].clone();
        let mut other = app.staff("zhou", &[Role::Reviewer]);
        let page = other.open(&format!("/tickets/{ticket}"));
        assert!(!page.has("[data-open-by]"));
        let page_of_first = house.reviewer.open(&format!("/tickets/{ticket}"));
        assert!(page_of_first.text_of("[data-open-by]").is_some_and(|text| text.contains("zhou")));
        assert!(house.reviewer.open("/tickets").has(&format!("tr[data-key='{ticket}'] .marks [data-open-by]")), "the list says so too");
        house.reviewer.submit_ok(page_of_first.form_of("approve"));
        let presence = page.attribute("[data-presence]", "data-presence").expect("where to ask");
        let news = other.get(&presence);
        assert!(news.text_of("[data-changed]").is_some_and(|text| text.contains("reviewer")), "{}", news.source());
        app.wait(200);
        assert!(!house.reviewer.open(&format!("/tickets/{}", house.tickets[0])).has("[data-open-by]"), "gone after a while");
    }

    fn one_bad_batch_is_one_line_that_opens(app: &TestApp) {
        let mut house = house(app);
        let page = house.reviewer.open("/tickets?group=goods");
        let groups = rows(&page);
        assert_eq!(groups.first().map(String::as_str), Some("OAK-1"), "the largest first");
        assert_eq!(page.text_of("tr[data-key='OAK-1'] [data-col=count]").as_deref(), Some("2"));
        assert_eq!(page.value("tr[data-key='OAK-1'] [data-col=refund_amount] data"), "20.00");
        let open = house.reviewer.open(&page.attribute("tr[data-key='OAK-1'] .row-link", "href").expect("a link"));
        assert_eq!(open.all("tr.member [data-col=ticket_no]").len(), 2);
        let all = open.attribute("tr.member td[colspan] a", "href").expect("all of them");
        assert_eq!(rows(&house.reviewer.open(&all)).len(), 2);
    }

    fn a_list_of_another_merchant_stays_unseen(app: &TestApp) {
        let mut house = house(app);
        crate::order_import::found_other(app);
        let mut stranger = app.staff_of("stranger", &[Role::Reviewer], &["OTHER"]);
        assert!(rows(&stranger.open("/tickets")).is_empty());
        for query in ["q=oak", "q=wang.wei", &format!("q={}", house.tickets[0]), "status=PENDING_REVIEW", "sort=merchant", "assignee=none"] {
            assert!(rows(&stranger.open(&format!("/tickets?{query}"))).is_empty(), "{query}");
        }
        assert_eq!(stranger.get(&format!("/tickets/{}/presence?seq=0", house.tickets[0])).status(), 404);
        let form = application_form(&mut house.agent, "W-1", "RETURN_REFUND", &[]);
        assert!(form.has("qty_1"));
    }
}

fn ship_back_approved(house: &mut House, ticket: &str) {
    send_with(&mut house.reviewer, ticket, "approve", &[]);
    ship_back(&mut house.agent, ticket);
}
