//! The filters of the ticket list, each one row.

use crate::domain::assignment::rule::{Priority, RiskAnswer};
use crate::domain::dispute::case::DisputeMark;
use crate::domain::goods::movement::Carrier;
use crate::domain::lists::due::Due;
use crate::domain::lists::queue::Queue;
use crate::domain::money::Money;
use crate::domain::ticket::kind::{Channel, TicketType};
use crate::domain::ticket::reason::Responsibility;
use crate::domain::ticket::status::ReviewResult;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::term::calendar::Clocks;
use crate::i18n::term::disputes::Disputes;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::list::ask::TicketNarrowing;
use crate::viewer::Viewer;
use crate::web::list::address::pasted;
use crate::web::list::filter::{Filter, Kind, Offer, Offered, Stand, add};
use crate::web::tickets::list::columns::sees_prices;

const fn t(lang: Lang) -> &'static Tickets {
    Tickets::of(lang)
}

const fn l(lang: Lang) -> &'static Lists {
    Lists::of(lang)
}

type Narrow = fn(&mut TicketNarrowing, &str, &Viewer) -> bool;

const fn choice(offered: fn(&Offer<'_>) -> Vec<Offered>, narrow: Narrow) -> Kind<TicketNarrowing> {
    Kind::Choice { offered, is_many: true, narrow }
}

fn named<T: Named + Copy>(all: &[T], code: impl Fn(T) -> &'static str, lang: Lang) -> Vec<Offered> {
    all.iter().map(|value| (code(*value).to_owned(), value.name(lang).to_owned())).collect()
}

fn merchants(offer: &Offer<'_>) -> Vec<Offered> {
    let merchants = &offer.viewer.merchants;
    // Who has one needs no choice.
    let some = merchants.iter().filter(|_| merchants.len() > 1);
    some.map(|merchant| (merchant.code.clone(), merchant.name.clone())).collect()
}

/// Those who work on tickets, oneself and nobody first.
fn people(offer: &Offer<'_>) -> Vec<Offered> {
    let special = [("me", l(offer.lang).me), ("none", l(offer.lang).nobody)];
    let special = special.map(|(value, name)| (value.to_owned(), name.to_owned()));
    let others = offer.choices.people.iter().map(|viewer| (viewer.id.to_string(), viewer.name.clone()));
    special.into_iter().chain(others).collect()
}

fn reasons(offer: &Offer<'_>) -> Vec<Offered> {
    let name = |zh, en| offer.lang.choose(zh, en).to_owned();
    offer.choices.reasons.iter().map(|reason| (reason.code.clone(), name(&reason.zh, &reason.en))).collect()
}

/// The id of a person that an address names; 0 is nobody.
fn person_id(text: &str, reader: &Viewer) -> Option<i64> {
    match text {
        "me" => Some(reader.id),
        "none" => Some(0),
        id => id.parse().ok().filter(|id| *id > 0),
    }
}

/// A ticket without a review was not reviewed before any day.
fn reviewed(found: &mut TicketNarrowing, from: Option<Timestamp>, before: Option<Timestamp>) {
    found.filter.reviewed = (from.or(before.map(|_| Timestamp::from_micros(1))), before);
}

fn amounts(found: &mut TicketNarrowing, least: Option<Money>, most: Option<Money>) {
    found.filter.amount = (least, most);
}

const fn nowhere(
    fields: &'static [&'static str],
    name: fn(Lang) -> &'static str,
    kind: Kind<TicketNarrowing>,
) -> Filter<TicketNarrowing> {
    Filter { fields, name, kind, stand: Stand::Nowhere, hint: |_| "", is_seen: |_| true }
}

