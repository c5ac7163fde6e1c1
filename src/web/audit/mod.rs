//! The audit log: filtered, page by page, and as a file; that it was taken is an entry of its own. Nothing here changes an entry.

mod detail;
mod subject;

use std::borrow::Cow;

use crate::domain::house::audit_kind::AuditGroup;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::people::audit::{Audit, GROUPS, kind_name};
use crate::store::house::audit_list;
use crate::store::house::audit_list::{AuditListRow, AuditLog as Store};
use crate::store::house::list_choices;
use crate::store::house::list_choices::Choices;
use crate::store::list::{Order, Predicate};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::exports::sources::SOURCES;
use crate::web::framework::addresses::Addresses;
use crate::web::framework::form::Fields;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::column::{CellContext, Column, Drawing, Look};
use crate::web::list::declaration::{List, Paths, Small, Words, paths};
use crate::web::list::filter::{Filter, Kind, Offered, Stand};
use crate::web::list::routes::routes as list_routes;
use crate::web::list::value::Value;

pub use detail::changed as changed_fields;

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    list_routes::<AuditLog>(config);
}

/// The audit log.
pub struct AuditLog;

const fn t(lang: Lang) -> &'static Audit {
    Audit::of(lang)
}

fn groups(lang: Lang) -> Vec<Offered> {
    GROUPS.iter().map(|(begin, zh, en)| ((*begin).to_owned(), lang.pick(zh, en).to_owned())).collect()
}

/// What people call the list of a file.
fn title(name: &str, lang: Lang) -> Option<&'static str> {
    SOURCES.iter().find(|source| source.name == name).map(|source| (source.title)(lang))
}

fn draw_subject(html: &mut Html, row: &AuditListRow, drawing: &Drawing<'_, AuditLog>) {
    let text = subject::text(row, drawing.cells.lang, |name| title(name, drawing.cells.lang));
    match subject::link(row, drawing.cells.viewer) {
        Some(address) => html.raw("<a href=\"").text(&address).raw("\">").text(&text).raw("</a>"),
        None => html.text(&text),
    };
}

fn detail_text(row: &AuditListRow, context: &CellContext<'_, AuditLog>) -> String {
    let source = SOURCES.iter().find(|source| source.name == row.subject);
    let describe = |query: &str| match source {
        Some(source) => (source.describe)(context.viewer, context.beside, query),
        None => query.to_owned(),
    };
    let merchant = context.viewer.merchants.iter().find(|merchant| Some(merchant.id) == row.merchant_id);
    let currency = merchant.map(|merchant| merchant.currency);
    detail::text(&row.kind, &row.detail, &detail::Reading { lang: context.lang, currency, describe: &describe })
}

impl List for AuditLog {
    type Store = Store;
    /// What filters of the lists that were taken offer.
    type Beside = Choices;

    const PAGE: &'static str = "audit.index";
    const PATHS: Paths = paths!("/audit");
    const FILE: &'static str = "audit";
    const RIGHT: Right = Right::One(Permission::ViewAudit);
    const EXPORT: Permission = Permission::ViewAudit;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new(
            "created_at",
            |lang| t(lang).when,
            14,
            |row, context| Value::time(row.created_at, context.zone),
        )
        .look(Look::Faint)
        .by(audit_list::BY_TIME),
        Column::<Self>::new(
            "who",
            |lang| t(lang).who,
            13,
            |row, _| Value::text(row.who.as_deref().unwrap_or_default()),
        ),
        Column::<Self>::new(
            "kind",
            |lang| t(lang).what,
            20,
            |row, context| Value::text(kind_name(&row.kind, context.lang).unwrap_or(&row.kind)),
        ),
        Column::<Self>::new(
            "subject",
            |lang| t(lang).subject,
            20,
            |row, context| Value::text(subject::text(row, context.lang, |name| title(name, context.lang))),
        )
        .drawn(draw_subject)
        .look(Look::Wrapped),
        Column::<Self>::new("detail", |lang| t(lang).detail, 60, |row, context| Value::text(detail_text(row, context)))
            .look(Look::Wrapped),
    ];
    const USUAL: &'static [&'static str] = &["created_at", "who", "kind", "subject", "detail"];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["subject"],
                |lang| t(lang).subject,
                Kind::Text(|found, text| found.push(audit_list::about(text))),
            )
        },
        Filter::new(
            &["kind"],
            |lang| t(lang).what,
            Kind::Choice {
                offered: |offer| groups(offer.lang),
                is_many: false,
                narrow: |found, begin, _| {
                    let is_known = GROUPS.iter().any(|(group, ..)| begin.starts_with(group));
                    found.extend(is_known.then(|| audit_list::of_kind(begin)));
                    is_known
                },
            },
        ),
        Filter::new(
            &["who"],
            |lang| t(lang).who,
            Kind::Choice {
                offered: |offer| {
                    offer.choices.staff.iter().map(|viewer| (viewer.id.to_string(), viewer.name.clone())).collect()
                },
                is_many: false,
                narrow: |found, id, _| {
                    let staff = id.parse().ok();
                    found.extend(staff.map(audit_list::by));
                    staff.is_some()
                },
            },
        ),
        Filter::new(
            &["from", "to"],
            |lang| t(lang).dates,
            Kind::Days { preset: None, narrow: |found, from, before| found.push(audit_list::made(from, before)) },
        ),
    ];
    const SMALL: Small = Small::Named;

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.title, all: t.everything, tabs: t.what, empty: t.nothing, empty_text: t.nothing_text }
    }

    fn key(row: &AuditListRow) -> Cow<'_, str> {
        Cow::Owned(row.id.to_string())
    }

    fn link(_: &AuditListRow, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        None
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (audit_list::BY_TIME, false)
    }

    fn beside(
        connection: &mut Conn,
        viewer: &Viewer,
        _: Timestamp,
        rows: &mut Vec<AuditListRow>,
        _: &[&'static str],
        _: Option<&Fields>,
    ) -> Result<Choices, DbError> {
        let has_export = rows.iter().any(|row| row.kind.starts_with(AuditGroup::Exports.code()));
        if has_export { list_choices::of(connection, &viewer.scope) } else { Ok(Choices::default()) }
    }

    fn attributes(html: &mut Html, row: &AuditListRow, _: &Drawing<'_, Self>) {
        html.raw(" data-kind=\"").text(&row.kind).raw("\"");
    }
}
