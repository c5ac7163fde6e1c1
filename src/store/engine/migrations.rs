//! The migrations this program knows, those a database has, and whether a newer program has upgraded it.

use std::sync::LazyLock;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::store::engine::conn::Conn;
use crate::store::engine::db_error::DbError;
use crate::store::schema::upgrades;

/// The schema's history, for both engines.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The version of this program.
pub(in crate::store) const PROGRAM: &str = env!("CARGO_PKG_VERSION");

pub(in crate::store) type Backend = <Conn as Connection>::Backend;
pub(in crate::store) type Migration = dyn diesel::migration::Migration<Backend>;

/// The migrations this program knows, oldest first.
pub(in crate::store) static KNOWN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = diesel::migration::MigrationSource::<Backend>::migrations(&MIGRATIONS).unwrap_or_default();
    let mut known: Vec<String> = all.iter().map(|migration| version_of(migration.as_ref())).collect();
    known.sort();
    known
});

/// The version of a migration, as the database keeps it.
pub(in crate::store) fn version_of(migration: &Migration) -> String {
    migration.name().version().to_string()
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Whether a newer program has brought the database further than this one knows; if so, the sentence that says it.
pub(in crate::store) fn newer(connection: &mut Conn) -> Result<Option<String>, DbError> {
    let applied = applied(connection)?;
    Ok(newer_than_known(connection, applied))
}

/// The migrations that were applied.
pub(in crate::store) fn applied(connection: &mut Conn) -> Result<Vec<String>, DbError> {
    let rows: Vec<Applied> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(connection)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// The sentence about migrations that this program does not know; `None` where it knows all.
pub(in crate::store) fn newer_than_known(connection: &mut Conn, applied: Vec<String>) -> Option<String> {
    let mut unknown: Vec<String> = applied.into_iter().filter(|version| !KNOWN.contains(version)).collect();
    unknown.sort();
    let newest = unknown.last()?;
    let by: Option<String> = upgrades::table.find(newest).select(upgrades::program).first(connection).ok();
    let by = by.map(|program| format!(" by aftersales {program}")).unwrap_or_default();
    Some(format!(
        "This is aftersales {PROGRAM}, which knows migrations up to {}. The database was upgraded{by} and has {} as well: \
         start the newer program, or restore the back-up from before the upgrade.",
        KNOWN.last().map_or("none", String::as_str),
        unknown.join(", ")
    ))
}
