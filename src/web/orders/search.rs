//! `GET /search`: the box for everything. A number that is one thing leads straight to it; other words, and the last figures of a number,
//! list what matches.

use std::collections::HashSet;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use chrono::NaiveDate;

use super::address;
use super::found::{FoundThing, FoundTicket, unclaimed_address};
use super::rows::OrderItem;
use crate::domain::lists::number_tail::{LEAST, ending_in};
use crate::domain::lists::search_text;
use crate::domain::lists::search_text::NameSearch;
use crate::domain::people::contact::tracking_no;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Archive;
use crate::i18n::fill;
use crate::i18n::orders::Orders;
use crate::store::goods::finding as warehouse;
use crate::store::goods::finding::{OwnNumbers, Thing};
use crate::store::list::{Listed, Window};
use crate::store::money::refunds;
use crate::store::orders::list::{OrderListRow, Orders as OrderList};
use crate::store::orders::{finding, list as order_list};
use crate::store::tickets::details::{DetailColumns, Details};
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::TicketFilter;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::list::ask::TicketSort;
use crate::store::tickets::{details, list as ticket_list, search};
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
    tickets: Vec<FoundTicket>,
    things: Vec<FoundThing>,
    all_orders: Option<String>,
    /// Where an order that is not here is typed in.
    type_order: Option<String>,
    sees_prices: bool,
    sees_buyers: bool,
}

/// What was found.
enum Found {
    /// One thing that has exactly this number.
    Address(String),
    Lists(Box<Lists>),
}

#[derive(Default)]
struct Lists {
    orders: Vec<OrderListRow>,
    more: bool,
    tickets: Vec<EntryRow>,
    details: Details,
    things: Vec<Thing>,
}

/// Which kinds of things the viewer may see, how names are found, and the day it is there.
#[derive(Clone, Copy)]
struct Sight {
    orders: bool,
    refunds: bool,
    parcels: bool,
    buyers: bool,
    names: NameSearch,
    today: NaiveDate,
}

/// `GET /search`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let typed: String = query.raw("q").trim().chars().take(200).collect();
    let sight = Sight {
        orders: staff.may(Permission::ViewOrders),
        refunds: staff.may(Permission::ViewRefunds),
        parcels: staff.may(Permission::ViewUnclaimed),
        buyers: staff.may(Permission::ViewBuyers),
        names: staff.name_search(),
        today: app.db.clock().now().date_in(staff.zone()),
    };
    let (scope, wanted) = (staff.scope.clone(), typed.clone());
    let found = app.db.read(move |connection| look(connection, &scope, sight, &wanted)).await?;
    let found = match found {
        Found::Address(address) => return Ok(see_other(&address)),
        Found::Lists(found) => *found,
    };
    let t = Orders::of(staff.lang);
    let nothing = found.orders.is_empty() && found.tickets.is_empty() && found.things.is_empty();
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
    let may_type = nothing && !typed.is_empty() && staff.may(Permission::FileTicket);
    let tickets = found.tickets.into_iter();
    ok(&SearchPage {
        f: frame,
        t,
        heading,
        rows: found
            .orders
            .into_iter()
            .map(|row| {
                let code = if several { code_of(row.order.merchant_id) } else { None };
                OrderItem::new(row, code, sees_prices, staff.lang)
            })
            .collect(),
        tickets: tickets.map(|row| FoundTicket::new(row, &found.details, sees_prices, staff.lang)).collect(),
        things: found.things.into_iter().map(|thing| FoundThing::new(thing, staff.lang)).collect(),
        all_orders: found.more.then(|| format!("/orders?q={}", address::encode(&typed))),
        type_order: may_type.then(|| format!("/orders/new?order_no={}", address::encode(&typed))),
        sees_prices,
        sees_buyers: sight.buyers,
    })
}

