//! The list of refunds: what waits for finance, every figure beside its change, and the card of the row that is open.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::filter::{ListQuery, TABS, of_tab, tab_code};
use super::forms::{Basis, RefundForms};
use super::{columns, forms};
use crate::domain::lists::layout::{Density, Drawn};
use crate::domain::lists::refund_columns::RefundColumn;
use crate::domain::money::states::RefundState;
use crate::domain::money::{Currency, Money};
use crate::domain::people::free_text::mask_in_place;
use crate::exports::LONG;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::refunds::{Refunds, failure};
use crate::store::list::{Listed, Page};
use crate::store::money::refund_list;
use crate::store::money::refund_list::{RefundListRow, Refunds as RefundList};
use crate::store::people::preferences;
use crate::store::{Conn, DbError, Scope};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html;
use crate::web::framework::html::Html;
use crate::web::framework::identity::session::Staff;
use crate::web::list::columns::{ColumnHead, panel};
use crate::web::list::export_menu::ExportMenu;
use crate::web::list::{LeftOut, neighbours};
use crate::web::refunds::state::{Figure, fees, tone};

/// Counts go no further; beyond it a tab says so.
const COUNTED: i64 = 10_001;

/// A tab above the list.
pub struct Tab {
    pub name: &'static str,
    pub address: String,
    pub current: bool,
    pub count: String,
    pub alarming: bool,
}

/// A row with what the template does not work out itself.
pub struct Row {
    pub of: RefundListRow,
    pub merchant: String,
    pub address: String,
    pub open: bool,
    pub fees: Vec<Figure>,
    pub state: String,
    pub tone: &'static str,
    pub failure: String,
    /// Why nobody knows whether it was paid.
    pub unclear: Option<&'static str>,
    pub bounced: Option<String>,
}

/// The card beside the list.
pub struct Card {
    pub refund_no: String,
    pub ticket_no: String,
    pub forms: RefundForms,
}

#[derive(Template)]
#[template(path = "refunds/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Refunds,
    echo: Echo,
    asked: ListQuery,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    card: Option<Card>,
    heads: Vec<ColumnHead>,
    columns: Vec<Drawn<RefundColumn>>,
    density: Density,
    panel: Html,
    /// The filters that the form does not show, to be kept by it.
    kept: Vec<(&'static str, String)>,
    without_dates: String,
    without_amounts: String,
    previous: Option<String>,
    next: Option<String>,
    /// How many rows there are in all, where that is known.
    total: Option<String>,
    export: Option<ExportMenu>,
    several_merchants: bool,
    /// Of the amounts that are filtered by.
    currency: Currency,
}

impl IndexPage {
    fn date(&self, day: &Option<chrono::NaiveDate>) -> String {
        day.map(|day| day.to_string()).unwrap_or_default()
    }

    fn plain(&self, amount: &Option<Money>) -> String {
        amount.map(|amount| amount.plain(self.currency)).unwrap_or_default()
    }
}

struct Found {
    page: Page<RefundListRow>,
    counts: Vec<i64>,
    open: Option<Basis>,
    layout: String,
    /// More rows than anybody waits for.
    is_long: bool,
}

