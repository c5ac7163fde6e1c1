//! The list in a real browser: columns dragged by the mouse or arranged by the plain form, rows worked by keys.

use super::driver::Chromium;
use super::{Role, TestApp};
use crate::harness::app::PASSWORD;
use crate::harness::flow::apply;

fn house(app: &TestApp) -> Vec<String> {
    let mut agent = app.staff("agent", &[Role::Agent]);
    app.add_staff("reviewer", &[Role::Reviewer], &[]);
    ["C-1", "C-2", "C-3"]
        .iter()
        .map(|order| {
            app.order(order).line("CHAIR", 1, "119.00").place();
            app.wait(60);
            apply(&mut agent, order, "RETURN_REFUND", &[(1, 1)])
        })
        .collect()
}

fn log_in(page: &Chromium) {
    page.go("/login");
    page.fill("[name=username]", "reviewer");
    page.fill("[name=password]", PASSWORD);
    page.click("form[data-action=log-in] button");
    page.see("main[data-page=desk]");
}

#[test]
fn columns_are_dragged_and_stay_where_they_were_put() {
    let app = TestApp::sqlite();
    house(&app);
    let page = Chromium::open(&app.base, "zh-CN", true);
    log_in(&page);
    page.go("/tickets");
    page.see("th[data-col=order_no] + th[data-col=merchant]");
    page.drag("th[data-col=order_no]", 260);
    page.see("th[data-col=merchant] + th[data-col=order_no], th[data-col=type] + th[data-col=order_no]");
    page.see("#columns-form[data-kept]");
    page.go("/tickets");
    page.see("th[data-col=merchant] + th[data-col=order_no], th[data-col=type] + th[data-col=order_no]");
    drop(page);
    app.finish();
}

#[test]
fn columns_are_arranged_by_the_plain_form_and_outlive_a_log_out() {
    let app = TestApp::sqlite();
    house(&app);
    let page = Chromium::open(&app.base, "en", false);
    log_in(&page);
    page.go("/tickets");
    page.click("#columns > summary");
    page.click("#columns-form input[name=show][value=merchant]");
    page.click("#columns-form button.primary");
    page.see("th[data-col=order_no] + th[data-col=type]");
    page.click("form[data-action=log-out] button");
    log_in(&page);
    page.go("/tickets");
    page.see("th[data-col=order_no] + th[data-col=type]");
    drop(page);
    app.finish();
}

#[test]
fn rows_are_chosen_and_opened_by_keys_and_a_decision_leads_on() {
    let app = TestApp::sqlite();
    let tickets = house(&app);
    let page = Chromium::open(&app.base, "en", true);
    log_in(&page);
    page.go("/tickets?status=PENDING_REVIEW&sort=applied_at&dir=asc");
    page.press(&["j"]);
    page.press(&["j"]);
    page.press(&["x"]);
    page.see("[data-bulk]:not([hidden])");
    assert_eq!(page.text("[data-bulk-count]"), "1");
    page.click("[data-bulk] button[value=csv]");
    page.see("[data-bulk]:not([hidden]) button[value=csv]:enabled");
    page.click("[data-rows] tr:nth-child(2) .row-link");
    page.see("main[data-page='tickets.show']");
    page.press(&["u"]);
    page.see("[data-rows] tr:nth-child(2) .row-link:focus");
    page.press(&[super::ENTER]);
    page.see("main[data-page='tickets.show']");
    assert_eq!(page.text("[data-place]"), "2 of 3");
    page.press(&["a"]);
    page.press(&[super::CONTROL, super::ENTER]);
    page.see(&format!("form[action^='/tickets/{}/']", tickets[2]));
    assert_eq!(page.text("[data-place]"), "2 of 2");
    page.press(&["n"]);
    drop(page);
    app.finish();
}
