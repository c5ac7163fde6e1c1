//! The home page: the queues of one's roles, the most urgent first.

mod first_day;

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::domain::permission::Permission;
use crate::domain::time::{Timestamp, zone};
use crate::i18n::home::Home;
use crate::i18n::people::risk::Risk;
use crate::i18n::settings::Settings;
use crate::i18n::term::calendar::CalendarWords;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::house::{home, setting_changes};
use crate::store::jobs::outbox;
use crate::store::people::risk_flags;
use crate::store::tickets::details::{DetailColumns, Details};
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::RowMarks;
use crate::store::tickets::{details, list};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::calendar::missing_year;
use crate::web::framework::addresses::{Addresses, Right, Whose, get};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, ok, time};
use crate::web::framework::identity::session::Staff;
use crate::web::home::first_day::FirstSteps;
use crate::web::list::tabs::count_text;
use crate::web::settings::money_changes::{ChangeLine, Changes};
use crate::web::tickets::list::cells::{waited, write_goods, write_time_left};
use crate::web::tickets::list::queue::{address_in, head};
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
    /// The ticket as the list shows it: its place and its neighbours are the list's.
    address: String,
    goods: Html,
    waited: Html,
}

struct QueueView {
    name: &'static str,
    count: String,
    address: String,
    rows: Vec<QueueRow>,
}

struct Figure {
    name: &'static str,
    address: String,
    count: String,
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
    /// What waits for the buyer or a carrier.
    others: Vec<Figure>,
    queues: Vec<QueueView>,
    s: &'static Settings,
    /// The latest changes of money settings, for those who see the audit log.
    changes: Vec<ChangeLine>,
    see_prices: bool,
    /// What the house lacks before work can begin, for whoever can bring it.
    first_steps: Option<FirstSteps>,
    first: Option<String>,
    has_queue: bool,
}

