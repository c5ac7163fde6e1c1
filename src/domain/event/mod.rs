//! The events of a ticket, by the names that its timeline keeps for ever.

use crate::domain::assignment::rule::{Priority, ReturnCause};
mod kind;

pub use kind::EventKind;

use crate::domain::codes::codes;
use crate::domain::dispute::case::{DisputeKind, DisputeSide};
use crate::domain::dispute::ruling::{Payer, Remedy, Ruling};
use crate::domain::goods::condition::QualityFault;
use crate::domain::goods::movement::ReturnMethod;
use crate::domain::money::settlement::{SettlementVerdict, UnclearCause};
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money};
use crate::domain::policy::rule::{Proof, ProofState};
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::domain::term::kind::{PlatformAction, TermKind};
use crate::domain::ticket::eligibility::AutoApproval;
use crate::domain::ticket::kind::{Channel, EvidenceKind};
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::domain::ticket::request::BuyerAnswer;
use crate::domain::ticket::status::Status;
use crate::domain::time::Timestamp;

/// A unit count of goods that came back, as the warehouse received them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceivedLine {
    pub line_no: i64,
    pub sku: String,
    pub expected: i64,
    pub received: i64,
    pub good: i64,
    pub defective: i64,
}

/// A unit count that was corrected, before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecountedLine {
    pub line_no: i64,
    pub sku: String,
    pub was_good: i64,
    pub was_defective: i64,
    pub good: i64,
    pub defective: i64,
}

/// Units of a ticket line that were accepted; `None` for a line that inspection does not concern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AcceptedLine {
    pub line_no: i64,
    pub accepted: Option<i64>,
    /// The units before; `None` in entries of older versions.
    pub claimed: Option<i64>,
}

/// Goods that left the warehouse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentLine {
    pub sku: String,
    pub quantity: i64,
}

/// An inspection, whatever its verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inspected {
    pub inbound_no: String,
    pub quality_fault: QualityFault,
}

/// A parcel that left the warehouse with its goods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    pub outbound_no: String,
    /// By its code, or as it was written.
    pub carrier: String,
    pub tracking_no: String,
    pub lines: Vec<SentLine>,
}

/// A refund at the moment of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefundFigures {
    pub refund_no: String,
    pub amount: Money,
    pub currency: Currency,
    pub gateway: GatewayKind,
    /// The amount that was paid, where it is known and another than `amount`, or where a statement says it.
    pub said_paid: Option<Money>,
    /// Why the gateway refused; empty where it did not.
    pub fail_code: String,
    /// Of a transfer or in the gateway's statement; empty where there is none.
    pub reference: String,
    /// The day of a transfer, `2026-11-22`; empty where there is none.
    pub paid_on: String,
}

codes! {
    /// Parts of its order that a ticket followed when a file changed the order.
    FollowedPart {
        Buyer = "buyer",
        Shop = "shop",
        OrderedAt = "day",
        Currency = "currency",
    }
}

