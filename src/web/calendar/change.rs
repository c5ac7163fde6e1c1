//! The forms of the calendar page.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::commands::term::manage_calendars;
use crate::commands::term::manage_calendars::{CalendarText, CalendarUse, DayText};
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::refusal::Refusal;
use crate::domain::term::calendar::{DayKind, Hours, Weekdays, parse_hour};
use crate::domain::term::kind::Place;
use crate::i18n::term::calendar::CalendarWords;
use crate::store::Tx;
use crate::web::calendar::page::{address, render};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::merchants::chosen;

/// Characters of a calendar's name at most.
const NAME_MOST: usize = 40;

/// Where a form was sent from.
pub(super) struct Origin {
    pub merchant: String,
    pub calendar: i64,
    pub year: i32,
}

impl Origin {
    /// The merchant that a form names, else the first in scope.
    pub(super) fn of(staff: &Staff, fields: &Fields) -> Result<Self, PageError> {
        let number = |name: &str| fields.raw(name).trim().to_owned();
        Ok(Self {
            merchant: chosen(staff, &number("merchant"))?.code.clone(),
            calendar: number("calendar").parse().unwrap_or(0),
            year: number("year").parse().unwrap_or(0),
        })
    }

    pub(super) fn address(&self) -> String {
        address(&self.merchant, self.calendar, self.year)
    }

    /// What the page shows again after a refusal.
    pub(super) fn query(&self, day: &str) -> Fields {
        let pairs = [
            ("merchant", self.merchant.clone()),
            ("calendar", self.calendar.to_string()),
            ("year", self.year.to_string()),
            ("day", day.to_owned()),
        ];
        Fields::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).into())
    }
}

async fn run<F>(
    app: &App,
    staff: &Staff,
    name: &'static str,
    form: &Form,
    checked: Result<(), CommandError>,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor) -> Result<String, CommandError> + Send + 'static,
{
    let origin = Origin::of(staff, &form.fields)?;
    let merchant = chosen(staff, &origin.merchant)?;
    let sent = match checked {
        Ok(()) => submit(app, staff, name, form, merchant.currency, command).await?,
        Err(error) => refused(staff, name, form, merchant.currency, error)?,
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(CalendarWords::of(staff.lang).done_saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => {
            let query = origin.query(form.fields.raw("date"));
            render(app, staff, &query, status, echo).await
        }
    }
}

/// `POST /calendar`: a day is marked, or its mark taken off.
pub(super) async fn mark(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let origin = Origin::of(&staff, &form.fields)?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let date = reader.date("date");
    if date.is_none() && form.fields.raw("date").trim().is_empty() {
        reader.refuse("date", Refusal::Required);
    }
    let kind = reader.optional_code("kind", DayKind::parse);
    let (name, source) = (reader.text("name", lengths::WORD), reader.text("source", lengths::SPEC));
    let checked = reader.finish();
    let (id, back) = (origin.calendar, origin.address());
    run(&app, &staff, "mark", &form, checked, move |tx, actor| {
        let Some(date) = date else { return Err(CommandError::NotFound) };
        let day = kind.map(|kind| DayText { date, kind, name: name.clone(), source: source.clone() });
        manage_calendars::mark(tx, actor, id, version, date, day.as_ref())?;
        Ok(back.clone())
    })
    .await
}

fn read_calendar(reader: &mut Reader<'_>, fields: &Fields) -> CalendarText {
    let weekdays: String = fields.all("weekday").map(str::to_owned).collect();
    let weekdays = Weekdays::parse(&weekdays).unwrap_or_else(|| {
        reader.refuse("weekday", Refusal::Required);
        Weekdays::OFFICE
    });
    let opens = reader.code("opens", parse_hour);
    let closes = reader.code("closes", parse_hour);
    let hours = opens.zip(closes).map(|(opens, closes)| Hours::new(opens, closes));
    if hours == Some(None) {
        reader.refuse("closes", Refusal::ClosesBeforeItOpens);
    }
    CalendarText {
        name: reader.required("name", 1, NAME_MOST),
        weekdays,
        hours: hours.flatten().unwrap_or(Hours::OFFICE),
        keeps_holidays: reader.ticked("keeps_holidays"),
    }
}

/// `POST /calendar/hours`: name, days of the week and hours of a calendar.
pub(super) async fn hours(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let origin = Origin::of(&staff, &form.fields)?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let text = read_calendar(&mut reader, &form.fields);
    let (checked, id, back) = (reader.finish(), origin.calendar, origin.address());
    run(&app, &staff, "hours", &form, checked, move |tx, actor| {
        manage_calendars::change(tx, actor, id, version, &text)?;
        Ok(back.clone())
    })
    .await
}

/// `POST /calendar/calendars`: another calendar.
pub(super) async fn add(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let origin = Origin::of(&staff, &form.fields)?;
    let mut reader = Reader::new(&form.fields);
    let text = read_calendar(&mut reader, &form.fields);
    let checked = reader.finish();
    run(&app, &staff, "add", &form, checked, move |tx, actor| {
        let id = manage_calendars::add(tx, actor, &origin.merchant, &text)?;
        Ok(address(&origin.merchant, id, origin.year))
    })
    .await
}

/// `POST /calendar/uses`: who goes by which calendar.
pub(super) async fn uses(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let origin = Origin::of(&staff, &form.fields)?;
    let mut reader = Reader::new(&form.fields);
    let mut uses = Vec::new();
    for (name, value) in form.fields.iter() {
        let Some((place, key)) = name.strip_prefix("use_").and_then(|rest| rest.split_once('_')) else { continue };
        let calendar_id = value.trim().parse::<i64>().ok();
        match Place::parse(place) {
            Some(place) if calendar_id.is_some() || value.trim().is_empty() => {
                uses.push(CalendarUse { place, key: key.to_owned(), calendar_id });
            }
            _ => reader.refuse(name, Refusal::UnknownValue),
        }
    }
    let checked = reader.finish();
    let back = origin.address();
    run(&app, &staff, "uses", &form, checked, move |tx, actor| {
        manage_calendars::assign(tx, actor, &origin.merchant, &uses)?;
        Ok(back.clone())
    })
    .await
}
