//! What is wrong with a rule, a queue or an absence.

/// A problem at a field of their forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentProblem {
    /// This person does not work here any more.
    PersonDisabled(String),
    /// This person does not work on the merchant's tickets.
    PersonUnfit(String),
    /// People take turns within a queue.
    QueueNeeded,
    PersonNeeded,
    /// A region that is too short or masked; how it was typed.
    RegionUnclear(String),
    AmountsCross,
    /// The last day away is over.
    DayIsOver,
    /// There are this many already.
    TooMany(usize),
}
