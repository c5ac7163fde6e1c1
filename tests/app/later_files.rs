//! Files that come after tickets: rows in another order, other prices, currencies and payments. What tickets hold stays, what they show
//! follows, and money or shipping that changed calls for a look.

use aftersales::domain::money::states::GatewayKind;
use aftersales::domain::order::warning::OrderWarning;
use aftersales::store::orders::PaymentRow;
use aftersales::store::tickets::entries;
use aftersales::store::tickets::{self, TicketRow};
use aftersales::store::{DbError, Scope, orders};

use crate::harness::flow::{apply, send};
use crate::harness::*;
use crate::order_import::{bring, bring_as, order};

const HEAD: &str = "order_no,ordered_at,buyer_account,shop,currency,freight,payment_reference,tracking_no,shipped_at,signed_at,sku,spec,quantity,unit_price\n";

/// A file of one order that was sent and signed for; its lines as `SKU spec quantity price`, a missing specification as `-`.
struct Sheet {
    order_no: &'static str,
    ordered_at: &'static str,
    buyer: &'static str,
    shop: &'static str,
    currency: &'static str,
    freight: &'static str,
    reference: &'static str,
    sent: bool,
    lines: &'static str,
}

const SHEET: Sheet = Sheet {
    order_no: "L-1",
    ordered_at: "2026-11-20 10:00:00",
    buyer: "anna",
    shop: "",
    currency: "CNY",
    freight: "",
    reference: "PAY-1",
    sent: true,
    lines: "A1 - 1 30.00, B1 - 1 70.00",
};

impl Sheet {
    fn text(&self) -> String {
        let Self { order_no, ordered_at, buyer, shop, currency, freight, reference, .. } = self;
        let parcel = if self.sent { "SF1,2026-11-20 12:00:00,2026-11-21 12:00:00" } else { ",," };
        let mut text = HEAD.to_owned();
        for line in self.lines.split(", ") {
            let line = line.replace(" - ", "  ").replace(' ', ",");
            text +=
                &format!("{order_no},{ordered_at},{buyer},{shop},{currency},{freight},{reference},{parcel},{line}\n");
        }
        text
    }
}

/// An order's lines as in `Sheet`, with their numbers, and the codes of its doubts.
fn shown(app: &TestApp, order_no: &str) -> (String, Vec<&'static str>) {
    let (order, lines) = order(app, order_no).expect("the order");
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            let spec = if line.spec.is_empty() { "-" } else { &line.spec };
            let price = line.unit_price_scaled.plain(order.currency);
            format!("{}: {} {spec} {} {price}", line.line_no, line.sku, line.quantity)
        })
        .collect();
    (lines.join(", "), OrderWarning::read(&order.doubt).iter().map(OrderWarning::code).collect())
}

fn ticket(app: &TestApp, ticket_no: &str) -> TicketRow {
    let found = app.db.read_blocking(|connection| tickets::by_no(connection, &Scope::All, ticket_no));
    found.expect("readable").expect("the ticket")
}

fn payments(app: &TestApp, order_no: &str) -> Vec<PaymentRow> {
    let id = order(app, order_no).expect("the order").0.id;
    app.db
        .read_blocking(|connection| orders::payments(connection, id))
        .map_err(|error: DbError| error)
        .expect("readable")
}

fn all_adds_up(app: &TestApp) {
    assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
}

