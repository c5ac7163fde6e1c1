//! A ticket that was just filed goes where the first matching rule of its merchant says: into a queue, to a person, with a priority. A ticket
//! that no rule matches is nobody's, and one that was approved without a reviewer needs nobody.

use crate::commands::tickets::step;
use crate::commands::{Actor, CommandError};
use crate::domain::assignment::choice::{Candidate, choose};
use crate::domain::assignment::rule::{Strategy, TicketTraits, matches};
use crate::domain::event::Event;
use crate::domain::ticket::reason::shown_code;
use crate::domain::ticket::status::Status;
use crate::domain::ticket::workflow::Action;
use crate::store::assignment::rules::{Rule, RuleRow};
use crate::store::assignment::{load, queues, rules};
use crate::store::house::list_choices;
use crate::store::house::merchants::MerchantRow;
use crate::store::orders::OrderRow;
use crate::store::tickets::{TicketRow, entries, parts};
use crate::store::{Scope, Tx};

/// Lets the rules decide about a ticket that was filed in this transaction.
pub fn route(
    tx: &mut Tx<'_>,
    ticket: TicketRow,
    merchant: &MerchantRow,
    order: &OrderRow,
) -> Result<TicketRow, CommandError> {
    if ticket.status != Status::PendingReview {
        return Ok(ticket);
    }
    let mut active = rules::list(tx.connection(), merchant.id)?;
    active.retain(|rule| rule.row.active);
    if active.is_empty() {
        return Ok(ticket);
    }
    let of_lines = parts::reasons_of(tx.connection(), ticket.id)?;
    let is_own_currency = ticket.currency == merchant.currency;
    let traits = TicketTraits {
        kind: ticket.kind,
        scene: ticket.scene,
        reasons: of_lines.iter().map(|(code, _)| shown_code(code).to_owned()).collect(),
        causes: of_lines.iter().map(|(_, cause)| *cause).collect(),
        amount: (ticket.kind.refunds_money() && is_own_currency).then_some(ticket.computed_minor),
        shop_id: ticket.shop_id,
        address: order.receiver_address.clone(),
        is_risk: entries::of_ticket(tx.connection(), ticket.id)?.is_risk,
    };
    match active.into_iter().find(|rule| matches(&rule.conditions, &traits)) {
        Some(Rule { row, .. }) => apply(tx, &ticket, row),
        None => Ok(ticket),
    }
}

fn apply(tx: &mut Tx<'_>, ticket: &TicketRow, rule: RuleRow) -> Result<TicketRow, CommandError> {
    let system = Actor::system();
    let step = step::begin(tx, &system, &ticket.ticket_no, None, Action::Assign)?;
    if let (Strategy::LeastOpen | Strategy::InTurn, Some(id)) = (rule.strategy, rule.queue_id) {
        queues::claim(tx, id)?;
    }
    let queue = match rule.queue_id {
        Some(id) => queues::find(tx.connection(), &Scope::All, id)?,
        None => None,
    };
    let (people, candidates) = candidates(tx, &rule)?;
    let last = queue.as_ref().and_then(|queue| queue.last_staff_id);
    let assignee_id = choose(rule.strategy, &candidates, last, rule.staff_id);
    entries::route(tx, ticket.id, rule.queue_id.unwrap_or_default(), rule.priority, assignee_id.unwrap_or_default())?;
    if let (Strategy::InTurn, Some(queue), Some(chosen)) = (rule.strategy, &queue, assignee_id) {
        queues::note_turn(tx, queue.id, chosen)?;
    }
    let name = people.into_iter().find(|person| Some(person.id) == assignee_id).map(|person| person.name);
    let event = Event::RuleApplied {
        rule: rule.name,
        queue: queue.map(|queue| queue.name).unwrap_or_default(),
        priority: rule.priority,
        assignee_id,
    };
    step.remark(tx, &system, event, &name.unwrap_or_default())
}

/// Those among whom a rule chooses: active, of the merchant, with the right, not away.
fn candidates(
    tx: &mut Tx<'_>,
    rule: &RuleRow,
) -> Result<(Vec<list_choices::StaffChoice>, Vec<Candidate>), CommandError> {
    let wanted: Vec<i64> = match rule.strategy {
        Strategy::Nobody => Vec::new(),
        Strategy::Fixed => rule.staff_id.into_iter().collect(),
        Strategy::LeastOpen | Strategy::InTurn => {
            let queue: Vec<i64> = rule.queue_id.into_iter().collect();
            queues::members(tx.connection(), &queue)?.into_iter().map(|member| member.staff_id).collect()
        }
    };
    if wanted.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let now = tx.now();
    let away = load::away(tx.connection(), &wanted, now)?;
    let mut people = list_choices::people(tx.connection(), &Scope::Of(vec![rule.merchant_id]))?;
    people.retain(|person| wanted.contains(&person.id) && !away.contains(&person.id));
    let open = match rule.strategy {
        Strategy::LeastOpen => load::open_of(tx.connection(), &wanted)?,
        _ => Default::default(),
    };
    let candidates = people
        .iter()
        .map(|person| Candidate { id: person.id, open: open.get(&person.id).copied().unwrap_or_default() })
        .collect();
    Ok((people, candidates))
}
