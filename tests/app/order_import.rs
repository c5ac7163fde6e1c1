//! Order files: what comes in, what a second look changes, what tickets keep, what is refused.

use std::io::Write;

use aftersales::commands::house::create_merchant;
use aftersales::commands::house::create_merchant::NewMerchant;
use aftersales::commands::orders::import_orders::Counts;
use aftersales::domain::money::Currency;
use aftersales::domain::money::states::GatewayKind;
use aftersales::domain::order::kind::Platform;
use aftersales::jobs::order_file::{Listener, OrderFile, Outcome, Progress, import};
use aftersales::spreadsheet::{Mapping, RejectedLine};
use aftersales::store::house::merchants;
use aftersales::store::orders::{OrderLineRow, OrderRow};
use aftersales::store::{DbError, Scope, orders};
use diesel::connection::SimpleConnection;

use crate::harness::flow::apply;
use crate::harness::*;

const HEAD: &str = "order_no,ordered_at,buyer_account,receiver_name,receiver_phone,sku,name,quantity,unit_price,coupon,shipped_at,merchant_remark\n";
const LONG: &str = "6921188340257713426";

struct Silent(Vec<String>);

impl Listener for Silent {
    fn rejected(&mut self, line: &RejectedLine) -> std::io::Result<()> {
        self.0.push(line.reason.code().to_owned());
        Ok(())
    }

    fn progress(&mut self, _: Progress) -> std::io::Result<()> {
        Ok(())
    }
}

pub fn bring(app: &TestApp, text: &str, dry_run: bool) -> (Outcome, Vec<String>) {
    bring_as(app, None, text, dry_run)
}

/// As somebody, or as the command line.
pub fn bring_as(app: &TestApp, by: Option<i64>, text: &str, dry_run: bool) -> (Outcome, Vec<String>) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    let merchant = app
        .db
        .read_blocking(|connection| merchants::by_code(connection, &Scope::All, "MAIN"))
        .map_err(|error: DbError| error)
        .expect("readable")
        .expect("MAIN");
    let order_file = OrderFile { path: file.path(), mapping: Mapping::standard(), merchant: &merchant, by, dry_run };
    let mut listener = Silent(Vec::new());
    let outcome = import(&app.db, &order_file, &mut listener).expect("read to its end");
    (outcome, listener.0)
}

fn counts(new: u64, updated: u64, unchanged: u64) -> Counts {
    Counts { new, updated, unchanged }
}

pub fn order(app: &TestApp, order_no: &str) -> Option<(OrderRow, Vec<OrderLineRow>)> {
    let order_no = order_no.to_owned();
    app.db
        .read_blocking(move |connection| {
            let Some(order) = orders::by_no(connection, &Scope::All, &order_no)?.into_iter().next() else {
                return Ok(None);
            };
            let lines = orders::lines(connection, order.id)?;
            Ok::<_, DbError>(Some((order, lines)))
        })
        .expect("readable")
}

/// A ticket that took all of an order's first line.
fn take_first_line(app: &TestApp, order_no: &str) {
    let (order, lines) = order(app, order_no).expect("the order");
    let line = &lines[0];
    let (order_id, line_id, quantity, paid) = (order.id, line.id, line.quantity, line.paid_minor.minor());
    let (merchant, shop) = (order.merchant_id, order.shop_id);
    app.db
        .write_blocking(move |tx| {
            let (ticket, row) = (tx.next_id()?, tx.next_id()?);
            let reason = "(SELECT MIN(id) FROM reasons)";
            Ok::<_, DbError>(tx.connection().batch_execute(&format!(
                "INSERT INTO tickets VALUES ({ticket}, {merchant}, {shop}, {order_id}, NULL, 'AS-T{ticket}', 'RETURN_REFUND', \
                 'PENDING_REVIEW', 'RETURN', 'CNY', 0, 1, {paid}, NULL, 0, 0, 0, NULL, 0, NULL, 1, 0, FALSE); \
                 INSERT INTO ticket_intakes VALUES ({ticket}, '', '', '', '', NULL, NULL, 'STAFF', '2026-11-22', NULL); \
                 INSERT INTO ticket_decisions VALUES ({ticket}, FALSE, FALSE, FALSE, NULL, NULL, '', FALSE, 'NONE', 1, 0, NULL, NULL, NULL, FALSE); \
                 INSERT INTO ticket_lines VALUES ({row}, {ticket}, {line_id}, 1, {quantity}, NULL, {reason}, '', '', 'BUYER', {paid}, \
                 {quantity}, {paid}, 0, 0, NULL, NULL, 0, 0, 0, 'OTHER');"
            ))?)
        })
        .expect("a ticket");
}

