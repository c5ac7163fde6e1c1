//! Which of a queue's people gets a ticket.

use crate::domain::assignment::rule::Strategy;

/// Somebody who may be given the ticket now: active, with the right to work on it, of its merchant, not away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub id: i64,
    /// Open tickets that the person has.
    pub open: i64,
}

/// The person chosen; `None` where there is none. `last` is who of the queue was given a ticket last, `fixed` the rule's own person.
pub fn choose(strategy: Strategy, candidates: &[Candidate], last: Option<i64>, fixed: Option<i64>) -> Option<i64> {
    let mut ids: Vec<i64> = candidates.iter().map(|candidate| candidate.id).collect();
    ids.sort_unstable();
    match strategy {
        Strategy::Nobody => None,
        Strategy::Fixed => fixed.filter(|id| ids.contains(id)),
        Strategy::LeastOpen => candidates.iter().min_by_key(|person| (person.open, person.id)).map(|person| person.id),
        Strategy::InTurn => {
            let after = ids.iter().copied().find(|id| last.is_some_and(|last| *id > last));
            after.or(ids.first().copied())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strategies_choose_among_those_who_are_there() {
        let all = [(3, 5), (1, 9), (2, 5)].map(|(id, open)| Candidate { id, open });
        for (strategy, candidates, last, fixed, chosen) in [
            (Strategy::Nobody, &all[..], None, Some(1), None),
            (Strategy::Fixed, &all, None, Some(1), Some(1)),
            (Strategy::Fixed, &all, None, Some(4), None),
            (Strategy::LeastOpen, &all, None, None, Some(2)),
            (Strategy::LeastOpen, &[], None, None, None),
            (Strategy::InTurn, &all, None, None, Some(1)),
            (Strategy::InTurn, &all, Some(1), None, Some(2)),
            (Strategy::InTurn, &all, Some(3), None, Some(1)),
            (Strategy::InTurn, &all[..1], Some(3), None, Some(3)),
            (Strategy::InTurn, &all[..1], Some(2), None, Some(3)),
            (Strategy::InTurn, &[], Some(2), None, None),
        ] {
            assert_eq!(
                choose(strategy, candidates, last, fixed),
                chosen,
                "{strategy} {candidates:?} {last:?} {fixed:?}"
            );
        }
    }
}
