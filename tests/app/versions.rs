//! Several servers that start at once, and two versions of the program on one database.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aftersales::clock::Clock;
use aftersales::replay::{Browser, Trouble};
use aftersales::store::engine::migrations::MIGRATIONS;
use aftersales::store::{Conn, Db, DbError, Engine};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::MigrationHarness;

use crate::harness::app::{PASSWORD, add_staff};
use crate::harness::flow::{application_form, apply, send, send_with};
use crate::harness::process::{Server, product};
use crate::harness::*;

/// Servers that start at once.
const SERVERS: usize = 3;
/// Tickets of the older database.
const OLD: i64 = 400;

#[derive(QueryableByName)]
struct Figure {
    #[diesel(sql_type = BigInt)]
    figure: i64,
}

fn figure(db: &Db, what: &str) -> i64 {
    let query = format!("SELECT CAST(({what}) AS BIGINT) AS figure");
    let row: Figure = db
        .read_blocking(|connection| diesel::sql_query(&query).get_result(connection).map_err(DbError::Query))
        .expect("the database answers");
    row.figure
}

fn run(connection: &mut Conn, sql: &str) -> Result<(), DbError> {
    connection.batch_execute(sql).map_err(DbError::Query)
}

fn change(db: &Db, sql: &str) {
    db.read_blocking(|connection| run(connection, sql)).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn open(database: &Database) -> Db {
    Db::open(&database.url, Clock::System).expect("the database opens")
}

/// Starts servers at the same moment; each answers, or the test fails with what it said.
fn start_together(database: &Database, arguments: &[&str]) -> Vec<Server> {
    let started: Vec<Server> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..SERVERS)
            .map(|_| {
                scope.spawn(|| {
                    let mut command = product(database);
                    if database.engine == Engine::Sqlite {
                        // Each finds or makes the key beside the file.
                        command.env_remove("SESSION_KEY");
                    }
                    Server::of(command.args(arguments))
                })
            })
            .collect();
        starts.into_iter().map(|start| start.join().expect("a server started")).collect()
    });
    for server in &started {
        let ready = Browser::new(&server.base).get("/readyz").unwrap_or_else(|trouble| panic!("{trouble}"));
        assert_eq!((ready.status(), ready.source()), (200, "ready\n".to_owned()));
    }
    started
}