fn two_lines(quantity: &str, remark: &str) -> String {
    format!(
        "{HEAD}{LONG},2026-11-20 10:00:00,linxiaoan,林小安,13812345678,MZ-1,餐椅 胡桃色,{quantity},299.00,20.00,,{remark}\n\
         {LONG},2026-11-20 10:00:00,linxiaoan,,,MZ-2,静音垫,1,99.00,,,\n"
    )
}

both_engines! {
    fn a_second_import_changes_nothing(app: &TestApp) {
        let file = two_lines("1", "");
        assert_eq!(bring(app, &file, true).0.counts, counts(1, 0, 0));
        assert!(order(app, LONG).is_none(), "a dry run writes nothing");
        let (first, _) = bring(app, &file, false);
        assert_eq!(first.to_string(), "orders: 1 new, 0 updated, 0 unchanged; lines: 2 read, 0 rejected");
        let before = order(app, LONG).expect("it is here");
        assert_eq!(bring(app, &file, false).0.counts, counts(0, 0, 1));
        assert_eq!(order(app, LONG).expect("it is here"), before);
        let paid: Vec<i64> = before.1.iter().map(|line| line.paid_minor.minor()).collect();
        assert_eq!((paid, before.0.paid_minor.minor()), (vec![28_397, 9_403], 37_800));
    }

    fn scattered_lines_make_one_order_and_a_bad_line_leaves_a_doubt(app: &TestApp) {
        let file = format!(
            "{HEAD}S-1,2026-11-20,a,,,K1,One,1,10.00,,,\nS-2,2026-11-20,b,,,K9,Nine,1,5.00,,,\nS-1,2026-11-20,a,,,K2,Two,x,1.00,,,\n\
             S-1,2026-11-20,a,,,K3,Three,2,3.00,,,\n"
        );
        let (outcome, rejected) = bring(app, &file, false);
        assert_eq!(outcome.counts, counts(2, 0, 0));
        assert_eq!(rejected, ["BAD_QUANTITY", "OF_REFUSED_ORDER", "OF_REFUSED_ORDER"], "the order's other lines stand beside it");
        assert_eq!(outcome.read.lines_rejected, 1);
        let (found, lines) = order(app, "S-1").expect("it is here");
        assert_eq!(lines.iter().map(|line| line.line_no).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(found.doubt, "LINES_REFUSED 1");
        let repaired = file.replace(",x,", ",4,");
        assert_eq!(bring(app, &repaired, false).0.counts, counts(0, 1, 1));
        let (found, lines) = order(app, "S-1").expect("it is here");
        assert_eq!(lines.iter().map(|line| line.line_no).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((found.doubt.as_str(), found.paid_minor.minor()), ("", 2_000));
    }

    fn what_tickets_took_stays(app: &TestApp) {
        bring(app, &two_lines("2", ""), false);
        take_first_line(app, LONG);
        let later = two_lines("1", "记得开票").replace("20.00,,", "20.00,2026-11-21 09:00:00,");
        assert_eq!(bring(app, &later, false).0.counts, counts(0, 1, 0));
        let (found, lines) = order(app, LONG).expect("it is here");
        assert_eq!((lines[0].quantity, lines[0].shipped_qty), (2, 2), "quantity stays, shipping comes");
        assert!(found.doubt.contains("LINES_KEPT 1"), "{}", found.doubt);
        assert_eq!(found.merchant_remark, "记得开票");
        assert_eq!(bring(app, &later, false).0.counts, counts(0, 0, 1));
    }

    fn who_last_said_what_was_paid_or_sent_is_kept(app: &TestApp) {
        let [first, second] = ["first", "second"].map(|name| app.add_staff(name, &[Role::Agent], &[]));
        app.order("BY-1").imported_by(first).line("K", 1, "1.00").place();
        assert_eq!(order(app, "BY-1").expect("it is here").0.facts_by, Some(first));
        let by = |app: &TestApp| order(app, LONG).expect("it is here").0.facts_by;
        bring_as(app, Some(first), &two_lines("1", ""), false);
        assert_eq!(by(app), Some(first));
        bring_as(app, Some(second), &two_lines("1", ""), false);
        bring_as(app, Some(second), &two_lines("1", "加急"), false);
        assert_eq!(by(app), Some(first), "a remark is neither money nor shipping");
        bring_as(app, Some(second), &two_lines("2", "加急"), false);
        assert_eq!(by(app), Some(second), "a quantity is money");
        let sent = two_lines("2", "加急").replace("20.00,,", "20.00,2026-11-21 09:00:00,");
        bring(app, &sent, false);
        assert_eq!(by(app), None, "the command line said that it left");
    }

    fn masked_values_never_hide_what_is_known(app: &TestApp) {
        bring(app, &two_lines("1", ""), false);
        let masked = two_lines("1", "再次导出").replace("13812345678", "138****5678").replace("林小安", "林**");
        bring(app, &masked, false);
        let (found, _) = order(app, LONG).expect("it is here");
        assert_eq!((found.receiver_phone.as_str(), found.receiver_name.as_str()), ("13812345678", "林小安"));
    }

    fn a_typed_order_is_made_whole_by_the_import(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/orders/new").form_of("type-order");
        let refused = agent.submit(form.clone().set("order_no", LONG).set("sku_1", "mz-1").set("paid", "1e3"));
        assert_eq!((refused.status(), refused.error("paid").is_empty()), (422, false));
        let form = form.set("order_no", LONG).set("sku_1", "mz-1").set("quantity_1", "1").set("unit_price_1", "299");
        let answer = agent.submit(form.set("paid_1", "283.97").set("paid", "283.97"));
        assert_eq!(answer.location(), Some(format!("/tickets/new?order_no={LONG}").as_str()));
        let (typed, lines) = order(app, LONG).expect("it is here");
        assert_eq!((typed.is_stub, typed.doubt.as_str()), (true, "TYPED"));
        assert_eq!(typed.facts_by, Some(agent.id), "whoever typed it said what was paid");
        let line_id = lines[0].id;
        take_first_line(app, LONG);
        assert_eq!(bring(app, &two_lines("1", ""), false).0.counts, counts(0, 1, 0));
        let (whole, lines) = order(app, LONG).expect("it is here");
        assert_eq!((whole.is_stub, lines.len(), lines[0].id), (false, 2, line_id));
        assert_eq!((lines[0].sku.as_str(), whole.paid_minor.minor()), ("MZ-1", 37_800));
    }

    fn an_order_is_found_by_what_people_know_of_it(app: &TestApp) {
        bring(app, &two_lines("1", ""), false);
        let mut agent = app.staff("agent", &[Role::Agent]);
        for typed in ["餐椅", "胡桃", "5678", "LINXIAOAN", "林小安", "mz-2", "６９２１", "餐椅 5678", "+86 138 1234 5678"] {
            let found = agent.open(&format!("/orders?q={}", percent(typed)));
            assert!(found.has(&format!("tr[data-key='{LONG}']")), "{typed}");
        }
        for typed in ["%", "_", "台灯", "\\"] {
            assert!(!agent.open(&format!("/orders?q={}", percent(typed))).has("tr[data-key]"), "{typed}");
        }
        let straight = agent.get(&format!("/search?q=%20{LONG}%20"));
        assert_eq!(straight.location(), Some(format!("/orders/{LONG}").as_str()));
        let ticket = apply(&mut agent, LONG, "REFUND_ONLY", &[(1, 1)]);
        for typed in ["餐椅", "138 1234 5678", "5678", "林小安"] {
            assert!(agent.open(&format!("/search?q={}", percent(typed))).has(&format!("tr[data-key='{ticket}']")), "{typed}");
        }
        let page = agent.open(&format!("/orders/{LONG}"));
        assert!(!page.source().contains("13812345678") && page.source().contains("138****5678"));
        assert_eq!(page.value("tr[data-line-no='1'] td[data-col=paid] data"), "283.97");
        assert_eq!(page.value("tr[data-line-no='2'] td[data-col=coupon] data"), "-4.97");
    }

    fn a_look_in_the_clear_wants_a_purpose_and_is_shown_once(app: &TestApp) {
        bring(app, &two_lines("1", ""), false);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open(&format!("/orders/{LONG}")).form_of("unmask").set("field", "receiver_phone");
        assert_eq!(agent.submit(form.clone()).status(), 422);
        let shown = agent.submit(form.set("purpose", "联系买家"));
        assert_eq!(shown.status(), 200);
        assert!(shown.source().contains("13812345678"));
        assert!(!agent.open(&format!("/orders/{LONG}")).source().contains("13812345678"));
        // Several at once, each in the audit log; nothing chosen is an error at the choice.
        let form = agent.open(&format!("/orders/{LONG}")).form_of("unmask").set("purpose", "核对地址");
        assert!(!agent.submit(form.clone()).error("field").is_empty());
        let mut form = form.set("field", "receiver_name");
        form.add("field", "receiver_phone");
        let shown = agent.submit(form);
        assert!(shown.text(".notice.done").contains("13812345678") && shown.all(".notice.done p").len() == 2);
        assert_eq!(app.staff("auditor", &[Role::Auditor]).open("/audit?kind=unmask").all("tr[data-kind=unmask]").len(), 3);
        let mut clerk = app.staff("clerk", &[Role::Technician]);
        let page = clerk.open(&format!("/orders/{LONG}"));
        assert!(!page.has("form[data-action=unmask]") && !page.source().contains("299.00"));
        assert!(page.source().contains("5678") && !page.source().contains("138****"));
    }

    fn strangers_find_nothing(app: &TestApp) {
        bring(app, &two_lines("1", ""), false);
        found_other(app);
        let mut stranger = app.staff_of("stranger", &[Role::Agent], &["OTHER"]);
        assert_eq!(stranger.get(&format!("/orders/{LONG}")).status(), 404);
        assert_eq!(stranger.get(&format!("/orders/{LONG}?merchant=MAIN")).status(), 404);
        assert!(!stranger.open("/orders").has("tr[data-key]"));
        assert_eq!(stranger.get(&format!("/search?q={LONG}")).status(), 200);
        let buyer = order(app, LONG).expect("it is here").0.buyer_id.expect("a buyer");
        assert_eq!(stranger.get(&format!("/buyers/{buyer}")).status(), 404);
        let mut own = app.staff_of("own", &[Role::Agent], &["MAIN"]);
        assert_eq!(own.open(&format!("/buyers/{buyer}")).text("[data-figure=orders]"), "1");
        for bad in ["after=zz", "after=1-x&before=-", "from=2026-99-99&to=x", "shop=DROP", "tickets=maybe"] {
            assert_eq!(own.get(&format!("/orders?{bad}")).status(), 200, "{bad}");
        }
    }

    fn a_number_of_two_merchants_asks_which(app: &TestApp) {
        found_other(app);
        app.order("A/1").line("K", 1, "1.00").place();
        app.order("A/1").merchant("OTHER").line("K", 2, "1.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        assert_eq!(agent.open("/orders/A%2F1").name().as_deref(), Some("orders.choose"));
        let page = agent.open("/orders/A%2F1?merchant=OTHER");
        assert_eq!(page.text("tr[data-line-no='1'] td[data-col=quantity]"), "2");
    }

    fn a_file_is_uploaded_tried_and_imported(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/orders/import").form_of("import");
        let missing = agent.submit(form.clone());
        assert_eq!((missing.status(), missing.error("file").is_empty()), (422, false));
        let mut upload = form.clone();
        let text = two_lines("1", "") + "BAD,2026-11-20,a,,,K,Kk,-1,1.00,,,\n";
        upload.attach("file", "../../订单.csv", "text/csv", text.as_bytes());
        let answer = agent.submit(upload);
        let address = answer.location().expect("the report").to_owned();
        assert!(agent.open(&address).has("[data-import-state=WAITING]"));
        app.run_jobs();
        let report = agent.open(&address);
        assert!(report.has("[data-import-state=DONE]"));
        assert_eq!((report.text("[data-figure=new]"), report.text("[data-figure=rejected]")), ("1".into(), "1".into()));
        assert!(order(app, LONG).is_none(), "a dry run writes nothing");
        let rejects = agent.get(&format!("{address}/rejects.csv"));
        assert!(rejects.source().contains("BAD_QUANTITY"), "{}", rejects.source());
        let next = agent.submit(report.form_of("import-now")).location().expect("the report").to_owned();
        app.run_jobs();
        assert!(agent.open(&next).has("[data-import-state=DONE]"));
        assert!(order(app, LONG).is_some());
    }

    fn hostile_uploads_get_an_answer(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = agent.open("/orders/import").form_of("import");
        for (name, bytes) in [
            ("page.csv", &b"<html><script>alert(1)</script></html>"[..]),
            ("nul.csv", &b"order_no\0,sku\n\0,\xff\xfe\n"[..]),
            ("zip.xlsx", &b"PK\x03\x04broken"[..]),
            ("gz.gz", &b"\x1f\x8b\x08\x00broken"[..]),
            ("blank.csv", &b"\n\n \n"[..]),
        ] {
            let mut upload = form.clone().set("form_token", name);
            upload.attach("file", name, "text/csv", bytes);
            let address = agent.submit(upload).location().expect(name).to_owned();
            app.run_jobs();
            let report = agent.open(&address);
            assert!(report.has("[data-import-state=FAILED]") || report.has("[data-import-state=DONE]"), "{name}");
        }
        let mut upload = form.clone().set("csrf", "wrong");
        upload.attach("file", "x.csv", "text/csv", b"x");
        assert_eq!(agent.submit(upload).status(), 403);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        assert_eq!(clerk.get("/orders/import").status(), 403);
    }
}

/// A second merchant, with a shop of its own.
pub fn found_other(app: &TestApp) {
    let other = NewMerchant {
        code: "OTHER",
        name: "另一家",
        shop: "另一家店",
        platform: Platform::Own,
        timezone: "Asia/Shanghai",
        currency: Currency::CNY,
        gateway: GatewayKind::Manual,
        names: &aftersales::i18n::seed::SEED_NAMES,
    };
    app.db.write_blocking(move |tx| create_merchant::merchant(tx, &other)).expect("a second merchant");
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
