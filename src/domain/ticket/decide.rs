//! The status that an approval or an acceptance leads to, by type and facts. `workflow` lists the possible ones.

use crate::domain::money::Money;
use crate::domain::ticket::kind::{GoodsState, TicketType};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::type_profile::Ending;
use crate::domain::ticket::workflow::Action;

/// Whether goods of an approved ticket have still to come back: they are not here already, and the ticket is not about services alone.
pub fn awaits_goods(kind: TicketType, goods: GoodsState, has_goods: bool) -> bool {
    kind.returns_goods() && has_goods && !goods.with_seller()
}

/// The conditions of a return before it begins.
#[derive(Clone, Copy, Debug)]
pub struct ReturnOutlook {
    pub has_address: bool,
    /// The replacement's stock is reserved; always so where none goes out.
    pub has_stock: bool,
}

/// The facts that a decision depends on beside the type.
#[derive(Clone, Copy, Debug)]
pub struct Outlook {
    /// The approved amount; zero where nothing was paid in money.
    pub to_pay: Money,
    /// For goods that have still to come back.
    pub return_of: Option<ReturnOutlook>,
}

/// Where a decision leads: to the buyer while goods have to come back, or to a stop until address and stock are there; else to the money, to
/// the replacement, or to the end where nothing was paid in money.
pub fn decide(kind: TicketType, action: Action, outlook: Outlook) -> Status {
    match outlook.return_of {
        Some(ReturnOutlook { has_address: true, has_stock: true }) => Status::PendingReturn,
        Some(_) => Status::Approved,
        // Goods of a second round are here already, and finance sees their refund whatever it is.
        None if action == Action::Approve && kind.returns_goods() => Status::PendingRefund,
        None => match kind.profile().ending {
            Ending::Replacement => Status::PendingExchange,
            Ending::Refund if outlook.to_pay.is_zero() => Status::Completed,
            Ending::Refund => Status::PendingRefund,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticket::workflow::steps;

    /// The facts that an action may meet; goods of an exchange have always to come back, and a deduction leaves something to pay.
    fn outlooks(kind: TicketType, action: Action) -> Vec<Outlook> {
        let flags = [(true, true), (true, false), (false, true), (false, false)];
        let coming = flags.map(|(has_address, has_stock)| Some(ReturnOutlook { has_address, has_stock }));
        let returns: Vec<Option<ReturnOutlook>> = match action {
            Action::Approve if kind.ships_replacement() => coming.to_vec(),
            Action::Approve if kind.returns_goods() => coming.into_iter().chain([None]).collect(),
            _ => vec![None],
        };
        let amounts = if action == Action::Deduct { vec![1] } else { vec![0, 1] };
        let both = |return_of| amounts.iter().map(move |minor| (return_of, Money::from_minor(*minor)));
        returns.into_iter().flat_map(both).map(|(return_of, to_pay)| Outlook { to_pay, return_of }).collect()
    }

    #[test]
    fn a_decision_leads_where_the_table_lets_it() {
        let decided = [Action::Approve, Action::InspectPass, Action::Accept, Action::Deduct, Action::AcceptPart];
        for kind in TicketType::ALL {
            let all = Status::ALL.iter().flat_map(|from| steps(*kind, *from));
            for (action, targets) in all.filter(|(action, _)| decided.contains(action)) {
                for outlook in outlooks(*kind, *action) {
                    let to = decide(*kind, *action, outlook);
                    assert!(targets.contains(&to), "{kind} {action} {outlook:?} leads to {to}");
                }
            }
        }
    }

    #[test]
    fn goods_come_back_once() {
        let cases = [
            (TicketType::RefundOnly, GoodsState::WithBuyer, true, false),
            (TicketType::ReturnRefund, GoodsState::WithBuyer, true, true),
            (TicketType::ReturnRefund, GoodsState::WithBuyer, false, false),
            (TicketType::ReturnRefund, GoodsState::Shelved, true, false),
            (TicketType::Exchange, GoodsState::SellerReceived, true, false),
        ];
        for (kind, goods, has_goods, awaited) in cases {
            assert_eq!(awaits_goods(kind, goods, has_goods), awaited, "{kind} {goods} {has_goods}");
        }
    }
}
