//! Settings that decide about money: nobody who works under them changes them alone, and the general manager sees every change.

use aftersales::commands::house::create_merchant;
use aftersales::commands::house::create_merchant::NewMerchant;
use aftersales::domain::money::Currency;
use aftersales::domain::money::states::GatewayKind;
use aftersales::domain::order::kind::Platform;
use aftersales::store::house::merchants;
use aftersales::store::{DbError, Scope};

use super::concurrency::at_once;
use crate::harness::*;

const DAY: i64 = 86_400;

/// Limit, daily limit and whether filers may review, as `MAIN` has them.
fn present(app: &TestApp) -> (i64, i64, bool) {
    app.db
        .read_blocking(|connection| {
            let main = merchants::by_code(connection, &Scope::All, "MAIN")?.expect("MAIN");
            let limits = (main.auto_refund_limit_minor.minor(), main.auto_refund_daily_minor.minor());
            Ok::<_, DbError>((limits.0, limits.1, main.filer_may_review))
        })
        .expect("the merchant")
}

/// As a merchant begins.
const BEFORE: (i64, i64, bool) = (100_000, 500_000, false);

/// The form of money settings, with another limit.
fn raise(person: &mut Client, limit: &str) -> Form {
    person.open("/settings").form_of("money-settings").set("auto_refund_limit", limit)
}

/// Sends a form that somebody else's page offered.
fn forge(person: &mut Client, mut form: Form) -> Page {
    let forms = person.open("/account").forms();
    let csrf = forms.iter().find_map(|form| form.value("csrf")).expect("a token").to_owned();
    form.put("csrf", &csrf);
    person.submit(form)
}

/// The changes that somebody's desk shows: state and sentence of each.
fn on_desk(person: &mut Client) -> Vec<(String, String)> {
    let page = person.open("/");
    let rows = page.all("tr[data-state]");
    rows.iter()
        .map(|row| {
            let state = row.value().attr("data-state").unwrap_or_default().to_owned();
            (state, row.text().collect::<Vec<_>>().join(" "))
        })
        .collect()
}

