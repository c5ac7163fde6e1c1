//! Contacts that are no return (R25): a buyer asks, we answer. They hold no units and no money.

use crate::domain::codes::codes;
use crate::domain::time::Timestamp;

codes! {
    /// What a buyer asks about.
    QueryKind {
        /// Where a parcel is.
        Logistics = "LOGISTICS",
        /// How goods are used, or whether they are as they should be.
        Quality = "QUALITY",
        /// A parcel that a courier damaged.
        CourierDamage = "COURIER_DAMAGE",
        Other = "OTHER",
    }
}

codes! {
    /// Where a query stands.
    QueryState {
        Open = "OPEN",
        Answered = "ANSWERED",
        Closed = "CLOSED",
    }
}

codes! {
    /// What was done with a query.
    QueryStep {
        Recorded = "RECORDED",
        /// The number of its order became known.
        OrderNamed = "ORDER_NAMED",
        Answered = "ANSWERED",
        Closed = "CLOSED",
        Reopened = "REOPENED",
        TicketOpened = "TICKET_OPENED",
    }
}

/// More microseconds than an instant of our days has.
const BEYOND: i64 = 10_000_000_000_000_000;

impl QueryState {
    /// Whether the step exists in this state.
    pub fn allows(self, step: QueryStep) -> bool {
        match step {
            QueryStep::Recorded => false,
            QueryStep::OrderNamed | QueryStep::TicketOpened => true,
            QueryStep::Answered => self == Self::Open,
            QueryStep::Closed => self != Self::Closed,
            QueryStep::Reopened => self != Self::Open,
        }
    }

    /// Where lists have a query that was taken at an instant: open ones first, the oldest at the top; then answered ones and closed ones,
    /// the newest at the top.
    pub fn place(self, taken_at: Timestamp) -> i64 {
        match self {
            Self::Open => taken_at.micros(),
            Self::Answered => 2 * BEYOND - taken_at.micros(),
            Self::Closed => 4 * BEYOND - taken_at.micros(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_queries_come_first_and_the_oldest_of_them_at_the_top() {
        let at = |day: i64| Timestamp::from_micros(1_764_000_000_000_000 + day * 86_400_000_000);
        let sorted = [
            QueryState::Open.place(at(1)),
            QueryState::Open.place(at(2)),
            QueryState::Answered.place(at(2)),
            QueryState::Answered.place(at(1)),
            QueryState::Closed.place(at(9_000)),
            QueryState::Closed.place(at(1)),
        ];
        assert!(sorted.is_sorted(), "{sorted:?}");
    }

    #[test]
    fn a_step_exists_in_some_states() {
        use QueryState::*;
        for (step, states) in [
            (QueryStep::Answered, &[Open][..]),
            (QueryStep::Closed, &[Open, Answered]),
            (QueryStep::Reopened, &[Answered, Closed]),
            (QueryStep::TicketOpened, QueryState::ALL),
        ] {
            let found: Vec<QueryState> = QueryState::ALL.iter().copied().filter(|state| state.allows(step)).collect();
            assert_eq!(found, states, "{step}");
        }
    }
}
