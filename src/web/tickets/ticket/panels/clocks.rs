//! The clocks of a ticket: whose time runs, until when, and what happens then.

use askama::Template;

use crate::domain::term::facts::{NoClock, why_none};
use crate::domain::term::kind::{AtEnd, TermState};
use crate::domain::ticket::status::Status;
use crate::i18n::calendar::{Clocks, length, time_left};
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::web::tickets::ticket::panels::context::Context;

/// A term that runs.
struct Clock {
    kind: &'static str,
    state: &'static str,
    name: &'static str,
    tone: &'static str,
    datetime: String,
    /// How long the term is.
    title: String,
    left: String,
    ends: String,
    is_provisional: bool,
    at_end: &'static str,
}

#[derive(Template)]
#[template(path = "tickets/panels/clocks.html")]
pub struct ClocksPanel {
    t: &'static Clocks,
    clocks: Vec<Clock>,
    why_none: Option<&'static str>,
}

/// The terms that run, or why none does; nothing for a ticket that has ended.
pub fn panel(context: Context<'_>) -> Option<ClocksPanel> {
    let Context { f, file, .. } = context;
    let t = Clocks::of(f.lang);
    let running = file.terms.iter().filter(|row| row.state == TermState::Running);
    let clocks: Vec<Clock> = running
        .map(|row| {
            let local = row.due_at.utc().with_timezone(&f.zone);
            let (state, tone) = match f.now {
                now if now >= row.due_at => ("OVERDUE", "term red"),
                now if now >= row.target_at => ("DUE_SOON", "term amber"),
                _ => ("RUNNING", ""),
            };
            Clock {
                kind: row.kind.code(),
                state,
                name: row.kind.name(f.lang),
                tone,
                datetime: local.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                title: length(row.length(), f.lang),
                left: time_left(row.due_at, f.now, f.lang),
                ends: fill(t.ends, &[("date", &local.format("%m-%d %H:%M").to_string())]),
                is_provisional: row.is_provisional,
                at_end: match row.acts_at.map_or(AtEnd::Alarm, |_| row.kind.usual(row.basis).at_end) {
                    AtEnd::Alarm => t.alarms,
                    AtEnd::Close => t.closes,
                    AtEnd::Complete => t.completes,
                    AtEnd::Lapse => t.lapses,
                },
            }
        })
        .collect();
    let status = file.ticket.status;
    let none = why_none(status, file.stages.decision.sending_back).filter(|none| *none != NoClock::Ended);
    let why_none = none.filter(|_| clocks.is_empty()).map(|none| none.name(f.lang));
    (!clocks.is_empty() || why_none.is_some())
        .then_some(ClocksPanel { t, clocks, why_none })
        .filter(|_| status != Status::Draft)
}
