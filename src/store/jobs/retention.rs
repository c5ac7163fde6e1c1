//! Rows older than their horizon: found off the writer, removed a few a transaction. Adding a kind is a variant of `Kept` and a line here.
//! `events` and `audit_log` are never among them.

use std::collections::HashSet;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::domain::house::retention::Kept;
use crate::domain::house::work::{ExportState, ImportState, JobState, PictureState};
use crate::domain::time::Timestamp;
use crate::store::schema::{
    attachments, exports, form_tokens, jobs, kept_files, login_failures, notices, order_imports, pictures,
    staff_sessions, ticket_viewers, uploads,
};
use crate::store::tickets::parts::AttachmentRow;
use crate::store::{Conn, DbError, Tx};

/// The key of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Id(i64),
    Text(String),
}

/// How a kind of rows is found and taken away.
pub struct Rule {
    pub kept: Kept,
    /// Keys of rows older than an instant, as many as the last argument says at most.
    pub find: fn(&mut Conn, Timestamp, i64) -> Result<Vec<Key>, DbError>,
    /// Removes those of some rows that are still older than the instant; the number removed.
    pub clear: fn(&mut Tx<'_>, &[Key], Timestamp) -> Result<usize, DbError>,
}

fn ids(keys: &[Key]) -> Vec<i64> {
    keys.iter().filter_map(|key| if let Key::Id(id) = key { Some(*id) } else { None }).collect()
}

fn texts(keys: &[Key]) -> Vec<String> {
    keys.iter().filter_map(|key| if let Key::Text(text) = key { Some(text.clone()) } else { None }).collect()
}

macro_rules! rule {
    ($kept:ident, $table:ident by $key:ident as $kind:ident from $keys:ident, |$before:ident| $old:expr) => {
        rule!($kept, $table by $key as $kind from $keys, |$before| $old, |rows| diesel::delete(rows))
    };
    ($kept:ident, $table:ident by $key:ident as $kind:ident from $keys:ident, |$before:ident| $old:expr, |$rows:ident| $clear:expr) => {
        Rule {
            kept: Kept::$kept,
            find: |connection, $before, limit| {
                let keys = $table::table.filter($old).select($table::$key).limit(limit).load(connection)?;
                Ok(keys.into_iter().map(Key::$kind).collect())
            },
            clear: |tx, keys, $before| {
                let $rows = $table::table.filter($table::$key.eq_any($keys(keys))).filter($old);
                Ok($clear.execute(tx.connection())?)
            },
        }
    };
}

/// Every kind that is rows of a table.
pub const RULES: &[Rule] = &[
    rule!(FormTokens, form_tokens by token as Text from texts, |before| form_tokens::created_at.lt(before)),
    rule!(Sessions, staff_sessions by token_hash as Text from texts, |before| {
        staff_sessions::ended_at.lt(before).or(staff_sessions::created_at.lt(before).nullable())
    }),
    rule!(LoginFailures, login_failures by id as Id from ids, |before| login_failures::failed_at.lt(before)),
    rule!(Jobs, jobs by id as Id from ids, |before| jobs::state.eq(JobState::Done).nullable().and(jobs::finished_at.lt(before))),
    rule!(Imports, order_imports by id as Id from ids, |before| {
        order_imports::state.eq_any([ImportState::Done, ImportState::Failed]).nullable().and(order_imports::finished_at.lt(before))
    }),
    rule!(Exports, exports by id as Id from ids, |before| {
        exports::state.eq_any([ExportState::Failed, ExportState::Expired]).and(exports::created_at.lt(before))
    }),
    rule!(Uploads, uploads by id as Id from ids, |before| uploads::created_at.lt(before)),
    rule!(KeptFiles, kept_files by id as Id from ids, |before| kept_files::created_at.lt(before)),
    rule!(Viewers, ticket_viewers by ticket_id as Id from ids, |before| ticket_viewers::seen_at.lt(before)),
    rule!(Notices, notices by id as Id from ids, |before| notices::created_at.lt(before)),
    rule!(
        Pictures,
        pictures by id as Id from ids,
        |before| pictures::state.eq(PictureState::Here).and(pictures::wanted_at.lt(before)),
        |rows| diesel::update(rows).set((pictures::state.eq(PictureState::Gone), pictures::stored_as.eq("")))
    ),
];

/// The areas of the file store in which files without a row are looked for. Other folders are left alone.
pub const AREAS: [&str; 5] = ["evidence", "imports", "exports", "pictures", "scratch"];

/// The tables whose rows name the files of an area; none for what is needed for a moment only.
pub fn tables_of(area: &str) -> &'static [&'static str] {
    match area {
        "evidence" => &["attachments", "kept_files"],
        "imports" => &["order_imports"],
        "exports" => &["exports"],
        "pictures" => &["pictures"],
        _ => &[],
    }
}

