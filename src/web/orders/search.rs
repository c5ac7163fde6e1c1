//! `GET /search`: the box for everything. A number that is one thing leads straight to it; other words list what matches.

use std::collections::HashSet;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::address;
use super::rows::{OrderItem, TicketItem};
use crate::domain::lists::search_text;
use crate::domain::lists::search_text::NameSearch;
use crate::domain::people::contact::tracking_no;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Archive;
use crate::i18n::fill;
use crate::i18n::orders::Orders;
use crate::store::list::{Listed, Window};
use crate::store::money::refunds;
use crate::store::orders::list::{OrderListRow, Orders as OrderList};
use crate::store::orders::{finding, list as order_list};
use crate::store::tickets::list::TicketFilter;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::list::ask::TicketSort;
use crate::store::tickets::{TicketRow, list as ticket_list, search};
use crate::store::{Conn, DbError, Scope, orders, tickets};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{ok, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::list::pasted;

/// Orders that are shown; the order list has all.
const ORDERS: i64 = 20;
const TICKETS: i64 = 50;
/// Orders whose words are looked through, from the newest on; the order list looks through all. Tickets are found however old they are.
const LOOKED_THROUGH: i64 = 30_000;

#[derive(Template)]
#[template(path = "orders/search.html")]
struct SearchPage {
    f: Frame,
    t: &'static Orders,
    heading: String,
    rows: Vec<OrderItem>,
    tickets: Vec<TicketItem>,
    all_orders: Option<String>,
    sees_prices: bool,
}

/// What was found.
enum Found {
    /// One thing that has exactly this number.
    Address(String),
    Lists {
        orders: Vec<OrderListRow>,
        more: bool,
        tickets: Vec<TicketRow>,
    },
}

/// Which kinds of things the viewer may see, and how names are found.
#[derive(Clone, Copy)]
struct Sight {
    orders: bool,
    refunds: bool,
    names: NameSearch,
}

/// `GET /search`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let typed: String = query.raw("q").trim().chars().take(200).collect();
    let sight = Sight {
        orders: staff.may(Permission::ViewOrders),
        refunds: staff.may(Permission::ViewRefunds),
        names: staff.name_search(),
    };
    let (scope, wanted) = (staff.scope.clone(), typed.clone());
    let found = app.db.read(move |connection| look(connection, &scope, sight, &wanted)).await?;
    let (orders, more, tickets) = match found {
        Found::Address(address) => return Ok(see_other(&address)),
        Found::Lists { orders, more, tickets } => (orders, more, tickets),
    };
    let t = Orders::of(staff.lang);
    let nothing = orders.is_empty() && tickets.is_empty();
    let heading = match typed.as_str() {
        "" => t.search_title.to_owned(),
        typed if nothing => fill(t.search_nothing, &[("q", typed)]),
        typed => fill(t.search_results, &[("q", typed)]),
    };
    let sees_prices = staff.may(Permission::SeePrices);
    let several = staff.merchants.len() > 1;
    let code_of = |id: i64| staff.merchants.iter().find(|merchant| merchant.id == id).map(|m| m.code.as_str());
    let mut frame = Frame::new(&app, &staff, "search.index", t.search_title).await?;
    frame.search.clone_from(&typed);
    ok(&SearchPage {
        f: frame,
        t,
        heading,
        rows: orders
            .into_iter()
            .map(|row| {
                let code = if several { code_of(row.order.merchant_id) } else { None };
                OrderItem::new(row, code, sees_prices, staff.lang)
            })
            .collect(),
        tickets: tickets.into_iter().map(|ticket| TicketItem::new(ticket, sees_prices, staff.lang)).collect(),
        all_orders: more.then(|| format!("/orders?q={}", address::encode(&typed))),
        sees_prices,
    })
}

fn look(connection: &mut Conn, scope: &Scope, sight: Sight, typed: &str) -> Result<Found, DbError> {
    if typed.is_empty() {
        return Ok(Found::Lists { orders: Vec::new(), more: false, tickets: Vec::new() });
    }
    if let Some(address) = exact(connection, scope, sight, &pasted(typed))? {
        return Ok(Found::Address(address));
    }
    let from = order_list::since_newest(connection, LOOKED_THROUGH)?;
    let mut narrowing = order_list::found_by(connection, &search_text::words(typed), sight.names)?;
    narrowing.push(order_list::placed(from, None));
    let window = Window { sort: order_list::BY_DATE, ascending: false, start: None, limit: ORDERS };
    let page = OrderList::page(connection, scope, &narrowing, &window)?;
    let order_ids: Vec<i64> = page.rows.iter().map(|row| row.order.id).collect();
    let mut ids = tickets_of_words(connection, scope, typed, sight.names)?;
    let of_orders = finding::tickets_of_orders(connection, &order_ids, TICKETS)?;
    ids.extend(of_orders.iter().map(|ticket| ticket.id));
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids.truncate(TICKETS as usize);
    let tickets = tickets::by_ids(connection, &ids)?;
    let more = (page.has_next || from.is_some()) && sight.orders;
    Ok(Found::Lists { orders: if sight.orders { page.rows } else { Vec::new() }, more, tickets })
}

/// The newest tickets that the index finds, those of the archive behind the others.
fn tickets_of_words(connection: &mut Conn, scope: &Scope, typed: &str, names: NameSearch) -> Result<Vec<i64>, DbError> {
    let hits = search::find(connection, scope, typed, names)?;
    let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: TICKETS };
    let mut ids = Vec::new();
    for shelf in [Archive::Live, Archive::Archived] {
        let filter =
            TicketFilter { shelf, ids: hits.ids.clone(), words: hits.words.clone(), ..TicketFilter::default() };
        ids.extend(ticket_list::page(connection, scope, &filter, &page)?.rows.iter().map(|row| row.ticket_id));
    }
    Ok(ids)
}

/// The one thing with exactly this number: ticket, refund, order, parcel.
fn exact(connection: &mut Conn, scope: &Scope, sight: Sight, number: &str) -> Result<Option<String>, DbError> {
    if let Some(ticket) = tickets::by_no(connection, scope, number)? {
        return Ok(Some(format!("/tickets/{}", ticket.ticket_no)));
    }
    if sight.refunds
        && let Some(refund) = refunds::by_no(connection, scope, &number.to_uppercase())?
    {
        return Ok(Some(format!("/refunds/{}", refund.refund_no)));
    }
    if sight.orders {
        for spelled in [number.to_owned(), number.to_uppercase(), number.to_lowercase()] {
            if !orders::by_no(connection, scope, &spelled)?.is_empty() {
                return Ok(Some(address::order(&spelled)));
            }
        }
    }
    let Some(parcel) = tracking_no(number) else { return Ok(None) };
    let travelling = finding::tickets_by_tracking_no(connection, scope, &parcel)?;
    let left = if sight.orders { order_list::by_tracking_no(connection, scope, &parcel)? } else { Vec::new() };
    Ok(match (travelling.as_slice(), left.as_slice()) {
        ([ticket], _) => Some(format!("/tickets/{}", ticket.ticket_no)),
        ([], [order]) => Some(address::order(&order.order_no)),
        _ => None,
    })
}
