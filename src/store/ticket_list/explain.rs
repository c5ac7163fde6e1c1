//! What an engine means to do for a page: for the tests that hold the list to its indexes.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Text, Untyped};

use super::super::entries::EntryRow;
use super::super::{Conn, DbError, Scope};
use super::plan::Plan;
use super::walk::{Axis, placed, walk_query};
use super::{Direction, TicketFilter, TicketPage};

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

/// The steps of each walk of a page, the engine's own words, one text a walk.
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
        let steps: Vec<String> = match connection {
            Conn::Sqlite(_) => Explained { words: "EXPLAIN QUERY PLAN ", query }
                .load::<SqliteStep>(connection)?
                .into_iter()
                .map(|step| step.detail)
                .collect(),
            Conn::Postgres(_) => Explained { words: "EXPLAIN ", query }
                .load::<PostgresStep>(connection)?
                .into_iter()
                .map(|step| step.step)
                .collect(),
        };
        plans.push(steps.join("\n"));
    }
    Ok(plans)
}
