//! The forms of the rules page.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::commands::assignment::manage_queues::QueueText;
use crate::commands::assignment::manage_rules::RuleText;
use crate::commands::assignment::{manage_queues, manage_rules};
use crate::commands::{Actor, CommandError};
use crate::domain::assignment::rule::{Condition, ConditionKind, Priority, Strategy};
use crate::domain::money::Currency;
use crate::domain::people::contact::fold_width;
use crate::domain::refusal::Refusal;
use crate::i18n::common::Common;
use crate::store::Tx;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::assignment::page::{Open, address, render};
use crate::web::settings::fields::NAME_MOST;
use crate::web::settings::merchants::chosen;

/// Characters that the regions of a rule take together at most.
const REGIONS_MOST: usize = 400;

async fn run<F>(
    app: &App,
    staff: &Staff,
    name: &'static str,
    form: &Form,
    checked: Result<(), CommandError>,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor, &str) -> Result<(), CommandError> + Send + 'static,
{
    let merchant = chosen(staff, form.fields.raw("merchant"))?;
    let code = merchant.code.clone();
    let sent = match checked {
        Err(error) => refused(staff, name, form, merchant.currency, error)?,
        Ok(()) => {
            submit(app, staff, name, form, merchant.currency, move |tx, actor| {
                command(tx, actor, &code)?;
                Ok(address(&code))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => {
            let id = form.fields.raw("id").parse().ok();
            let open = if name == "queue" {
                Open { queue: id, ..Open::default() }
            } else {
                Open { rule: id, ..Open::default() }
            };
            render(app, staff, &merchant.code, open, status, echo).await
        }
    }
}

/// The id of a rule or a queue; `None` for a new one.
fn id(form: &Form) -> Result<Option<i64>, PageError> {
    match form.fields.raw("id").trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| PageError::NotFound),
    }
}

/// The id of a rule that must be there.
fn rule_id(reader: &mut Reader<'_>) -> i64 {
    reader.code("id", |text| text.parse().ok()).unwrap_or_default()
}

/// The conditions that were ticked and typed: each kind by its way of being asked for.
fn conditions(reader: &mut Reader<'_>, form: &Form, currency: Currency) -> Vec<Condition> {
    let mut found = Vec::new();
    for kind in ConditionKind::ALL.iter().copied() {
        let name = kind.code();
        let values: Vec<String> = match kind {
            ConditionKind::Type
            | ConditionKind::Scene
            | ConditionKind::Reason
            | ConditionKind::Cause
            | ConditionKind::Risk
            | ConditionKind::Shop => form.fields.all(name).map(str::to_owned).collect(),
            ConditionKind::Region => {
                let typed = fold_width(&reader.text(name, REGIONS_MOST));
                let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、');
                typed.split(is_between).filter(|part| !part.is_empty()).map(str::to_owned).collect()
            }
            ConditionKind::AmountFrom | ConditionKind::AmountTo => {
                reader.money(name, currency).map(|amount| amount.minor().to_string()).into_iter().collect()
            }
        };
        found.extend(values.into_iter().filter(|value| !value.is_empty()).map(|value| Condition { kind, value }));
    }
    found.sort();
    found.dedup();
    found
}

/// `POST /assignment-rules`: a new rule, or a changed one.
pub(super) async fn save_rule(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let currency = chosen(&staff, form.fields.raw("merchant"))?.currency;
    let id = id(&form)?;
    let mut reader = Reader::new(&form.fields);
    let version = if id.is_some() { reader.version() } else { 0 };
    let name = reader.required("name", 1, NAME_MOST);
    let conditions = conditions(&mut reader, &form, currency);
    let queue_id = reader.optional_code("queue", |text| text.parse().ok());
    let priority = reader.code("priority", Priority::parse).unwrap_or(Priority::Usual);
    let strategy = reader.code("strategy", Strategy::parse).unwrap_or(Strategy::Nobody);
    // A person stands only where one person is meant.
    let staff_id = reader.optional_code("staff", |text| text.parse().ok()).filter(|_| strategy == Strategy::Fixed);
    let text = RuleText { name, conditions, queue_id, priority, strategy, staff_id };
    let checked = reader.finish();
    run(&app, &staff, "rule", &form, checked, move |tx, actor, merchant| match id {
        Some(id) => manage_rules::change(tx, actor, merchant, id, version, &text),
        None => manage_rules::add(tx, actor, merchant, &text),
    })
    .await
}

/// `POST /assignment-rules/state`: a rule is switched on or off.
pub(super) async fn switch(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let (id, version) = (rule_id(&mut reader), reader.version());
    let active = reader.ticked("active");
    let checked = reader.finish();
    run(&app, &staff, "state", &form, checked, move |tx, actor, merchant| {
        manage_rules::switch(tx, actor, merchant, id, version, active)
    })
    .await
}

/// `POST /assignment-rules/position`: a rule goes one place up or down.
pub(super) async fn shift(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let (id, version) = (rule_id(&mut reader), reader.version());
    let up = reader.code("direction", |text| match text {
        "up" => Some(true),
        "down" => Some(false),
        _ => None,
    });
    let checked = reader.finish();
    run(&app, &staff, "position", &form, checked, move |tx, actor, merchant| {
        manage_rules::shift(tx, actor, merchant, id, version, up.unwrap_or_default())
    })
    .await
}

/// `POST /assignment-rules/deletion`.
pub(super) async fn delete(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let (id, version) = (rule_id(&mut reader), reader.version());
    let checked = reader.finish();
    run(&app, &staff, "deletion", &form, checked, move |tx, actor, merchant| {
        manage_rules::delete(tx, actor, merchant, id, version)
    })
    .await
}

/// `POST /assignment-rules/queues`: a new queue, or a changed one.
pub(super) async fn save_queue(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let id = id(&form)?;
    let mut reader = Reader::new(&form.fields);
    let version = if id.is_some() { reader.version() } else { 0 };
    let name = reader.required("name", 1, NAME_MOST);
    let mut members = Vec::new();
    for text in form.fields.all("member") {
        match text.parse() {
            Ok(id) if !members.contains(&id) => members.push(id),
            Ok(_) => {}
            Err(_) => reader.refuse("member", Refusal::UnknownValue),
        }
    }
    let text = QueueText { name, members };
    let checked = reader.finish();
    run(&app, &staff, "queue", &form, checked, move |tx, actor, merchant| match id {
        Some(id) => manage_queues::change(tx, actor, merchant, id, version, &text),
        None => manage_queues::add(tx, actor, merchant, &text),
    })
    .await
}
