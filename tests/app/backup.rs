//! `backup` and `restore`, as whoever runs the product calls them: everything comes back, on the same engine and on the other one, and
//! what is damaged, newer or in the way is refused before anything is written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

use aftersales::clock::Clock;
use aftersales::config::Config;
use aftersales::store::money::ledger_totals;
use aftersales::store::{Db, Engine};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::app::PASSWORD;
use crate::harness::flow::{apply, send};
use crate::harness::photos::png;
use crate::harness::process::{Server, product};
use crate::harness::*;
use crate::versions::older;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Every entry of a back-up.
type Entries = BTreeMap<String, Vec<u8>>;

fn entries(file: &Path) -> Entries {
    let mut archive = ZipArchive::new(File::open(file).expect("the back-up")).expect("an archive");
    let mut found = Entries::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut text = Vec::new();
        entry.read_to_end(&mut text).expect("readable");
        found.insert(entry.name().expect("a name").to_string(), text);
    }
    found
}

fn write_entries(file: &Path, entries: &Entries) {
    let mut archive = ZipWriter::new(File::create(file).expect("a file"));
    for (name, text) in entries {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).expect("an entry");
        archive.write_all(text).expect("written");
    }
    archive.finish().expect("an archive");
}

/// The rows of every table, in an order of their own, and the files; the moment of the back-up and its hashes aside.
fn contents(file: &Path) -> BTreeMap<String, Vec<String>> {
    let of = |(name, text): (String, Vec<u8>)| {
        let mut lines: Vec<String> = String::from_utf8_lossy(&text).lines().map(str::to_owned).collect();
        if name.starts_with("tables/") {
            lines.sort();
        }
        (name, lines)
    };
    entries(file).into_iter().filter(|(name, _)| name != "backup.json").map(of).collect()
}

fn hash(text: &[u8]) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn output(mut command: Command) -> Output {
    command.output().expect("the product runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn tried(config: &Config, file: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aftersales"));
    command
        .env("DATABASE_URL", &config.database_url)
        .env("FILES_DIR", &config.files_dir)
        .env("SESSION_KEY", "k".repeat(64))
        .env("RUST_LOG", "error")
        .arg("backup")
        .arg(file);
    output(command)
}

/// Saves what a server works on.
fn back_up(config: &Config, file: &Path) {
    let ended = tried(config, file);
    assert!(ended.status.success(), "{}", said(&ended));
}

fn restore(database: &Database, file: &Path) -> Output {
    let mut command = product(database);
    command.arg("restore").arg(file);
    output(command)
}

fn restored(engine: Engine, file: &Path) -> Database {
    let database = Database::empty(engine);
    let ended = restore(&database, file);
    assert!(ended.status.success(), "{}", said(&ended));
    database
}

fn open(database: &Database) -> Db {
    Db::open(&database.url, Clock::System).expect("the database opens")
}

fn sums(db: &Db) -> ledger_totals::LedgerTotals {
    db.read_blocking(ledger_totals::sums).expect("the sums")
}

fn place(app: &TestApp, name: &str) -> PathBuf {
    app.config.files_dir.with_file_name(name)
}

/// Saves what a server works on, restores it on both engines, and compares every row, file and sum.
pub fn comes_back_whole(app: &TestApp) {
    let file = place(app, "whole.backup");
    back_up(&app.config, &file);
    let saved = contents(&file);
    for engine in ENGINES {
        let database = restored(engine, &file);
        let db = open(&database);
        assert_eq!(sums(&db), sums(&app.db), "{engine:?}");
        assert_eq!(invariants::broken(&db), invariants::broken(&app.db), "{engine:?}");
        let config = Config {
            database_url: database.url.clone(),
            files_dir: database.folder.path().join("files"),
            ..app.config.clone()
        };
        let again = database.folder.path().join("again.backup");
        back_up(&config, &again);
        assert!(contents(&again) == saved, "{engine:?}: rows or files differ");
    }
}

