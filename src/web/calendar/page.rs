//! `GET /calendar`: a calendar of a merchant in a year, and the forms that change it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;
use chrono::{Datelike, NaiveDate};

use crate::domain::permission::Permission;
use crate::domain::term::calendar::{DayKind, Weekdays, hour_text};
use crate::domain::term::kind::{Place, Team};
use crate::domain::time::{Timestamp, zone};
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::term::calendar::CalendarWords;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::term::calendars;
use crate::store::term::calendars::{CalendarRow, DayRow};
use crate::store::{Conn, DbError};
use crate::web::calendar::year::{Month, months};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::settings::merchants::{MerchantTab, chosen, tabs};

/// The years that can be shown.
const YEARS: std::ops::RangeInclusive<i32> = 2_000..=2_100;

/// The month from which on the holidays of the next year are missed.
const MISSED_FROM: u32 = 12;

/// A calendar to choose.
struct Tab {
    address: String,
    name: String,
    chosen: bool,
}

/// Who goes by a calendar: field of the form, what and who it is, the calendar's id or nothing.
struct UseChoice {
    field: String,
    label: String,
    chosen: String,
}

struct DayLine {
    row: DayRow,
    kind: &'static str,
    address: String,
}

#[derive(Template)]
#[template(path = "calendar/index.html")]
struct CalendarPage {
    f: Frame,
    t: &'static CalendarWords,
    echo: Echo,
    merchants: Vec<MerchantTab>,
    calendars: Vec<Tab>,
    merchant: String,
    calendar: CalendarRow,
    opens: String,
    closes: String,
    /// Number of the day of the week, its name, whether people work then.
    weekdays: Vec<(usize, &'static str, bool)>,
    /// The same for a calendar that is added.
    usual_weekdays: Vec<(usize, &'static str, bool)>,
    names: Vec<&'static str>,
    year: i32,
    earlier: Option<String>,
    later: Option<String>,
    provisional: Option<String>,
    months: Vec<Month>,
    marked: Vec<DayLine>,
    marked_title: String,
    file_hint: String,
    here: String,
    may_manage: bool,
    /// The day in the form.
    day: DayRow,
    kinds: Vec<(&'static str, &'static str)>,
    uses: Vec<UseChoice>,
    choices: Vec<(String, String)>,
}

/// `GET /calendar`.
pub(super) async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    render(&app, &staff, &query, StatusCode::OK, Echo::default()).await
}

/// The address of a calendar in a year.
pub(super) fn address(merchant: &str, calendar: i64, year: i32) -> String {
    let merchant: String = form_urlencoded::byte_serialize(merchant.as_bytes()).collect();
    format!("/calendar?merchant={merchant}&calendar={calendar}&year={year}")
}

/// What the page reads.
struct Loaded {
    rows: Vec<CalendarRow>,
    calendar: CalendarRow,
    marked: Vec<DayRow>,
    uses: Vec<UseChoice>,
}

/// The page, with a refused form shown again; `query` says merchant, calendar, year and day.
pub(super) async fn render(
    app: &App,
    staff: &Staff,
    query: &Fields,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let (t, lang) = (CalendarWords::of(staff.lang), staff.lang);
    let merchant = chosen(staff, query.raw("merchant"))?.clone();
    let today = app.db.clock().now().date_in(zone(&merchant.timezone));
    let year = query.raw("year").parse().ok().filter(|year| YEARS.contains(year)).unwrap_or(today.year());
    let wanted = query.raw("calendar").parse::<i64>().ok();
    let of = merchant.clone();
    let loaded = app.db.read(move |connection| load(connection, &of, wanted, year, lang)).await?;
    let Some(Loaded { rows, calendar, marked, uses }) = loaded else { return Err(PageError::NotFound) };
    let counting = calendars::calendar(&calendar, &marked, &merchant);
    let days = Weekdays::parse(&calendar.weekdays).unwrap_or(Weekdays::OFFICE);
    let names: Vec<&'static str> = t.weekday_names.split(',').collect();
    let ticked = |days: Weekdays, form: &str| -> Vec<(usize, &'static str, bool)> {
        let text = days.text();
        let number = |at: usize| (at + 1).to_string();
        let on = |at: usize| echo.chosen(form, "weekday", &number(at), text.contains(&number(at)));
        names.iter().enumerate().map(|(at, name)| (at + 1, *name, on(at))).collect()
    };
    let minutes = |minutes: i32| hour_text(u16::try_from(minutes).unwrap_or_default());
    let go = |year: i32| YEARS.contains(&year).then(|| address(&merchant.code, calendar.id, year));
    let here = address(&merchant.code, calendar.id, year);
    let asked = query.raw("day").to_owned();
    let day = marked.iter().find(|row| row.day == asked).cloned().unwrap_or_else(|| DayRow {
        calendar_id: calendar.id,
        day: asked.parse::<NaiveDate>().map(|date| date.to_string()).unwrap_or_default(),
        kind: DayKind::Holiday,
        name: String::new(),
        source: String::new(),
    });
    let mut choices = vec![(String::new(), t.usual.to_owned())];
    choices.extend(rows.iter().filter(|row| !row.is_default).map(|row| (row.id.to_string(), row.name.clone())));
    let mut kinds: Vec<(&'static str, &'static str)> =
        DayKind::ALL.iter().map(|kind| (kind.code(), kind.name(lang))).collect();
    kinds.push(("", t.plain));
    let year_text = year.to_string();
    let of_year = |text: &str| fill(text, &[("year", &year_text)]);
    let body = CalendarPage {
        f: Frame::new(app, staff, "calendar.index", t.title).await?.with_echo(&echo),
        t,
        merchants: tabs(staff, &merchant, |code| address(code, 0, year)),
        calendars: rows
            .iter()
            .map(|row| Tab {
                address: address(&merchant.code, row.id, year),
                name: row.name.clone(),
                chosen: row.id == calendar.id,
            })
            .collect(),
        merchant: merchant.code.clone(),
        opens: minutes(calendar.opens),
        closes: minutes(calendar.closes),
        weekdays: ticked(days, "hours"),
        usual_weekdays: ticked(Weekdays::OFFICE, "add"),
        names: names.clone(),
        earlier: go(year - 1),
        later: go(year + 1),
        provisional: counting.is_provisional(year).then(|| of_year(t.provisional)),
        months: months(year, &counting, &marked, today, lang),
        marked: marked
            .into_iter()
            .map(|row| DayLine { kind: row.kind.name(lang), address: format!("{here}&day={}#day", row.day), row })
            .collect(),
        marked_title: of_year(t.marked),
        file_hint: of_year(t.file_hint),
        year,
        here,
        may_manage: staff.may(Permission::ManageSettings),
        day,
        kinds,
        uses,
        choices,
        calendar,
        echo,
    };
    page(status, &body)
}

fn load(
    connection: &mut Conn,
    merchant: &MerchantRow,
    wanted: Option<i64>,
    year: i32,
    lang: crate::i18n::Lang,
) -> Result<Option<Loaded>, DbError> {
    let t = CalendarWords::of(lang);
    let rows = calendars::of_merchant(connection, merchant.id)?;
    // One that is not this merchant's is passed over.
    let found = rows.iter().find(|row| Some(row.id) == wanted).or(rows.first());
    let (Some(calendar), Some(first), Some(last)) =
        (found.cloned(), NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31))
    else {
        return Ok(None);
    };
    let marked = calendars::days(connection, calendar.id, first, last)?;
    let used = calendars::uses(connection, merchant.id)?;
    let choice = |place: Place, key: String, kind: &'static str, name: String| {
        let own = used.iter().find(|used| used.place == place && used.place_key == key);
        UseChoice {
            field: format!("use_{place}_{key}"),
            label: format!("{kind} · {name}"),
            chosen: own.map(|used| used.calendar_id.to_string()).unwrap_or_default(),
        }
    };
    let mut uses: Vec<UseChoice> = Team::ALL
        .iter()
        .map(|team| choice(Place::Team, team.code().to_owned(), t.team, team.name(lang).to_owned()))
        .collect();
    let shops = merchants::shops_of(connection, merchant.id)?.into_iter().filter(|shop| shop.active);
    uses.extend(shops.map(|shop| choice(Place::Shop, shop.id.to_string(), t.shop, shop.name)));
    let places = merchants::warehouses_of(connection, merchant.id)?.into_iter().filter(|place| place.active);
    uses.extend(places.map(|place| choice(Place::Warehouse, place.id.to_string(), t.warehouse, place.name)));
    Ok(Some(Loaded { rows, calendar, marked, uses }))
}

/// From December on: a merchant's calendar of which the holidays of the next year are still to be entered, with that year.
///
/// # Errors
/// The database cannot be read.
pub fn missing_year(
    connection: &mut Conn,
    merchants: &[MerchantRow],
    now: Timestamp,
) -> Result<Option<(String, i32)>, DbError> {
    for merchant in merchants {
        let today = now.date_in(zone(&merchant.timezone));
        if today.month() < MISSED_FROM {
            continue;
        }
        let next = today.year() + 1;
        for row in calendars::of_merchant(connection, merchant.id)?.into_iter().filter(|row| row.keeps_holidays) {
            if !calendars::years(connection, row.id)?.contains(&next) {
                return Ok(Some((address(&merchant.code, row.id, next), next)));
            }
        }
    }
    Ok(None)
}
