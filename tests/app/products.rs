//! Products: what people say of them, by form and by file, and what that does to applications.

use crate::harness::flow::application_form;
use crate::harness::*;

fn file_form(page: &Page, text: &str) -> Form {
    let mut form = page.form_of("import-products");
    form.attach("file", "products.csv", "text/csv", text.as_bytes());
    form
}

fn adopt(manager: &mut Client, profile: &str) {
    let form = manager.open("/policies").form_at(&format!("tr[data-profile={profile}] form")).expect("the profile");
    manager.submit_ok(form);
}

both_engines! {
    fn a_product_is_described_once_for_each_version_and_its_terms_hold(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        adopt(&mut manager, "CN_STANDARD");
        app.order("G-1").line("RING", 1, "900.00").line("CHAIR", 1, "100.00").place();
        let page = manager.open("/products");
        let address = page.attribute("tr[data-key=RING] a", "href").expect("its page");
        let form = manager.open(&address).form_of("product");
        let stale = form.clone().set("form_token", "stale").set("category", "首饰");
        let mut form = form.set("category", "珠宝").set("barcode", "6901234567892");
        form.add("custom_made", "1");
        let page = manager.submit_ok(form);
        assert_eq!(page.form_of("product").value("category"), Some("珠宝"));
        let answer = manager.submit(stale);
        assert_eq!(answer.status(), 409);
        assert_eq!(answer.form_of("product").value("category"), Some("首饰"), "what was typed stays");
        let long = manager.open(&address).form_of("product").set("category", &"长".repeat(61));
        manager.submit(long).error("category");
        // Made for one buyer, it does not come back without a reason, and the form says so beforehand.
        let page = agent.open("/tickets/new?order_no=G-1");
        assert!(page.text("[data-line-rules='1']").contains("custom-made"));
        assert!(!page.text("[data-line-rules='2']").contains("custom-made"));
        let form = application_form(&mut agent, "G-1", "RETURN_REFUND", &[(1, 1)]);
        let error = agent.clone().submit(form.clone().set("reason_1", "SIZE")).error_at("qty_1").expect("at the line");
        assert!(error.contains("custom-made"), "{error}");
        let ticket = agent.submit_ok(form.set("reason_1", "QUALITY"));
        assert_eq!(ticket.status_of_ticket(), "PENDING_REVIEW", "a fault is a fault");
        // What a manager lets through keeps why the rule left it out.
        app.order("G-2").line("RING", 1, "900.00").place();
        let mut form = application_form(&mut agent, "G-2", "RETURN_REFUND", &[(1, 1)]).set("reason_1", "SIZE");
        form.put("intent", "draft");
        let draft = agent.submit_ok(form);
        let form = manager.open(draft.path()).form_of("override").set("reason", "尺寸量错，可以改圈");
        manager.submit_ok(form);
        let page = agent.open(draft.path()).form_of("submit");
        let page = agent.submit_ok(page);
        assert!(page.text("[data-rule-line='1'] [data-verdict]").contains("custom-made") && page.has("[data-let-through]"));
        let list = manager.open("/products?status=LEFT_OUT");
        assert!(list.has("tr[data-key=RING]"));
        assert!(manager.open("/audit?kind=settings.").has("tr[data-kind='settings.product_changed']"));
        assert_eq!(agent.get("/products").status(), 403);
    }

    fn a_file_says_it_of_many_and_the_same_file_again_changes_nothing(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        app.order("G-2").line("CHAIR", 1, "100.00").place();
        let text = "sku,name,category,barcode,custom_made,returnable,accessories\n\
                    CHAIR,餐椅,家具,690001,no,yes,螺丝包\nTEA,绿茶,食品,690002,否,0,\n";
        let form = file_form(&manager.open("/products"), text);
        let page = manager.submit_ok(form);
        assert!(page.text("[role=status]").contains("1 new, 1 updated, 0 unchanged"), "{}", page.text("[role=status]"));
        let chair = page.text("tr[data-key=CHAIR]");
        assert!(chair.contains("家具") && chair.contains("螺丝包") && page.text("tr[data-key=TEA]").contains("食品"));
        let form = file_form(&manager.open("/products"), text);
        let page = manager.submit_ok(form);
        assert!(page.text("[role=status]").contains("0 new, 0 updated, 2 unchanged"));
        assert_eq!(manager.open("/audit?kind=settings.").all("tr[data-kind='settings.products_imported']").len(), 1);
        for (bad, words) in [
            ("sku,custom_made\nCHAIR,perhaps\n", "line 2"),
            ("sku,name\n,无名\n", "line 2"),
            ("sku,name\nA,一\nA,二\n", "line 3"),
            ("name,category\n一,二\n", "sku"),
            ("", ""),
        ] {
            let form = file_form(&manager.open("/products"), bad);
            let answer = manager.submit(form);
            assert_eq!(answer.status(), 422, "{bad:?}");
            assert!(answer.error_at("file").is_some_and(|error| error.contains(words)), "{bad:?}: {:?}", answer.error_at("file"));
        }
        assert!(!manager.open("/products").has("tr[data-key=A]"), "a file with a bad line changes nothing");
    }
}
