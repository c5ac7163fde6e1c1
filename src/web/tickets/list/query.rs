//! The ticket list's state as its address carries it: filters, order, place. What cannot be read is named and left out, so that every
//! address gives a valid list.

use chrono::{Datelike, Days, NaiveDate};

use crate::commands::CommandError;
use crate::domain::goods::movement::Carrier;
use crate::domain::lists::search_text::NameSearch;
use crate::domain::lists::ticket_columns::TicketColumn;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::ticket::kind::{Channel, TicketType};
use crate::domain::ticket::reason::Responsibility;
use crate::domain::ticket::status::{Archive, ReviewResult, Status, StatusGroup};
use crate::domain::time::{Timestamp, start_of_day};
use crate::person::Person;
use crate::store::list::{Cursor, Direction};
use crate::store::tickets::list::TicketFilter;
use crate::store::tickets::list::ask::TicketPage;
use crate::web::framework::form::{Fields, Reader};
use crate::web::list::{PAGE_ROWS, pasted, start_of};

/// Fields of an address that narrow the list, in the order in which their chips stand.
pub const FILTERS: [&str; 29] = [
    "only",
    "q",
    "ticket_no",
    "order_no",
    "status",
    "stage",
    "type",
    "merchant",
    "shop",
    "reason",
    "responsibility",
    "sku",
    "assignee",
    "reviewer",
    "result",
    "bounced",
    "channel",
    "flag",
    "carrier",
    "archived",
    "applied",
    "applied_from",
    "applied_to",
    "ordered_from",
    "ordered_to",
    "reviewed_from",
    "reviewed_to",
    "amount_from",
    "amount_to",
];

/// The end of a date preset that is not today: how many days back it begins, by its name.
pub const PRESETS: [&str; 4] = ["today", "yesterday", "week", "30days"];

/// The list's query as it was understood. Reasons are still codes and a search still words: the database knows what they mean.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub filter: TicketFilter,
    pub reason_codes: Vec<String>,
    pub search: String,
    /// How the search finds names.
    pub names: NameSearch,
    /// Numbers of tickets that were chosen one by one.
    pub only: Vec<String>,
    pub sort: TicketColumn,
    pub ascending: bool,
    pub start: Option<(Cursor, Direction)>,
    /// Rows before the page, as far as the address knows.
    pub at: i64,
    /// Lines of goods and reason instead of tickets.
    pub grouped: bool,
    /// What was nonsense.
    pub unreadable: Vec<Unreadable>,
}

/// A part of an address that was left out because it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub field: String,
    /// One of its values; `None` for all.
    pub value: Option<String>,
}

impl Unreadable {
    fn all(field: &str) -> Self {
        Self { field: field.to_owned(), value: None }
    }

    fn one(field: &str, value: &str) -> Self {
        Self { field: field.to_owned(), value: Some(value.to_owned()) }
    }

    fn is(&self, field: &str, value: &str) -> bool {
        self.field == field && self.value.as_deref().is_none_or(|own| own == value.trim())
    }
}

/// The first and the last day of a preset.
pub fn preset(name: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let back = |days: u64| today.checked_sub_days(Days::new(days));
    Some(match name {
        "today" => (today, today),
        "yesterday" => (back(1)?, back(1)?),
        "week" => (back(u64::from(today.weekday().num_days_from_monday()))?, today),
        "30days" => (back(29)?, today),
        _ => return None,
    })
}

struct Reading<'a> {
    query: &'a Fields,
    unreadable: Vec<Unreadable>,
}

impl Reading<'_> {
    /// Every value of a repeated field; what cannot be read is noted.
    fn all<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let mut values = Vec::new();
        for text in self.query.all(name).map(str::trim).filter(|text| !text.is_empty()) {
            match parse(text) {
                Some(value) => values.push(value),
                None => self.unreadable.push(Unreadable::one(name, text)),
            }
        }
        values
    }

    fn is_on(&self, name: &str) -> bool {
        !matches!(self.query.raw(name), "" | "0" | "false")
    }
}

