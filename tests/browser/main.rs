//! Each role's main path in a real Chromium: in both languages, with script and without it. Nothing may appear in the console.

#[path = "../app/harness/mod.rs"]
#[macro_use]
#[expect(dead_code, unused_imports, unused_macros, reason = "these tests need a part of the harness only")]
mod harness;

mod counts;
mod desk;
mod driver;
mod list;
mod log_in;
mod pictures;
mod waiting;

use aftersales::store::Engine;
use driver::Chromium;
use harness::app::PASSWORD;
use harness::{Role, TestApp};

const CONTROL: &str = "\u{E009}";
const ENTER: &str = "\u{E007}";
const TAB: &str = "\u{E004}";

#[test]
fn in_chinese_with_script() {
    Paths::new("zh-CN", true).walk();
}

#[test]
fn in_chinese_without_script() {
    Paths::new("zh-CN", false).walk();
}

#[test]
fn in_english_with_script() {
    Paths::new("en", true).walk();
}

#[test]
fn in_english_without_script() {
    Paths::new("en", false).walk();
}

struct Paths {
    app: TestApp,
    page: Chromium,
    language: &'static str,
}

impl Paths {
    fn new(language: &'static str, script: bool) -> Self {
        // Each engine is seen in each language.
        let engine = if (language == "en") == script { Engine::Sqlite } else { Engine::Postgres };
        let app = TestApp::on(engine);
        let page = Chromium::open(&app.base, language, script);
        Self { app, page, language }
    }

    fn walk(self) {
        self.app.order("B-1").freight("8.00").line("CHAIR", 2, "119.00").line("LAMP", 1, "59.90").place();
        self.app.order("B-2").manual_gateway().line("CHAIR", 1, "119.00").place();
        for (username, role) in [
            ("agent", Role::Agent),
            ("reviewer", Role::Reviewer),
            ("warehouse", Role::Warehouse),
            ("technician", Role::Technician),
            ("finance", Role::Finance),
            ("lead", Role::FinanceLead),
            ("manager", Role::Manager),
            ("boss", Role::GeneralManager),
            ("admin", Role::Admin),
            ("auditor", Role::Auditor),
        ] {
            self.app.add_staff(username, &[role], &[]);
        }
        let returned = self.as_person("agent", |paths| paths.agent_applies("B-1", "RETURN_REFUND"));
        let by_hand = self.as_person("agent", |paths| paths.agent_applies("B-2", "REFUND_ONLY"));
        self.as_person("reviewer", |paths| paths.reviewer_approves(&[&returned, &by_hand]));
        self.as_person("agent", |paths| paths.agent_enters_the_parcel(&returned));
        self.as_person("warehouse", |paths| paths.warehouse_signs_in_and_receives(&returned));
        self.as_person("technician", |paths| paths.technician_inspects(&returned));
        self.as_person("finance", |paths| paths.finance_approves(&[&returned, &by_hand]));
        self.app.run_jobs();
        self.as_person("finance", |paths| paths.finance_transfers(&by_hand));
        self.as_person("lead", |paths| paths.lead_confirms(&by_hand));
        for ticket in [&returned, &by_hand] {
            self.as_person("manager", |paths| {
                paths.page.go(&format!("/tickets/{ticket}"));
                paths.page.see("main [data-status=COMPLETED]");
            });
        }
        self.as_person("manager", Self::manager_adds_a_reason);
        self.as_person("boss", |paths| {
            paths.looks_at(&["/tickets", "/refunds?state=ALL", "/orders", "/stock", "/audit"])
        });
        self.as_person("admin", Self::admin_adds_staff);
        self.as_person("auditor", |paths| {
            paths.looks_at(&["/audit", "/tickets", "/refunds?state=ALL", "/settings", "/staff", "/reasons", "/stock"]);
        });
        self.app.finish();
    }

    /// Logs in, works, logs out.
    fn as_person<T>(&self, username: &str, work: impl FnOnce(&Self) -> T) -> T {
        let page = &self.page;
        page.go("/login");
        page.fill("[name=username]", username);
        page.fill("[name=password]", PASSWORD);
        page.click("form[data-action=log-in] button");
        page.see("form[data-action=log-out]");
        assert_eq!(page.attribute("html", "lang"), self.language);
        let done = work(self);
        page.check_console();
        page.click("form[data-action=log-out] button");
        page.see("form[data-action=log-in]");
        done
    }

    fn agent_applies(&self, order_no: &str, kind: &str) -> String {
        let page = &self.page;
        page.go("/orders");
        page.fill("form[action='/orders'] [name=q]", order_no);
        page.click("form[action='/orders'] > button");
        page.click(&format!("tr[data-key='{order_no}'] a"));
        page.see("[data-page='orders.show']");
        page.click("a[href^='/tickets/new']");
        page.click(&format!("form[data-action=submit] [name=type][value={kind}]"));
        page.fill("[name=qty_1]", "1");
        page.choose("[name=reason_1]", "");
        page.fill("[name=buyer_words]", "腿断了 <b>broken</b>");
        page.click("form[data-action=submit] button[value=submit]");
        page.see("[data-page='tickets.show'] [data-status=PENDING_REVIEW]");
        assert!(page.text("main").contains("腿断了 <b>broken</b>"), "what the buyer says is shown as it was typed");
        page.path().trim_start_matches("/tickets/").split('?').next().unwrap_or_default().to_owned()
    }

