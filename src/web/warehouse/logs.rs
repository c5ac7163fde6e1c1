//! The inbound and the outbound log: filtered, sorted, in pages.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use chrono::NaiveDate;

use crate::domain::goods::movement::{InboundKind, InboundState, OutboundKind, OutboundState};
use crate::domain::lists::layout::{Density, Drawn, Layout};
use crate::domain::lists::log_columns::LogColumn;
use crate::domain::people::free_text::mask_contacts;
use crate::domain::time::{Timestamp, start_of_day};
use crate::exports::LONG;
use crate::i18n::codes::Named;
use crate::i18n::codes::carrier_name;
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::{Lang, fill};
use crate::store::goods::logs;
use crate::store::goods::logs::{LogEntry, LogFilter, LogLine, LogPlace, LogSort, LogWindow};
use crate::store::people::preferences;
use crate::store::{Conn, DbError, Scope};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, ok};
use crate::web::framework::identity::session::Staff;
use crate::web::list::columns::{ColumnHead, panel};
use crate::web::list::export_menu::ExportMenu;
use crate::web::list::{LeftOut, PAGE_ROWS, address_with, columns, pasted};

/// One of the two logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Log {
    Inbound,
    Outbound,
}

impl Log {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Inbound => "/warehouse/inbounds",
            Self::Outbound => "/warehouse/outbounds",
        }
    }

    pub(super) fn page_name(self) -> &'static str {
        match self {
            Self::Inbound => "warehouse.inbounds",
            Self::Outbound => "warehouse.outbounds",
        }
    }

    /// The arrangement that everybody starts with.
    pub(super) fn usual(self) -> Layout<LogColumn> {
        Layout::usual(LogColumn::ALL, |column| self == Self::Inbound || !column.is_inbound_only())
    }

    pub(super) fn name_of(self, column: LogColumn, t: &'static Warehouse) -> &'static str {
        let is_inbound = self == Self::Inbound;
        match column {
            LogColumn::Number if is_inbound => t.inbound_no,
            LogColumn::Number => t.outbound_no,
            LogColumn::Kind if is_inbound => t.inbound_type,
            LogColumn::Kind => t.outbound_type,
            LogColumn::Goods => t.goods,
            LogColumn::Quantity => t.quantity,
            LogColumn::Defective => t.col_defective,
            LogColumn::Grade => t.grade,
            LogColumn::Time => t.time,
            LogColumn::Operator => t.operator,
            LogColumn::TicketNo => t.ticket_no,
            LogColumn::TrackingNo => t.tracking_no,
            LogColumn::Warehouse => t.warehouse,
            LogColumn::State => t.state,
            LogColumn::ShelvedAt => t.shelved_at,
            LogColumn::Note => t.note,
        }
    }
}

/// An entry of either log in the reader's language.
pub(super) struct EntryView {
    pub number: String,
    pub kind: &'static str,
    pub state: &'static str,
    tone: &'static str,
    pub at: Timestamp,
    pub operator: String,
    pub ticket_no: String,
    pub warehouse: String,
    pub carrier: String,
    pub tracking_no: String,
    /// When the goods went to their buckets.
    pub shelved_at: Option<Timestamp>,
    /// The clerk's note; contacts in it are masked.
    pub note: String,
    pub lines: Vec<LogLine>,
}