fn on_an_empty_database(engine: Engine) {
    let database = Database::empty(engine);
    let servers = start_together(&database, &["serve"]);
    let db = open(&database);
    assert_eq!(figure(&db, "SELECT COUNT(*) FROM merchants"), 1);
    add_staff(&db, "agent", &[Role::Agent], &[]);
    let mut browser = Browser::new(&servers[0].base);
    browser.log_in("agent", PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
    // The others know the log-in: all have the same key.
    for server in &servers[1..] {
        let mut other = Browser::new(&server.base);
        other.set_cookie("aftersales", browser.cookie("aftersales").expect("logged in"));
        assert_eq!(other.get("/tickets").map(|page| page.status()).ok(), Some(200));
    }
}

#[test]
fn three_servers_start_at_once_on_an_empty_sqlite() {
    on_an_empty_database(Engine::Sqlite);
}

#[test]
fn three_servers_start_at_once_on_an_empty_postgres() {
    on_an_empty_database(Engine::Postgres);
}

fn demos(engine: Engine) {
    let database = Database::empty(engine);
    let _servers = start_together(&database, &["serve", "--demo"]);
    let db = open(&database);
    assert_eq!(figure(&db, "SELECT COUNT(*) FROM demo_marks"), 1);
    assert_eq!(figure(&db, "SELECT COUNT(*) FROM staff WHERE username = 'agent'"), 1);
    assert_eq!(invariants::broken(&db), Vec::<String>::new());
}

#[test]
fn three_demos_start_at_once_on_an_empty_sqlite() {
    demos(Engine::Sqlite);
}

#[test]
fn three_demos_start_at_once_on_an_empty_postgres() {
    demos(Engine::Postgres);
}

/// A business as the first migration left it: no lists, no search, no words.
fn old_business() -> String {
    format!(
        "INSERT INTO id_blocks VALUES ('all', 1000000); \
         INSERT INTO merchants VALUES (1, 'MAIN', 'Main', 'Asia/Shanghai', 'CNY', 'manual', NULL, TRUE, 100000, FALSE, 1, 0); \
         INSERT INTO shops VALUES (2, 1, 'Shop', 'OWN', TRUE, 1); \
         INSERT INTO buyers VALUES (3, 1, 'OWN', 'linxiaoan', 'Lin', '', '13812345678', '', ''); \
         INSERT INTO reasons VALUES (4, 1, 'QUALITY', '质量', 'Quality', 'REFUND_ONLY', 'SELLER', TRUE, 1, NULL, 1); \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OLD}) INSERT INTO orders \
           SELECT 10000 + i, 1, 2, 3, 'O-' || i, 'CNY', 1795000000000000 + i, NULL, 11900, 0, 'SIGNED_OK', 'Lin', '13812345678', \
             '', '', '', '', '', '', '', FALSE, '', '', '', 'NONE', 0, 0, 0, 0 FROM n; \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OLD}) INSERT INTO order_lines \
           SELECT 20000 + i, 10000 + i, 1, 'GOODS', 'CHAIR-' || i, 'Dining chair', '', '', 1190000, 1, 11900, 0, 0, 0, 11900, \
             FALSE, 0, 1, NULL, NULL FROM n; \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OLD}) INSERT INTO tickets \
           SELECT 30000 + i, 1, 2, 10000 + i, 3, 'AS2611280' || (1000 + i), 'REFUND_ONLY', \
             CASE WHEN i % 4 = 0 THEN 'DRAFT' ELSE 'PENDING_REVIEW' END, 'UNSHIPPED', 'STAFF', 'CNY', '2026-11-20', \
             1795000000000000 + i, CASE WHEN i % 4 = 0 THEN NULL ELSE 1795000000000000 + i END, 1795000000000000 + i, NULL, NULL, \
             'NONE', 1, 0, 11900, NULL, 0, 0, 'WITH_BUYER', 1795000000000000 + i, NULL, NULL, 1, NULL, 1, 0 FROM n; \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OLD}) INSERT INTO ticket_lines \
           SELECT 40000 + i, 30000 + i, 20000 + i, 1, 1, NULL, 4, '质量', 'Quality', 'SELLER', 11900, 1, 11900, 0, 0, NULL, NULL, \
             0, 0, 0 FROM n; \
         INSERT INTO events SELECT id + 20000, id, 1, created_at, NULL, 'TicketSubmitted', NULL, status, '', '{{}}' FROM tickets;"
    )
}

/// A database as a program left it that knew so many migrations.
pub fn older(engine: Engine, migrations: usize) -> Database {
    let database = Database::empty(engine);
    macro_rules! build {
        ($connection:ty, $url:expr) => {{
            let mut connection = <$connection>::establish($url).expect("a connection");
            for _ in 0..migrations {
                connection.run_next_migration(MIGRATIONS).expect("a migration");
            }
            connection.batch_execute(&old_business()).expect("an old business");
        }};
    }
    match engine {
        Engine::Sqlite => build!(SqliteConnection, database.url.trim_start_matches("sqlite://")),
        Engine::Postgres => build!(PgConnection, &database.url),
    }
    database
}

fn on_an_older_database(engine: Engine) {
    let database = older(engine, 1);
    let servers = start_together(&database, &["serve"]);
    let db = open(&database);
    assert_eq!(figure(&db, "SELECT COUNT(*) FROM ticket_entries"), OLD);
    assert_eq!(figure(&db, "SELECT SUM(tickets) FROM ticket_counts WHERE shelf = 'LIVE'"), OLD * 3 / 4);
    assert_eq!(invariants::broken(&db), Vec::<String>::new());
    add_staff(&db, "agent", &[Role::Agent], &[]);
    for server in servers {
        let mut agent = Browser::new(&server.base);
        agent.log_in("agent", PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
        let found = agent.get("/tickets?q=CHAIR-7").unwrap_or_else(|trouble| panic!("{trouble}"));
        assert!(found.source().contains("AS26112801007"), "{}", found.trouble("the old ticket is not found"));
    }
}

#[test]
fn three_servers_start_at_once_on_an_older_sqlite() {
    on_an_older_database(Engine::Sqlite);
}

#[test]
fn three_servers_start_at_once_on_an_older_postgres() {
    on_an_older_database(Engine::Postgres);
}

/// What a newer program leaves.
const UPGRADED: &str = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000'); \
    INSERT INTO upgrades VALUES ('99990101000000', '9.9.9', 0)";

fn commands_refuse(engine: Engine) {
    let database = Database::fresh(engine);
    let db = open(&database);
    change(&db, UPGRADED);
    let file = database.folder.path().join("file.csv");
    std::fs::write(&file, "order_no\n").expect("a file");
    let file = file.to_str().expect("a path");
    let saved = database.folder.path().join("saved.backup");
    let saved = saved.to_str().expect("a path");
    let commands: [&[&str]; 9] = [
        &["serve"],
        &["serve", "--demo"],
        &["migrate"],
        &["staff", "add", "--username", "u", "--name", "n", "--role", "AGENT"],
        &["import", "orders", file],
        &["import", "stock", file],
        &["generate", "--tickets", "10"],
        &["replay", file],
        &["backup", saved],
    ];
    let newest = newest();
    for arguments in commands {
        let ended = product(&database).args(arguments).output().expect("it runs");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success(), "{arguments:?} worked on a newer database");
        for name in [env!("CARGO_PKG_VERSION"), &newest, "9.9.9", "99990101000000"] {
            assert!(said.contains(name), "{arguments:?} does not name {name}: {said}");
        }
    }
    assert_eq!(figure(&db, "SELECT COUNT(*) FROM staff"), 0);
}

/// The newest migration in the folder, as the database names it.
fn newest() -> String {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("migrations");
    let names = folders.map(|folder| folder.expect("a folder").file_name().to_string_lossy().into_owned());
    names.max().and_then(|newest| newest.split('_').next().map(|day| day.replace('-', ""))).expect("a migration")
}

#[test]
fn every_command_refuses_a_newer_sqlite_and_names_both_versions() {
    commands_refuse(Engine::Sqlite);
}

#[test]
fn every_command_refuses_a_newer_postgres_and_names_both_versions() {
    commands_refuse(Engine::Postgres);
}

both_engines! {
    fn a_server_takes_no_work_after_an_upgrade(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let form = application_form(&mut agent, "A-1", "REFUND_ONLY", &[(1, 1)]);
        change(&app.db, UPGRADED);
        let ready = agent.get("/readyz");
        assert_eq!(ready.status(), 503);
        assert!(ready.source().starts_with("not ready\n") && ready.source().contains("9.9.9"), "{}", ready.source());
        let answer = agent.submit(form);
        assert_eq!(answer.status(), 503, "{}", answer.trouble("work was taken"));
        assert!(answer.source().contains("Being upgraded"), "{}", answer.trouble("it does not say why"));
        assert_eq!(figure(&app.db, "SELECT COUNT(*) FROM tickets"), 0);
        let jobs = aftersales::jobs::job::Jobs::new(app.db.clone(), &app.config.files_dir, &[]);
        assert!(matches!(jobs.run_due(), Err(DbError::Newer(_))));
    }

    fn a_ticket_without_an_entry_opens_and_comes_back_when_it_moves(app: &TestApp) {
        app.order("A-1").line("CHAIR", 3, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut rita = app.staff("rita", &[Role::Reviewer, Role::Manager]);
        let [moved, assigned] = [1, 2].map(|_| apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]));
        change(&app.db, FORGOTTEN);
        for ticket in [&moved, &assigned] {
            assert_eq!(agent.open(&format!("/tickets/{ticket}")).status_of_ticket(), "PENDING_REVIEW");
            assert_eq!(agent.get(&format!("/tickets/{ticket}?list=sort%3Dapplied&at=1")).status(), 200);
        }
        send(&mut rita, &moved, "approve");
        let mut take = rita.open(&format!("/tickets/{assigned}")).form_of("assign");
        take.press("assignee", "me");
        rita.submit_ok(take);
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
        let list = agent.open("/tickets").source();
        assert!(list.contains(&moved) && list.contains(&assigned));
    }

    fn a_start_adds_what_an_older_program_left_out(app: &TestApp) {
        app.order("A-1").line("CHAIR", 3, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let tickets: Vec<String> = (0..3).map(|_| apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)])).collect();
        // The older program filed the last two and cancelled the first.
        let [first, others @ ..] = tickets.as_slice() else { panic!("three tickets") };
        let kept = format!("(SELECT id FROM tickets WHERE ticket_no = '{first}')");
        change(&app.db, &format!("CREATE TABLE kept AS SELECT * FROM ticket_entries WHERE ticket_id = {kept}"));
        send_with(&mut agent, first, "cancel", &[("reason", "the buyer keeps it")]);
        change(&app.db, &format!(
            "{FORGOTTEN}; INSERT INTO ticket_entries SELECT * FROM kept; DROP TABLE kept; {COUNTED}; \
             DELETE FROM ticket_keys WHERE ticket_id <> {kept}"
        ));
        let broken = invariants::broken(&app.db).join("\n");
        assert!(broken.contains("a ticket without an entry") && broken.contains("status"), "{broken}");
        let started = app.second_server();
        assert_eq!(invariants::broken(&started.db), Vec::<String>::new());
        let list = started.staff("anna", &[Role::Agent]).open("/tickets?q=CHAIR").source();
        assert!(others.iter().all(|ticket| list.contains(ticket)), "the repaired tickets are not found");
        started.finish();
    }
}

