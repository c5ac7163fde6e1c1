//! The clocks of a ticket: whose time runs, until when, and what happens then; and the platform's own, with the form that keeps it.

use askama::Template;

use crate::domain::term::facts::{NoClock, why_none};
use crate::domain::term::kind::{AtEnd, PlatformAction, TermKind, TermState};
use crate::domain::term::length::LengthUnit;
use crate::domain::ticket::status::Status;
use crate::i18n::codes::{Choice, Named, choices};
use crate::i18n::fill;
use crate::i18n::term::calendar::{Clocks, length, span, then, time_left};
use crate::i18n::term::requests::Requests;
use crate::store::term::terms;
use crate::store::term::terms::TermRow;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::panels::context::Context;

/// Seconds before a platform acts in which its clock is amber.
const SOON: i64 = 86_400;

/// A term that runs, or stands still.
struct Clock {
    kind: &'static str,
    state: &'static str,
    name: &'static str,
    tone: &'static str,
    datetime: String,
    /// How long the term is.
    title: String,
    left: String,
    /// When it ends; empty while it stands still.
    ends: String,
    is_provisional: bool,
    at_end: String,
}

/// The form of what the platform shows.
struct PlatformForm {
    version: i32,
    address: String,
    number: String,
    due: String,
    consequence: &'static str,
    consequences: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "tickets/panels/clocks.html")]
pub struct ClocksPanel<'a> {
    f: &'a Frame,
    echo: &'a Echo,
    t: &'static Clocks,
    r: &'static Requests,
    clocks: Vec<Clock>,
    why_none: Option<&'static str>,
    /// The platform's number of the ticket; empty where none is known.
    platform_ticket_no: &'a str,
    /// Whose time ends first, where the platform has one too.
    first: Option<&'static str>,
    platform: Option<PlatformForm>,
}

/// The terms that run, or why none does; nothing for a ticket that has ended.
pub fn panel(context: Context<'_>) -> Option<ClocksPanel<'_>> {
    let Context { f, file, echo, .. } = context;
    let (t, r) = (Clocks::of(f.lang), Requests::of(f.lang));
    let clocks: Vec<Clock> = file.terms.iter().filter(|row| row.is_open()).map(|row| clock(context, row)).collect();
    let status = file.ticket.status;
    let none = why_none(status, file.stages.decision.sending_back).filter(|none| *none != NoClock::Ended);
    let why_none = none.filter(|_| clocks.is_empty()).map(|none| none.name(f.lang));
    let ours = terms::clock(&file.terms).filter(|row| row.state == TermState::Running).map(|row| row.due_at);
    let first = terms::platform_at(&file.terms).zip(ours).map(|(platform, ours)| match platform < ours {
        true => r.platform_first,
        false => r.ours_first,
    });
    let is_shown = status != Status::Draft && (!clocks.is_empty() || why_none.is_some());
    is_shown.then(|| ClocksPanel {
        f,
        echo,
        t,
        r,
        clocks,
        why_none,
        platform_ticket_no: file.platform.as_ref().map_or("", |row| &row.platform_ticket_no),
        first,
        platform: context.gates.note_platform.is_open().then(|| platform_form(context)),
    })
}

fn clock(context: Context<'_>, row: &TermRow) -> Clock {
    let Context { f, file, .. } = context;
    let t = Clocks::of(f.lang);
    let is_paused = row.state == TermState::Paused;
    let local = row.due_at.utc().with_timezone(&f.zone);
    // A platform names no target: its last day is amber, as in the list.
    let soon = if row.kind == TermKind::Platform { row.due_at.plus_seconds(-SOON) } else { row.target_at };
    let (state, tone) = match f.now {
        _ if is_paused => ("PAUSED", "muted"),
        now if now >= row.due_at => ("OVERDUE", "term red"),
        now if now >= soon => ("DUE_SOON", "term amber"),
        _ => ("RUNNING", ""),
    };
    let paused = || {
        let text = if row.unit == LengthUnit::WorkingDays { t.paused_office } else { t.paused_any };
        fill(text, &[("span", &span(row.left_minutes.unwrap_or_default() * 60, f.lang))])
    };
    let consequence = file.platform.as_ref().map_or(PlatformAction::Other, |platform| platform.consequence);
    let at_end = match row.acts_at.map_or(AtEnd::Alarm, |_| row.at_end) {
        _ if row.kind == TermKind::Platform => {
            format!("{}{}{}", Requests::of(f.lang).consequence, f.lang.pick("", " "), consequence.name(f.lang))
        }
        _ if is_paused => String::new(),
        at_end => then(at_end, f.lang).to_owned(),
    };
    Clock {
        kind: row.kind.code(),
        state,
        name: row.kind.name(f.lang),
        tone,
        datetime: local.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        title: length(row.length(), f.lang),
        left: if is_paused { paused() } else { time_left(row.due_at, f.now, f.lang) },
        ends: match is_paused {
            true => String::new(),
            false => fill(t.ends, &[("date", &local.format("%m-%d %H:%M").to_string())]),
        },
        is_provisional: row.is_provisional && !is_paused,
        at_end,
    }
}

fn platform_form(context: Context<'_>) -> PlatformForm {
    let Context { f, file, .. } = context;
    let known = file.platform.as_ref();
    let local = known.and_then(|row| row.due_at).map(|due| due.utc().with_timezone(&f.zone));
    PlatformForm {
        version: file.ticket.version,
        address: format!("{}/platform-term", file.address()),
        number: known.map_or(String::new(), |row| row.platform_ticket_no.clone()),
        due: local.map_or(String::new(), |local| local.format("%Y-%m-%dT%H:%M").to_string()),
        consequence: known.map_or(PlatformAction::AutoAgree, |row| row.consequence).code(),
        consequences: choices(PlatformAction::ALL, f.lang, PlatformAction::code),
    }
}
