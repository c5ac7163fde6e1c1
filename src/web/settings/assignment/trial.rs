//! A trial of rules on past tickets: how far it is, then what each rule would have matched and what each queue would have got.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Data;
use askama::Template;

use crate::commands::assignment::trial;
use crate::domain::refusal::Refusal;
use crate::i18n::fill;
use crate::i18n::people::assignment::Trial;
use crate::store::assignment::trials;
use crate::store::assignment::trials::{LineRow, TrialRow};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::assignment::page::{Open, address, render};
use crate::web::settings::merchants::chosen;

/// Seconds after which the page of a trial that goes on reloads.
const REFRESH: &str = "2";

/// What a rule did.
struct Line {
    of: LineRow,
    examples: Vec<String>,
}

/// What a queue, or a person whom a rule names, would have got.
struct Pool {
    name: String,
    tickets: i64,
}

#[derive(Template)]
#[template(path = "settings/trial.html")]
struct TrialPage {
    f: Frame,
    t: &'static Trial,
    back: String,
    merchant: String,
    trial: Option<TrialRow>,
    said: String,
    lines: Vec<Line>,
    pools: Vec<Pool>,
}

fn own_address(merchant_code: &str) -> String {
    address(merchant_code).replace("/assignment-rules?", "/assignment-rules/trial?")
}

/// `GET /assignment-rules/trial`: the last trial of a merchant.
pub(super) async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let t = Trial::of(staff.lang);
    let merchant = chosen(&staff, query.raw("merchant"))?;
    let id = merchant.id;
    let (trial, lines) = app.db.read(move |connection| trials::last(connection, id)).await?.unzip();
    let lines = lines.unwrap_or_default();
    let going_on = trial.as_ref().is_some_and(|trial: &TrialRow| trial.finished_at.is_none());
    let said = trial.as_ref().map_or(String::new(), |trial| {
        let text = if going_on { t.going_on } else { t.done };
        let (done, total) = (trial.rows_done.to_string(), trial.rows_total.to_string());
        fill(text, &[("done", &done), ("total", &total), ("unmatched", &trial.unmatched.to_string())])
    });
    let f = Frame::new(&app, &staff, "assignment.trial", t.title).await?;
    let view = TrialPage {
        f,
        t,
        back: address(&merchant.code),
        merchant: merchant.name.clone(),
        said,
        pools: pools(&lines),
        lines: lines
            .into_iter()
            .map(|of| Line { examples: of.examples.split_whitespace().map(str::to_owned).collect(), of })
            .collect(),
        trial,
    };
    let mut answer = page(StatusCode::OK, &view)?;
    if going_on {
        answer.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static(REFRESH));
    }
    Ok(answer)
}

/// Each person whom a rule names stands apart; the others are counted by their queue.
fn pools(lines: &[LineRow]) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for line in lines {
        let name = if line.person.is_empty() { &line.pool } else { &line.person };
        match pools.iter_mut().find(|pool| pool.name == *name) {
            Some(pool) => pool.tickets += line.matched,
            None if name.is_empty() => {}
            None => pools.push(Pool { name: name.clone(), tickets: line.matched }),
        }
    }
    pools
}

/// `POST /assignment-rules/trial`: the ticked rules are tried.
pub(super) async fn start(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?;
    let mut reader = Reader::new(&form.fields);
    let mut ids: Vec<i64> = Vec::new();
    for text in form.fields.all("rule") {
        match text.parse() {
            Ok(id) => ids.push(id),
            Err(_) => reader.refuse("rule", Refusal::UnknownValue),
        }
    }
    let code = merchant.code.clone();
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "trial", &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "trial", &form, merchant.currency, move |tx, actor| {
                trial::start(tx, actor, &code, &ids)?;
                Ok(own_address(&code))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => Ok(see_other(&address)),
        Sent::Refused(status, echo) => render(&app, &staff, &merchant.code, Open::default(), status, echo).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_one_person_is_counted_apart() {
        let line = |pool: &str, person: &str, matched| LineRow {
            merchant_id: 1,
            place: 1,
            rule: String::new(),
            pool: pool.to_owned(),
            person: person.to_owned(),
            matched,
            examples: String::new(),
        };
        let lines = [line("East", "", 3), line("East", "Anna", 2), line("", "", 5), line("East", "", 4)];
        let found: Vec<(String, i64)> = pools(&lines).into_iter().map(|pool| (pool.name, pool.tickets)).collect();
        assert_eq!(found, [("East".to_owned(), 7), ("Anna".to_owned(), 2)]);
    }
}
