//! `kill -9` at any instant: nothing that was acknowledged is lost, nothing is paid twice, an import that is run again ends as if it had
//! never been killed. `KILL_ROUNDS` sets how often.

use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use aftersales::clock::Clock;
use aftersales::jobs::job::Jobs;
use aftersales::replay::{Browser, Trouble};
use aftersales::store::jobs::outbox;
use aftersales::store::money::ledger_totals;
use aftersales::store::{Db, DbError, Engine, Scope};
use diesel::prelude::*;
use rand::RngExt;

use crate::harness::app::{PASSWORD, add_staff};
use crate::harness::flow::{apply, send_with};
use crate::harness::orders::OrderDraft;
use crate::harness::process::{Server, product, product_on};
use crate::harness::records::execute;
use crate::harness::*;
use crate::refunds::people;

const ROUNDS: usize = 3;
/// Orders that wait to be refunded in each round; more than two teams manage before the end comes.
const ORDERS: usize = 60;
/// Tickets whose time is over.
const LATE: usize = 30;
/// The shortest and the longest life of a process, in milliseconds.
const LIFE: (u64, u64) = (150, 1_500);

fn rounds() -> usize {
    std::env::var("KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS)
}

#[test]
fn approvals_and_payouts_on_sqlite() {
    approvals_and_payouts(Engine::Sqlite);
}

#[test]
fn approvals_and_payouts_on_postgres() {
    approvals_and_payouts(Engine::Postgres);
}

#[test]
fn imports_on_sqlite() {
    imports(Engine::Sqlite);
}

#[test]
fn imports_on_postgres() {
    imports(Engine::Postgres);
}

#[test]
fn time_outs_on_sqlite() {
    time_outs(Engine::Sqlite);
}

#[test]
fn time_outs_on_postgres() {
    time_outs(Engine::Postgres);
}

/// Tickets whose time to answer is over while servers are killed over and over, two at a time where the engine has several: each ends once.
fn time_outs(engine: Engine) {
    let app = TestApp::on(engine);
    let mut people = people(&app);
    let late: Vec<String> = (0..LATE)
        .map(|at| {
            let order = format!("LATE-{at}");
            app.order(&order).line("CHAIR", 1, "100.00").place();
            let ticket = apply(&mut people.agent, &order, "RETURN_REFUND", &[(1, 1)]);
            let wanted = [("text", "请补照片")];
            send_with(&mut people.agent, &ticket, "request-supplement", &wanted);
            ticket
        })
        .collect();
    let ended = || {
        let query = "SELECT t.ticket_no AS text FROM tickets t JOIN events e ON e.ticket_id = t.id WHERE e.kind = 'TermExpired'";
        texts(&app.db, query)
    };
    assert!(ended().is_empty());
    let servers = if engine == Engine::Postgres { 2 } else { 1 };
    for round in 0..rounds() {
        let start = || Server::of(product_on(&app.config.database_url, &app.config.files_dir).arg("serve"));
        let running: Vec<Server> = (0..servers).map(|_| start()).collect();
        // They die in the middle of the work: after some more tickets are over, a moment later.
        let before = ended().len();
        let patience = Instant::now() + Duration::from_secs(20);
        while ended().len() < before + 2 && ended().len() < LATE && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(rand::rng().random_range(0..40)));
        running.into_iter().for_each(Server::kill);
        println!("{engine:?} round {round}: {before}, then {} of {LATE} are over", ended().len());
        assert!(ended().len() >= (before + 2).min(LATE), "nothing was done in this round");
        // What they held is free once their lease has run out; that takes two minutes.
        execute(&app, "UPDATE jobs SET lease_until = 0 WHERE lease_until IS NOT NULL");
    }
    // Whoever comes later ends the rest, when the dead ones' leases have run out.
    for _ in 0..20 {
        app.wait(86_400);
        app.run_schedule();
        app.run_jobs();
    }
    let mut once = ended();
    once.sort();
    let mut wanted = late;
    wanted.sort();
    assert_eq!(once, wanted, "each is over once");
    for ticket in &wanted {
        assert_eq!(people.agent.open(&format!("/tickets/{ticket}")).status_of_ticket(), "CLOSED");
    }
    assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
}

fn open(database: &Database, clock: Clock) -> Db {
    Db::open(&database.url, clock).expect("the database opens")
}

/// What the server acknowledged with a 303.
#[derive(Default)]
struct Acknowledged {
    filed: Vec<String>,
    approved: Vec<String>,
    to_be_paid: Vec<String>,
}

