//! The marks of completed tickets on an order: the money refunded in all, and how much of the goods came back (R88).

use crate::commands::CommandError;
use crate::domain::money::Money;
use crate::domain::order::kind::OrderAfterSale;
use crate::store::tickets::parts;
use crate::store::{Tx, orders};

/// Marks an order whose ticket has just been saved as completed; `refunded` is the money that ticket gave back, zero for an exchange.
/// The order is claimed already.
pub fn completed(tx: &mut Tx<'_>, order_id: i64, refunded: Money) -> Result<(), CommandError> {
    let bought = orders::goods_units(tx.connection(), order_id)?;
    let taken = parts::completed_units(tx.connection(), order_id)?;
    let mut order = orders::by_id(tx.connection(), order_id)?;
    order.refunded_minor += refunded;
    order.after_sale = how_much(bought, taken);
    orders::save(tx, &mut order)?;
    Ok(())
}

/// Marks an order again whose lines an import has changed. The order is claimed already.
pub fn recounted(tx: &mut Tx<'_>, order_id: i64) -> Result<(), CommandError> {
    completed(tx, order_id, Money::ZERO)
}

/// Units that completed tickets took back against the units of goods bought, replacements included.
fn how_much(bought: i64, taken: i64) -> OrderAfterSale {
    if taken <= 0 {
        OrderAfterSale::None
    } else if taken < bought {
        OrderAfterSale::Partly
    } else {
        OrderAfterSale::Complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_complete_when_every_unit_came_back() {
        assert_eq!(how_much(3, 0), OrderAfterSale::None);
        assert_eq!(how_much(3, 2), OrderAfterSale::Partly);
        assert_eq!(how_much(3, 3), OrderAfterSale::Complete);
        // Postage alone was refunded: there are no goods that could come back.
        assert_eq!(how_much(0, 0), OrderAfterSale::None);
    }
}
