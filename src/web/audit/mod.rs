//! The audit log: newest first, filtered, page by page, and as a file. Nothing here changes an entry.

mod detail;
pub mod export;
pub mod query;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::list::{PAGE_ROWS, address_with};
use crate::domain::house::work::FileFormat;
use crate::domain::permission::Permission as P;
use crate::exports::LONG;
use crate::i18n::people::audit::{Audit, GROUPS, kind_name};
use crate::i18n::{Lang, fill};
use crate::store::DbError;
use crate::store::house::audit_list;
use crate::store::house::audit_list::{AuditListRow, Window};
use crate::store::people::staff_list;
use crate::web::audit::query::{place_of, read_filter, read_place};
use crate::web::framework::addresses::{Addresses, Whose, get};
use crate::web::framework::app::App;
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, nothing, ok};
use crate::web::framework::identity::session::Staff;
use crate::web::list::export_menu::ExportMenu;

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

struct Pages {
    rows: Vec<AuditListRow>,
    newer: bool,
    older: bool,
}

/// A page's rows and whether there are more on either side.
fn page_of(mut rows: Vec<AuditListRow>, backwards: bool, from_start: bool) -> Pages {
    let more = rows.len() as i64 > PAGE_ROWS;
    if more && backwards {
        rows.remove(0);
    } else if more {
        rows.pop();
    }
    if backwards { Pages { rows, newer: more, older: true } } else { Pages { rows, newer: !from_start, older: more } }
}

async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let t = Audit::of(staff.lang);
    let filter = read_filter(&staff.scope, staff.zone(), &query);
    let (after, before) = (read_place(query.raw("after")), read_place(query.raw("before")));
    let backwards = after.is_none() && before.is_some();
    let window = Window { from: after.or(before), newer: backwards, limit: PAGE_ROWS + 1 };
    let (scope, asked) = (staff.scope.clone(), filter.clone());
    let (rows, people, is_long) = app
        .db
        .read(move |connection| {
            let rows = audit_list::window(connection, &asked, window)?;
            let is_full = rows.len() as i64 > PAGE_ROWS;
            let is_long = is_full && audit_list::is_longer(connection, &asked, LONG)?;
            Ok::<_, DbError>((rows, staff_list::list(connection, &scope)?, is_long))
        })
        .await?;
    let pages = page_of(rows, backwards, window.from.is_none());
    let f = Frame::new(&app, &staff, PAGE, t.title).await?;
    let link = |name: &str, row: Option<&AuditListRow>| {
        row.map(|row| address_with("/audit", &query, &[(name, &place_of(row))]))
    };
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
        previous: link("before", pages.rows.first().filter(|_| pages.newer)),
        next: link("after", pages.rows.last().filter(|_| pages.older)),
        kind_name: chosen_name(&kinds),
        who_name: chosen_name(&people),
        dates: (filter.from.is_some() || filter.until.is_some()).then(|| format!("{from} – {until}")),
        without_kind: address_with("/audit", &query, &[("kind", "")]),
        without_who: address_with("/audit", &query, &[("who", "")]),
        without_dates: address_with("/audit", &query, &[("from", ""), ("to", "")]),
        export: ExportMenu::of(app.sources, &staff, PAGE, &query, is_long.then_some(LONG + 1)),
        place: fill(t.page_of, &[("count", &pages.rows.len().to_string())]),
        filtered: !filter.kind.is_empty()
            || filter.staff_id.is_some()
            || filter.from.is_some()
            || filter.until.is_some()
            || !filter.subject.is_empty(),
        subject: filter.subject,
        lines: pages.rows.iter().map(|row| line(&f, staff.lang, row)).collect(),
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
