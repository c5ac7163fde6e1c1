//! Which tables there are, and what their columns hold.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};

use crate::store::{Conn, DbError};

/// What a column holds, on either engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Text,
    Integer,
    Boolean,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// A table, with its columns in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

impl Table {
    /// The names of its columns, quoted, with commas between them.
    pub(super) fn column_list(&self) -> String {
        self.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
    }
}

/// A name as SQL takes it, whatever it is made of.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[derive(QueryableByName)]
struct Described {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// Every table but the list of migrations, by name.
pub(super) fn tables(connection: &mut Conn) -> Result<Vec<Table>, DbError> {
    let query = match connection {
        Conn::Sqlite(_) => {
            "SELECT m.name AS table_name, c.name AS column_name, LOWER(c.type) AS kind \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY m.name, c.cid"
        }
        Conn::Postgres(_) => {
            // Without views, which an extension may bring.
            "SELECT c.table_name::text, c.column_name::text, c.data_type::text AS kind \
             FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             ORDER BY c.table_name, c.ordinal_position"
        }
    };
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in diesel::sql_query(query).load::<Described>(connection)? {
        if row.table_name == "__diesel_schema_migrations" {
            continue;
        }
        let kind = match row.kind.as_str() {
            "text" => Kind::Text,
            "bigint" | "integer" => Kind::Integer,
            "boolean" => Kind::Boolean,
            other => {
                let what = format!("{}.{} is of a kind that cannot be saved: {other}", row.table_name, row.column_name);
                return Err(DbError::Open(what));
            }
        };
        tables.entry(row.table_name).or_default().push(Column { name: row.column_name, kind });
    }
    Ok(tables.into_iter().map(|(name, columns)| Table { name, columns }).collect())
}
