//! Files as shops have them, from the upload to the order: what a dry run shows, what is said of a file that does not fit, what is mended and
//! sent in again, orders that grow, numbers with any sign.

use crate::harness::flow::{application_form, apply, send, send_with, ship_back};
use crate::harness::*;
use crate::order_import::{bring, order};
use crate::refunds::{act, people, refund_of, work};

const HEAD: &str =
    "订单号,下单时间,付款时间,店铺,收货人,收货电话,快递单号,签收时间,商品编码,单价,数量,实付总额,支付流水号\n";

/// Uploads a file with some fields of the form; the report after the jobs ran.
fn upload(person: &mut Client, app: &TestApp, text: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = person.open("/orders/import").form_of("import");
    for (name, value) in fields {
        if *name == "dry_run" {
            form.remove(name);
        } else {
            form = form.set(name, value);
        }
    }
    form.attach("file", "orders.csv", "text/csv", text.as_bytes());
    let answer = person.submit(form);
    let report = answer.location().unwrap_or_else(|| panic!("{}", answer.trouble("no report"))).to_owned();
    app.run_jobs();
    person.open(&format!("{report}?lang=zh-CN"))
}

fn grown(quantity: i64, paid: &str) -> String {
    format!(
        "{HEAD}W6-GROWN,2026-11-10 10:00:00,2026-11-10 10:01:00,,测试,13800000000,YT770000000006,2026-11-14 11:00:00,PEN,100.00,{quantity},{paid},WREF0006\n"
    )
}

