//! The ticket list: tabs by status, filters, sortable columns that a person can hide, pages, and the same rows as CSV.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use chrono::{Days, NaiveDate};

use super::status::{Tag, TagFacts, status_html, tags};
use crate::commands::export::exported;
use crate::commands::{CommandError, prefer};
use crate::domain::codes::*;
use crate::domain::permission::Permission;
use crate::domain::ticket_columns::TicketColumn;
use crate::domain::time::{Timestamp, start_of_day, zone};
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::spreadsheet::csv_out::CsvWriter;
use crate::store::ticket_list::{self, Direction, RowMarks, TicketFilter, TicketListRow, TicketPage};
use crate::store::{Conn, DbError, preferences};
use crate::web::App;
use crate::web::error::PageError;
use crate::web::form::{Fields, Form, Reader};
use crate::web::frame::Frame;
use crate::web::html::{Html, money, nothing, ok, see_other, time};
use crate::web::list::{Head, PAGE_ROWS, address_with, cursor_text, parse_cursor};
use crate::web::session::Staff;

/// The name under which hidden columns are kept.
pub const PAGE: &str = "tickets.index";

/// A row with its cells ready.
pub struct RowView {
    pub row: TicketListRow,
    pub kind: &'static str,
    pub status: Html,
    pub tags: Vec<Tag>,
    pub amount: Html,
    pub applied: Html,
    pub reviewed: Html,
    pub ordered: Html,
}

struct Tab {
    name: &'static str,
    address: String,
    count: i64,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "tickets/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Tickets,
    query: Fields,
    tabs: Vec<Tab>,
    heads: Vec<Head>,
    shown: Vec<TicketColumn>,
    all_columns: Vec<(&'static str, &'static str, bool)>,
    rows: Vec<RowView>,
    previous: Option<String>,
    next: Option<String>,
    place: String,
    bad: Vec<String>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    statuses: Vec<(&'static str, &'static str, bool)>,
    csv: Option<String>,
    may_file: bool,
    has_filter: bool,
    is_empty_house: bool,
}

/// `GET /tickets`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    staff.require(Permission::ViewTickets)?;
    let asked = Asked::read(&staff, &query);
    let (scope, filter, page, id) = (staff.scope.clone(), asked.filter.clone(), asked.page(), staff.id);
    let loaded = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let rows = ticket_list::page(connection, &scope, &filter, &page)?;
            let total = ticket_list::count(connection, &scope, &filter)?;
            let counts = ticket_list::status_counts(connection, &scope)?;
            let hidden = preferences::hidden_columns(connection, id, PAGE)?;
            let marks = marks_of(connection, &rows)?;
            Ok((rows, total, counts, hidden, marks))
        })
        .await?;
    let (mut rows, total, counts, hidden, marks) = loaded;
    let more = rows.len() as i64 > PAGE_ROWS;
    let backward = matches!(&asked.start, Some((_, Direction::Before)));
    if more {
        if backward {
            rows.remove(0)
        } else {
            rows.remove(rows.len() - 1)
        };
    }
    let t = Tickets::of(staff.lang);
    let frame = Frame::new(&app, &staff, PAGE, t.title).await?;
    let has_previous = if backward { more } else { asked.start.is_some() && !rows.is_empty() };
    let has_next = if backward { !rows.is_empty() } else { more };
    let place_of = |row: Option<&TicketListRow>| row.map(|row| cursor_text(&row.cursor(asked.sort)));
    let link =
        |name: &str, cursor: Option<String>| cursor.map(|cursor| address_with("/tickets", &query, &[(name, &cursor)]));
    let previous = link("before", place_of(rows.first()).filter(|_| has_previous));
    let next = link("after", place_of(rows.last()).filter(|_| has_next));
    let may_see = |column: &TicketColumn| !column.is_money() || staff.may(Permission::SeePrices);
    let columns: Vec<TicketColumn> = TicketColumn::ALL.iter().copied().filter(may_see).collect();
    let shown: Vec<TicketColumn> = columns
        .iter()
        .copied()
        .filter(|column| *column == TicketColumn::TicketNo || !hidden.iter().any(|name| name == column.code()))
        .collect();
    let texts = [("count", rows.len().to_string()), ("total", total.to_string())];
    let place = fill(t.rows_page, &texts.each_ref().map(|(name, value)| (*name, value.as_str())));
    let page = IndexPage {
        tabs: tabs(&staff, &query, &asked, &counts),
        heads: shown.iter().map(|column| head(*column, &asked, &query, t)).collect(),
        all_columns: columns
            .iter()
            .map(|column| (column.code(), column_name(*column, t), shown.contains(column)))
            .collect(),
        shown,
        rows: rows.into_iter().map(|row| row_view(row, &marks, staff.lang, frame.now)).collect(),
        previous,
        next,
        place,
        bad: asked.bad.clone(),
        kinds: TicketType::ALL
            .iter()
            .map(|kind| (kind.code(), kind.name(staff.lang), asked.filter.kinds.contains(kind)))
            .collect(),
        statuses: SeedStatus::ALL
            .iter()
            .map(|seed| (seed.code(), seed.name(staff.lang), query.all("status").any(|code| code == seed.code())))
            .collect(),
        csv: staff.may(Permission::ExportTickets).then(|| address_with("/tickets.csv", &query, &[])),
        may_file: staff.may(Permission::FileTicket),
        has_filter: asked.has_filter(),
        is_empty_house: counts.iter().all(|(_, count)| *count == 0),
        query,
        t,
        f: frame,
    };
    ok(&page)
}

