//! Work to be done after a commit: rows written in the transaction that wants them, claimed by a worker under a lease, retried with
//! growing delay. A key makes a job unique; the work itself is idempotent, because a lease can run out while it is done.

use diesel::prelude::*;

use crate::domain::house::job::JobQueue;
use crate::domain::house::work::{JobKind, JobState};
use crate::domain::time::Timestamp;
use crate::store::engine::conn::per_backend;
use crate::store::engine::prepared::change;
use crate::store::schema::jobs;
use crate::store::{Conn, DbError, Scope, Tx};

/// A job as it waits.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct JobRow {
    pub id: i64,
    pub kind: String,
    pub key: String,
    pub payload: String,
    pub state: JobState,
    pub run_at: Timestamp,
    pub tries: i32,
    pub lease_until: Option<Timestamp>,
    pub last_error: String,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Whose it is; `None` where it concerns several merchants or none.
    pub merchant_id: Option<i64>,
}

/// Narrows a query to the jobs in scope: those of its merchants. Jobs of no merchant are for a scope of all merchants alone.
macro_rules! scoped {
    ($query:expr, $scope:expr) => {{
        let mut query = $query.into_boxed();
        if let Some(ids) = $scope.merchant_ids() {
            query = query.filter(jobs::merchant_id.eq_any(ids.iter().copied().map(Some).collect::<Vec<_>>()));
        }
        query
    }};
}

/// Puts a job of a merchant into the outbox; a key that is there already makes it wait again from `run_at`, unless it still waits. A job
/// without a merchant is seen and run by administrators of all merchants alone.
pub fn put(
    tx: &mut Tx<'_>,
    kind: JobKind,
    key: &str,
    payload: &str,
    run_at: Timestamp,
    merchant_id: Option<i64>,
) -> Result<(), DbError> {
    let id = tx.next_id()?;
    let now = tx.now();
    let again = (
        jobs::state.eq(JobState::Waiting),
        jobs::run_at.eq(run_at),
        jobs::tries.eq(0),
        jobs::lease_until.eq(None::<Timestamp>),
        jobs::finished_at.eq(None::<Timestamp>),
    );
    let row = (
        jobs::id.eq(id),
        jobs::kind.eq(kind.code()),
        jobs::key.eq(key),
        jobs::payload.eq(payload),
        jobs::last_error.eq(""),
        jobs::created_at.eq(now),
        jobs::merchant_id.eq(merchant_id),
        jobs::queue.eq(kind.queue().code()),
    );
    let insert = diesel::insert_into(jobs::table).values((row, again));
    change!(tx.connection(), insert.on_conflict(jobs::key).do_update().set(again))?;
    tx.wakes_jobs = true;
    Ok(())
}

/// Puts a job that is there once for all time into the outbox: a key that is there already, in whatever state, stays as it is.
pub fn put_once(tx: &mut Tx<'_>, kind: JobKind, key: &str, run_at: Timestamp) -> Result<(), DbError> {
    let row = (
        jobs::id.eq(tx.next_id()?),
        jobs::kind.eq(kind.code()),
        jobs::key.eq(key),
        jobs::payload.eq(""),
        jobs::state.eq(JobState::Waiting),
        jobs::run_at.eq(run_at),
        jobs::tries.eq(0),
        jobs::last_error.eq(""),
        jobs::created_at.eq(tx.now()),
        jobs::queue.eq(kind.queue().code()),
    );
    per_backend!(tx.connection(), connection => {
        diesel::insert_into(jobs::table).values(row).on_conflict_do_nothing().execute(connection)?
    });
    tx.wakes_jobs = true;
    Ok(())
}

/// The state of the job of a key, if there is one.
pub fn state_of(connection: &mut Conn, key: &str) -> Result<Option<JobState>, DbError> {
    Ok(jobs::table.filter(jobs::key.eq(key)).select(jobs::state).first(connection).optional()?)
}

/// Claims the next due job of a queue for the seconds that `lease` says; a job whose lease ran out is due again.
pub fn claim(tx: &mut Tx<'_>, queue: JobQueue, lease: impl Fn(&JobRow) -> i64) -> Result<Option<JobRow>, DbError> {
    let now = tx.now();
    let due = jobs::table
        .filter(jobs::queue.eq(queue.code()))
        .filter(jobs::state.eq(JobState::Waiting))
        .filter(jobs::run_at.le(now))
        .filter(jobs::lease_until.is_null().or(jobs::lease_until.lt(now)))
        .order((jobs::run_at, jobs::id))
        .limit(8)
        .select(JobRow::as_select())
        .load(tx.connection())?;
    for mut job in due {
        let until = now.plus_seconds(lease(&job));
        let claimed = diesel::update(
            jobs::table
                .filter(jobs::id.eq(job.id))
                .filter(jobs::state.eq(JobState::Waiting))
                .filter(jobs::tries.eq(job.tries))
                .filter(jobs::lease_until.is_null().or(jobs::lease_until.lt(now))),
        )
        .set((jobs::lease_until.eq(Some(until)), jobs::tries.eq(job.tries + 1)))
        .execute(tx.connection())?;
        if claimed == 1 {
            job.tries += 1;
            job.lease_until = Some(until);
            return Ok(Some(job));
        }
    }
    Ok(None)
}

/// The job, as long as it is held by the claim that gave this row: once the lease ran out, or the job was put again, it is another's.
macro_rules! held {
    ($job:expr) => {
        jobs::table
            .filter(jobs::id.eq($job.id))
            .filter(jobs::state.eq(JobState::Waiting))
            .filter(jobs::tries.eq($job.tries))
            .filter(jobs::lease_until.eq($job.lease_until))
    };
}

