//! A merchant's calendars: their days, and who goes by which.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::term::calendar::{Calendar, DayKind, Hours, Weekdays};
use crate::domain::term::kind::{Place, Team};
use crate::domain::time::zone;
use crate::store::engine::prepared::prepared;
use crate::store::house::merchants::MerchantRow;
use crate::store::schema::{calendar_days, calendar_uses, calendars};
use crate::store::{Conn, DbError, Scope, Tx};

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = calendars)]
pub struct CalendarRow {
    pub id: i64,
    pub merchant_id: i64,
    pub name: String,
    /// As `Weekdays` writes it.
    pub weekdays: String,
    /// Minutes after midnight.
    pub opens: i32,
    pub closes: i32,
    /// It keeps public holidays, so that a year without any is one whose holidays are still to be entered.
    pub keeps_holidays: bool,
    /// The merchant's usual one.
    pub is_default: bool,
    pub version: i32,
}

/// A day that is not what its day of the week says.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = calendar_days)]
pub struct DayRow {
    pub calendar_id: i64,
    /// `2026-10-01`.
    pub day: String,
    pub kind: DayKind,
    pub name: String,
    /// What says so.
    pub source: String,
}

/// Who goes by a calendar that is not the merchant's usual one.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = calendar_uses)]
pub struct UseRow {
    pub merchant_id: i64,
    pub place: Place,
    /// A shop's or a warehouse's id, a team's code.
    pub place_key: String,
    pub calendar_id: i64,
}

/// A merchant's calendars, the usual one first.
pub fn of_merchant(connection: &mut Conn, merchant_id: i64) -> Result<Vec<CalendarRow>, DbError> {
    let own = calendars::table.filter(calendars::merchant_id.eq(merchant_id));
    let ordered = own.order((calendars::is_default.desc(), calendars::name, calendars::id));
    Ok(prepared!(connection, load, ordered.select(CalendarRow::as_select()))?)
}

/// A calendar in scope.
pub fn find(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<CalendarRow>, DbError> {
    let found: Option<CalendarRow> =
        calendars::table.find(id).select(CalendarRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|calendar| scope.sees(calendar.merchant_id)))
}

/// The marked days of a calendar from a date to another, both included.
pub fn days(connection: &mut Conn, calendar_id: i64, from: NaiveDate, to: NaiveDate) -> Result<Vec<DayRow>, DbError> {
    let range = calendar_days::table
        .filter(calendar_days::calendar_id.eq(calendar_id))
        .filter(calendar_days::day.ge(from.to_string()))
        .filter(calendar_days::day.le(to.to_string()))
        .order(calendar_days::day);
    Ok(prepared!(connection, load, range.select(DayRow::as_select()))?)
}

/// The free days that are marked in a merchant's usual calendar.
pub fn holidays(connection: &mut Conn, merchant_id: i64) -> Result<BTreeSet<NaiveDate>, DbError> {
    let usual = calendar_days::table
        .inner_join(calendars::table.on(calendars::id.eq(calendar_days::calendar_id)))
        .filter(calendars::merchant_id.eq(merchant_id))
        .filter(calendars::is_default.eq(true))
        .filter(calendar_days::kind.eq(DayKind::Holiday))
        .select(calendar_days::day);
    let days: Vec<String> = usual.load(connection)?;
    Ok(days.iter().filter_map(|day| day.parse().ok()).collect())
}

/// The years for which a calendar has marked days, in order.
pub fn years(connection: &mut Conn, calendar_id: i64) -> Result<Vec<i32>, DbError> {
    let all = calendar_days::table.filter(calendar_days::calendar_id.eq(calendar_id)).select(calendar_days::day);
    let days: Vec<String> = all.order(calendar_days::day).load(connection)?;
    let mut years: Vec<i32> = days.iter().filter_map(|day| day.get(..4)?.parse().ok()).collect();
    years.dedup();
    Ok(years)
}

/// Who of a merchant goes by which calendar.
pub fn uses(connection: &mut Conn, merchant_id: i64) -> Result<Vec<UseRow>, DbError> {
    let own = calendar_uses::table.filter(calendar_uses::merchant_id.eq(merchant_id));
    let ordered = own.order((calendar_uses::place, calendar_uses::place_key));
    Ok(prepared!(connection, load, ordered.select(UseRow::as_select()))?)
}

