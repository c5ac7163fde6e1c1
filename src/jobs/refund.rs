//! Calls gateways for refunds. The job executes one: it queries the result of a request under way before it sends anything again. `ask`
//! queries for a person who is about to move the money in another way. Every answer, also a repeated or late one, goes to the command with
//! its attempt; the command decides what it means.

use crate::commands::CommandError;
use crate::commands::money::refund::{Followed, Task, attempt_started, gateway_answered, sent_requests, task};
use crate::domain::house::work::JobKind;
use crate::domain::money::refund::{Answer, Call};
use crate::domain::money::settlement::UnclearCause;
use crate::domain::money::states::AttemptOutcome;
use crate::gateways::{Gateways, LONGEST_CALL, RefundGateway};
use crate::jobs::job::{Ended, Job, Jobs};
use crate::store::Db;
use crate::store::jobs::outbox::JobRow;

pub(super) struct Refund;

impl Job for Refund {
    const KIND: JobKind = JobKind::Refund;
    /// Unknown is not failed: it goes on asking, and alarms finance after a day.
    const TRIES: Option<i32> = None;
    /// Held again before each further call.
    const LEASE: i64 = 30;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let Ok(refund_id) = job.payload.parse() else {
            return Ok(Ended::GivenUp(format!("{:?} is no refund's id", job.payload)));
        };
        let Some(task) = jobs.db.read_blocking(|connection| task(connection, refund_id))? else {
            return Ok(Ended::GivenUp(format!("there is no refund {refund_id}")));
        };
        let Some(gateway) = jobs.gateways.port(task.gateway) else { return Ok(Ended::Done) };
        match (task.call, task.attempt_no) {
            (Call::Nothing, _) => Ok(Ended::Done),
            (Call::Submit, _) | (Call::Query, None) => submit(jobs, job, gateway, &task),
            (Call::Query, Some(attempt_no)) => {
                let answer = Answer::from(gateway.query(&task.request.request_no));
                if answer == Answer::Open(AttemptOutcome::NotFound) && !task.is_silent {
                    // It never arrived: the same number may go out again.
                    return match jobs.hold::<Refund>(job)? {
                        true => submit(jobs, job, gateway, &task),
                        false => Ok(Ended::taken_over()),
                    };
                }
                report(&jobs.db, refund_id, attempt_no, &task.request.request_no, answer)
            }
        }
    }
}

const _: () = assert!(Refund::LEASE > LONGEST_CALL, "a refund's job is another's while its gateway is asked");

/// Queries the gateway about every request number of a refund that was sent and is not on its way now, and keeps the answers. Never inside
/// a transaction, because a gateway takes its time. The server that acts next asks right before it acts, so that it waits for no job; its
/// command checks that the answers are there and fresh.
pub fn ask(db: &Db, gateways: &Gateways, refund_id: i64) -> Result<(), CommandError> {
    for sent in db.read_blocking(|connection| sent_requests(connection, refund_id))? {
        let Some(gateway) = gateways.port(sent.gateway) else { continue };
        let answer = gateway.query(&sent.request_no).into();
        report(db, refund_id, sent.attempt_no, &sent.request_no, answer)?;
    }
    Ok(())
}

fn submit(jobs: &Jobs, job: &mut JobRow, gateway: &dyn RefundGateway, task: &Task) -> Result<Ended, CommandError> {
    let (db, id, request_no) = (&jobs.db, task.refund_id, task.request.request_no.clone());
    let number = request_no.clone();
    let Some(attempt_no) = db.write_blocking(move |tx| attempt_started(tx, id, &number))? else {
        return Ok(Ended::Done);
    };
    let mut ended = report(db, id, attempt_no, &request_no, gateway.submit(&task.request).into())?;
    if ended != Ended::Done && !jobs.hold::<Refund>(job)? {
        return Ok(Ended::taken_over());
    }
    for notice in gateway.notices(&request_no) {
        ended = report(db, id, attempt_no, &request_no, notice.into())?;
    }
    Ok(ended)
}

fn report(db: &Db, refund_id: i64, attempt_no: i32, request_no: &str, answer: Answer) -> Result<Ended, CommandError> {
    let said = match &answer {
        Answer::Open(outcome) => outcome.code().to_owned(),
        definitive => format!("{definitive:?}"),
    };
    let followed = db.write_blocking(move |tx| gateway_answered(tx, refund_id, attempt_no, answer.clone()))?;
    match followed {
        Followed::Ended => Ok(Ended::Done),
        Followed::AskAgain => Ok(Ended::Again(said)),
        Followed::Unclear(cause) => {
            tracing::error!(
                request_no,
                attempt_no,
                cause = cause.code(),
                said,
                "a refund is unclear: two persons must settle it"
            );
            // A refund that is unclear by silence alone is queried again.
            Ok(if cause == UnclearCause::Silent { Ended::Again(said) } else { Ended::Done })
        }
    }
}
