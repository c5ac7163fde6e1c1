//! The receiving desk in a real browser: scans that wait for the network or a log-in, one after the other, and counting by keys.

use super::driver::Chromium;
use super::{ENTER, Role, TAB, TestApp};
use crate::harness::app::PASSWORD;
use crate::harness::flow::{apply, send, ship_back};

fn log_in(page: &Chromium) {
    page.fill("[name=username]", "clerk");
    page.fill("[name=password]", PASSWORD);
    page.click("form[data-action=log-in] button");
}

fn scan(page: &Chromium, number: &str) {
    page.fill("[data-scan]", number);
    page.press(&[ENTER]);
}

fn at_the_desk(app: &TestApp, language: &str) -> Chromium {
    app.add_staff("clerk", &[Role::Warehouse], &[]);
    let page = Chromium::open(&app.base, language, true);
    page.go("/login");
    log_in(&page);
    page.see("main[data-page='warehouse.desk']");
    page
}

#[test]
fn scans_wait_for_the_network_and_for_the_log_in() {
    let app = TestApp::sqlite();
    let page = at_the_desk(&app, "zh-CN");
    page.go("/warehouse");
    page.be_offline(true);
    scan(&page, "SF0000000001");
    scan(&page, "SF0000000002");
    page.see("[data-waiting=network]:not([hidden])");
    assert!(page.text("[data-waiting=network]").contains('2'), "the page says how many wait");
    page.see("[data-scan]:focus");
    page.be_offline(false);
    page.see("tr[data-key]:nth-child(2)");
    page.see("[data-waiting=network][hidden]");
    page.forget_cookies();
    scan(&page, "SF0000000003");
    page.see("[data-waiting=logged-out]:not([hidden])");
    page.click("[data-waiting=logged-out] a");
    log_in(&page);
    page.see("main[data-page='warehouse.desk'] tr[data-key]:nth-child(3)");
    assert!(page.text("main").contains("SF0000000003"));
    drop(page);
    app.finish();
}

#[test]
fn pieces_are_counted_by_keys_and_what_deviates_is_not_ticked() {
    let app = TestApp::sqlite();
    app.order("C-1").line("CHAIR", 3, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
    let ticket_no = apply(&mut agent, "C-1", "RETURN_REFUND", &[(1, 3)]);
    send(&mut reviewer, &ticket_no, "approve");
    ship_back(&mut agent, &ticket_no);
    let page = at_the_desk(&app, "en");
    page.go("/warehouse?step=open");
    scan(&page, "NOPE12345");
    page.see("[data-sound=miss]");
    scan(&page, &ticket_no);
    let counted = |name: &str| page.run(&format!("return document.querySelector('[data-count={name}]').value"));
    page.click("[data-step=fewer]");
    page.see("button[data-if-passed]:disabled");
    page.see("[data-scan]:focus");
    assert_eq!((counted("received"), counted("good"), counted("defective")), ("2".into(), "2".into(), "0".into()));
    page.click("[data-step=more]");
    page.see("button[data-if-passed]:enabled");
    page.click("[data-step=defective]");
    page.see("button[data-if-passed]:disabled");
    assert_eq!((counted("received"), counted("good"), counted("defective")), ("3".into(), "2".into(), "1".into()));
    page.fill("[data-count=defective]", "0");
    page.see("button[data-if-passed]:enabled");
    page.fill("[data-count=received]", "2");
    assert_eq!((counted("received"), counted("good"), counted("defective")), ("2".into(), "2".into(), "0".into()));
    page.click("[data-step=defective]");
    page.fill("[data-count=good]", "1");
    page.fill("[data-count=defective]", "0");
    assert_eq!(
        (counted("received"), counted("good"), counted("defective")),
        ("1".into(), "1".into(), "0".into()),
        "no piece is made up"
    );
    page.fill("[data-count=received]", "2");
    page.click("[data-step=more]");
    page.click("form[data-action=receive] [data-otherwise]");
    page.see("form[data-action=inspect] [data-conditions] :checked");
    page.click("form[data-action=inspect] [name=verdict][value=DEVIATES]");
    assert_eq!(page.run("return document.querySelectorAll('[data-conditions] :checked').length"), 0);
    page.click("form[data-action=inspect] [name=verdict][value=PASS]");
    assert_eq!(page.run("return document.querySelectorAll('[data-conditions] :checked').length"), 5);
    drop(page);
    app.finish();
}

#[test]
fn a_usual_parcel_passes_by_one_key() {
    let app = TestApp::sqlite();
    for order_no in ["C-2", "C-3"] {
        app.order(order_no).line("CHAIR", 2, "119.00").place();
    }
    let mut agent = app.staff("agent", &[Role::Agent]);
    let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
    let mut tickets = Vec::new();
    for order_no in ["C-2", "C-3"] {
        let ticket_no = apply(&mut agent, order_no, "RETURN_REFUND", &[(1, 2)]);
        send(&mut reviewer, &ticket_no, "approve");
        ship_back(&mut agent, &ticket_no);
        tickets.push(ticket_no);
    }
    let page = at_the_desk(&app, "zh-CN");
    page.go("/warehouse?step=open");
    scan(&page, &tickets[0]);
    page.see("button[data-usual]:enabled");
    page.see("[data-scan]:focus");
    page.see("[data-keys][data-ready]");
    page.press(&[ENTER]);
    page.see("main [data-status=PENDING_REFUND]");
    page.see("[data-scan]:focus");
    scan(&page, &tickets[1]);
    page.see("button[data-usual]:enabled");
    page.press(&["d"]);
    page.see("button[data-usual]:disabled");
    page.see("[data-scan]:focus");
    assert_eq!(page.run("return document.querySelector('[data-count=defective]').value"), "1");
    assert_eq!(page.run("return document.querySelector('[data-scan]').value"), "", "the key is no number");
    page.press(&[ENTER]);
    page.see("[data-otherwise]:focus");
    page.fill("[data-scan]", "NOPE12345");
    page.press(&[TAB]);
    page.see("[data-sound=miss]");
    drop(page);
    app.finish();
}

#[test]
fn the_number_chooses_the_carrier() {
    let app = TestApp::sqlite();
    app.order("C-4").line("CHAIR", 1, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
    let ticket_no = apply(&mut agent, "C-4", "RETURN_REFUND", &[(1, 1)]);
    send(&mut reviewer, &ticket_no, "approve");
    let page = Chromium::open(&app.base, "zh-CN", true);
    page.go("/login");
    page.fill("[name=username]", "agent");
    page.fill("[name=password]", PASSWORD);
    page.click("form[data-action=log-in] button");
    page.see("main[data-page=desk]");
    page.go(&format!("/tickets/{ticket_no}"));
    let carrier = "form[data-action=ship-back] [name=carrier]";
    page.fill("form[data-action=ship-back] [name=tracking_no]", "yt 8837263545126");
    assert_eq!(page.run(&format!("return document.querySelector('{carrier}').value")), "yuantong");
    page.choose(carrier, "shunfeng");
    page.see("[data-carrier-differs]:not([hidden])");
    assert!(page.text("[data-carrier-differs]").contains("圆通"));
    drop(page);
    app.finish();
}
