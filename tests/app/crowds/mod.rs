//! What a crowd does to the house: endless names, everybody at once, forms sent twice, addresses of a thousand values, bodies without an
//! end, a database that others hold.

mod addresses;
mod bodies;
mod files;
mod forms;
mod keys;
mod locks;
mod rows;

use aftersales::store::DbError;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::harness::TestApp;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A number that a query gives as `number`.
fn number(app: &TestApp, query: &str) -> i64 {
    let found: Result<Number, DbError> =
        app.db.read_blocking(|connection| Ok(diesel::sql_query(query).get_result(connection)?));
    found.expect("the database answers").number
}

/// Runs statements that no page runs.
fn execute(app: &TestApp, statements: &str) {
    let done: Result<(), DbError> = app.db.read_blocking(|connection| Ok(connection.batch_execute(statements)?));
    done.expect("the statements run");
}

/// How many files lie in an area of the store.
fn files_in(app: &TestApp, area: &str) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let of = |path: std::path::PathBuf| if path.is_dir() { count(&path) } else { 1 };
        entries.map(|entry| of(entry.expect("an entry").path())).sum()
    }
    count(&app.config.files_dir.join(area))
}
