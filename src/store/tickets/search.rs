//! The search box: a number in any spelling finds its ticket at once; other words find the tickets of the goods, names, accounts and
//! phones that have them. Tickets that are few are named; of a word that many tickets have, the list learns the keys and checks its rows
//! for them as it walks along. Every step goes along an index and has an end.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::domain::lists::key_kind::KeyKind;
use crate::domain::lists::search_text;
use crate::domain::lists::search_text::{Lookup, NameSearch, fold_key, lookups, phone_digits, phone_tail};
use crate::domain::people::contact::{compact_number, fold_width, is_masked};
use crate::store::schema::{
    orders, outbounds, refunds, search_words, shipments, ticket_keys, ticket_platforms, ticket_returns, tickets,
};
use crate::store::{Conn, DbError, Scope};

/// Keys that are gathered at most for tickets to be named one by one; a ticket has one or a few of a word.
const NAMED: usize = 2_000;
/// Tickets of a number that several share.
const SHARING: i64 = 500;
/// Words of the dictionary that one lookup reads.
const WORDS: i64 = 2_000;
/// Goods, names and accounts that one word stands for.
const VALUES: usize = 1_000;

/// A kind of key of a ticket and its value.
pub type Key = (KeyKind, String);

/// The result of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The tickets, where they are few enough to be named: these and no others, the newest first.
    pub ids: Option<Vec<i64>>,
    /// Where they are not: the keys of each word, of which a ticket has one.
    pub words: Vec<Vec<Key>>,
    /// A word stands for more goods and names than are looked for; a longer one would help.
    pub is_partial: bool,
}

impl Hits {
    fn of(ids: Vec<i64>) -> Self {
        Self { ids: Some(ids), ..Self::default() }
    }
}

/// Finds tickets by a typed or pasted text; names and accounts as the reader may find them.
pub fn find(connection: &mut Conn, scope: &Scope, typed: &str, names: NameSearch) -> Result<Hits, DbError> {
    let typed = typed.replace('\0', "");
    let compact: String = fold_width(&typed).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if compact.is_empty() {
        return Ok(Hits::of(Vec::new()));
    }
    let exact = by_number(connection, scope, &compact)?;
    if !exact.is_empty() {
        return Ok(Hits::of(exact));
    }
    let words = search_text::words(&typed);
    if names == NameSearch::Whole && words.len() > 1 {
        // Several words that are one name.
        let keys = names_of(&words.join(" "));
        match of_keys(connection, scope, &keys)? {
            Some(ids) if ids.is_empty() => {}
            Some(ids) => return Ok(Hits::of(ids)),
            None => return Ok(Hits { ids: None, words: vec![keys.to_vec()], is_partial: false }),
        }
    }
    let mut parts = Vec::new();
    for word in words {
        parts.push(Part::of(connection, scope, &word, names)?);
    }
    together(connection, parts)
}

/// The tickets of some numbers.
pub fn by_numbers(connection: &mut Conn, scope: &Scope, numbers: &[String]) -> Result<Vec<i64>, DbError> {
    let found: Vec<(i64, i64)> = tickets::table
        .filter(tickets::ticket_no.eq_any(numbers.iter().take(NAMED)))
        .select((tickets::id, tickets::merchant_id))
        .load(connection)?;
    Ok(found.into_iter().filter(|(_, merchant)| scope.sees(*merchant)).map(|(id, _)| id).collect())
}

/// The tickets of a SKU; `None` where they are too many to be named.
pub fn of_sku(connection: &mut Conn, scope: &Scope, sku: &str) -> Result<Option<Vec<i64>>, DbError> {
    of_keys(connection, scope, &[(KeyKind::Sku, fold_key(sku))])
}