both_engines! {
    fn who_files_and_reviews_does_not_move_the_limits_alone(app: &TestApp) {
        let mut manager = app.staff("mona", &[Role::Manager]);
        let mut gm = app.staff("gm", &[Role::GeneralManager]);
        // The form of old: fields that decide about money are not among those that it changes.
        let mut form = manager.open("/settings").form_of("settings").set("name", "木子");
        for (name, value) in [("auto_refund_limit", "1000000.00"), ("filer_may_review", "1"), ("gateway", "simulated")] {
            form.add(name, value);
        }
        manager.submit_ok(form);
        assert_eq!(present(app), BEFORE);
        let form = raise(&mut manager, "1000000.00").set("auto_refund_daily", "9000000.00").set("filer_may_review", "1");
        let page = manager.submit_ok(form);
        assert!(page.text("[role=status]").contains("waits"));
        assert_eq!(present(app), BEFORE, "it waits");
        let waiting = page.text("#proposal");
        assert!(waiting.contains("CNY 1,000.00 → CNY 1,000,000.00") && waiting.contains("mona"), "{waiting}");
        assert!(page.form("proposal-confirmation").is_none() && page.form("proposal-declining").is_none());
        let (state, sentence) = on_desk(&mut gm).remove(0);
        assert_eq!(state, "OPEN");
        assert!(sentence.contains("mona") && sentence.contains("No → Yes"), "{sentence}");
        let mut second = app.staff("moritz", &[Role::Manager]);
        assert!(second.open("/").source().contains("#proposal"), "the desk of who may confirm leads there");
        assert!(!manager.open("/").source().contains("#proposal"), "and not of who proposed");
        let confirm = second.open("/settings").form_of("proposal-confirmation");
        let own = forge(&mut manager, confirm.clone());
        assert_eq!(own.status(), 403);
        assert!(own.text("[role=alert]").contains("Somebody else"));
        assert_eq!(present(app), BEFORE);
        for role in [Role::Agent, Role::Reviewer, Role::Finance, Role::GeneralManager, Role::Auditor] {
            let mut person = app.staff(&format!("p-{}", role.code().to_lowercase()), &[role]);
            assert_eq!(forge(&mut person, confirm.clone()).status(), 403, "{role}");
        }
        second.submit_ok(confirm.clone());
        assert_eq!(present(app), (100_000_000, 900_000_000, true));
        assert_eq!(second.submit(confirm.set("form_token", "again")).status(), 409, "once");
        let (state, sentence) = on_desk(&mut gm).remove(0);
        assert_eq!(state, "CONFIRMED");
        assert!(sentence.contains("mona") && sentence.contains("moritz"), "{sentence}");
        assert!(gm.open("/?lang=zh-CN").text("tr[data-state]").contains("mona 提出，moritz 确认"));
        let log = gm.open("/audit?kind=settings.");
        assert!(log.has("tr[data-kind='settings.money_proposed']") && log.has("tr[data-kind='settings.money_confirmed']"));
        assert!(log.text("tr[data-kind='settings.money_confirmed']").contains("CNY 1,000,000.00"));
    }

    fn an_administrator_without_part_in_it_changes_them_at_once(app: &TestApp) {
        let mut admin = app.staff("ada", &[Role::Admin]);
        let page = admin.submit_ok(raise(&mut admin.clone(), "800.00"));
        assert_eq!(page.form_of("money-settings").value("auto_refund_limit"), Some("800.00"));
        assert_eq!(present(app), (80_000, 500_000, false));
        let mut gm = app.staff("gm", &[Role::GeneralManager]);
        let (state, sentence) = on_desk(&mut gm).remove(0);
        assert_eq!(state, "MADE");
        assert!(sentence.contains("CNY 1,000.00 → CNY 800.00") && sentence.contains("ada"), "{sentence}");
        app.wait(1);
        let form = admin.open("/settings?open=merchant").form_of("add-merchant").set("code", "NEW").set("gateway", "simulated");
        admin.submit_ok(form.set("name", "新商户").set("shop", "新店"));
        let (_, sentence) = on_desk(&mut gm).remove(0);
        assert!(sentence.contains("新商户") && sentence.contains("(empty) → CNY 1,000.00"), "a gateway is chosen: {sentence}");
        for (number, with) in [Role::Agent, Role::Reviewer, Role::Finance, Role::FinanceLead].into_iter().enumerate() {
            let mut both = app.staff(&format!("both{number}"), &[Role::Admin, with]);
            both.submit_ok(raise(&mut both.clone(), "900.00"));
            assert_eq!(present(app), (80_000, 500_000, false), "an administrator who is {with} too");
            both.submit_ok(both.clone().open("/settings").form_of("proposal-withdrawal"));
        }
    }

    fn a_proposal_is_declined_withdrawn_or_overtaken_and_then_over(app: &TestApp) {
        let mut mona = app.staff("mona", &[Role::Manager]);
        let mut moritz = app.staff("moritz", &[Role::Manager]);
        let mut admin = app.staff("ada", &[Role::Admin]);
        mona.submit_ok(raise(&mut mona.clone(), "2000.00"));
        let second = raise(&mut moritz, "3000.00");
        let refused = moritz.submit(second);
        assert_eq!(refused.status(), 409, "one at a time");
        assert_eq!(refused.form_of("money-settings").value("auto_refund_limit"), Some("3000.00"), "what was typed stays");
        let confirm = moritz.open("/settings").form_of("proposal-confirmation");
        moritz.submit_ok(moritz.clone().open("/settings").form_of("proposal-declining"));
        assert_eq!(moritz.submit(confirm).status(), 409, "declined is declined");
        mona.submit_ok(raise(&mut mona.clone(), "2500.00"));
        let confirm = moritz.open("/settings").form_of("proposal-confirmation");
        let withdraw = mona.open("/settings").form_of("proposal-withdrawal");
        assert_eq!(forge(&mut moritz, withdraw.clone()).status(), 403, "only who proposed withdraws");
        mona.submit_ok(withdraw);
        assert_eq!(moritz.submit(confirm).status(), 409, "withdrawn is withdrawn");
        mona.submit_ok(raise(&mut mona.clone(), "2600.00"));
        let confirm = moritz.open("/settings").form_of("proposal-confirmation");
        admin.submit_ok(raise(&mut admin.clone(), "700.00"));
        assert_eq!(moritz.submit(confirm).status(), 409, "the administrator was first");
        assert_eq!(present(app), (70_000, 500_000, false));
        let states: Vec<String> = on_desk(&mut admin).into_iter().map(|(state, _)| state).collect();
        assert_eq!(states, ["MADE", "OVERTAKEN", "WITHDRAWN", "DECLINED"]);
    }

    fn a_proposal_that_nobody_confirms_expires(app: &TestApp) {
        let mut mona = app.staff("mona", &[Role::Manager]);
        mona.submit_ok(raise(&mut mona.clone(), "2000.00"));
        app.wait(7 * DAY - 1);
        let mut moritz = app.staff("moritz", &[Role::Manager]);
        let confirm = moritz.open("/settings").form_of("proposal-confirmation");
        app.wait(1);
        assert!(moritz.open("/settings").form("proposal-confirmation").is_none());
        let late = moritz.submit(confirm);
        assert_eq!(late.status(), 409);
        assert!(late.text("[role=alert]").contains("its time is over"));
        assert_eq!(present(app), BEFORE);
        moritz.submit_ok(raise(&mut moritz.clone(), "1500.00"));
        assert!(moritz.open("/settings").text("#proposal").contains("CNY 1,500.00"), "it makes way for the next");
    }

    fn a_proposal_that_two_answer_at_once_is_answered_once(app: &TestApp) {
        let mut mona = app.staff("mona", &[Role::Manager]);
        let (mut one, mut other) = (app.staff("one", &[Role::Manager]), app.staff("other", &[Role::Admin]));
        mona.submit_ok(raise(&mut mona.clone(), "2000.00"));
        let confirm = one.open("/settings").form_of("proposal-confirmation");
        let decline = other.open("/settings").form_of("proposal-declining");
        let answers = at_once((one, confirm), (other, decline));
        let mut codes = answers.iter().map(Page::status).collect::<Vec<_>>();
        codes.sort_unstable();
        assert_eq!(codes, [303, 409]);
        let expected = if answers[0].status() == 303 { (200_000, 500_000, false) } else { BEFORE };
        assert_eq!(present(app), expected);
    }

    fn other_settings_stay_as_they_were_and_each_form_has_its_version(app: &TestApp) {
        let mut mona = app.staff("mona", &[Role::Manager]);
        let mut admin = app.staff("ada", &[Role::Admin]);
        let stale = admin.open("/settings").form_of("money-settings").set("auto_refund_limit", "1.00");
        mona.submit_ok(mona.clone().open("/settings").form_of("settings").set("name", "改名"));
        assert_eq!(admin.submit(stale).status(), 409, "the merchant was changed meanwhile");
        mona.submit_ok(raise(&mut mona.clone(), "2000.00"));
        let confirm = admin.open("/settings").form_of("proposal-confirmation");
        mona.submit_ok(mona.clone().open("/settings").form_of("settings").set("name", "另一个名字"));
        admin.submit_ok(confirm);
        assert_eq!(present(app), (200_000, 500_000, false), "a new name does not make a proposal stale");
        assert_eq!(admin.open("/settings").form_of("settings").value("name"), Some("另一个名字"));
    }

    fn a_proposal_of_another_merchant_is_not_there(app: &TestApp) {
        app.db
            .write_blocking(|tx| {
                let other = NewMerchant {
                    code: "OTHER",
                    name: "别家",
                    shop: "别家店",
                    platform: Platform::Own,
                    timezone: "Asia/Shanghai",
                    currency: Currency::CNY,
                    gateway: GatewayKind::Manual, names: &aftersales::i18n::seed::SEED_NAMES };
                create_merchant::merchant(tx, &other)
            })
            .expect("another merchant");
        let mut mona = app.staff_of("mona", &[Role::Manager], &["MAIN"]);
        let mut moritz = app.staff_of("moritz", &[Role::Manager], &["MAIN"]);
        mona.submit_ok(raise(&mut mona.clone(), "2000.00"));
        let confirm = moritz.open("/settings").form_of("proposal-confirmation");
        let mut foreign = app.staff_of("foreign", &[Role::Admin, Role::GeneralManager], &["OTHER"]);
        assert_eq!(forge(&mut foreign, confirm).status(), 404);
        assert_eq!(on_desk(&mut foreign), []);
        assert_eq!(present(app), BEFORE);
    }

    fn bad_money_settings_are_refused_at_their_field(app: &TestApp) {
        for role in [Role::Admin, Role::Manager] {
            let mut person = app.staff(&format!("p-{}", role.code().to_lowercase()), &[role]);
            let cases = [
                ("currency", "RMB"),
                ("gateway", "gold"),
                ("auto_refund_limit", "-1"),
                ("auto_refund_limit", "1.001"),
                ("auto_refund_limit", ""),
                ("auto_refund_daily", "-1"),
                ("auto_refund_daily", "1e3"),
                ("auto_refund_daily", ""),
            ];
            for (field, value) in cases {
                let form = person.open("/settings").form_of("money-settings").set(field, value);
                let answer = person.submit(form);
                assert_eq!(answer.status(), 422, "{field} {value:?}");
                answer.error(field);
            }
            let mut form = person.open("/settings").form_of("money-settings");
            form.remove("version");
            assert_eq!(person.submit(form).status(), 422, "a version is needed");
        }
        assert_eq!(present(app), BEFORE);
    }

    fn the_currency_is_fixed_once_there_is_an_order(app: &TestApp) {
        let mut mona = app.staff("mona", &[Role::Manager]);
        let mut admin = app.staff("ada", &[Role::Admin]);
        mona.submit_ok(mona.clone().open("/settings").form_of("money-settings").set("currency", "USD"));
        app.order("A1").line("SKU1", 1, "10.00").place();
        let confirm = admin.open("/settings").form_of("proposal-confirmation");
        assert_eq!(admin.submit(confirm).status(), 409, "there is an order now");
        let mut form = admin.open("/settings").form_of("money-settings");
        form.add("currency", "USD");
        let answer = admin.submit(form);
        assert_eq!(answer.status(), 422);
        answer.error("currency");
    }
}
