//! The marks on a buyer's page, and the forms that set, confirm and take them back.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::people::mark_buyer;
use crate::commands::{Actor, CommandError};
use crate::domain::lengths;
use crate::domain::people::free_text::mask_contacts;
use crate::domain::people::risk::{FREQUENT_DAYS, FREQUENT_LEAST, RiskKind, RiskState};
use crate::domain::permission::Permission;
use crate::i18n::codes::{Choice, Named, choices};
use crate::i18n::people::risk::Risk;
use crate::i18n::{Lang, fill};
use crate::store::people::risk_flags::RiskFlagRow;
use crate::store::people::{risk_flags as rows, staff as people};
use crate::store::{Conn, DbError, Tx};
use crate::web::buyers::show;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};

/// A buyer's marks with the names of those who set and decided them.
pub(super) struct Marks {
    rows: Vec<(RiskFlagRow, Option<String>)>,
    names: HashMap<i64, String>,
}

impl Marks {
    pub(super) fn read(connection: &mut Conn, buyer_id: i64) -> Result<Self, DbError> {
        let rows = rows::of_buyer(connection, buyer_id)?;
        let ids: Vec<i64> = rows.iter().flat_map(|(row, _)| [row.set_by, row.decided_by]).flatten().collect();
        Ok(Self { names: people::names(connection, &ids)?, rows })
    }

    /// Whether the buyer is marked.
    pub(super) fn is_marked(&self) -> bool {
        self.rows.iter().any(|(row, _)| row.state == RiskState::Set)
    }
}

/// A mark as the table shows it.
struct MarkView {
    row: RiskFlagRow,
    kind: &'static str,
    state: &'static str,
    evidence: String,
    ticket_no: Option<String>,
    /// Why it was taken back or dismissed.
    cleared_why: String,
    set_by: String,
    decided_by: String,
    /// Nobody has decided about the proposal.
    is_proposed: bool,
    /// The form that takes it back was refused.
    is_refused: bool,
}

#[derive(Template)]
#[template(path = "buyers/marks.html")]
pub(super) struct MarksPanel<'a> {
    f: &'a Frame,
    echo: &'a Echo,
    r: &'static Risk,
    buyer_id: i64,
    marks: Vec<MarkView>,
    kinds: Vec<Choice>,
    may_set: bool,
    may_clear: bool,
    /// The ticket from which somebody came.
    ticket_no: String,
}

/// What a mark rests on, in words: somebody's, else the rule's.
pub(super) fn evidence(row: &RiskFlagRow, lang: Lang) -> String {
    let r = Risk::of(lang);
    if !row.evidence.is_empty() {
        return mask_contacts(&row.evidence).into_owned();
    }
    match row.kind {
        RiskKind::FrequentReturn => {
            fill(r.frequent, &[("days", &FREQUENT_DAYS.to_string()), ("n", &FREQUENT_LEAST.to_string())])
        }
        RiskKind::EmptyBox => r.empty_box.to_owned(),
        _ => String::new(),
    }
}

/// The marks, with the forms that the person may send.
pub(super) fn panel<'a>(
    f: &'a Frame,
    staff: &Staff,
    echo: &'a Echo,
    buyer_id: i64,
    marks: Marks,
    ticket_no: String,
) -> MarksPanel<'a> {
    let (r, lang) = (Risk::of(staff.lang), staff.lang);
    let name = |id: Option<i64>| id.and_then(|id| marks.names.get(&id)).cloned().unwrap_or_default();
    let view = |(row, ticket_no): &(RiskFlagRow, Option<String>)| MarkView {
        kind: row.kind.name(lang),
        state: row.state.name(lang),
        evidence: evidence(row, lang),
        cleared_why: mask_contacts(&row.cleared_why).into_owned(),
        ticket_no: ticket_no.clone(),
        set_by: if row.set_by.is_none() { r.by_rule.to_owned() } else { name(row.set_by) },
        decided_by: name(row.decided_by),
        is_proposed: row.state == RiskState::Proposed,
        is_refused: echo.is("clear") && echo.fields.raw("id") == row.id.to_string(),
        row: row.clone(),
    };
    MarksPanel {
        f,
        echo,
        r,
        buyer_id,
        marks: marks.rows.iter().map(view).collect(),
        kinds: choices(RiskKind::ALL, lang, RiskKind::code),
        may_set: staff.may(Permission::FlagBuyer),
        may_clear: staff.may(Permission::ClearFlag),
        ticket_no,
    }
}

/// Runs a form about a buyer's marks.
async fn run<F>(
    app: &App,
    staff: &Staff,
    path: &str,
    name: &'static str,
    form: &Form,
    checked: Result<(), CommandError>,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor, i64) -> Result<(), CommandError> + Send + 'static,
{
    let buyer = show::find(app, staff, path).await?;
    let (id, currency) = (buyer.id, staff.currency());
    let sent = match checked {
        Err(error) => refused(staff, name, form, currency, error)?,
        Ok(()) => {
            submit(app, staff, name, form, currency, move |tx, actor| {
                command(tx, actor, id)?;
                Ok(format!("/buyers/{id}#marks"))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            let r = Risk::of(staff.lang);
            staff.cookie.set_notice(if name == "clear" { r.done_cleared } else { r.done_set });
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => show::answer(app, staff, buyer, String::new(), status, echo, Vec::new()).await,
    }
}

/// The id of a mark that must be there.
fn mark_id(reader: &mut Reader<'_>) -> i64 {
    reader.code("id", |text| text.parse().ok()).unwrap_or_default()
}

/// `POST /buyers/{id}/risk-flags`.
pub(super) async fn set(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let kind = reader.code("kind", RiskKind::parse).unwrap_or(RiskKind::FalseClaim);
    let evidence = reader.required("evidence", 1, lengths::NOTE);
    let ticket_no = reader.text("ticket", 60).trim().to_uppercase();
    let checked = reader.finish();
    run(&app, &staff, &path, "mark", &form, checked, move |tx, actor, id| {
        mark_buyer::set(tx, actor, id, kind, &evidence, &ticket_no)
    })
    .await
}

/// `POST /buyers/{id}/risk-flags/confirmation`.
pub(super) async fn confirm(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let (mark, version) = (mark_id(&mut reader), reader.version());
    let checked = reader.finish();
    run(&app, &staff, &path, "confirm", &form, checked, move |tx, actor, id| {
        mark_buyer::confirm(tx, actor, id, mark, version)
    })
    .await
}

/// `POST /buyers/{id}/risk-flags/clearing`.
pub(super) async fn clear(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let (mark, version) = (mark_id(&mut reader), reader.version());
    let why = reader.required("why", 1, lengths::NOTE);
    let checked = reader.finish();
    run(&app, &staff, &path, "clear", &form, checked, move |tx, actor, id| {
        mark_buyer::clear(tx, actor, id, mark, version, &why)
    })
    .await
}
