//! What the usual work costs in clicks, keys and fields, counted in a real browser: a number that grows fails.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use aftersales::store::DbError;
use diesel::connection::SimpleConnection;

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

    /// A choice is opened and chosen from.
    fn choose(&self, select: &str, value: &str) {
        self.clicks.set(self.clicks.get() + 2);
        self.page.choose(select, value);
    }

    fn attach(&self, css: &str, file: &Path) {
        self.fields.set(self.fields.get() + 1);
        self.page.attach(css, file);
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

/// One order, signed for two days ago.
const ORDER: &str = "订单号,下单时间,付款时间,商品编码,商品名称,数量,单价,快递单号,发货时间,签收时间\n\
                     K-2,2026-11-15 10:00,2026-11-15 10:01,CHAIR,餐椅,1,119.00,SF1234567890,2026-11-16 09:00,2026-11-20 12:00\n";

#[test]
fn an_empty_house_approves_its_first_return_within_25_clicks_and_15_fields() {
    let app = TestApp::sqlite();
    let code = app.set_up_code.clone().expect("a fresh house prints a code");
    let file = app.config.files_dir.with_file_name("orders.csv");
    fs::write(&file, ORDER).expect("a file");
    app.db
        .write_blocking(|tx| {
            let unknown = "UPDATE return_stations SET contact = '', phone = '', address = ''";
            Ok::<_, DbError>(tx.connection().batch_execute(unknown)?)
        })
        .expect("the test's house begins with an address");
    let hand = Counted::open(&app);
    hand.page.go("/setup");
    for (name, text) in [("code", code.as_str()), ("username", "boss"), ("display_name", "老板")] {
        hand.fill(&format!("[name={name}]"), text);
    }
    hand.fill("[name=password]", PASSWORD);
    hand.fill("[name=password_again]", PASSWORD);
    hand.click("form[data-action=set-up] button");
    hand.click("[data-step=address] a");
    for (name, text) in [("contact", "售后组"), ("phone", "13800001234"), ("address", "浙江省杭州市西湖区文一路 1 号")]
    {
        hand.fill(&format!("#station-{name}"), text);
    }
    hand.click("form[data-action=edit-station] button");
    hand.page.see(".notice.done");
    // One person files and reviews in this house.
    hand.click("[name=filer_may_review]");
    hand.click("form[data-action=money-settings] button.primary");
    hand.page.see(".notice.done");
    hand.click(".rail a[href='/']");
    hand.click("[data-step=staff] a");
    for (name, text) in [("display_name", "小林"), ("username", "lin"), ("password", PASSWORD)] {
        hand.fill(&format!("[name={name}]"), text);
    }
    hand.click("[name=role][value=AGENT]");
    hand.click("[name=role][value=REVIEWER]");
    hand.click("form[data-action=add-staff] button.primary");
    hand.page.see(".notice.done");
    hand.click(".rail a[href='/']");
    hand.click("[data-step=import] a");
    hand.attach("[name=file]", &file);
    hand.click("[name=dry_run]");
    hand.click("form[data-action=import] button.primary");
    hand.page.see("[data-import-state]");
    app.run_jobs();
    hand.page.forget_cookies();
    hand.page.go("/login");
    hand.page.fill("[name=username]", "lin");
    hand.page.fill("[name=password]", PASSWORD);
    hand.page.click("form[data-action=log-in] button");
    hand.fill("[name=current_password]", PASSWORD);
    hand.fill("[name=new_password]", "ein neues langes Wort");
    hand.fill("[name=new_password_again]", "ein neues langes Wort");
    hand.click("form[data-action=password] button");
    hand.page.see(".notice.done");
    hand.click(".rail a[href='/orders']");
    hand.click("tr[data-key='K-2'] a");
    hand.click("a[href^='/tickets/new']");
    hand.choose("[name=reason_1]", "QUALITY");
    hand.click("form[data-action=submit] button.primary");
    hand.page.see("main [data-status=PENDING_REVIEW]");
    hand.click("form[data-action=approve] button.primary");
    hand.page.see("main [data-status=PENDING_RETURN]");
    let (clicks, fields) = (hand.clicks.get(), hand.fields.get());
    assert!(clicks <= 25 && fields <= 15, "{clicks} clicks, {fields} fields");
    drop(hand);
    app.finish();
}
