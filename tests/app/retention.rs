//! The nightly clean-up: what is older than its horizon goes, the rest stays, once a night, and nobody's file with it.

use std::collections::BTreeSet;

use aftersales::domain::house::retention::{Horizons, Kept};
use aftersales::jobs::job::Jobs;
use aftersales::store::DbError;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::harness::app::NOW;
use crate::harness::flow::apply;
use crate::harness::photos::{SECRET, holds, photo, png};
use crate::harness::*;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

fn words(app: &TestApp, sql: &str) -> BTreeSet<String> {
    let rows: Vec<Word> = app
        .db
        .read_blocking(|connection| diesel::sql_query(sql).load(connection).map_err(DbError::Query))
        .expect("readable");
    rows.into_iter().map(|row| row.word).collect()
}

fn execute(app: &TestApp, sql: String) {
    app.db.write_blocking(move |tx| Ok::<_, DbError>(tx.connection().batch_execute(&sql)?)).expect(".");
}

/// A row of each kind at an instant, named by a word.
fn rows_at(app: &TestApp, staff: i64, id: i64, word: &str, at: i64) {
    let jobs = "INSERT INTO jobs (id, kind, key, payload, state, run_at, tries, last_error, created_at, finished_at)";
    let imports = "INSERT INTO order_imports (id, merchant_id, file_name, stored_as, mapping_name, mapping, dry_run, state, percent, \
                   orders_new, orders_updated, orders_unchanged, lines_read, lines_rejected, error, staff_id, created_at, finished_at)";
    execute(
        app,
        format!(
            "INSERT INTO form_tokens (token, staff_id, answer, created_at) VALUES ('{word}', {staff}, '', {at}); \
             INSERT INTO staff_sessions (token_hash, staff_id, created_at, seen_at, ended_at) VALUES ('{word}-ended', {staff}, {NOW}, {NOW}, {at}); \
             INSERT INTO staff_sessions (token_hash, staff_id, created_at, seen_at, ended_at) VALUES ('{word}-left', {staff}, {at}, {at}, NULL); \
             INSERT INTO login_failures (id, name_key, address, browser, failed_at) VALUES ({id}, '{word}', '', '', {at}); \
             {jobs} VALUES ({id}, 'refund', '{word}-done', '', 'DONE', {at}, 1, '', {at}, {at}); \
             {jobs} VALUES ({id} + 1, 'refund', '{word}-given-up', '', 'FAILED', {at}, 1, '', {at}, {at}); \
             {imports} SELECT {id}, id, '{word}', '', '', '', FALSE, 'DONE', 100, 0, 0, 0, 0, 0, '', {staff}, {at}, {at} \
                 FROM merchants WHERE code = 'MAIN'; \
             {imports} SELECT {id} + 1, id, '{word}-runs', '', '', '', FALSE, 'RUNNING', 9, 0, 0, 0, 0, 0, '', {staff}, {at}, \
                 NULL FROM merchants WHERE code = 'MAIN'; \
             INSERT INTO exports (id, staff_id, page, format, query, language, state, rows_done, rows_total, stored_as, error, created_at) \
                 VALUES ({id}, {staff}, '{word}', 'csv', '', 'zh', 'EXPIRED', 0, 0, '', '', {at}); \
             INSERT INTO uploads VALUES ({id}, {staff}, {id}, {at}); \
             INSERT INTO kept_files VALUES ({id}, '{word}', {staff}, 'PHOTO', '', '', 0, '', '', '', '', {at}); \
             INSERT INTO ticket_viewers VALUES ({id}, {staff}, {at}); \
             INSERT INTO audit_log (id, created_at, kind, subject, detail) VALUES ({id}, {at}, 'test', '{word}', '')"
        ),
    );
}

