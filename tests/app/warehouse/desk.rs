//! The receiving desk: the field is ready for the next scan whatever the last one met.

use super::*;

both_engines! {
    fn the_field_is_empty_after_every_answer(app: &TestApp) {
        for order_no in ["D-1", "D-2"] {
            app.order(order_no).line("CHAIR", 1, "119.00").place();
        }
        let mut shop = Shop::new(app);
        for order_no in ["D-1", "D-2"] {
            shop.returning("RETURN_REFUND", order_no, &[(1, 1, "")], "SF0000000001");
        }
        for q in ["NOPE12345", "SF0000000001", "D-1", "AS0"] {
            let page = shop.clerk.open(&format!("/warehouse?step=open&q={q}"));
            assert_eq!(page.attribute("input[data-scan]", "value").as_deref(), Some(""), "after {q}");
            assert!(page.has("input[data-scan][autofocus]"), "after {q}");
            assert!(page.text("main").contains(q), "the answer names {q}");
        }
        let form = shop.clerk.open("/warehouse").form_of("sign-in").set("tracking_no", "no!");
        let refused = shop.clerk.submit(form);
        assert_eq!(refused.status(), 422);
        assert_eq!(refused.attribute("input[data-scan]", "value").as_deref(), Some(""));
        assert!(refused.text("[data-sound=miss]").contains("no!"), "what was scanned is still shown");
    }
}