/// Lengthens the lease of a job that takes its time; `false` when it was lost.
pub fn extend(tx: &mut Tx<'_>, job: &mut JobRow, lease_seconds: i64) -> Result<bool, DbError> {
    let until = Some(tx.now().plus_seconds(lease_seconds));
    let kept = diesel::update(held!(job)).set(jobs::lease_until.eq(until)).execute(tx.connection())?;
    job.lease_until = until;
    Ok(kept == 1)
}

/// Ends a claimed job well.
pub fn done(tx: &mut Tx<'_>, job: &JobRow) -> Result<(), DbError> {
    end(tx, job, JobState::Done, "")
}

/// Gives a claimed job up; `error` is shown to an administrator.
pub fn give_up(tx: &mut Tx<'_>, job: &JobRow, error: &str) -> Result<(), DbError> {
    end(tx, job, JobState::Failed, error)
}

fn end(tx: &mut Tx<'_>, job: &JobRow, state: JobState, error: &str) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(held!(job))
        .set((
            jobs::state.eq(state),
            jobs::lease_until.eq(None::<Timestamp>),
            jobs::finished_at.eq(Some(now)),
            jobs::last_error.eq(error),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Lets a claimed job run again at a time; `error` is shown to an administrator.
pub fn again(tx: &mut Tx<'_>, job: &JobRow, at: Timestamp, error: &str) -> Result<(), DbError> {
    diesel::update(held!(job))
        .set((jobs::run_at.eq(at), jobs::lease_until.eq(None::<Timestamp>), jobs::last_error.eq(error)))
        .execute(tx.connection())?;
    Ok(())
}

/// Gives a claimed job back because its server stops: it is due at once, and the try does not count.
pub fn put_back(tx: &mut Tx<'_>, job: &JobRow) -> Result<(), DbError> {
    diesel::update(held!(job))
        .set((jobs::lease_until.eq(None::<Timestamp>), jobs::tries.eq(job.tries - 1)))
        .execute(tx.connection())?;
    Ok(())
}

/// Ends the job of a key that waits and does not run, because its work was done in another way.
pub fn settle(tx: &mut Tx<'_>, key: &str) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(
        jobs::table
            .filter(jobs::key.eq(key))
            .filter(jobs::state.eq(JobState::Waiting))
            .filter(jobs::lease_until.is_null().or(jobs::lease_until.lt(now))),
    )
    .set((jobs::state.eq(JobState::Done), jobs::finished_at.eq(Some(now))))
    .execute(tx.connection())?;
    Ok(())
}

/// Makes a job in scope that was given up, or that waits for a later try, run now; `false` where there is no such job. One that runs at
/// this moment, or is done, stays as it is.
pub fn run_now(tx: &mut Tx<'_>, scope: &Scope, id: i64) -> Result<bool, DbError> {
    if by_id(tx.connection(), scope, id)?.is_none() {
        return Ok(false);
    }
    let now = tx.now();
    let woken = diesel::update(
        jobs::table
            .filter(jobs::id.eq(id))
            .filter(jobs::state.ne(JobState::Done))
            .filter(jobs::lease_until.is_null().or(jobs::lease_until.lt(now))),
    )
    .set((
        jobs::state.eq(JobState::Waiting),
        jobs::run_at.eq(now),
        jobs::tries.eq(0),
        jobs::lease_until.eq(None::<Timestamp>),
        jobs::finished_at.eq(None::<Timestamp>),
    ))
    .execute(tx.connection())?;
    tx.wakes_jobs |= woken == 1;
    Ok(woken == 1)
}

/// A job in scope, by id.
pub fn by_id(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<JobRow>, DbError> {
    let query = scoped!(jobs::table.find(id).select(JobRow::as_select()), scope);
    Ok(query.first(connection).optional()?)
}

/// A job in scope, by key.
pub fn by_key(connection: &mut Conn, scope: &Scope, key: &str) -> Result<Option<JobRow>, DbError> {
    let query = scoped!(jobs::table.filter(jobs::key.eq(key)).select(JobRow::as_select()), scope);
    Ok(query.first(connection).optional()?)
}

/// The jobs in scope: those not done first, then the newest; at most `limit` of each.
pub fn list(connection: &mut Conn, scope: &Scope, limit: i64) -> Result<Vec<JobRow>, DbError> {
    let all = || scoped!(jobs::table.select(JobRow::as_select()), scope);
    let open = all().filter(jobs::state.ne(JobState::Done)).order((jobs::run_at, jobs::id)).limit(limit);
    let done = all().filter(jobs::state.eq(JobState::Done)).order((jobs::run_at.desc(), jobs::id.desc())).limit(limit);
    let mut rows: Vec<JobRow> = open.load(connection)?;
    rows.extend(done.load::<JobRow>(connection)?);
    Ok(rows)
}

/// How many jobs in scope were given up.
pub fn given_up_count(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    let query = scoped!(jobs::table.filter(jobs::state.eq(JobState::Failed)), scope);
    Ok(query.count().get_result(connection)?)
}

/// How many jobs of each queue are not done yet, of all merchants; queues in which none waits are there too.
pub fn waiting_by_queue(connection: &mut Conn) -> Result<Vec<(JobQueue, i64)>, DbError> {
    let count = |queue: &JobQueue| {
        let waiting = jobs::table.filter(jobs::queue.eq(queue.code())).filter(jobs::state.eq(JobState::Waiting));
        Ok((*queue, waiting.count().get_result(&mut *connection)?))
    };
    JobQueue::ALL.iter().map(count).collect()
}

/// How many jobs in scope are not done yet.
pub fn open_count(connection: &mut Conn, scope: &Scope) -> Result<i64, DbError> {
    let query = scoped!(jobs::table.filter(jobs::state.eq(JobState::Waiting)), scope);
    Ok(query.count().get_result(connection)?)
}
