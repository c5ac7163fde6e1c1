//! The inbound and the outbound log: filtered, sorted, in pages, as CSV.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use chrono::NaiveDate;

use crate::commands::CommandError;
use crate::commands::export::exported;
use crate::domain::codes::*;
use crate::domain::permission::Permission;
use crate::domain::time::start_of_day;
use crate::i18n::codes::Named;
use crate::i18n::warehouse::Warehouse;
use crate::i18n::{Lang, fill};
use crate::spreadsheet::csv_out::CsvWriter;
use crate::store::warehouse_logs::{self, LogEntry, LogFilter, LogLine, LogSort, LogWindow};
use crate::store::{Conn, DbError, Scope};
use crate::web::App;
use crate::web::error::PageError;
use crate::web::form::Fields;
use crate::web::frame::Frame;
use crate::web::html::ok;
use crate::web::list::{Head, PAGE_ROWS, address_with};
use crate::web::session::Staff;
use crate::web::tickets::carrier_name;

/// One of the two logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Log {
    Inbound,
    Outbound,
}

impl Log {
    fn path(self) -> &'static str {
        match self {
            Self::Inbound => "/warehouse/inbounds",
            Self::Outbound => "/warehouse/outbounds",
        }
    }

    fn page_name(self) -> &'static str {
        match self {
            Self::Inbound => "warehouse.inbounds",
            Self::Outbound => "warehouse.outbounds",
        }
    }
}

/// An entry of either log in the reader's language.
struct EntryView {
    number: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    at: crate::domain::time::Timestamp,
    operator: String,
    ticket_no: String,
    warehouse: String,
    carrier: String,
    tracking_no: String,
    lines: Vec<LogLine>,
}

#[derive(Template)]
#[template(path = "warehouse/log.html")]
struct LogPage {
    f: Frame,
    t: &'static Warehouse,
    lang: Lang,
    path: &'static str,
    outbound: bool,
    heads: Vec<Head>,
    entries: Vec<EntryView>,
    kinds: Vec<(&'static str, &'static str)>,
    states: Vec<(&'static str, &'static str)>,
    query: Fields,
    state: OutboundState,
    place: String,
    previous: Option<String>,
    next: Option<String>,
    csv: String,
}

impl LogPage {
    fn goods_of(&self, line: &LogLine) -> String {
        format!("{} {}", line.name, line.sku)
    }

    fn is_state(&self, code: &str) -> bool {
        self.state.code() == code
    }

    fn grade_of(&self, line: &LogLine) -> &'static str {
        line.grade.map_or("", |grade| grade.name(self.lang))
    }
}

/// What was asked for; what cannot be read narrows nothing.
#[derive(Clone)]
struct Asked {
    log: Log,
    kind: String,
    state: OutboundState,
    filter: LogFilter,
    sort: LogSort,
    descending: bool,
    page: i64,
}

impl Asked {
    fn read(log: Log, query: &Fields, zone: chrono_tz::Tz) -> Self {
        let day = |name: &str| NaiveDate::parse_from_str(query.raw(name).trim(), "%Y-%m-%d").ok();
        let until = day("to").and_then(|date| date.succ_opt()).map(|date| start_of_day(date, zone));
        Self {
            log,
            kind: query.raw("kind").to_owned(),
            state: OutboundState::parse(query.raw("state")).unwrap_or(OutboundState::Shipped),
            filter: LogFilter {
                from: day("from").map(|date| start_of_day(date, zone)),
                until,
                ticket_no: query.typed("ticket_no"),
                sku: query.typed("sku"),
            },
            sort: match query.raw("sort") {
                "number" => LogSort::Number,
                "ticket_no" => LogSort::Ticket,
                _ => LogSort::Time,
            },
            descending: query.raw("dir") != "asc",
            page: query.raw("page").parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1),
        }
    }

    fn window(&self) -> LogWindow {
        let offset = (self.page - 1) * PAGE_ROWS;
        LogWindow { sort: self.sort, descending: self.descending, offset, limit: PAGE_ROWS + 1 }
    }

    fn entries(
        &self,
        connection: &mut Conn,
        scope: &Scope,
        window: LogWindow,
        lang: Lang,
    ) -> Result<Vec<EntryView>, DbError> {
        Ok(match self.log {
            Log::Inbound => {
                let kind = InboundKind::parse(&self.kind);
                let found = warehouse_logs::inbound_log(connection, scope, kind, &self.filter, window)?;
                found.into_iter().map(|entry| view(entry, lang, inbound_tone)).collect()
            }
            Log::Outbound => {
                let kind = OutboundKind::parse(&self.kind);
                let found = warehouse_logs::outbound_log(connection, scope, kind, self.state, &self.filter, window)?;
                found.into_iter().map(|entry| view(entry, lang, outbound_tone)).collect()
            }
        })
    }
}

