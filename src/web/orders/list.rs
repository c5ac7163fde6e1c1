//! The list of orders: found by number, buyer, phone or goods.

use std::borrow::Cow;

use crate::domain::lists::search_text;
use crate::domain::permission::Permission;
use crate::i18n::Lang;
use crate::i18n::orders::Orders as Texts;
use crate::store::list::{Order, Predicate};
use crate::store::orders::list;
use crate::store::orders::list::{OrderListRow, Orders as Store};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::column::{Column, Drawing, Look};
use crate::web::list::declaration::{Around, List, Paths, QueryOf, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::value::Value;
use crate::web::orders::address;
use crate::web::orders::rows::{buyer_name, came_back, first_goods, shipping, ticket_counts};

/// The list of orders.
pub struct OrderList;

const fn t(lang: Lang) -> &'static Texts {
    Texts::of(lang)
}

fn draw_after_sale(html: &mut Html, row: &OrderListRow, drawing: &Drawing<'_, OrderList>) {
    let lang = drawing.cells.lang;
    let [open, ended] = ticket_counts(row, lang);
    html.text(&open);
    if !ended.is_empty() {
        html.raw(" <span class=\"muted\">").text(&ended).raw("</span>");
    }
    let came_back = came_back(row.order.after_sale, lang);
    if !came_back.is_empty() {
        html.raw(" <span class=\"tag\" data-came-back>").text(came_back).raw("</span>");
    }
    let warning = match (row.order.is_stub, row.order.doubt.is_empty()) {
        (true, _) => t(lang).stub,
        (false, false) => t(lang).doubtful,
        (false, true) => return,
    };
    html.raw(" <span class=\"tag amber\">").text(warning).raw("</span>");
}