/// Every filter, in the order in which chips stand.
pub const FILTERS: &[Filter<TicketNarrowing>] = &[
    nowhere(
        &["only"],
        |lang| t(lang).ticket_no,
        Kind::Chosen(|found, numbers| found.only = numbers.iter().map(|number| (*number).to_owned()).collect()),
    ),
    Filter {
        stand: Stand::Row,
        hint: |lang| l(lang).search_hint,
        ..Filter::new(&["q"], |lang| l(lang).search, Kind::Text(|found, text| found.search = text.to_owned()))
    },
    Filter::new(
        &["ticket_no"],
        |lang| t(lang).ticket_no,
        Kind::Text(|found, text| found.filter.ticket_no = pasted(text).to_uppercase()),
    ),
    Filter::new(&["order_no"], |lang| t(lang).order_no, Kind::Text(|found, text| found.filter.order_no = pasted(text))),
    Filter::new(
        &["merchant"],
        |lang| t(lang).merchant,
        choice(merchants, |found, code, reader| {
            let merchant = reader.merchants.iter().find(|merchant| merchant.code == code);
            add(&mut found.filter.merchants, merchant.map(|merchant| merchant.id))
        }),
    ),
    Filter::new(
        &["type"],
        |lang| t(lang).kind,
        choice(
            |offer| named(TicketType::ALL, TicketType::code, offer.lang),
            |found, code, _| add(&mut found.filter.kinds, TicketType::parse(code)),
        ),
    ),
    Filter::new(
        &["shop"],
        |lang| l(lang).shop,
        choice(
            |offer| offer.choices.shops.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
            |found, id, _| add(&mut found.filter.shops, id.parse().ok()),
        ),
    ),
    Filter::new(
        &["reason"],
        |lang| t(lang).reason,
        choice(reasons, |found, code, _| add(&mut found.reason_codes, Some(code.to_owned()))),
    ),
    Filter::new(
        &["responsibility"],
        |lang| l(lang).responsibility,
        choice(
            |offer| named(Responsibility::ALL, Responsibility::code, offer.lang),
            |found, code, _| add(&mut found.filter.responsibilities, Responsibility::parse(code)),
        ),
    ),
    nowhere(&["sku"], |_| "SKU", Kind::Text(|found, sku| found.filter.sku = sku.to_owned())),
    Filter::new(
        &["assignee"],
        |lang| l(lang).assignee,
        choice(people, |found, text, reader| add(&mut found.filter.assignees, person_id(text, reader))),
    ),
    Filter::new(
        &["assignment_queue"],
        |lang| l(lang).assignment_queue,
        choice(
            |offer| offer.choices.queues.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
            |found, id, _| add(&mut found.filter.assignment_queues, id.parse().ok()),
        ),
    ),
    Filter::new(
        &["priority"],
        |lang| l(lang).priority,
        choice(
            |offer| named(Priority::ALL, Priority::code, offer.lang),
            |found, code, _| add(&mut found.filter.priorities, Priority::parse(code)),
        ),
    ),
    Filter::new(
        &["dispute"],
        |lang| Disputes::of(lang).dispute,
        choice(
            |offer| named(DisputeMark::SHOWN, DisputeMark::code, offer.lang),
            |found, code, _| add(&mut found.filter.disputes, DisputeMark::parse(code)),
        ),
    ),
    Filter::new(
        &["risk"],
        |lang| t(lang).risk_buyer,
        choice(
            |offer| named(RiskAnswer::ALL, RiskAnswer::code, offer.lang),
            |found, code, _| {
                add(&mut found.filter.risks, RiskAnswer::parse(code).map(|answer| answer == RiskAnswer::Yes))
            },
        ),
    ),
    Filter::new(
        &["reviewer"],
        |lang| l(lang).reviewer,
        choice(people, |found, text, reader| add(&mut found.filter.reviewers, person_id(text, reader))),
    ),
    Filter::new(
        &["result"],
        |lang| l(lang).result,
        choice(
            |offer| named(ReviewResult::ALL, ReviewResult::code, offer.lang),
            |found, code, _| add(&mut found.filter.results, ReviewResult::parse(code)),
        ),
    ),
    // It is read with the statuses, which it brings along.
    nowhere(
        &["queue"],
        |lang| l(lang).queue,
        Kind::Choice {
            offered: |offer| named(Queue::ALL, Queue::code, offer.lang),
            is_many: false,
            narrow: |_, code, _| Queue::parse(code).is_some(),
        },
    ),
    // Read with the statuses: it goes by the present time.
    Filter::new(
        &["due"],
        |lang| Clocks::of(lang).time_left,
        Kind::Choice {
            offered: |offer| named(Due::ALL, Due::code, offer.lang),
            is_many: false,
            narrow: |_, code, _| Due::parse(code).is_some(),
        },
    ),
    Filter::new(
        &["platform_due"],
        |lang| Clocks::of(lang).platform_left,
        Kind::Choice {
            offered: |offer| named(Due::ALL, Due::code, offer.lang),
            is_many: false,
            narrow: |_, code, _| Due::parse(code).is_some(),
        },
    ),
    nowhere(&["bounced"], |lang| l(lang).bounced, Kind::Flag(|found| found.filter.bounced = true)),
    Filter::new(
        &["channel"],
        |lang| l(lang).channel,
        choice(
            |offer| named(Channel::ALL, Channel::code, offer.lang),
            |found, code, _| add(&mut found.filter.channels, Channel::parse(code)),
        ),
    ),
    Filter::new(
        &["flag"],
        |lang| l(lang).flag,
        choice(
            |offer| offer.choices.flags.iter().map(|flag| (flag.clone(), flag.clone())).collect(),
            |found, flag, _| add(&mut found.filter.flags, Some(flag.to_owned())),
        ),
    ),
    Filter::new(
        &["carrier"],
        |lang| l(lang).carrier,
        choice(
            |offer| named(Carrier::ALL, Carrier::code, offer.lang),
            |found, code, _| {
                add(&mut found.filter.carriers, Carrier::parse(code).map(|carrier| carrier.code().to_owned()))
            },
        ),
    ),
    // The list of archived tickets is another one: it is read with the statuses.
    nowhere(&["archived"], |lang| l(lang).archived, Kind::Flag(|_| {})),
    Filter::new(
        &["applied_from", "applied_to"],
        |lang| t(lang).applied_range,
        Kind::Days { preset: Some("applied"), narrow: |found, from, before| found.filter.applied = (from, before) },
    ),
    Filter::new(
        &["ordered_from", "ordered_to"],
        |lang| t(lang).ordered_range,
        Kind::Days { preset: None, narrow: |found, from, before| found.filter.ordered = (from, before) },
    ),
    Filter::new(
        &["reviewed_from", "reviewed_to"],
        |lang| l(lang).reviewed_range,
        Kind::Days { preset: None, narrow: reviewed },
    ),
    Filter {
        is_seen: sees_prices,
        ..Filter::new(&["amount_from", "amount_to"], |lang| l(lang).amount_range, Kind::Amounts(amounts))
    },
];
