//! What of a ticket's timeline goes to a platform or a court as evidence (R177): what was said to and by the buyer, and what happened to
//! goods and money. What the house says to itself goes along only where somebody ticks it.

use crate::domain::event::EventKind;

/// What whoever takes the pack lets go along beside the evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackExtras {
    /// Notes and reasons that were written for colleagues.
    pub notes: bool,
    /// The names of staff; without them they are "staff".
    pub names: bool,
    /// Other tickets on the order.
    pub others: bool,
}

/// What of an entry goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The entry with its words.
    Whole,
    /// The entry without its words, which are for colleagues.
    Bare,
    Nothing,
}

/// What of an entry of a kind goes along.
pub fn share(kind: EventKind, extras: PackExtras) -> Share {
    use EventKind as K;
    let if_told = |told: bool, without: Share| if told { Share::Whole } else { without };
    match kind {
        // Said to or by the buyer, or found on the goods.
        K::SupplementRequested
        | K::OfferMade
        | K::BuyerAnswered
        | K::AttemptLogged
        | K::TicketRejected
        | K::Appealed
        | K::Escalated
        | K::DisputeOpened
        | K::DisputeEvidenceAdded
        | K::DisputeRuled
        | K::BuyerTold
        | K::DeliveryRecorded
        | K::DamageStepsChecked
        | K::GoodsReceived
        | K::InspectionPassed
        | K::InspectionDeviated
        | K::EmptyParcelRefused => Share::Whole,
        // Their words are names.
        K::TicketAssigned | K::RuleApplied | K::ReturnedToPool => if_told(extras.notes && extras.names, Share::Nothing),
        // Between colleagues.
        K::TicketDrafted
        | K::DraftDiscarded
        | K::PolicyOverridden
        | K::ProofsChecked
        | K::AutoApprovalDeclined
        | K::DecisionWithdrawn
        | K::NoteAdded
        | K::TicketArchived
        | K::TicketUnarchived
        | K::OrderFollowed
        | K::PlatformNoted
        | K::TermExpired
        | K::ClocksStarted
        | K::ClocksCountedAgain
        | K::RefundBounced
        | K::RefundRetried
        | K::RefundUnclear
        | K::SettlementRecorded
        | K::SettlementConfirmed => if_told(extras.notes, Share::Nothing),
        // What happened; its words are for colleagues.
        K::TicketSubmitted
        | K::TicketAutoApproved
        | K::TicketApproved
        | K::TicketCancelled
        | K::TicketClosed
        | K::ReturnAddressGiven
        | K::ReturnShipped
        | K::ReturnTrackingCleared
        | K::ParcelSignedIn
        | K::GoodsRecounted
        | K::ExceptionAccepted
        | K::ExceptionDeducted
        | K::ExceptionPartlyAccepted
        | K::SendBackDecided
        | K::ShipToChanged
        | K::GoodsSentBack
        | K::ReplacementShipped
        | K::ReceiptConfirmed
        | K::ReturnExtended
        | K::ReturnReopened
        | K::EvidenceAdded
        | K::EvidenceWithdrawn
        | K::RefundApproved
        | K::RefundSucceeded
        | K::RefundFailed
        | K::OfflinePaymentRecorded
        | K::OfflinePaymentConfirmed => if_told(extras.notes, Share::Bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_colleagues_say_to_each_other_stays_unless_it_is_ticked() {
        let (nothing, notes) = (PackExtras::default(), PackExtras { notes: true, ..PackExtras::default() });
        let all = PackExtras { notes: true, names: true, others: true };
        for (kind, plain, with_notes, with_all) in [
            (EventKind::NoteAdded, Share::Nothing, Share::Whole, Share::Whole),
            (EventKind::TicketAssigned, Share::Nothing, Share::Nothing, Share::Whole),
            (EventKind::TicketApproved, Share::Bare, Share::Whole, Share::Whole),
            (EventKind::BuyerAnswered, Share::Whole, Share::Whole, Share::Whole),
            (EventKind::InspectionDeviated, Share::Whole, Share::Whole, Share::Whole),
        ] {
            let shares = [nothing, notes, all].map(|extras| share(kind, extras));
            assert_eq!(shares, [plain, with_notes, with_all], "{kind}");
        }
    }
}
