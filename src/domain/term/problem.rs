//! Why more time, an offer or the length of a term is refused.

use crate::domain::money::Money;

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermProblem {
    /// The buyer was given more time once.
    ExtendedBefore,
    /// It was closed too long ago to be taken up again.
    ReopeningOver,
    /// The time for an appeal is over.
    AppealOver,
    /// Somebody else decides about an appeal against one's own rejection.
    OwnRejection,
    /// What an exchange sends is not there any more.
    StockGone,
    OfferOfNothing,
    /// At most this can be offered.
    OfferAbove(Money),
    /// A time that is to come has passed.
    PastTime,
    /// No time such as `2026-11-22 18:00`.
    BadTime,
    /// A term lasts from one unit to so many.
    BadLength(u32),
    /// It turns amber after none to so many units.
    BadTarget(u32),
    /// It turns amber after its end.
    TargetAfterEnd,
    /// This end is none of the term's.
    OtherOutcome,
    /// A period ends before it begins.
    EndsBeforeItBegins,
}
