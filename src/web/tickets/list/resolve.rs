//! What the list's address names and only the database knows: searched words, the layout that a view or a person chose.

use std::collections::BTreeSet;

use crate::domain::lists::layout::Layout;
use crate::domain::lists::ticket_columns::TicketColumn;
use crate::domain::permission::Permission;
use crate::person::Person;
use crate::store::house::list_choices;
use crate::store::people::preferences;
use crate::store::tickets::search;
use crate::store::{Conn, DbError, Scope};
use crate::web::tickets::list::query::ListQuery;
use crate::web::tickets::list::views::Opened;

/// Turns the codes and words of an address into what the database knows; whether a word of the search stands for more than is looked
/// for.
pub fn resolve(connection: &mut Conn, scope: &Scope, asked: &mut ListQuery) -> Result<bool, DbError> {
    for code in std::mem::take(&mut asked.reason_codes) {
        let ids = list_choices::reason_ids(connection, scope, std::slice::from_ref(&code))?;
        if ids.is_empty() {
            asked.leave_out("reason", &code);
        }
        asked.filter.reasons.extend(ids);
    }
    let mut named: Vec<Vec<i64>> = Vec::new();
    if !asked.only.is_empty() {
        named.push(search::by_numbers(connection, scope, &asked.only)?);
    }
    if !asked.filter.sku.is_empty() {
        named.extend(search::of_sku(connection, scope, &asked.filter.sku)?);
    }
    let mut is_partial = false;
    if !asked.search.is_empty() {
        let hits = search::find(connection, scope, &asked.search, asked.names)?;
        named.extend(hits.ids);
        asked.filter.words = hits.words;
        is_partial = hits.is_partial;
    }
    asked.filter.ids = named.into_iter().reduce(|mut ids, others| {
        let others: BTreeSet<i64> = others.into_iter().collect();
        ids.retain(|id| others.contains(id));
        ids
    });
    Ok(is_partial)
}

/// The columns of a list as somebody arranged them.
pub fn layout_of(connection: &mut Conn, staff: &Person, opened: &Opened) -> Result<Layout<TicketColumn>, DbError> {
    let kept = preferences::layout(connection, staff.id, &opened.layout_page())?;
    Ok(usual(staff, opened).changed_by(&kept))
}

/// The columns that a view, else the person's role, begins with.
pub fn usual(staff: &Person, opened: &Opened) -> Layout<TicketColumn> {
    let may_see = staff.may(Permission::SeePrices);
    Layout::usual(opened.columns(), |column| !column.is_money() || may_see).changed_by(opened.layout())
}
