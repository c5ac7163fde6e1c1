//! Why something is refused because of a dispute.

use crate::domain::money::Money;

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisputeProblem {
    /// The case is before somebody else: nothing is decided, sent or paid by us until the ruling.
    OnHold,
    /// One case at a time.
    OpenAlready,
    /// The buyer asked for a superior: a manager decides.
    ForManager,
    /// This remedy is none of the ticket's type.
    OtherRemedy,
    /// What the platform paid is a refund, and nothing else.
    PlatformRefunds,
    /// Goods are on their way or not inspected yet; what becomes of them is recorded first.
    GoodsOnTheWay,
    /// The gateway has the refund, or it failed there; that is settled first.
    RefundUnderWay,
    /// At most this can be paid.
    AtMost(Money),
    /// At least something is paid.
    Nothing,
}
