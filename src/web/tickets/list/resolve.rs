//! The conditions of an address that only the database knows: reasons, numbers, goods, searched words.

use std::collections::BTreeSet;

use crate::store::house::{home, list_choices};
use crate::store::list::Listed;
use crate::store::tickets::list::Tickets;
use crate::store::tickets::search;
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::list::query::ListQuery;

/// The query of the ticket list.
pub type TicketQuery = ListQuery<<Tickets as Listed>::Narrowing, <Tickets as Listed>::Order>;

/// Turns the codes and words of an address into what the database knows; whether a word of the search stands for more than is looked
/// for.
///
/// # Errors
/// The database cannot be read.
pub fn resolve(connection: &mut Conn, viewer: &Viewer, asked: &mut TicketQuery) -> Result<bool, DbError> {
    let scope = &viewer.scope;
    for code in std::mem::take(&mut asked.narrowing.reason_codes) {
        let ids = list_choices::reason_ids(connection, scope, std::slice::from_ref(&code))?;
        if ids.is_empty() {
            asked.leave_out("reason", &code);
        }
        asked.narrowing.filter.reasons.extend(ids);
    }
    let narrowing = &mut asked.narrowing;
    let mut named: Vec<Vec<i64>> = Vec::new();
    if let Some((queue, now)) = narrowing.queue {
        named.push(home::tickets_in(queue, connection, scope, now)?);
    }
    if !narrowing.only.is_empty() {
        named.push(search::by_numbers(connection, scope, &narrowing.only)?);
    }
    if !narrowing.filter.sku.is_empty() {
        named.extend(search::of_sku(connection, scope, &narrowing.filter.sku)?);
    }
    let mut is_partial = false;
    if !narrowing.search.is_empty() {
        let hits = search::find(connection, scope, &narrowing.search, viewer.name_search())?;
        named.extend(hits.ids);
        narrowing.filter.words = hits.words;
        is_partial = hits.is_partial;
    }
    narrowing.filter.ids = named.into_iter().reduce(|mut ids, others| {
        let others: BTreeSet<i64> = others.into_iter().collect();
        ids.retain(|id| others.contains(id));
        ids
    });
    Ok(is_partial)
}
