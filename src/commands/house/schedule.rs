//! Recurring work is ordered when it is due and there is something to do: in one transaction its row of `schedules` moves on and its job
//! waits, so that of several servers one orders it.

use crate::commands::CommandError;
use crate::commands::house::export::KEPT;
use crate::domain::house::job::Schedule;
use crate::domain::house::work::{JobKind, JobState};
use crate::domain::time::{Timestamp, zone};
use crate::store::house::merchants;
use crate::store::jobs::schedules;
use crate::store::jobs::schedules::ScheduleRow;
use crate::store::jobs::{exports, outbox};
use crate::store::orders::pictures;
use crate::store::term::{archiving, terms};
use crate::store::{Conn, DbError, Scope, Tx};

/// A job that recurring work puts into the outbox.
struct Order {
    schedule: Schedule,
    row: ScheduleRow,
    kind: JobKind,
    key: String,
    next_at: Timestamp,
}

/// Whether recurring work is due at an instant and has something to do. `fetches` says whether pictures of goods are to be fetched.
pub fn is_due(connection: &mut Conn, now: Timestamp, fetches: bool) -> Result<bool, DbError> {
    Ok(!orders(connection, now, fetches)?.is_empty())
}

/// Puts the jobs of the recurring work that is due now; the number of jobs. Work that has nothing to do stays due.
pub fn order_due(tx: &mut Tx<'_>, fetches: bool) -> Result<usize, CommandError> {
    let now = tx.now();
    let mut put = 0;
    for Order { schedule, row, kind, key, next_at } in orders(tx.connection(), now, fetches)? {
        if !schedules::advance(tx, &row, next_at)? {
            continue;
        }
        match schedule {
            // A night has one clean-up, whatever becomes of it.
            Schedule::Retention => outbox::put_once(tx, kind, &key, now)?,
            Schedule::ExpiredExports | Schedule::Pictures | Schedule::Terms | Schedule::Archiving => {
                outbox::put(tx, kind, &key, "", now, None)?
            }
        }
        put += 1;
    }
    Ok(put)
}

fn orders(connection: &mut Conn, now: Timestamp, fetches: bool) -> Result<Vec<Order>, DbError> {
    let due = schedules::due(connection, now)?;
    let first = merchants::list(connection, &Scope::All)?.into_iter().min_by_key(|merchant| merchant.id);
    let Some(zone) = first.map(|first| zone(&first.timezone)) else { return Ok(Vec::new()) };
    let mut orders = Vec::new();
    for row in due {
        let Some(schedule) = Schedule::parse(&row.name).filter(|schedule| schedule.may_begin(now, zone)) else {
            continue;
        };
        let (kind, key) = match schedule {
            Schedule::Retention => (JobKind::Retention, format!("retention:{}", now.date_in(zone))),
            Schedule::ExpiredExports => (JobKind::ExpireExports, "expire_exports:all".to_owned()),
            Schedule::Pictures => (JobKind::Pictures, "pictures:all".to_owned()),
            Schedule::Terms => (JobKind::Terms, "terms:all".to_owned()),
            Schedule::Archiving => (JobKind::ArchiveEnded, "archive_ended:all".to_owned()),
        };
        let has_work = match schedule {
            Schedule::Retention => true,
            // A job that waits or runs already does it all.
            _ if outbox::state_of(connection, &key)? == Some(JobState::Waiting) => false,
            Schedule::ExpiredExports => !exports::expired(connection, now.plus_seconds(-KEPT), 1)?.is_empty(),
            Schedule::Archiving => !archiving::rules(connection)?.is_empty(),
            Schedule::Terms => terms::is_due(connection, now)? || terms::gathered(connection)?.is_some(),
            Schedule::Pictures if !fetches => false,
            Schedule::Pictures => {
                !pictures::due(connection, now, 1)?.is_empty() || pictures::gathered(connection)?.is_some()
            }
        };
        if has_work {
            orders.push(Order { schedule, kind, key, next_at: schedule.next_after(now, zone), row });
        }
    }
    Ok(orders)
}