/// Which of some stored files of an area belong to a row.
pub fn named(connection: &mut Conn, area: &str, files: &[String]) -> Result<HashSet<String>, DbError> {
    let mut found = HashSet::new();
    for table in tables_of(area) {
        found.extend(named_in(connection, table, files)?);
    }
    Ok(found)
}

/// Which of some stored files belong to a row of a table.
pub fn named_in(connection: &mut Conn, table: &str, files: &[String]) -> Result<HashSet<String>, DbError> {
    let names = || files.to_vec();
    let found: Vec<String> = match table {
        "attachments" => attachments::table
            .filter(attachments::stored_as.eq_any(names()))
            .select(attachments::stored_as)
            .load(connection)?,
        "kept_files" => kept_files::table
            .filter(kept_files::stored_as.eq_any(names()))
            .select(kept_files::stored_as)
            .load(connection)?,
        "pictures" => {
            pictures::table.filter(pictures::stored_as.eq_any(names())).select(pictures::stored_as).load(connection)?
        }
        "order_imports" => {
            let uploaded = order_imports::table
                .filter(order_imports::stored_as.eq_any(names()))
                .select(order_imports::stored_as)
                .load(connection)?;
            let by_number = numbered(files, "imports/rejects/");
            let there: Vec<i64> = order_imports::table
                .filter(order_imports::id.eq_any(by_number.iter().map(|(id, _)| *id).collect::<Vec<_>>()))
                .select(order_imports::id)
                .load(connection)?;
            let rejects = by_number.into_iter().filter(|(id, _)| there.contains(id)).map(|(_, file)| file);
            uploaded.into_iter().chain(rejects).collect()
        }
        "exports" => {
            let by_number = numbered(files, "exports/");
            let there: Vec<i64> = exports::table
                .filter(exports::id.eq_any(by_number.iter().map(|(id, _)| *id).collect::<Vec<_>>()))
                .filter(exports::state.eq_any([ExportState::Waiting, ExportState::Running, ExportState::Done]))
                .select(exports::id)
                .load(connection)?;
            by_number.into_iter().filter(|(id, _)| there.contains(id)).map(|(_, file)| file).collect()
        }
        _ => Vec::new(),
    };
    Ok(found.into_iter().collect())
}

/// Files that are named by the id of their row, with it: `exports/17-2` is export 17's.
fn numbered(files: &[String], folder: &str) -> Vec<(i64, String)> {
    let id_of = |file: &String| {
        let name = file.strip_prefix(folder)?;
        let end = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
        Some((name[..end].parse().ok()?, file.clone()))
    };
    files.iter().filter_map(id_of).collect()
}

/// Evidence that is older than the removal of metadata from pictures. The index of these rows is found by its own words alone.
pub fn unstripped(connection: &mut Conn, limit: i64) -> Result<Vec<AttachmentRow>, DbError> {
    Ok(attachments::table
        .filter(sql::<Bool>("attachments.original_sha256 = ''"))
        .order(attachments::id)
        .limit(limit)
        .select(AttachmentRow::as_select())
        .load(connection)?)
}

/// Saves the row of such a file.
pub fn save_stripped(tx: &mut Tx<'_>, row: &AttachmentRow) -> Result<(), DbError> {
    diesel::update(attachments::table.find(row.id)).set(row).execute(tx.connection())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_rows_has_one_rule() {
        let ruled: Vec<Kept> = RULES.iter().map(|rule| rule.kept).collect();
        for kept in Kept::ALL.iter().filter(|kept| **kept != Kept::Orphans) {
            assert_eq!(ruled.iter().filter(|of| *of == kept).count(), 1, "{kept}");
        }
    }

    #[test]
    fn files_are_told_by_the_number_of_their_row() {
        let files = ["exports/17-2", "exports/x-2", "exports/9", "exports/"].map(str::to_owned);
        assert_eq!(numbered(&files, "exports/"), [(17, "exports/17-2".to_owned()), (9, "exports/9".to_owned())]);
    }
}