/// The tickets that have every part: the named ones that the other parts confirm, or the keys where no part names its tickets.
fn together(connection: &mut Conn, mut parts: Vec<Part>) -> Result<Hits, DbError> {
    let is_partial = parts.iter().any(|part| part.is_partial);
    // The shortest list at the head: the others only have to confirm it.
    parts.sort_by_key(|part| part.ids.as_ref().map_or(usize::MAX, Vec::len));
    let Some(first) = parts.first_mut() else { return Ok(Hits::of(Vec::new())) };
    let Some(mut ids) = first.ids.take() else {
        return Ok(Hits { ids: None, words: parts.into_iter().map(|part| part.keys).collect(), is_partial });
    };
    for part in parts.iter().skip(1) {
        let confirmed = part.confirmed(connection, &ids)?;
        ids.retain(|id| confirmed.contains(id));
    }
    Ok(Hits { ids: Some(ids), words: Vec::new(), is_partial })
}

/// The result of one typed word, and a test of whether a ticket has it.
struct Part {
    /// The newest first; `None` where they are too many to be named.
    ids: Option<Vec<i64>>,
    keys: Vec<Key>,
    is_partial: bool,
}

impl Part {
    fn of(connection: &mut Conn, scope: &Scope, word: &str, names: NameSearch) -> Result<Self, DbError> {
        let exact = by_number(connection, scope, word)?;
        if !exact.is_empty() {
            return Ok(Self { ids: Some(exact), keys: Vec::new(), is_partial: false });
        }
        let (keys, is_partial) = keys_of(connection, word, names)?;
        Ok(Self { ids: of_keys(connection, scope, &keys)?, keys, is_partial })
    }