/// Every word that is left, by kind.
fn left(app: &TestApp) -> BTreeSet<String> {
    [
        "SELECT 'token ' || token AS word FROM form_tokens WHERE token LIKE 'w-%'",
        "SELECT 'session ' || token_hash AS word FROM staff_sessions WHERE token_hash LIKE 'w-%'",
        "SELECT 'failure ' || name_key AS word FROM login_failures WHERE name_key LIKE 'w-%'",
        "SELECT 'job ' || key AS word FROM jobs WHERE key LIKE 'w-%'",
        "SELECT 'import ' || file_name AS word FROM order_imports WHERE file_name LIKE 'w-%'",
        "SELECT 'export ' || page AS word FROM exports WHERE page LIKE 'w-%'",
        "SELECT 'upload ' || size_bytes AS word FROM uploads",
        "SELECT 'kept ' || form_token AS word FROM kept_files",
        "SELECT 'viewer ' || ticket_id AS word FROM ticket_viewers",
        "SELECT 'audit ' || subject AS word FROM audit_log WHERE kind = 'test'",
    ]
    .iter()
    .flat_map(|sql| words(app, sql))
    .collect()
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

both_engines! {
    fn what_is_older_than_its_horizon_goes_and_the_rest_stays(app: &TestApp) {
        let mut admin = app.staff("admin", &[Role::Admin]);
        rows_at(app, admin.id, 900_000, "w-now", NOW - SECOND);
        rows_at(app, admin.id, 900_010, "w-3", NOW - 3 * DAY);
        rows_at(app, admin.id, 900_020, "w-31", NOW - 31 * DAY);
        assert_eq!(app.run_schedule(), 1);
        let expected = set(&[
            "audit w-3", "audit w-31", "audit w-now", "export w-3", "export w-now", "failure w-now", "import w-3",
            "import w-3-runs", "import w-31-runs", "import w-now", "import w-now-runs", "job w-3-done", "job w-3-given-up",
            "job w-31-given-up", "job w-now-done", "job w-now-given-up", "kept w-now", "session w-3-ended", "session w-3-left",
            "session w-now-ended", "session w-now-left", "token w-now", "upload 900000", "viewer 900000",
        ]);
        assert_eq!(left(app), expected);
        assert_eq!(admin.get("/jobs").status(), 200, "who is at work stays logged in");
    }

    fn a_horizon_is_a_setting(app: &TestApp) {
        let admin = app.staff("admin", &[Role::Admin]);
        rows_at(app, admin.id, 900_010, "w-3", NOW - 3 * DAY);
        let mut jobs = Jobs::new(app.db.clone(), &app.config.files_dir, &[]);
        jobs.horizons = Horizons::new(|kept| Some(if kept == Kept::Jobs { 2 } else { 9 }));
        jobs.schedule().expect("scheduled");
        jobs.run_due().expect("run");
        let left = left(app);
        assert!(left.contains("token w-3") && left.contains("viewer 900010") && !left.contains("job w-3-done"), "{left:?}");
    }

    fn one_night_one_run_whatever_the_number_of_servers(app: &TestApp) {
        let second = app.second_server();
        let runs = [app, &second, app, &second].map(TestApp::run_schedule);
        assert_eq!(runs.iter().sum::<usize>(), 1);
        app.wait(3_600);
        assert_eq!(app.run_schedule() + second.run_schedule(), 0);
        app.wait(86_400);
        assert_eq!(second.run_schedule() + app.run_schedule(), 1, "the next night's");
        let mut admin = app.staff("admin", &[Role::Admin]);
        let page = admin.open("/jobs");
        assert!(page.source().contains("Nightly clean-up"), "an administrator sees it");
        let nights = words(app, "SELECT subject AS word FROM audit_log WHERE kind = 'retention'");
        assert_eq!(nights, set(&["retention:2026-11-22", "retention:2026-11-23"]));
        let audit = admin.open("/audit");
        assert!(audit.source().contains("Nightly clean-up"), "and what it did in words");
        // 01:00 in Shanghai is too early.
        app.wait(14 * 3_600);
        assert_eq!(app.run_schedule(), 0);
    }

    fn many_rows_go_a_few_at_a_time(app: &TestApp) {
        let admin = app.staff("admin", &[Role::Admin]);
        let old = NOW - 9 * DAY;
        let rows: Vec<String> = (0..6_100).map(|at| format!("('w-{at}', {}, '', {old})", admin.id)).collect();
        for rows in rows.chunks(1_000) {
            execute(app, format!("INSERT INTO form_tokens (token, staff_id, answer, created_at) VALUES {}", rows.join(",")));
        }
        assert_eq!(app.run_schedule(), 1);
        assert_eq!(left(app), set(&[]));
        let counts = words(app, "SELECT detail AS word FROM audit_log WHERE kind = 'retention'");
        assert_eq!(counts, set(&[r#"{"form_tokens":6100}"#]));
    }

    fn an_uploaded_order_file_goes_with_its_report(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut form = agent.open("/orders/import").form_of("import");
        form.attach("file", "o.csv", "text/csv", b"order_no,ordered_at,sku,quantity,unit_price\nBAD,2026-11-20,K,-1,1.00\n");
        let address = agent.submit(form).location().expect("the report").to_owned();
        app.run_jobs();
        let imports = app.config.files_dir.join("imports");
        assert_eq!(every_file(&imports).len(), 4, "the file, its refused lines in two languages, what would be stored");
        for file in every_file(&imports) {
            written_at(&file, NOW - 5 * DAY);
        }
        app.run_schedule();
        assert_eq!((every_file(&imports).len(), agent.get(&address).status()), (4, 200));
        app.wait(31 * 86_400);
        app.run_schedule();
        assert_eq!(every_file(&imports).len(), 0);
        let mut agent = app.staff("later", &[Role::Agent]);
        assert_eq!(agent.get(&address).status(), 404);
    }

    fn only_files_that_nobody_names_go(app: &TestApp) {
        app.order("RT-1").line("CHAIR", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "RT-1", "RETURN_REFUND", &[(1, 1)]);
        let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach");
        form.attach("file", "photo.png", "image/png", &png());
        agent.submit_ok(form);
        let files = &app.config.files_dir;
        let kept = every_file(files);
        for (name, age) in [
            ("evidence/aa/aaaa", 2),
            ("evidence/aa/young", 0),
            ("imports/ab/abcd", 2),
            ("imports/rejects/77-zh.csv", 2),
            ("exports/77-1", 2),
            ("pictures/aa/aaaa", 2),
            ("scratch/sheet", 2),
            ("simulated-gateway.jsonl", 2),
            ("elsewhere/file", 2),
            ("evidence/aa/.hidden", 2),
        ] {
            let path = files.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(&path, b"x").expect("written");
            written_at(&path, NOW - age * DAY - 60 * SECOND);
        }
        kept.iter().for_each(|path| written_at(path, NOW - 9 * DAY));
        app.run_schedule();
        let mut expected: Vec<_> = kept;
        let others = ["evidence/aa/young", "simulated-gateway.jsonl", "elsewhere/file", "evidence/aa/.hidden"];
        expected.extend(others.map(|name| files.join(name)));
        expected.sort();
        expected.dedup();
        assert_eq!(every_file(files), expected);
    }

    fn evidence_of_earlier_versions_loses_its_metadata_once(app: &TestApp) {
        app.order("RT-2").line("CHAIR", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "RT-2", "RETURN_REFUND", &[(1, 1)]);
        let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach");
        form.attach("file", "photo.jpg", "image/jpeg", &photo());
        let page = agent.submit_ok(form);
        let address = page.attribute(".files a", "href").expect("the file's address");
        // As the version before kept it.
        let stored = every_file(&app.config.files_dir.join("evidence")).remove(0);
        std::fs::write(&stored, photo()).expect("written");
        written_at(&stored, NOW - 9 * DAY);
        execute(app, "UPDATE attachments SET original_sha256 = '', sha256 = 'before', taken_at = ''".to_owned());
        assert!(holds(agent.open(&address).bytes(), SECRET));
        app.run_schedule();
        let served = agent.open(&address);
        assert!(!holds(served.bytes(), SECRET) && holds(served.bytes(), "pixels"));
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.text("[data-taken]"), "Taken 2026-11-20 14:03:11 +08:00");
        assert!(words(app, "SELECT id || '' AS word FROM attachments WHERE original_sha256 = ''").is_empty());
        app.wait(86_400);
        app.run_schedule();
        let mut agent = app.staff("later", &[Role::Agent]);
        assert!(!stored.exists(), "the file with the metadata goes with the files that nobody names");
        assert!(!holds(agent.open(&address).bytes(), SECRET));
    }
}
