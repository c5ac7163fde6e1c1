//! Stock by moves: counts, files, where each figure came from, the logs.

use aftersales::domain::goods::condition::Bucket;
use aftersales::jobs::stock_file;
use aftersales::spreadsheet::RejectedLine;

use super::*;

fn import(app: &TestApp, text: &str) -> (String, Vec<String>) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    let mut rejected = Vec::new();
    let outcome = stock_file::import(&app.db, &Actor::system(), file.path(), &mut |line: &RejectedLine| {
        rejected.push(format!("{} {}", line.line_no, line.reason.code()));
    });
    (outcome.expect("imported").to_string(), rejected)
}

both_engines! {
    fn a_file_says_what_should_be_there(app: &TestApp) {
        let text = "warehouse,sku,bucket,quantity\n,CHAIR,SELLABLE,10\nW1,CHAIR,DEFECTIVE,2\nNOWHERE,CHAIR,SELLABLE,1\nW1,LAMP,,-1\n";
        let (said, rejected) = import(app, text);
        assert_eq!(said, "stock: 2 corrected, 0 unchanged; lines: 4 read, 2 rejected");
        assert_eq!(rejected, ["5 BAD_COUNT", "4 UNKNOWN_WAREHOUSE"].iter().rev().map(|s| (*s).to_owned()).collect::<Vec<_>>());
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (10, 0));
        let (said, _) = import(app, text);
        assert_eq!(said, "stock: 0 corrected, 2 unchanged; lines: 4 read, 2 rejected");
        app.order("S-1").line("CHAIR", 3, "119.00").place();
        let mut shop = Shop::new(app);
        shop.approved("EXCHANGE", "S-1", &[(1, 3, "")]);
        let (_, rejected) = import(app, "sku,quantity\nCHAIR,2\nLAMP,4\n");
        assert_eq!(rejected, ["2 COUNT_BELOW_RESERVED"]);
        assert_eq!((held(app, "CHAIR", Bucket::Sellable), held(app, "LAMP", Bucket::Sellable)), ((10, 3), (4, 0)));
        assert_moves_sum_to_stock(app);
    }

    fn a_count_corrects_with_a_reason(app: &TestApp) {
        put(app, "MAIN", "CHAIR", 5);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let count = |clerk: &mut Client, sku: &str, quantity: &str, reason: &str| {
            let form = clerk.open("/stock").form_of("adjust").set("sku", sku).set("quantity", quantity);
            clerk.submit(form.set("reason", reason))
        };
        for (sku, quantity, reason, field) in [
            ("CHAIR", "7", "", "reason"),
            ("CHAIR", "", "盘点", "quantity"),
            ("CHAIR", "-7", "盘点", "quantity"),
            ("CHAIRS", "7", "盘点", "sku"),
        ] {
            let page = count(&mut clerk, sku, quantity, reason);
            assert_eq!((page.status(), page.error(field).is_empty()), (422, false), "{sku} {quantity} {reason}");
            assert_eq!(page.form_of("adjust").value("quantity"), Some(quantity));
        }
        let page = count(&mut clerk, "CHAIR", "３", "盘点少两把");
        assert_eq!(page.status(), 303);
        let page = clerk.open(page.location().expect("an address"));
        assert!(page.text("main").contains("盘点少两把"));
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (3, 0));
        let listed = clerk.open("/stock?q=chai");
        assert_eq!(listed.text("tr[data-key=CHAIR] [data-col=available]"), "3");
        assert!(!clerk.open("/stock?bucket=SCRAP").has("tr[data-key=CHAIR]"));
        for address in ["/stock?page=x&warehouse=%00&q=%00%27&bucket=Y", "/stock?page=9999"] {
            clerk.open(address);
        }
        let mut technician = app.staff("technician", &[Role::Technician]);
        assert!(technician.open("/stock").form("adjust").is_none());
        assert_moves_sum_to_stock(app);
    }

    fn a_stock_file_is_taken_whole_or_not_at_all(app: &TestApp) {
        for sku in ["CHAIR", "Desk", "LAMP"] {
            put(app, "MAIN", sku, 5);
        }
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let send = |clerk: &mut Client, token: &str, text: &str, is_new: bool| {
            let mut form = clerk.open("/stock").form_of("count-file").set("form_token", token);
            if is_new {
                form = form.set("new_sku", "1");
            }
            form.attach("file", "盘点.csv", "text/csv", text.as_bytes());
            clerk.submit(form)
        };
        let none = clerk.open("/stock").form_of("count-file");
        assert!(!clerk.submit(none).error("file").is_empty());
        let refused = [
            ("sku,quantity\nCHAIR,3\nDESK,-1\n", "3"),
            ("sku,quantity\nCHAIR,3\nSOFA,1\n", "3"),
            ("sku,quantity\nDesk,3\nDESK,1\n", "3"),
            ("warehouse,sku,quantity\nNowhere,CHAIR,3\n", "Nowhere"),
            ("sku,quantity\n", ""),
            ("a,b\n1,2\n", "quantity"),
            ("\0\0", ""),
        ];
        for (n, (text, named)) in refused.into_iter().enumerate() {
            let page = send(&mut clerk, &format!("bad{n}"), text, false);
            assert_eq!(page.status(), 422, "{text}");
            assert!(page.error("file").contains(named) && !page.error("file").is_empty(), "{}", page.error("file"));
        }
        let long: String = (0..5_001).map(|n| format!("S{n},1\n")).collect();
        assert!(send(&mut clerk, "long", &format!("sku,quantity\n{long}"), true).error("file").contains("5000"));
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (5, 0), "nothing of a refused file is taken");
        let good = "商品编码,数量,库存类型\nchair,３,可售\nDESK,5,可售\nSOFA,2,次品\n";
        assert_eq!(send(&mut clerk, "good", good, true).status(), 303);
        assert!(clerk.open("/stock").text(".notice.done").contains("2 corrected, 1 as recorded"));
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (3, 0), "a SKU is found whatever its capitals");
        assert_eq!(held(app, "SOFA", Bucket::Defective), (2, 0));
        assert_eq!(send(&mut clerk, "good", good, true).status(), 303, "the same form is answered alike");
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        assert_eq!(auditor.open("/audit?kind=stock.").all("tr[data-kind='stock.imported']").len(), 1);
        let mut technician = app.staff("technician", &[Role::Technician]);
        assert!(technician.open("/stock").form("count-file").is_none());
        assert_moves_sum_to_stock(app);
    }

    fn a_long_list_of_stock_goes_on_from_a_row_and_back(app: &TestApp) {
        let skus: Vec<String> = (0..120).map(|n| format!("SKU-{}{n:03}", if n % 2 == 0 { "A" } else { "a" })).collect();
        for sku in &skus {
            put(app, "MAIN", sku, 1);
        }
        let mut sorted = skus.clone();
        sorted.sort();
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let keys = |page: &Page| -> Vec<String> {
            page.all("tbody[data-rows] tr[data-key]").iter().filter_map(|row| row.attr("data-key").map(str::to_owned)).collect()
        };
        let first = clerk.open("/stock?page=2");
        assert_eq!(keys(&first), sorted[..50], "a number of a page is no place, and both engines order alike");
        let second = clerk.open(&first.attribute("a[rel=next]", "href").expect("a second page"));
        let third = clerk.open(&second.attribute("a[rel=next]", "href").expect("a third page"));
        assert_eq!((keys(&second), keys(&third)), (sorted[50..100].to_vec(), sorted[100..].to_vec()));
        assert!(!third.has("a[rel=next]"));
        let back = clerk.open(&third.attribute("a[rel=prev]", "href").expect("a way back"));
        assert_eq!(keys(&back), sorted[50..100]);
        assert!(clerk.open(&back.attribute("a[rel=prev]", "href").expect("a way back")).has("a[rel=next]"));
        for nonsense in ["after=zz", "before=6e313a32", "after=74313a"] {
            assert_eq!(clerk.get(&format!("/stock?{nonsense}")).status(), 200, "{nonsense}");
        }
        assert_eq!(keys(&clerk.open("/stock?after=6e313a32")), sorted[..50], "a place in another order is none here");
    }

    fn the_logs_tell_what_came_and_went(app: &TestApp) {
        app.order("S-2").line("CHAIR", 1, "119.00").place();
        put(app, "MAIN", "CHAIR", 1);
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("EXCHANGE", "S-2", &[(1, 1, "")], "SF0000000001");
        shop.clerk_does(&ticket_no, "receive", &[]);
        shop.clerk_does(&ticket_no, "inspect", &[]);
        assert!(!shop.clerk.open("/warehouse/outbounds").has("tr[data-key]"));
        assert!(shop.clerk.open("/warehouse/outbounds?state=RESERVED").has("tr[data-key]"));
        assert!(shop.clerk.open("/warehouse?step=dispatch").has(&format!("tr[data-key={ticket_no}]")));
        shop.clerk_does(&ticket_no, "dispatch", &[("tracking_no", "SF9988776655")]);
        let inbounds = shop.clerk.open("/warehouse/inbounds");
        assert!(!inbounds.text("td[data-col=shelved_at] time").is_empty(), "when the goods were put away");
        for log in ["inbounds", "outbounds"] {
            for query in ["", "?kind=EXCHANGE&ticket_no=as&sku=chair", "?sort=ticket_no&dir=asc", "?from=2026-11-22&to=2026-11-22", "?page=0&from=x"] {
                let query = if log == "outbounds" { query.replace("EXCHANGE", "EXCHANGE_SHIP").replace("chair", "CHAIR") } else { query.replace("chair", "CHAIR") };
                let page = shop.clerk.open(&format!("/warehouse/{log}{query}"));
                assert_eq!(page.text("td[data-col=ticket_no]"), ticket_no, "{log}{query}");
                assert_eq!(page.text("td[data-col=operator]"), "clerk");
            }
            let none = shop.clerk.open(&format!("/warehouse/{log}?from=2026-11-23"));
            assert!(!none.has("tr[data-key]") && none.has(".empty"));
            let csv = shop.clerk.open(&format!("/warehouse/{log}.csv"));
            assert!(csv.source().contains(&ticket_no) && csv.source().contains("CHAIR"), "{}", csv.source());
        }
        let page = shop.clerk.open("/stock");
        let address = page.attribute("tr[data-key=CHAIR] .row-link", "href").expect("a link");
        let item = shop.clerk.open(&address);
        let balances: Vec<String> =
            item.all("td[data-col=balance]").iter().map(|cell| cell.text().collect::<String>()).collect();
        assert_eq!(balances, ["1", "2", "1", "1"], "dispatched, shelved, reserved, put");
        assert_eq!(shop.agent.get("/warehouse/inbounds").status(), 403);
    }

    fn another_merchants_goods_are_not_there(app: &TestApp) {
        other_merchant(app);
        put(app, "MAIN", "CHAIR", 1);
        put(app, "OTHER", "SECRET", 1);
        let mut clerk = app.staff_of("clerk", &[Role::Warehouse], &["MAIN"]);
        assert!(!clerk.open("/stock").has("tr[data-key=SECRET]"));
        let mut insider = app.staff_of("insider", &[Role::Warehouse], &["OTHER"]);
        let page = insider.open("/stock");
        let address = page.attribute("tr[data-key=SECRET] .row-link", "href").expect("a link");
        assert_eq!(clerk.get(&address).status(), 404);
        let place = address.split('/').nth(2).expect("a warehouse").to_owned();
        let form = clerk.open("/warehouse").form_of("sign-in").set("tracking_no", "SF0000000009");
        let mut form = form;
        form.add("warehouse", &place);
        assert_eq!(clerk.submit(form).status(), 422, "nobody stands in a foreign warehouse");
        let scanned = insider.open("/warehouse").form_of("sign-in").set("tracking_no", "SF0000000008");
        insider.submit_ok(scanned);
        let parcel = insider.open("/warehouse/unclaimed").attribute("tr[data-key]", "data-key").expect("a parcel");
        assert!(!clerk.open("/warehouse/unclaimed").has("tr[data-key]"));
        let mut form = Form::to(&format!("/warehouse/unclaimed/{parcel}/match"));
        let token = clerk.open("/warehouse").form_of("sign-in");
        for name in ["csrf", "form_token"] {
            form.add(name, token.value(name).expect("hidden"));
        }
        form.add("ticket_no", "AS1");
        assert_eq!(clerk.submit(form).status(), 404);
    }

    fn a_sku_is_counted_whatever_its_capitals_and_a_new_one_is_asked_about(app: &TestApp) {
        put(app, "MAIN", "SH-TENT-2", 1);
        let mut clerk = app.staff("clerk", &[Role::Warehouse]);
        let mut count = |sku: &str, is_new: bool| {
            let mut form = clerk.open("/stock").form_of("adjust").set("sku", sku).set("quantity", "4").set("reason", "盘点");
            if is_new {
                form.add("new_sku", "1");
            }
            clerk.submit(form)
        };
        assert_eq!(count("sh-tent-2", false).status(), 303);
        assert_eq!(held(app, "SH-TENT-2", Bucket::Sellable), (4, 0));
        let asked = count("TENT-NEW", false);
        assert_eq!((asked.status(), asked.error("sku").is_empty(), asked.has("[name=new_sku]")), (422, false, true));
        assert_eq!(count("TENT-NEW", true).status(), 303);
        assert_eq!(held(app, "TENT-NEW", Bucket::Sellable), (4, 0));
        assert_moves_sum_to_stock(app);
    }
}

/// A second merchant, `OTHER`.
pub(super) fn other_merchant(app: &TestApp) {
    use aftersales::commands::house::create_merchant::{NewMerchant, merchant};
    use aftersales::domain::money::states::GatewayKind;
    use aftersales::domain::order::kind::Platform;
    app.db
        .write_blocking(|tx| {
            let new = NewMerchant {
                code: "OTHER",
                name: "另一家",
                shop: "店",
                platform: Platform::Own,
                timezone: "Asia/Shanghai",
                currency: aftersales::domain::money::Currency::CNY,
                gateway: GatewayKind::Manual,
                names: &aftersales::i18n::seed::SEED_NAMES,
            };
            merchant(tx, &new)?;
            crate::harness::database::enter_addresses(tx)
        })
        .expect("another merchant");
}
