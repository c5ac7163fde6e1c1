//! Word to one person about a ticket: which entries of a timeline call for it, and which of the ticket's people hear of them. What concerns
//! a queue is no notice: its counts stand on desk and rail.

use crate::domain::codes::codes;
use crate::domain::event::EventKind;
use crate::domain::permission::Permission;

codes! {
    /// A kind of notice; a person may mute each.
    NoticeKind {
        /// The ticket was given to the person.
        Assigned = "assigned",
        /// Finance sent the ticket back.
        Bounced = "bounced",
        /// The person is the only one who can sign next.
        SignatureWanted = "signature_wanted",
        RefundFailed = "refund_failed",
        /// The buyer supplied or answered what was asked.
        Answered = "answered",
        /// The buyer objects to a rejection.
        Appealed = "appealed",
        /// The case came before somebody else.
        Disputed = "disputed",
        /// And was ruled.
        Ruled = "ruled",
    }
}

/// The part that somebody has in a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Assignee,
    Filer,
    /// Who decided the present round of review.
    Reviewer,
    /// Who let the money of the last refund leave.
    Payer,
    /// The one person with this right who neither shaped the ticket nor acted just now; nobody where there are several.
    OnlySigner(Permission),
}

/// The notice that an entry of a timeline calls for, and who gets it; `None` for entries that concern no single person.
pub const fn notice_of(entry: EventKind) -> Option<(NoticeKind, &'static [Part])> {
    use Part::{Assignee, Filer, OnlySigner, Payer, Reviewer};
    Some(match entry {
        EventKind::TicketAssigned | EventKind::RuleApplied => (NoticeKind::Assigned, &[Assignee]),
        EventKind::RefundBounced => (NoticeKind::Bounced, &[Assignee, Filer, Reviewer]),
        EventKind::RefundFailed => (NoticeKind::RefundFailed, &[Assignee, Filer, Payer]),
        EventKind::Appealed => (NoticeKind::Appealed, &[Assignee, Filer]),
        EventKind::DisputeOpened => (NoticeKind::Disputed, &[Assignee, Filer, Reviewer, Payer]),
        EventKind::DisputeRuled => (NoticeKind::Ruled, &[Assignee, Filer, Reviewer]),
        EventKind::BuyerAnswered => (NoticeKind::Answered, &[Assignee, Filer]),
        EventKind::OfflinePaymentRecorded => (NoticeKind::SignatureWanted, &[OnlySigner(Permission::PayOffline)]),
        EventKind::SettlementRecorded => (NoticeKind::SignatureWanted, &[OnlySigner(Permission::SettleRefund)]),
        _ => return None,
    })
}

/// Those who get a notice: everybody once, without who acted.
pub fn hearers(found: impl IntoIterator<Item = i64>, actor: Option<i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = found.into_iter().filter(|id| *id != 0 && Some(*id) != actor).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_hears_once_and_nobody_of_the_own_deeds() {
        for (found, actor, told) in [
            (vec![3, 2, 3], None, vec![2, 3]),
            (vec![3, 2, 3], Some(3), vec![2]),
            (vec![7], Some(7), vec![]),
            (vec![0, 4], Some(7), vec![4]),
        ] {
            assert_eq!(hearers(found.clone(), actor), told, "{found:?} {actor:?}");
        }
    }

    #[test]
    fn every_kind_is_written_by_an_entry() {
        for kind in NoticeKind::ALL {
            assert!(EventKind::ALL.iter().any(|entry| notice_of(*entry).is_some_and(|(of, _)| of == *kind)), "{kind}");
        }
    }
}