/// No entry, and nothing counted.
const FORGOTTEN: &str = "DELETE FROM ticket_entries; DELETE FROM ticket_counts";
const COUNTED: &str = "INSERT INTO ticket_counts SELECT merchant_id, shelf, status, 0, COUNT(*) FROM ticket_entries \
    GROUP BY merchant_id, shelf, status";

/// Nobody asks the running server how it is: it finds out by itself.
fn a_running_server_notices(engine: Engine) {
    let database = Database::fresh(engine);
    let db = open(&database);
    add_staff(&db, "agent", &[Role::Agent], &[]);
    let server = Server::start(&database);
    // A log-in writes a session.
    let log_in = || -> Result<u16, Trouble> {
        let mut browser = Browser::new(&server.base);
        let page = browser.get("/login")?;
        let mut form = page.form("log-in").ok_or_else(|| page.trouble("no form"))?;
        form.put("username", "agent");
        form.put("password", PASSWORD);
        Ok(browser.submit(&form)?.status())
    };
    assert_eq!(log_in().ok(), Some(303));
    change(&db, UPGRADED);
    let began = Instant::now();
    loop {
        match log_in().unwrap_or_else(|trouble| panic!("{trouble}")) {
            503 => break,
            status => assert_eq!(status, 303),
        }
        assert!(began.elapsed() < Duration::from_secs(30), "the server goes on working");
        std::thread::sleep(Duration::from_millis(200));
    }
    let ready = Browser::new(&server.base).get("/readyz").unwrap_or_else(|trouble| panic!("{trouble}"));
    assert_eq!(ready.status(), 503);
}

#[test]
fn a_running_server_notices_an_upgrade_of_its_sqlite() {
    a_running_server_notices(Engine::Sqlite);
}

#[test]
fn a_running_server_notices_an_upgrade_of_its_postgres() {
    a_running_server_notices(Engine::Postgres);
}

#[test]
fn four_migrations_at_once_all_end_well() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let database = older(engine, 2);
        let migrate = || {
            let mut command: Command = product(&database);
            command.arg("migrate").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
        };
        let all: Vec<_> = (0..4).map(|_| migrate()).collect();
        for child in all {
            let ended = child.wait_with_output().expect("it ends");
            assert!(ended.status.success(), "{engine:?}: {}", String::from_utf8_lossy(&ended.stderr));
        }
        assert_eq!(invariants::broken(&open(&database)), Vec::<String>::new());
    }
}
