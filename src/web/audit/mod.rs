//! The audit log: newest first, filtered, page by page, and as a file. Nothing here changes an entry.

mod detail;
pub mod export;
pub mod query;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::domain::house::work::FileFormat;
use crate::domain::permission::Permission as P;
use crate::exports::LONG;
use crate::i18n::people::audit::{Audit, GROUPS, kind_name};
use crate::i18n::{Lang, fill};
use crate::store::DbError;
use crate::store::house::audit_list;
use crate::store::house::audit_list::{AuditListRow, AuditLog};
use crate::store::list::{Listed, Window};
use crate::store::people::staff_list;
use crate::web::audit::query::read_filter;
use crate::web::framework::addresses::{Addresses, Whose, get};
use crate::web::framework::app::App;
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, nothing, ok};
use crate::web::framework::identity::session::Staff;
use crate::web::list::export_menu::ExportMenu;
use crate::web::list::{PAGE_ROWS, address_with, neighbours, start_of};

pub use detail::text as detail_text;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/audit", P::ViewAudit, Whose::List).to(index))
        .route(get("/audit.csv", export::SOURCE.right, Whose::List).to(csv))
        .route(get("/audit.xlsx", export::SOURCE.right, Whose::List).to(xlsx));
}

const PAGE: &str = "audit.index";

/// `GET /audit.csv`.
async fn csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, PAGE, FileFormat::Csv).await
}

/// `GET /audit.xlsx`.
async fn xlsx(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    download(&app, &staff, &query, PAGE, FileFormat::Xlsx).await
}

struct Line {
    id: i64,
    when: Html,
    who: String,
    kind: String,
    code: String,
    subject: String,
    detail: String,
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "audit/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Audit,
    subject: String,
    from: String,
    until: String,
    kinds: Vec<Choice>,
    kind_name: Option<String>,
    people: Vec<Choice>,
    who_name: Option<String>,
    /// Addresses without one of the filters.
    without_kind: String,
    without_who: String,
    without_dates: String,
    dates: Option<String>,
    export: Option<ExportMenu>,
    lines: Vec<Line>,
    place: String,
    previous: Option<String>,
    next: Option<String>,
    filtered: bool,
}

async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let t = Audit::of(staff.lang);
    let filter = read_filter(staff.zone(), &query);
    let narrowing = filter.predicates();
    let window = Window { sort: audit_list::BY_TIME, ascending: false, start: start_of(&query), limit: PAGE_ROWS };
    let scope = staff.scope.clone();
    let (found, people, is_long) = app
        .db
        .read(move |connection| {
            let found = AuditLog::page(connection, &scope, &narrowing, &window)?;
            let is_long = found.has_next && AuditLog::count(connection, &scope, &narrowing, LONG + 1)? > LONG;
            Ok::<_, DbError>((found, staff_list::list(connection, &scope)?, is_long))
        })
        .await?;
    let (previous, next) = neighbours("/audit", &query, &found);
    let f = Frame::new(&app, &staff, PAGE, t.title).await?;
    let people: Vec<Choice> = people
        .into_iter()
        .map(|person| Choice {
            chosen: filter.staff_id == Some(person.row.id),
            value: person.row.id.to_string(),
            name: person.row.display_name,
        })
        .collect();
    let kinds: Vec<Choice> = GROUPS
        .iter()
        .map(|(begin, zh, en)| Choice {
            value: (*begin).to_owned(),
            name: staff.lang.pick(zh, en).to_owned(),
            chosen: filter.kind == *begin,
        })
        .collect();
    let chosen_name =
        |choices: &[Choice]| choices.iter().find(|choice| choice.chosen).map(|choice| choice.name.clone());
    let [from, until] = [filter.from.map(|_| query.raw("from")), filter.until.map(|_| query.raw("to"))]
        .map(|date| date.unwrap_or_default().trim().to_owned());
    ok(&IndexPage {
        t,
        previous,
        next,
        kind_name: chosen_name(&kinds),
        who_name: chosen_name(&people),
        dates: (filter.from.is_some() || filter.until.is_some()).then(|| format!("{from} – {until}")),
        without_kind: address_with("/audit", &query, &[("kind", "")]),
        without_who: address_with("/audit", &query, &[("who", "")]),
        without_dates: address_with("/audit", &query, &[("from", ""), ("to", "")]),
        export: ExportMenu::of(app.sources, &staff, PAGE, &query, is_long.then_some(LONG + 1)),
        place: fill(t.page_of, &[("count", &found.rows.len().to_string())]),
        filtered: !filter.kind.is_empty()
            || filter.staff_id.is_some()
            || filter.from.is_some()
            || filter.until.is_some()
            || !filter.subject.is_empty(),
        subject: filter.subject,
        lines: found.rows.iter().map(|row| line(&f, staff.lang, row)).collect(),
        from,
        until,
        kinds,
        people,
        f,
    })
}

fn line(f: &Frame, lang: Lang, row: &AuditListRow) -> Line {
    Line {
        id: row.id,
        when: f.time(&row.created_at),
        who: row.who.clone().unwrap_or_else(|| f.t.none.to_owned()),
        kind: kind_name(&row.kind, lang).unwrap_or(&row.kind).to_owned(),
        code: row.kind.clone(),
        subject: detail::subject(&row.subject).into_owned(),
        detail: detail::text(&row.detail, lang),
    }
}

impl IndexPage {
    fn dash(&self) -> Html {
        nothing()
    }
}