both_engines! {
    fn rows_in_another_order_are_the_same_lines(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        bring(app, &SHEET.text(), false);
        apply(&mut agent, "L-1", "RETURN_REFUND", &[(1, 1)]);
        let swapped = Sheet { lines: "B1 - 1 70.00, A1 - 1 30.00", ..SHEET };
        bring(app, &swapped.text(), false);
        assert_eq!(shown(app, "L-1"), ("1: A1 - 1 30.00, 2: B1 - 1 70.00".to_owned(), vec![]));
        let page = agent.open("/tickets/new?order_no=L-1");
        let left: Vec<_> = page.all("tr[data-line-no]").iter().filter_map(|row| row.value().attr("data-returnable")).collect();
        assert_eq!(left, ["0", "1"], "A1 was sold once and is claimed once");
        all_adds_up(app);
    }

    fn what_a_ticket_holds_stays_whatever_the_rows(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        // What there was, which line is claimed, what comes later, what it is then.
        let cases: [(&str, i64, &str, &str, &[&str]); 9] = [
            ("A1 - 1 30.00, B1 - 1 70.00", 1, "N - 1 5.00, A1 - 1 30.00, B1 - 1 70.00",
             "1: A1 - 1 30.00, 2: B1 - 1 70.00, 3: N - 1 5.00", &["FACTS_CHANGED"]),
            ("A1 - 1 30.00, B1 - 1 70.00", 1, "A1 - 1 30.00", "1: A1 - 1 30.00", &["FACTS_CHANGED"]),
            ("A1 - 1 30.00, B1 - 1 70.00", 1, "B1 - 1 70.00", "1: A1 - 1 30.00, 2: B1 - 1 70.00", &["LINES_KEPT"]),
            ("A1 - 1 30.00, A1 - 2 30.00", 1, "A1 - 2 30.00, A1 - 1 30.00", "1: A1 - 1 30.00, 2: A1 - 2 30.00", &[]),
            ("A1 - 1 30.00, A1 - 2 30.00", 1, "A1 - 1 30.00, A1 - 5 30.00", "1: A1 - 1 30.00, 2: A1 - 5 30.00",
             &["FACTS_CHANGED"]),
            ("A1 - 1 30.00, B1 - 1 70.00", 1, "A1 - 1 30.00, B1 - 1 75.00", "1: A1 - 1 30.00, 2: B1 - 1 75.00",
             &["FACTS_CHANGED"]),
            ("A1 - 1 30.00, B1 - 1 70.00", 1, "A1 - 1 35.00, B1 - 1 70.00", "1: A1 - 1 30.00, 2: B1 - 1 70.00",
             &["LINES_KEPT"]),
            ("A1 - 1 30.00", 1, "B1 - 1 30.00", "1: A1 - 1 30.00", &["LINES_KEPT"]),
            ("A1 - 1 30.00, B1 - 1 70.00", 1, "B1 big 1 70.00, A1 red 1 30.00", "1: A1 red 1 30.00, 2: B1 big 1 70.00", &[]),
        ];
        for (at, (before, claimed, later, after, doubts)) in cases.into_iter().enumerate() {
            let order_no: &'static str = format!("C-{at}").leak();
            bring(app, &Sheet { order_no, lines: before, ..SHEET }.text(), false);
            apply(&mut agent, order_no, "RETURN_REFUND", &[(claimed, 1)]);
            bring(app, &Sheet { order_no, lines: later, ..SHEET }.text(), false);
            let (lines, found) = shown(app, order_no);
            assert_eq!(lines, after, "{before} then {later}");
            for doubt in doubts {
                assert!(found.contains(doubt), "{before} then {later}: {found:?}");
            }
            assert_eq!(doubts.is_empty(), found.is_empty(), "{before} then {later}: {found:?}");
            bring(app, &Sheet { order_no, lines: before, ..SHEET }.text(), false);
            all_adds_up(app);
        }
    }

    fn an_order_that_nothing_holds_is_what_the_file_says(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        bring(app, &SHEET.text(), false);
        let ticket = apply(&mut agent, "L-1", "RETURN_REFUND", &[(1, 1)]);
        agent.submit_ok(agent.clone().open(&format!("/tickets/{ticket}")).form_of("cancel").set("reason", "no longer wanted"));
        bring(app, &Sheet { lines: "A2 - 1 30.00, B1 - 1 70.00", ..SHEET }.text(), false);
        assert_eq!(shown(app, "L-1").0, "1: A2 - 1 30.00, 2: B1 - 1 70.00", "the ticket names the line and holds nothing");
    }

    fn a_ticket_keeps_the_currency_and_what_was_paid(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let paid = |app: &TestApp| {
            let order = order(app, "L-1").expect("the order").0;
            (order.currency.code().to_owned(), order.paid_minor.minor(), order.freight_minor.minor())
        };
        let sheet = Sheet { freight: "8.00", ..SHEET };
        bring(app, &sheet.text(), false);
        let ticket_no = apply(&mut agent, "L-1", "RETURN_REFUND", &[(1, 1)]);
        bring(app, &Sheet { currency: "USD", ..sheet }.text(), false);
        assert_eq!((paid(app), shown(app, "L-1").1), (("CNY".to_owned(), 10_800, 800), vec!["CURRENCY_KEPT"]));
        let page = agent.open("/orders/L-1?lang=zh-CN").source();
        assert!(page.contains("USD") && page.contains("保留原样"), "{page}");
        bring(app, &Sheet { freight: "3.00", ..sheet }.text(), false);
        assert_eq!((paid(app), shown(app, "L-1").1), (("CNY".to_owned(), 10_800, 800), vec!["TOTALS_KEPT"]));
        send(&mut reviewer, &ticket_no, "approve");
        assert_eq!(ticket(app, &ticket_no).currency.code(), "CNY");
        // Without a ticket the file is believed, and a person looks.
        bring(app, &Sheet { order_no: "L-2", ..sheet }.text(), false);
        bring(app, &Sheet { order_no: "L-2", currency: "USD", ..sheet }.text(), false);
        let (free, doubts) = (order(app, "L-2").expect("the order").0, shown(app, "L-2").1);
        assert_eq!((free.currency.code(), doubts), ("USD", vec!["FACTS_CHANGED"]));
        all_adds_up(app);
    }

    fn a_payment_that_a_refund_goes_back_to_stays(app: &TestApp) {
        let [mut agent, mut reviewer, mut finance] = [
            app.staff("agent", &[Role::Agent]),
            app.staff("reviewer", &[Role::Reviewer]),
            app.staff("finance", &[Role::Finance]),
        ];
        let place = |reference: &str| app.order("P-1").reference(reference).line("A1", 1, "20.00").place();
        place("SIM-FAIL-77");
        let ticket_no = apply(&mut agent, "P-1", "REFUND_ONLY", &[(1, 1)]);
        let form = reviewer.open(&format!("/tickets/{ticket_no}")).form_of("approve");
        let ground = form.choices("ground").iter().find(|value| !value.is_empty()).cloned().expect("a ground");
        reviewer.submit_ok(form.set("ground", &ground));
        let refund = finance.open(&format!("/refunds?q={ticket_no}")).attribute("tbody tr", "data-key").expect("a refund");
        place("WX-SOMEBODY-ELSE");
        let kept: Vec<String> = payments(app, "P-1").into_iter().map(|payment| payment.reference).collect();
        assert_eq!(kept, ["SIM-FAIL-77", "WX-SOMEBODY-ELSE"]);
        assert!(shown(app, "P-1").1.contains(&"PAYMENT_ADDED"));
        place("WX-A-THIRD");
        place("SIM-FAIL-77");
        let kept: Vec<String> = payments(app, "P-1").into_iter().map(|payment| payment.reference).collect();
        assert_eq!(kept, ["SIM-FAIL-77", "WX-A-THIRD"]);
        assert!(shown(app, "P-1").1.contains(&"PAYMENT_ADDED"), "what happened once goes on calling for a look");
        finance.submit_ok(finance.clone().open(&format!("/refunds/{refund}")).form_of("finance-approve"));
        app.run_jobs();
        assert_eq!(ledger::paid(&app.config.files_dir).len(), 0, "the payment that fails was asked, not another");
    }

    fn tickets_follow_their_order(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/orders/new").form_of("type-order").set("order_no", "L-1").set("sku_1", "A1");
        let form = form.set("quantity_1", "1").set("unit_price_1", "30").set("paid", "30").set("signed_on", "2026-11-21");
        let form = if form.has("shipped") { form.set("shipped", "1") } else { form };
        assert_eq!(agent.submit(form).status(), 303);
        let ticket_no = apply(&mut agent, "L-1", "REFUND_ONLY", &[(1, 1)]);
        assert_eq!(ticket(app, &ticket_no).buyer_id, None);
        for (buyer, shop) in [("anna", "花园店"), ("berta", "花园店")] {
            bring(app, &Sheet { buyer, shop, lines: "A1 - 1 30.00", ..SHEET }.text(), false);
            let (order, now) = (order(app, "L-1").expect("the order").0, ticket(app, &ticket_no));
            assert!(now.buyer_id.is_some());
            assert_eq!((now.buyer_id, now.shop_id), (order.buyer_id, order.shop_id));
            let entry = app.db.read_blocking(|connection| entries::of_ticket(connection, now.id)).map_err(|error: DbError| error);
            let entry = entry.expect("an entry");
            assert_eq!((entry.shop_id, entry.ordered_at), (order.shop_id, order.ordered_at));
            let page = agent.open(&format!("/buyers/{}", order.buyer_id.expect("a buyer")));
            assert!(page.source().contains(&ticket_no), "the buyer's page has the ticket");
        }
        let page = agent.open(&format!("/tickets/{ticket_no}?lang=zh-CN"));
        assert!(page.source().contains("随订单更新") && page.source().contains("买家以订单为准"));
        all_adds_up(app);
    }

    fn the_review_refuses_more_units_than_were_bought(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        for order_no in ["L-1", "L-2"] {
            let form = agent.open("/orders/new").form_of("type-order").set("order_no", order_no).set("sku_1", "a1");
            let form = form.set("quantity_1", "4").set("unit_price_1", "20").set("paid", "80");
            assert_eq!(agent.submit(form).status(), 303);
        }
        let waits = apply(&mut agent, "L-1", "REFUND_ONLY", &[(1, 4)]);
        let approved = apply(&mut agent, "L-2", "REFUND_ONLY", &[(1, 4)]);
        send(&mut reviewer, &approved, "approve");
        for order_no in ["L-1", "L-2"] {
            bring(app, &Sheet { order_no, sent: false, lines: "A1 - 2 20.00", ..SHEET }.text(), false);
        }
        assert_eq!(shown(app, "L-1"), ("1: A1 - 2 20.00".to_owned(), vec!["LINES_REPLACED"]));
        let refused = reviewer.clone().open(&format!("/tickets/{waits}")).form_of("approve");
        let refused = reviewer.submit(refused);
        assert_eq!(refused.status(), 422);
        assert!(refused.source().contains("claims 4, but the order has only 2 left"), "{}", refused.source());
        let (lines, doubts) = shown(app, "L-2");
        assert_eq!((lines.as_str(), doubts.contains(&"LINES_KEPT")), ("1: a1 - 4 20.00", true), "what was approved stays");
        assert_eq!(order(app, "L-2").expect("the order").0.paid_minor.minor(), 8_000);
        let reject = reviewer.open(&format!("/tickets/{waits}")).form_of("reject");
        let category = reject.choices("category").iter().find(|value| !value.is_empty()).cloned();
        let reject = reject.set("category", &category.expect("a category")).set("reason", "more than was bought");
        reviewer.submit_ok(reject);
        all_adds_up(app);
    }

    fn other_money_is_in_the_audit_log_and_calls_for_a_look(app: &TestApp) {
        let agent = app.staff("agent", &[Role::Agent]);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        let sheet = Sheet { sent: false, lines: "A1 - 1 10.00", ..SHEET };
        bring(app, &sheet.text(), false);
        assert!(!auditor.open("/audit?kind=order").has("tr[data-kind='order.changed']"), "what is new is no change");
        bring_as(app, Some(agent.id), &Sheet { lines: "A1 - 1 900.00", ..sheet }.text(), false);
        assert_eq!(shown(app, "L-1").1, ["FACTS_CHANGED"]);
        assert_eq!(order(app, "L-1").expect("the order").0.facts_by, Some(agent.id));
        let zh = auditor.open("/audit?kind=order&lang=zh-CN").source();
        assert!(zh.contains("实付：¥10.00 → ¥900.00") && zh.contains("第 1 行单价：¥10.00 → ¥900.00"), "{zh}");
        let en = app.staff("admin", &[Role::Admin]).open("/audit.csv?kind=order&lang=en").source();
        assert!(en.contains("paid: CNY 10.00 → CNY 900.00") && en.contains("line 1 unit price: CNY 10.00 → CNY 900.00"), "{en}");
        // It goes on calling, whatever harmless file comes next; sending it is no change, another parcel is.
        bring(app, &Sheet { buyer: "berta", lines: "A1 - 1 900.00", ..sheet }.text(), false);
        assert_eq!(shown(app, "L-1").1, ["FACTS_CHANGED"]);
        let other = Sheet { order_no: "L-2", ..sheet };
        bring(app, &other.text(), false);
        bring(app, &Sheet { sent: true, ..other }.text(), false);
        assert_eq!(shown(app, "L-2").1, Vec::<&str>::new());
        bring(app, &Sheet { sent: true, ..other }.text().replace("SF1", "SF2"), false);
        assert_eq!(shown(app, "L-2").1, ["FACTS_CHANGED"]);
    }

    fn a_mapping_of_an_agent_does_not_choose_the_gateway(app: &TestApp) {
        const MAPPING: &str = "name = \"own\"\ngateway = \"simulated\"\n[columns]\norder_no = \"order_no\"\nordered_at = \"ordered_at\"\n\
            sku = \"sku\"\nquantity = \"quantity\"\nunit_price = \"unit_price\"\n";
        let upload = |person: &mut Client, order_no: &str| {
            let page = person.open("/orders/import");
            let said = page.attribute("[data-gateway]", "data-gateway").expect("the page says whose gateway counts");
            let mut form = page.form_of("import").set("map", "other").set("mapping_text", MAPPING);
            form.remove("dry_run");
            let text = format!("order_no,ordered_at,sku,quantity,unit_price\n{order_no},2026-11-20,A1,1,999.00\n");
            form.attach("file", "orders.csv", "text/csv", text.as_bytes());
            let report = person.submit(form).location().expect("the report").to_owned();
            app.run_jobs();
            let report = person.open(&report);
            assert!(report.has("[data-import-state=DONE]"));
            (said, report.has("[data-gateway=merchant]"))
        };
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        assert_eq!(upload(&mut agent, "G-1"), ("merchant".to_owned(), true));
        assert_eq!(upload(&mut manager, "G-2"), ("own".to_owned(), false));
        let gateway = |order_no: &str| payments(app, order_no)[0].gateway;
        assert_eq!((gateway("G-1"), gateway("G-2")), (GatewayKind::Manual, GatewayKind::Simulated));
        // What is here keeps what pays it.
        assert_eq!(upload(&mut agent, "G-2"), ("merchant".to_owned(), true));
        assert_eq!((gateway("G-2"), shown(app, "G-2").1), (GatewayKind::Simulated, vec![]));
    }
}