fn look(connection: &mut Conn, scope: &Scope, sight: Sight, typed: &str) -> Result<Found, DbError> {
    if typed.is_empty() {
        return Ok(Found::Lists(Box::default()));
    }
    let number = pasted(typed);
    if let Some(address) = exact(connection, scope, sight, &number)? {
        return Ok(Found::Address(address));
    }
    let from = order_list::since_newest(connection, LOOKED_THROUGH)?;
    let mut narrowing = order_list::found_by(connection, &search_text::words(typed), sight.names)?;
    narrowing.push(order_list::placed(from, None));
    let window = Window { sort: order_list::BY_DATE, ascending: false, start: None, limit: ORDERS };
    let page = OrderList::page(connection, scope, &narrowing, &window)?;
    let order_ids: Vec<i64> = page.rows.iter().map(|row| row.order.id).collect();
    let (mut ids, things) = by_tail(connection, scope, sight, &number.to_uppercase())?;
    ids.extend(tickets_of_words(connection, scope, typed, sight.names)?);
    let of_orders = finding::tickets_of_orders(connection, &order_ids, TICKETS)?;
    ids.extend(of_orders.iter().map(|ticket| ticket.id));
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids.truncate(TICKETS as usize);
    let tickets = ticket_list::by_ids(connection, &ids)?;
    let wanted = DetailColumns { goods: true, buyer: sight.buyers, ..DetailColumns::default() };
    Ok(Found::Lists(Box::new(Lists {
        more: (page.has_next || from.is_some()) && sight.orders,
        orders: if sight.orders { page.rows } else { Vec::new() },
        details: details::of_rows(connection, &tickets, wanted)?,
        tickets,
        things,
    })))
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

/// Tickets, parcels, inbounds and outbounds whose number ends in some figures. `number` is in upper case.
fn by_tail(
    connection: &mut Conn,
    scope: &Scope,
    sight: Sight,
    number: &str,
) -> Result<(Vec<i64>, Vec<Thing>), DbError> {
    let ending = |prefix| ending_in(prefix, number, sight.today);
    let mut ids = search::by_numbers(connection, scope, &ending("AS"))?;
    ids.extend(refunds::tickets_of(connection, scope, &ending("RF"))?);
    let own = OwnNumbers { parcels: ending("UP"), inbounds: ending("RI"), outbounds: ending("RO") };
    let mut things = warehouse::by_own_numbers(connection, scope, &own)?;
    let is_number = number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && number.contains(is_figure);
    if is_number && number.len() >= LEAST {
        ids.extend(warehouse::tickets_under_ending(connection, scope, number)?);
        things.extend(warehouse::parcels_ending_in(connection, scope, number)?);
    }
    things.retain(|thing| sight.parcels || !matches!(thing, Thing::Parcel { .. }));
    Ok((ids, things))
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit()
}

/// The one thing with exactly this number: ticket, refund, order, inbound, outbound, parcel.
fn exact(connection: &mut Conn, scope: &Scope, sight: Sight, number: &str) -> Result<Option<String>, DbError> {
    if let Some(ticket) = tickets::by_no(connection, scope, number)? {
        return Ok(Some(ticket_address(&ticket.ticket_no)));
    }
    if let [ticket] = finding::tickets_by_platform_no(connection, scope, number)?.as_slice() {
        return Ok(Some(ticket_address(&ticket.ticket_no)));
    }
    let upper = number.to_uppercase();
    if let Some(refund) = refunds::by_no(connection, scope, &upper)? {
        return Ok(Some(match sight.refunds {
            true => format!("/refunds/{}", refund.refund_no),
            false => ticket_address(&tickets::by_id(connection, refund.ticket_id)?.ticket_no),
        }));
    }
    if sight.orders {
        for spelled in [number.to_owned(), upper.clone(), number.to_lowercase()] {
            if !orders::by_no(connection, scope, &spelled)?.is_empty() {
                return Ok(Some(address::order(&spelled)));
            }
        }
    }
    let of = |prefix: &str| Some(upper.clone()).filter(|number| number.starts_with(prefix)).into_iter().collect();
    let own = OwnNumbers { parcels: of("UP"), inbounds: of("RI"), outbounds: of("RO") };
    let mut things = warehouse::by_own_numbers(connection, scope, &own)?;
    let parcel = tracking_no(number).unwrap_or_default();
    let (mut travelling, mut left) = (Vec::new(), Vec::new());
    if !parcel.is_empty() {
        travelling = finding::tickets_by_tracking_no(connection, scope, &parcel)?;
        left = if sight.orders { order_list::by_tracking_no(connection, scope, &parcel)? } else { Vec::new() };
        let here = warehouse::parcels_ending_in(connection, scope, &parcel)?;
        things.extend(here.into_iter().filter(|thing| thing.is_labelled(&parcel)));
    }
    // Parcels of the tickets that are found anyhow say nothing new.
    let is_new = |thing: &Thing| match thing {
        Thing::Parcel { tickets, .. } => sight.parcels && tickets.is_empty(),
        Thing::Inbound { .. } | Thing::Outbound { .. } => true,
    };
    let of_ticket = things.iter().find_map(Thing::only_ticket).map(ticket_address);
    things.retain(is_new);
    Ok(match (travelling.as_slice(), left.as_slice(), things.as_slice()) {
        ([ticket], _, []) => Some(ticket_address(&ticket.ticket_no)),
        ([], [order], []) => Some(address::order(&order.order_no)),
        ([], [], [Thing::Parcel { row, .. }]) => Some(unclaimed_address(&row.parcel_no)),
        ([], [], _) => of_ticket,
        _ => None,
    })
}

fn ticket_address(ticket_no: &str) -> String {
    format!("/tickets/{ticket_no}")
}
