//! The search box: a number in any spelling finds its ticket at once; other words find the tickets of the goods, names, accounts and
//! phones that have them, the newest first. Every step is a walk along an index with an end; a search that found more than it may look
//! through says so.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::schema::{
    merchants, orders, outbounds, refunds, search_words, shipments, ticket_keys, ticket_returns, tickets,
};
use super::{Conn, DbError, Scope};
use crate::domain::codes::KeyKind;
use crate::domain::contact::fold_width;
use crate::domain::search_text::{self, Lookup, fold, lookups, phone_digits};

/// Tickets that a search gives at most.
const MOST: usize = 500;
/// So many tickets of a key are read at least at a time.
const LEAST_STEP: usize = 20;
/// Words of the dictionary that one lookup reads.
const WORDS: i64 = 2_000;
/// Goods, names and accounts whose tickets are gathered.
const VALUES: usize = 60;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Ticket ids, the newest first.
    pub ids: Vec<i64>,
    /// There are more tickets than these; another word would help.
    pub is_partial: bool,
}

/// Finds tickets by what was typed or pasted.
pub fn find(connection: &mut Conn, scope: &Scope, typed: &str) -> Result<Hits, DbError> {
    let typed = typed.replace('\0', "");
    let compact: String = fold_width(&typed).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if compact.is_empty() {
        return Ok(Hits::default());
    }
    let exact = by_number(connection, scope, &compact)?;
    if !exact.is_empty() {
        return Ok(Hits { ids: exact, is_partial: false });
    }
    let merchants = merchant_ids(connection, scope)?;
    let mut parts = Vec::new();
    for word in search_text::words(&typed) {
        parts.push(Part::of(connection, scope, &merchants, &word)?);
    }
    // Whole parts first, the shortest of them at the head: the rest only has to confirm it.
    parts.sort_by_key(|part| (part.hits.is_partial, part.hits.ids.len()));
    let mut parts = parts.into_iter();
    let Some(first) = parts.next() else { return Ok(Hits::default()) };
    let mut hits = first.hits;
    for part in parts {
        let confirmed = part.confirmed(connection, &hits.ids)?;
        hits.ids.retain(|id| confirmed.contains(id));
    }
    Ok(hits)
}

/// A walk over the tickets of one key, the newest first.
struct KeyWalk<'a> {
    key: (KeyKind, &'a String, i64),
    last: i64,
    ended: bool,
}

impl KeyWalk<'_> {
    fn next(&mut self, connection: &mut Conn, count: usize) -> Result<Vec<i64>, DbError> {
        let (kind, value, merchant_id) = self.key;
        let found: Vec<i64> = ticket_keys::table
            .filter(ticket_keys::kind.eq(kind))
            .filter(ticket_keys::value.eq(value))
            .filter(ticket_keys::merchant_id.eq(merchant_id))
            .filter(ticket_keys::ticket_id.lt(self.last))
            .order(ticket_keys::ticket_id.desc())
            .limit(count as i64)
            .select(ticket_keys::ticket_id)
            .load(connection)?;
        self.ended = found.len() < count;
        self.last = found.last().copied().unwrap_or(self.last);
        Ok(found)
    }
}

