//! (a) The same pages of a small and of a large house, one after the other in one run.

use std::time::{Duration, Instant};

use aftersales::domain::lists::search_text::NameSearch;
use aftersales::domain::permission::Role;
use aftersales::domain::ticket::kind::TicketType;
use aftersales::domain::ticket::status::Status;
use aftersales::store::house::merchants;
use aftersales::store::list::{Cursor, Direction, Key};
use aftersales::store::tickets::counts::Kept;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::TicketFilter;
use aftersales::store::tickets::list::ask::TicketPage;
use aftersales::store::tickets::list::ask::TicketSort;
use aftersales::store::tickets::search;
use aftersales::store::{Conn, Db, DbError, Scope, bulk};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::measure::{median, times};

/// Rows of a page, and one to see whether there is another.
pub const ROWS: i64 = 51;
/// How deep a deep page lies, where there are so many rows.
const DEEP: i64 = 500_000;

const SORTS: [(TicketSort, &str); 4] = [
    (TicketSort::AppliedAt, "applied_at"),
    (TicketSort::ReviewedAt, "reviewed_at"),
    (TicketSort::OrderedAt, "ordered_at"),
    (TicketSort::RefundAmount, "amount_minor"),
];
const SEARCHES: [&str; 5] = ["餐椅", "蓝牙耳机", "李娜", "爱吃橙子", "13800138000"];

/// A filter as both the list and plain SQL know it.
struct Narrowing {
    name: &'static str,
    filter: TicketFilter,
    sql: String,
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = BigInt)]
    key: i64,
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn narrowings(connection: &mut Conn) -> Result<Vec<Narrowing>, DbError> {
    let merchant = merchants::by_code(connection, &Scope::All, "XINGHE")?.map_or(0, |merchant| merchant.id);
    let assignee = bulk::staff_with(connection, Role::Agent)?.first().copied().unwrap_or_default();
    let any = TicketFilter::default;
    let (status, kind) = (vec![Status::Completed], vec![TicketType::ReturnRefund]);
    let narrowing = |name, filter, sql: &str| Narrowing { name, filter, sql: sql.to_owned() };
    Ok(vec![
        narrowing("none", any(), ""),
        narrowing(
            "merchant",
            TicketFilter { merchants: vec![merchant], ..any() },
            &format!("AND merchant_id = {merchant}"),
        ),
        narrowing("status", TicketFilter { statuses: status.clone(), ..any() }, "AND status = 'COMPLETED'"),
        narrowing("type", TicketFilter { kinds: kind.clone(), ..any() }, "AND kind = 'RETURN_REFUND'"),
        narrowing(
            "status and type",
            TicketFilter { statuses: status, kinds: kind, ..any() },
            "AND status = 'COMPLETED' AND kind = 'RETURN_REFUND'",
        ),
        narrowing(
            "assignee",
            TicketFilter { assignees: vec![assignee], ..any() },
            &format!("AND assignee_id = {assignee}"),
        ),
    ])
}

/// Where a page begins that lies so deep, or in the middle where there are fewer rows; and how deep that is.
fn deep(connection: &mut Conn, narrowing: &Narrowing, column: &str) -> Result<(Option<Cursor>, i64), DbError> {
    let from = format!("FROM ticket_entries WHERE shelf = 'LIVE' {}", narrowing.sql);
    let most = DEEP * 2;
    let count: Count =
        diesel::sql_query(format!("SELECT COUNT(*) AS count FROM (SELECT 1 {from} LIMIT {most}) AS counted"))
            .get_result(connection)?;
    let depth = count.count / 2;
    let place: Option<Place> = diesel::sql_query(format!(
        "SELECT {column} AS key, ticket_id AS id {from} ORDER BY {column} DESC, ticket_id DESC LIMIT 1 OFFSET {depth}"
    ))
    .get_result(connection)
    .optional()?;
    Ok((place.map(|place| Cursor { key: Key::Number(place.key), id: place.id }), depth))
}

