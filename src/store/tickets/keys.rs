//! Keys that tickets are found by: SKUs, names, accounts and phones as an exact index (`ticket_keys`), and a small dictionary of the words
//! that occur in them (`search_words`). A search looks up words, then walks the newest tickets of their keys; it never scans. A transaction
//! collects its keys and writes them once, at its end, in one order for all transactions. `Key::new` is the only place that decides how
//! long a key is.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::domain::lists::key_kind::KeyKind;
use crate::domain::lists::search_text::{fold, fold_key, index_words, phone_digits, phone_tail};
use crate::domain::people::contact::is_masked;
use crate::store::engine::backfill;
use crate::store::engine::conn::per_backend;
use crate::store::engine::tx::AtEnd;
use crate::store::schema::{buyers, order_lines, orders, search_words, ticket_keys, ticket_lines, tickets};
use crate::store::tickets::TicketRow;
use crate::store::{Conn, DbError, Tx};

/// The name of the work that a migration left to `backfill`.
const BACKFILL: &str = "ticket_keys";
/// Tickets of one backfill transaction.
const BATCH: i64 = 500;
/// Characters of a key's text in which words are looked for. Each of its words keeps the text again, so it must not be long.
const LONGEST_TEXT: usize = 300;
/// Rows of one INSERT.
const ROWS: usize = 500;

/// A value by which tickets are found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub kind: KeyKind,
    pub value: String,
    /// The folded text in which words are looked for; empty where only the whole value counts.
    pub text: String,
}

impl Key {
    /// A key of a value, found by the words of a text. Both are folded and cut, so that a row of each index always stays below the 2,704
    /// bytes that Postgres gives it.
    fn new(kind: KeyKind, value: &str, text: &str) -> Self {
        let text: String = fold(text).chars().take(LONGEST_TEXT).collect();
        Self { kind, value: fold_key(value), text: text.trim_end().to_owned() }
    }
}

