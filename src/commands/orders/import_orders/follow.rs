//! An order that changed takes its tickets along: buyer, shop and day, a draft's currency, and what tickets are found by.

use serde_json::json;

use crate::commands::CommandError;
use crate::domain::codes::Status;
use crate::domain::event::EventKind;
use crate::store::orders::{self, OrderRow};
use crate::store::tickets::events::{NewEvent, append};
use crate::store::{Tx, tickets};

/// Brings the tickets of a claimed and saved order to what it says now, with an event for each that was different.
pub(super) fn order(tx: &mut Tx<'_>, by: Option<i64>, order: &OrderRow) -> Result<(), CommandError> {
    orders::follow(tx, order.id)?;
    for found in tickets::of_order(tx.connection(), order.id)? {
        let followed: Vec<&str> = [
            ("buyer", found.buyer_id != order.buyer_id),
            ("shop", found.shop_id != order.shop_id),
            ("day", found.ordered_at != order.ordered_at),
            // Only a draft can be in another currency: what holds a claim keeps its order's.
            ("currency", found.status == Status::Draft && found.currency != order.currency),
        ]
        .into_iter()
        .filter_map(|(what, differs)| differs.then_some(what))
        .collect();
        if followed.is_empty() {
            continue;
        }
        let detail = json!({ "followed": followed });
        let Some(mut ticket) = tickets::claim(tx, found, None)? else { continue };
        let from = Some(ticket.status);
        let event = NewEvent { kind: EventKind::OrderFollowed, staff_id: by, from, note: "", detail };
        append(tx, &mut ticket, event)?;
        tickets::follow(tx, &mut ticket, order)?;
    }
    Ok(())
}
