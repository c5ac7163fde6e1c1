//! Where a page begins: behind a row, told by the order's column and the ticket's id together.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

use crate::store::schema::ticket_entries;

/// `(column, ticket_id) < (value, id)` or another sign: a comparison of rows, which both engines answer by going straight to the place
/// in the index, however many rows share the value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<C, V, I> {
    pub(super) column: C,
    pub(super) sign: &'static str,
    pub(super) value: V,
    pub(super) id: I,
}

impl<C, V, I> Expression for Place<C, V, I> {
    type SqlType = Bool;
}

impl<C, V, I> ValidGrouping<()> for Place<C, V, I> {
    type IsAggregate = is_aggregate::No;
}

impl<C, V, I> AppearsOnTable<ticket_entries::table> for Place<C, V, I> {}

impl<C, V, I> QueryId for Place<C, V, I> {
    type QueryId = ();
    // The sign is part of the text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, V, I, DB> QueryFragment<DB> for Place<C, V, I>
where
    DB: Backend,
    C: QueryFragment<DB>,
    V: QueryFragment<DB>,
    I: QueryFragment<DB>,
    ticket_entries::ticket_id: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        ticket_entries::ticket_id.walk_ast(out.reborrow())?;
        out.push_sql(") ");
        out.push_sql(self.sign);
        out.push_sql(" (");
        self.value.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.id.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
