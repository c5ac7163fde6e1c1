//! What the usual work costs in clicks, keys and fields, counted in a real browser: a number that grows fails.

use std::cell::Cell;

use super::driver::Chromium;
use super::{ENTER, Role, TestApp};
use crate::harness::app::PASSWORD;
use crate::harness::flow::apply;

/// A browser that counts what a person does in it.
struct Counted {
    page: Chromium,
    clicks: Cell<usize>,
    keys: Cell<usize>,
    fields: Cell<usize>,
}

impl Counted {
    fn open(app: &TestApp) -> Self {
        let page = Chromium::open(&app.base, "zh-CN", true);
        Self { page, clicks: Cell::new(0), keys: Cell::new(0), fields: Cell::new(0) }
    }

    fn click(&self, css: &str) {
        self.clicks.set(self.clicks.get() + 1);
        self.page.click(css);
    }

    fn fill(&self, css: &str, text: &str) {
        self.fields.set(self.fields.get() + 1);
        self.page.fill(css, text);
    }

    fn press(&self, key: &str) {
        self.keys.set(self.keys.get() + 1);
        self.page.press(&[key]);
    }

    /// A scanner types the number and Enter; that is no key of the person's.
    fn scan(&self, number: &str) {
        self.page.fill("[data-scan]", number);
        self.page.press(&[ENTER]);
    }

    /// Logs in, which is not counted.
    fn as_person(&self, username: &str) {
        self.page.forget_cookies();
        self.page.go("/login");
        self.page.fill("[name=username]", username);
        self.page.fill("[name=password]", PASSWORD);
        self.page.click("form[data-action=log-in] button");
        self.page.see("form[data-action=log-out]");
    }
}

#[test]
fn a_simple_return_takes_seven_clicks_from_the_list_to_the_money() {
    let app = TestApp::sqlite();
    app.order("K-1").line("CHAIR", 1, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    for (username, role) in [("reviewer", Role::Reviewer), ("clerk", Role::Warehouse), ("finance", Role::Finance)] {
        app.add_staff(username, &[role], &[]);
    }
    let ticket_no = apply(&mut agent, "K-1", "RETURN_REFUND", &[(1, 1)]);
    let row = format!("tr[data-key='{ticket_no}'] a");
    let hand = Counted::open(&app);
    hand.as_person("reviewer");
    hand.page.go("/tickets?status=PENDING_REVIEW");
    hand.click(&row);
    hand.click("form[data-action=approve] button.primary");
    hand.page.see(".notice.done");
    hand.as_person("agent");
    hand.page.go("/tickets?status=PENDING_RETURN");
    hand.click(&row);
    hand.fill("form[data-action=ship-back] [name=tracking_no]", "SF1234567890");
    hand.click("form[data-action=ship-back] button[type=submit], form[data-action=ship-back] button:not([type])");
    hand.page.see(".notice.done");
    hand.as_person("clerk");
    hand.page.go("/warehouse");
    hand.scan("SF1234567890");
    hand.page.see("[role=status][data-sound]");
    hand.click("a[href='/warehouse?step=open']");
    hand.page.see("[data-scan]:focus");
    hand.scan("SF1234567890");
    hand.page.see("button[data-usual]:enabled");
    hand.page.see("[data-keys][data-ready]");
    hand.press(ENTER);
    hand.page.see("main [data-status=PENDING_REFUND]");
    hand.as_person("finance");
    hand.page.go("/refunds");
    hand.click("tr[data-key] a");
    hand.click("form[data-action=finance-approve] button.primary");
    hand.page.see(".notice.done");
    app.run_jobs();
    hand.page.go(&format!("/tickets/{ticket_no}"));
    hand.page.see("main [data-status=COMPLETED]");
    let counted = (hand.clicks.get(), hand.fields.get(), hand.keys.get());
    assert_eq!(counted, (7, 1, 1), "clicks, fields and keys");
    drop(hand);
    app.finish();
}
