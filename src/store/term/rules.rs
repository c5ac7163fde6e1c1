//! How long a merchant's terms are, where that is not the usual length. Terms that run keep the rule by which they began.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::term::kind::{AtEnd, Basis, Rule, TermKind};
use crate::domain::term::length::{Length, LengthUnit};
use crate::store::engine::prepared::{change, prepared};
use crate::store::schema::term_rules;
use crate::store::{Conn, DbError, Tx};

/// A merchant's own rule.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = term_rules)]
#[diesel(primary_key(merchant_id, kind, basis))]
struct RuleRow {
    merchant_id: i64,
    kind: TermKind,
    basis: Basis,
    length: i32,
    unit: LengthUnit,
    target: i32,
    at_end: AtEnd,
}

/// The rules of a merchant: its own, and the usual ones for all others.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    own: HashMap<(TermKind, Basis), Rule>,
}

impl Rules {
    /// The rule of a term.
    pub fn of(&self, kind: TermKind, basis: Basis) -> Rule {
        self.own.get(&(kind, basis)).copied().unwrap_or(kind.usual(basis))
    }
}

/// Reads the rules of a merchant.
///
/// # Errors
/// The database's.
pub fn of_merchant(connection: &mut Conn, merchant_id: i64) -> Result<Rules, DbError> {
    let rows = term_rules::table.filter(term_rules::merchant_id.eq(merchant_id));
    let rows: Vec<RuleRow> = prepared!(connection, load, rows.select(RuleRow::as_select()))?;
    let rule = |row: &RuleRow| {
        let length = |count: i32| Length { count: count.unsigned_abs(), unit: row.unit };
        Rule { length: length(row.length), target: length(row.target), at_end: row.at_end }
    };
    Ok(Rules { own: rows.iter().map(|row| ((row.kind, row.basis), rule(row))).collect() })
}

/// Keeps a merchant's rule of a term.
///
/// # Errors
/// The database's.
pub fn put(tx: &mut Tx<'_>, merchant_id: i64, kind: TermKind, basis: Basis, rule: Rule) -> Result<(), DbError> {
    let count = |length: Length| i32::try_from(length.count).unwrap_or(i32::MAX);
    let row = RuleRow {
        merchant_id,
        kind,
        basis,
        length: count(rule.length),
        unit: rule.length.unit,
        target: count(rule.target),
        at_end: rule.at_end,
    };
    change!(
        tx.connection(),
        diesel::insert_into(term_rules::table)
            .values(&row)
            .on_conflict((term_rules::merchant_id, term_rules::kind, term_rules::basis))
            .do_update()
            .set(&row)
    )?;
    Ok(())
}