fn approvals_and_payouts(engine: Engine) {
    let database = Database::fresh(engine);
    let db = open(&database, Clock::System);
    for (username, role) in [("agent", Role::Agent), ("rita", Role::Reviewer), ("fay", Role::Finance)] {
        add_staff(&db, username, &[role], &[]);
    }
    let mut all = Acknowledged::default();
    for round in 0..rounds() {
        let orders: Vec<String> = (0..ORDERS)
            .map(|at| {
                let mark = ["", "SIM-LATE", "SIM-TWICE"][at % 3];
                let order =
                    OrderDraft::new(&db, &format!("K-{round}-{at}")).reference(&format!("P-{round}-{at}-{mark}"));
                order.line("CHAIR", 1, "119.00").place()
            })
            .collect();
        let server = Server::start(&database);
        let acknowledged = work_until_killed(server, &orders);
        println!("{engine:?} round {round}: {} were filed", acknowledged.filed.len());
        all.filed.extend(acknowledged.filed);
        all.approved.extend(acknowledged.approved);
        all.to_be_paid.extend(acknowledged.to_be_paid);
        check_nothing_is_lost(&db, &all);
    }
    assert!(!all.filed.is_empty(), "no round came so far that anything could be lost");
    pay_the_rest(&database, &db);
    let paid = ledger::paid(&database.folder.path().join("files"));
    assert_eq!(ledger::paid_twice(&paid), Vec::<&str>::new());
    let ours = texts(&db, "SELECT refund_no AS text FROM refunds WHERE state = 'SUCCEEDED' ORDER BY refund_no");
    assert_eq!(ours, paid.keys().cloned().collect::<Vec<_>>());
    let completed = texts(&db, "SELECT ticket_no AS text FROM tickets WHERE status = 'COMPLETED'");
    for ticket in &all.to_be_paid {
        assert!(completed.contains(ticket), "{ticket} was to be paid and is not");
    }
    assert_eq!(invariants::broken(&db), Vec::<String>::new());
}

fn work_until_killed(server: Server, orders: &[String]) -> Acknowledged {
    let (next, acknowledged) = (AtomicUsize::new(0), Mutex::new(Acknowledged::default()));
    let base = server.base.clone();
    let life = Duration::from_millis(rand::rng().random_range(LIFE.0..LIFE.1));
    let (ready, all_ready) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let (next, acknowledged, base, ready) = (&next, &acknowledged, &base, ready.clone());
            scope.spawn(move || {
                let mut people = ["agent", "rita", "fay"].map(|username| {
                    let mut browser = Browser::new(base);
                    browser.log_in(username, PASSWORD).unwrap_or_else(|trouble| panic!("{trouble}"));
                    browser
                });
                ready.send(()).expect("the killer waits");
                while let Some(order) = orders.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // An error is the server's death.
                    if refund(&mut people, order, acknowledged).is_err() {
                        break;
                    }
                }
            });
        }
        for _ in 0..2 {
            all_ready.recv().expect("both teams are there");
        }
        // Nobody sends again: this is a wait for the time of death.
        let _ = all_ready.recv_timeout(life);
        server.kill();
    });
    acknowledged.into_inner().expect("what was acknowledged")
}

fn refund(people: &mut [Browser; 3], order: &str, acknowledged: &Mutex<Acknowledged>) -> Result<(), Trouble> {
    let note = |pick: fn(&mut Acknowledged) -> &mut Vec<String>, ticket: &str| {
        pick(&mut acknowledged.lock().expect("the notes")).push(ticket.to_owned());
    };
    let [agent, rita, fay] = people;
    let page = agent.get(&format!("/tickets/new?order_no={order}"))?;
    let mut form = page.form("submit").ok_or_else(|| page.trouble("no form"))?;
    let reason = page.attribute("select[name=reason_1] option:not([value=''])", "value").unwrap_or_default();
    for (name, value) in [("type", "REFUND_ONLY"), ("qty_1", "1"), ("reason_1", &reason)] {
        form.put(name, value);
    }
    let answer = agent.submit(&form)?;
    let address = answer.location().ok_or_else(|| answer.trouble("not taken"))?.to_owned();
    let ticket = address.trim_start_matches("/tickets/").to_owned();
    note(|all| &mut all.filed, &ticket);
    press(rita, &address, "approve")?;
    note(|all| &mut all.approved, &ticket);
    press(fay, &address, "finance-approve")?;
    note(|all| &mut all.to_be_paid, &ticket);
    Ok(())
}