/// `GET /tickets.csv`: every row of the list as it is filtered and sorted.
pub async fn csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    staff.require(Permission::ExportTickets)?;
    let asked = Asked::read(&staff, &query);
    let (scope, lang) = (staff.scope.clone(), staff.lang);
    let (filter, mut page) = (asked.filter.clone(), asked.page());
    page.start = None;
    page.limit = 1_000;
    let (body, count) = app
        .db
        .read(move |connection| -> Result<_, PageError> {
            let t = Tickets::of(lang);
            let heads: Vec<&str> = TicketColumn::ALL.iter().map(|column| column_name(*column, t)).collect();
            let mut writer = CsvWriter::new(Vec::new(), &heads).map_err(internal)?;
            let mut count = 0_i64;
            loop {
                let rows = ticket_list::page(connection, &scope, &filter, &page)?;
                for row in &rows {
                    let cells = csv_cells(row, lang);
                    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                    writer.row(&cells).map_err(internal)?;
                    count += 1;
                }
                match rows.last() {
                    Some(last) if rows.len() as i64 == page.limit => {
                        page.start = Some((last.cursor(page.sort), Direction::After));
                    }
                    _ => break,
                }
            }
            Ok((writer.finish().map_err(internal)?, count))
        })
        .await?;
    let (actor, asked) = (staff.actor(), query.query_without(&["after", "before", "lang"]));
    app.db.write(move |tx| exported(tx, &actor, "tickets", &asked, count)).await.map_err(|error| match error {
        CommandError::Db(error) => PageError::Db(error),
        _ => PageError::Forbidden,
    })?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", "attachment; filename=\"tickets.csv\""))
        .body(body))
}

fn internal(error: std::io::Error) -> PageError {
    PageError::Internal(error.to_string())
}

fn csv_cells(row: &TicketListRow, lang: Lang) -> Vec<String> {
    let local = |at: Option<Timestamp>| {
        at.map(|at| at.utc().with_timezone(&zone(&row.timezone)).format("%Y-%m-%d %H:%M:%S%:z").to_string())
            .unwrap_or_default()
    };
    TicketColumn::ALL
        .iter()
        .map(|column| match column {
            TicketColumn::TicketNo => row.ticket_no.clone(),
            TicketColumn::OrderNo => row.order_no.clone(),
            TicketColumn::Merchant => row.merchant.clone(),
            TicketColumn::Kind => row.kind.name(lang).to_owned(),
            TicketColumn::RefundAmount => {
                row.refund_amount().map(|amount| amount.plain(row.currency)).unwrap_or_default()
            }
            TicketColumn::AppliedAt => local(row.submitted_at),
            TicketColumn::ReviewedAt => local(row.reviewed_at),
            TicketColumn::OrderedAt => local(Some(row.ordered_at)),
            TicketColumn::Status => row.status.name(lang).to_owned(),
        })
        .collect()
}