/// A house with a refund that was paid, a return on its way, and a photo.
fn business(app: &TestApp) -> String {
    app.order("B-1").line("CHAIR", 2, "119.00").place();
    app.order("B-2").unsigned().line("O'Neill \\ \"台灯\" 🪑", 1, "29.90").place();
    let mut agent = app.staff("agent", &[Role::Agent]);
    let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
    let mut finance = app.staff("finance", &[Role::Finance]);
    let refunded = apply(&mut agent, "B-2", "REFUND_ONLY", &[(1, 1)]);
    send(&mut reviewer, &refunded, "approve");
    send(&mut finance, &refunded, "finance-approve");
    for _ in 0..4 {
        app.run_jobs();
        app.wait(20);
    }
    let ticket_no = apply(&mut agent, "B-1", "RETURN_REFUND", &[(1, 1)]);
    let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach");
    form.attach("file", "photo.png", "image/png", &png());
    agent.submit_ok(form);
    send(&mut reviewer, &ticket_no, "approve");
    ticket_no
}

both_engines! {
    fn everything_comes_back_on_either_engine(app: &TestApp) {
        let ticket_no = business(app);
        comes_back_whole(app);
        let file = place(app, "one.backup");
        back_up(&app.config, &file);
        assert_eq!(fs::metadata(&file).expect("about it").permissions().mode() & 0o777, 0o600);
        assert!(!entries(&file).contains_key("session-key"), "a key of the settings is not ours to save");
        for engine in ENGINES {
            let house = TestApp::with(restored(engine, &file), |_| {});
            let mut browser = house.browser();
            browser.log_in("agent", PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
            let mut agent = Client::new(browser, 0, "agent");
            let page = agent.open(&format!("/tickets/{ticket_no}"));
            assert_eq!(page.status_of_ticket(), "PENDING_RETURN");
            let photo = agent.open(&page.attribute(".files a", "href").expect("the photo"));
            assert!(photo.bytes().starts_with(b"\x89PNG"));
            // Work goes on, with numbers that were not given before.
            let next = apply(&mut agent, "B-1", "RETURN_REFUND", &[(1, 1)]);
            assert!(next > ticket_no, "{next}");
            assert_eq!(invariants::broken(&house.db), Vec::<String>::new());
        }
        assert!(!tried(&app.config, &file).status.success(), "a file that is there is not written over");
    }

    fn a_damaged_file_is_refused_and_leaves_nothing(app: &TestApp) {
        business(app);
        let file = place(app, "good.backup");
        back_up(&app.config, &file);
        let good = fs::read(&file).expect("the back-up");
        let bad = place(app, "bad.backup");
        let engine = app.db.engine();
        let database = Database::empty(engine);
        let middle = good.len() / 3;
        let mut flipped = good.clone();
        // More than the head of an entry, of which a copy stands at the end of the file.
        flipped[middle..middle + 400].iter_mut().for_each(|byte| *byte ^= 0x55);
        let cut = good[..good.len() - 100].to_vec();
        let mut shorter = entries(&file);
        let removed = shorter.keys().find(|name| name.starts_with("files/evidence/")).cloned().expect("the photo");
        shorter.remove(&removed);
        let mut other = entries(&file);
        other.insert("tables/orders.jsonl".to_owned(), b"[]\n".to_vec());
        for (what, damage) in [("flipped", flipped), ("cut", cut), ("not ours", b"PK, not ours".to_vec())] {
            fs::write(&bad, damage).expect("written");
            let ended = restore(&database, &bad);
            assert!(!ended.status.success(), "{what}");
            assert!(said(&ended).contains("damaged"), "{what}: {}", said(&ended));
        }
        for (damage, named) in [(shorter, removed), (other, "tables/orders.jsonl".to_owned())] {
            write_entries(&bad, &damage);
            let ended = restore(&database, &bad);
            assert!(!ended.status.success() && said(&ended).contains(&named), "{}", said(&ended));
        }
        // Whole by its hashes, but without the orders that its tickets are of: found while it is written.
        let mut orphaned = entries(&file);
        let mut description: Value = serde_json::from_slice(&orphaned["backup.json"]).expect("a description");
        let tables = description["tables"].as_array_mut().expect("a list");
        let orders = tables.iter_mut().find(|table| table["name"] == "orders").expect("the orders");
        (orders["rows"], orders["bytes"], orders["sha256"]) = (0.into(), 0.into(), hash(b"").into());
        orphaned.insert("tables/orders.jsonl".to_owned(), Vec::new());
        orphaned.insert("backup.json".to_owned(), description.to_string().into_bytes());
        write_entries(&bad, &orphaned);
        let ended = restore(&database, &bad);
        assert!(!ended.status.success() && !said(&ended).contains("damaged"), "{}", said(&ended));
        assert!(every_file(&database.folder.path().join("files")).is_empty(), "its photos went again");
        // Nothing of them stayed, so that the good one goes into the same place.
        let ended = restore(&database, &file);
        assert!(ended.status.success(), "{}", said(&ended));
    }

    fn a_name_that_leads_elsewhere_is_refused(app: &TestApp) {
        business(app);
        let file = place(app, "good.backup");
        back_up(&app.config, &file);
        let good = entries(&file);
        let photo = good.keys().find_map(|name| name.strip_prefix("files/evidence/")).expect("the photo").to_owned();
        for elsewhere in ["../../evil", "evidence/../../evil", "/tmp/evil", "evil", "other/evil"] {
            let mut bad = good.clone();
            let text = String::from_utf8(bad["backup.json"].clone()).expect("text");
            let text = text.replace(&format!("evidence/{photo}"), elsewhere);
            bad.insert("backup.json".to_owned(), text.into_bytes());
            let moved = bad.remove(&format!("files/evidence/{photo}")).expect("the photo");
            bad.insert(format!("files/{elsewhere}"), moved);
            let path = place(app, "bad.backup");
            write_entries(&path, &bad);
            let database = Database::empty(app.db.engine());
            let ended = restore(&database, &path);
            assert!(!ended.status.success() && said(&ended).contains("no name of a stored file"), "{}", said(&ended));
            assert!(every_file(&database.folder.path().join("files")).is_empty());
        }
    }

    fn a_newer_back_up_is_refused_and_both_versions_are_named(app: &TestApp) {
        let file = place(app, "good.backup");
        back_up(&app.config, &file);
        let good = entries(&file);
        let newer = |change: &dyn Fn(&mut Value)| {
            let mut bad = good.clone();
            let mut text: Value = serde_json::from_slice(&bad["backup.json"]).expect("a description");
            text["program"] = "9.9.9".into();
            change(&mut text);
            bad.insert("backup.json".to_owned(), text.to_string().into_bytes());
            bad
        };
        let known = |text: &mut Value| text["migrations"].as_array_mut().expect("a list").push("99990101000000".into());
        for bad in [newer(&known), newer(&|text| text["format"] = 2.into())] {
            let path = place(app, "newer.backup");
            write_entries(&path, &bad);
            let ended = restore(&Database::empty(app.db.engine()), &path);
            let said = said(&ended);
            assert!(!ended.status.success(), "{said}");
            assert!(said.contains("9.9.9") && said.contains(env!("CARGO_PKG_VERSION")), "{said}");
        }
    }

    fn what_is_there_already_is_not_touched(app: &TestApp) {
        let file = place(app, "good.backup");
        back_up(&app.config, &file);
        let used = Database::fresh(app.db.engine());
        let ended = restore(&used, &file);
        assert!(!ended.status.success() && said(&ended).contains("not empty"), "{}", said(&ended));
        let with_files = Database::empty(app.db.engine());
        let kept = with_files.folder.path().join("files/evidence/kept");
        fs::create_dir_all(kept.parent().expect("a folder")).expect("a folder");
        fs::write(&kept, "kept").expect("a file");
        let ended = restore(&with_files, &file);
        assert!(!ended.status.success() && said(&ended).contains("not empty"), "{}", said(&ended));
        assert_eq!(fs::read_to_string(&kept).expect("still there"), "kept");
    }

    fn while_others_write_it_is_one_moment(app: &TestApp) {
        for order in 0..4 {
            app.order(&format!("W-{order}")).line("CHAIR", 40, "10.00").place();
        }
        let mut agents: Vec<Client> = (0..4).map(|at| app.staff(&format!("agent{at}"), &[Role::Agent])).collect();
        let ended = AtomicBool::new(false);
        let files: Vec<PathBuf> = (0..3).map(|at| place(app, &format!("moment{at}.backup"))).collect();
        std::thread::scope(|scope| {
            for (at, agent) in agents.iter_mut().enumerate() {
                let ended = &ended;
                scope.spawn(move || {
                    for _ in 0..40 {
                        if ended.load(Ordering::Relaxed) {
                            break;
                        }
                        let ticket_no = apply(agent, &format!("W-{at}"), "RETURN_REFUND", &[(1, 1)]);
                        let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach");
                        form.attach("file", "photo.png", "image/png", &png());
                        agent.submit_ok(form);
                    }
                });
            }
            for file in &files {
                back_up(&app.config, file);
            }
            ended.store(true, Ordering::Relaxed);
        });
        let tickets = |file: &Path| contents(file)["tables/tickets.jsonl"].len();
        assert!(tickets(&files[2]) > tickets(&files[0]), "somebody wrote meanwhile");
        for file in &files {
            let database = restored(app.db.engine(), file);
            let db = open(&database);
            assert_eq!(invariants::broken(&db), Vec::<String>::new());
            let photos = contents(file)["tables/attachments.jsonl"].len();
            assert_eq!(every_file(&database.folder.path().join("files/evidence")).len(), photos);
        }
    }
}

/// A database that an earlier version left is saved by this one, before it is upgraded, and comes up to date where it is restored.
#[test]
fn an_older_database_is_saved_as_it_is_and_migrated_where_it_is_restored() {
    for (from, to) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let old = older(from, 2);
        let file = old.folder.path().join("old.backup");
        let mut command = product(&old);
        command.arg("backup").arg(&file);
        let ended = output(command);
        assert!(ended.status.success(), "{}", said(&ended));
        let database = restored(to, &file);
        let db = open(&database);
        assert_eq!(invariants::broken(&db), Vec::<String>::new(), "{to:?}");
        assert_eq!(sums(&db).tickets(), 400, "{to:?}");
    }
}