fn inbound_tone(state: InboundState) -> &'static str {
    match state {
        InboundState::Received => "waiting",
        InboundState::Shelved => "done",
        InboundState::SentBack => "ended",
    }
}

fn outbound_tone(state: OutboundState) -> &'static str {
    match state {
        OutboundState::Reserved => "waiting",
        OutboundState::Shipped => "done",
        OutboundState::Void => "ended",
    }
}

fn view<K: Named, S: Named>(entry: LogEntry<K, S>, lang: Lang, tone: impl Fn(S) -> &'static str) -> EntryView {
    EntryView {
        kind: entry.kind.name(lang),
        state: entry.state.name(lang),
        tone: tone(entry.state),
        number: entry.number,
        at: entry.at,
        operator: entry.operator.unwrap_or_default(),
        ticket_no: entry.ticket_no,
        warehouse: entry.warehouse,
        carrier: carrier_name(&entry.carrier, lang),
        tracking_no: entry.tracking_no,
        lines: entry.lines,
    }
}

/// `GET /warehouse/inbounds`.
pub async fn inbounds(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    show(&app, &staff, query, Log::Inbound).await
}

/// `GET /warehouse/outbounds`.
pub async fn outbounds(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    show(&app, &staff, query, Log::Outbound).await
}

async fn show(app: &App, staff: &Staff, query: Fields, log: Log) -> Result<HttpResponse, PageError> {
    staff.require(Permission::ViewWarehouse)?;
    let t = Warehouse::of(staff.lang);
    let title = if log == Log::Inbound { t.inbounds } else { t.outbounds };
    let f = Frame::new(app, staff, log.page_name(), title).await?;
    let asked = Asked::read(log, &query, f.zone);
    let (scope, lang, wanted) = (staff.scope.clone(), staff.lang, asked.clone());
    let mut entries = app.db.read(move |connection| wanted.entries(connection, &scope, wanted.window(), lang)).await?;
    let more = entries.len() as i64 > PAGE_ROWS;
    entries.truncate(PAGE_ROWS as usize);
    let page_address = |page: i64| address_with(log.path(), &query, &[("page", &page.to_string())]);
    let first = (asked.page - 1) * PAGE_ROWS + 1;
    let last = first + entries.len() as i64 - 1;
    ok(&LogPage {
        place: fill(f.t.rows_from_to, &[("from", &first.to_string()), ("to", &last.to_string())]),
        previous: (asked.page > 1).then(|| page_address(asked.page - 1)),
        next: more.then(|| page_address(asked.page + 1)),
        csv: address_with(&format!("{}.csv", log.path()), &query, &[("page", "")]),
        heads: heads(&asked, t, &query),
        kinds: match log {
            Log::Inbound => InboundKind::ALL.iter().map(|kind| (kind.code(), kind.name(lang))).collect(),
            Log::Outbound => OutboundKind::ALL.iter().map(|kind| (kind.code(), kind.name(lang))).collect(),
        },
        states: OutboundState::ALL.iter().map(|state| (state.code(), state.name(lang))).collect(),
        f,
        t,
        lang,
        path: log.path(),
        outbound: log == Log::Outbound,
        state: asked.state,
        entries,
        query,
    })
}