/// `POST /tickets/columns`: which columns I want to see.
pub async fn columns(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let shown: Vec<String> = form.fields.all("show").map(str::to_owned).collect();
    let reset = form.fields.raw("intent") == "reset";
    let hidden: Vec<&str> = TicketColumn::ALL
        .iter()
        .map(|column| column.code())
        .filter(|code| !reset && *code != TicketColumn::TicketNo.code() && !shown.iter().any(|name| name == code))
        .collect();
    let (id, hidden) = (staff.id, hidden.join(","));
    app.db
        .write(move |tx| -> Result<(), CommandError> { prefer::hide_columns(tx, id, PAGE, &hidden) })
        .await
        .map_err(PageError::from)?;
    let back = Fields::parse(form.fields.raw("query").as_bytes());
    Ok(see_other(&address_with("/tickets", &back, &[])))
}

/// The list's query as it was understood.
struct Asked {
    filter: TicketFilter,
    sort: TicketColumn,
    ascending: bool,
    start: Option<(ticket_list::Cursor, Direction)>,
    /// Names of fields that were nonsense.
    bad: Vec<String>,
}

impl Asked {
    fn read(staff: &Staff, query: &Fields) -> Self {
        let mut reader = Reader::new(query);
        let mut bad = Vec::new();
        let mut statuses = Vec::new();
        for code in query.all("status").filter(|code| !code.is_empty()) {
            match (SeedStatus::parse(code), Status::parse(code)) {
                (Some(seed), _) => statuses.extend(seed.members()),
                (None, Some(Status::Draft)) if !staff.may(Permission::FileTicket) => bad.push("status".to_owned()),
                (None, Some(status)) => statuses.push(status),
                (None, None) => bad.push("status".to_owned()),
            }
        }
        let mut kinds = Vec::new();
        for code in query.all("type").filter(|code| !code.is_empty()) {
            match TicketType::parse(code) {
                Some(kind) => kinds.push(kind),
                None => bad.push("type".to_owned()),
            }
        }
        let zone = staff.zone();
        let mut range = |from: &str, to: &str| {
            let (first, last) = (reader.date(from), reader.date(to));
            if let (Some(first), Some(last)) = (first, last)
                && last < first
            {
                bad.push(format!("{from} > {to}"));
                return (None, None);
            }
            let day = |date: NaiveDate| start_of_day(date, zone);
            (first.map(day), last.and_then(|date| date.checked_add_days(Days::new(1))).map(day))
        };
        let applied = range("applied_from", "applied_to");
        let ordered = range("ordered_from", "ordered_to");
        let ticket_no = clean(&reader.text("ticket_no", 64)).to_uppercase();
        let order_no = clean(&reader.text("order_no", 64));
        let sort =
            TicketColumn::parse(query.raw("sort")).filter(|sort| !sort.is_money() || staff.may(Permission::SeePrices));
        if sort.is_none() && !query.raw("sort").is_empty() {
            bad.push("sort".to_owned());
        }
        if let Err(CommandError::Invalid(errors)) = reader.finish() {
            bad.extend(errors.into_iter().map(|error| error.field));
        }
        let ascending = query.raw("dir") == "asc";
        let start = [("after", Direction::After), ("before", Direction::Before)]
            .into_iter()
            .find_map(|(name, direction)| Some((parse_cursor(query.raw(name))?, direction)));
        let sort = sort.unwrap_or(TicketColumn::AppliedAt);
        Self {
            filter: TicketFilter { ticket_no, order_no, applied, ordered, statuses, kinds },
            sort,
            ascending,
            start,
            bad,
        }
    }

    fn page(&self) -> TicketPage {
        TicketPage { sort: self.sort, ascending: self.ascending, start: self.start.clone(), limit: PAGE_ROWS + 1 }
    }

    fn has_filter(&self) -> bool {
        let filter = &self.filter;
        !(filter.ticket_no.is_empty()
            && filter.order_no.is_empty()
            && filter.statuses.is_empty()
            && filter.kinds.is_empty())
            || [filter.applied, filter.ordered].iter().any(|(from, to)| from.is_some() || to.is_some())
    }
}

