//! What follows from a ruling: a table over where the ticket and its goods are.

use crate::domain::codes::codes;
use crate::domain::dispute::problem::DisputeProblem;
use crate::domain::ticket::kind::{GoodsState, TicketType};
use crate::domain::ticket::status::Status;

codes! {
    /// How a case ended.
    Ruling {
        Buyer = "BUYER",
        Merchant = "MERCHANT",
        /// The buyer took it back, or both came to terms.
        Withdrawn = "WITHDRAWN",
    }
}

codes! {
    /// What a ruling for the buyer orders.
    Remedy {
        Refund = "REFUND",
        /// The money once the goods came back.
        Return = "RETURN",
        Exchange = "EXCHANGE",
    }
}

codes! {
    /// Who pays what a ruling orders.
    Payer {
        /// We do, after the usual signatures.
        Merchant = "MERCHANT",
        /// The platform paid it already.
        Platform = "PLATFORM",
    }
}

/// A ruling as it is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruled {
    ForBuyer(Remedy, Payer),
    ForMerchant,
    Withdrawn,
}

/// Where a ticket stands when its case is ruled.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub kind: TicketType,
    pub status: Status,
    pub goods: GoodsState,
    /// Its parcel was signed in, though not opened.
    pub signed_in: bool,
}

/// What a ruling does to its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// It goes on where it stands.
    Stays,
    /// It ends, and holds nothing any more.
    Closes,
    /// The goods that are here go back to the buyer.
    SendsBack,
    /// It is approved, and waits for the goods.
    Approves,
    /// The money is to be paid, or was paid, without more goods.
    Refunds,
    /// The money was paid by the platform; the goods come on their own way.
    RefundsBeforeGoods,
}

impl Standing {
    /// Nobody has decided yet, or against the buyer.
    fn is_undecided(&self) -> bool {
        matches!(self.status, Status::PendingReview | Status::AwaitingBuyer | Status::Rejected)
    }

    /// Goods come whose count is not known.
    fn goods_come(&self) -> bool {
        matches!(self.status, Status::Returning | Status::Received)
            || (self.status == Status::PendingReturn && self.signed_in)
    }
}

/// What follows from a ruling (A20).
///
/// # Errors
/// A remedy that is none of the type's; goods whose count is not known; a refund that the gateway has.
pub fn consequence(ticket: Standing, ruled: Ruled) -> Result<Consequence, DisputeProblem> {
    match ruled {
        Ruled::Withdrawn => Ok(Consequence::Stays),
        Ruled::ForMerchant => for_merchant(ticket),
        Ruled::ForBuyer(Remedy::Refund, payer) => refund(ticket, payer),
        Ruled::ForBuyer(_, Payer::Platform) => Err(DisputeProblem::PlatformRefunds),
        Ruled::ForBuyer(remedy, Payer::Merchant) => {
            let is_of_type = match remedy {
                Remedy::Exchange => ticket.kind.ships_replacement(),
                _ => ticket.kind.returns_goods() && ticket.kind.refunds_money(),
            };
            match ticket.is_undecided() {
                _ if !is_of_type => Err(DisputeProblem::OtherRemedy),
                true => Ok(Consequence::Approves),
                false => Ok(Consequence::Stays),
            }
        }
    }
}

fn for_merchant(ticket: Standing) -> Result<Consequence, DisputeProblem> {
    match ticket.status {
        Status::Completed | Status::ExchangeShipped => Ok(Consequence::Stays),
        Status::Refunding | Status::RefundFailed => Err(DisputeProblem::RefundUnderWay),
        Status::Returning => Err(DisputeProblem::GoodsOnTheWay),
        Status::PendingReturn if ticket.signed_in => Err(DisputeProblem::GoodsOnTheWay),
        Status::Received => Ok(Consequence::SendsBack),
        _ if ticket.goods.with_seller() => Ok(Consequence::SendsBack),
        _ => Ok(Consequence::Closes),
    }
}

fn refund(ticket: Standing, payer: Payer) -> Result<Consequence, DisputeProblem> {
    if !ticket.kind.refunds_money() {
        return Err(DisputeProblem::OtherRemedy);
    }
    match (ticket.status, payer) {
        (Status::Completed, _) => Ok(Consequence::Stays),
        (Status::Refunding | Status::RefundFailed, _) => Err(DisputeProblem::RefundUnderWay),
        _ if !ticket.goods_come() => Ok(Consequence::Refunds),
        (_, Payer::Platform) => Ok(Consequence::RefundsBeforeGoods),
        (_, Payer::Merchant) => Err(DisputeProblem::GoodsOnTheWay),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Consequence::*;
    use DisputeProblem::*;

    fn said(kind: TicketType, status: Status, goods: GoodsState, ruled: Ruled) -> String {
        match consequence(Standing { kind, status, goods, signed_in: false }, ruled) {
            Ok(consequence) => format!("{consequence:?}"),
            Err(problem) => format!("{problem:?}"),
        }
    }

    #[test]
    fn what_follows_depends_on_where_ticket_and_goods_are() {
        use GoodsState::{SellerReceived as Here, WithBuyer as There};
        use Status::*;
        use TicketType::{Exchange, RefundOnly, ReturnRefund};
        let pays = Ruled::ForBuyer(Remedy::Refund, Payer::Merchant);
        let paid = Ruled::ForBuyer(Remedy::Refund, Payer::Platform);
        let returns = Ruled::ForBuyer(Remedy::Return, Payer::Merchant);
        let exchanges = Ruled::ForBuyer(Remedy::Exchange, Payer::Merchant);
        for (kind, status, goods, ruled, wanted) in [
            (RefundOnly, Rejected, There, pays, format!("{Refunds:?}")),
            (RefundOnly, PendingRefund, There, paid, format!("{Refunds:?}")),
            (RefundOnly, PendingReview, There, returns, format!("{OtherRemedy:?}")),
            (RefundOnly, Rejected, There, Ruled::ForMerchant, format!("{Closes:?}")),
            (RefundOnly, Refunding, There, Ruled::ForMerchant, format!("{RefundUnderWay:?}")),
            (RefundOnly, Refunding, There, Ruled::Withdrawn, format!("{Stays:?}")),
            (ReturnRefund, Rejected, There, returns, format!("{Approves:?}")),
            (ReturnRefund, Returning, There, returns, format!("{Stays:?}")),
            (ReturnRefund, Returning, There, pays, format!("{GoodsOnTheWay:?}")),
            (ReturnRefund, Returning, There, paid, format!("{RefundsBeforeGoods:?}")),
            (ReturnRefund, Received, Here, Ruled::ForMerchant, format!("{SendsBack:?}")),
            (ReturnRefund, PendingRefund, Here, Ruled::ForMerchant, format!("{SendsBack:?}")),
            (ReturnRefund, InspectionException, Here, pays, format!("{Refunds:?}")),
            (Exchange, PendingReview, There, exchanges, format!("{Approves:?}")),
            (Exchange, PendingReview, There, pays, format!("{OtherRemedy:?}")),
            (Exchange, ExchangeShipped, Here, Ruled::ForMerchant, format!("{Stays:?}")),
            (Exchange, PendingExchange, Here, exchanges, format!("{Stays:?}")),
        ] {
            assert_eq!(said(kind, status, goods, ruled), wanted, "{kind:?} {status:?} {ruled:?}");
        }
    }
}
