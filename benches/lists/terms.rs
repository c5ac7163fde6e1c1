//! (f) The work that clocks and rules make: terms counted again after a holiday was marked, rules tried on past tickets, terms ended that are
//! due at once; each with what others notice of it meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use aftersales::clock::Clock;
use aftersales::commands::assignment::{manage_rules, trial};
use aftersales::commands::term::manage_calendars;
use aftersales::commands::term::manage_calendars::DayText;
use aftersales::commands::tickets::annotate;
use aftersales::commands::{Actor, CommandError};
use aftersales::domain::assignment::rule::{Condition, ConditionKind, Priority, Strategy};
use aftersales::domain::house::job::JobQueue;
use aftersales::domain::house::work::JobKind;
use aftersales::domain::term::calendar::DayKind;
use aftersales::domain::time::{Timestamp, zone};
use aftersales::jobs::Jobs;
use aftersales::store::assignment::rules;
use aftersales::store::house::merchants;
use aftersales::store::house::merchants::MerchantRow;
use aftersales::store::jobs::outbox;
use aftersales::store::term::calendars;
use aftersales::store::{Db, DbError, Scope};
use aftersales::web::SOURCES;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::measure::{median, ms, per_second, percentile, times};
use crate::writing::{readers, reviewer, waiting};

/// How long a writer beside the work waits between two writes.
const PAUSE: Duration = Duration::from_millis(10);
/// Rules that are tried together.
const RULES: i64 = 10;

#[derive(QueryableByName)]
struct Figure {
    #[diesel(sql_type = BigInt)]
    figure: i64,
}

fn figure(db: &Db, query: &str) -> Result<i64, String> {
    let found: Result<Figure, DbError> =
        db.read_blocking(|connection| Ok(diesel::sql_query(query).get_result(connection)?));
    found.map(|row| row.figure).map_err(|error| error.to_string())
}

fn said(error: CommandError) -> String {
    format!("{error:?}")
}

fn jobs(db: &Db) -> Jobs {
    Jobs::new(db.clone(), &std::env::temp_dir().join("aftersales-bench-files"), SOURCES)
}

/// Runs the jobs of a queue that are due; how long they took.
fn work(db: &Db, queue: JobQueue) -> Result<Duration, String> {
    let (jobs, began) = (jobs(db), Instant::now());
    while let Some(job) = jobs.claim(queue).map_err(|error| error.to_string())? {
        jobs.work(job).map_err(|error| error.to_string())?;
    }
    Ok(began.elapsed())
}

/// How long small writes take beside something.
fn writes_beside<T>(db: &Db, beside: impl FnOnce() -> T) -> Result<(Vec<Duration>, T), String> {
    let (actor, tickets, stop) = (reviewer(db)?, waiting(db, 500)?, AtomicBool::new(false));
    Ok(std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut seen = Vec::new();
            for (ticket_no, _) in tickets.iter().cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let (actor, ticket_no, began) = (actor.clone(), ticket_no.clone(), Instant::now());
                let noted =
                    db.write_blocking(move |tx| annotate::note(tx, &actor, &ticket_no, None, "note").map(|_| ()));
                if noted.is_ok_and(|()| true) {
                    seen.push(began.elapsed());
                }
                std::thread::sleep(PAUSE);
            }
            seen
        });
        let done = beside();
        stop.store(true, Ordering::Relaxed);
        (writer.join().unwrap_or_default(), done)
    }))
}

fn merchants_of(db: &Db) -> Result<Vec<MerchantRow>, String> {
    db.read_blocking(|connection| merchants::list(connection, &Scope::All)).map_err(|error: DbError| error.to_string())
}

/// Marks the last working day before today as a holiday in every calendar, which moves what ended on it and what runs.
fn mark_holiday(db: &Db) -> Result<(), String> {
    for merchant in merchants_of(db)? {
        let today = db.clock().now().date_in(zone(&merchant.timezone));
        let id = merchant.id;
        let known = db.read_blocking(move |connection| calendars::of_merchant(connection, id));
        for calendar in known.map_err(|error: DbError| error.to_string())? {
            let free = |date: &chrono::NaiveDate| calendar.weekdays.contains(&date.format("%u").to_string());
            let before = |date: &chrono::NaiveDate| *date < today;
            let Some(week) = today.checked_sub_days(chrono::Days::new(7)) else { continue };
            let Some(date) = week.iter_days().take_while(before).filter(free).last() else { continue };
            let day =
                DayText { date, kind: DayKind::Holiday, name: "holiday".to_owned(), source: "a benchmark".to_owned() };
            db.write_blocking(move |tx| {
                manage_calendars::mark(tx, &Actor::system(), calendar.id, calendar.version, date, Some(&day))
            })
            .map_err(said)?;
        }
    }
    Ok(())
}

