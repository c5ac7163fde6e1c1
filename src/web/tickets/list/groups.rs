//! The list by goods and reason: the tickets of one bad batch are one line that opens.

use std::collections::HashMap;

use crate::domain::money::{Currency, Money};
use crate::domain::time::{Timestamp, zone};
use crate::i18n::Lang;
use crate::i18n::lists::Lists;
use crate::store::house::list_choices;
use crate::store::house::merchants::MerchantRow;
use crate::store::tickets::details;
use crate::store::tickets::details::Goods;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::RowMarks;
use crate::store::{Conn, DbError};
use crate::web::framework::form::Fields;
use crate::web::framework::html;
use crate::web::framework::html::Html;
use crate::web::list::address_with;
use crate::web::orders::pictures;
use crate::web::tickets::list::cells::{ShortRow, row_view};

/// So many of the newest tickets of a filter are put into groups.
pub const GROUPED: i64 = 1_000;
/// Groups of a page, and tickets that an open group shows.
const GROUPS: usize = 100;
const MEMBERS: usize = 20;

/// A line of the grouped list.
pub struct GroupView {
    pub sku: String,
    pub name: String,
    /// Where its picture is shown from; may be empty.
    pub picture: String,
    pub reason: String,
    pub count: usize,
    pub units: i64,
    /// One sum a currency.
    pub sums: Vec<Html>,
    pub oldest: Html,
    pub is_open: bool,
    /// Opens it, or closes it.
    pub toggle: String,
    /// The list of just these tickets.
    pub address: String,
    pub members: Vec<ShortRow>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct GroupKey {
    sku: String,
    reason_id: i64,
}

#[derive(Default)]
struct Gathered {
    goods: Option<Goods>,
    rows: Vec<EntryRow>,
    units: i64,
}

/// What groups are made from.
pub struct Found {
    pub rows: Vec<EntryRow>,
    pub goods: Vec<Goods>,
    pub marks: HashMap<i64, RowMarks>,
    /// Codes of reasons, by id.
    pub reason_codes: HashMap<i64, String>,
}

impl Found {
    /// Reads the goods and reasons of some rows.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn read(connection: &mut Conn, rows: Vec<EntryRow>, marks: HashMap<i64, RowMarks>) -> Result<Self, DbError> {
        let ids: Vec<i64> = rows.iter().map(|row| row.ticket_id).collect();
        let goods = details::goods_of(connection, &ids)?;
        let reasons: Vec<i64> = goods.iter().map(|goods| goods.reason_id).collect();
        Ok(Self { rows, reason_codes: list_choices::reason_codes(connection, &reasons)?, goods, marks })
    }
}

/// The groups, the largest first.
pub fn groups(found: &Found, query: &Fields, merchants: &[MerchantRow], lang: Lang, now: Timestamp) -> Vec<GroupView> {
    let mut first_of: HashMap<i64, &Goods> = HashMap::new();
    for goods in &found.goods {
        first_of.entry(goods.ticket_id).or_insert(goods);
    }
    let mut gathered: HashMap<GroupKey, Gathered> = HashMap::new();
    for row in &found.rows {
        let goods = first_of.get(&row.ticket_id);
        let key = GroupKey {
            sku: goods.map(|goods| goods.sku.clone()).unwrap_or_default(),
            reason_id: goods.map_or(0, |goods| goods.reason_id),
        };
        let group = gathered.entry(key).or_default();
        group.units += goods.map_or(0, |goods| goods.quantity);
        group.goods = group.goods.take().or_else(|| goods.map(|goods| (*goods).clone()));
        group.rows.push(row.clone());
    }
    let mut groups: Vec<(GroupKey, Gathered)> = gathered.into_iter().collect();
    groups.sort_by(|(a, x), (b, y)| y.rows.len().cmp(&x.rows.len()).then_with(|| a.sku.cmp(&b.sku)));
    groups.truncate(GROUPS);
    let open = query.raw("open");
    let show = |(key, group): (GroupKey, Gathered)| {
        let code = found.reason_codes.get(&key.reason_id).cloned().unwrap_or_default();
        let name = format!("{}|{code}", key.sku);
        let is_open = open == name;
        let oldest = group.rows.iter().map(|row| row.applied_at).min().unwrap_or_default();
        let merchant = group.rows.first().and_then(|row| merchants.iter().find(|m| m.id == row.merchant_id));
        let count = group.rows.len();
        GroupView {
            reason: group
                .goods
                .as_ref()
                .map_or_else(String::new, |goods| lang.choose(&goods.reason_zh, &goods.reason_en).to_owned()),
            name: group.goods.as_ref().map_or(Lists::of(lang).no_goods.to_owned(), |goods| goods.name.clone()),
            picture: merchant
                .zip(group.goods.as_ref())
                .map_or_else(String::new, |(merchant, goods)| pictures::address(merchant.id, &goods.picture_url)),
            count,
            units: group.units,
            sums: sums(&group.rows),
            oldest: html::time(oldest, zone(merchant.map_or("", |merchant| &merchant.timezone)), now),
            is_open,
            toggle: address_with("/tickets", query, &[("open", if is_open { "" } else { &name })]),
            address: address_with(
                "/tickets",
                query,
                &[("group", ""), ("open", ""), ("sku", &key.sku), ("reason", &code)],
            ),
            members: if is_open {
                group.rows.into_iter().take(MEMBERS).map(|row| row_view(row, &found.marks, lang)).collect()
            } else {
                Vec::new()
            },
            sku: key.sku,
        }
    };
    groups.into_iter().map(show).collect()
}

fn sums(rows: &[EntryRow]) -> Vec<Html> {
    let mut sums: Vec<(Currency, Money)> = Vec::new();
    for row in rows.iter().filter(|row| row.kind.refunds_money()) {
        match sums.iter_mut().find(|(currency, _)| *currency == row.currency) {
            Some((_, sum)) => *sum = [*sum, row.amount_minor].into_iter().sum(),
            None => sums.push((row.currency, row.amount_minor)),
        }
    }
    sums.into_iter().map(|(currency, sum)| html::money(sum, currency)).collect()
}
