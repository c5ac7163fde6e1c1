//! Reading an address as a list's declaration says, and saying it back: what was left out, chips, fields.

use crate::domain::time::Timestamp;
use crate::i18n::lists::Lists;
use crate::i18n::{Lang, fill};
use crate::store::house::list_choices::Choices;
use crate::viewer::Viewer;
use crate::web::framework::form::Fields;
use crate::web::list::address::{LeftOut, address_with, start_of};
use crate::web::list::column::column_of;
use crate::web::list::declaration::{List, Narrowing, QueryOf};
use crate::web::list::filter::{Filter, Kind, Offer, Offered, PRESETS, Reading, Unreadable};
use crate::web::list::query::ListQuery;
use crate::web::list::tabs::Tab;

/// Values of a filter that have a chip each.
const OWN_CHIPS: usize = 8;

/// Reads an address for somebody, at an instant.
pub fn read<L: List>(viewer: &Viewer, query: &Fields, now: Timestamp) -> QueryOf<L> {
    let mut reading = Reading { query, viewer, now, unreadable: Vec::new() };
    let mut narrowing = Narrowing::<L>::default();
    let tab = L::read_tab(&mut reading, &mut narrowing);
    let mut is_narrowed = false;
    for filter in L::FILTERS.iter().filter(|filter| (filter.is_seen)(viewer)) {
        is_narrowed |= filter.read(&mut reading, &mut narrowing);
    }
    let column = column_of::<L>(query.raw("sort")).filter(|column| (column.is_seen)(viewer));
    let sorted = column.and_then(|column| column.order.map(|order| (column.code, order)));
    if sorted.is_none() && !query.raw("sort").is_empty() {
        reading.unreadable.push(Unreadable::all("sort"));
    }
    let (usual, ascends) = L::usual_order(query);
    let start = start_of(query);
    let mut unreadable = reading.unreadable;
    // Said by itself; a file and a change of all rows must know that it is not the whole.
    unreadable.extend(query.beyond().iter().map(|(field, _)| Unreadable::one(field, "")));
    ListQuery {
        narrowing,
        order: sorted.map_or(usual, |(_, order)| order),
        sort: sorted.map(|(code, _)| code),
        ascending: match query.raw("dir") {
            "asc" => true,
            "desc" => false,
            _ => sorted.is_none() && ascends,
        },
        at: if start.is_some() { query.raw("at").parse().unwrap_or(0).max(0) } else { 0 },
        start,
        tab,
        is_narrowed,
        unreadable,
    }
}

/// The name of a field of the list's address.
fn name_of<L: List>(field: &str, lang: Lang) -> &'static str {
    let filter = L::FILTERS.iter().find(|filter| filter.names().any(|name| name == field));
    match filter {
        Some(filter) => (filter.name)(lang),
        None if field == L::TAB_FIELD || field == "stage" => L::words(lang).tabs,
        None => Lists::of(lang).order,
    }
}

/// The parts of an address that were left out, by the names of their fields.
pub fn left_out<L: List>(asked: &QueryOf<L>, query: &Fields, lang: Lang) -> Vec<LeftOut> {
    let named = |part: &Unreadable| {
        let values =
            part.value.clone().map_or_else(|| query.all(&part.field).map(str::to_owned).collect(), |value| vec![value]);
        let name = name_of::<L>(&part.field, lang);
        values.into_iter().map(move |value| LeftOut { name, value })
    };
    asked.unreadable.iter().flat_map(named).collect()
}

/// An active filter.
pub struct Chip {
    pub text: String,
    /// The list without it.
    pub without: String,
}

/// The chips of an address. What stands there as a tab already has none.
pub fn chips<L: List>(viewer: &Viewer, query: &Fields, choices: &Choices) -> Vec<Chip> {
    let (path, lang) = (L::PATHS.list, viewer.lang);
    let l = Lists::of(lang);
    let mut chips = Vec::new();
    for filter in L::FILTERS.iter().filter(|filter| (filter.is_seen)(viewer)) {
        let offer = Offer { viewer, choices, lang };
        let offered = match filter.kind {
            Kind::Choice { offered, .. } => offered,
            _ => |_: &Offer<'_>| Vec::new(),
        };
        for field in filter.names() {
            let values: Vec<&str> = query.all(field).filter(|value| !value.trim().is_empty()).collect();
            let all_of_it = |text: String| Chip { text, without: address_with(path, query, &[(field, "")]) };
            let count = values.len().to_string();
            if matches!(filter.kind, Kind::Chosen(_)) {
                chips.extend((!values.is_empty()).then(|| all_of_it(fill(l.chosen, &[("count", &count)]))));
                continue;
            }
            // Each chip repeats the address: many of one filter share a chip.
            if values.len() > OWN_CHIPS {
                let count = fill(l.many_values, &[("count", &count)]);
                chips.push(all_of_it(format!("{}: {count}", (filter.name)(lang))));
                continue;
            }
            let offered: Vec<Offered> = if values.is_empty() { Vec::new() } else { offered(&offer) };
            for value in values {
                let text = chip_text(filter, field, value, &offered, lang);
                chips.push(Chip { text, without: without(path, query, field, value) });
            }
        }
    }
    chips
}