both_engines! {
    fn an_order_that_grew_after_its_return_can_be_returned_for_what_was_added(app: &TestApp) {
        let mut people = people(app);
        bring(app, &grown(1, "100.00"), false);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let ticket_no = apply(&mut people.agent, "W6-GROWN", "RETURN_REFUND", &[(1, 1)]);
        send(&mut people.reviewer, &ticket_no, "approve");
        ship_back(&mut people.agent, &ticket_no);
        send(&mut clerk, &ticket_no, "receive");
        send(&mut clerk, &ticket_no, "inspect");
        let refund = refund_of(&mut people.finance, &ticket_no);
        act(&mut people.finance, &refund, "finance-approve");
        work(app);
        let before = people.agent.open(&format!("/tickets/{ticket_no}")).value("[data-amount=computed]");
        assert_eq!(bring(app, &grown(3, "300.00"), false).0.to_string(), "orders: 0 new, 1 updated, 0 unchanged; lines: 1 read, 0 rejected");
        let (whole, lines) = order(app, "W6-GROWN").expect("it is here");
        assert_eq!((lines.len(), lines[0].quantity, whole.paid_minor.minor()), (1, 3, 30_000));
        assert!(!whole.doubt.contains("KEPT") && !whole.doubt.contains("REPLACED"), "{}", whole.doubt);
        assert!(!whole.doubt.contains("PAYMENT_ADDED"), "one payment grew: {}", whole.doubt);
        let page = people.agent.open("/tickets/new?order_no=W6-GROWN");
        let left = page.attribute("tr[data-line-no='1']", "data-returnable");
        assert_eq!(left.as_deref(), Some("2"));
        let second = apply(&mut people.agent, "W6-GROWN", "RETURN_REFUND", &[(1, 2)]);
        assert_eq!(people.agent.open(&format!("/tickets/{second}")).value("[data-amount=computed]"), "200.00");
        assert_eq!(people.agent.open(&format!("/tickets/{ticket_no}")).value("[data-amount=computed]"), before);
        assert_eq!(bring(app, &grown(3, "300.00"), false).0.counts.unchanged, 1, "the same file again");
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
    }

    fn a_day_that_begins_at_one_is_found_whole_by_page_count_and_file(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let zone = manager.open("/settings").form_of("settings").set("timezone", "America/Santiago");
        manager.submit_ok(zone);
        let text = "订单号,下单时间,付款时间,发货时间,签收时间,商品编码,单价,数量\n\
            W23-BEFORE,2026-09-05 23:30:00,2026-09-05 23:31:00,2026-09-08 10:00:00,2026-09-10 10:00:00,A,10.00,1\n\
            W23-GAP,2026-09-06,2026-09-06 09:00:00,2026-09-08 10:00:00,2026-09-10 10:00:00,B,20.00,1\n\
            W23-NEVER,2026-09-06 00:30:00,2026-09-06 09:00:00,2026-09-08 10:00:00,2026-09-10 10:00:00,C,30.00,1\n\
            W23-LATE,2026-09-06 23:30:00,2026-09-06 23:31:00,2026-09-08 10:00:00,2026-09-10 10:00:00,D,40.00,1\n\
            W23-NEXT,2026-09-07 00:10:00,2026-09-07 00:11:00,2026-09-08 10:00:00,2026-09-10 10:00:00,E,50.00,1\n";
        let (outcome, rejected) = bring(app, text, false);
        assert_eq!((outcome.counts.new, rejected), (4, vec!["BAD_DATE".to_owned()]));
        let named = |page: &Page, attribute: &str| -> Vec<String> {
            let rows = page.all(&format!("tbody tr[{attribute}]"));
            rows.iter().filter_map(|row| row.value().attr(attribute).map(str::to_owned)).collect()
        };
        let page = manager.open("/orders?from=2026-09-06&to=2026-09-06");
        assert_eq!(named(&page, "data-key"), ["W23-LATE", "W23-GAP"]);
        assert!(page.text(".pager").contains("of 2"), "{}", page.text(".pager"));
        let mut agent = app.staff("agent", &[Role::Agent]);
        let all = ["W23-BEFORE", "W23-GAP", "W23-LATE", "W23-NEXT"];
        let tickets = all.map(|order| apply(&mut agent, order, "RETURN_REFUND", &[(1, 1)]));
        let day = "ordered_from=2026-09-06&ordered_to=2026-09-06";
        let page = manager.open(&format!("/tickets?{day}"));
        let mut found = named(&page, "data-key");
        found.sort();
        assert_eq!(found, [tickets[1].clone(), tickets[2].clone()]);
        assert!(page.text(".pager").contains("of 2"), "{}", page.text(".pager"));
        let file = manager.get(&format!("/tickets.csv?{day}")).source().to_owned();
        let in_file: Vec<bool> = tickets.iter().map(|ticket| file.contains(ticket)).collect();
        assert_eq!(in_file, [false, true, true, false]);
        assert!(manager.open("/orders/W23-GAP").text("main").contains("01:00"));
        app.run_jobs();
    }

    fn orders_are_narrowed_to_those_that_were_shipped_or_not(app: &TestApp) {
        let text = "order_no,ordered_at,shipped_at,tracking_no,sku,unit_price,quantity\n\
            GONE,2026-11-20 10:00:00,2026-11-21 10:00:00,SF10000001,A,1.00,1\nHERE,2026-11-20 10:00:00,,,A,1.00,1\n";
        bring(app, text, false);
        let mut agent = app.staff("agent", &[Role::Agent]);
        for (asked, found) in [("yes", "GONE"), ("no", "HERE")] {
            let page = agent.open(&format!("/orders?shipped={asked}"));
            let rows = page.all("tbody tr[data-key]");
            let keys: Vec<_> = rows.iter().filter_map(|row| row.value().attr("data-key")).collect();
            assert_eq!(keys, [found], "{asked}");
        }
    }

    fn two_shops_that_number_alike_keep_their_orders_apart(app: &TestApp) {
        let line = |shop: &str, at: &str, sku: &str| format!("order_no,ordered_at,shop,sku,unit_price,quantity\n1001,{at},{shop},{sku},1.00,1\n");
        bring(app, &line("花园店", "2026-11-20 10:00:00", "ROSE"), false);
        let (outcome, rejected) = bring(app, &line("河边店", "2026-11-21 12:00:00", "BOAT"), false);
        assert_eq!((outcome.read.lines_rejected, rejected), (1, vec!["OTHER_ORDER".to_owned()]));
        assert_eq!(order(app, "1001").expect("it is here").1[0].sku, "ROSE", "the first one is as it was");
        let (outcome, _) = bring(app, &line("花园店（新）", "2026-11-20 10:00:00", "ROSE"), false);
        assert_eq!(outcome.counts.updated, 1, "a shop may be renamed");
    }

    fn numbers_with_any_sign_lead_to_their_order(app: &TestApp) {
        let mut people = people(app);
        let numbers = ["SO/2026/0001", "=1002", "R&D<3>#4?x=1%", "A%2FB"];
        for number in numbers {
            let text = "order_no,ordered_at,sku,unit_price,quantity\n".to_owned() + &format!("{number},2026-11-20 13:00:00,PIPE-3/4,19.90,2\n");
            assert_eq!(bring(app, &text, false).0.counts.new, 1);
            let encoded: String = number.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let opens = |person: &mut Client, page: &Page, selector: &str| {
                let found = page.attribute(selector, "href").unwrap_or_else(|| panic!("{number}: {}", page.trouble(selector)));
                let page = person.get(&found);
                assert_eq!((page.status(), page.name().as_deref()), (200, Some("orders.show")), "{number}: {selector} leads to {found}");
            };
            let form_page = people.agent.open(&format!("/tickets/new?order_no={encoded}"));
            opens(&mut people.agent, &form_page, ".crumb a");
            opens(&mut people.agent, &form_page, ".form-actions a.quiet");
            let ticket_no = apply(&mut people.agent, &encoded, "REFUND_ONLY", &[(1, 1)]);
            let ticket = people.agent.open(&format!("/tickets/{ticket_no}"));
            opens(&mut people.agent, &ticket, "main a[href^='/orders/']");
            let list = people.agent.open(&format!("/orders?q={encoded}"));
            opens(&mut people.agent, &list, "tbody a[href^='/orders/']");
            let found = people.agent.get(&format!("/search?q={encoded}"));
            let straight = found.location().expect("one order has the number").to_owned();
            assert_eq!(people.agent.get(&straight).status(), 200, "{number}: {straight}");
            let page = people.reviewer.open(&format!("/tickets/{ticket_no}"));
            if let Some(form) = page.form("approve") {
                people.reviewer.submit_ok(form);
            }
            let refund_no = refund_of(&mut people.finance, &ticket_no);
            let refund = people.lead.open(&format!("/refunds/{refund_no}"));
            opens(&mut people.lead, &refund, "main a[href^='/orders/']");
        }
    }

    fn the_paper_adds_up_to_its_total(app: &TestApp) {
        let mut people = people(app);
        for (order_no, fee, rows, total) in [("W10-1", "", ["60.00", "10.00"], "70.00"), ("W10-2", "5.00", ["55.00", "10.00"], "65.00")] {
            app.order(order_no).line("BAG", 1, "60.00").freight("10.00").place();
            let form = application_form(&mut people.agent, order_no, "RETURN_REFUND", &[(1, 1)]).set("reason_1", "NO_REASON");
            let ticket_no = people.agent.submit_ok(form).path().rsplit('/').next().unwrap_or_default().to_owned();
            let mut fields = vec![("allow_freight", "1"), ("note", "as agreed")];
            if !fee.is_empty() {
                fields.extend([("service_fee", fee), ("buyer_agreed", "1")]);
            }
            send_with(&mut people.reviewer, &ticket_no, "approve", &fields);
            for lang in ["zh-CN", "en"] {
                let paper = people.reviewer.open(&format!("/tickets/{ticket_no}/return-document?lang={lang}"));
                let shown: Vec<String> = paper.all("table:first-of-type tbody td.number:last-child").iter().map(|cell| cell.text().collect::<String>().trim().to_owned()).collect();
                assert_eq!(shown, rows, "{order_no} {lang}");
                assert_eq!(paper.text("tfoot strong"), total);
                assert_eq!(paper.text("[data-freight] td:first-child"), if lang == "en" { "Freight" } else { "运费" });
            }
        }
    }

    fn a_dry_run_shows_what_would_be_stored(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let line = |n: i64| format!("D-{n},2026-11-20 10:00:00,2026-11-20 10:01:00,花园店,林小安,'13812345678,No:7000{n:010},2026-11-23,KB-{n},19.90,2,39.80,\n");
        let text = HEAD.to_owned() + &(1..=12).map(line).collect::<String>();
        let report = upload(&mut agent, app, &text, &[]);
        assert_eq!(report.all("[data-sample] tbody tr").len(), 10);
        let first = report.text("[data-sample-line='D-1']");
        for shown in ["花园店", "KB-1", "19.90", "39.80", "林** 5678"] {
            assert!(first.contains(shown), "{shown}: {first}");
        }
        assert!(!first.contains("13812345678"));
        assert!(report.text("[data-new-shops]").contains("花园店"), "a shop would be made");
        agent.submit_ok(report.form_of("import-now"));
        app.run_jobs();
        let found = agent.get("/search?q=No:70000000000001");
        assert_eq!(found.location(), Some("/orders/D-1"), "the parcel is found however its number is written");
        let again = upload(&mut agent, app, &text, &[]);
        assert!(!again.has("[data-new-shops]"), "it is here now");
        let empty = upload(&mut agent, app, HEAD, &[]);
        assert!(empty.text("[data-import-state] [role=status]").contains("没有订单行") && !empty.has(".notice.done"), "a heading alone is nothing passed");
        assert!(empty.form("import-now").is_none());
    }

    fn a_file_that_does_not_fit_is_told_with_its_columns(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let foreign = "导出时间：今天\n订单编号;买家会员名;宝贝标题\n1;tb;杯子\n";
        let report = upload(&mut agent, app, foreign, &[]);
        let said = report.text("[data-import-state=FAILED] [role=alert]");
        assert!(said.contains("订单编号、买家会员名、宝贝标题") && said.contains("第 2 行"), "{said}");
        assert!(!said.contains("order_no") && !said.contains([',', ';']), "no English and no marks of English: {said}");
        let example = agent.get("/orders/import/mapping-example.toml");
        assert!(report.has("a[href='/orders/import/mapping-example.toml']") && example.source().contains("订单编号"));
        // A pasted mapping counts although nobody chose it, and is there again to be mended.
        let mapping = "name = \"x\"\n[columns]\norder_no = \"订单编号\"\nordered_at = \"时间\"\nsku = \"宝贝标题\"\nquantity = \"数\"\nunit_price = \"价\"\n";
        let report = upload(&mut agent, app, foreign, &[("mapping_text", mapping)]);
        let said = report.text("[data-import-state=FAILED] [role=alert]");
        assert!(said.contains("缺少以下列：时间、价、数"), "by the pasted mapping: {said}");
        let mend = report.attribute("a[href*='from=']", "href").expect("a way back");
        let form = agent.open(&mend).form_of("import");
        assert_eq!((form.value("mapping_text").map(str::trim), form.value("map")), (Some(mapping.trim()), Some("other")));
        // What is wrong with a mapping is said in the reader's language, and a file has to be chosen again.
        let mut zh = app.staff("zh", &[Role::Agent]);
        let profile = zh.open("/account").form_of("profile").set("language", "zh-CN");
        zh.submit_ok(profile);
        let mut form = zh.open("/orders/import").form_of("import").set("mapping_text", "name = \"x\"\n[columns]\norder_nr = \"A\"\n");
        form.attach("file", "orders.csv", "text/csv", foreign.as_bytes());
        let refused = zh.submit(form);
        assert_eq!(refused.status(), 422);
        let said = refused.error("mapping_text");
        assert!(said.contains("第 3 行") && said.contains("order_nr") && !said.contains("unknown") && !said.contains("mapping"), "{said}");
        assert!(refused.text("[role=alert]").contains("文件请重新选择"), "{}", refused.text("[role=alert]"));
        assert!(refused.source().contains("order_nr"), "what was pasted stays");
        let mut form = zh.open("/orders/import").form_of("import");
        form.attach("file", "orders.csv", "text/csv", b"");
        let refused = zh.submit(form);
        assert!(refused.error("file").contains("0 字节"), "{}", refused.error("file"));
    }

    fn rejected_lines_are_mended_and_sent_in_again(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let text = "订单号,下单时间,商品编码,单价,数量\nR-1,2026-11-20,X,10.00,1\nR-1,2026-11-20,Y,10.00,two\nR-1,2026-11-20,Z,10.00,1\nR-2,2026-11-20,V,1.00,1\n";
        let report = upload(&mut agent, app, text, &[("dry_run", "")]);
        assert_eq!(report.text("[data-figure=rejected]"), "1");
        assert_eq!(report.all("[aria-labelledby=report-rejects] tbody tr").len(), 1, "the page lists what is wrong");
        let rejects = agent.get(&format!("{}/rejects.csv?lang=zh-CN", report.path().split('?').next().unwrap_or_default())).source();
        assert!(rejects.contains("R-1,2026-11-20,Y,10.00,two"), "{rejects}");
        let report = upload(&mut agent, app, &rejects.replace(",two", ",2"), &[("dry_run", "")]);
        assert_eq!((report.text("[data-figure=updated]"), report.text("[data-figure=rejected]")), ("1".into(), "0".into()));
        let (whole, lines) = order(app, "R-1").expect("it is here");
        let mut goods: Vec<(&str, i64)> = lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
        goods.sort_unstable();
        assert_eq!((goods, whole.doubt.as_str(), whole.paid_minor.minor()), (vec![("X", 1), ("Y", 2), ("Z", 1)], "", 4_000));
    }
}
