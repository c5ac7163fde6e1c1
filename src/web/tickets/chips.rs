//! The active filters of the list as chips, each with the address that goes on without it.

use super::asked::FILTERS;
use super::choices::reason_name;
use crate::domain::codes::*;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::person::Person;
use crate::store::list_choices::Choices;
use crate::web::form::Fields;
use crate::web::list::address_with;

/// An active filter.
pub struct Chip {
    pub text: String,
    /// The list without it.
    pub without: String,
}

/// The chips of an address. What stands there as a tab already (the status) has none.
pub fn chips(staff: &Person, query: &Fields, choices: &Choices) -> Vec<Chip> {
    let mut chips = Vec::new();
    for name in FILTERS.into_iter().filter(|name| !matches!(*name, "status" | "stage")) {
        for value in query.all(name).filter(|value| !value.trim().is_empty()) {
            let Some(text) = text_of(staff, name, value, choices) else { continue };
            chips.push(Chip { text, without: without(query, name, value) });
        }
    }
    chips
}

fn without(query: &Fields, name: &str, value: &str) -> String {
    let kept = query.iter().filter(|(key, text)| !(*key == name && *text == value));
    let kept = Fields::from_pairs(kept.map(|(key, text)| (key.to_owned(), text.to_owned())).collect());
    address_with("/tickets", &kept, &[])
}

fn text_of(staff: &Person, name: &str, value: &str, choices: &Choices) -> Option<String> {
    let lang = staff.lang;
    let (t, l) = (Tickets::of(lang), Lists::of(lang));
    let labelled = |label: &str, text: &str| Some(format!("{label}: {text}"));
    let person = |label: &str| {
        let name = match value {
            "me" => Some(l.me.to_owned()),
            "none" => Some(l.nobody.to_owned()),
            id => choices.people.iter().find(|person| person.id.to_string() == id).map(|person| person.name.clone()),
        };
        labelled(label, name.as_deref().unwrap_or(value))
    };
    match name {
        "q" => labelled(l.search, value),
        "ticket_no" => labelled(t.ticket_no, value),
        "order_no" => labelled(t.order_no, value),
        "type" => labelled(t.kind, TicketType::parse(value)?.name(lang)),
        "merchant" => {
            let merchant = staff.merchants.iter().find(|merchant| merchant.code == value)?;
            labelled(t.merchant, &merchant.name)
        }
        "shop" => {
            let shop = choices.shops.iter().find(|(id, _)| id.to_string() == value);
            labelled(l.shop, shop.map_or(value, |(_, name)| name))
        }
        "reason" => labelled(t.reason, &reason_name(choices, value, lang).unwrap_or_else(|| value.to_owned())),
        "responsibility" => labelled(l.responsibility, Responsibility::parse(value)?.name(lang)),
        "sku" => labelled("SKU", value),
        "assignee" => person(l.assignee),
        "reviewer" => person(l.reviewer),
        "result" => labelled(l.result, ReviewResult::parse(value)?.name(lang)),
        "bounced" => Some(l.bounced.to_owned()),
        "channel" => labelled(l.channel, Channel::parse(value)?.name(lang)),
        "flag" => labelled(l.flag, value),
        "carrier" => labelled(l.carrier, Carrier::parse(value)?.name(lang)),
        "archived" => Some(l.archived.to_owned()),
        "applied" => labelled(t.applied_range, preset_name(value, l)?),
        "applied_from" => labelled(t.applied_range, &format!("≥ {value}")),
        "applied_to" => labelled(t.applied_range, &format!("≤ {value}")),
        "ordered_from" => labelled(t.ordered_range, &format!("≥ {value}")),
        "ordered_to" => labelled(t.ordered_range, &format!("≤ {value}")),
        "amount_from" => labelled(l.amount_range, &format!("≥ {value}")),
        "amount_to" => labelled(l.amount_range, &format!("≤ {value}")),
        _ => None,
    }
}

/// A date preset's name.
pub fn preset_name(preset: &str, l: &Lists) -> Option<&'static str> {
    Some(match preset {
        "today" => l.preset_today,
        "yesterday" => l.preset_yesterday,
        "week" => l.preset_week,
        "30days" => l.preset_30days,
        _ => return None,
    })
}