fn press(person: &mut Browser, address: &str, hook: &str) -> Result<(), Trouble> {
    let page = person.get(address)?;
    let mut form = page.form(hook).ok_or_else(|| page.trouble(hook))?;
    if form.has("ground") {
        form.put("ground", "COMPENSATION");
    }
    let answer = person.submit(&form)?;
    if answer.status() == 303 { Ok(()) } else { Err(answer.trouble(hook)) }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

fn texts(db: &Db, query: &str) -> Vec<String> {
    let rows: Vec<Row> = db
        .read_blocking(|connection| diesel::sql_query(query).load(connection).map_err(DbError::Query))
        .expect("the database answers");
    rows.into_iter().map(|row| row.text).collect()
}

fn check_nothing_is_lost(db: &Db, all: &Acknowledged) {
    for (kind, tickets) in
        [("TicketSubmitted", &all.filed), ("TicketApproved", &all.approved), ("RefundApproved", &all.to_be_paid)]
    {
        let kept = texts(
            db,
            &format!(
                "SELECT t.ticket_no AS text FROM tickets t JOIN events e ON e.ticket_id = t.id WHERE e.kind = '{kind}'"
            ),
        );
        for ticket in tickets {
            assert!(kept.contains(ticket), "{ticket}: its {kind} was acknowledged and is lost");
        }
    }
    assert_eq!(invariants::broken(db), Vec::<String>::new());
}

/// Another process goes on, later, when the dead ones' leases have run out.
fn pay_the_rest(database: &Database, db: &Db) {
    let clock = Clock::fixed(db.clock().now());
    let later = open(database, clock.clone());
    let jobs = Jobs::new(later, &database.folder.path().join("files"), &[]);
    for _ in 0..50 {
        clock.advance(700);
        jobs.run_due().expect("jobs run");
        if db.read_blocking(|connection| outbox::open_count(connection, &Scope::All)).expect("the outbox") == 0 {
            return;
        }
    }
    panic!("jobs do not come to their end");
}

/// An order file in our own format: `orders` orders of three lines.
fn write_orders(path: &Path, orders: usize) {
    let mut text = String::from("order_no,ordered_at,sku,name,quantity,unit_price,buyer_account,paid_at\n");
    for order in 0..orders {
        for line in 0..3 {
            text += &format!(
                "I-{order},2026-11-01 10:00:00,SKU-{line},商品 {line},2,9.9{line},b{},2026-11-01 10:05:00\n",
                order % 50
            );
        }
    }
    std::fs::write(path, text).expect("the file is written");
}

fn imports(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("orders.csv");
    write_orders(&file, 2_500);
    let (killed, unkilled) = (Database::fresh(engine), Database::fresh(engine));
    let import = |database: &Database| {
        let mut command = product(database);
        command.args(["import", "orders"]).arg(&file).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().expect("the import starts")
    };
    assert!(import(&unkilled).wait().expect("it ends").success());
    let db = open(&killed, Clock::System);
    let mut in_the_middle = 0;
    for _ in 0..rounds() {
        let mut child = import(&killed);
        let (_never, wait) = mpsc::channel::<()>();
        let _ = wait.recv_timeout(Duration::from_millis(rand::rng().random_range(50..900)));
        child.kill().expect("a signal");
        in_the_middle += usize::from(!child.wait().expect("it is dead").success());
        assert_eq!(texts(&db, HALF_ORDERS), Vec::<String>::new(), "orders that came in without all of their lines");
    }
    println!("{engine:?}: {in_the_middle} imports were killed before their end");
    let last = import(&killed).wait_with_output().expect("it ends");
    assert!(last.status.success());
    let said = String::from_utf8_lossy(&last.stdout).into_owned();
    assert!(said.contains("lines: 7500 read, 0 rejected"), "{said}");
    assert_eq!(content(&db), content(&open(&unkilled, Clock::System)));
    assert_eq!(db.read_blocking(ledger_totals::sums).expect("the books").overpaid_orders, 0);
}

const HALF_ORDERS: &str = "SELECT o.order_no AS text FROM orders o \
    WHERE (SELECT COUNT(*) FROM order_lines l WHERE l.order_id = o.id) <> 3 \
       OR (SELECT COUNT(*) FROM order_payments p WHERE p.order_id = o.id) <> 1";

/// Everything an import wrote, but for ids and the time of writing.
fn content(db: &Db) -> Vec<String> {
    let mut content = texts(
        db,
        "SELECT o.order_no || ' ' || o.fingerprint || ' ' || CAST(o.paid_minor AS TEXT) || ' ' || \
         COALESCE(b.account, '') || ' ' || CAST(l.line_no AS TEXT) || ' ' || l.sku || ' ' || l.name || ' ' || \
         CAST(l.paid_minor AS TEXT) AS text FROM orders o JOIN order_lines l ON l.order_id = o.id \
         LEFT JOIN buyers b ON b.id = o.buyer_id",
    );
    content
        .extend(texts(db, "SELECT sku || ' ' || name || ' ' || CAST(unit_price_scaled AS TEXT) AS text FROM products"));
    content.extend(texts(db, "SELECT CAST(COUNT(*) AS TEXT) AS text FROM order_payments"));
    content.sort();
    content
}