#[derive(Template)]
#[template(path = "warehouse/log.html")]
struct LogPage {
    f: Frame,
    t: &'static Warehouse,
    lang: Lang,
    path: &'static str,
    outbound: bool,
    heads: Vec<ColumnHead>,
    columns: Vec<Drawn<LogColumn>>,
    density: Density,
    panel: Html,
    entries: Vec<EntryView>,
    kinds: Vec<(&'static str, &'static str)>,
    states: Vec<(&'static str, &'static str)>,
    query: Fields,
    state: OutboundState,
    place: String,
    previous: Option<String>,
    next: Option<String>,
    export: Option<ExportMenu>,
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
pub(super) struct ListQuery {
    pub log: Log,
    kind: String,
    state: OutboundState,
    pub filter: LogFilter,
    sort: LogSort,
    descending: bool,
    page: i64,
    /// Fields that cannot be read.
    unreadable: Vec<&'static str>,
}

impl ListQuery {
    pub fn read(log: Log, query: &Fields, zone: chrono_tz::Tz) -> Self {
        let day = |name: &str| NaiveDate::parse_from_str(query.raw(name).trim(), "%Y-%m-%d").ok();
        let is_kind = match log {
            Log::Inbound => InboundKind::parse(query.raw("kind")).is_some(),
            Log::Outbound => OutboundKind::parse(query.raw("kind")).is_some(),
        };
        let is_state = log == Log::Inbound || OutboundState::parse(query.raw("state")).is_some();
        let known =
            [("from", day("from").is_some()), ("to", day("to").is_some()), ("kind", is_kind), ("state", is_state)];
        let unreadable = known.into_iter().filter(|(name, is_known)| !is_known && !query.raw(name).trim().is_empty());
        let unreadable = unreadable.map(|(name, _)| name).collect();
        let until = day("to").and_then(|date| date.succ_opt()).map(|date| start_of_day(date, zone));
        Self {
            log,
            kind: query.raw("kind").to_owned(),
            state: OutboundState::parse(query.raw("state")).unwrap_or(OutboundState::Shipped),
            filter: LogFilter {
                from: day("from").map(|date| start_of_day(date, zone)),
                until,
                ticket_no: pasted(query.raw("ticket_no")),
                sku: query.typed("sku"),
                ids: None,
            },
            sort: match query.raw("sort") {
                "number" => LogSort::Number,
                "ticket_no" => LogSort::Ticket,
                _ => LogSort::Time,
            },
            descending: query.raw("dir") != "asc",
            page: query.raw("page").parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1),
            unreadable,
        }
    }