fn heads(asked: &Asked, t: &Warehouse, query: &Fields) -> Vec<Head> {
    let number = if asked.log == Log::Inbound { t.inbound_no } else { t.outbound_no };
    [("number", number, LogSort::Number), ("ticket_no", t.ticket_no, LogSort::Ticket), ("time", t.time, LogSort::Time)]
        .into_iter()
        .map(|(code, name, sort)| {
            let is_now = asked.sort == sort;
            let dir = if is_now && asked.descending { "asc" } else { "desc" };
            let address = address_with(asked.log.path(), query, &[("sort", code), ("dir", dir), ("page", "")]);
            let sorted = match (is_now, asked.descending) {
                (false, _) => "",
                (true, true) => "descending",
                (true, false) => "ascending",
            };
            Head { code, name, is_number: false, address, sorted }
        })
        .collect()
}

/// `GET /warehouse/inbounds.csv`.
pub async fn inbounds_csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    csv(&app, &staff, query, Log::Inbound).await
}

/// `GET /warehouse/outbounds.csv`.
pub async fn outbounds_csv(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    csv(&app, &staff, query, Log::Outbound).await
}

/// How many entries are read at a time.
const BATCH: i64 = 1_000;

/// One row per goods line, every entry of the log as it is filtered and sorted.
async fn csv(app: &App, staff: &Staff, query: Fields, log: Log) -> Result<HttpResponse, PageError> {
    staff.require(Permission::ViewWarehouse)?;
    let zone = staff.zone();
    let asked = Asked::read(log, &query, zone);
    let (scope, lang) = (staff.scope.clone(), staff.lang);
    let (body, rows) = app
        .db
        .read(move |connection| -> Result<_, PageError> {
            let broken = |error: std::io::Error| PageError::Internal(error.to_string());
            let mut writer = CsvWriter::new(Vec::new(), &csv_head(&asked, zone, lang)).map_err(broken)?;
            let mut window = LogWindow { offset: 0, limit: BATCH, ..asked.window() };
            let mut rows = 0_i64;
            loop {
                let entries = asked.entries(connection, &scope, window, lang)?;
                for entry in &entries {
                    for line in &entry.lines {
                        writer.row(&csv_row(entry, line, zone, lang)).map_err(broken)?;
                        rows += 1;
                    }
                }
                if (entries.len() as i64) < BATCH {
                    break;
                }
                window.offset += BATCH;
            }
            Ok((writer.finish().map_err(broken)?, rows))
        })
        .await?;
    let name = log.path().trim_start_matches("/warehouse/");
    let (actor, filter) = (staff.actor(), query.query_without(&["page", "lang"]));
    app.db.write(move |tx| exported(tx, &actor, name, &filter, rows)).await.map_err(|error| match error {
        CommandError::Db(error) => PageError::Db(error),
        other => PageError::Internal(format!("{other:?}")),
    })?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}.csv\"")))
        .body(body))
}

fn csv_head(asked: &Asked, zone: chrono_tz::Tz, lang: Lang) -> Vec<String> {
    let t = Warehouse::of(lang);
    let (number, kind) = match asked.log {
        Log::Inbound => (t.inbound_no, t.inbound_type),
        Log::Outbound => (t.outbound_no, t.outbound_type),
    };
    let time = format!("{} ({zone})", t.time);
    [number, kind, t.state, t.sku, t.goods, t.quantity, t.defective, t.grade, &time, t.operator, t.ticket_no]
        .into_iter()
        .chain([t.warehouse, t.carrier, t.tracking_no])
        .map(str::to_owned)
        .collect()
}

fn csv_row(entry: &EntryView, line: &LogLine, zone: chrono_tz::Tz, lang: Lang) -> Vec<String> {
    vec![
        entry.number.clone(),
        entry.kind.to_owned(),
        entry.state.to_owned(),
        line.sku.clone(),
        line.name.clone(),
        line.quantity.to_string(),
        line.defective.to_string(),
        line.grade.map_or("", |grade| grade.name(lang)).to_owned(),
        entry.at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S%:z").to_string(),
        entry.operator.clone(),
        entry.ticket_no.clone(),
        entry.warehouse.clone(),
        entry.carrier.clone(),
        entry.tracking_no.clone(),
    ]
}
