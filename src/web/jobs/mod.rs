//! The background jobs, for an administrator: their states, tries and errors, and a button that runs one at once.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::house::run_job;
use crate::domain::house::work::{JobKind, JobState};
use crate::domain::money::Currency;
use crate::domain::money::states::AttemptOutcome;
use crate::domain::permission::{Permission, Permission as P};
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::jobs::Jobs;
use crate::store::house::records::Record;
use crate::store::jobs::outbox;
use crate::store::jobs::outbox::JobRow;
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};

/// How many open and how many ended jobs are shown.
const SHOWN: i64 = 100;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/jobs", P::ViewJobs, Whose::List).to(index))
        .route(post("/jobs/{id}/run", P::ViewJobs, Record::Job).to(run));
}

/// A job as the page shows it.
struct Row {
    of: JobRow,
    name: String,
    /// The record it works on, and that record's page.
    subject: String,
    address: Option<String>,
    state: &'static str,
    tone: &'static str,
    result: String,
    /// The state it left behind, where it was given up.
    left: &'static str,
    can_run: bool,
}

#[derive(Template)]
#[template(path = "jobs/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Jobs,
    rows: Vec<Row>,
}

async fn index(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    page(&app, &staff, StatusCode::OK, Echo::default()).await
}

async fn page(app: &App, staff: &Staff, status: StatusCode, echo: Echo) -> Result<HttpResponse, PageError> {
    let scope = staff.scope.clone();
    let jobs = app.db.read(move |connection| outbox::list(connection, &scope, SHOWN)).await?;
    let t = Jobs::of(staff.lang);
    let f = Frame::new(app, staff, "jobs.index", t.title).await?.with_echo(&echo);
    let now = f.now;
    let rows = jobs.into_iter().map(|job| show(job, staff, now)).collect();
    html::page(status, &IndexPage { f, t, rows })
}

fn show(job: JobRow, staff: &Staff, now: Timestamp) -> Row {
    let t = Jobs::of(staff.lang);
    let kind = JobKind::parse(&job.kind);
    let subject = job.key.split_once(':').map_or(job.key.as_str(), |(_, subject)| subject).to_owned();
    let runs = job.lease_until.is_some_and(|until| until >= now);
    let (state, tone) = match job.state {
        JobState::Done => (t.done, "done"),
        JobState::Failed => (t.failed, "refused"),
        JobState::Waiting if runs => (t.running, "money"),
        JobState::Waiting if job.tries > 0 => (t.again, "moving"),
        JobState::Waiting => (t.waiting, "waiting"),
    };
    let sees_refunds = kind == Some(JobKind::Refund) && staff.may(Permission::ViewRefunds);
    Row {
        name: kind.map_or(job.kind.clone(), |kind| kind.name(staff.lang).to_owned()),
        address: sees_refunds.then(|| format!("/refunds/{subject}")),
        subject,
        state,
        tone,
        result: staff.reads(&result(&job.last_error, staff.lang)).into_owned(),
        left: kind.filter(|_| job.state == JobState::Failed).map_or("", |kind| left_behind(kind, t)),
        can_run: job.state != JobState::Done && !runs,
        of: job,
    }
}

/// The state that a job leaves behind when it is given up.
fn left_behind(kind: JobKind, t: &'static Jobs) -> &'static str {
    match kind {
        JobKind::Refund => t.left_refund,
        JobKind::ImportOrders => t.left_import,
        JobKind::Export => t.left_export,
        JobKind::Retention => t.left_retention,
        JobKind::Pictures => t.left_pictures,
        JobKind::ExpireExports => t.left_expired,
        JobKind::Terms => t.left_terms,
        JobKind::CountTermsAgain => t.left_count_again,
        JobKind::ArchiveEnded => t.left_archive,
        JobKind::ReturnTickets => t.left_return_tickets,
        JobKind::TryRules => t.left_try_rules,
    }
}

/// A gateway's open answer in words; any other text as it is.
fn result(text: &str, lang: Lang) -> String {
    AttemptOutcome::parse(text).map_or_else(|| text.to_owned(), |outcome| outcome.name(lang).to_owned())
}

async fn run(app: Data<App>, staff: Staff, id: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let sent = submit(&app, &staff, "run-job", &form, Currency::CNY, move |tx, actor| {
        run_job::run_now(tx, actor, id).map(|()| "/jobs".to_owned())
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Jobs::of(staff.lang).said_run);
            Ok(html::see_other(&address))
        }
        Sent::Refused(status, echo) => page(&app, &staff, status, echo).await,
    }
}
