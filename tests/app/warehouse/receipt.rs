//! Receiving and inspecting: what is expected as good, too much, too little, in the wrong place, by the wrong people.

use aftersales::domain::goods::condition::Bucket;
use aftersales::store::goods::inbounds;
use aftersales::store::tickets;
use diesel::connection::SimpleConnection;

use super::*;

both_engines! {
    fn an_untouched_receipt_and_inspection_go_on_to_the_refund(app: &TestApp) {
        app.order("W-1").line("CHAIR", 2, "119.00").service("POST", 1, "9.90").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-1", &[(1, 2, ""), (2, 1, "")], "SF0000000001");
        let page = shop.clerk_does(&ticket_no, "receive", &[]);
        assert_eq!(page.status_of_ticket(), "RECEIVED");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (0, 0), "counting moves no stock");
        let page = shop.clerk_does(&ticket_no, "inspect", &[]);
        assert_eq!(page.status_of_ticket(), "PENDING_REFUND");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (2, 0));
        assert_eq!(held(app, "POST", Bucket::Sellable), (0, 0), "a service has no stock");
        assert_moves_sum_to_stock(app);
    }

    fn defective_units_and_grades_go_to_their_buckets(app: &TestApp) {
        app.order("W-2").line("CHAIR", 3, "119.00").line("LAMP", 1, "50.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-2", &[(1, 3, ""), (2, 1, "")], "SF0000000002");
        shop.clerk_does(&ticket_no, "receive", &[("good_1", "2"), ("defective_1", "1")]);
        shop.clerk_does(&ticket_no, "inspect", &[("verdict", "PASS"), ("grade_1", "B"), ("grade_2", "D"), ("finding", "烧坏")]);
        assert_eq!(held(app, "CHAIR", Bucket::Returned), (2, 0));
        assert_eq!(held(app, "CHAIR", Bucket::Defective), (1, 0));
        assert_eq!(held(app, "LAMP", Bucket::Scrap), (1, 0));
        assert_moves_sum_to_stock(app);
    }

    fn good_and_defective_must_add_up(app: &TestApp) {
        app.order("W-3").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-3", &[(1, 1, "")], "SF0000000003");
        let form = shop.clerk_sees(&ticket_no).form_of("receive").set("defective_1", "1").set("note", "<b>湿</b>");
        let page = shop.clerk.submit(form);
        assert_eq!(page.status(), 422);
        assert!(!page.error("good_1").is_empty());
        let again = page.form_of("receive");
        assert_eq!((again.value("note"), again.value("defective_1")), (Some("<b>湿</b>"), Some("1")));
        for bad in ["-1", "1e3", "99999999999999999999", "x", "1.5"] {
            let form = shop.clerk_sees(&ticket_no).form_of("receive").set("received_1", bad);
            let page = shop.clerk.submit(form);
            assert_eq!((page.status(), page.error("received_1").is_empty()), (422, false), "{bad}");
        }
        let form = shop.clerk_sees(&ticket_no).form_of("receive").set("received_1", "１").set("good_1", "１");
        shop.clerk.submit_ok(form);
    }

    fn more_than_expected_is_unclaimed(app: &TestApp) {
        app.order("W-4").line("CHAIR", 3, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-4", &[(1, 2, "")], "SF0000000004");
        shop.clerk_does(&ticket_no, "receive", &[("received_1", "3"), ("good_1", "3")]);
        shop.clerk_does(&ticket_no, "inspect", &[]);
        assert_eq!(shop.amount(&ticket_no, "approved"), "238.00", "only two settle");
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (2, 0));
        let unclaimed = shop.clerk.open("/warehouse/unclaimed");
        assert!(unclaimed.text("main").contains(&format!("{ticket_no} CHAIR ×1")));
    }

    fn a_wrong_count_is_corrected_until_the_inspection(app: &TestApp) {
        app.order("W-30").line("CHAIR", 3, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-30", &[(1, 2, "")], "SF0000000030");
        shop.clerk_does(&ticket_no, "receive", &[("received_1", "1"), ("good_1", "1")]);
        let form = shop.clerk_sees(&ticket_no).form_of("recount");
        assert_eq!((form.value("received_1"), form.value("defective_1")), (Some("1"), Some("0")), "it opens as it stands");
        let same = shop.clerk.submit(form);
        assert_eq!((same.status(), same.form("recount").is_some()), (422, true), "there is nothing to correct");
        let wrong = same.form_of("recount").set("received_1", "2").set("good_1", "1");
        let wrong = shop.clerk.submit(wrong);
        assert_eq!((wrong.status(), wrong.error("good_1").is_empty()), (422, false));
        let page = shop.clerk_does(&ticket_no, "recount", &[("received_1", "3"), ("good_1", "2"), ("defective_1", "1"), ("note", "在箱底")]);
        assert_eq!(page.status_of_ticket(), "RECEIVED");
        let said = page.text("[data-event=GoodsRecounted]");
        assert!(said.contains("1 (0 defective) → 3 (1 defective)") && said.contains("在箱底"), "both figures: {said}");
        assert!(page.text("[data-first-count]").contains('1'), "the record keeps the first figure");
        let unclaimed = shop.clerk.open("/warehouse/unclaimed").text("main");
        assert!(unclaimed.contains(&format!("{ticket_no} CHAIR ×1")), "one is over now: {unclaimed}");
        shop.clerk_does(&ticket_no, "recount", &[("received_1", "2"), ("good_1", "2"), ("defective_1", "0")]);
        assert!(!shop.clerk.open("/warehouse/unclaimed").has("tr[data-key]"), "none is over any more");
        let form = shop.agent.open(&format!("/tickets/{ticket_no}")).form("recount");
        assert!(form.is_none(), "an agent corrects no count");
        let stale = shop.clerk_sees(&ticket_no).form_of("recount").set("good_1", "1").set("received_1", "1");
        shop.clerk_does(&ticket_no, "inspect", &[]);
        assert_eq!(held(app, "CHAIR", Bucket::Sellable), (2, 0));
        assert!(shop.clerk_sees(&ticket_no).form("recount").is_none());
        assert_eq!(shop.clerk.submit(stale).status(), 409, "it was inspected");
        assert_moves_sum_to_stock(app);
    }

    fn fewer_than_expected_cannot_pass(app: &TestApp) {
        app.order("W-5").line("CHAIR", 2, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-5", &[(1, 2, "")], "SF0000000005");
        shop.clerk_does(&ticket_no, "receive", &[("received_1", "1"), ("good_1", "1")]);
        let form = shop.clerk_sees(&ticket_no).form_of("inspect").set("verdict", "PASS");
        let page = shop.clerk.submit(form);
        assert_eq!(page.status(), 422);
        assert!(!page.error("verdict").is_empty());
        let form = shop.clerk_sees(&ticket_no).form_of("inspect").set("verdict", "DEVIATES");
        assert_eq!(shop.clerk.submit(form).status(), 422, "a deviation needs its finding");
        let page = shop.clerk_does(&ticket_no, "inspect", &[("verdict", "DEVIATES"), ("finding", "少一把")]);
        assert_eq!(page.status_of_ticket(), "INSPECTION_EXCEPTION");
    }

    fn nothing_paid_in_money_ends_at_the_inspection(app: &TestApp) {
        app.order("W-6").line("CHAIR", 1, "1.00").line_paid("GIFT", 1, "5.00", "0.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-6", &[(2, 1, "")], "SF0000000006");
        shop.clerk_does(&ticket_no, "receive", &[]);
        let page = shop.clerk_does(&ticket_no, "inspect", &[]);
        assert_eq!(page.status_of_ticket(), "COMPLETED");
        assert_eq!(held(app, "GIFT", Bucket::Sellable), (1, 0));
    }

    fn the_desk_receives_and_passes_with_one_key(app: &TestApp) {
        app.order("W-7").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-7", &[(1, 1, "")], "SF0000000007");
        for q in ["SF0000000007", "sf 0000000007", "W-7", &ticket_no, "0001"] {
            let page = shop.clerk.open(&format!("/warehouse?q={}", q.replace(' ', "%20")));
            assert!(page.form("receive").is_some(), "{q} opens the receipt");
        }
        let mut form = shop.clerk.open("/warehouse?q=W-7").form_of("receive");
        let conditions = ["packaging_ok", "goods_ok", "unused", "parts_complete", "resalable"];
        assert!(conditions.iter().all(|name| form.value(name) == Some("1")), "the clerk sees each condition, ticked");
        form.remove("packaging_ok");
        assert!(form.press("verdict", "PASS"));
        let page = shop.clerk.submit_ok(form);
        let rows = app.db.read_blocking(|connection| {
            let ticket = tickets::by_no(connection, &Scope::All, &ticket_no)?.expect("the ticket");
            let found = inbounds::inspections_of(connection, ticket.id)?;
            Ok::<_, DbError>(found.iter().map(|row| (row.packaging_ok, row.goods_ok)).collect::<Vec<_>>())
        });
        let rows = rows.expect("readable");
        assert_eq!(rows, [(false, true)], "what is recorded is what was shown and left ticked");
        assert_eq!(page.name().as_deref(), Some("warehouse.desk"));
        assert_eq!(shop.status(&ticket_no), "PENDING_REFUND");
        assert!(!shop.clerk.open("/warehouse?q=NOSUCHNUMBER").text("[data-sound=miss]").is_empty());
    }

    fn goods_for_a_closed_warehouse_are_booked_where_the_clerk_says(app: &TestApp) {
        app.order("W-9").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-9", &[(1, 1, "")], "SF0000000009");
        app.db
            .write_blocking(|tx| {
                let id = tx.next_id()?;
                Ok::<_, DbError>(tx.connection().batch_execute(&format!(
                    "UPDATE warehouses SET active = FALSE; \
                     INSERT INTO warehouses SELECT {id}, id, 'SECOND', '二号仓', TRUE, 1 FROM merchants WHERE code = 'MAIN'"
                ))?)
            })
            .expect("the return's warehouse is closed");
        let form = shop.clerk_sees(&ticket_no).form_of("receive");
        assert_eq!(form.value("warehouse"), Some(""), "nothing is chosen for the clerk");
        let asked = shop.clerk.submit(form.set("note", "外箱破损"));
        assert_eq!((asked.status(), asked.error("warehouse").is_empty()), (422, false));
        let form = asked.form_of("receive");
        assert_eq!(form.value("note"), Some("外箱破损"));
        assert_eq!(shop.status(&ticket_no), "RETURNING");
        shop.clerk.submit_ok(form.set("warehouse", "SECOND"));
        assert_eq!(shop.status(&ticket_no), "RECEIVED");
    }

    fn what_is_not_ours_or_not_allowed(app: &TestApp) {
        app.order("W-8").line("CHAIR", 1, "119.00").place();
        let mut shop = Shop::new(app);
        let ticket_no = shop.returning("RETURN_REFUND", "W-8", &[(1, 1, "")], "SF0000000008");
        let form = shop.clerk_sees(&ticket_no).form_of("receive");
        assert_eq!(shop.agent.submit(form.clone()).status(), 403, "not with that session's token");
        assert_eq!(shop.clerk.submit(form.clone().set("warehouse", "ELSEWHERE")).status(), 422);
        let stale = shop.clerk_sees(&ticket_no).form_of("receive");
        shop.clerk_does(&ticket_no, "receive", &[]);
        assert_eq!(shop.clerk.submit(stale).status(), 409);
        let mut stranger = app.staff_of("stranger", &[Role::Warehouse], &[]);
        stranger.open("/warehouse");
        let shown = shop.clerk_sees(&ticket_no).source();
        assert!(!shown.contains("119.00"), "clerks see no prices");
    }
}