/// The newest tickets of several keys, and whether there are more: walks go on as long as what they have not told yet may be among the
/// newest.
fn newest(connection: &mut Conn, walks: &mut [KeyWalk<'_>]) -> Result<(Vec<i64>, bool), DbError> {
    let step = (MOST * 2 / walks.len().max(1)).clamp(LEAST_STEP, MOST + 1);
    let mut ids = BTreeSet::new();
    loop {
        let oldest_of_most = ids.iter().rev().nth(MOST - 1).copied().unwrap_or(i64::MIN);
        let mut has_moved = false;
        for walk in walks.iter_mut().filter(|walk| !walk.ended && walk.last > oldest_of_most) {
            ids.extend(walk.next(connection, step)?);
            has_moved = true;
        }
        if !has_moved {
            break;
        }
    }
    let more = ids.len() > MOST || walks.iter().any(|walk| !walk.ended);
    Ok((ids.into_iter().rev().take(MOST).collect(), more))
}

/// What one typed word found, and how to tell whether a ticket has it.
struct Part {
    hits: Hits,
    keys: Vec<(KeyKind, String)>,
}

impl Part {
    fn of(connection: &mut Conn, scope: &Scope, merchants: &[i64], word: &str) -> Result<Self, DbError> {
        let exact = by_number(connection, scope, word)?;
        if !exact.is_empty() {
            return Ok(Self { hits: Hits { ids: exact, is_partial: false }, keys: Vec::new() });
        }
        let (keys, more_words) = keys_of(connection, word)?;
        let every =
            keys.iter().flat_map(|(kind, value)| merchants.iter().map(move |merchant| (*kind, value, *merchant)));
        let mut walks: Vec<KeyWalk<'_>> = every.map(|key| KeyWalk { key, last: i64::MAX, ended: false }).collect();
        let (ids, more_tickets) = newest(connection, &mut walks)?;
        let is_partial = more_words || more_tickets;
        Ok(Self { hits: Hits { ids, is_partial }, keys })
    }

    /// Which of some tickets have the word.
    fn confirmed(&self, connection: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>, DbError> {
        if !self.hits.is_partial {
            return Ok(self.hits.ids.iter().copied().collect());
        }
        let mut confirmed = BTreeSet::new();
        for kind in KeyKind::ALL {
            let values: Vec<&String> = self.keys.iter().filter(|(of, _)| of == kind).map(|(_, value)| value).collect();
            if values.is_empty() {
                continue;
            }
            let found: Vec<i64> = ticket_keys::table
                .filter(ticket_keys::kind.eq(kind))
                .filter(ticket_keys::value.eq_any(values))
                .filter(ticket_keys::ticket_id.eq_any(ids.to_vec()))
                .select(ticket_keys::ticket_id)
                .load(connection)?;
            confirmed.extend(found);
        }
        Ok(confirmed)
    }
}

/// The keys that a word stands for: a phone's tail or whole number, and the goods, names and accounts whose text has it. Also whether
/// there are more.
fn keys_of(connection: &mut Conn, word: &str) -> Result<(Vec<(KeyKind, String)>, bool), DbError> {
    let mut keys = Vec::new();
    let digits = phone_digits(word);
    if digits.len() >= 4 && word.chars().all(|c| c.is_ascii_digit() || "+-()".contains(c)) {
        keys.push((KeyKind::Phone, digits));
    }
    let wanted = fold(word);
    let (mut found, more) = match lookups(word).first() {
        Some(lookup) => dictionary(connection, lookup)?,
        None => (Vec::new(), false),
    };
    found.retain(|(_, value, text)| text.contains(&wanted) || value.contains(&wanted));
    let more = more || found.len() > VALUES;
    keys.extend(found.into_iter().take(VALUES).map(|(kind, value, _)| (kind, value)));
    keys.sort();
    keys.dedup();
    Ok((keys, more))
}

type Entry = (KeyKind, String, String);

fn dictionary(connection: &mut Conn, lookup: &Lookup) -> Result<(Vec<Entry>, bool), DbError> {
    let query = search_words::table
        .select((search_words::kind, search_words::value, search_words::text))
        .limit(WORDS)
        .into_boxed();
    let found: Vec<Entry> = match lookup {
        Lookup::Whole(word) => query.filter(search_words::word.eq(word.clone())).load(connection)?,
        Lookup::Beginning(start) => query
            .filter(search_words::word.ge(start.clone()))
            .filter(search_words::word.lt(format!("{start}\u{10FFFF}")))
            .order(search_words::word)
            .load(connection)?,
    };
    let more = found.len() as i64 == WORDS;
    Ok((found, more))
}

/// The tickets with exactly this ticket, refund, order or tracking number, in whatever case.
fn by_number(connection: &mut Conn, scope: &Scope, number: &str) -> Result<Vec<i64>, DbError> {
    let (upper, lower) = (number.to_uppercase(), number.to_lowercase());
    let ticket: Option<(i64, i64)> = tickets::table
        .filter(tickets::ticket_no.eq(&upper))
        .select((tickets::id, tickets::merchant_id))
        .first(connection)
        .optional()?;
    let mut found: Vec<(i64, i64)> = ticket.into_iter().collect();
    if found.is_empty() {
        found.extend(
            refunds::table
                .filter(refunds::refund_no.eq(&upper))
                .select((refunds::ticket_id, refunds::merchant_id))
                .load::<(i64, i64)>(connection)?,
        );
    }
    if found.is_empty() {
        let spelled = [number, upper.as_str(), lower.as_str()];
        let of_orders: Vec<i64> =
            orders::table.filter(orders::order_no.eq_any(spelled)).select(orders::id).load(connection)?;
        found.extend(of_orders_tickets(connection, of_orders)?);
    }
    if found.is_empty() {
        found.extend(
            tickets::table
                .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
                .filter(ticket_returns::tracking_no.eq(&upper))
                .select((tickets::id, tickets::merchant_id))
                .limit(MOST as i64)
                .load::<(i64, i64)>(connection)?,
        );
        found.extend(
            outbounds::table
                .filter(outbounds::tracking_no.eq(&upper))
                .select((outbounds::ticket_id, outbounds::merchant_id))
                .limit(MOST as i64)
                .load::<(i64, i64)>(connection)?,
        );
        let left: Vec<i64> = shipments::table
            .filter(shipments::tracking_no.eq(&upper))
            .select(shipments::order_id)
            .limit(MOST as i64)
            .load(connection)?;
        found.extend(of_orders_tickets(connection, left)?);
    }
    let ids: BTreeSet<i64> =
        found.into_iter().filter(|(_, merchant)| scope.sees(*merchant)).map(|(id, _)| id).collect();
    Ok(ids.into_iter().rev().collect())
}

fn of_orders_tickets(connection: &mut Conn, orders: Vec<i64>) -> Result<Vec<(i64, i64)>, DbError> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tickets::table
        .filter(tickets::order_id.eq_any(orders))
        .select((tickets::id, tickets::merchant_id))
        .limit(MOST as i64)
        .load(connection)?)
}

fn merchant_ids(connection: &mut Conn, scope: &Scope) -> Result<Vec<i64>, DbError> {
    match scope.merchant_ids() {
        Some(ids) => Ok(ids.to_vec()),
        None => Ok(merchants::table.select(merchants::id).load(connection)?),
    }
}
