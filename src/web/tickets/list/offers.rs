//! What the list offers to narrow it by: filters a click away, date presets, the panel's fields; and to whom rows can be given.

use crate::domain::goods::movement::Carrier;
use crate::domain::permission::Permission;
use crate::domain::ticket::kind::{Channel, TicketType};
use crate::domain::ticket::reason::Responsibility;
use crate::domain::ticket::status::ReviewResult;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::person::Person;
use crate::store::house::list_choices::Choices;
use crate::web::framework::form::Fields;
use crate::web::list::address_with;
use crate::web::tickets::list::address::ADDRESS;
use crate::web::tickets::list::chips::preset_name;
use crate::web::tickets::list::query::PRESETS;
use crate::web::tickets::list::tabs::Tab;

/// An option of a filter: wire value, name, whether it is chosen.
pub struct Choice {
    pub value: String,
    pub name: String,
    pub is_on: bool,
}

/// A group of options under one field.
pub struct ChoiceGroup {
    pub field: &'static str,
    pub name: &'static str,
    pub choices: Vec<Choice>,
}

impl ChoiceGroup {
    /// How many of its options are chosen.
    pub fn chosen(&self) -> usize {
        self.choices.iter().filter(|choice| choice.is_on).count()
    }
}

/// Filters that are one click away.
pub fn quick(staff: &Person, query: &Fields, l: &'static Lists) -> Vec<Tab> {
    let on = |name: &str, value: &str| query.all(name).any(|sent| sent == value);
    let toggle = |name: &'static str, field: &str, value: &str| Tab {
        name,
        is_current: on(field, value),
        address: address_with(ADDRESS, query, &[(field, if on(field, value) { "" } else { value }), ("at", "")]),
        count: String::new(),
    };
    let mut quick = Vec::new();
    if staff.may(Permission::WorkTickets) {
        quick.push(toggle(l.mine, "assignee", "me"));
        quick.push(toggle(l.nobody, "assignee", "none"));
    }
    quick.push(toggle(l.bounced, "bounced", "1"));
    quick.push(toggle(l.archived, "archived", "1"));
    quick
}

/// The date presets, each a click to it or away from it.
pub fn presets(query: &Fields, l: &'static Lists) -> Vec<Tab> {
    PRESETS
        .iter()
        .filter_map(|preset| {
            let name = preset_name(preset, l)?;
            let is_current = query.raw("applied") == *preset;
            let value = if is_current { "" } else { preset };
            let replace = [("applied", value), ("applied_from", ""), ("applied_to", ""), ("at", "")];
            Some(Tab { name, is_current, address: address_with(ADDRESS, query, &replace), count: String::new() })
        })
        .collect()
}

/// Every filter of the panel with what it offers.
pub fn filters(staff: &Person, query: &Fields, choices: &Choices) -> Vec<ChoiceGroup> {
    let (t, l, lang) = (Tickets::of(staff.lang), Lists::of(staff.lang), staff.lang);
    let choice = |field: &str, value: &str, name: &str| Choice {
        is_on: query.all(field).any(|sent| sent == value),
        value: value.to_owned(),
        name: name.to_owned(),
    };
    fn named<T: Named + Copy>(
        field: &'static str,
        all: &[T],
        code: impl Fn(T) -> &'static str,
        lang: Lang,
        choice: &impl Fn(&str, &str, &str) -> Choice,
    ) -> Vec<Choice> {
        all.iter().map(|value| choice(field, code(*value), value.name(lang))).collect()
    }
    let people = |field: &'static str| -> Vec<Choice> {
        let special = [("me", l.me), ("none", l.nobody)].map(|(value, name)| choice(field, value, name));
        let others = choices.people.iter().map(|person| choice(field, &person.id.to_string(), &person.name));
        special.into_iter().chain(others).collect()
    };
    let mut groups = vec![
        ChoiceGroup {
            field: "type",
            name: t.kind,
            choices: named("type", TicketType::ALL, TicketType::code, lang, &choice),
        },
        ChoiceGroup {
            field: "reason",
            name: t.reason,
            choices: choices
                .reasons
                .iter()
                .map(|reason| choice("reason", &reason.code, lang.choose(&reason.zh, &reason.en)))
                .collect(),
        },
        ChoiceGroup { field: "assignee", name: l.assignee, choices: people("assignee") },
        ChoiceGroup { field: "reviewer", name: l.reviewer, choices: people("reviewer") },
        ChoiceGroup {
            field: "responsibility",
            name: l.responsibility,
            choices: named("responsibility", Responsibility::ALL, Responsibility::code, lang, &choice),
        },
        ChoiceGroup {
            field: "result",
            name: l.result,
            choices: named("result", ReviewResult::ALL, ReviewResult::code, lang, &choice),
        },
        ChoiceGroup {
            field: "channel",
            name: l.channel,
            choices: named("channel", Channel::ALL, Channel::code, lang, &choice),
        },
        ChoiceGroup {
            field: "shop",
            name: l.shop,
            choices: choices.shops.iter().map(|(id, name)| choice("shop", &id.to_string(), name)).collect(),
        },
        ChoiceGroup {
            field: "carrier",
            name: l.carrier,
            choices: named("carrier", Carrier::ALL, Carrier::code, lang, &choice),
        },
        ChoiceGroup {
            field: "flag",
            name: l.flag,
            choices: choices.flags.iter().map(|flag| choice("flag", flag, flag)).collect(),
        },
    ];
    if staff.merchants.len() > 1 {
        let merchants = staff.merchants.iter().map(|merchant| choice("merchant", &merchant.code, &merchant.name));
        groups.insert(0, ChoiceGroup { field: "merchant", name: t.merchant, choices: merchants.collect() });
    }
    groups.retain(|group| !group.choices.is_empty());
    groups
}

/// To whom rows can be given.
pub fn people(staff: &Person, choices: &Choices, l: &'static Lists) -> Vec<(String, String)> {
    let mut people = vec![("me".to_owned(), l.me.to_owned()), ("none".to_owned(), l.nobody.to_owned())];
    if staff.may(Permission::AssignTickets) {
        let others = choices.people.iter().filter(|person| person.id != staff.id);
        people.extend(others.map(|person| (person.id.to_string(), person.name.clone())));
    }
    people
}