/// An entry of a ticket's timeline with what belongs to its kind. Amounts are in the ticket's currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    TicketDrafted {
        computed: Money,
    },
    TicketSubmitted {
        computed: Money,
    },
    DraftDiscarded,
    /// A manager let lines through that a rule, by its policy's code, refuses; why is the note.
    PolicyOverridden {
        rule: String,
        lines: Vec<i64>,
    },
    /// Those of which something else is known now.
    ProofsChecked {
        proofs: Vec<(Proof, ProofState)>,
    },
    TicketAutoApproved {
        approved: Money,
    },
    AutoApprovalDeclined {
        guard: AutoApproval,
    },
    /// The words to the buyer are the entry's note.
    SupplementRequested {
        wanted: Vec<EvidenceKind>,
    },
    OfferMade {
        amount: Money,
    },
    /// `amount`: what had been offered.
    BuyerAnswered {
        answer: BuyerAnswer,
        amount: Option<Money>,
    },
    /// `approved` is `None` where the type refunds no money.
    TicketApproved {
        computed: Money,
        approved: Option<Money>,
        ground: Option<Ground>,
    },
    TicketRejected {
        category: RejectCategory,
        show_buyer: bool,
    },
    /// A reviewer took the own decision back; the entry's note says why.
    DecisionWithdrawn,
    /// An attempt to resolve the case without a return; what was said is the note.
    AttemptLogged {
        way: AttemptWay,
        result: AttemptResult,
    },
    /// How the buyer signed for goods that came damaged.
    DeliveryRecorded {
        signed_as: SignedAs,
    },
    /// Those steps of the damage procedure that changed: done, or not done after all.
    DamageStepsChecked {
        steps: Vec<(DamageStep, bool)>,
    },
    /// The buyer objects to the rejection, in the words of the note. `has_other`: somebody else than who rejected it can decide.
    Appealed {
        has_other: bool,
    },
    /// The buyer asked for a superior; why is the note.
    Escalated,
    /// The case came before somebody else, in the words of the note. `halted`: a refund that was approved waits for finance again.
    DisputeOpened {
        kind: DisputeKind,
        reference: String,
        due_at: Option<Timestamp>,
        halted: bool,
    },
    /// The evidence is the note.
    DisputeEvidenceAdded {
        side: DisputeSide,
    },
    /// The ruling in its words is the note; remedy, payer and amount of one for the buyer.
    DisputeRuled {
        kind: DisputeKind,
        ruling: Ruling,
        remedy: Option<Remedy>,
        payer: Option<Payer>,
        amount: Option<Money>,
    },
    TicketCancelled,
    TicketClosed,
    ReturnAddressGiven {
        address: String,
    },
    /// `also_on`: tickets of other buyers that carry the number too.
    ReturnShipped {
        method: ReturnMethod,
        carrier: String,
        tracking_no: String,
        also_on: Vec<String>,
    },
    ReturnTrackingCleared {
        tracking_no: String,
    },
    /// `signed_in_at`: where that was before the entry.
    ParcelSignedIn {
        parcel_no: String,
        tracking_no: String,
        signed_in_at: Option<Timestamp>,
    },
    /// `excess`: goods over the count, in words; empty where there are none.
    GoodsReceived {
        inbound_no: String,
        warehouse: String,
        lines: Vec<ReceivedLine>,
        excess: String,
    },
    /// Lines whose counts were corrected. `warehouse`: where the goods are, `excess` as for a receipt.
    GoodsRecounted {
        inbound_no: String,
        warehouse: String,
        lines: Vec<RecountedLine>,
        excess: String,
    },
    InspectionPassed(Inspected),
    InspectionDeviated(Inspected),
    ExceptionAccepted,
    ExceptionDeducted {
        deducted: Money,
        approved: Money,
    },
    ExceptionPartlyAccepted {
        lines: Vec<AcceptedLine>,
        /// The amount before; `None` in entries of older versions.
        before: Option<Money>,
        approved: Option<Money>,
    },
    SendBackDecided {
        outbound_no: String,
    },
    /// Refused, and nothing can go back because nothing came.
    EmptyParcelRefused,
    /// The address of the parcel to the buyer; it is not repeated here.
    ShipToChanged,
    GoodsSentBack(Sent),
    ReplacementShipped(Sent),
    ReceiptConfirmed,
    ReturnExtended {
        due_at: Timestamp,
    },
    ReturnReopened,
    /// `due_at`: when the platform acts by itself, where it says so.
    PlatformNoted {
        platform_ticket_no: String,
        due_at: Option<Timestamp>,
        consequence: PlatformAction,
    },
    /// The time of a term ran out, and its end did what it does.
    TermExpired {
        term: TermKind,
    },
    /// The ticket was open before there were clocks; they run from here.
    ClocksStarted,
    /// A calendar was changed, and an end with it.
    ClocksCountedAgain {
        due_at: Timestamp,
    },
    RefundApproved(RefundFigures),
    /// `round`: the round of review that it ended.
    RefundBounced {
        refund: RefundFigures,
        round: i32,
    },
    RefundSucceeded(RefundFigures),
    RefundFailed(RefundFigures),
    RefundRetried(RefundFigures),
    OfflinePaymentRecorded(RefundFigures),
    OfflinePaymentConfirmed(RefundFigures),
    /// `request_no`: of an earlier request, where the answer belongs to one.
    RefundUnclear {
        refund: RefundFigures,
        cause: UnclearCause,
        request_no: Option<String>,
    },
    SettlementRecorded {
        refund: RefundFigures,
        verdict: SettlementVerdict,
    },
    /// `verdict` is `None` where the statement completed the ticket.
    SettlementConfirmed {
        refund: RefundFigures,
        verdict: Option<SettlementVerdict>,
    },
    /// The buyer was told how the ticket stands, in the words of the note.
    BuyerTold {
        channel: Channel,
    },
    NoteAdded,
    EvidenceAdded {
        kind: EvidenceKind,
        file: String,
    },
    /// The file is gone; why is the note.
    EvidenceWithdrawn {
        kind: EvidenceKind,
        file: String,
    },
    /// `None` for nobody.
    TicketAssigned {
        assignee_id: Option<i64>,
    },
    /// A rule matched when the ticket was filed. `queue` is empty where the rule names none; the note is the name of who got the ticket.
    RuleApplied {
        rule: String,
        queue: String,
        priority: Priority,
        assignee_id: Option<i64>,
    },
    /// The note is the name of who had the ticket.
    ReturnedToPool {
        cause: ReturnCause,
    },
    TicketArchived,
    TicketUnarchived,
    OrderFollowed {
        parts: Vec<FollowedPart>,
    },
}

impl Event {
    /// Whether the buyer has to be told of this entry, which led to a status, by somebody who talks to buyers: nothing else would say it.
    pub fn concerns_buyer(&self, to: Status) -> bool {
        match self {
            Self::RefundBounced { .. } | Self::SupplementRequested { .. } | Self::OfferMade { .. } => true,
            Self::ReturnReopened => true,
            Self::TermExpired { .. } => to == Status::Closed,
            _ => matches!(to, Status::Rejected | Status::RefundFailed),
        }
    }
}
