//! Executes a refund at its gateway. What is already under way is asked about before anything is sent again; every answer, also one
//! told twice, goes to the command, which knows what it means.

use super::{Ended, Jobs};
use crate::commands::CommandError;
use crate::commands::refund::{Task, attempt_started, gateway_answered, task};
use crate::domain::codes::AttemptOutcome;
use crate::domain::refund::{Answer, Call};
use crate::gateways::RefundGateway;
use crate::store::outbox::JobRow;

pub(super) fn run(jobs: &Jobs, job: &JobRow) -> Result<Ended, CommandError> {
    let Ok(refund_id) = job.payload.parse() else {
        return Ok(Ended::GivenUp(format!("{:?} is no refund's id", job.payload)));
    };
    let Some(task) = jobs.db.read_blocking(|connection| task(connection, refund_id))? else {
        return Ok(Ended::GivenUp(format!("there is no refund {refund_id}")));
    };
    let Some(gateway) = jobs.gateways.port(task.gateway) else { return Ok(Ended::Done) };
    match task.call {
        Call::Nothing => Ok(Ended::Done),
        Call::Submit => submit(jobs, gateway, &task),
        Call::Query => {
            let answer = Answer::from(gateway.query(&task.request.request_no));
            if answer == Answer::Open(AttemptOutcome::NotFound) {
                // It never arrived: the same number may go out again.
                return submit(jobs, gateway, &task);
            }
            report(jobs, &task, answer)
        }
    }
}

fn submit(jobs: &Jobs, gateway: &dyn RefundGateway, task: &Task) -> Result<Ended, CommandError> {
    let (id, request_no) = (task.refund_id, task.request.request_no.clone());
    if !jobs.db.write_blocking(move |tx| attempt_started(tx, id, &request_no))? {
        return Ok(Ended::Done);
    }
    let mut ended = report(jobs, task, gateway.submit(&task.request).into())?;
    for notice in gateway.notices(&task.request.request_no) {
        ended = report(jobs, task, notice.into())?;
    }
    Ok(ended)
}

fn report(jobs: &Jobs, task: &Task, answer: Answer) -> Result<Ended, CommandError> {
    let (id, request_no) = (task.refund_id, task.request.request_no.clone());
    let open = match &answer {
        Answer::Open(outcome) => *outcome,
        _ => AttemptOutcome::AmountDiffers,
    };
    let ended = jobs.db.write_blocking(move |tx| gateway_answered(tx, id, &request_no, answer.clone()))?;
    if !ended && open == AttemptOutcome::AmountDiffers {
        tracing::error!(request = task.request.request_no, "the gateway paid another amount than asked");
    }
    Ok(if ended { Ended::Done } else { Ended::Again(open.code().to_owned()) })
}
