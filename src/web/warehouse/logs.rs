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
use crate::exports::{BATCH, LONG};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::codes::carrier_name;
use crate::i18n::goods::warehouse::Warehouse;
use crate::store::goods::logs;
use crate::store::goods::logs::{InboundEntry, Inbounds, LogEntry, LogLine, OutboundEntry, Outbounds};
use crate::store::list::{Cursor, Direction, Listed, Order, Page, Predicate, Reading, Window};
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
use crate::web::list::{LeftOut, PAGE_ROWS, address_with, columns, neighbours, pasted, start_of};

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
    state: OutboundState,
    narrowing: Vec<Predicate>,
    sort: Order,
    sort_code: &'static str,
    descending: bool,
    start: Option<(Cursor, Direction)>,
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
        let from = day("from").map(|date| start_of_day(date, zone));
        let state = OutboundState::parse(query.raw("state")).unwrap_or(OutboundState::Shipped);
        let ticket_no = Some(pasted(query.raw("ticket_no"))).filter(|text| !text.is_empty());
        let sku = Some(query.typed("sku")).filter(|text| !text.is_empty());
        let sort_code = match query.raw("sort") {
            "number" => "number",
            "ticket_no" => "ticket_no",
            _ => "time",
        };
        let (narrowing, sort) = match log {
            Log::Inbound => (
                [
                    Some(logs::received(from, until)),
                    InboundKind::parse(query.raw("kind")).map(logs::inbounds_of_kind),
                    ticket_no.map(|text| logs::inbounds_of_ticket(&text)),
                    sku.map(|text| logs::inbounds_with(&text)),
                    None,
                ],
                match sort_code {
                    "number" => logs::INBOUNDS_BY_NUMBER,
                    "ticket_no" => logs::INBOUNDS_BY_TICKET,
                    _ => logs::INBOUNDS_BY_TIME,
                },
            ),
            Log::Outbound => (
                [
                    Some(logs::sent(from, until)),
                    OutboundKind::parse(query.raw("kind")).map(logs::outbounds_of_kind),
                    ticket_no.map(|text| logs::outbounds_of_ticket(&text)),
                    sku.map(|text| logs::outbounds_with(&text)),
                    Some(logs::outbounds_in(state)),
                ],
                match sort_code {
                    "number" => logs::OUTBOUNDS_BY_NUMBER,
                    "ticket_no" => logs::OUTBOUNDS_BY_TICKET,
                    _ => logs::OUTBOUNDS_BY_TIME,
                },
            ),
        };
        Self {
            log,
            state,
            narrowing: narrowing.into_iter().flatten().collect(),
            sort,
            sort_code,
            descending: query.raw("dir") != "asc",
            start: start_of(query),
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

    pub fn reading(&self) -> Reading<Order> {
        Reading::new(self.sort, !self.descending)
    }

    fn page(&self, connection: &mut Conn, scope: &Scope, lang: Lang) -> Result<Page<EntryView>, DbError> {
        let window =
            Window { sort: self.sort, ascending: !self.descending, start: self.start.clone(), limit: PAGE_ROWS };
        Ok(match self.log {
            Log::Inbound => {
                Inbounds::page(connection, scope, &self.narrowing, &window)?.map(|entry| inbound(entry, lang))
            }
            Log::Outbound => {
                Outbounds::page(connection, scope, &self.narrowing, &window)?.map(|entry| outbound(entry, lang))
            }
        })
    }

    pub fn batch(
        &self,
        connection: &mut Conn,
        scope: &Scope,
        reading: &mut Reading<Order>,
        lang: Lang,
    ) -> Result<Option<Vec<EntryView>>, DbError> {
        Ok(match self.log {
            Log::Inbound => Inbounds::batch(connection, scope, &self.narrowing, reading, BATCH)?
                .map(|found| found.into_iter().map(|entry| inbound(entry, lang)).collect()),
            Log::Outbound => Outbounds::batch(connection, scope, &self.narrowing, reading, BATCH)?
                .map(|found| found.into_iter().map(|entry| outbound(entry, lang)).collect()),
        })
    }

    /// Whether there are more entries than that.
    fn is_longer(&self, connection: &mut Conn, scope: &Scope, than: i64) -> Result<bool, DbError> {
        let count = match self.log {
            Log::Inbound => Inbounds::count(connection, scope, &self.narrowing, than + 1)?,
            Log::Outbound => Outbounds::count(connection, scope, &self.narrowing, than + 1)?,
        };
        Ok(count > than)
    }
}

fn inbound(entry: InboundEntry, lang: Lang) -> EntryView {
    view(entry, lang, inbound_tone)
}

fn outbound(entry: OutboundEntry, lang: Lang) -> EntryView {
    view(entry, lang, outbound_tone)
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
    let (found, kept, is_long) = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let found = wanted.page(connection, &scope, lang)?;
            let is_long = found.has_next && wanted.is_longer(connection, &scope, LONG)?;
            Ok((found, preferences::layout(connection, id, log.page_name())?, is_long))
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
    let (previous, next) = neighbours(log.path(), &query, &found);
    ok(&LogPage {
        previous,
        next,
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
        entries: found.rows,
        query,
    })
}

fn head(drawn: &Drawn<LogColumn>, asked: &ListQuery, t: &'static Warehouse, query: &Fields) -> ColumnHead {
    let code = drawn.column.code();
    let is_sortable = matches!(drawn.column, LogColumn::Number | LogColumn::TicketNo | LogColumn::Time);
    let is_now = code == asked.sort_code;
    let dir = if is_now && asked.descending { "asc" } else { "desc" };
    ColumnHead {
        code,
        class: drawn.class.clone(),
        name: asked.log.name_of(drawn.column, t),
        address: is_sortable
            .then(|| address_with(asked.log.path(), query, &[("sort", code), ("dir", dir), ("page", "")])),
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
