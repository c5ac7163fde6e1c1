//! Who sees what: jobs, files and audit entries of other merchants, and what a mask hides, on every page and in every search.

use std::collections::BTreeSet;

use aftersales::clock::Clock;
use aftersales::domain::house::audit_kind::AuditKind;
use aftersales::domain::house::work::JobKind;
use aftersales::store::engine::migrations::MIGRATIONS;
use aftersales::store::jobs::outbox;
use aftersales::store::orders::keys;
use aftersales::store::{Db, DbError, Engine, Scope};
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::MigrationHarness;

use crate::harness::flow::{application_form, apply, send, send_with};
use crate::harness::*;
use crate::order_import::found_other;

/// A picture of one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\
    \0\0\0\0IEND\xaeB`\x82";

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

fn texts(app: &TestApp, query: &str) -> Vec<String> {
    let rows = app.db.read_blocking(|connection| Ok::<_, DbError>(diesel::sql_query(query).load::<Value>(connection)?));
    rows.expect("readable").into_iter().map(|row| row.value).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Sends a form that a page would have, to an address of its own.
fn post(person: &mut Client, address: &str) -> Page {
    let token = person.open("/account").value("input[name=csrf]");
    let mut form = Form::to(address);
    form.add("csrf", &token);
    form.add("form_token", &format!("{}{address}", person.username));
    person.submit(form)
}

/// Every part of a text of at least so many characters, the whole of it left out.
fn parts(text: &str, least: usize) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let ends = |from: usize| (from + least..=chars.len()).map(move |to| (from, to));
    let all = (0..chars.len()).flat_map(ends).filter(|(from, to)| to - from < chars.len());
    all.map(|(from, to)| chars[from..to].iter().collect()).collect()
}

fn job_of(app: &TestApp, merchant: &str) -> String {
    let query = format!(
        "SELECT CAST(jobs.id AS TEXT) AS value FROM jobs JOIN merchants ON merchants.id = jobs.merchant_id \
         WHERE merchants.code = '{merchant}'"
    );
    texts(app, &query).pop().expect("a job")
}

fn state_of(app: &TestApp, job: &str) -> String {
    texts(app, &format!("SELECT state || ' ' || run_at AS value FROM jobs WHERE id = {job}")).remove(0)
}

both_engines! {
    fn an_administrator_sees_and_runs_the_jobs_of_own_merchants_alone(app: &TestApp) {
        found_other(app);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut all = app.staff("all", &[Role::Admin]);
        let mut own = app.staff_of("own", &[Role::Admin], &["MAIN"]);
        let mut other = app.staff_of("other", &[Role::Admin], &["OTHER"]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        app.order("J-MAIN").unshipped().line("K", 1, "10.00").place();
        app.order("J-OTHER").merchant("OTHER").unshipped().line("K", 1, "10.00").place();
        apply(&mut agent, "J-MAIN&merchant=MAIN", "REFUND_ONLY", &[(1, 1)]);
        apply(&mut agent, "J-OTHER&merchant=OTHER", "REFUND_ONLY", &[(1, 1)]);
        let offer = manager.open("/exports?page=tickets.index&format=csv&query=sort%3Dticket_no");
        manager.submit_ok(offer.form_of("export"));
        let foreign = job_of(app, "OTHER");
        let export = texts(app, "SELECT CAST(id AS TEXT) AS value FROM jobs WHERE kind = 'export'").remove(0);
        let numbers = texts(app, "SELECT r.refund_no AS value FROM refunds r JOIN merchants m ON m.id = r.merchant_id ORDER BY m.code");
        let [mine, theirs] = [numbers[0].as_str(), numbers[1].as_str()];

        let unseen = |own: &mut Client, state: &str| {
            let page = own.open("/jobs");
            assert!(page.source().contains(mine) && !page.source().contains(theirs), "{state}");
            assert!(!page.source().contains(&format!("/jobs/{export}/run")), "a file of several merchants is for those of all");
            for job in [&foreign, &export] {
                let before = state_of(app, job);
                assert_eq!(post(own, &format!("/jobs/{job}/run")).status(), 404, "{state}");
                assert_eq!(state_of(app, job), before, "{state}");
            }
        };
        unseen(&mut own, "waiting");
        let counted = |person: &mut Client| person.open("/").text(".figures a[href='/jobs'] b");
        assert_eq!((counted(&mut own), counted(&mut all)), ("1".to_owned(), "3".to_owned()));
        assert!(all.open("/jobs").source().contains(theirs) && all.open("/jobs").source().contains(mine));
        let theirs_only = other.open("/jobs");
        assert!(theirs_only.source().contains(theirs) && !theirs_only.source().contains(mine));
        let set = |state: &str, job: &str| {
            let query = format!("UPDATE jobs SET state = '{state}' WHERE id = {job}");
            app.db.read_blocking(|connection| Ok::<_, DbError>(connection.batch_execute(&query)?)).expect("set");
        };
        set("FAILED", &foreign);
        unseen(&mut own, "given up");
        let retried = post(&mut other, &format!("/jobs/{foreign}/run"));
        assert_eq!(retried.status(), 303, "its own administrator retries it");
        let entry = other.open("/audit?subject=refund");
        assert!(entry.has("tr[data-kind='job.run']") && entry.source().contains(theirs));
        assert!(!own.open("/audit?subject=refund").has("tr[data-kind='job.run']"));
        app.run_jobs();
        unseen(&mut own, "done");
        assert_eq!(post(&mut own, &format!("/jobs/{}/run", job_of(app, "MAIN"))).status(), 409, "the own job is done");
        app.wait(90_000);
        app.run_jobs();
    }

    fn a_file_is_gone_when_its_maker_sees_less_than_it_holds(app: &TestApp) {
        found_other(app);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut maker = app.staff("maker", &[Role::GeneralManager]);
        let mut local = app.staff_of("local", &[Role::Manager], &["MAIN"]);
        for (order_no, merchant) in [("F-MAIN", "MAIN"), ("F-OTHER", "OTHER")] {
            app.order(order_no).merchant(merchant).line("K", 1, "10.00").place();
            apply(&mut agent, &format!("{order_no}&merchant={merchant}"), "RETURN_REFUND", &[(1, 1)]);
        }
        let ordered = |person: &mut Client| {
            let offer = person.open("/exports?page=tickets.index&format=csv&query=sort%3Dticket_no");
            let page = person.submit_ok(offer.form_of("export"));
            app.run_jobs();
            page.path().to_owned()
        };
        let (wide, second) = (ordered(&mut maker), {
            app.wait(1);
            ordered(&mut maker)
        });
        let narrow = ordered(&mut local);
        let file = maker.open(&format!("{wide}/file"));
        assert!(file.source().contains("F-MAIN") && file.source().contains("F-OTHER"));
        let limit = |admin: &mut Client, id: i64, merchants: &[&str]| {
            let mut form = admin.open(&format!("/staff/{id}")).form_of("change-staff");
            form.remove("all_merchants");
            form.remove("merchant");
            merchants.iter().for_each(|code| form.add("merchant", code));
            admin.submit_ok(form);
        };
        limit(&mut admin, maker.id, &["MAIN"]);
        let stored = || std::fs::read_dir(app.config.files_dir.join("exports")).expect("the files").count();
        assert_eq!(stored(), 3);
        let refused = maker.get(&format!("{wide}/file?lang=zh-CN"));
        assert_eq!(refused.status(), 403);
        assert!(refused.text("[role=status]").contains("你负责的商户已变更"), "says why: {}", refused.text("main"));
        assert!(!refused.source().contains("F-OTHER"));
        assert!(maker.open("/exports?lang=en").has("tbody tr") && !maker.open("/exports").has("a[href$='/file']"));
        assert!(maker.open(&format!("{second}?lang=en")).source().contains("Your merchants have changed"));
        assert_eq!(stored(), 1, "both are deleted");
        assert_eq!(maker.get(&format!("{second}/file")).status(), 403);
        assert!(admin.open("/audit?kind=export").has("tr[data-kind='export.withdrawn']"));
        // What was written under one merchant goes on as long as that one is seen.
        limit(&mut admin, local.id, &["MAIN", "OTHER"]);
        assert_eq!(local.get(&format!("{narrow}/file")).status(), 200);
        limit(&mut admin, local.id, &["OTHER"]);
        assert_eq!(local.get(&format!("{narrow}/file")).status(), 403);
        let fresh = ordered(&mut maker);
        let file = maker.open(&format!("{fresh}/file"));
        assert!(file.source().contains("F-MAIN") && !file.source().contains("F-OTHER"));
        app.wait(90_000);
        app.run_jobs();
    }

    fn an_auditor_of_one_merchant_does_not_read_about_others_people(app: &TestApp) {
        found_other(app);
        let mut all = app.staff("all", &[Role::Admin]);
        let mut both = app.staff_of("both", &[Role::Admin], &["MAIN", "OTHER"]);
        let mut auditor = app.staff_of("auditor", &[Role::Auditor], &["MAIN"]);
        let add = |admin: &mut Client, name: &str, merchant: &str| {
            let form = admin.open("/staff/new").form_of("add-staff").set("username", name).set("display_name", name);
            let mut form = form.set("password", "a password for tests");
            form.remove("all_merchants");
            form.add("merchant", merchant);
            form.add("role", "AGENT");
            admin.submit_ok(form);
        };
        add(&mut both, "hidden.one", "OTHER");
        add(&mut both, "plain.one", "MAIN");
        let id = texts(app, "SELECT CAST(id AS TEXT) AS value FROM staff WHERE username = 'plain.one'").remove(0);
        let move_to = |admin: &mut Client, merchants: &[&str]| {
            let mut form = admin.open(&format!("/staff/{id}")).form_of("change-staff");
            form.remove("all_merchants");
            form.remove("merchant");
            merchants.iter().for_each(|code| form.add("merchant", code));
            admin.submit_ok(form);
        };
        let subjects = |person: &mut Client| -> Vec<String> {
            let page = person.open("/audit?kind=staff.");
            page.all("tbody tr").iter().map(|row| row.text().collect::<Vec<_>>().join(" ")).collect()
        };
        assert!(subjects(&mut auditor).iter().all(|line| !line.contains("hidden.one")), "{:?}", subjects(&mut auditor));
        assert_eq!(subjects(&mut auditor).iter().filter(|line| line.contains("plain.one")).count(), 1);
        move_to(&mut both, &["MAIN", "OTHER"]);
        move_to(&mut both, &["OTHER"]);
        assert_eq!(subjects(&mut auditor).len(), 2, "the own entry and the colleague, as long as one: {:?}", subjects(&mut auditor));
        assert!(!auditor.open("/audit?kind=log").source().contains("both"), "log-ins of people whom /staff hides stay unread");
        assert!(auditor.open("/audit?kind=log").source().contains("auditor"), "the own are read");
        assert_eq!(subjects(&mut both).len(), 6, "{:?}", subjects(&mut both));
        assert!(subjects(&mut all).iter().any(|line| line.contains("hidden.one")));
    }

    fn without_the_right_no_part_of_what_a_mask_hides_finds_anything(app: &TestApp) {
        let (phone, name, account) = ("13912345678", "欧阳娜娜", "linxiaoan88");
        app.order("ZQ-ORDER").buyer(account).receiver(name, phone).line("TISCH", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "ZQ-ORDER", "RETURN_REFUND", &[(1, 1)]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        send(&mut reviewer, &ticket, "approve");
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        let mut technician = app.staff("tech", &[Role::Technician]);
        let hits = |person: &mut Client, address: &str, typed: &str| {
            let page = person.get(&format!("{address}{}", percent(typed)));
            match page.location() {
                Some(_) => true,
                None => {
                    assert_eq!(page.status(), 200, "{address}{typed}");
                    page.source().contains(&ticket) || page.source().contains("ZQ-ORDER")
                }
            }
        };
        let searches = ["/orders?q=", "/search?q=", "/tickets?q=", "/warehouse?step=open&q="];
        for (value, parts) in [(phone, parts(phone, 1)), (name, parts(name, 1)), (account, parts(account, 3))] {
            for part in parts.iter().filter(|part| *part != "5678") {
                for address in searches {
                    assert!(!hits(&mut auditor, address, part), "{address}{part} of {value}");
                }
            }
            for part in parts.iter().filter(|part| *part != "5678" && part.chars().count() > 2) {
                for address in searches {
                    assert!(!hits(&mut technician, address, part), "{address}{part} of {value}");
                }
            }
        }
        // Other fields of an address are no way round it.
        for part in ["1391", "12345", "欧阳", "娜娜", "xiaoan"] {
            let part = percent(part);
            for field in ["ticket_no", "order_no", "sku", "flag"] {
                assert!(!auditor.open(&format!("/tickets?{field}={part}")).has(&format!("[data-key='{ticket}']")), "{field}={part}");
            }
            assert!(!auditor.open(&format!("/warehouse/unclaimed?q={part}")).has("main tbody tr"));
            assert!(!auditor.open(&format!("/audit?subject={part}")).has("tr[data-kind]"));
            assert!(!auditor.open(&format!("/refunds?state=ALL&q={part}")).has("main tbody tr"));
        }
        // Whole values and tails are found by everybody, parts of names by those who may look.
        for person in [&mut auditor, &mut technician, &mut agent] {
            for typed in [phone, "+86 139-1234-5678", "5678", name, "linxiaoan88", "LINXIAOAN88"] {
                for address in &searches[..3] {
                    assert!(hits(person, address, typed), "{address}{typed} by {}", person.username);
                }
            }
        }
        for typed in [phone, "139 1234 5678", "5678"] {
            assert!(hits(&mut technician, searches[3], typed), "{typed} at the warehouse");
        }
        for typed in ["欧阳", "娜", "linxiao", "欧阳 5678"] {
            for address in &searches[..3] {
                assert!(hits(&mut agent, address, typed), "{address}{typed}");
            }
        }
        for typed in ["1391", "912345678", "12345", "4567"] {
            for address in &searches[..3] {
                assert!(!hits(&mut agent, address, typed), "phones are found by no other part: {address}{typed}");
            }
        }
        assert!(hits(&mut auditor, searches[0], "tis") && hits(&mut auditor, searches[0], "zq-"), "goods and numbers by parts");
    }

    fn a_name_of_several_words_is_found_whole(app: &TestApp) {
        app.order("N-1").buyer("alice.b").receiver("Alice Brown", "13912345678").line("K", 1, "10.00").place();
        app.order("N-2").buyer("bob.a").receiver("Bob Alice", "13912345679").line("K", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "N-1", "RETURN_REFUND", &[(1, 1)]);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        for (typed, found) in [("alice brown", true), ("Alice  BROWN", true), ("alice", false), ("alice bro", false), ("brown alice", false)] {
            let orders = auditor.open(&format!("/orders?q={}", percent(typed)));
            assert_eq!(orders.has("tr[data-key='N-1']"), found, "{typed}");
            assert!(!orders.has("tr[data-key='N-2']"), "{typed}");
            let tickets = auditor.open(&format!("/tickets?q={}", percent(typed)));
            assert_eq!(tickets.has(&format!("tr[data-key='{ticket}']")), found, "{typed}");
        }
        assert!(agent.open("/orders?q=brown%20alice").has("tr[data-key='N-1']"));
    }

    fn an_order_that_changes_is_found_by_whom_it_names_now(app: &TestApp) {
        app.order("C-1").receiver("林小安", "13912345678").line("K", 1, "10.00").place();
        app.order("C-1").receiver("赵大海", "13987654321").line("K", 1, "10.00").place();
        app.order("C-1").receiver("赵**", "139****4321").line("K", 1, "10.00").place();
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        for (typed, found) in [("5678", false), ("林小安", false), ("4321", true), ("13987654321", true), ("赵大海", true)] {
            assert_eq!(auditor.open(&format!("/orders?q={}", percent(typed))).has("tr[data-key='C-1']"), found, "{typed}");
        }
    }

    fn phone_numbers_in_what_people_write_are_masked_for_those_who_may_not_look(app: &TestApp) {
        let phone = "13912345678";
        let mail = "lin@example.com";
        let said = format!("请打{phone}或写{mail}，订单 6921000000000123456");
        app.order("T-1").receiver("林小安", phone).message(&said).line("K", 2, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let form = application_form(&mut agent, "T-1", "RETURN_REFUND", &[(1, 1)]);
        let page = agent.submit_ok(form.set("buyer_words", &said).set("remark", &said).set("contact_phone", phone));
        let ticket = page.path().rsplit('/').next().expect("a number").to_owned();
        send_with(&mut agent, &ticket, "note", &[("note", &said)]);
        let mut file = agent.open(&format!("/tickets/{ticket}")).form_of("attach");
        file.attach("file", &format!("{phone}.png"), "image/png", PNG);
        agent.submit_ok(file);
        send_with(&mut reviewer, &ticket, "approve", &[("note", &said)]);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        let mut technician = app.staff("tech", &[Role::Technician]);
        let mut finance = app.staff("finance", &[Role::Finance]);
        let clear = |page: &Page| page.source().contains(phone) || page.source().contains(mail);
        let addresses = [
            "/orders/T-1".to_owned(),
            format!("/tickets/{ticket}"),
            format!("/tickets/{ticket}/return-slip"),
            format!("/tickets/{ticket}/return-document"),
            format!("/warehouse?step=open&q={ticket}"),
        ];
        for address in &addresses {
            for person in [&mut auditor, &mut technician, &mut finance] {
                let page = person.get(address);
                if page.status() == 403 {
                    continue;
                }
                assert_eq!(page.status(), 200, "{address}");
                assert!(!clear(&page), "{address} by {}", person.username);
            }
        }
        let order = auditor.open("/orders/T-1");
        assert!(order.source().contains("请打139****5678或写l***@example.com，订单 6921000000000123456"));
        let detail = auditor.open(&format!("/tickets/{ticket}"));
        assert!(detail.source().matches("139****5678或写l***@example.com").count() >= 5, "message, remark, words, note, review");
        assert!(technician.open(&addresses[4]).source().contains("139****5678或写l***@example.com"));
        for address in [&addresses[0], &addresses[1], &addresses[4]] {
            assert!(clear(&reviewer.get(address)) || reviewer.get(address).status() == 403, "{address} as before with the right");
        }
        for address in [&addresses[2], &addresses[3]] {
            assert!(!clear(&reviewer.open(address)), "paper is masked for everybody: {address}");
        }
    }

    fn lists_and_files_mask_what_people_wrote_for_everybody(app: &TestApp) {
        let said = "已打电话139 1234 5678确认 lin@example.com";
        app.order("L-1").manual_gateway().line("K", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut manager = app.staff("manager", &[Role::Manager]);
        let ticket = apply(&mut agent, "L-1", "REFUND_ONLY", &[(1, 1)]);
        send_with(&mut manager, &ticket, "approve", &[("note", said), ("ground", "COMPENSATION")]);
        for address in ["/refunds?state=ALL", "/refunds.csv?state=ALL"] {
            let page = manager.open(address);
            assert!(!page.source().contains("1234 5678") && !page.source().contains("lin@"), "{address}");
            assert!(page.source().contains("139 **** 5678确认 l***@example.com"), "{address}");
        }
        let refund = texts(app, "SELECT refund_no AS value FROM refunds").remove(0);
        let mut finance = app.staff("finance", &[Role::Finance]);
        assert!(!finance.open(&format!("/refunds/{refund}")).source().contains("1234 5678"));
        assert!(manager.open(&format!("/refunds/{refund}")).source().contains("1234 5678"));
    }

    fn the_audit_log_keeps_no_phone_that_was_searched_for(app: &TestApp) {
        let mut manager = app.staff("manager", &[Role::Manager]);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        manager.open("/tickets.csv?q=13912345678&sort=ticket_no");
        manager.open("/tickets.csv?q=%2B86%20139-1234-5678");
        manager.open("/tickets.csv?q=lin%40example.com");
        let kept = texts(app, "SELECT detail AS value FROM audit_log WHERE kind = 'export'").join("\n");
        for clear in ["13912345678", "1234-5678", "lin%40", "lin@"] {
            assert!(!kept.contains(clear), "{clear} in {kept}");
        }
        assert!(kept.contains("sort=ticket_no") && kept.contains("5678"));
        // What older entries hold is masked where it is read.
        app.db
            .write_blocking(|tx| {
                aftersales::store::house::audit::append(tx, None, None, AuditKind::Exported, "tickets", r#"{"filter":"q=13912345678&status=REJECTED"}"#)?;
                aftersales::store::house::audit::append(tx, None, None, AuditKind::LoginFailed, "13912345678", "")
            })
            .expect("older entries");
        for address in ["/audit", "/audit.csv"] {
            for person in [&mut manager, &mut auditor] {
                let page = person.open(address);
                assert!(!page.source().contains("13912345678"), "{address} by {}", person.username);
                assert!(page.source().contains("139****5678") && !page.source().contains("status=REJECTED"), "{address}: in words");
            }
        }
    }

    fn refused_lines_are_shown_to_whoever_brought_them(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        let mut second = app.staff("second", &[Role::Admin]);
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = admin.open("/orders/import").form_of("import");
        let mut upload = form;
        let text = "order_no,ordered_at,buyer_account,receiver_name,receiver_phone,sku,name,quantity,unit_price\n\
                    B-1,2026-11-20,a,林小安,13912345678,K,椅子,-1,1.00\n";
        upload.attach("file", "a.csv", "text/csv", text.as_bytes());
        let address = admin.submit(upload).location().expect("the report").to_owned();
        app.run_jobs();
        for person in [&mut admin, &mut agent] {
            assert!(person.open(&address).source().contains("13912345678"), "{}", person.username);
            assert_eq!(person.get(&format!("{address}/rejects.csv")).status(), 200);
        }
        let page = second.open(&address);
        assert!(!page.source().contains("13912345678") && !page.source().contains("林小安"));
        assert_eq!(page.text("tr[data-key='2'] th"), "2", "where and why is said");
        assert_eq!(second.get(&format!("{address}/rejects.csv")).status(), 403);
        // To repeat another's file is no way to its lines.
        let repeated = second.submit_ok(page.form_of("import-now"));
        app.run_jobs();
        assert!(!second.open(repeated.path()).source().contains("13912345678"));
    }

    fn orders_that_are_there_lose_their_people_from_the_searched_text(app: &TestApp) {
        app.order("OLD-1").buyer("linxiaoan").receiver("林小安", "13912345678").line("TISCH", 1, "10.00").place();
        app.db
            .read_blocking(|connection| {
                Ok::<_, DbError>(connection.batch_execute(
                    "UPDATE orders SET search_text = 'old-1' || '\n' || '林小安' || '\n' || '13912345678'; DELETE FROM order_keys; \
                     INSERT INTO backfills (name, last_id) VALUES ('order_keys', 0)",
                )?)
            })
            .expect("as it was before");
        Db::open(&app.config.database_url, Clock::System).expect("brought up to date");
        let text = texts(app, "SELECT search_text AS value FROM orders").remove(0);
        assert_eq!(text, "old-1\noutgoold1\ntisch\ntisch 商品\n");
        let keys = texts(app, "SELECT kind || ' ' || value AS value FROM order_keys ORDER BY kind, value");
        assert_eq!(keys, ["ACCOUNT linxiaoan", "NAME linxiaoan", "NAME 林小安", "PHONE 13912345678", "PHONE 5678"]);
        assert!(!texts(app, "SELECT name AS value FROM backfills").contains(&"order_keys".to_owned()));
    }

    fn a_name_as_long_as_a_text_can_be_is_a_key(app: &TestApp) {
        // Incompressible, so that an engine's index cannot make it fit.
        let long: String = (0..6_000_u32).filter_map(|n| char::from_u32(0x4E00 + n.wrapping_mul(2_654_435_761).rotate_left(n % 31) % 20_000)).collect();
        app.order("LONG-1").receiver(&long, "13912345678").line("K", 1, "10.00").place();
        app.db.write_blocking(|tx| keys::follow(tx, &[])).expect("nothing to follow");
        let keys = texts(app, "SELECT value FROM order_keys WHERE kind = 'NAME' ORDER BY LENGTH(value) DESC");
        assert_eq!(keys[0].chars().count(), 100);
        let mut auditor = app.staff("auditor", &[Role::Auditor]);
        let start: String = long.chars().take(100).collect();
        assert!(auditor.open(&format!("/orders?q={}", percent(&start))).has("tr[data-key='LONG-1']"));
    }
}

/// What a database held before, brought up to date.
fn older_rows(engine: Engine) {
    let database = Database::empty(engine);
    let db = Db::open(&database.url, Clock::System).expect("up");
    let found = db
        .read_blocking(|connection| -> Result<_, DbError> {
            connection.revert_all_migrations(MIGRATIONS).expect("down");
            let all: Vec<Box<dyn Migration<<aftersales::store::Conn as Connection>::Backend>>> = MIGRATIONS.migrations().expect("listed");
            for migration in all.iter().filter(|migration| migration.name().to_string().as_str() < "2026-11-28-000016") {
                connection.run_migration(migration.as_ref()).expect("an older one");
            }
            connection.batch_execute(OLDER)?;
            connection.run_pending_migrations(MIGRATIONS).expect("brought up to date");
            let jobs = "SELECT key || ' ' || COALESCE(CAST(merchant_id AS TEXT), '-') AS value FROM jobs ORDER BY id";
            let audit = "SELECT audit_log.subject || ' ' || COALESCE(CAST(audit_merchants.merchant_id AS TEXT), '-') AS value FROM audit_log \
                 LEFT JOIN audit_merchants ON audit_merchants.entry_id = audit_log.id ORDER BY audit_log.id, audit_merchants.merchant_id";
            let exports = "SELECT merchants AS value FROM exports";
            let mut found = Vec::new();
            for query in [jobs, audit, exports] {
                let rows: Vec<Value> = diesel::sql_query(query).load(connection)?;
                found.push(rows.into_iter().map(|row| row.value).collect::<Vec<_>>());
            }
            Ok(found)
        })
        .expect("readable");
    assert_eq!(found[0], ["refund:RF1 2", "refund:GONE -", "import_orders:60 1", "export:70 2", "export:71 -"]);
    assert_eq!(
        found[1],
        ["named 1", "local 2", "wide 1", "wide 2", "boss -", "moved 1", "moved 2", "raised -", "tickets 2", "nobody -"],
        "an entry concerns its merchant, its person's, or those of whoever did it"
    );
    assert_eq!(found[2], ["*", "*"], "under what a file was written is not known");
}

/// Merchants 1 (A) and 2 (B); staff: 11 of 2, 12 of both, 13 of all.
const OLDER: &str = "
INSERT INTO merchants (id, code, name, timezone, currency, gateway, auto_refund_unshipped, auto_refund_limit_minor, filer_may_review, version, created_at)
VALUES (1, 'MUZI', 'a', 'Asia/Shanghai', 'CNY', 'manual', TRUE, 0, FALSE, 1, 0), (2, 'QINGHE', 'b', 'Asia/Shanghai', 'CNY', 'manual', TRUE, 0, FALSE, 1, 0);
INSERT INTO staff (id, username, display_name, password_hash, active, all_merchants, version, created_at)
VALUES (11, 'local', 'l', '', TRUE, FALSE, 1, 0), (12, 'wide', 'w', '', TRUE, FALSE, 1, 0), (13, 'boss', 'b', '', TRUE, TRUE, 1, 0),
       (14, 'moved', 'm', '', TRUE, FALSE, 1, 0), (15, 'raised', 'r', '', TRUE, FALSE, 1, 0);
INSERT INTO staff_merchants (staff_id, merchant_id) VALUES (11, 2), (12, 1), (12, 2), (14, 2), (15, 1);
INSERT INTO shops (id, merchant_id, name, platform, active, version) VALUES (20, 2, 's', 'OWN', TRUE, 1);
INSERT INTO orders (id, merchant_id, shop_id, order_no, currency, ordered_at, paid_minor, freight_minor, sign_state, receiver_name, receiver_phone,
    receiver_address, buyer_message, merchant_remark, flag, gift_note, invoice_no, transport_note, is_stub, doubt, fingerprint, search_text, after_sale,
    refunded_minor, claims, created_at, updated_at)
VALUES (30, 2, 20, 'O', 'CNY', 0, 0, 0, 'NOT_SIGNED', '', '', '', '', '', '', '', '', '', FALSE, '', '', '', 'NONE', 0, 0, 0, 0);
INSERT INTO tickets (id, merchant_id, shop_id, order_id, ticket_no, kind, status, scene, channel, currency, requested_on, created_at, ordered_at,
    review_result, review_round, bounce_count, computed_minor, freight_minor, refunded_minor, goods_state, status_since, event_seq, version, updated_at)
VALUES (40, 2, 20, 30, 'T', 'REFUND_ONLY', 'REFUNDING', 'UNSHIPPED', 'STAFF', 'CNY', '2026-01-01', 0, 0, 'APPROVED', 1, 0, 0, 0, 0, 'NOT_RECEIVED', 0, 0, 1, 0);
INSERT INTO refunds (id, refund_no, ticket_id, order_id, merchant_id, amount_minor, currency, state, gateway, is_auto, round, request_no, fail_code,
    offline_reference, offline_paid_on, version, created_at, updated_at)
VALUES (50, 'RF1', 40, 30, 2, 1, 'CNY', 'QUEUED', 'simulated', FALSE, 1, 'RF1', '', '', '', 1, 0, 0);
INSERT INTO order_imports (id, merchant_id, file_name, stored_as, mapping_name, mapping, dry_run, state, percent, orders_new, orders_updated,
    orders_unchanged, lines_read, lines_rejected, error, created_at)
VALUES (60, 1, 'f', 's', '', '', FALSE, 'DONE', 100, 0, 0, 0, 0, 0, '', 0);
INSERT INTO exports (id, staff_id, page, format, query, language, state, rows_done, rows_total, stored_as, error, created_at)
VALUES (70, 11, 'tickets.index', 'csv', '', 'zh-CN', 'DONE', 0, 0, 's', '', 0), (71, 12, 'tickets.index', 'csv', '', 'zh-CN', 'DONE', 0, 0, 's', '', 0);
INSERT INTO jobs (id, kind, key, payload, state, run_at, tries, last_error, created_at)
VALUES (80, 'refund', 'refund:RF1', '50', 'WAITING', 0, 0, '', 0), (81, 'refund', 'refund:GONE', 'x', 'WAITING', 0, 0, '', 0),
       (82, 'import_orders', 'import_orders:60', '60', 'DONE', 0, 0, '', 0), (83, 'export', 'export:70', '70', 'WAITING', 0, 0, '', 0),
       (84, 'export', 'export:71', '71', 'WAITING', 0, 0, '', 0);
INSERT INTO audit_log (id, created_at, staff_id, merchant_id, kind, subject, detail)
VALUES (90, 0, 12, 1, 'unmask', 'named', ''), (91, 0, 12, NULL, 'staff.added', 'local', 'AGENT'), (92, 0, 12, NULL, 'login', 'wide', ''),
       (93, 0, 13, NULL, 'login', 'boss', ''), (94, 0, 12, NULL, 'staff.changed', 'moved', '{\"merchants\":[\"MUZI\",\"QINGHE\"]}'),
       (95, 0, 13, NULL, 'staff.changed', 'raised', '{\"merchants\":[\"*\",\"MUZI\"]}'), (96, 0, 11, NULL, 'export', 'tickets', '{}'),
       (97, 0, NULL, NULL, 'login.failed', 'nobody', '');
";

#[test]
fn older_rows_are_told_apart_on_sqlite() {
    older_rows(Engine::Sqlite);
}

#[test]
fn older_rows_are_told_apart_on_postgres() {
    older_rows(Engine::Postgres);
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

both_engines! {
    fn a_job_is_asked_for_in_scope_by_the_store_itself(app: &TestApp) {
        found_other(app);
        let ids: Vec<i64> = texts(app, "SELECT CAST(id AS TEXT) AS value FROM merchants ORDER BY id")
            .iter()
            .map(|id| id.parse().expect("an id"))
            .collect();
        let (first, second) = (ids[0], ids[1]);
        app.db
            .write_blocking(move |tx| {
                let now = tx.now();
                outbox::put(tx, JobKind::Refund, "refund:A", "0", now, Some(first))?;
                outbox::put(tx, JobKind::Refund, "refund:B", "0", now, Some(second))?;
                outbox::put(tx, JobKind::Refund, "refund:C", "0", now, None)
            })
            .expect("put");
        for (scope, sees) in [
            (Scope::All, vec!["refund:A", "refund:B", "refund:C"]),
            (Scope::Of(vec![first]), vec!["refund:A"]),
            (Scope::Of(vec![first, second]), vec!["refund:A", "refund:B"]),
            (Scope::Of(Vec::new()), Vec::new()),
        ] {
            let (listed, count) = app
                .db
                .read_blocking(|connection| {
                    let listed = outbox::list(connection, &scope, 10)?;
                    Ok::<_, DbError>((listed, outbox::open_count(connection, &scope)?))
                })
                .expect("listed");
            let keys: Vec<&str> = listed.iter().map(|job| job.key.as_str()).collect();
            assert_eq!((keys, count), (sees.clone(), sees.len() as i64), "{scope:?}");
        }
        let left = app.db.read_blocking(|connection| {
            connection.batch_execute("DELETE FROM jobs")?;
            Ok::<_, DbError>(diesel::sql_query("SELECT COUNT(*) AS count FROM jobs").get_result::<Count>(connection)?)
        });
        assert_eq!(left.expect("emptied").count, 0);
    }
}
