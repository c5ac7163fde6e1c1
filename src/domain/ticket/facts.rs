//! What the guards of a ticket's actions need to know of it.

use crate::domain::money::states::RefundState;
use crate::domain::ticket::kind::{GoodsState, TicketType};
use crate::domain::ticket::shaping::Shaper;
use crate::domain::ticket::status::Status;

/// The facts of a ticket that the guards need.
#[derive(Clone, Debug)]
pub struct TicketFacts {
    pub kind: TicketType,
    pub status: Status,
    pub goods: GoodsState,
    /// The present round.
    pub round: i32,
    /// Who shaped claim and amount, in all rounds.
    pub shapers: Vec<Shaper>,
    /// The merchant lets people review what they applied for.
    pub filer_may_review: bool,
    /// The parcel was signed in at the warehouse, though not opened yet.
    pub signed_in: bool,
    /// The goods' way back to the buyer was decided and is not shipped yet; there are goods.
    pub sending_back: bool,
    /// The buyer was given more time to send the goods.
    pub is_extended: bool,
    /// It was closed because the goods were not sent in time, and not long ago: it can be taken up again (B16).
    pub return_timed_out: bool,
    /// The time for an appeal is over.
    pub appeal_over: bool,
    /// Who rejected it, while somebody else is to decide about the buyer's appeal.
    pub appeal_against: Option<i64>,
    /// The case is before somebody else.
    pub on_hold: bool,
    /// The buyer asked for a superior.
    pub is_escalated: bool,
    /// The buyer has yet to hear what became of the ticket.
    pub buyer_to_tell: bool,
    pub refund: Option<RefundFacts>,
    /// Who took the decision that brought the ticket where it stands; `None` where the system did, or something else followed it.
    pub decided_by: Option<i64>,
    /// A refund of the ticket, also a cancelled one, may have been paid without anybody knowing; two persons settle that first.
    pub is_unclear: bool,
}

/// The facts of a ticket's refund, not cancelled, that the guards need.
#[derive(Clone, Debug)]
pub struct RefundFacts {
    pub state: RefundState,
    /// Who recorded the offline transfer, once recorded.
    pub recorded_by: Option<i64>,
}
