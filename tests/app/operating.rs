//! What `docs/operating.md` promises whoever runs the product: private files, and a database role that cannot rewrite what happened.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use aftersales::domain::house::retention::Kept;
use aftersales::store::{Db, DbError, Engine};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::harness::app::PASSWORD;
use crate::harness::database::on_postgres;
use crate::harness::flow::apply;
use crate::harness::photos::png;
use crate::harness::*;

const ROLE: &str = "aftersales_app";

/// The product as a careless shell starts it: files are readable by everybody unless it says otherwise.
fn product(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask 022; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_aftersales")])
        .args(arguments)
        .env("DATABASE_URL", format!("sqlite://{}", folder.join("data/aftersales.db").display()))
        .env("FILES_DIR", folder.join("data/files"))
        .env("LISTEN", "127.0.0.1:0")
        .env("RUST_LOG", "error")
        .env("FETCH_PICTURES", "off")
        .env_remove("SESSION_KEY")
        .stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str], input: &str) {
    let mut child = product(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("written");
    assert!(child.wait().expect("it ends").success(), "{arguments:?}");
}

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn what_the_product_writes_is_its_own_users_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let orders = folder.join("orders.csv");
    std::fs::write(
        &orders,
        "order_no,ordered_at,paid_at,sku,name,quantity,unit_price\nO-1,2026-11-20,2026-11-20,K,K,1,1.00\nO-2,x,,,,,\n",
    )
    .expect("written");
    let (orders, rejects) = (orders.to_string_lossy().into_owned(), folder.join("data/rejects.csv"));
    run(folder, &["staff", "add", "--username", "agent", "--name", "A", "--role", "AGENT"], &format!("{PASSWORD}\n"));
    run(folder, &["import", "orders", &orders, "--rejects", &rejects.to_string_lossy()], "");
    let mut child = product(folder, &["serve"]).stdout(Stdio::piped()).spawn().expect("the product starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its first line");
    let _serving = Serving(child);
    let address = line.split("listening on ").nth(1).and_then(|rest| rest.split(')').next()).expect("an address");
    let mut browser = Browser::new(&format!("http://{address}"));
    browser.log_in("agent", PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
    let mut agent = Client::new(browser, 0, "agent");
    let ticket_no = apply(&mut agent, "O-1", "REFUND_ONLY", &[(1, 1)]);
    let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach");
    form.attach("file", "photo.png", "image/png", &png());
    agent.submit_ok(form);
    let written = everything(&folder.join("data"));
    for expected in ["aftersales.db", "aftersales.db-wal", "aftersales.db.session-key", "rejects.csv", "evidence"] {
        assert!(written.iter().any(|path| path.ends_with(expected)), "{expected} is not among {written:?}");
    }
    for path in written {
        let mode = std::fs::metadata(&path).expect("about it").permissions().mode() & 0o777;
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{} has {mode:o}", path.display());
    }
}

/// What stands in the notes for whoever runs the product, in each language.
const NOTES: [&str; 2] = [include_str!("../../docs/operating.md"), include_str!("../../docs/operating.zh-CN.md")];

#[test]
fn every_horizon_stands_in_the_table() {
    for (table, kept) in NOTES.iter().flat_map(|table| Kept::ALL.iter().map(move |kept| (table, kept))) {
        let days = format!("| {} |", kept.usual_days());
        let line = table.lines().find(|line| line.contains(&format!("`{}`", kept.setting())));
        assert!(line.is_some_and(|line| line.contains(&days)), "{} {days}", kept.setting());
    }
}

#[test]
fn both_languages_name_the_same_things() {
    let named = |text: &str| -> Vec<String> {
        let mut named: Vec<String> = text.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        named.retain(|name| name.is_ascii() && !name.contains('\n'));
        named.sort();
        named.dedup();
        named
    };
    // The Chinese notes hold what the English ones leave to a document of its own.
    let upgrading = ["aftersales migrate", "serve"];
    let (english, chinese) = (named(NOTES[0]), named(NOTES[1]));
    let missing: Vec<&String> = english.iter().filter(|name| !chinese.contains(name)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "in English alone");
    let more: Vec<&String> =
        chinese.iter().filter(|name| !english.contains(name) && !upgrading.contains(&name.as_str())).collect();
    assert_eq!(more, Vec::<&String>::new(), "in Chinese alone");
}

/// The message with which a statement is refused; empty when it is not.
/// How Postgres says that a role may not do something, in the languages it may speak here.
const NO_RIGHT: [&str; 4] =
    ["permission denied", "must be owner", "keine Berechtigung", "Berechtigung nur für Eigentümer"];

fn refusal(db: &Db, sql: &'static str) -> String {
    let tried = db.write_blocking(move |tx| Ok::<_, DbError>(tx.connection().batch_execute(sql)?));
    tried.err().map(|error| error.to_string()).unwrap_or_default()
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

#[test]
fn the_product_works_as_a_role_that_cannot_rewrite_history() {
    let role = format!("{ROLE}_{}", std::process::id());
    let script = include_str!("../../docs/postgres-role.sql").replace(ROLE, &role);
    let database = Database::fresh(Engine::Postgres);
    on_postgres(&format!("CREATE ROLE {role} LOGIN PASSWORD 'a word'"));
    PgConnection::establish(&database.url)
        .expect("the owner comes in")
        .batch_execute(&script)
        .expect("the script runs");
    let (_, host) =
        database.url.split_once("://").and_then(|(_, rest)| rest.split_once('@')).expect("a user in the URL");
    let url = format!("postgres://{role}:a%20word@{host}");
    {
        let app = TestApp::with(database, |config| config.database_url = url);
        app.order("PG-1").unsigned().line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "PG-1", "REFUND_ONLY", &[(1, 1)]);
        let mut reviewer = app.staff("reviewer", &[Role::Reviewer]);
        let form = reviewer.open(&format!("/tickets/{ticket_no}")).form_of("approve");
        reviewer.submit_ok(form);
        let mut finance = app.staff("finance", &[Role::Finance]);
        let page = finance.open(&format!("/refunds?q={ticket_no}"));
        let refund_no = page.attribute("tbody tr", "data-key").expect("a refund");
        let form = finance.open(&format!("/refunds/{refund_no}")).form_of("finance-approve");
        finance.submit_ok(form);
        for _ in 0..3 {
            app.run_schedule();
            app.wait(20);
        }
        assert_eq!(finance.open(&format!("/tickets/{ticket_no}")).status_of_ticket(), "COMPLETED");
        for sql in [
            "UPDATE events SET note = ''",
            "DELETE FROM events",
            "TRUNCATE events",
            "UPDATE audit_log SET detail = ''",
            "DELETE FROM audit_log",
            "TRUNCATE audit_log",
            "DROP TABLE audit_log",
            "ALTER TABLE events DISABLE TRIGGER ALL",
            "DELETE FROM __diesel_schema_migrations",
            "CREATE TABLE mine (id INTEGER)",
        ] {
            let refused = refusal(&app.db, sql);
            assert!(NO_RIGHT.iter().any(|said| refused.contains(said)), "{sql}: {refused:?}");
        }
        let kept: Count = app
            .db
            .read_blocking(|connection| {
                diesel::sql_query("SELECT COUNT(*) AS count FROM events").get_result(connection).map_err(DbError::Query)
            })
            .expect("readable");
        assert!(kept.count > 3, "the timeline is there");
    }
    on_postgres(&format!("DROP ROLE {role}"));
}
