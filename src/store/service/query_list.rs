//! The list of queries.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::lists::search_text::fold;
use crate::domain::service::query::{QueryKind, QueryState};
use crate::domain::time::Timestamp;
use crate::store::list::{Cursor, Order, Predicate, Relational};
use crate::store::people::staff;
use crate::store::schema::{merchants, queries, shops, tickets};
use crate::store::service::queries::QueryRow;
use crate::store::{Conn, DbError, Scope};

/// A query of the list.
#[derive(Clone, Debug)]
pub struct QueryListRow {
    pub query: QueryRow,
    pub merchant: String,
    /// Empty where it is not known.
    pub shop: String,
    pub taken_by: String,
    pub answered_by: String,
    /// The number of the ticket that came of it; empty for none.
    pub ticket_no: String,
}

/// The list of queries.
pub struct QueryList;

/// Open ones first, the oldest of them at the top.
pub const BY_PLACE: Order = Order::number("queries.place");
/// By the moment in which they were taken.
pub const BY_TIME: Order = Order::number("queries.taken_at");

impl Relational for QueryList {
    type Row = QueryListRow;

    const FROM: &'static str = "queries";
    const ID: &'static str = "queries.id";

    fn always(scope: &Scope) -> Vec<Predicate> {
        vec![Predicate::seen("queries.merchant_id", scope)]
    }

    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<QueryListRow>, DbError> {
        let ids: Vec<i64> = places.iter().map(|place| place.id).collect();
        let found: Vec<(QueryRow, String, Option<String>, Option<String>)> = queries::table
            .inner_join(merchants::table.on(merchants::id.eq(queries::merchant_id)))
            .left_join(shops::table.on(shops::id.nullable().eq(queries::shop_id)))
            .left_join(tickets::table.on(tickets::id.nullable().eq(queries::ticket_id)))
            .filter(queries::id.eq_any(ids.clone()))
            .select((QueryRow::as_select(), merchants::name, shops::name.nullable(), tickets::ticket_no.nullable()))
            .load(connection)?;
        let people: Vec<i64> =
            found.iter().flat_map(|(query, ..)| [query.taken_by, query.answered_by]).flatten().collect();
        let names = staff::names(connection, &people)?;
        let name = |id: Option<i64>| id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
        let seen = found.into_iter().filter(|(query, ..)| scope.sees(query.merchant_id));
        let row = |(query, merchant, shop, ticket_no): (QueryRow, _, Option<_>, Option<_>)| {
            let row = QueryListRow {
                merchant,
                shop: shop.unwrap_or_default(),
                taken_by: name(query.taken_by),
                answered_by: name(query.answered_by),
                ticket_no: ticket_no.unwrap_or_default(),
                query,
            };
            (row.query.id, row)
        };
        let mut by_id: HashMap<i64, QueryListRow> = seen.map(row).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }
}

/// Queries of a kind.
pub fn of_kind(kind: QueryKind) -> Predicate {
    Predicate::any_of("queries.kind", [kind.code()])
}

/// Queries in a state.
pub fn in_state(state: QueryState) -> Predicate {
    Predicate::any_of("queries.state", [state.code()])
}

/// Queries of a merchant.
pub fn of_merchant(id: i64) -> Predicate {
    Predicate::among("queries.merchant_id", &[id])
}

/// Queries taken at or after an instant, and before another.
pub fn taken(from: Option<Timestamp>, before: Option<Timestamp>) -> Predicate {
    Predicate::between("queries.taken_at", from, before)
}

/// Queries whose numbers or words contain a text, whatever its letters' size.
pub fn about(text: &str) -> Predicate {
    Predicate::contains(&["queries.search_text"], &fold(text))
}