fn chip_text<N>(filter: &Filter<N>, field: &str, value: &str, offered: &[Offered], lang: Lang) -> String {
    let name = (filter.name)(lang);
    match &filter.kind {
        Kind::Flag(_) => name.to_owned(),
        Kind::Days { preset: Some(preset), .. } if *preset == field => {
            format!("{name}: {}", preset_name(value, Lists::of(lang)))
        }
        Kind::Days { .. } | Kind::Amounts(_) => {
            let sign = if filter.fields.first() == Some(&field) { "≥" } else { "≤" };
            format!("{name}: {sign} {value}")
        }
        _ => {
            let known = offered.iter().find(|(code, _)| code == value.trim());
            format!("{name}: {}", known.map_or(value, |(_, called)| called))
        }
    }
}

fn without(path: &str, query: &Fields, name: &str, value: &str) -> String {
    let kept = query.iter().filter(|(key, text)| !(*key == name && *text == value));
    let kept = Fields::from_pairs(kept.map(|(key, text)| (key.to_owned(), text.to_owned())).collect());
    address_with(path, &kept, &[])
}

/// The days that are one click away, each a click to them or away from them.
pub fn presets<L: List>(query: &Fields, lang: Lang) -> Vec<Tab> {
    let l = Lists::of(lang);
    let mut links = Vec::new();
    for filter in L::FILTERS {
        let Kind::Days { preset: Some(field), .. } = filter.kind else { continue };
        links.extend(PRESETS.iter().map(|preset| {
            let is_current = query.raw(field) == *preset;
            let mut replace = vec![(field, if is_current { "" } else { *preset })];
            replace.extend(filter.fields.iter().map(|name| (*name, "")));
            let address = address_with(L::PATHS.list, query, &replace);
            Tab { name: preset_name(preset, l), address, count: String::new(), is_current, is_alarming: false }
        }));
    }
    links
}

fn preset_name(preset: &str, l: &Lists) -> &'static str {
    match preset {
        "today" => l.preset_today,
        "yesterday" => l.preset_yesterday,
        "week" => l.preset_week,
        _ => l.preset_30days,
    }
}

/// A field of the form of filters.
pub struct FilterField {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub input: Input,
}

/// The input of a filter.
pub enum Input {
    Text(String),
    /// Both fields of a range of days, each with its value.
    Days([(&'static str, String); 2]),
    Amounts([(&'static str, String); 2]),
    /// The choices: value, name, whether it is chosen.
    Choices {
        is_many: bool,
        choices: Vec<(String, String, bool)>,
    },
}

impl FilterField {
    /// Every field of the address that it sends.
    pub fn names(&self) -> Vec<&'static str> {
        match &self.input {
            Input::Days(ends) | Input::Amounts(ends) => ends.iter().map(|(name, _)| *name).collect(),
            Input::Text(_) | Input::Choices { .. } => vec![self.name],
        }
    }

    /// The number of its chosen options.
    pub fn chosen(&self) -> usize {
        match &self.input {
            Input::Choices { choices, .. } => choices.iter().filter(|(.., is_on)| *is_on).count(),
            Input::Text(_) | Input::Days(_) | Input::Amounts(_) => 0,
        }
    }

    /// Its choices.
    pub fn choices(&self) -> &[(String, String, bool)] {
        match &self.input {
            Input::Choices { choices, .. } => choices,
            Input::Text(_) | Input::Days(_) | Input::Amounts(_) => &[],
        }
    }

    /// Whether one of its options rules the others out.
    pub fn is_one(&self) -> bool {
        matches!(self.input, Input::Choices { is_many: false, .. })
    }
}

/// The field of a filter; `None` where it offers nothing.
pub fn field_of<N>(filter: &Filter<N>, query: &Fields, offer: &Offer<'_>) -> Option<FilterField> {
    let ends = || -> Option<[(&'static str, String); 2]> {
        let value = |field: &&'static str| (*field, query.raw(field).to_owned());
        Some([filter.fields.first().map(value)?, filter.fields.get(1).map(value)?])
    };
    let name = *filter.fields.first()?;
    let input = match &filter.kind {
        Kind::Text(_) => Input::Text(query.raw(name).to_owned()),
        Kind::Days { .. } => Input::Days(ends()?),
        Kind::Amounts(_) => Input::Amounts(ends()?),
        Kind::Choice { offered, is_many, .. } => {
            let is_on = |value: &str| query.all(name).any(|sent| sent == value);
            let choices: Vec<_> =
                offered(offer).into_iter().map(|(value, called)| (is_on(&value), value, called)).collect();
            if choices.is_empty() {
                return None;
            }
            let choices = choices.into_iter().map(|(is_on, value, called)| (value, called, is_on)).collect();
            Input::Choices { is_many: *is_many, choices }
        }
        Kind::Flag(_) | Kind::Chosen(_) => return None,
    };
    Some(FilterField { name, label: (filter.name)(offer.lang), hint: (filter.hint)(offer.lang), input })
}