    fn left_out(&self, query: &Fields, t: &'static Warehouse) -> Vec<LeftOut> {
        let named = |field: &&'static str| LeftOut {
            name: match *field {
                "from" => t.from,
                "to" => t.to,
                "kind" => t.kind,
                _ => t.state,
            },
            value: query.raw(field).to_owned(),
        };
        self.unreadable.iter().map(named).collect()
    }

    pub fn window(&self) -> LogWindow {
        let offset = (self.page - 1) * PAGE_ROWS;
        LogWindow { sort: self.sort, descending: self.descending, after: None, offset, limit: PAGE_ROWS + 1 }
    }

    pub fn entries(
        &self,
        connection: &mut Conn,
        scope: &Scope,
        window: &LogWindow,
        lang: Lang,
    ) -> Result<Vec<EntryView>, DbError> {
        Ok(match self.log {
            Log::Inbound => {
                let kind = InboundKind::parse(&self.kind);
                let found = logs::inbound_log(connection, scope, kind, &self.filter, window)?;
                found.into_iter().map(|entry| view(entry, lang, inbound_tone)).collect()
            }
            Log::Outbound => {
                let kind = OutboundKind::parse(&self.kind);
                let found = logs::outbound_log(connection, scope, kind, self.state, &self.filter, window)?;
                found.into_iter().map(|entry| view(entry, lang, outbound_tone)).collect()
            }
        })
    }

    pub fn places(&self, connection: &mut Conn, scope: &Scope, window: &LogWindow) -> Result<Vec<LogPlace>, DbError> {
        match self.log {
            Log::Inbound => {
                let kind = InboundKind::parse(&self.kind);
                logs::inbound_places(connection, scope, kind, &self.filter, window)
            }
            Log::Outbound => {
                let kind = OutboundKind::parse(&self.kind);
                logs::outbound_places(connection, scope, kind, self.state, &self.filter, window)
            }
        }
    }

    /// Whether there are more entries than that; looked up only behind a full page.
    fn is_longer(&self, connection: &mut Conn, scope: &Scope, than: i64) -> Result<bool, DbError> {
        let window = LogWindow { offset: than, limit: 1, ..self.window() };
        Ok(!self.places(connection, scope, &window)?.is_empty())
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
        shelved_at: entry.shelved_at,
        note: mask_contacts(&entry.note).into_owned(),
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
    let t = Warehouse::of(staff.lang);
    let title = if log == Log::Inbound { t.inbounds } else { t.outbounds };
    let asked = ListQuery::read(log, &query, staff.zone());
    let f = Frame::new(app, staff, log.page_name(), title).await?.with_left_out(&asked.left_out(&query, t));
    let (scope, lang, wanted, id) = (staff.scope.clone(), staff.lang, asked.clone(), staff.id);
    let (mut entries, kept, is_long) = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let entries = wanted.entries(connection, &scope, &wanted.window(), lang)?;
            let is_full = entries.len() as i64 > PAGE_ROWS;
            let is_long = is_full && wanted.is_longer(connection, &scope, LONG)?;
            Ok((entries, preferences::layout(connection, id, log.page_name())?, is_long))
        })
        .await?;
    let layout = log.usual().changed_by(&kept);
    let columns = layout.drawn(0);
    let panel = panel(
        &layout,
        |column| log.name_of(column, t),
        &format!("{}/columns", log.path()),
        &f.csrf,
        &[("query", query.query_without(&["page", "lang"]))],
        lang,
    );
    let more = entries.len() as i64 > PAGE_ROWS;
    entries.truncate(PAGE_ROWS as usize);
    let page_address = |page: i64| address_with(log.path(), &query, &[("page", &page.to_string())]);
    let first = (asked.page - 1) * PAGE_ROWS + 1;
    let last = first + entries.len() as i64 - 1;
    ok(&LogPage {
        place: fill(f.t.rows_from_to, &[("from", &first.to_string()), ("to", &last.to_string())]),
        previous: (asked.page > 1).then(|| page_address(asked.page - 1)),
        next: more.then(|| page_address(asked.page + 1)),
        export: ExportMenu::of(app.sources, staff, log.page_name(), &query, is_long.then_some(LONG + 1)),
        heads: columns.iter().map(|drawn| head(drawn, &asked, t, &query)).collect(),
        columns,
        density: layout.density,
        panel,
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

fn head(drawn: &Drawn<LogColumn>, asked: &ListQuery, t: &'static Warehouse, query: &Fields) -> ColumnHead {
    let sort = match drawn.column {
        LogColumn::Number => Some(LogSort::Number),
        LogColumn::TicketNo => Some(LogSort::Ticket),
        LogColumn::Time => Some(LogSort::Time),
        _ => None,
    };
    let code = drawn.column.code();
    let is_now = sort == Some(asked.sort);
    let dir = if is_now && asked.descending { "asc" } else { "desc" };
    ColumnHead {
        code,
        class: drawn.class.clone(),
        name: asked.log.name_of(drawn.column, t),
        address: sort.map(|_| address_with(asked.log.path(), query, &[("sort", code), ("dir", dir), ("page", "")])),
        sorted: is_now.then_some(if asked.descending { "descending" } else { "ascending" }),
    }
}

/// `POST /warehouse/inbounds/columns`.
pub async fn arrange_inbounds(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    arrange(&app, &staff, &form, Log::Inbound).await
}

/// `POST /warehouse/outbounds/columns`.
pub async fn arrange_outbounds(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    arrange(&app, &staff, &form, Log::Outbound).await
}

async fn arrange(app: &App, staff: &Staff, form: &Form, log: Log) -> Result<HttpResponse, PageError> {
    columns::keep(app, staff, log.page_name(), log.path(), log.usual(), &form.fields).await
}
