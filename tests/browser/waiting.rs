//! What waits for the buyer, in a real browser: photos are asked for, come, and the ticket is approved; a rejected buyer objects, and
//! another reviewer decides; a case before the platform is held until its ruling. And a rule that is tried and switched on.

use super::driver::Chromium;
use super::{Role, TestApp};
use crate::harness::app::PASSWORD;
use crate::harness::flow::apply;

fn log_in(page: &Chromium, username: &str) {
    page.forget_cookies();
    page.go("/login");
    page.fill("[name=username]", username);
    page.fill("[name=password]", PASSWORD);
    page.click("form[data-action=log-in] button");
    page.see("form[data-action=log-out]");
}

/// Opens a form that is folded, and the ticket's page around it.
fn unfold(page: &Chromium, ticket_no: &str, form: &str) {
    page.go(&format!("/tickets/{ticket_no}"));
    page.click(&format!("details:has(form[data-action={form}]) > summary"));
    page.see(&format!("form[data-action={form}] button"));
}

#[test]
fn photos_are_asked_for_come_and_the_ticket_is_approved() {
    let app = TestApp::sqlite();
    app.order("B-1").line("CHAIR", 1, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    app.add_staff("reviewer", &[Role::Reviewer], &[]);
    let ticket_no = apply(&mut agent, "B-1", "RETURN_REFUND", &[(1, 1)]);
    let page = Chromium::open(&app.base, "zh-CN", true);
    log_in(&page, "agent");
    unfold(&page, &ticket_no, "request-supplement");
    page.fill("form[data-action=request-supplement] textarea", "请补充破损处的照片");
    page.click("form[data-action=request-supplement] button");
    page.see("[data-status=AWAITING_BUYER]");
    page.go(&format!("/tickets/{ticket_no}"));
    page.see("[data-term=REVIEW][data-term-state=PAUSED]");
    page.choose("#record-answer-answer", "SUPPLIED");
    page.fill("form[data-action=record-answer] textarea", "照片已发到客服");
    page.click("form[data-action=record-answer] button");
    page.see("[data-status=PENDING_REVIEW]");
    log_in(&page, "reviewer");
    page.go(&format!("/tickets/{ticket_no}"));
    page.see("[data-request=SUPPLEMENT]");
    page.click("form[data-action=approve] button.primary");
    page.see("[data-status=PENDING_RETURN]");
    page.check_console();
}

#[test]
fn a_rejected_buyer_objects_and_another_reviewer_decides() {
    let app = TestApp::sqlite();
    app.order("B-2").line("CHAIR", 1, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    for username in ["first", "second"] {
        app.add_staff(username, &[Role::Reviewer], &[]);
    }
    let ticket_no = apply(&mut agent, "B-2", "RETURN_REFUND", &[(1, 1)]);
    let page = Chromium::open(&app.base, "en", true);
    log_in(&page, "first");
    page.go(&format!("/tickets/{ticket_no}"));
    page.click("a[data-jump]");
    page.choose("#reject-category", "HUMAN_DAMAGE");
    page.fill("#reject-reason", "torn by the buyer");
    page.click("form[data-action=reject] button");
    page.see("[data-status=REJECTED]");
    log_in(&page, "agent");
    unfold(&page, &ticket_no, "appeal");
    page.fill("form[data-action=appeal] textarea", "a film of the opening shows it");
    page.click("form[data-action=appeal] button");
    page.see("[data-status=PENDING_REVIEW]");
    log_in(&page, "first");
    page.go(&format!("/tickets/{ticket_no}"));
    page.see("#approve-rule");
    log_in(&page, "second");
    page.go(&format!("/tickets/{ticket_no}"));
    page.click("form[data-action=approve] button.primary");
    page.see("[data-status=PENDING_RETURN]");
    page.check_console();
}

#[test]
fn a_case_before_the_platform_is_held_until_its_ruling() {
    let app = TestApp::sqlite();
    app.order("B-3").line("CHAIR", 1, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    app.add_staff("reviewer", &[Role::Reviewer], &[]);
    let ticket_no = apply(&mut agent, "B-3", "RETURN_REFUND", &[(1, 1)]);
    let page = Chromium::open(&app.base, "zh-CN", true);
    log_in(&page, "agent");
    unfold(&page, &ticket_no, "open-dispute");
    page.fill("#open-dispute-reference", "JR-1");
    page.fill("form[data-action=open-dispute] textarea", "买家要求全额退款");
    page.click("form[data-action=open-dispute] button");
    page.see("[data-hold]");
    page.see("[data-term=EVIDENCE]");
    log_in(&page, "reviewer");
    page.go("/tickets?dispute=HOLD");
    page.click("tr[data-key] a");
    page.choose("#record-ruling-ruling", "BUYER");
    page.choose("#record-ruling-next", "REFUND");
    page.choose("#record-ruling-payer", "MERCHANT");
    page.fill("#record-ruling-amount", "100");
    page.fill("#record-ruling-text", "平台判退 100 元");
    page.click("form[data-action=record-ruling] button");
    page.see("[data-status=PENDING_REFUND]");
    page.check_console();
}

#[test]
fn a_rule_is_tried_on_past_tickets_and_switched_on() {
    let app = TestApp::sqlite();
    app.order("B-4").line("CHAIR", 2, "119.00").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    app.add_staff("manager", &[Role::Manager], &[]);
    let past = apply(&mut agent, "B-4", "RETURN_REFUND", &[(1, 1)]);
    let page = Chromium::open(&app.base, "en", true);
    log_in(&page, "manager");
    page.go("/assignment-rules?merchant=MAIN");
    page.fill("#rule-name", "urgent");
    page.choose("#rule-strategy", "nobody");
    page.choose("#rule-priority", "HIGH");
    page.click("form[data-action=save-rule] button.primary");
    page.see("tr[data-rule=urgent][data-active=false]");
    page.click("form[data-action=try-rules] button");
    page.see("[data-trial]");
    app.run_jobs();
    page.go("/assignment-rules/trial?merchant=MAIN");
    page.see("[data-trial=DONE]");
    page.see("tr[data-rule=urgent] [data-matched='1']");
    assert!(page.text("tr[data-rule=urgent]").contains(&past));
    page.go("/assignment-rules?merchant=MAIN");
    page.click("tr[data-rule=urgent] form[data-action=switch-rule] button");
    page.see("tr[data-rule=urgent][data-active=true]");
    page.check_console();
    let next = apply(&mut agent, "B-4", "RETURN_REFUND", &[(1, 1)]);
    page.go(&format!("/tickets/{next}"));
    page.see(".page-title .tag.red");
    assert!(page.text(".page-title").contains("High priority"));
}