pub async fn index(app: Data<App>, staff: Staff, fields: Fields) -> Result<HttpResponse, PageError> {
    let asked = ListQuery::read(&fields, staff.currency());
    let found = find(&app, &staff, &asked).await?;
    let t = Refunds::of(staff.lang);
    let f = Frame::new(&app, &staff, "refunds.index", t.title).await?.with_left_out(&left_out(&asked, &fields, t));
    let all = tabs(&staff, &asked, &fields, &found.counts);
    let total = all
        .iter()
        .find(|tab| tab.current && !asked.is_narrowed())
        .map(|tab| fill(f.t.rows_total, &[("total", &tab.count)]));
    let found_rows = found.is_long.then_some(LONG + 1);
    let (previous, next) = neighbours("/refunds", &without_card(&fields), &found.page);
    let rows = found.page.rows;
    let after_decision = |refund_no: &str| address_after(&rows, refund_no, &fields);
    let card = found.open.map(|basis| Card {
        refund_no: basis.row.refund.refund_no.clone(),
        ticket_no: basis.row.ticket.ticket_no.clone(),
        forms: RefundForms::new(app.db.clock().now(), &staff, &basis, &after_decision(&basis.row.refund.refund_no)),
    });
    let open = card.as_ref().map(|card| card.refund_no.clone()).unwrap_or_default();
    let query = fields.query_without(&["after", "before", "open", "lang"]);
    let layout = columns::usual(&staff).changed_by(&found.layout);
    let columns = layout.drawn(0);
    let panel = panel(
        &layout,
        |column| columns::name_of(column, t),
        "/refunds/columns",
        &f.csrf,
        &[("query", query.clone())],
        staff.lang,
    );
    let page = IndexPage {
        tabs: all,
        rows: rows.into_iter().map(|row| show_row(row, &staff, &fields, &open)).collect(),
        card,
        heads: columns.iter().map(|drawn| head(drawn, &asked, &fields, t)).collect(),
        columns,
        density: layout.density,
        panel,
        kept: ["state", "sort", "dir"]
            .into_iter()
            .map(|name| (name, fields.raw(name).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        without_dates: list_address(&fields.query_without(&["applied_from", "applied_to", "after", "before", "open"])),
        without_amounts: list_address(&fields.query_without(&["amount_from", "amount_to", "after", "before", "open"])),
        previous,
        next,
        total,
        export: ExportMenu::of(app.sources, &staff, columns::PAGE, &fields, found_rows),
        several_merchants: staff.merchants.len() > 1,
        currency: staff.currency(),
        echo: Echo::default(),
        asked,
        f,
        t,
    };
    html::ok(&page)
}

fn left_out(asked: &ListQuery, fields: &Fields, t: &'static Refunds) -> Vec<LeftOut> {
    let named = |field: &&'static str| LeftOut {
        name: match *field {
            "applied_from" | "applied_to" => t.applied,
            "amount_from" | "amount_to" => t.amount,
            _ => t.col_state,
        },
        value: fields.raw(field).to_owned(),
    };
    asked.unreadable.iter().map(named).collect()
}

async fn find(app: &App, staff: &Staff, asked: &ListQuery) -> Result<Found, PageError> {
    let scope = staff.scope.clone();
    let (narrowing, window) = (asked.narrowing(staff.zone()), asked.window());
    let (open, has_part, id) = (asked.open.clone(), forms::has_part(staff), staff.id);
    app.db
        .read(move |connection| {
            let page = RefundList::page(connection, &scope, &narrowing, &window)?;
            let counts = counts(connection, &scope)?;
            let open = match page.rows.iter().find(|row| has_part && row.refund.refund_no == open) {
                Some(row) => Some(forms::basis(connection, row.clone())?),
                None => None,
            };
            let layout = preferences::layout(connection, id, columns::PAGE)?;
            let is_long = page.has_next && RefundList::count(connection, &scope, &narrowing, LONG + 1)? > LONG;
            Ok::<_, DbError>(Found { page, counts, open, layout, is_long })
        })
        .await
        .map_err(PageError::Db)
}

fn counts(connection: &mut Conn, scope: &Scope) -> Result<Vec<i64>, DbError> {
    TABS.iter().map(|tab| RefundList::count(connection, scope, &of_tab(*tab), COUNTED)).collect()
}

/// An address without the open card.
fn without_card(fields: &Fields) -> Fields {
    Fields::parse(fields.query_without(&["open"]).as_bytes())
}

/// Where to go when the open row was decided: the list with the next row open, else the list.
fn address_after(rows: &[RefundListRow], refund_no: &str, fields: &Fields) -> String {
    let at = rows.iter().position(|row| row.refund.refund_no == refund_no);
    let next = at.and_then(|at| rows.get(at + 1));
    let query = fields.query_without(&["open", "lang"]);
    match next {
        Some(row) => list_address(&format!("{query}&open={}", row.refund.refund_no)),
        None => list_address(&query),
    }
}

fn list_address(query: &str) -> String {
    match query.trim_matches('&') {
        "" => "/refunds".to_owned(),
        query => format!("/refunds?{query}"),
    }
}

fn tabs(staff: &Staff, asked: &ListQuery, fields: &Fields, counts: &[i64]) -> Vec<Tab> {
    let query = fields.query_without(&["state", "after", "before", "open", "sort", "dir", "lang"]);
    TABS.iter()
        .zip(counts)
        .map(|(tab, count)| Tab {
            name: tab_name(*tab, Refunds::of(staff.lang)),
            address: list_address(&format!("{query}&state={}", tab_code(*tab))),
            current: *tab == asked.tab,
            count: if *count >= COUNTED { "10,000+".to_owned() } else { count.to_string() },
            alarming: matches!(tab, Some(RefundState::Failed | RefundState::Unclear)) && *count > 0,
        })
        .collect()
}

fn tab_name(tab: Option<RefundState>, t: &'static Refunds) -> &'static str {
    match tab {
        None => t.tab_all,
        Some(RefundState::PendingApproval) => t.tab_pending,
        Some(RefundState::Queued | RefundState::Processing) => t.tab_processing,
        Some(RefundState::ManualPending) => t.tab_manual,
        Some(RefundState::Failed) => t.tab_failed,
        Some(RefundState::Unclear) => t.tab_unclear,
        Some(RefundState::Succeeded | RefundState::Cancelled) => t.tab_succeeded,
    }
}

fn head(drawn: &Drawn<RefundColumn>, asked: &ListQuery, fields: &Fields, t: &'static Refunds) -> ColumnHead {
    let sort = match drawn.column {
        RefundColumn::AppliedAt => Some(refund_list::BY_APPLICATION),
        RefundColumn::ReviewedAt => Some(refund_list::BY_REVIEW),
        RefundColumn::Approved => Some(refund_list::BY_AMOUNT),
        _ => None,
    };
    let code = drawn.column.code();
    let is_current = sort == Some(asked.sort);
    let dir = if is_current && asked.descending { "asc" } else { "desc" };
    let query = fields.query_without(&["sort", "dir", "after", "before", "open"]);
    ColumnHead {
        code,
        class: drawn.class.clone(),
        name: columns::name_of(drawn.column, t),
        address: sort.map(|_| list_address(&format!("{query}&sort={code}&dir={dir}"))),
        sorted: is_current.then_some(if asked.descending { "descending" } else { "ascending" }),
    }
}

fn show_row(mut row: RefundListRow, staff: &Staff, fields: &Fields, open: &str) -> Row {
    mask_in_place(&mut row.review_note);
    let t = Refunds::of(staff.lang);
    let query = fields.query_without(&["open", "lang"]);
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == row.refund.merchant_id);
    let bounced = (row.bounces() > 0).then(|| fill(t.tag_bounced, &[("n", &row.bounces().to_string())]));
    Row {
        merchant: merchant.map(|merchant| merchant.name.clone()).unwrap_or_default(),
        address: if forms::has_part(staff) {
            list_address(&format!("{query}&open={}", row.refund.refund_no))
        } else {
            format!("/refunds/{}", row.refund.refund_no)
        },
        open: row.refund.refund_no == open,
        fees: fees(&row, staff.lang),
        state: row.refund.state.name(staff.lang).to_owned(),
        tone: tone(row.refund.state),
        failure: failure(&row.refund.fail_code, staff.lang).to_owned(),
        unclear: row.refund.unclear.map(|cause| cause.name(staff.lang)),
        bounced,
        of: row,
    }
}