    /// Which of some tickets have the word.
    fn confirmed(&self, connection: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>, DbError> {
        if let Some(ids) = &self.ids {
            return Ok(ids.iter().copied().collect());
        }
        let mut confirmed = BTreeSet::new();
        for (kind, values) in by_kind(&self.keys) {
            let found: Vec<i64> = ticket_keys::table
                .filter(ticket_keys::ticket_id.eq_any(ids.to_vec()))
                .filter(own_kind().eq(kind.code()))
                .filter(own_value().eq_any(values))
                .select(ticket_keys::ticket_id)
                .load(connection)?;
            confirmed.extend(found);
        }
        Ok(confirmed)
    }
}

/// The tickets that have one of some keys, the newest first; `None` where they are too many to be named.
fn of_keys(connection: &mut Conn, scope: &Scope, keys: &[Key]) -> Result<Option<Vec<i64>>, DbError> {
    let mut ids = BTreeSet::new();
    let mut left = NAMED;
    for (kind, values) in by_kind(keys) {
        let mut query = ticket_keys::table
            .filter(ticket_keys::kind.eq(kind))
            .filter(ticket_keys::value.eq_any(values))
            .select(ticket_keys::ticket_id)
            .limit(left as i64 + 1)
            .into_boxed();
        if let Some(merchants) = scope.merchant_ids() {
            query = query.filter(ticket_keys::merchant_id.eq_any(merchants.to_vec()));
        }
        let found: Vec<i64> = query.load(connection)?;
        if found.len() > left {
            return Ok(None);
        }
        left -= found.len();
        ids.extend(found);
    }
    Ok(Some(ids.into_iter().rev().collect()))
}

diesel::define_sql_function! {
    /// The first of two texts that is there.
    fn coalesce(text: Text, other: Text) -> Text;
}

/// The kind of a row of keys. It is no column, so that no engine begins at the keys of a kind instead of at a ticket.
#[diesel::dsl::auto_type(no_type_alias)]
pub(in crate::store) fn own_kind() -> _ {
    coalesce(ticket_keys::kind, "")
}

/// The value of a row of keys, no column either.
#[diesel::dsl::auto_type(no_type_alias)]
pub(in crate::store) fn own_value() -> _ {
    coalesce(ticket_keys::value, "")
}

/// The values of keys, by kind; no kind without one.
pub(in crate::store) fn by_kind(keys: &[Key]) -> BTreeMap<KeyKind, Vec<String>> {
    let mut by_kind: BTreeMap<KeyKind, Vec<String>> = BTreeMap::new();
    for (kind, value) in keys {
        by_kind.entry(*kind).or_default().push(value.clone());
    }
    by_kind
}

/// The key of a phone number: whole, its tail, or the tail that a platform left when it masked the rest.
pub(in crate::store) fn phone_key(word: &str) -> Option<String> {
    if !word.chars().all(|c| c.is_ascii_digit() || "+-().*".contains(c)) {
        return None;
    }
    if is_masked(word) {
        return phone_tail(word);
    }
    Some(phone_digits(word)).filter(|digits| digits.len() >= 4)
}

/// The keys that a word stands for: a phone's tail or whole number, and the goods, names and accounts whose text has it, or the name and
/// the account that it is where these are found whole only. Also whether there are more.
fn keys_of(connection: &mut Conn, word: &str, names: NameSearch) -> Result<(Vec<Key>, bool), DbError> {
    let mut keys: Vec<Key> = phone_key(word).map(|digits| (KeyKind::Phone, digits)).into_iter().collect();
    let wanted = fold_key(word);
    if names == NameSearch::Whole {
        keys.extend(names_of(&wanted));
    }
    let (mut found, more) = match lookups(word).first() {
        Some(lookup) => dictionary(connection, lookup, names)?,
        None => (Vec::new(), false),
    };
    found.retain(|(_, value, text)| text.contains(&wanted) || value.contains(&wanted));
    let more = more || found.len() > VALUES;
    keys.extend(found.into_iter().take(VALUES).map(|(kind, value, _)| (kind, value)));
    keys.sort();
    keys.dedup();
    Ok((keys, more))
}

/// The name and the account that are exactly this.
fn names_of(folded: &str) -> [Key; 2] {
    [KeyKind::Name, KeyKind::Account].map(|kind| (kind, folded.to_owned()))
}

type Entry = (KeyKind, String, String);

fn dictionary(connection: &mut Conn, lookup: &Lookup, names: NameSearch) -> Result<(Vec<Entry>, bool), DbError> {
    let mut query = search_words::table
        .select((search_words::kind, search_words::value, search_words::text))
        .limit(WORDS)
        .into_boxed();
    if names == NameSearch::Whole {
        query = query.filter(search_words::kind.eq(KeyKind::Sku));
    }
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

/// The tickets with exactly this ticket, refund, platform's, order or tracking number, in whatever case.
fn by_number(connection: &mut Conn, scope: &Scope, number: &str) -> Result<Vec<i64>, DbError> {
    let (upper, lower, parcel) = (number.to_uppercase(), number.to_lowercase(), compact_number(number));
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
    let spelled = [number, upper.as_str(), lower.as_str()];
    if found.is_empty() {
        found.extend(
            ticket_platforms::table
                .inner_join(tickets::table.on(tickets::id.eq(ticket_platforms::ticket_id)))
                .filter(ticket_platforms::platform_ticket_no.eq_any(spelled))
                .select((tickets::id, tickets::merchant_id))
                .limit(SHARING)
                .load::<(i64, i64)>(connection)?,
        );
    }
    if found.is_empty() {
        let of_orders: Vec<i64> =
            orders::table.filter(orders::order_no.eq_any(spelled)).select(orders::id).load(connection)?;
        found.extend(of_orders_tickets(connection, of_orders)?);
    }
    if found.is_empty() {
        found.extend(
            tickets::table
                .inner_join(ticket_returns::table.on(ticket_returns::ticket_id.eq(tickets::id)))
                .filter(ticket_returns::tracking_no.eq(&parcel))
                .select((tickets::id, tickets::merchant_id))
                .limit(SHARING)
                .load::<(i64, i64)>(connection)?,
        );
        found.extend(
            outbounds::table
                .filter(outbounds::tracking_no.eq(&parcel))
                .select((outbounds::ticket_id, outbounds::merchant_id))
                .limit(SHARING)
                .load::<(i64, i64)>(connection)?,
        );
        let left: Vec<i64> = shipments::table
            .filter(shipments::tracking_no.eq(&parcel))
            .select(shipments::order_id)
            .limit(SHARING)
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
        .limit(SHARING)
        .load(connection)?)
}