impl ListQuery {
    /// Reads an address for somebody, at an instant.
    pub fn read(staff: &Person, query: &Fields, now: Timestamp) -> Self {
        let mut reading = Reading { query, unreadable: Vec::new() };
        let mut reader = Reader::new(query);
        let (statuses, shelf) = shelf_and_statuses(staff, &mut reading);
        let merchants = reading.all("merchant", |code| {
            staff.merchants.iter().find(|merchant| merchant.code == code).map(|merchant| merchant.id)
        });
        let person = |text: &str| match text {
            "me" => Some(staff.id),
            "none" => Some(0),
            id => id.parse().ok().filter(|id| *id > 0),
        };
        let zone = staff.zone();
        let today = now.date_in(zone);
        let day = |date: NaiveDate| start_of_day(date, zone);
        let after = |date: NaiveDate| date.checked_add_days(Days::new(1)).map(day);
        let mut range = |from: &str, to: &str| {
            let (first, last) = (reader.date(from), reader.date(to));
            if let (Some(first), Some(last)) = (first, last)
                && last < first
            {
                reading.unreadable.extend([from, to].map(Unreadable::all));
                return (None, None);
            }
            (first.map(day), last.and_then(after))
        };
        let mut applied = range("applied_from", "applied_to");
        let ordered = range("ordered_from", "ordered_to");
        let mut reviewed = range("reviewed_from", "reviewed_to");
        // A ticket without a review was not reviewed before any day.
        if reviewed.1.is_some() && reviewed.0.is_none() {
            reviewed.0 = Some(Timestamp::from_micros(1));
        }
        if let Some(name) = Some(query.raw("applied")).filter(|name| !name.is_empty()) {
            match preset(name, today) {
                Some((first, last)) => applied = (Some(day(first)), after(last)),
                None => reading.unreadable.push(Unreadable::all("applied")),
            }
        }
        let may_see = staff.may(Permission::SeePrices);
        let currency = staff.currency();
        let mut money = |name: &str| reading.all(name, |text| Money::parse(text, currency).ok()).into_iter().next();
        let mut amount = if may_see { (money("amount_from"), money("amount_to")) } else { (None, None) };
        if let (Some(least), Some(most)) = amount
            && most < least
        {
            amount = (None, None);
            reading.unreadable.extend(["amount_from", "amount_to"].map(Unreadable::all));
        }
        let filter = TicketFilter {
            shelf,
            ids: None,
            words: Vec::new(),
            ticket_no: pasted(&reader.text("ticket_no", 64)).to_uppercase(),
            order_no: pasted(&reader.text("order_no", 64)),
            applied,
            reviewed,
            ordered,
            amount,
            statuses,
            kinds: reading.all("type", TicketType::parse),
            merchants,
            shops: reading.all("shop", |id| id.parse().ok()),
            reasons: Vec::new(),
            responsibilities: reading.all("responsibility", Responsibility::parse),
            assignees: reading.all("assignee", person),
            reviewers: reading.all("reviewer", person),
            results: reading.all("result", ReviewResult::parse),
            bounced: reading.is_on("bounced"),
            channels: reading.all("channel", Channel::parse),
            flags: query.all("flag").map(|flag| flag.trim().to_owned()).filter(|flag| !flag.is_empty()).collect(),
            carriers: reading.all("carrier", |code| Carrier::parse(code).map(|carrier| carrier.code().to_owned())),
            sku: query.typed("sku"),
        };
        let sort =
            TicketColumn::parse(query.raw("sort")).filter(|sort| sort.is_sortable() && (!sort.is_money() || may_see));
        if sort.is_none() && !query.raw("sort").is_empty() {
            reading.unreadable.push(Unreadable::all("sort"));
        }
        let mut unreadable = reading.unreadable;
        // Said by itself; a file and a change of all rows must know that it is not the whole.
        unreadable.extend(query.beyond().iter().map(|(field, _)| Unreadable::one(field, "")));
        if let Err(CommandError::Invalid(errors)) = reader.finish() {
            unreadable.extend(errors.into_iter().map(|error| Unreadable::all(&error.field)));
        }
        let start = start_of(query);
        Self {
            filter,
            reason_codes: query.all("reason").filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            search: query.typed("q"),
            names: staff.name_search(),
            only: query.all("only").map(str::to_owned).filter(|number| !number.is_empty()).collect(),
            sort: sort.unwrap_or(TicketColumn::AppliedAt),
            ascending: query.raw("dir") == "asc",
            at: if start.is_some() { query.raw("at").parse().unwrap_or(0).max(0) } else { 0 },
            start,
            grouped: query.raw("group") == "goods",
            unreadable,
        }
    }

    /// Leaves one value of a field out that the database does not know.
    pub fn leave_out(&mut self, field: &str, value: &str) {
        self.unreadable.push(Unreadable::one(field, value));
    }

    /// An address without what was left out.
    pub fn understood(&self, query: &Fields) -> Fields {
        let kept = query.iter().filter(|(field, value)| !self.unreadable.iter().any(|part| part.is(field, value)));
        Fields::from_pairs(kept.map(|(field, value)| (field.to_owned(), value.to_owned())).collect())
    }

    /// The page that is asked for, with one row more than it shows.
    pub fn page(&self) -> TicketPage {
        TicketPage { sort: self.sort, ascending: self.ascending, start: self.start.clone(), limit: PAGE_ROWS + 1 }
    }
}

/// Drafts and archived tickets are lists of their own.
fn shelf_and_statuses(staff: &Person, reading: &mut Reading<'_>) -> (Vec<Status>, Archive) {
    let mut statuses = Vec::new();
    let may_see_drafts = staff.may(Permission::FileTicket);
    for code in reading.query.all("status").map(str::trim).filter(|code| !code.is_empty()) {
        match (StatusGroup::parse(code), Status::parse(code)) {
            (Some(seed), _) => statuses.extend(seed.members()),
            (None, Some(Status::Draft)) if !may_see_drafts => reading.unreadable.push(Unreadable::one("status", code)),
            (None, Some(status)) => statuses.push(status),
            (None, None) => reading.unreadable.push(Unreadable::one("status", code)),
        }
    }
    if statuses == [Status::Draft] {
        return (Vec::new(), Archive::Draft);
    }
    statuses.retain(|status| *status != Status::Draft);
    // One state of a seed status, which may share its code.
    match Status::parse(reading.query.raw("stage")) {
        Some(stage) if statuses.contains(&stage) => statuses = vec![stage],
        None if !reading.query.raw("stage").is_empty() => reading.unreadable.push(Unreadable::all("stage")),
        _ => {}
    }
    statuses.sort_unstable();
    statuses.dedup();
    let shelf = if reading.is_on("archived") { Archive::Archived } else { Archive::Live };
    (statuses, shelf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_whole_days_and_weeks_begin_on_monday() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let sunday = day("2026-11-29");
        assert_eq!(preset("today", sunday), Some((sunday, sunday)));
        assert_eq!(preset("yesterday", sunday), Some((day("2026-11-28"), day("2026-11-28"))));
        assert_eq!(preset("week", sunday), Some((day("2026-11-23"), sunday)));
        assert_eq!(preset("30days", sunday), Some((day("2026-10-31"), sunday)));
        assert_eq!(preset("soon", sunday), None);
    }
}