/// `GET /`.
async fn show(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    let d = Home::of(staff.lang);
    let (scope, id, now) = (staff.scope.clone(), staff.id, app.db.clock().now());
    let viewer = staff.viewer.clone();
    let (sees_changes, confirms) = (staff.may(Permission::ViewAudit), staff.may(Permission::ManageSettings));
    let beginning = first_day::is_for(&staff).then(|| staff.merchants.clone());
    let merchants = staff.merchants.clone();
    let (loaded, changes, waiting, day, missing) = app
        .db
        .read(move |connection| {
            let since = now.plus_seconds(-CHANGES.1);
            let changes = sees_changes.then(|| Changes::read(connection, &scope, since, CHANGES.0)).transpose()?;
            let waiting = match confirms {
                true => setting_changes::waiting_for(connection, &scope, id, now)?,
                false => Vec::new(),
            };
            let missing = match confirms {
                true => missing_year(connection, &merchants, now)?,
                false => None,
            };
            let day = match &beginning {
                Some(merchants) => first_day::read(connection, merchants)?,
                None => None,
            };
            Ok::<_, DbError>((load(connection, &viewer, now)?, changes, waiting, day, missing))
        })
        .await?;
    let frame = Frame::new(&app, &staff, "desk", d.title).await?;
    let (mut figures, mut others, mut queues) = (Vec::new(), Vec::new(), Vec::new());
    let mut total = 0;
    for Loaded { queue, rows, count: (count, is_capped), marks, details } in loaded.queues {
        let (address, name) = (format!("/tickets?{}", queue.query), (queue.name)(d));
        let text = count_text(count, is_capped, staff.lang);
        let figure =
            Figure { name, address: address.clone(), count: text.clone(), is_alarm: queue.alarms && count > 0 };
        if queue.waits_for_others || (queue.is_of_filers && staff.may(Permission::Review)) {
            others.push(figure);
            continue;
        }
        figures.push(figure);
        total += count;
        let rows = rows.into_iter().zip(1..).map(|(row, at)| QueueRow {
            address: address_in(queue.query, &row.ticket_no, at),
            goods: goods_of(&row, &details),
            waited: clock_or_wait(&row, zone_of(&staff, row.merchant_id), frame.now, staff.lang),
            view: row_view(row, &marks, staff.lang),
        });
        if count > 0 {
            queues.push(QueueView { name, count: text, address, rows: rows.collect() });
        }
    }
    let number = |count: i64| count_text(count, false, staff.lang);
    if staff.may(Permission::ViewUnclaimed) {
        let address = "/warehouse/unclaimed".to_owned();
        figures.push(Figure { name: d.unclaimed, address, count: number(loaded.unclaimed), is_alarm: false });
    }
    if staff.may(Permission::ViewJobs) {
        figures.push(Figure { name: d.jobs, address: "/jobs".to_owned(), count: number(loaded.jobs), is_alarm: false });
        if loaded.given_up > 0 {
            let address = "/jobs".to_owned();
            figures.push(Figure { name: d.jobs_given_up, address, count: number(loaded.given_up), is_alarm: true });
        }
    }
    if staff.may(Permission::ClearFlag) && loaded.proposed_marks > 0 {
        let (name, address) = (Risk::of(staff.lang).proposals, "/risk-buyers".to_owned());
        figures.push(Figure { name, address, count: number(loaded.proposed_marks), is_alarm: true });
    }
    if let Some(first) = waiting.first() {
        let of = staff.merchants.iter().find(|merchant| merchant.id == first.merchant_id);
        let address = format!("/settings?merchant={}#proposal", of.map_or("", |merchant| &merchant.code));
        figures.push(Figure { name: d.proposals, address, count: number(waiting.len() as i64), is_alarm: true });
    }
    if let Some((address, year)) = missing {
        let name = CalendarWords::of(staff.lang).missing_next;
        figures.push(Figure { name, address, count: year.to_string(), is_alarm: true });
    }
    let text = if total == 0 { d.all_done } else { d.hello };
    let page = DeskPage {
        greeting: fill(text, &[("name", &staff.name), ("count", &total.to_string())]),
        first: queues.iter().flat_map(|queue| &queue.rows).next().map(|row| row.address.clone()),
        has_queue: QUEUES.iter().any(|queue| staff.may(queue.right)),
        queues,
        first_steps: day.map(|day| FirstSteps::new(&day, d)),
        figures,
        others,
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

/// A queue of the home page: the first rows of a list.
struct DeskQueue {
    right: Permission,
    name: fn(&'static Home) -> &'static str,
    /// The list's filters and order.
    query: &'static str,
    /// Its tickets need attention.
    alarms: bool,
    /// Nobody here can do anything now: the buyer or a carrier has to.
    waits_for_others: bool,
    /// It waits for who files; a reviewer leaves it to them.
    is_of_filers: bool,
}

impl DeskQueue {
    const fn new(right: Permission, name: fn(&'static Home) -> &'static str, query: &'static str) -> Self {
        Self { right, name, query, alarms: false, waits_for_others: false, is_of_filers: false }
    }

    const fn alarming(mut self) -> Self {
        self.alarms = true;
        self
    }

    const fn of_filers(mut self) -> Self {
        self.is_of_filers = true;
        self
    }

    const fn of_others(mut self) -> Self {
        self.waits_for_others = true;
        self
    }
}

/// The queues in the order in which they are worked.
const QUEUES: &[DeskQueue] = {
    use Permission as P;
    &[
        DeskQueue::new(P::Review, |d| d.held, "dispute=HOLD&sort=platform_left&dir=asc").alarming(),
        DeskQueue::new(P::OverridePolicy, |d| d.escalated, "dispute=ESCALATED&sort=time_left&dir=asc").alarming(),
        DeskQueue::new(P::Review, |d| d.to_review, "view=review"),
        DeskQueue::new(P::DecideException, |d| d.exceptions, "view=review&queue=exceptions&sort=time_left&dir=asc")
            .alarming(),
        DeskQueue::new(P::SettleRefund, |d| d.overdue, "view=refunds&queue=overdue&sort=waiting_since&dir=asc")
            .alarming(),
        DeskQueue::new(P::SettleRefund, |d| d.unclear, "view=refunds&queue=unclear&sort=waiting_since&dir=asc"),
        DeskQueue::new(
            P::DecideRefund,
            |d| d.failed,
            "view=refunds&status=PENDING_REFUND&stage=REFUND_FAILED&sort=time_left&dir=asc",
        )
        .alarming(),
        DeskQueue::new(P::PayOffline, |d| d.transfers, "view=refunds&queue=transfers&sort=time_left&dir=asc"),
        DeskQueue::new(
            P::DecideRefund,
            |d| d.to_pay,
            "view=refunds&status=PENDING_REFUND&stage=PENDING_REFUND&sort=time_left&dir=asc",
        ),
        DeskQueue::new(P::WorkWarehouse, |d| d.to_open, "view=returns&queue=signed-in&sort=time_left&dir=asc"),
        DeskQueue::new(
            P::Inspect,
            |d| d.to_inspect,
            "view=returns&status=PENDING_RETURN&stage=RECEIVED&sort=time_left&dir=asc",
        ),
        DeskQueue::new(
            P::WorkWarehouse,
            |d| d.to_dispatch,
            "view=returns&status=PENDING_EXCHANGE&stage=PENDING_EXCHANGE&sort=time_left&dir=asc",
        ),
        DeskQueue::new(
            P::WorkWarehouse,
            |d| d.to_send_back,
            "view=returns&queue=to-send-back&sort=waiting_since&dir=asc",
        ),
        DeskQueue::new(P::WorkWarehouse, |d| d.arriving, "view=returns&queue=on-the-way&sort=time_left&dir=asc")
            .of_others(),
        DeskQueue::new(P::FileTicket, |d| d.address_needed, "status=APPROVED&sort=waiting_since&dir=asc"),
        DeskQueue::new(P::FileTicket, |d| d.to_tell, "queue=to-tell&sort=waiting_since&dir=asc"),
        DeskQueue::new(P::FileTicket, |d| d.drafts, "status=DRAFT&sort=waiting_since&dir=asc").of_filers(),
        DeskQueue::new(
            P::FileTicket,
            |d| d.awaiting_return,
            "status=PENDING_RETURN&stage=PENDING_RETURN&sort=time_left&dir=asc",
        )
        .of_others(),
        DeskQueue::new(
            P::FileTicket,
            |d| d.to_confirm,
            "status=PENDING_EXCHANGE&stage=EXCHANGE_SHIPPED&sort=time_left&dir=asc",
        )
        .of_others(),
        DeskQueue::new(
            P::FileTicket,
            |d| d.awaiting_buyer,
            "status=PENDING_REVIEW&stage=AWAITING_BUYER&sort=time_left&dir=asc",
        )
        .of_others(),
    ]
};

/// A queue with its first rows and how many there are.
struct Loaded {
    queue: &'static DeskQueue,
    rows: Vec<EntryRow>,
    count: (i64, bool),
    marks: HashMap<i64, RowMarks>,
    details: Details,
}

struct HomeRows {
    queues: Vec<Loaded>,
    unclaimed: i64,
    jobs: i64,
    given_up: i64,
    /// Marks of buyers that rules proposed.
    proposed_marks: i64,
}

fn load(connection: &mut Conn, viewer: &Viewer, now: Timestamp) -> Result<HomeRows, DbError> {
    let (mut queues, scope) = (Vec::new(), &viewer.scope);
    for queue in QUEUES.iter().filter(|queue| viewer.may(queue.right)) {
        let (rows, count) = head(connection, viewer, queue.query, now, ROWS)?;
        let marks = list::marks(connection, &rows)?;
        let details = details::of_rows(connection, &rows, DetailColumns { goods: true, ..DetailColumns::default() })?;
        queues.push(Loaded { queue, rows, count, marks, details });
    }
    let unclaimed = home::unclaimed_count(connection, scope)?;
    let jobs = outbox::open_count(connection, scope)?;
    let given_up = outbox::given_up_count(connection, scope)?;
    let proposed_marks = risk_flags::count_proposed(connection, scope)?;
    Ok(HomeRows { queues, unclaimed, jobs, given_up, proposed_marks })
}

fn goods_of(row: &EntryRow, details: &Details) -> Html {
    let mut html = Html::default();
    write_goods(&mut html, row.merchant_id, details.goods.get(&row.ticket_id).map_or(&[], Vec::as_slice));
    html
}

fn zone_of(staff: &Staff, merchant_id: i64) -> chrono_tz::Tz {
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == merchant_id);
    zone(merchant.map_or("", |merchant| &merchant.timezone))
}

/// The time that is left, where a clock runs; else for how long it has waited.
fn clock_or_wait(row: &EntryRow, zone: chrono_tz::Tz, now: Timestamp, lang: Lang) -> Html {
    if row.clock_kind.is_empty() {
        return waited(row.since_at, zone, now, lang);
    }
    let mut html = Html::default();
    write_time_left(&mut html, row, zone, now, lang);
    html
}
