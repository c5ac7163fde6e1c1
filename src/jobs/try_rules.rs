//! Tries a merchant's rules on its past tickets, batch by batch, and keeps how far it is. Run again it begins anew; a trial that another
//! one replaced stops.

use crate::commands::CommandError;
use crate::commands::assignment::trial::note;
use crate::domain::assignment::rule::matches;
use crate::domain::house::work::JobKind;
use crate::domain::ticket::status::Archive;
use crate::jobs::job::{Ended, Job, Jobs};
use crate::store::assignment::rules::Rule;
use crate::store::assignment::trials::{LineRow, TrialRow};
use crate::store::assignment::{queues, rules, trials};
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::jobs::outbox::JobRow;
use crate::store::people::staff;
use crate::store::{Conn, DbError, Scope};

/// Tickets that are read at a time.
const BATCH: i64 = 2_000;
/// Examples that are kept of each rule.
const EXAMPLES: usize = 10;

/// Tries them.
pub(super) struct TryRules;

/// What a trial reads before it begins.
struct Start {
    row: TrialRow,
    merchant: MerchantRow,
    rules: Vec<Rule>,
    lines: Vec<LineRow>,
    total: i64,
}

fn start(connection: &mut Conn, merchant_id: i64) -> Result<Option<Start>, DbError> {
    let Some((row, _)) = trials::last(connection, merchant_id)? else { return Ok(None) };
    let wanted: Vec<i64> = row.rules.split(',').filter_map(|id| id.parse().ok()).collect();
    let mut rules = rules::list(connection, merchant_id)?;
    rules.retain(|rule| wanted.contains(&rule.row.id));
    let pools = queues::list(connection, &Scope::Of(vec![merchant_id]))?;
    let ids: Vec<i64> = rules.iter().filter_map(|rule| rule.row.staff_id).collect();
    let names = staff::names(connection, &ids)?;
    let line = |(place, rule): (i32, &Rule)| LineRow {
        merchant_id,
        place,
        rule: rule.row.name.clone(),
        pool: pools
            .iter()
            .find(|pool| Some(pool.id) == rule.row.queue_id)
            .map(|pool| pool.name.clone())
            .unwrap_or_default(),
        person: rule.row.staff_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        matched: 0,
        examples: String::new(),
    };
    Ok(Some(Start {
        lines: (1..).zip(&rules).map(line).collect(),
        merchant: merchants::get(connection, merchant_id)?,
        total: trials::count(connection, merchant_id, row.since_at)?,
        rules,
        row,
    }))
}

impl Job for TryRules {
    const KIND: JobKind = JobKind::TryRules;
    const TRIES: Option<i32> = None;
    const LEASE: i64 = 120;

    fn run(jobs: &Jobs, job: &mut JobRow) -> Result<Ended, CommandError> {
        let Ok(merchant_id) = job.payload.parse::<i64>() else {
            return Ok(Ended::GivenUp(format!("{:?} is no merchant's id", job.payload)));
        };
        let found = jobs.db.read_blocking(|connection| start(connection, merchant_id))?;
        let Some(Start { mut row, merchant, rules, mut lines, total }) = found else { return Ok(Ended::Done) };
        if row.finished_at.is_some() || job.key != format!("try_rules:{}", row.trial_id) {
            return Ok(Ended::Done);
        }
        (row.rows_done, row.rows_total, row.unmatched) = (0, total, 0);
        for shelf in [Archive::Live, Archive::Archived] {
            let mut place = (row.since_at, 0);
            loop {
                if !jobs.hold::<Self>(job)? {
                    return Ok(Ended::taken_over());
                }
                let tickets = jobs.db.read_blocking(|connection| {
                    trials::past(connection, merchant_id, merchant.currency, shelf, place, BATCH)
                })?;
                let Some(last) = tickets.last() else { break };
                place = last.place;
                for ticket in &tickets {
                    row.rows_done += 1;
                    match rules.iter().position(|rule| matches(&rule.conditions, &ticket.traits)) {
                        Some(at) => {
                            let line = &mut lines[at];
                            line.matched += 1;
                            if line.examples.split_whitespace().count() < EXAMPLES {
                                line.examples = format!("{} {}", line.examples, ticket.ticket_no).trim().to_owned();
                            }
                        }
                        None => row.unmatched += 1,
                    }
                }
                let so_far = row.clone();
                if !jobs.db.write_blocking(move |tx| note(tx, &so_far, &[]))? {
                    return Ok(Ended::Done);
                }
            }
        }
        row.finished_at = Some(jobs.db.clock().now());
        jobs.db.write_blocking(move |tx| note(tx, &row, &lines))?;
        Ok(Ended::Done)
    }
}