/// A changed holiday: every open ticket's terms are counted again.
fn counted_again(db: &Db) -> Result<(), String> {
    let counted = "SELECT COUNT(DISTINCT ticket_id) AS figure FROM ticket_terms WHERE state IN ('RUNNING', 'PAUSED')";
    let said_so = "SELECT COUNT(*) AS figure FROM events WHERE kind = 'ClocksCountedAgain'";
    let (tickets, before) = (figure(db, counted)?, figure(db, said_so)?);
    let (mut alone, ()) = writes_beside(db, || std::thread::sleep(Duration::from_secs(3)))?;
    mark_holiday(db)?;
    let (mut beside, took) = writes_beside(db, || work(db, JobQueue::Terms))?;
    let took = took?;
    println!(
        "a changed holiday: {tickets} tickets counted again in {}, {} a second; the end of {} moved",
        ms(took),
        per_second(usize::try_from(tickets).unwrap_or_default(), took),
        figure(db, said_so)? - before
    );
    println!(
        "writes: median {} alone, {} beside it, p99 {}, longest {}",
        ms(median(&mut alone)),
        ms(median(&mut beside)),
        ms(percentile(&mut beside, 99)),
        ms(percentile(&mut beside, 100))
    );
    Ok(())
}

/// Rules tried on the last 90 days of every merchant.
fn tried(db: &Db) -> Result<(), String> {
    let mut all = Duration::default();
    for merchant in merchants_of(db)? {
        let code = merchant.code.clone();
        for no in 1..=RULES {
            let condition = |kind, value: &str| Condition { kind, value: value.to_owned() };
            let new = manage_rules::RuleText {
                name: format!("tried {no}"),
                conditions: vec![
                    condition(ConditionKind::Region, "江苏"),
                    condition(ConditionKind::AmountFrom, &(no * 10_000).to_string()),
                ],
                queue_id: None,
                priority: Priority::Usual,
                strategy: Strategy::Nobody,
                staff_id: None,
            };
            let code = code.clone();
            // There from a run before.
            let _ = db.write_blocking(move |tx| manage_rules::add(tx, &Actor::system(), &code, &new));
        }
        let id = merchant.id;
        let known = db.read_blocking(move |connection| rules::list(connection, id));
        let ids: Vec<i64> = known.map_err(|error: DbError| error.to_string())?.iter().map(|rule| rule.row.id).collect();
        db.write_blocking(move |tx| trial::start(tx, &Actor::system(), &code, &ids)).map_err(said)?;
        all += work(db, JobQueue::Exports)?;
    }
    let tickets = figure(db, "SELECT CAST(SUM(rows_done) AS BIGINT) AS figure FROM assignment_trials")?;
    println!("{RULES} rules tried on 90 days: {tickets} tickets of all merchants in {}", ms(all));
    Ok(())
}

/// So many terms that are due at one instant, beside readers of pages.
fn ended(url: &str, terms: i64) -> Result<(), String> {
    let open = |clock| Db::open(url, clock).map_err(|error| error.to_string());
    let due = "SELECT acts_at AS figure FROM ticket_terms WHERE acts_at IS NOT NULL ORDER BY acts_at LIMIT 1 OFFSET ";
    let at = figure(&open(Clock::System)?, &format!("{due}{}", terms - 1))?;
    let db = open(Clock::fixed(Timestamp::from_micros(at)))?;
    let left = format!("SELECT COUNT(*) AS figure FROM ticket_terms WHERE acts_at <= {at}");
    let before = figure(&db, &left)?;
    let mut alone = readers(&db, || std::thread::sleep(Duration::from_secs(3)));
    db.write_blocking(move |tx| outbox::put(tx, JobKind::Terms, "terms", "", Timestamp::from_micros(at), None))
        .map_err(|error: DbError| error.to_string())?;
    let mut took = Ok(Duration::default());
    let mut beside = readers(&db, || took = work(&db, JobQueue::Terms));
    let took = took?;
    let (alone, median_beside) = (median(&mut alone), median(&mut beside));
    println!(
        "{before} terms due at once: ended in {}, {} a second, {} left; pages: median {} alone, {} beside it, × {}",
        ms(took),
        per_second(usize::try_from(before).unwrap_or_default(), took),
        figure(&db, &left)?,
        ms(alone),
        ms(median_beside),
        times(median_beside, alone)
    );
    Ok(())
}

/// Prints all three.
pub fn run(url: &str, db: &Db, terms: i64) -> Result<(), String> {
    counted_again(db)?;
    tried(db)?;
    ended(url, terms)
}
