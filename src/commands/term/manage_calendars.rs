//! Calendars: their hours, their marked days, who goes by which. What changes one lets the running terms of its merchant be counted again.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use crate::commands::house::audit_diff::{Changes, conflict};
use crate::commands::house::manage_settings::claimed;
use crate::commands::term::recount;
use crate::commands::{Actor, CommandError, invalid, taken};
use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::house::file_problem::FileProblem;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::term::calendar::{DayKind, Hours, Weekdays, hour_text};
use crate::domain::term::kind::{Place, Team};
use crate::store::Tx;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::{audit, merchants};
use crate::store::term::calendars;
use crate::store::term::calendars::{CalendarRow, DayRow};

/// A calendar as it is to be.
#[derive(Clone, Debug)]
pub struct CalendarText {
    pub name: String,
    pub weekdays: Weekdays,
    pub hours: Hours,
    pub keeps_holidays: bool,
}

/// A marked day as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayText {
    pub date: NaiveDate,
    pub kind: DayKind,
    pub name: String,
    pub source: String,
}

/// A line of a file of days.
#[derive(Clone, Debug)]
pub struct DayLine {
    /// 1-based.
    pub line_no: u64,
    pub day: DayText,
}

fn subject(merchant: &MerchantRow, name: &str) -> String {
    format!("{} {name}", merchant.code)
}

/// Keeps what was changed, and lets the terms that run be counted again.
fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    merchant: &MerchantRow,
    kind: AuditKind,
    name: &str,
    detail: &str,
) -> Result<(), CommandError> {
    audit::append(tx, actor.staff_id, Some(merchant.id), kind, &subject(merchant, name), detail)?;
    recount::order(tx, merchant.id)
}

/// A calendar that nobody changed since `version`, claimed.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32) -> Result<(MerchantRow, CalendarRow), CommandError> {
    actor.require(Permission::ManageSettings)?;
    let found = calendars::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    merchants::claim(tx, found.merchant_id)?;
    let row = calendars::find(tx.connection(), &actor.scope, id)?.ok_or(CommandError::NotFound)?;
    let merchant = merchants::get(tx.connection(), row.merchant_id)?;
    if row.version != version {
        return Err(conflict(tx, AuditGroup::Settings, &subject(&merchant, &row.name))?);
    }
    Ok((merchant, row))
}

/// Saves a claimed calendar under its next version.
fn save(tx: &mut Tx<'_>, merchant: &MerchantRow, row: CalendarRow) -> Result<(), CommandError> {
    let version = row.version;
    let name = row.name.clone();
    if calendars::save(tx, &CalendarRow { version: version + 1, ..row }, version).map_err(taken("name"))? {
        return Ok(());
    }
    Err(conflict(tx, AuditGroup::Settings, &subject(merchant, &name))?)
}

/// Adds a calendar without marked days; its id.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, new: &CalendarText) -> Result<i64, CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let row = CalendarRow {
        id: tx.next_id()?,
        merchant_id: merchant.id,
        name: new.name.clone(),
        weekdays: new.weekdays.text(),
        opens: new.hours.opens.into(),
        closes: new.hours.closes.into(),
        keeps_holidays: new.keeps_holidays,
        is_default: false,
        version: 1,
    };
    calendars::insert(tx, &row).map_err(taken("name"))?;
    audit::append(
        tx,
        actor.staff_id,
        Some(merchant.id),
        AuditKind::CalendarAdded,
        &subject(&merchant, &row.name),
        &hours_text(new.hours),
    )?;
    Ok(row.id)
}

fn hours_text(hours: Hours) -> String {
    format!("{}–{}", hour_text(hours.opens), hour_text(hours.closes))
}

/// Changes a calendar's name, days of the week and hours.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: i64, version: i32, to: &CalendarText) -> Result<(), CommandError> {
    let (merchant, row) = begin(tx, actor, id, version)?;
    let minutes = |minutes: i32| hour_text(u16::try_from(minutes).unwrap_or_default());
    let mut changes = Changes::default();
    changes.field("name", &row.name, &to.name);
    changes.field("weekdays", &row.weekdays, to.weekdays.text());
    changes.field("hours", format!("{}–{}", minutes(row.opens), minutes(row.closes)), hours_text(to.hours));
    changes.field("keeps_holidays", row.keeps_holidays, to.keeps_holidays);
    if changes.is_empty() {
        return Ok(());
    }
    let row = CalendarRow {
        name: to.name.clone(),
        weekdays: to.weekdays.text(),
        opens: to.hours.opens.into(),
        closes: to.hours.closes.into(),
        keeps_holidays: to.keeps_holidays,
        ..row
    };
    let name = row.name.clone();
    save(tx, &merchant, row)?;
    note(tx, actor, &merchant, AuditKind::CalendarChanged, &name, &changes.detail().text())
}

