//! The clocks of made-up tickets: those that the facts of each call for, counted as the product counts them; and what platforms show of some.

use std::sync::Arc;

use super::paths::{Path, Stage};
use crate::commands::term::follow::{CountedBy, Counting};
use crate::domain::term::facts::{TermFacts, wanted};
use crate::domain::term::kind::{PlatformAction, TermState};
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;
use crate::generate::rng::Rng;
use crate::store::term::platforms::PlatformRow;
use crate::store::term::terms;
use crate::store::term::terms::TermRow;
use crate::store::tickets::entries::NO_CLOCK;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
/// Of a hundred open tickets that came from a platform, so many are known there by a number that somebody typed.
const KNOWN_THERE: i64 = 40;
/// Of a hundred of those, so many have a time of the platform's.
const TIMED_THERE: i64 = 70;

/// A ticket, as far as its clocks depend on it. Instants in microseconds.
pub struct Timed<'t> {
    pub id: i64,
    pub path: &'t Path,
    pub created_at: i64,
    pub span: i64,
    pub is_no_reason: bool,
    pub from_platform: bool,
    pub by: &'t Arc<CountedBy>,
    pub shop_id: i64,
    /// Where its goods come back to; `None` where nothing comes back.
    pub warehouse_id: Option<i64>,
}

/// The clocks of a ticket, and what its list entry says of them.
pub struct Clocks {
    pub terms: Vec<TermRow>,
    pub platform: Option<PlatformRow>,
    /// A kind's code; empty for none.
    pub kind: &'static str,
    pub soon_at: i64,
    pub at: i64,
    pub platform_at: i64,
}

/// For how long a ticket may have stood in an open status, in microseconds: what ends by itself has not ended yet, of all others some are late.
fn longest(status: Status) -> i64 {
    match status {
        Status::AwaitingBuyer => 60 * HOUR,
        Status::PendingReturn => 150 * HOUR,
        Status::ExchangeShipped => 320 * HOUR,
        Status::Returning => 11 * DAY,
        Status::PendingExchange => 5 * DAY,
        _ => 4 * DAY,
    }
}

/// How long an open ticket took from its first step to its last, so that its status is as old as such a status may be.
pub fn span(rng: &mut Rng, status: Status, age: i64) -> i64 {
    let most = longest(status).min(age / 10 * 9);
    age - rng.between((age / 10).min(most / 10), most)
}

/// What a platform shows of a ticket.
fn platform(rng: &mut Rng, ticket: &Timed<'_>, now: i64) -> Option<PlatformRow> {
    if ticket.path.stage != Stage::Open || !ticket.from_platform || !rng.percent(KNOWN_THERE) {
        return None;
    }
    let due_at = rng.percent(TIMED_THERE).then(|| Timestamp::from_micros(now + rng.between(-12 * HOUR, 4 * DAY)));
    let consequence = *rng.pick(&[PlatformAction::AutoAgree, PlatformAction::AutoRefund, PlatformAction::AutoClose]);
    Some(PlatformRow { ticket_id: ticket.id, platform_ticket_no: format!("5{:017}", ticket.id), due_at, consequence })
}

/// The clocks of a ticket at an instant.
pub fn of(rng: &mut Rng, ticket: &Timed<'_>, now: i64) -> Clocks {
    let platform = platform(rng, ticket, now);
    let (path, plan) = (ticket.path, &ticket.path.plan);
    let at = |share| Timestamp::from_micros(path.at(ticket.created_at, ticket.span, share));
    let since = at(plan.end_share);
    let facts = TermFacts {
        kind: path.kind,
        status: path.status,
        status_since: since,
        submitted_at: plan.submitted.then(|| at(None)),
        round: 1 + i32::try_from(plan.bounces).unwrap_or_default(),
        signed_in_at: plan.sign_in_share.map(|share| at(Some(share))),
        is_no_reason: ticket.is_no_reason,
        sending_back: false,
        was_reopened: false,
        platform_due: platform.as_ref().and_then(|platform| platform.due_at),
        on_hold: false,
        evidence: None,
    };
    let counting = Counting::new(Arc::clone(ticket.by), ticket.shop_id, ticket.warehouse_id);
    let terms: Vec<TermRow> = (1..)
        .zip(wanted(&facts).unwrap_or_default())
        .map(|(number, term)| {
            let row = counting.begun(ticket.id, number, &term, term.start);
            match row.acts_at {
                _ if term.is_paused => counting.paused(row, since),
                Some(ended) if ended.micros() <= now => {
                    TermRow { state: TermState::Expired, ended_at: Some(ended), acts_at: None, ..row }
                }
                _ => row,
            }
        })
        .collect();
    let clock = terms::clock(&terms).map(TermRow::ends);
    let (kind, soon_at, at) = clock.map_or(("", NO_CLOCK, NO_CLOCK), |(kind, soon, at)| (kind.code(), soon, at));
    let platform_at = terms::platform_at(&terms).unwrap_or(NO_CLOCK).micros();
    Clocks { terms, platform, kind, soon_at: soon_at.micros(), at: at.micros(), platform_at }
}
