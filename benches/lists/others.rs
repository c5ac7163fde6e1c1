//! What no index was made for: every other filter, alone and with another, under every order. Each is checked row by row within a window.

use std::time::Duration;

use aftersales::domain::goods::movement::Carrier;
use aftersales::domain::money::Money;
use aftersales::domain::ticket::kind::{Channel, TicketType};
use aftersales::domain::ticket::reason::Responsibility;
use aftersales::domain::ticket::status::{ReviewResult, Status};
use aftersales::store::house::list_choices;
use aftersales::store::tickets::counts::Kept;
use aftersales::store::tickets::entries::EntryRow;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::TicketFilter;
use aftersales::store::tickets::list::ask::TicketPage;
use aftersales::store::tickets::list::ask::TicketSort;
use aftersales::store::{Conn, Db, DbError, Scope};

use crate::measure::ms;
use crate::pages::{ROWS, timed};

/// A narrowing, put on top of another.
type Narrow = Box<dyn Fn(TicketFilter) -> TicketFilter>;

/// Every filter that no index holds, with a value that few or many tickets have.
fn narrowings(connection: &mut Conn) -> Result<Vec<(&'static str, Narrow)>, DbError> {
    let choices = list_choices::of(connection, &Scope::All)?;
    let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: 200 };
    let rows = list::page(connection, &Scope::All, &TicketFilter::default(), &page)?.rows;
    let codes: Vec<String> = choices.reasons.iter().map(|reason| reason.code.clone()).take(2).collect();
    let reasons = list_choices::reason_ids(connection, &Scope::All, &codes)?;
    let shop: Vec<i64> = choices.shops.iter().map(|(id, _)| *id).take(1).collect();
    let reviewer: Vec<i64> = rows.iter().map(|row| row.reviewer_id).filter(|id| *id > 0).take(1).collect();
    let assignee: Vec<i64> = rows.iter().map(|row| row.assignee_id).filter(|id| *id > 0).take(1).collect();
    let flags: Vec<String> = choices.flags.iter().take(1).cloned().collect();
    let newest = rows.first().map_or_else(Default::default, |row: &EntryRow| row.applied_at);
    let month = newest.plus_seconds(-30 * 86_400);
    let dear = Money::from_minor(50_000);
    let mut all: Vec<(&'static str, Narrow)> = Vec::new();
    let mut add = |name, narrow: Narrow| all.push((name, narrow));
    add("reason", Box::new(move |filter| TicketFilter { reasons: reasons.clone(), ..filter }));
    add("shop", Box::new(move |filter| TicketFilter { shops: shop.clone(), ..filter }));
    add("reviewer", Box::new(move |filter| TicketFilter { reviewers: reviewer.clone(), ..filter }));
    add("assignee", Box::new(move |filter| TicketFilter { assignees: assignee.clone(), ..filter }));
    add("flag", Box::new(move |filter| TicketFilter { flags: flags.clone(), ..filter }));
    let blame = Responsibility::ALL.first().copied();
    add(
        "responsibility",
        Box::new(move |filter| TicketFilter { responsibilities: blame.into_iter().collect(), ..filter }),
    );
    add("carrier", Box::new(|filter| TicketFilter { carriers: vec![Carrier::ALL[0].code().to_owned()], ..filter }));
    add("channel", Box::new(|filter| TicketFilter { channels: vec![Channel::ALL[0]], ..filter }));
    add("result", Box::new(|filter| TicketFilter { results: vec![ReviewResult::Refused], ..filter }));
    add("bounced", Box::new(|filter| TicketFilter { bounced: true, ..filter }));
    add("part of a ticket's number", Box::new(|filter| TicketFilter { ticket_no: "777".to_owned(), ..filter }));
    add("part of an order's number", Box::new(|filter| TicketFilter { order_no: "777".to_owned(), ..filter }));
    add("no such SKU", Box::new(|filter| TicketFilter { sku: "NO-SUCH-SKU".to_owned(), ..filter }));
    add("amount", Box::new(move |filter| TicketFilter { amount: (Some(dear), None), ..filter }));
    add("applied", Box::new(move |filter| TicketFilter { applied: (Some(month), None), ..filter }));
    add("reviewed", Box::new(move |filter| TicketFilter { reviewed: (Some(month), None), ..filter }));
    add("ordered", Box::new(move |filter| TicketFilter { ordered: (None, Some(month)), ..filter }));
    add("status", Box::new(|filter| TicketFilter { statuses: vec![Status::Completed], ..filter }));
    add("type", Box::new(|filter| TicketFilter { kinds: vec![TicketType::Exchange], ..filter }));
    Ok(all)
}

/// Prints the slowest of all filters, alone and in pairs, under every order: the page and its counts, the best of three.
pub fn run(db: &Db) -> Result<(), DbError> {
    let all = db.read_blocking(narrowings)?;
    let mut seen: Vec<(Duration, String)> = Vec::new();
    for (at, (one, narrow)) in all.iter().enumerate() {
        for (other, further) in &all[at..] {
            let filter = further(narrow(TicketFilter::default()));
            for sort in TicketSort::ALL.iter().copied() {
                for ascending in [false, true] {
                    let page = TicketPage { sort, ascending, start: None, limit: ROWS };
                    let mut best = Duration::MAX;
                    for _ in 0..3 {
                        let took = timed(db, |connection| {
                            list::page(connection, &Scope::All, &filter, &page)?;
                            let kept = Kept::read(connection)?;
                            list::status_counts(connection, &kept, &Scope::All, &filter).map(|_| ())
                        })?;
                        best = best.min(took);
                    }
                    let way = if ascending { "ascending" } else { "descending" };
                    seen.push((best, format!("{one} and {other} by {}, {way}", sort.code())));
                }
            }
        }
    }
    seen.sort();
    let within = seen.iter().filter(|(took, _)| *took < Duration::from_millis(300)).count();
    println!("{} other questions, page and counts: {within} within 300 ms; the slowest:", seen.len());
    for (took, what) in seen.iter().rev().take(8) {
        println!("{:>12}  {what}", ms(*took));
    }
    Ok(())
}
