//! (c) Approvals by many at once, through the command that the page uses, with readers beside them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use aftersales::commands::tickets::review;
use aftersales::commands::{Actor, CommandError};
use aftersales::domain::permission::Role;
use aftersales::domain::ticket::reason::Ground;
use aftersales::domain::ticket::status::Status;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::TicketFilter;
use aftersales::store::tickets::list::ask::TicketPage;
use aftersales::store::tickets::list::ask::TicketSort;
use aftersales::store::{Db, DbError, Scope, bulk, tickets};

use crate::measure::{median, ms, per_second, percentile, times};
use crate::pages::ROWS;

const READERS: usize = 2;
/// How long a reader looks at a page before it asks for the next.
const PAUSE: Duration = Duration::from_millis(20);

/// A generated reviewer, who filed nothing.
pub fn reviewer(db: &Db) -> Result<Actor, String> {
    let ids = db.read_blocking(|connection| bulk::staff_with(connection, Role::Reviewer));
    let ids = ids.map_err(|error: DbError| error.to_string())?;
    Ok(Actor { staff_id: ids.first().copied(), roles: vec![Role::Reviewer], scope: Scope::All })
}

/// Numbers and versions of tickets that wait for review, newest first.
pub fn waiting(db: &Db, count: usize) -> Result<Vec<(String, i32)>, String> {
    let filter = TicketFilter { statuses: vec![Status::PendingReview], ..TicketFilter::default() };
    let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: count as i64 };
    db.read_blocking(|connection| {
        let found = list::page(connection, &Scope::All, &filter, &page)?;
        found
            .rows
            .iter()
            .map(|row| Ok((row.ticket_no.clone(), tickets::by_id(connection, row.ticket_id)?.version)))
            .collect()
    })
    .map_err(|error: DbError| error.to_string())
}

/// Reads pages until told to stop.
fn read(db: &Db, stop: &AtomicBool) -> Vec<Duration> {
    let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: ROWS };
    let mut seen = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        let found = db.read_blocking(|c| list::page(c, &Scope::All, &TicketFilter::default(), &page));
        if found.is_ok_and(|found: list::Found| !found.rows.is_empty()) {
            seen.push(began.elapsed());
        }
        std::thread::sleep(PAUSE);
    }
    seen
}

/// How long pages take beside something.
pub fn readers(db: &Db, beside: impl FnOnce() + Send) -> Vec<Duration> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(|| read(db, &stop))).collect();
        beside();
        stop.store(true, Ordering::Relaxed);
        readers.into_iter().flat_map(|reader| reader.join().unwrap_or_default()).collect()
    })
}

/// Prints approvals a second, their times, and what readers noticed.
pub fn run(db: &Db, callers: usize, approvals: usize, seconds: u64) -> Result<(), String> {
    let actor = reviewer(db)?;
    let work = Mutex::new(waiting(db, approvals)?);
    let mut alone = readers(db, || std::thread::sleep(Duration::from_secs(seconds.min(5))));
    let (done, refused) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut took = Duration::default();
    let mut beside = readers(db, || {
        let began = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..callers {
                scope.spawn(|| {
                    while Instant::now() < end {
                        let next = work.lock().ok().and_then(|mut work| work.pop());
                        let Some((ticket_no, version)) = next else { break };
                        let began = Instant::now();
                        match approve(db, &actor, ticket_no, version) {
                            Ok(()) => done.lock().map(|mut done| done.push(began.elapsed())).unwrap_or_default(),
                            Err(error) => refused.lock().map(|mut all| all.push(error)).unwrap_or_default(),
                        }
                    }
                });
            }
        });
        took = began.elapsed();
    });
    let mut done = done.into_inner().unwrap_or_default();
    let refused = refused.into_inner().unwrap_or_default();
    println!(
        "{callers} callers: {} approvals in {}, {} a second, p50 {}, p99 {}; {} refused{}",
        done.len(),
        ms(took),
        per_second(done.len(), took),
        ms(median(&mut done)),
        ms(percentile(&mut done, 99)),
        refused.len(),
        refused.first().map(|first| format!(", such as {first}")).unwrap_or_default()
    );
    let (alone, beside) = (median(&mut alone), median(&mut beside));
    println!("readers: median {} alone, {} beside them, × {}", ms(alone), ms(beside), times(beside, alone));
    Ok(())
}

fn approve(db: &Db, actor: &Actor, ticket_no: String, version: i32) -> Result<(), String> {
    let actor = actor.clone();
    db.write_blocking(move |tx| {
        let approval = review::Approval { ground: Some(Ground::Compensation), ..review::Approval::default() };
        review::approve(tx, &actor, &ticket_no, version, &approval).map(|_| ())
    })
    .map_err(|error: CommandError| format!("{error:?}"))
}