/// The keys of a buyer and a receiver. A masked account is found as it stands, a masked phone by its tail; a masked name is no key, because
/// one character is everybody's.
pub fn people_keys(names: [&str; 2], account: &str, phones: [&str; 2]) -> Vec<Key> {
    let spelled = |kind: KeyKind, text: &str| Key::new(kind, text, text);
    let mut keys: Vec<Key> =
        names.into_iter().filter(|name| !is_masked(name)).map(|name| spelled(KeyKind::Name, name)).collect();
    keys.push(spelled(KeyKind::Account, account));
    for phone in phones {
        let whole = Some(phone_digits(phone)).filter(|digits| digits.len() >= 4 && !is_masked(phone));
        let values = whole.into_iter().chain(phone_tail(phone));
        keys.extend(values.map(|value| Key::new(KeyKind::Phone, &value, "")));
    }
    keys.retain(|key| !key.value.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

/// The key of goods.
pub fn goods_key(sku: &str, name: &str, spec: &str) -> Key {
    Key::new(KeyKind::Sku, sku, &format!("{sku} {name} {spec}"))
}

/// The words of a key's text, and the whole of it where that is short, so that `TX-90` is found by its beginning too.
pub fn words_of(key: &Key) -> Vec<String> {
    let mut words = index_words(&key.text);
    if !key.text.is_empty() && key.value.chars().count() <= 40 {
        words.insert(key.value.clone());
    }
    words.into_iter().collect()
}

/// Keys and words to be written, in their order: two transactions that write the same words wait for each other in this order only.
#[derive(Default)]
pub(in crate::store) struct Collected {
    /// Kind, value, merchant, ticket.
    keys: BTreeSet<(KeyKind, String, i64, i64)>,
    /// Word, kind and value, with the text.
    words: BTreeMap<(String, KeyKind, String), String>,
}

impl Collected {
    fn add(&mut self, merchant_id: i64, ticket_id: i64, keys: Vec<Key>) {
        for key in keys {
            for word in words_of(&key) {
                self.words.entry((word, key.kind, key.value.clone())).or_insert_with(|| key.text.clone());
            }
            self.keys.insert((key.kind, key.value, merchant_id, ticket_id));
        }
    }

    /// The keys of a ticket's buyer and receiver.
    fn add_people(
        &mut self,
        connection: &mut Conn,
        ticket_id: i64,
        merchant_id: i64,
        order_id: i64,
    ) -> Result<(), DbError> {
        type Buyer = (String, String, String);
        let (name, phone, buyer): (String, String, Option<Buyer>) = orders::table
            .left_join(buyers::table.on(orders::buyer_id.eq(buyers::id.nullable())))
            .filter(orders::id.eq(order_id))
            .select((
                orders::receiver_name,
                orders::receiver_phone,
                (buyers::nickname, buyers::account, buyers::phone).nullable(),
            ))
            .first(connection)?;
        let (nickname, account, own_phone) = buyer.unwrap_or_default();
        self.add(merchant_id, ticket_id, people_keys([&name, &nickname], &account, [&phone, &own_phone]));
        Ok(())
    }

    /// The keys of the goods of a ticket's line.
    fn add_goods(&mut self, connection: &mut Conn, ticket_id: i64, order_line_id: i64) -> Result<(), DbError> {
        let (sku, name, spec): (String, String, String) = order_lines::table
            .find(order_line_id)
            .select((order_lines::sku, order_lines::name, order_lines::spec))
            .first(connection)?;
        let merchant_id: i64 = tickets::table.find(ticket_id).select(tickets::merchant_id).first(connection)?;
        self.add(merchant_id, ticket_id, vec![goods_key(&sku, &name, &spec)]);
        Ok(())
    }
}

impl AtEnd for Collected {
    /// Before the counts of tickets.
    const TURN: u8 = 1;

    fn write(self, connection: &mut Conn) -> Result<(), DbError> {
        let keys: Vec<_> = self.keys.iter().collect();
        for rows in keys.chunks(ROWS) {
            let rows: Vec<_> = rows
                .iter()
                .map(|(kind, value, merchant_id, ticket_id)| {
                    (
                        ticket_keys::kind.eq(kind),
                        ticket_keys::value.eq(value),
                        ticket_keys::merchant_id.eq(merchant_id),
                        ticket_keys::ticket_id.eq(ticket_id),
                    )
                })
                .collect();
            per_backend!(&mut *connection, inner => {
                diesel::insert_into(ticket_keys::table).values(rows).on_conflict_do_nothing().execute(inner)?
            });
        }
        let words: Vec<_> = self.words.iter().collect();
        for rows in words.chunks(ROWS) {
            let rows: Vec<_> = rows
                .iter()
                .map(|((word, kind, value), text)| {
                    (
                        search_words::word.eq(word),
                        search_words::kind.eq(kind),
                        search_words::value.eq(value),
                        search_words::text.eq(text),
                    )
                })
                .collect();
            per_backend!(&mut *connection, inner => {
                diesel::insert_into(search_words::table).values(rows).on_conflict_do_nothing().execute(inner)?
            });
        }
        Ok(())
    }
}

/// Notes a new ticket's buyer and receiver.
pub(in crate::store) fn add_people(tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<(), DbError> {
    tx.collect(|keys: &mut Collected, connection| {
        keys.add_people(connection, ticket.id, ticket.merchant_id, ticket.order_id)
    })
}

/// Notes the goods of a ticket's new line.
pub(in crate::store) fn add_goods(tx: &mut Tx<'_>, ticket_id: i64, order_line_id: i64) -> Result<(), DbError> {
    tx.collect(|keys: &mut Collected, connection| keys.add_goods(connection, ticket_id, order_line_id))
}

/// Notes the keys of a changed order for its tickets; old names go on finding them.
pub(in crate::store) fn follow_order(tx: &mut Tx<'_>, order_id: i64) -> Result<(), DbError> {
    let of_order: Vec<(i64, i64)> = tickets::table
        .filter(tickets::order_id.eq(order_id))
        .select((tickets::id, tickets::merchant_id))
        .load(tx.connection())?;
    for (ticket_id, merchant_id) in of_order {
        tx.collect(|keys: &mut Collected, connection| keys.add_people(connection, ticket_id, merchant_id, order_id))?;
    }
    Ok(())
}

/// Leaves the keys of tickets from an id on to `backfill`.
pub(in crate::store) fn fill_from(connection: &mut Conn, ticket_id: i64) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO backfills (name, last_id) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last_id = \
         CASE WHEN backfills.last_id < excluded.last_id THEN backfills.last_id ELSE excluded.last_id END",
    )
    .bind::<diesel::sql_types::Text, _>(BACKFILL)
    .bind::<diesel::sql_types::BigInt, _>(ticket_id - 1)
    .execute(connection)?;
    Ok(())
}

/// Fills in the keys of tickets that are older than the index, a batch a transaction, and goes on where it was ended. A ticket that fails
/// is logged and passed over: it must not keep the program from starting.
pub(in crate::store) fn backfill(connection: &mut Conn) -> Result<(), DbError> {
    backfill::run(connection, BACKFILL, backfill_batch)
}

/// Writes the keys of the tickets behind an id; the last of them.
fn backfill_batch(connection: &mut Conn, after: i64) -> Result<Option<i64>, DbError> {
    let batch: Vec<(i64, i64, i64)> = tickets::table
        .filter(tickets::id.gt(after))
        .order(tickets::id)
        .limit(BATCH)
        .select((tickets::id, tickets::merchant_id, tickets::order_id))
        .load(connection)?;
    // All at once; where one ticket makes that fail, each alone, and the failing ones are passed over.
    if connection.transaction(|connection| fill(connection, &batch)).is_err() {
        for ticket in &batch {
            let alone = std::slice::from_ref(ticket);
            if let Err(error) = connection.transaction(|connection| fill(connection, alone)) {
                tracing::error!(%error, ticket_id = ticket.0, "a ticket cannot be found by names and goods");
            }
        }
    }
    Ok(batch.last().map(|(id, ..)| *id))
}

/// Writes the keys of some tickets: id, merchant and order of each.
fn fill(connection: &mut Conn, tickets: &[(i64, i64, i64)]) -> Result<(), DbError> {
    let mut keys = Collected::default();
    for (ticket_id, merchant_id, order_id) in tickets {
        keys.add_people(connection, *ticket_id, *merchant_id, *order_id)?;
        let lines: Vec<i64> = ticket_lines::table
            .filter(ticket_lines::ticket_id.eq(ticket_id))
            .select(ticket_lines::order_line_id)
            .load(connection)?;
        for line in lines {
            keys.add_goods(connection, *ticket_id, line)?;
        }
    }
    keys.write(connection)
}