/// How long some work takes on one connection.
pub fn timed<T>(db: &Db, work: impl FnOnce(&mut Conn) -> Result<T, DbError>) -> Result<Duration, DbError> {
    db.read_once(|connection| {
        let began = Instant::now();
        work(connection)?;
        Ok(began.elapsed())
    })
}

/// The medians of the same question to both, asked in turn.
pub fn compare(
    dbs: [&Db; 2],
    rounds: usize,
    ask: impl Fn(usize, &mut Conn) -> Result<(), DbError>,
) -> Result<[Duration; 2], DbError> {
    let mut all = [Vec::new(), Vec::new()];
    for round in 0..rounds + 2 {
        for (which, db) in dbs.into_iter().enumerate() {
            let time = timed(db, |connection| ask(which, connection))?;
            // The first ones warm up.
            if round >= 2 {
                all[which].push(time);
            }
        }
    }
    Ok(all.map(|mut times| median(&mut times)))
}

/// Prints a line of the table.
pub fn line(what: &str, order: &str, place: &str, [small, large]: [Duration; 2]) {
    println!(
        "{what:<16} {order:<13} {place:<22} {:>9} µs {:>9} µs   × {}",
        small.as_micros(),
        large.as_micros(),
        times(large, small)
    );
}

/// Prints the table.
pub fn run(small: &Db, large: &Db, rounds: usize) -> Result<(), String> {
    table(small, large, rounds).map_err(|error| error.to_string())
}

fn table(small: &Db, large: &Db, rounds: usize) -> Result<(), DbError> {
    println!("{:<16} {:<13} {:<22} {:>12} {:>12}   large/small", "filter", "order", "page", "small", "large");
    let dbs = [small, large];
    let known = [small.read_blocking(narrowings)?, large.read_blocking(narrowings)?];
    let mut worst: Option<(Duration, [Duration; 2], String)> = None;
    let [of_small, of_large] = &known;
    for narrowed in of_small.iter().zip(of_large) {
        let narrowed = [narrowed.0, narrowed.1];
        for (sort, column) in SORTS {
            let places = [0, 1].map(|which| dbs[which].read_blocking(|c| deep(c, narrowed[which], column)));
            let [one, other] = places;
            let places = [one?, other?];
            for is_deep in [false, true] {
                let pages = [0, 1].map(|which| TicketPage {
                    sort,
                    ascending: false,
                    start: places[which].0.clone().filter(|_| is_deep).map(|cursor| (cursor, Direction::After)),
                    limit: ROWS,
                });
                let medians = compare(dbs, rounds, |which, connection| {
                    list::page(connection, &Scope::All, &narrowed[which].filter, &pages[which]).map(|_| ())
                })?;
                let place = match is_deep {
                    true => format!("after {} / {}", places[0].1, places[1].1),
                    false => "first".to_owned(),
                };
                line(narrowed[0].name, column, &place, medians);
                if worst.as_ref().is_none_or(|(time, ..)| medians[1] > *time) {
                    worst = Some((medians[1], medians, format!("{} by {column}, {place}", narrowed[0].name)));
                }
            }
        }
        let counts = compare(dbs, rounds, |which, connection| {
            let kept = Kept::read(connection)?;
            list::status_counts(connection, &kept, &Scope::All, &narrowed[which].filter).map(|_| ())
        })?;
        line(narrowed[0].name, "status counts", "", counts);
    }
    for typed in SEARCHES {
        let found = compare(dbs, rounds, |_, connection| {
            search::find(connection, &Scope::All, typed, NameSearch::ByParts).map(|_| ())
        })?;
        line("search", typed, "", found);
    }
    if let Some((_, medians, what)) = worst {
        println!(
            "slowest page of the large one: {what}: {} µs, × {}",
            medians[1].as_micros(),
            times(medians[1], medians[0])
        );
    }
    Ok(())
}
