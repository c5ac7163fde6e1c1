//! Tickets follow their order when it changes: buyer, shop and day, a draft's currency, and the keys that tickets are found by.

use crate::commands::CommandError;
use crate::domain::event::{Event, FollowedPart};
use crate::domain::ticket::status::Status;
use crate::store::orders::{self, OrderRow};
use crate::store::tickets::entries;
use crate::store::tickets::events::{NewEvent, append};
use crate::store::{Tx, tickets};

/// Updates the tickets of a claimed and saved order, with an event for each ticket that changed.
pub(super) fn order(tx: &mut Tx<'_>, by: Option<i64>, order: &OrderRow) -> Result<(), CommandError> {
    orders::follow(tx, order.id)?;
    for found in tickets::of_order(tx.connection(), order.id)? {
        let parts: Vec<FollowedPart> = [
            (FollowedPart::Buyer, found.buyer_id != order.buyer_id),
            (FollowedPart::Shop, found.shop_id != order.shop_id),
            (FollowedPart::OrderedAt, entries::of_ticket(tx.connection(), found.id)?.ordered_at != order.ordered_at),
            // Only a draft can be in another currency: what holds a claim keeps its order's.
            (FollowedPart::Currency, found.status == Status::Draft && found.currency != order.currency),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect();
        if parts.is_empty() {
            continue;
        }
        let Some(mut ticket) = tickets::claim(tx, found, None)? else { continue };
        let from = Some(ticket.status);
        let event = NewEvent { event: Event::OrderFollowed { parts }, staff_id: by, from, note: "" };
        append(tx, &mut ticket, event)?;
        tickets::follow(tx, &mut ticket, order)?;
    }
    Ok(())
}
