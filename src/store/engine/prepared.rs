//! Statements that are prepared once a connection. Left alone, diesel prepares every UPDATE and every upsert again, and makes the text of
//! every other statement to find it again; where a statement runs a thousand times a second that costs more than its work. A statement
//! whose text never changes is found by the place in the code where it stands.

use std::any::TypeId;
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// A query of always the same text, found again by `Place`, a type that stands for the place where it is made. Made by `prepared!`.
pub(in crate::store) struct Prepared<Q, Place> {
    query: Q,
    place: PhantomData<Place>,
}

impl<Q, Place> Prepared<Q, Place> {
    pub(in crate::store) fn new(query: Q) -> Self {
        Self { query, place: PhantomData }
    }
}

impl<Q, Place: 'static> QueryId for Prepared<Q, Place> {
    type QueryId = Place;
}

impl<Q: Query, Place> Query for Prepared<Q, Place> {
    type SqlType = Q::SqlType;
}

impl<Q, Place, C> diesel::RunQueryDsl<C> for Prepared<Q, Place> {}

impl<Q, Place, DB> QueryFragment<DB> for Prepared<Q, Place>
where
    DB: Backend,
    DB::QueryBuilder: Default,
    Q: QueryFragment<DB>,
    Place: 'static,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.query.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        if cfg!(debug_assertions) {
            assert_same_text(TypeId::of::<Place>(), &self.query, backend)?;
        }
        Ok(true)
    }
}

/// A query with few different texts, found again by its text. Every text is kept as long as the connection: nothing that grows with the
/// data may stand in it.
pub(in crate::store) struct ByText<Q>(pub(in crate::store) Q);

impl<Q> QueryId for ByText<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for ByText<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> diesel::RunQueryDsl<C> for ByText<Q> {}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for ByText<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

/// A change of rows, run as if it gave some: diesel asks whether a statement can be kept only of those that give rows.
pub(in crate::store) struct Change<Q>(pub(in crate::store) Q);

impl<Q: QueryId> QueryId for Change<Q> {
    type QueryId = Q::QueryId;

    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q> Query for Change<Q> {
    type SqlType = diesel::sql_types::Bool;
}

impl<Q, C> diesel::RunQueryDsl<C> for Change<Q> {}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Change<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        self.0.is_safe_to_cache_prepared(backend)
    }
}

/// Ids for an `IN`, each once, filled up with the last of them, so that lists of many lengths have few texts.
pub(in crate::store) fn round(ids: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if let Some(last) = ids.last().copied() {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    ids
}

/// Ends a debug build that says different things at one place.
fn assert_same_text<DB>(place: TypeId, query: &impl QueryFragment<DB>, backend: &DB) -> QueryResult<()>
where
    DB: Backend,
    DB::QueryBuilder: Default,
{
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex};

    use diesel::query_builder::QueryBuilder as _;

    type Texts = HashMap<(TypeId, &'static str), String>;
    static TEXTS: LazyLock<Mutex<Texts>> = LazyLock::new(Mutex::default);
    let mut text = DB::QueryBuilder::default();
    query.to_sql(&mut text, backend)?;
    let text = text.finish();
    let known = match TEXTS.lock() {
        Ok(mut texts) => texts.entry((place, std::any::type_name::<DB>())).or_insert_with(|| text.clone()).clone(),
        Err(_) => text.clone(),
    };
    assert_eq!(known, text, "a prepared statement whose text changes");
    Ok(())
}

/// Runs a query whose text never depends on values, as `prepared!(connection, load, query)`, or `get_result`. Not for generic functions,
/// where one place would stand for several queries.
macro_rules! prepared {
    ($connection:expr, $run:ident, $query:expr) => {{
        enum Here {}
        $crate::store::engine::conn::per_backend!($connection, inner => {
            diesel::RunQueryDsl::$run($crate::store::engine::prepared::Prepared::<_, Here>::new($query), inner)
        })
    }};
}
pub(in crate::store) use prepared;

/// Reads one row on Postgres and locks it until the transaction ends, as a change of it would: rows that refer to it may be added meanwhile.
macro_rules! locked {
    ($connection:expr, $query:expr) => {{
        enum Here {}
        let query = $crate::store::engine::prepared::Prepared::<_, Here>::new($query.for_no_key_update());
        diesel::RunQueryDsl::get_result(query, $connection)
    }};
}
pub(in crate::store) use locked;

/// Runs a change whose text never depends on values. It does not give the number of changed rows.
macro_rules! change {
    ($connection:expr, $change:expr) => {{
        enum Here {}
        $crate::store::engine::conn::per_backend!($connection, inner => {
            let change = $crate::store::engine::prepared::Prepared::<_, Here>::new($change);
            diesel::RunQueryDsl::load::<bool>($crate::store::engine::prepared::Change(change), inner).map(|_| ())
        })
    }};
}
pub(in crate::store) use change;

/// Runs a query of few different texts, as `prepared!` does.
macro_rules! by_text {
    ($connection:expr, $run:ident, $query:expr) => {
        $crate::store::engine::conn::per_backend!($connection, inner => {
            diesel::RunQueryDsl::$run($crate::store::engine::prepared::ByText($query), inner)
        })
    };
}
pub(in crate::store) use by_text;

/// Runs a change of few different texts, as `change!` does.
macro_rules! change_by_text {
    ($connection:expr, $change:expr) => {
        $crate::store::engine::conn::per_backend!($connection, inner => {
            let change = $crate::store::engine::prepared::ByText($change);
            diesel::RunQueryDsl::load::<bool>($crate::store::engine::prepared::Change(change), inner).map(|_| ())
        })
    };
}
pub(in crate::store) use change_by_text;

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use diesel::Connection;
    use diesel::connection::{InstrumentationEvent, SimpleConnection};
    use diesel::sqlite::SqliteConnection;

    use super::*;
    use crate::store::Conn;

    #[test]
    fn a_statement_is_prepared_once_wherever_it_stands() {
        let mut connection = Conn::Sqlite(SqliteConnection::establish(":memory:").expect("a database"));
        connection.batch_execute("CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT)").expect("a table");
        let kept = Arc::new(AtomicUsize::new(0));
        let seen = kept.clone();
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                seen.fetch_add(1, Ordering::Relaxed);
            }
        });
        for _ in 0..3 {
            change!(&mut connection, diesel::sql_query("INSERT INTO counters VALUES ('a', 1) ON CONFLICT DO NOTHING"))
                .expect("added");
            change!(&mut connection, diesel::sql_query("UPDATE counters SET value = value + 1")).expect("changed");
            change_by_text!(&mut connection, diesel::sql_query("UPDATE counters SET value = value + 1"))
                .expect("changed");
        }
        assert_eq!(kept.load(Ordering::Relaxed), 3, "each is prepared once, and again by no turn");
    }

    #[test]
    fn lists_of_ids_have_few_lengths() {
        assert_eq!(round([3, 1, 3]), [1, 3]);
        assert_eq!(round([5, 4, 6]), [4, 5, 6, 6]);
        assert_eq!(round([]), [0; 0]);
    }
}