/// All of a merchant's calendars with what they need to count, read once for several terms.
pub struct Calendars {
    rows: Vec<(CalendarRow, Calendar)>,
    uses: Vec<UseRow>,
}

impl Calendars {
    /// The days of each calendar from 400 days before a date on.
    pub fn load(connection: &mut Conn, merchant: &MerchantRow, around: NaiveDate) -> Result<Self, DbError> {
        let mut rows = Vec::new();
        let from = around.checked_sub_days(chrono::Days::new(400)).unwrap_or(around);
        for row in of_merchant(connection, merchant.id)? {
            let marked = days(connection, row.id, from, NaiveDate::MAX.min(last_day()))?;
            let calendar = calendar(&row, &marked, merchant);
            rows.push((row, calendar));
        }
        Ok(Self { rows, uses: uses(connection, merchant.id)? })
    }

    /// The calendar of who acts: the warehouse's own, or the team's, or the shop's, or else the merchant's usual one.
    pub fn of(&self, team: Team, shop_id: i64, warehouse_id: Option<i64>) -> Option<&Calendar> {
        let used = |place: Place, key: &str| {
            self.uses.iter().find(|used| used.place == place && used.place_key == key).map(|used| used.calendar_id)
        };
        let warehouse = warehouse_id.filter(|_| team == Team::Warehouse);
        let id = warehouse
            .and_then(|id| used(Place::Warehouse, &id.to_string()))
            .or_else(|| used(Place::Team, team.code()))
            .or_else(|| used(Place::Shop, &shop_id.to_string()).filter(|_| team != Team::Warehouse));
        let own = id.and_then(|id| self.rows.iter().find(|(row, _)| row.id == id));
        own.or_else(|| self.rows.iter().find(|(row, _)| row.is_default)).map(|(_, calendar)| calendar)
    }
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9_999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// A calendar as terms are counted by it.
pub fn calendar(row: &CalendarRow, days: &[DayRow], merchant: &MerchantRow) -> Calendar {
    let marks: BTreeMap<NaiveDate, DayKind> =
        days.iter().filter_map(|day| Some((day.day.parse().ok()?, day.kind))).collect();
    let minutes = |minutes: i32| u16::try_from(minutes).ok();
    Calendar {
        zone: zone(&merchant.timezone),
        weekdays: Weekdays::parse(&row.weekdays).unwrap_or(Weekdays::OFFICE),
        hours: minutes(row.opens)
            .zip(minutes(row.closes))
            .and_then(|(opens, closes)| Hours::new(opens, closes))
            .unwrap_or(Hours::OFFICE),
        marks,
        keeps_holidays: row.keeps_holidays,
    }
}

/// Adds a calendar.
pub fn insert(tx: &mut Tx<'_>, row: &CalendarRow) -> Result<(), DbError> {
    diesel::insert_into(calendars::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a calendar if nobody changed it since `version`; `row.version` is the new one.
pub fn save(tx: &mut Tx<'_>, row: &CalendarRow, version: i32) -> Result<bool, DbError> {
    let saved = diesel::update(calendars::table.find(row.id).filter(calendars::version.eq(version)))
        .set(row)
        .execute(tx.connection())?;
    Ok(saved == 1)
}

/// Marks a day, or marks it anew.
pub fn put_day(tx: &mut Tx<'_>, row: &DayRow) -> Result<(), DbError> {
    remove_day(tx, row.calendar_id, &row.day)?;
    diesel::insert_into(calendar_days::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Takes the mark off a day.
pub fn remove_day(tx: &mut Tx<'_>, calendar_id: i64, day: &str) -> Result<(), DbError> {
    diesel::delete(calendar_days::table.find((calendar_id, day))).execute(tx.connection())?;
    Ok(())
}

/// Lets a place go by a calendar; `None`: by the usual one.
pub fn put_use(
    tx: &mut Tx<'_>,
    merchant_id: i64,
    place: Place,
    key: &str,
    calendar_id: Option<i64>,
) -> Result<(), DbError> {
    diesel::delete(calendar_uses::table.find((merchant_id, place, key))).execute(tx.connection())?;
    if let Some(calendar_id) = calendar_id {
        let row = UseRow { merchant_id, place, place_key: key.to_owned(), calendar_id };
        diesel::insert_into(calendar_uses::table).values(&row).execute(tx.connection())?;
    }
    Ok(())
}
