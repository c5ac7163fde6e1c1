//! The block of the ticket's page that says which rule holds for each line, and what it wants.

use askama::Template;

use crate::domain::policy::check::Check;
use crate::domain::policy::rule::ProofState;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;
use crate::i18n::settings::rules::RuleWords;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::gate::Gate;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::rules::read::LineRule;

/// A line under its rule.
struct Line {
    line_no: i64,
    name: String,
    /// The rule's code; empty where no policy speaks of the line's cause.
    code: String,
    policy: String,
    address: String,
    cause: &'static str,
    verdict: String,
    is_estimate: bool,
    lets: bool,
    freight: &'static str,
    refund_within: String,
    accessories: String,
    notes: Vec<String>,
    let_through: String,
}

/// A wanted proof, with its state.
struct ProofLine {
    code: &'static str,
    field: String,
    name: &'static str,
    state: &'static str,
    state_name: &'static str,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "tickets/rules.html")]
pub struct RulesPanel<'a> {
    f: &'a Frame,
    t: &'static RuleWords,
    echo: &'a Echo,
    ticket_no: &'a str,
    version: i32,
    lines: Vec<Line>,
    proofs: Vec<ProofLine>,
    states: Vec<(&'static str, &'static str)>,
    may_check: bool,
    /// Rules that stop the draft and that the viewer may let through: code and what each says.
    stopping: Vec<(String, String)>,
}

/// The rules; `None` for a ticket that was submitted before there were any and wants nothing.
pub fn panel(context: Context<'_>) -> Option<RulesPanel<'_>> {
    let Context { f, staff, file, echo, .. } = context;
    let (t, lang, rules) = (RuleWords::of(f.lang), f.lang, &file.rules);
    let wording = Wording { lang, currency: file.ticket.currency, zone: f.zone };
    if rules.lines.is_empty() && rules.proofs.is_empty() {
        return None;
    }
    let gate = |action| Gate::of(action, &file.facts, staff, &wording).is_open();
    let mut stopping: Vec<(String, String)> = Vec::new();
    if file.ticket.status == Status::Draft && gate(Action::Override) {
        for line in rules.lines.iter().filter(|line| line.let_through.is_none()) {
            let Some(problem) = &line.problem else { continue };
            let code = line.check.as_ref().map_or(String::new(), |check| check.code.clone());
            let text = wording.refusal(&crate::domain::refusal::Refusal::Policy(problem.clone()));
            match stopping.iter_mut().find(|(known, _)| *known == code) {
                Some((_, texts)) => *texts = format!("{texts} {text}"),
                None => stopping.push((code, text)),
            }
        }
    }
    let proofs = rules.proofs.iter().map(|row| ProofLine {
        code: row.proof.code(),
        field: format!("proof_{}", row.proof),
        name: row.proof.name(lang),
        state: row.state.code(),
        state_name: row.state.name(lang),
        tone: match row.state {
            ProofState::Missing => "amber",
            ProofState::Received => "green",
            ProofState::NotNeeded => "",
        },
    });
    Some(RulesPanel {
        f,
        t,
        echo,
        ticket_no: &file.ticket.ticket_no,
        version: file.ticket.version,
        lines: rules.lines.iter().map(|line| drawn(context, line, &wording)).collect(),
        proofs: proofs.collect(),
        states: ProofState::ALL.iter().map(|state| (state.code(), state.name(lang))).collect(),
        may_check: gate(Action::CheckProofs) && !file.ticket.status.is_terminal(),
        stopping,
    })
}

fn drawn(context: Context<'_>, line: &LineRule, wording: &Wording) -> Line {
    let (lang, t) = (context.f.lang, RuleWords::of(context.f.lang));
    let check = line.check.as_ref();
    let of = |text: fn(&Check) -> String| check.map(text).unwrap_or_default();
    let notes = [of(|check| check.note.clone()), line.note.clone()];
    let within = line.rule.as_ref().and_then(|rule| rule.refund_within);
    Line {
        line_no: line.line_no,
        name: line.name.clone(),
        code: of(|check| check.code.clone()),
        policy: of(|check| check.name.clone()),
        address: of(|check| format!("/policies/{}?version={}", check.policy_id, check.version)),
        cause: check.map_or("", |check| check.cause.name(lang)),
        verdict: check.map_or_else(|| t.no_rule.to_owned(), |check| wording.verdict(check)),
        is_estimate: check.and_then(|check| check.basis).is_some_and(|basis| basis.is_estimate()),
        lets: line.problem.is_none() && check.is_none_or(Check::lets),
        freight: line.rule.as_ref().map_or("", |rule| rule.freight.name(lang)),
        refund_within: within.map_or(String::new(), |days| fill(t.within, &[("n", &days.to_string())])),
        accessories: line.accessories.clone(),
        notes: notes.into_iter().filter(|note| !note.is_empty()).collect(),
        let_through: line.let_through.as_ref().map_or(String::new(), |row| {
            let who = context.name_of(row.staff_id);
            fill(t.let_through, &[("who", &who), ("reason", &context.staff.reads(&row.reason))])
        }),
    }
}
