//! How a running program stands to its database: whether a newer program has upgraded it meanwhile, and how far this machine's clock is
//! from the database's. Looked at every few seconds beside the work, never within it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::clock::Clock;
use crate::domain::time::Timestamp;
use crate::store::engine::conn::Conn;
use crate::store::engine::db_error::DbError;
use crate::store::engine::migrations;

/// How often the clock is set by the database's.
const SET_EVERY: Duration = Duration::from_secs(60);
/// Clocks that are apart by more seconds than these are warned of.
const APART: i64 = 5;

/// The latest findings.
pub(in crate::store) struct Status {
    /// This machine's own clock.
    own: Clock,
    /// Why no more work is taken; once known, it holds until the program ends.
    newer: OnceLock<String>,
    /// Seconds by which the own clock is ahead of the database's.
    ahead: AtomicI64,
    set_at: Mutex<Instant>,
}

impl Status {
    /// Of a program whose `clock` was set by the database's this moment.
    pub(in crate::store) fn new(own: Clock, clock: &Clock) -> Self {
        let status = Self { own, newer: OnceLock::new(), ahead: AtomicI64::new(0), set_at: Mutex::new(Instant::now()) };
        status.compare(clock);
        status
    }

    /// Why no more work is taken, if so.
    pub(in crate::store) fn newer(&self) -> Option<&str> {
        self.newer.get().map(String::as_str)
    }

    /// Seconds by which the own clock is ahead of the database's (behind it where negative), where that is worth a warning.
    pub(in crate::store) fn clock_ahead(&self) -> Option<i64> {
        Some(self.ahead.load(Ordering::Relaxed)).filter(|seconds| seconds.abs() > APART)
    }

    /// Looks again; sets a running clock once a minute.
    pub(in crate::store) fn look(&self, connection: &mut Conn, clock: &Clock) -> Result<(), DbError> {
        if let Some(newer) = migrations::newer(connection)?
            && self.newer.set(newer.clone()).is_ok()
        {
            tracing::error!(reason = newer, "the database was upgraded: no more work is taken");
        }
        let follows = matches!((&*connection, clock), (Conn::Postgres(_), Clock::Running(_)));
        let mut set_at = self.set_at.lock().map_err(|_| DbError::Gone)?;
        if follows && set_at.elapsed() > SET_EVERY {
            clock.set(time_there(connection)?);
            *set_at = Instant::now();
            self.compare(clock);
        }
        Ok(())
    }

    fn compare(&self, clock: &Clock) {
        let ahead = (self.own.now().micros() - clock.now().micros()) / 1_000_000;
        let before = self.ahead.swap(ahead, Ordering::Relaxed);
        if ahead.abs() > APART && (ahead - before).abs() > APART {
            tracing::warn!(
                seconds_ahead = ahead,
                "this machine's clock and the database's differ; times are the database's"
            );
        }
    }
}

#[derive(QueryableByName)]
struct Time {
    #[diesel(sql_type = BigInt)]
    micros: i64,
}

/// The present time of Postgres's clock, corrected by half of the time of the query.
pub(in crate::store) fn time_there(connection: &mut Conn) -> Result<Timestamp, DbError> {
    let sent_at = Instant::now();
    let time: Time =
        diesel::sql_query("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS micros")
            .get_result(connection)?;
    let back = i64::try_from(sent_at.elapsed().as_micros() / 2).unwrap_or_default();
    Ok(Timestamp::from_micros(time.micros.saturating_add(back)))
}
