//! The table of jobs: a kind, where it waits, how often it is tried, for how long it is claimed, what runs.

use crate::commands::CommandError;
use crate::domain::house::job::JobQueue;
use crate::domain::house::work::JobKind;
use crate::jobs::job::{Ended, Job, Jobs};
use crate::jobs::{
    expired_exports, export, import_orders, pictures, refund, retention, return_tickets, terms, try_rules,
};
use crate::store::jobs::outbox::JobRow;

/// Seconds for which a job of an unknown kind is claimed.
const UNKNOWN_LEASE: i64 = 60;

/// How jobs of a kind are run.
pub struct Rule {
    pub queue: JobQueue,
    pub tries: Option<i32>,
    pub lease: i64,
    pub run: fn(&Jobs, &mut JobRow) -> Result<Ended, CommandError>,
    pub give_up: fn(&Jobs, &mut JobRow, &str) -> Result<(), CommandError>,
}

fn rule<J: Job>() -> Rule {
    Rule { queue: J::QUEUE, tries: J::TRIES, lease: J::LEASE, run: J::run, give_up: J::give_up }
}

/// The table of jobs.
pub fn rule_of(kind: JobKind) -> Rule {
    match kind {
        JobKind::Refund => rule::<refund::Refund>(),
        JobKind::ImportOrders => rule::<import_orders::ImportOrders>(),
        JobKind::Export => rule::<export::Export>(),
        JobKind::Retention => rule::<retention::Retention>(),
        JobKind::Pictures => rule::<pictures::Pictures>(),
        JobKind::ExpireExports => rule::<expired_exports::ExpiredExports>(),
        JobKind::Terms => rule::<terms::Terms>(),
        JobKind::CountTermsAgain => rule::<terms::CountAgain>(),
        JobKind::ArchiveEnded => rule::<terms::ArchiveEnded>(),
        JobKind::TryRules => rule::<try_rules::TryRules>(),
        JobKind::ReturnTickets => rule::<return_tickets::ReturnTickets>(),
    }
}

/// Seconds for which a job is claimed.
pub fn lease_of(job: &JobRow) -> i64 {
    JobKind::parse(&job.kind).map_or(UNKNOWN_LEASE, |kind| rule_of(kind).lease)
}
