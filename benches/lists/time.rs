//! (e) The list by time left and what is overdue in it, of a small and of a large house, one after the other in one run.

use aftersales::clock::Clock;
use aftersales::domain::ticket::kind::TicketType;
use aftersales::domain::ticket::status::Status;
use aftersales::store::list::Direction;
use aftersales::store::tickets::counts::Kept;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::ask::{TicketPage, TicketSort};
use aftersales::store::tickets::list::{TicketFilter, cursor_of};
use aftersales::store::{Conn, Db, DbError, Scope};

use crate::measure::{median, ratio};
use crate::pages::{ROWS, compare, line};

/// How many pages deep a deep page lies.
const DEEP: usize = 20;

fn narrowings() -> Vec<(&'static str, TicketFilter)> {
    let any = TicketFilter::default;
    let over = (None, Some(Clock::System.now()));
    let (statuses, kinds) = (vec![Status::PendingRefund], vec![TicketType::ReturnRefund]);
    vec![
        ("none", any()),
        ("overdue", TicketFilter { clock: over, ..any() }),
        ("status and type", TicketFilter { statuses: statuses.clone(), kinds, ..any() }),
        ("status, overdue", TicketFilter { statuses, clock: over, ..any() }),
        ("platform overdue", TicketFilter { platform: over, ..any() }),
    ]
}

/// The whole page that comes so many pages after a first one, or the last whole one.
fn deep(connection: &mut Conn, filter: &TicketFilter, first: &TicketPage) -> Result<TicketPage, DbError> {
    let (mut page, mut next) = (first.clone(), first.clone());
    for _ in 0..DEEP {
        let rows = list::page(connection, &Scope::All, filter, &next)?.rows;
        let Some(last) = rows.last().filter(|_| rows.len() as i64 == ROWS) else { break };
        page = next.clone();
        next.start = Some((cursor_of(last, next.sort), Direction::After));
    }
    Ok(page)
}

/// Prints the table.
pub fn run(small: &Db, large: &Db, rounds: usize) -> Result<(), String> {
    table([small, large], rounds).map_err(|error| error.to_string())
}

fn table(dbs: [&Db; 2], rounds: usize) -> Result<(), DbError> {
    println!("{:<16} {:<13} {:<22} {:>12} {:>12}   large/small", "filter", "order", "page", "small", "large");
    let (mut ratios, mut worst) = (Vec::new(), (0, String::new()));
    for (name, filter) in narrowings() {
        let sort = if name.starts_with("platform") { TicketSort::PlatformLeft } else { TicketSort::TimeLeft };
        let first = TicketPage { sort, ascending: true, start: None, limit: ROWS };
        for place in ["first", "deep"] {
            let mut pages = [first.clone(), first.clone()];
            if place == "deep" {
                for (page, db) in pages.iter_mut().zip(dbs) {
                    *page = db.read_blocking(|connection| deep(connection, &filter, &first))?;
                }
            }
            let medians = compare(dbs, rounds, |which, connection| {
                list::page(connection, &Scope::All, &filter, &pages[which]).map(|_| ())
            })?;
            line(name, sort.code(), place, medians);
            let hundredths = medians[1].as_nanos() * 100 / medians[0].as_nanos().max(1);
            ratios.push(std::time::Duration::from_nanos(hundredths as u64));
            if hundredths > worst.0 {
                worst = (hundredths, format!("{name}, {place}"));
            }
        }
        let counts = compare(dbs, rounds, |_, connection| {
            let kept = Kept::read(connection)?;
            list::status_counts(connection, &kept, &Scope::All, &filter).map(|_| ())
        })?;
        line(name, "status counts", "", counts);
    }
    println!(
        "pages, large/small: median {}, worst {} ({})",
        ratio(median(&mut ratios).as_nanos(), 100),
        ratio(worst.0, 100),
        worst.1
    );
    Ok(())
}
