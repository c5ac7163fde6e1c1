//! The blocks of customer service on the ticket's page.

use askama::Template;

use crate::domain::policy::cause::Cause;
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::{DamageStep, SignedAs, may_be_damage};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::domain::time::Timestamp;
use crate::i18n::codes::{Choice, Named, choices};
use crate::i18n::goods::damage::Damage;
use crate::i18n::orders::queries::Queries;
use crate::i18n::refusals::Wording;
use crate::i18n::term::attempts::Attempts;
use crate::web::buyers::queries::state::QueryItem;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::gate::Gate;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::service::read::field;

/// A step of the damage procedure.
struct StepLine {
    code: &'static str,
    field: String,
    name: &'static str,
    /// Who did it, and when.
    done: Option<(String, Timestamp)>,
}

/// How the goods were signed for.
struct Signed {
    code: &'static str,
    name: &'static str,
    duty: &'static str,
    /// The buyer is compensated first.
    is_ours: bool,
    who: String,
    at: Timestamp,
}

/// Goods that came damaged.
struct DamageBlock {
    /// The ticket's cause is no damage on the way, and nothing is recorded: it is offered, no more.
    is_offered: bool,
    signed: Option<Signed>,
    steps: Vec<StepLine>,
    is_done: bool,
    ways: Vec<Choice>,
    /// The way that is recorded; empty for none.
    chosen: &'static str,
    may_record: bool,
    may_check: bool,
}

/// An attempt as the table shows it.
struct AttemptLine {
    way: &'static str,
    result: &'static str,
    code: &'static str,
    who: String,
    at: Timestamp,
    words: String,
}

#[derive(Template)]
#[template(path = "tickets/service.html")]
pub struct ServicePanel<'a> {
    f: &'a Frame,
    echo: &'a Echo,
    a: &'static Attempts,
    d: &'static Damage,
    q: &'static Queries,
    ticket_no: &'a str,
    version: i32,
    damage: Option<DamageBlock>,
    attempts: Vec<AttemptLine>,
    /// The buyer keeps the goods, and the ticket can be cancelled.
    offers_cancel: bool,
    may_log: bool,
    ways: Vec<Choice>,
    results: Vec<Choice>,
    queries: Vec<QueryItem>,
}

/// The blocks; `None` where there is nothing to show or do.
pub fn panel(context: Context<'_>) -> Option<ServicePanel<'_>> {
    let Context { f, staff, file, echo, gates } = context;
    let lang = f.lang;
    let wording = Wording { lang, currency: file.ticket.currency, zone: f.zone };
    let gate = |action| Gate::of(action, &file.facts, staff, &wording).is_open();
    let attempts = file.service.attempts.iter().rev().map(|attempt| AttemptLine {
        way: attempt.way.name(lang),
        result: attempt.result.name(lang),
        code: attempt.result.code(),
        who: attempt.who.clone().unwrap_or_else(|| f.t.system.to_owned()),
        at: attempt.at,
        words: attempt.words.clone(),
    });
    let panel = ServicePanel {
        f,
        echo,
        a: Attempts::of(lang),
        d: Damage::of(lang),
        q: Queries::of(lang),
        ticket_no: &file.ticket.ticket_no,
        version: file.ticket.version,
        damage: damage(context, gate(Action::RecordDelivery), gate(Action::CheckDamage)),
        attempts: attempts.collect(),
        offers_cancel: file.service.buyer_keeps() && gates.cancel.is_open(),
        may_log: gate(Action::LogAttempt),
        ways: choices(AttemptWay::ALL, lang, AttemptWay::code),
        results: choices(AttemptResult::ALL, lang, AttemptResult::code),
        queries: file.service.queries.iter().map(|row| QueryItem::new(row, staff)).collect(),
    };
    let is_empty = panel.damage.is_none() && panel.attempts.is_empty() && !panel.may_log && panel.queries.is_empty();
    (!is_empty).then_some(panel)
}

/// Goods that came damaged; `None` for a ticket without damage or fault.
fn damage(context: Context<'_>, may_record: bool, may_check: bool) -> Option<DamageBlock> {
    let (file, lang) = (context.file, context.f.lang);
    let causes: Vec<Cause> = file.lines.iter().map(|(line, _)| line.cause).collect();
    let (rows, delivery) = (&file.service.steps, file.service.delivery.as_ref());
    let is_recorded = !rows.is_empty() || delivery.is_some();
    let is_shown = causes.iter().any(|cause| may_be_damage(*cause)) && file.ticket.status != Status::Draft;
    if !is_shown || !(is_recorded || may_record) {
        return None;
    }
    let steps = DamageStep::ALL.iter().map(|step| {
        let row = rows.iter().find(|row| row.step == *step);
        StepLine {
            code: step.code(),
            field: field(*step),
            name: step.name(lang),
            done: row.map(|row| (context.name_of(row.done_by), row.done_at)),
        }
    });
    Some(DamageBlock {
        is_offered: !causes.contains(&Cause::Transit) && !is_recorded,
        signed: delivery.map(|row| Signed {
            code: row.signed_as.code(),
            name: row.signed_as.name(lang),
            duty: Damage::of(lang).duty(row.signed_as),
            is_ours: row.signed_as.compensates_first(),
            who: context.name_of(row.recorded_by),
            at: row.recorded_at,
        }),
        is_done: rows.len() == DamageStep::ALL.len(),
        steps: steps.collect(),
        ways: choices(SignedAs::ALL, lang, SignedAs::code),
        chosen: delivery.map_or("", |row| row.signed_as.code()),
        may_record,
        may_check,
    })
}
