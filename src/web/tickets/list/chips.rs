//! The active filters of the list as chips, each with the address that goes on without it.

use crate::domain::goods::movement::Carrier;
use crate::domain::ticket::kind::{Channel, TicketType};
use crate::domain::ticket::reason::Responsibility;
use crate::domain::ticket::status::ReviewResult;
use crate::i18n::codes::Named;
use crate::i18n::lists::{Lists, field_name};
use crate::i18n::{Lang, fill};
use crate::person::Person;
use crate::store::house::list_choices::Choices;
use crate::web::framework::form::Fields;
use crate::web::list::choices::reason_name;
use crate::web::list::{LeftOut, address_with};
use crate::web::tickets::list::query::{FILTERS, ListQuery, Unreadable};

/// Values of a filter that have a chip each.
const OWN_CHIPS: usize = 8;

/// An active filter.
pub struct Chip {
    pub text: String,
    /// The list without it.
    pub without: String,
}

/// The chips of an address. What stands there as a tab already (the status) has none.
pub fn chips(staff: &Person, query: &Fields, choices: &Choices) -> Vec<Chip> {
    let mut chips = Vec::new();
    let chosen = query.all("only").count();
    if chosen > 0 {
        let text = fill(Lists::of(staff.lang).chosen, &[("count", &chosen.to_string())]);
        chips.push(Chip { text, without: address_with("/tickets", query, &[("only", "")]) });
    }
    for name in FILTERS.into_iter().filter(|name| !matches!(*name, "only" | "status" | "stage")) {
        let values: Vec<&str> = query.all(name).filter(|value| !value.trim().is_empty()).collect();
        // Each chip repeats the address: many of one filter share a chip.
        if values.len() > OWN_CHIPS {
            let count = fill(Lists::of(staff.lang).many_values, &[("count", &values.len().to_string())]);
            let text = format!("{}: {count}", label(name, staff.lang));
            chips.push(Chip { text, without: address_with("/tickets", query, &[(name, "")]) });
            continue;
        }
        for value in values {
            let Some(text) = text_of(staff, name, value, choices) else { continue };
            chips.push(Chip { text, without: without(query, name, value) });
        }
    }
    chips
}

/// What a field of the address is called.
fn label(field: &str, lang: Lang) -> &'static str {
    field_name(field, lang).unwrap_or(Lists::of(lang).order)
}

/// What was left out of an address, by the names of its fields.
pub fn left_out(asked: &ListQuery, query: &Fields, lang: Lang) -> Vec<LeftOut> {
    let named = |part: &Unreadable| {
        let values =
            part.value.clone().map_or_else(|| query.all(&part.field).map(str::to_owned).collect(), |value| vec![value]);
        let name = label(&part.field, lang);
        values.into_iter().map(move |value| LeftOut { name, value })
    };
    asked.unreadable.iter().flat_map(named).collect::<Vec<LeftOut>>()
}

fn without(query: &Fields, name: &str, value: &str) -> String {
    let kept = query.iter().filter(|(key, text)| !(*key == name && *text == value));
    let kept = Fields::from_pairs(kept.map(|(key, text)| (key.to_owned(), text.to_owned())).collect());
    address_with("/tickets", &kept, &[])
}

fn text_of(staff: &Person, name: &str, value: &str, choices: &Choices) -> Option<String> {
    let lang = staff.lang;
    let l = Lists::of(lang);
    let labelled = |text: &str| Some(format!("{}: {text}", label(name, lang)));
    match name {
        "q" | "ticket_no" | "order_no" | "sku" | "flag" => labelled(value),
        "type" => labelled(TicketType::parse(value)?.name(lang)),
        "merchant" => labelled(&staff.merchants.iter().find(|merchant| merchant.code == value)?.name),
        "shop" => {
            let shop = choices.shops.iter().find(|(id, _)| id.to_string() == value);
            labelled(shop.map_or(value, |(_, name)| name))
        }
        "reason" => labelled(&reason_name(choices, value, lang).unwrap_or_else(|| value.to_owned())),
        "responsibility" => labelled(Responsibility::parse(value)?.name(lang)),
        "assignee" | "reviewer" => {
            let known = choices.people.iter().find(|person| person.id.to_string() == value);
            labelled(match value {
                "me" => l.me,
                "none" => l.nobody,
                id => known.map_or(id, |person| &person.name),
            })
        }
        "result" => labelled(ReviewResult::parse(value)?.name(lang)),
        "bounced" => Some(l.bounced.to_owned()),
        "channel" => labelled(Channel::parse(value)?.name(lang)),
        "carrier" => labelled(Carrier::parse(value)?.name(lang)),
        "archived" => Some(l.archived.to_owned()),
        "applied" => labelled(preset_name(value, l)?),
        "applied_from" | "ordered_from" | "reviewed_from" | "amount_from" => labelled(&format!("≥ {value}")),
        "applied_to" | "ordered_to" | "reviewed_to" | "amount_to" => labelled(&format!("≤ {value}")),
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