    fn reviewer_approves(&self, tickets: &[&str]) {
        let page = &self.page;
        // A decision leads on to the next of the list; behind the last one stands the list again.
        for left in (0..tickets.len()).rev() {
            page.go("/tickets?status=PENDING_REVIEW");
            // The newest is a refund of goods that stay with the buyer: its ground is the reviewer's to choose.
            let needs_ground = left > 0;
            if page.script {
                self.open_by_keys();
            } else {
                page.click("tr[data-key] a");
            }
            if needs_ground {
                page.choose("form[data-action=approve] [name=ground]", "COMPENSATION");
            }
            if page.script {
                page.press(&[CONTROL, ENTER]);
            } else {
                page.click("form[data-action=approve] button.primary");
            }
            page.see(if left > 0 {
                "main[data-page='tickets.show'] .notice.done"
            } else {
                "main[data-page='tickets.index'] .notice.done"
            });
        }
        for ticket in tickets {
            page.go(&format!("/tickets/{ticket}"));
            page.see("main [data-event=TicketApproved]");
        }
        page.go("/tickets?status=PENDING_REVIEW");
        assert!(!page.text("main").contains(tickets[0]), "nothing waits any more");
    }

    /// `j` to the first row, `Enter` opens it, `a` goes to the approval.
    fn open_by_keys(&self) {
        let page = &self.page;
        page.press(&["/"]);
        page.see("[data-search]:focus");
        // Leaves the search; a single key is a shortcut only outside of fields.
        page.click("main h1");
        page.press(&["j"]);
        page.see("tr[data-key] a:focus, tr[data-key]:focus, tr[data-key]:focus-within");
        page.press(&[ENTER]);
        page.see("[data-page='tickets.show']");
        page.press(&["a"]);
        page.see("form[data-action=approve] :focus");
    }

    fn agent_enters_the_parcel(&self, ticket: &str) {
        let page = &self.page;
        page.go(&format!("/tickets/{ticket}"));
        page.choose("form[data-action=ship-back] [name=carrier]", "shunfeng");
        page.fill("form[data-action=ship-back] [name=tracking_no]", "SF1234567890");
        page.click("form[data-action=ship-back] button");
        page.see("main [data-status=RETURNING]");
    }

    fn warehouse_signs_in_and_receives(&self, ticket: &str) {
        let page = &self.page;
        page.go("/warehouse");
        // A scanner types the number and Enter.
        page.fill("form[data-action=sign-in] [name=tracking_no]", "sf 1234567890");
        page.press(&[ENTER]);
        page.see("[role=status][data-sound]");
        assert!(page.text("[role=status][data-sound]").contains(ticket), "the parcel is known");
        page.go("/warehouse?step=open");
        page.fill("form[action='/warehouse'] [name=q]", "SF1234567890");
        page.press(&[ENTER]);
        page.click("form[data-action=receive] [data-otherwise]");
        // Leaving a page at once would take back what was just sent.
        page.see(".notice.done");
        page.go(&format!("/tickets/{ticket}"));
        page.see("main [data-status=RECEIVED]");
    }

    fn technician_inspects(&self, ticket: &str) {
        let page = &self.page;
        page.go(&format!("/tickets/{ticket}"));
        assert!(!page.text("main").contains("119.00"), "a technician works without prices");
        page.click("form[data-action=inspect] button.primary");
        page.see("main [data-status=PENDING_REFUND]");
    }

    fn finance_approves(&self, tickets: &[&str]) {
        let page = &self.page;
        for ticket in tickets {
            page.go("/refunds");
            page.see("[data-page='refunds.index'] tr[data-key]");
            page.go(&format!("/tickets/{ticket}"));
            if page.script {
                page.press(&["a"]);
                page.see("form[data-action=finance-approve] :focus");
                page.press(&[CONTROL, ENTER]);
            } else {
                page.click("form[data-action=finance-approve] button.primary");
            }
            page.see("main [data-event=RefundApproved]");
        }
    }

    fn finance_transfers(&self, ticket: &str) {
        let page = &self.page;
        page.go(&format!("/tickets/{ticket}"));
        page.fill("form[data-action=pay-offline] [name=reference]", "BANK-2026-1");
        page.click("form[data-action=pay-offline] button");
        page.see("main [data-event=OfflinePaymentRecorded]");
    }

    fn lead_confirms(&self, ticket: &str) {
        let page = &self.page;
        page.go(&format!("/tickets/{ticket}"));
        page.click("form[data-action=confirm-offline] button");
        page.see("main [data-status=COMPLETED]");
    }

    fn manager_adds_a_reason(&self) {
        let page = &self.page;
        page.go("/reasons");
        page.see("form[data-action=add-reason]");
        self.looks_at(&["/settings", "/warehouse", "/stock", "/orders/import"]);
    }

    fn admin_adds_staff(&self) {
        let page = &self.page;
        page.go("/staff");
        page.see("[data-page='staff.index']");
        self.looks_at(&["/settings", "/audit", "/jobs", "/reasons", "/account"]);
    }

    fn looks_at(&self, addresses: &[&str]) {
        for address in addresses {
            self.page.go(address);
            self.page.see("main[data-page] h1");
        }
    }
}
