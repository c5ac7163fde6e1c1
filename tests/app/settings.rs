//! The settings page and the audit log that keeps its changes, over HTTP.

use crate::harness::flow;
use crate::harness::*;

both_engines! {
    fn settings_are_changed_once_per_version(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = manager.open("/settings").form_of("settings");
        let stale = form.clone().set("form_token", "stale").set("name", "又一个");
        let form = form.set("name", "木子家居");
        let page = manager.submit_ok(form);
        let shown = page.form_of("settings");
        assert_eq!(shown.value("name"), Some("木子家居"));
        let answer = manager.submit(stale);
        assert_eq!(answer.status(), 409);
        assert!(answer.text("[role=alert]").contains("manager"), "it says who was first");
        assert_eq!(answer.form_of("settings").value("name"), Some("又一个"));
        let log = manager.open("/audit?kind=settings.");
        assert!(log.text("tr[data-kind='settings.changed']").contains("木子家居"));
    }

    fn bad_settings_are_refused_at_their_field(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let cases = [
            ("timezone", "Mars/Olympus"),
            ("name", "a\0b"),
        ];
        for (field, value) in cases {
            let form = manager.open("/settings").form_of("settings").set(field, value);
            let answer = manager.submit(form);
            assert_eq!(answer.status(), 422, "{field} {value:?}");
            answer.error(field);
        }
        let mut form = manager.open("/settings").form_of("settings");
        form.remove("version");
        assert_eq!(manager.submit(form).status(), 422, "a version is needed");
    }

    fn places_are_added_and_taken_out_of_use(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let form = manager.open("/settings?open=warehouse").form_of("add-warehouse");
        let page = manager.submit_ok(form.set("code", "w2").set("name", "二号仓"));
        assert!(page.source().contains("二号仓"));
        let first = page.attribute("tr[data-key^=warehouse-]", "data-key").expect("a warehouse");
        let mut form = manager.open(&format!("/settings?open={first}")).form_of("edit-warehouse");
        form.remove("active");
        let answer = manager.submit(form);
        assert_eq!(answer.status(), 422, "the default return station leads there");
        answer.error("active");
        let shop = page.attribute("tr[data-key^=shop-]", "data-key").expect("a shop");
        let mut form = manager.open(&format!("/settings?open={shop}")).form_of("edit-shop");
        form.remove("active");
        manager.submit(form).error("active");
        let form = manager.open("/settings?open=shop").form_of("add-shop").set("name", "主店铺");
        manager.submit(form).error("name");
        let station = page.attribute("tr[data-key^=station-]", "data-key").expect("a station");
        let form = manager.open(&format!("/settings?open={station}")).form_of("edit-station");
        assert_eq!(form.value("name"), Some("默认退货地址"), "the form opens as things are");
        let mut off = form.clone();
        off.remove("active");
        manager.submit(off).error("active");
        let page = manager.submit_ok(form.set("phone", ""));
        assert!(page.has("tr[data-key^=station-] .tag.amber"), "an incomplete address is marked");
    }

    fn buyers_get_no_address_before_it_is_entered(app: &TestApp) {
        app.db
            .write_blocking(|tx| {
                let blank = "UPDATE return_stations SET contact = '', phone = '', address = ''";
                diesel::RunQueryDsl::execute(diesel::sql_query(blank), tx.connection())?;
                Ok::<_, aftersales::store::DbError>(())
            })
            .expect("as a fresh house is");
        app.order("S-1").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let ticket_no = flow::apply(&mut agent, "S-1", "RETURN_REFUND", &[(1, 1)]);
        let page = reviewer.open(&format!("/tickets/{ticket_no}"));
        let offered = page.text("form[data-action=approve] [name=station]");
        assert!(offered.contains("incomplete"), "the form says so before: {offered}");
        let page = flow::send(&mut reviewer, &ticket_no, "approve");
        assert_eq!(page.status_of_ticket(), "APPROVED", "it waits for an address");
        let form = agent.open(&format!("/tickets/{ticket_no}")).form_of("give-address");
        let refused = agent.submit(form);
        assert_eq!((refused.status(), refused.error("station").is_empty()), (422, false));
        let page = manager.open("/settings");
        let station = page.attribute("tr[data-key^=station-]", "data-key").expect("a station");
        let form = manager.open(&format!("/settings?open={station}")).form_of("edit-station");
        let form = form.set("contact", "退货组").set("phone", "400-820-0000").set("address", "上海市青浦区华徐公路 1 号");
        assert!(!manager.submit_ok(form).has("tr[data-key^=station-] .tag.amber"));
        assert_eq!(flow::send(&mut agent, &ticket_no, "give-address").status_of_ticket(), "PENDING_RETURN");
    }

    fn a_shop_has_a_return_address_of_its_own(app: &TestApp) {
        app.order("S-1").line("CHAIR", 2, "119.00").place();
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let form = manager.open("/settings?open=station").form_of("add-station").set("name", "数码退货点");
        let form = form.set("contact", "李工").set("phone", "400-820-1111").set("address", "深圳市龙岗区坂田街道 8 号");
        let page = manager.submit_ok(form);
        let rows = page.all("tr[data-key^=station-]");
        let own = rows.iter().find(|row| row.text().any(|text| text.contains("数码退货点"))).expect("the station");
        let own = own.attr("data-key").and_then(|key| key.strip_prefix("station-")).expect("an id").to_owned();
        let shop = page.attribute("tr[data-key^=shop-]", "data-key").expect("a shop");
        let form = manager.open(&format!("/settings?open={shop}")).form_of("edit-shop");
        assert_eq!(form.value("station"), Some(""), "without one it is the merchant's");
        assert_eq!(manager.submit(form.clone().set("station", "1")).status(), 422);
        let page = manager.submit_ok(form.set("station", &own));
        assert!(page.text(&format!("tr[data-key={shop}]")).contains("数码退货点"));
        let ticket = flow::apply(&mut agent, "S-1", "RETURN_REFUND", &[(1, 1)]);
        let form = reviewer.open(&format!("/tickets/{ticket}")).form_of("approve");
        assert_eq!(form.value("station"), Some(own.as_str()), "the shop's is offered first");
        let page = flow::send(&mut reviewer, &ticket, "approve");
        assert!(page.source().contains("深圳市龙岗区坂田街道 8 号"));
    }

    fn buyers_are_asked_how_to_send_unless_the_house_does_not_want_it(app: &TestApp) {
        app.order("S-1").line("CHAIR", 2, "119.00").place();
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let ticket = flow::apply(&mut agent, "S-1", "RETURN_REFUND", &[(1, 1)]);
        flow::send(&mut reviewer, &ticket, "approve");
        let address = format!("/tickets/{ticket}?lang=zh-CN");
        assert!(agent.open(&address).source().contains("请勿寄到付，包裹内附订单号"));
        let mut form = manager.open("/settings").form_of("settings");
        assert_eq!(form.value("return_note"), Some("1"));
        form.remove("return_note");
        manager.submit_ok(form);
        assert!(!agent.open(&address).source().contains("请勿寄到付"));
    }

    fn time_zones_are_chosen_from_a_list(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let page = manager.open("/settings?lang=zh-CN");
        let zones = page.all("form[data-action=settings] select[name=timezone] option");
        assert!(zones.len() > 10 && zones.iter().any(|zone| zone.text().any(|text| text.contains("北京时间"))));
        let form = manager.open("/settings").form_of("settings").set("timezone", "Europe/Lisbon");
        let page = manager.submit_ok(form);
        assert_eq!(page.form_of("settings").value("timezone"), Some("Europe/Lisbon"), "one of elsewhere stays");
        app.run_jobs();
    }

    fn the_audit_log_answers_who_changed_which_amount(app: &TestApp) {
        for order in ["S-1", "S-2"] {
            app.order(order).unsigned().line("CHAIR", 1, "119.00").place();
        }
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let mut finance = app.staff("finance", &[Role::Finance]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let [full, lowered] = ["S-1", "S-2"].map(|order| flow::apply(&mut agent, order, "REFUND_ONLY", &[(1, 1)]));
        flow::send_with(&mut reviewer, &full, "approve", &[("ground", "COMPENSATION")]);
        let less = [("ground", "COMPENSATION"), ("amount_1", "100.00"), ("note", "买家同意")];
        flow::send_with(&mut reviewer, &lowered, "approve", &less);
        flow::send_with(&mut finance, &lowered, "finance-bounce", &[("reason", "缺少截图")]);
        let log = manager.open("/audit?kind=amount.&lang=zh-CN");
        let line = |kind: &str| log.text(&format!("tr[data-kind='{kind}']"));
        assert!(line("amount.approved").contains("¥119.00") && line("amount.approved").contains(&full));
        let changed = line("amount.changed.review");
        for part in ["reviewer", &lowered, "¥119.00 → ¥100.00", "买家同意"] {
            assert!(changed.contains(part), "{part} in {changed}");
        }
        assert!(line("amount.bounced").contains("finance") && line("amount.bounced").contains("缺少截图"));
        assert!(log.has(&format!("tr[data-kind='amount.changed.review'] a[href='/tickets/{lowered}']")));
        let narrowed = manager.open("/audit?kind=amount.changed.");
        assert_eq!(narrowed.all("tbody tr[data-kind]").len(), 1);
    }

    fn the_audit_log_says_from_where_somebody_logged_in(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut browser = app.browser();
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1";
        browser.headers.insert("user-agent".to_owned(), phone.to_owned());
        browser.log_in("manager", crate::harness::app::PASSWORD).expect("logged in");
        let log = manager.open("/audit?kind=log");
        let line = log.text("tr[data-kind=login] [data-col=detail]");
        assert!(line.contains("Safari · iPhone") && line.contains("127.0.0.1"), "{line}");
        let account = manager.open("/account");
        let open = account.text("#h-sessions ~ .table-box, section[aria-labelledby=h-sessions] table");
        assert!(open.contains("Safari · iPhone") && open.contains("127.0.0.1"), "{open}");
    }

    fn a_merchant_is_added_and_able_to_work(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let form = admin.open("/settings?open=merchant").form_of("add-merchant");
        let form = form.set("code", "qinghe").set("name", "青禾数码").set("shop", "青禾旗舰店").set("platform", "TMALL");
        let page = admin.submit_ok(form.clone());
        assert!(page.source().contains("青禾旗舰店"));
        assert!(page.has("tr[data-key^=station-] .tag.amber"), "its return address has to be entered first");
        assert!(admin.open("/reasons?merchant=QINGHE").has("tr[data-key=QUALITY]"));
        admin.submit(form.set("form_token", "again")).error("code");
        let mut local = app.staff_of("local", &[Role::Manager], &["QINGHE"]);
        let page = local.open("/settings");
        assert!(page.source().contains("青禾数码") && !page.source().contains("add-merchant"));
    }

    fn the_audit_log_keeps_and_filters(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        assert!(app.browser().log_in("manager", "another password").is_err());
        let form = manager.open("/settings").form_of("settings").set("name", "新名字");
        manager.submit_ok(form);
        let all = manager.open("/audit");
        assert!(all.has("tr[data-kind='login.failed']") && all.has("tr[data-kind='settings.changed']"));
        let logins = manager.open("/audit?kind=log");
        assert!(logins.has("tr[data-kind=login]") && !logins.has("tr[data-kind='settings.changed']"));
        let by = manager.open(&format!("/audit?who={}", admin.id));
        assert!(by.has("tr[data-kind=login]") && !by.has("tr[data-kind='settings.changed']"));
        assert!(!manager.open("/audit?to=2020-01-01").has("tr[data-kind]"));
        assert!(!manager.open("/audit?subject=%25").has("tr[data-kind]"), "a percent sign is a percent sign");
        for odd in ["?after=zz", "?before=6e31", "?from=nonsense", "?who=x", "?kind=x", "?subject=%00%ff"] {
            assert_eq!(manager.get(&format!("/audit{odd}")).status(), 200, "{odd}");
        }
        let csv = manager.open("/audit.csv?kind=settings.");
        assert!(csv.source().contains("新名字"));
        assert!(manager.open("/audit").has("tr[data-kind=export]"), "an export is an entry itself");
        assert_eq!(app.staff("agent", &[Role::Agent]).get("/audit.csv").status(), 403);
        let form = admin.open("/settings?open=merchant").form_of("add-merchant");
        admin.submit_ok(form.set("code", "OTHER1").set("name", "别家").set("shop", "别家店"));
        let mut local = app.staff_of("local", &[Role::Manager], &["OTHER1"]);
        let seen = local.open("/audit");
        assert!(seen.has("tr[data-kind='settings.merchant_added']"), "what concerns one's merchant");
        assert!(!seen.has("tr[data-kind='settings.changed']"), "not what concerns another");
    }

    fn the_audit_log_goes_page_by_page(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        for _ in 0..60 {
            assert_eq!(manager.get("/audit.csv").status(), 200, "an export is an entry");
        }
        let first = manager.open("/audit");
        assert_eq!(first.all("tr[data-kind]").len(), 50);
        let next = first.attribute("a[rel=next]", "href").expect("a second page");
        let second = manager.open(&next);
        assert!(!second.has("a[rel=next]"));
        let back = second.attribute("a[rel=prev]", "href").expect("a way back");
        assert_eq!(manager.open(&back).attribute("tr[data-kind]", "data-key"), first.attribute("tr[data-kind]", "data-key"));
    }
}