/// A key that the program made itself is saved, so that nobody is logged out by a restore.
#[test]
fn our_own_key_of_log_ins_comes_back() {
    let own_key = |database: &Database| {
        let mut command = product(database);
        command.env_remove("SESSION_KEY");
        command
    };
    let database = Database::fresh(Engine::Sqlite);
    crate::harness::app::add_staff(&open(&database), "agent", &[Role::Agent], &[]);
    let server = Server::of(own_key(&database).arg("serve"));
    let mut browser = Browser::new(&server.base);
    browser.log_in("agent", PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
    let file = database.folder.path().join("one.backup");
    let mut command = own_key(&database);
    command.arg("backup").arg(&file);
    assert!(output(command).status.success());
    let elsewhere = Database::empty(Engine::Sqlite);
    let mut command = own_key(&elsewhere);
    command.arg("restore").arg(&file);
    let ended = output(command);
    assert!(ended.status.success(), "{}", said(&ended));
    let key = elsewhere.folder.path().join("aftersales.db.session-key");
    assert_eq!(fs::metadata(&key).expect("the key").permissions().mode() & 0o777, 0o600);
    let other = Server::of(own_key(&elsewhere).arg("serve"));
    let mut same = Browser::new(&other.base);
    same.set_cookie("aftersales", browser.cookie("aftersales").expect("logged in"));
    assert_eq!(same.get("/tickets").map(|page| page.status()).ok(), Some(200));
    // Without a place for it, whoever restores hears what follows.
    let on_postgres = Database::empty(Engine::Postgres);
    let ended = restore(&on_postgres, &file);
    assert!(String::from_utf8_lossy(&ended.stdout).contains("everybody logs in again"), "{}", said(&ended));
}
