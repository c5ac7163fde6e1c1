//! The home page: the queues of one's roles, the most urgent first.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::time::{Timestamp, zone};
use crate::i18n::fill;
use crate::i18n::home::Home;
use crate::i18n::settings::Settings;
use crate::i18n::tickets::Tickets;
use crate::store::house::home::Queue;
use crate::store::house::{home, setting_changes};
use crate::store::jobs::outbox;
use crate::store::tickets::counts::Kept;
use crate::store::{Conn, DbError, Scope};
use crate::web::framework::addresses::{Addresses, Right, Whose, get};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, ok, time};
use crate::web::framework::identity::session::Staff;
use crate::web::settings::money_changes::{ChangeLine, Changes};
use crate::web::tickets::{ShortRow, row_view};

/// Rows a queue shows on the desk.
const ROWS: i64 = 12;
/// Changes of money settings that the desk shows at most, and of how many seconds.
const CHANGES: (i64, i64) = (8, 30 * 86_400);

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config.route(get("/", Right::Staff, Whose::List).to(show));
}

struct QueueRow {
    view: ShortRow,
    goods: String,
    since: Html,
}

struct QueueView {
    name: &'static str,
    count: i64,
    address: String,
    rows: Vec<QueueRow>,
}

struct Figure {
    name: &'static str,
    address: String,
    count: i64,
    is_alarm: bool,
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct DeskPage {
    f: Frame,
    d: &'static Home,
    t: &'static Tickets,
    greeting: String,
    figures: Vec<Figure>,
    queues: Vec<QueueView>,
    s: &'static Settings,
    /// The latest changes of money settings, for those who see the audit log.
    changes: Vec<ChangeLine>,
    see_prices: bool,
    first: Option<String>,
    has_queue: bool,
}

/// `GET /`.
async fn show(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    let d = Home::of(staff.lang);
    let offered = queues_of(&staff, d);
    let kinds: Vec<Queue> = offered.iter().map(|(queue, _)| *queue).collect();
    let (scope, id, now) = (staff.scope.clone(), staff.id, app.db.clock().now());
    let (sees_changes, confirms) = (staff.may(Permission::ViewAudit), staff.may(Permission::ManageSettings));
    let (loaded, changes, waiting) = app
        .db
        .read(move |connection| {
            let since = now.plus_seconds(-CHANGES.1);
            let changes = sees_changes.then(|| Changes::read(connection, &scope, since, CHANGES.0)).transpose()?;
            let waiting = match confirms {
                true => setting_changes::waiting_for(connection, &scope, id, now)?,
                false => Vec::new(),
            };
            Ok::<_, DbError>((load(connection, &scope, &kinds, now)?, changes, waiting))
        })
        .await?;
    let frame = Frame::new(&app, &staff, "desk", d.title).await?;
    let mut figures = Vec::new();
    let mut queues = Vec::new();
    for ((queue, name), (rows, count, marks, goods)) in offered.into_iter().zip(loaded.queues) {
        let address = address_of(queue);
        let is_alarm = matches!(queue, Queue::Failed | Queue::Exceptions | Queue::Overdue) && count > 0;
        figures.push(Figure { name, address: address.clone(), count, is_alarm });
        let rows = rows
            .into_iter()
            .map(|row| QueueRow {
                goods: goods_text(&goods, row.ticket_id),
                since: time(row.since_at, zone_of(&staff, row.merchant_id), frame.now),
                view: row_view(row, &marks, staff.lang),
            })
            .collect();
        queues.push(QueueView { name, count, address, rows });
    }
    if staff.may(Permission::ViewUnclaimed) {
        let address = "/warehouse/unclaimed".to_owned();
        figures.push(Figure { name: d.unclaimed, address, count: loaded.unclaimed, is_alarm: false });
    }
    if staff.may(Permission::ViewJobs) {
        figures.push(Figure { name: d.jobs, address: "/jobs".to_owned(), count: loaded.jobs, is_alarm: false });
        if loaded.given_up > 0 {
            let address = "/jobs".to_owned();
            figures.push(Figure { name: d.jobs_given_up, address, count: loaded.given_up, is_alarm: true });
        }
    }
    if let Some(first) = waiting.first() {
        let of = staff.merchants.iter().find(|merchant| merchant.id == first.merchant_id);
        let address = format!("/settings?merchant={}#proposal", of.map_or("", |merchant| &merchant.code));
        figures.push(Figure { name: d.proposals, address, count: waiting.len() as i64, is_alarm: true });
    }
    let total: i64 = queues.iter().map(|queue| queue.count).sum();
    let text = if total == 0 { d.all_done } else { d.hello };
    let page = DeskPage {
        greeting: fill(text, &[("name", &staff.name), ("count", &total.to_string())]),
        first: queues.iter().flat_map(|queue| &queue.rows).next().map(|row| row.view.row.ticket_no.clone()),
        has_queue: !queues.is_empty(),
        queues: queues.into_iter().filter(|queue| queue.count > 0).collect(),
        figures,
        changes: changes.map_or_else(Vec::new, |changes| {
            changes.lines(&staff.merchants, staff.lang, frame.now, |at, merchant_id| {
                time(at, zone_of(&staff, merchant_id), frame.now)
            })
        }),
        s: Settings::of(staff.lang),
        see_prices: staff.may(Permission::SeePrices),
        t: Tickets::of(staff.lang),
        d,
        f: frame,
    };
    ok(&page)
}

/// The queues of somebody's roles, in the order in which they are worked.
fn queues_of(staff: &Staff, d: &'static Home) -> Vec<(Queue, &'static str)> {
    let table: &[(Permission, Queue, &'static str)] = &[
        (Permission::Review, Queue::ToReview, d.to_review),
        (Permission::DecideException, Queue::Exceptions, d.exceptions),
        (Permission::SettleRefund, Queue::Overdue, d.overdue),
        (Permission::SettleRefund, Queue::Unclear, d.unclear),
        (Permission::DecideRefund, Queue::Failed, d.failed),
        (Permission::PayOffline, Queue::Transfers, d.transfers),
        (Permission::DecideRefund, Queue::ToPay, d.to_pay),
        (Permission::Inspect, Queue::ToInspect, d.to_inspect),
        (Permission::WorkWarehouse, Queue::ToDispatch, d.to_dispatch),
        (Permission::WorkWarehouse, Queue::ToSendBack, d.to_send_back),
        (Permission::WorkWarehouse, Queue::Arriving, d.arriving),
        (Permission::FileTicket, Queue::AddressNeeded, d.address_needed),
        (Permission::FileTicket, Queue::ToConfirm, d.to_confirm),
        (Permission::FileTicket, Queue::AwaitingReturn, d.awaiting_return),
        (Permission::FileTicket, Queue::Drafts, d.drafts),
    ];
    table.iter().filter(|(permission, ..)| staff.may(*permission)).map(|(_, queue, name)| (*queue, *name)).collect()
}

type QueueRows = (
    Vec<crate::store::tickets::entries::EntryRow>,
    i64,
    std::collections::HashMap<i64, crate::store::tickets::list::RowMarks>,
    Vec<(i64, String, i64)>,
);

struct HomeRows {
    queues: Vec<QueueRows>,
    unclaimed: i64,
    jobs: i64,
    given_up: i64,
}

fn load(connection: &mut Conn, scope: &Scope, queues: &[Queue], now: Timestamp) -> Result<HomeRows, DbError> {
    let mut loaded = Vec::new();
    let kept = Kept::read(connection)?;
    for queue in queues {
        let (rows, count) = home::queue(connection, &kept, scope, *queue, now, ROWS)?;
        let marks = crate::store::tickets::list::marks(connection, &rows)?;
        let ids: Vec<i64> = rows.iter().map(|row| row.ticket_id).collect();
        let goods = home::goods_of(connection, &ids)?;
        loaded.push((rows, count, marks, goods));
    }
    let unclaimed = home::unclaimed_count(connection, scope)?;
    let jobs = outbox::open_count(connection, scope)?;
    let given_up = outbox::given_up_count(connection, scope)?;
    Ok(HomeRows { queues: loaded, unclaimed, jobs, given_up })
}

fn zone_of(staff: &Staff, merchant_id: i64) -> chrono_tz::Tz {
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == merchant_id);
    zone(merchant.map_or("", |merchant| &merchant.timezone))
}

fn goods_text(goods: &[(i64, String, i64)], ticket_id: i64) -> String {
    let names: Vec<String> = goods
        .iter()
        .filter(|(id, ..)| *id == ticket_id)
        .map(|(_, name, quantity)| format!("{name} ×{quantity}"))
        .collect();
    names.join("、")
}

fn address_of(queue: Queue) -> String {
    if queue == Queue::Unclear {
        return "/refunds?state=UNCLEAR".to_owned();
    }
    let codes: Vec<String> = queue.statuses().iter().map(|status| format!("status={}", status.code())).collect();
    format!("/tickets?{}&sort=applied_at&dir=asc", codes.join("&"))
}