fn after_sale_text(row: &OrderListRow, lang: Lang) -> String {
    let [open, ended] = ticket_counts(row, lang);
    let warning = match (row.order.is_stub, row.order.doubt.is_empty()) {
        (true, _) => t(lang).stub,
        (false, false) => t(lang).doubtful,
        (false, true) => "",
    };
    let parts = [open.as_str(), ended.as_str(), came_back(row.order.after_sale, lang), warning];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn draw_shipping(html: &mut Html, row: &OrderListRow, drawing: &Drawing<'_, OrderList>) {
    let (word, at) = shipping(row, drawing.cells.lang);
    html.text(word);
    if let Some(at) = at {
        html.raw(" ").time(at, drawing.cells.zone, drawing.cells.now);
    }
}

impl List for OrderList {
    type Store = Store;
    type Beside = ();

    const PAGE: &'static str = "orders.index";
    const PATHS: Paths = paths!("/orders");
    const FILE: &'static str = "orders";
    const RIGHT: Right = Right::One(Permission::ViewOrders);
    const EXPORT: Permission = Permission::ExportTickets;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("order_no", |lang| t(lang).order_no, 25, |row, _| Value::text(&row.order.order_no))
            .card("title"),
        Column::<Self>::new("shop", |lang| t(lang).shop, 16, |row, _| Value::text(&row.shop)),
        Column::<Self>::new(
            "buyer",
            |lang| t(lang).buyer,
            16,
            |row, context| Value::text(buyer_name(row, context.lang)),
        )
        .card("who"),
        Column::<Self>::new(
            "goods",
            |lang| t(lang).goods,
            36,
            |row, context| Value::text(first_goods(row, context.lang)),
        )
        .look(Look::Cut)
        .card("goods"),
        Column::<Self>::new(
            "paid",
            |lang| t(lang).paid,
            13,
            |row, context| match row.order.paid_at {
                Some(_) => Value::money(row.order.paid_minor, row.order.currency),
                None => Value::text(t(context.lang).unpaid),
            },
        )
        .look(Look::Figure)
        .seen(|viewer| viewer.may(Permission::SeePrices))
        .card("amount"),
        Column::<Self>::new(
            "ordered_at",
            |lang| t(lang).ordered_at,
            14,
            |row, context| Value::time(row.order.ordered_at, context.zone),
        )
        .look(Look::Faint)
        .card("time")
        .by(list::BY_DATE),
        Column::<Self>::new(
            "shipping",
            |lang| t(lang).shipping,
            20,
            |row, context| Value::text(shipping(row, context.lang).0),
        )
        .drawn(draw_shipping),
        Column::<Self>::new(
            "after_sale",
            |lang| t(lang).after_sale,
            20,
            |row, context| Value::text(after_sale_text(row, context.lang)),
        )
        .drawn(draw_after_sale)
        .card("status"),
        Column::<Self>::new("merchant", |lang| t(lang).merchant, 16, |row, _| Value::name(&row.merchant))
            .seen(|viewer| viewer.merchants.len() > 1),
    ];
    const USUAL: &'static [&'static str] =
        &["order_no", "shop", "buyer", "goods", "paid", "ordered_at", "shipping", "after_sale"];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        // Words are looked up first: several may be one name.
        Filter { stand: Stand::Row, ..Filter::new(&["q"], |lang| t(lang).find_hint, Kind::Text(|_, _| {})) },
        Filter::new(
            &["shop"],
            |lang| t(lang).shop,
            Kind::Choice {
                offered: |offer| offer.choices.shops.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
                is_many: false,
                narrow: |found, id, _| {
                    let shop = id.parse().ok();
                    found.extend(shop.map(list::of_shop));
                    shop.is_some()
                },
            },
        ),
        Filter::new(
            &["from", "to"],
            |lang| t(lang).dates,
            Kind::Days { preset: None, narrow: |found, from, before| found.push(list::placed(from, before)) },
        ),
        Filter::new(
            &["shipped"],
            |lang| t(lang).shipping,
            Kind::Choice {
                offered: |offer| {
                    let t = t(offer.lang);
                    [("no", t.not_shipped), ("yes", t.shipped)]
                        .map(|(value, name)| (value.to_owned(), name.to_owned()))
                        .into()
                },
                is_many: false,
                narrow: |found, value, _| {
                    let is_known = matches!(value, "yes" | "no");
                    found.extend(is_known.then(|| list::shipped(value == "yes")));
                    is_known
                },
            },
        ),
        Filter::new(
            &["tickets"],
            |lang| t(lang).with_tickets,
            Kind::Choice {
                offered: |offer| {
                    let t = t(offer.lang);
                    [("yes", t.has_tickets), ("no", t.no_tickets)]
                        .map(|(value, name)| (value.to_owned(), name.to_owned()))
                        .into()
                },
                is_many: false,
                narrow: |found, value, _| {
                    let is_known = matches!(value, "yes" | "no");
                    found.extend(is_known.then(|| list::with_tickets(value == "yes")));
                    is_known
                },
            },
        ),
    ];

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.title, all: t.all_orders, tabs: t.after_sale, empty: t.empty, empty_text: t.empty_hint }
    }

    fn key(row: &OrderListRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.order.order_no)
    }

    fn link(row: &OrderListRow, _: i64, drawing: &Drawing<'_, Self>) -> Option<String> {
        let merchants = &drawing.cells.viewer.merchants;
        let merchant = merchants.iter().find(|merchant| merchants.len() > 1 && merchant.id == row.order.merchant_id);
        Some(match merchant {
            Some(merchant) => address::order_of(&row.order.order_no, &merchant.code),
            None => address::order(&row.order.order_no),
        })
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (list::BY_DATE, false)
    }

    fn resolve(
        connection: &mut Conn,
        viewer: &Viewer,
        query: &Fields,
        asked: &mut QueryOf<Self>,
    ) -> Result<bool, DbError> {
        let words = search_text::words(&query.typed("q"));
        asked.narrowing.extend(list::found_by(connection, &words, viewer.name_search())?);
        Ok(false)
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let cells = &shown.drawing.cells;
        let mut actions = Html::default();
        let mut link = |right: Permission, look: &str, address: &str, text: &str| {
            if cells.viewer.may(right) {
                actions.raw("<a class=\"").raw(look).raw("\" href=\"").raw(address).raw("\">").text(text).raw("</a>");
            }
        };
        link(Permission::FileTicket, "button", "/orders/new", t(cells.lang).type_order);
        let import_look = if cells.viewer.may(Permission::FileTicket) { "button" } else { "button primary" };
        link(Permission::ImportOrders, import_look, "/orders/import", t(cells.lang).import);
        Ok(Around { actions, ..Around::default() })
    }
}
