//! What an engine means to do for a page: for the tests that hold the list to its indexes.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Text, Untyped};

use crate::store::list::Direction;
use crate::store::tickets::entries::EntryRow;
use crate::store::tickets::list::ask::TicketPage;
use crate::store::tickets::list::filter::TicketFilter;
use crate::store::tickets::list::plan::Plan;
use crate::store::tickets::list::walk::{Axis, placed, walk_query};
use crate::store::{Conn, DbError, Scope};

/// A query with `EXPLAIN` in front of it.
struct Explained<Q> {
    words: &'static str,
    query: Q,
}

impl<Q> QueryId for Explained<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for Explained<Q> {
    type SqlType = Untyped;
}

impl<Q, DB> QueryFragment<DB> for Explained<Q>
where
    DB: diesel::backend::Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql(self.words);
        self.query.walk_ast(out)
    }
}

impl<Q> RunQueryDsl<Conn> for Explained<Q> {}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    step: String,
}

/// A statement that Postgres keeps for a connection.
#[derive(PartialEq, Eq, QueryableByName)]
struct Prepared {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    parameters: i32,
}

fn prepared(connection: &mut Conn) -> Result<Vec<Prepared>, DbError> {
    Ok(diesel::sql_query("SELECT name, CARDINALITY(parameter_types) AS parameters FROM pg_prepared_statements")
        .load(connection)?)
}

/// The steps of each walk of a page, the engine's own words, one text a walk. On Postgres those of the plan that is kept for any values,
/// so the connection must be a new one: it tells of what it had not been asked before.
pub fn explain(
    connection: &mut Conn,
    scope: &Scope,
    filter: &TicketFilter,
    page: &TicketPage,
) -> Result<Vec<String>, DbError> {
    let plan = Plan::of(scope, filter, Axis::of(page.sort));
    let backward = matches!(&page.start, Some((_, Direction::Before)));
    let ascending = page.ascending != backward;
    let mut plans = Vec::new();
    for walk in &plan.walks {
        let mut query = plan.checked(plan.base(*walk, filter), filter);
        if let Some((start, _)) = &page.start {
            query = placed(query, plan.axis, start, ascending, false);
        }
        let query = walk_query(query, plan.axis, ascending, page.limit).select(EntryRow::as_select());
        match connection {
            Conn::Sqlite(_) => {
                let steps: Vec<SqliteStep> = Explained { words: "EXPLAIN QUERY PLAN ", query }.load(connection)?;
                plans.push(steps.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("\n"));
            }
            Conn::Postgres(_) => {
                let known = prepared(connection)?;
                query.load::<EntryRow>(connection)?;
                for Prepared { name, parameters } in
                    prepared(connection)?.into_iter().filter(|one| !known.contains(one))
                {
                    let any = vec!["NULL"; usize::try_from(parameters).unwrap_or_default()].join(", ");
                    let steps: Vec<PostgresStep> =
                        diesel::sql_query(format!("EXPLAIN EXECUTE {name}({any})")).load(connection)?;
                    plans.push(steps.into_iter().map(|step| step.step).collect::<Vec<_>>().join("\n"));
                }
            }
        }
    }
    Ok(plans)
}