fn clean(text: &str) -> String {
    crate::domain::contact::fold_width(text).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

fn tabs(staff: &Staff, query: &Fields, asked: &Asked, counts: &[(Status, i64)]) -> Vec<Tab> {
    let t = Tickets::of(staff.lang);
    let count =
        |statuses: &[Status]| counts.iter().filter(|(status, _)| statuses.contains(status)).map(|(_, n)| n).sum();
    let everything: Vec<Status> = Status::ALL.iter().copied().filter(|status| *status != Status::Draft).collect();
    let mut tabs = vec![Tab {
        name: t.all,
        address: address_with("/tickets", query, &[("status", "")]),
        count: count(&everything),
        is_current: asked.filter.statuses.is_empty(),
    }];
    for seed in SeedStatus::ALL {
        tabs.push(Tab {
            name: seed.name(staff.lang),
            address: address_with("/tickets", query, &[("status", seed.code())]),
            count: count(&seed.members()),
            is_current: asked.filter.statuses == seed.members(),
        });
    }
    if staff.may(Permission::FileTicket) {
        tabs.push(Tab {
            name: t.drafts,
            address: address_with("/tickets", query, &[("status", Status::Draft.code())]),
            count: count(&[Status::Draft]),
            is_current: asked.filter.statuses == [Status::Draft],
        });
    }
    tabs
}

fn head(column: TicketColumn, asked: &Asked, query: &Fields, t: &'static Tickets) -> Head {
    let is_sorted = asked.sort == column;
    // A second click turns the order round; a first one shows the newest or the largest first.
    let direction = if is_sorted && !asked.ascending { "asc" } else { "desc" };
    Head {
        code: column.code(),
        name: column_name(column, t),
        is_number: column.is_money(),
        address: address_with("/tickets", query, &[("sort", column.code()), ("dir", direction)]),
        sorted: match (is_sorted, asked.ascending) {
            (true, true) => "ascending",
            (true, false) => "descending",
            (false, _) => "",
        },
    }
}

fn column_name(column: TicketColumn, t: &'static Tickets) -> &'static str {
    match column {
        TicketColumn::TicketNo => t.ticket_no,
        TicketColumn::OrderNo => t.order_no,
        TicketColumn::Merchant => t.merchant,
        TicketColumn::Kind => t.kind,
        TicketColumn::RefundAmount => t.refund_amount,
        TicketColumn::AppliedAt => t.applied_at,
        TicketColumn::ReviewedAt => t.reviewed_at,
        TicketColumn::OrderedAt => t.ordered_at,
        TicketColumn::Status => t.status,
    }
}

/// The marks of rows, by ticket id.
pub fn marks_of(
    connection: &mut Conn,
    rows: &[TicketListRow],
) -> Result<std::collections::HashMap<i64, RowMarks>, DbError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    ticket_list::marks(connection, &ids)
}

/// A row with its cells ready, in its merchant's zone.
pub fn row_view(
    row: TicketListRow,
    marks: &std::collections::HashMap<i64, RowMarks>,
    lang: Lang,
    now: Timestamp,
) -> RowView {
    let none = RowMarks::default();
    let mark = marks.get(&row.id).unwrap_or(&none);
    let facts = TagFacts {
        bounce_count: row.bounce_count,
        review_round: row.review_round,
        is_auto: mark.is_auto,
        sending_back: false,
        signed_in: mark.signed_in,
        fail_code: &mark.fail_code,
        recorded_offline: mark.recorded_offline,
    };
    let zone = zone(&row.timezone);
    let local = |at: Option<Timestamp>| at.map_or_else(nothing, |at| time(at, zone, now));
    RowView {
        kind: row.kind.name(lang),
        status: status_html(row.status, lang),
        tags: tags(row.status, &facts, lang),
        amount: row.refund_amount().map_or_else(nothing, |amount| money(amount, row.currency)),
        applied: local(row.submitted_at),
        reviewed: local(row.reviewed_at),
        ordered: local(Some(row.ordered_at)),
        row,
    }
}

impl IndexPage {
    fn common(&self) -> &'static Common {
        self.f.t
    }
}