/// Marks a day, or takes its mark off where `day` is `None`.
pub fn mark(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    date: NaiveDate,
    day: Option<&DayText>,
) -> Result<(), CommandError> {
    let (merchant, row) = begin(tx, actor, id, version)?;
    let before = calendars::days(tx.connection(), id, date, date)?.into_iter().next();
    let after = day.map(|day| day_row(id, day));
    if before == after {
        return Ok(());
    }
    let text = |row: &Option<DayRow>| row.as_ref().map_or(String::new(), |row| row.kind.to_string());
    let mut changes = Changes::default();
    changes.field(&date.to_string(), text(&before), text(&after));
    match &after {
        Some(row) => calendars::put_day(tx, row)?,
        None => calendars::remove_day(tx, id, &date.to_string())?,
    }
    let name = row.name.clone();
    save(tx, &merchant, row)?;
    note(tx, actor, &merchant, AuditKind::CalendarDays, &name, &changes.detail().text())
}

fn day_row(calendar_id: i64, day: &DayText) -> DayRow {
    DayRow {
        calendar_id,
        day: day.date.to_string(),
        kind: day.kind,
        name: day.name.clone(),
        source: day.source.clone(),
    }
}

/// Marks the days of a file, all of one year, beside those that are marked; all of them or none. The number of days.
pub fn import(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    year: i32,
    lines: &[DayLine],
) -> Result<usize, CommandError> {
    let (merchant, row) = begin(tx, actor, id, version)?;
    let (mut seen, mut bad) = (HashSet::new(), Vec::new());
    for DayLine { line_no, day } in lines {
        if day.date.year() != year {
            bad.push((*line_no, FileProblem::OtherYear(year).into()));
        } else if !seen.insert(day.date) {
            bad.push((*line_no, FileProblem::DayTwice.into()));
        }
    }
    if !bad.is_empty() {
        return Err(invalid("file", FileProblem::Lines(bad).into()));
    }
    for line in lines {
        calendars::put_day(tx, &day_row(id, &line.day))?;
    }
    let (name, detail) = (row.name.clone(), format!("{year}: +{}", lines.len()));
    save(tx, &merchant, row)?;
    note(tx, actor, &merchant, AuditKind::CalendarDays, &name, &detail)?;
    Ok(lines.len())
}

/// Who goes by a calendar: a shop or a warehouse by its id, a team by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarUse {
    pub place: Place,
    pub key: String,
    /// `None`: the merchant's usual one.
    pub calendar_id: Option<i64>,
}

/// Lets shops, teams and warehouses of a merchant go by calendars of that merchant.
pub fn assign(tx: &mut Tx<'_>, actor: &Actor, merchant_code: &str, uses: &[CalendarUse]) -> Result<(), CommandError> {
    let merchant = claimed(tx, actor, merchant_code)?;
    let own = calendars::of_merchant(tx.connection(), merchant.id)?;
    let shops = merchants::shops_of(tx.connection(), merchant.id)?;
    let warehouses = merchants::warehouses_of(tx.connection(), merchant.id)?;
    let known = calendars::uses(tx.connection(), merchant.id)?;
    let name = |id: Option<i64>| match id {
        None => Some(String::new()),
        Some(id) => own.iter().find(|row| row.id == id).map(|row| row.name.clone()),
    };
    let mut changes = Changes::default();
    for wanted in uses {
        let field = format!("use_{}_{}", wanted.place, wanted.key);
        let who = match wanted.place {
            Place::Team => Team::parse(&wanted.key).map(|team| team.code().to_owned()),
            Place::Shop => shops.iter().find(|shop| shop.id.to_string() == wanted.key).map(|shop| shop.name.clone()),
            Place::Warehouse => {
                let found = warehouses.iter().find(|place| place.id.to_string() == wanted.key);
                found.map(|place| place.name.clone())
            }
        };
        let (Some(who), Some(after)) = (who, name(wanted.calendar_id)) else {
            return Err(invalid(&field, Refusal::UnknownValue));
        };
        let used = known.iter().find(|used| used.place == wanted.place && used.place_key == wanted.key);
        let before = used.map(|used| used.calendar_id);
        if before == wanted.calendar_id {
            continue;
        }
        changes.field(&who, name(before).unwrap_or_default(), after);
        calendars::put_use(tx, merchant.id, wanted.place, &wanted.key, wanted.calendar_id)?;
    }
    if changes.is_empty() {
        return Ok(());
    }
    note(tx, actor, &merchant, AuditKind::CalendarUses, &merchant.name, &changes.detail().text())
}
