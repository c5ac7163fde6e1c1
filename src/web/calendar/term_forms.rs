//! The forms of the page of term settings.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::commands::CommandError;
use crate::commands::term::manage_terms;
use crate::commands::term::manage_terms::{PeriodText, RuleChange, field};
use crate::domain::refusal::Refusal;
use crate::domain::term::kind::{AtEnd, LONGEST_DAYS, Rule, TermKind};
use crate::domain::term::length::{Length, LengthUnit};
use crate::domain::term::period::MOST_DAYS;
use crate::domain::term::problem::TermProblem;
use crate::domain::time::{start_of_day, zone};
use crate::i18n::fill;
use crate::i18n::term::settings::TermSettings;
use crate::store::term::periods;
use crate::web::calendar::terms::{UNITS, address, render, settable};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::merchants::chosen;

/// Characters of a period's name at most.
const NAME_MOST: usize = 40;

/// A whole number; `problem` is noted where it is none.
fn count(reader: &mut Reader<'_>, fields: &Fields, name: &str, problem: TermProblem) -> u32 {
    fields.raw(name).trim().parse().unwrap_or_else(|_| {
        reader.refuse(name, Refusal::Term(problem));
        0
    })
}

/// The rule that a form carried along, as `rule_text` writes it.
fn read_was(text: &str) -> Option<Rule> {
    let mut parts = text.split(' ');
    let count = parts.next()?.parse().ok()?;
    let unit = LengthUnit::parse(parts.next()?)?;
    let target = parts.next()?.parse().ok()?;
    let at_end = AtEnd::parse(parts.next()?)?;
    Some(Rule { length: Length { count, unit }, target: Length { count: target, unit }, at_end })
}

/// `POST /terms`.
pub(super) async fn change(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let mut reader = Reader::new(&form.fields);
    let mut changes = Vec::new();
    for (kind, basis) in settable() {
        let name = |part: &str| field(part, kind, basis);
        let unit = reader.code(&name("unit"), |code| LengthUnit::parse(code).filter(|unit| UNITS.contains(unit)));
        let most = unit.map_or(LONGEST_DAYS, LengthUnit::most);
        let length = count(&mut reader, &form.fields, &name("length"), TermProblem::BadLength(most));
        let target = count(&mut reader, &form.fields, &name("target"), TermProblem::BadTarget(most));
        let at_end = reader.code(&name("end"), AtEnd::parse);
        let was = reader.code(&name("was"), read_was);
        let (Some(unit), Some(at_end), Some(was)) = (unit, at_end, was) else { continue };
        let of = |count| Length { count, unit };
        changes.push(RuleChange { kind, basis, was, rule: Rule { length: of(length), target: of(target), at_end } });
    }
    let days = |reader: &mut Reader<'_>, name: &str| {
        let is_blank = form.fields.raw(name).trim().is_empty();
        let days = || count(reader, &form.fields, name, TermProblem::BadLength(LONGEST_DAYS));
        (!is_blank).then(days).map(|days| i32::try_from(days).unwrap_or(i32::MAX))
    };
    let archive = (days(&mut reader, "was_archive"), days(&mut reader, "archive"));
    let code = merchant.code.clone();
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "terms", &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "terms", &form, merchant.currency, move |tx, actor| {
                manage_terms::change(tx, actor, &code, &changes, archive)?;
                Ok(address(&code))
            })
            .await?
        }
    };
    answer(&app, &staff, &merchant.code, sent, TermSettings::of(staff.lang).done).await
}

fn read_period(reader: &mut Reader<'_>, fields: &Fields) -> PeriodText {
    let ids = |name: &str| fields.all(name).filter_map(|id| id.parse().ok()).collect();
    PeriodText {
        name: reader.required("name", 1, NAME_MOST),
        first: reader.required_date("first"),
        last: reader.required_date("last"),
        kinds: fields.all("kinds").filter_map(TermKind::parse).collect(),
        shops: ids("shops"),
        warehouses: ids("warehouses"),
        days: count(reader, fields, "days", TermProblem::BadLength(MOST_DAYS)),
    }
}

/// `POST /terms/periods`: a period is declared, or how many tickets it moves is looked at first.
pub(super) async fn declare(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let mut reader = Reader::new(&form.fields);
    let text = read_period(&mut reader, &form.fields);
    let checked = reader.finish().and_then(|()| manage_terms::check(&text));
    if let Err(error) = checked {
        let sent = refused(&staff, "declare", &form, merchant.currency, error)?;
        return answer(&app, &staff, &merchant.code, sent, "").await;
    }
    if form.fields.raw("intent") == "preview" {
        let (period, zone, id) = (text.period(), zone(&merchant.timezone), merchant.id);
        let after = period.last.succ_opt().unwrap_or(period.last);
        let between = (start_of_day(period.first, zone), start_of_day(after, zone));
        let touched = app.db.read(move |connection| periods::touched(connection, id, &period, between)).await?;
        let words = fill(TermSettings::of(staff.lang).touched, &[("n", &touched.to_string())]);
        let echo = Echo { form: "declare", fields: form.fields.clone(), ..Echo::default() };
        return render(&app, &staff, &merchant.code, StatusCode::OK, echo, Some(words)).await;
    }
    let code = merchant.code.clone();
    let sent = submit(&app, &staff, "declare", &form, merchant.currency, move |tx, actor| {
        manage_terms::declare(tx, actor, &code, &text)?;
        Ok(address(&code))
    });
    answer(&app, &staff, &merchant.code, sent.await?, TermSettings::of(staff.lang).done_declared).await
}

/// `POST /terms/periods/{id}/revocation`.
pub(super) async fn revoke(
    app: Data<App>,
    staff: Staff,
    id: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let code = merchant.code.clone();
    let sent = submit(&app, &staff, "revoke", &form, merchant.currency, move |tx, actor| -> Result<_, CommandError> {
        manage_terms::revoke(tx, actor, id)?;
        Ok(address(&code))
    });
    answer(&app, &staff, &merchant.code, sent.await?, TermSettings::of(staff.lang).done_revoked).await
}

async fn answer(
    app: &App,
    staff: &Staff,
    merchant: &str,
    sent: Sent,
    done: &'static str,
) -> Result<HttpResponse, PageError> {
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(done);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(app, staff, merchant, status, echo, None).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::term::manage_terms::rule_text;

    #[test]
    fn a_rule_is_carried_along_as_it_is() {
        for (kind, basis) in settable() {
            let rule = kind.usual(basis);
            assert_eq!(read_was(&rule_text(rule)), Some(rule), "{kind} {basis}");
            assert_eq!(rule.problems(kind), [], "{kind} {basis}");
        }
        assert_eq!(read_was("3 YEARS 1 ALARM"), None);
    }
}
