//! What people and the system do to a ticket: the right it needs, the share in claim or amount that it gives, whether it lets money leave.

use crate::domain::codes::codes;
use crate::domain::permission::Permission;
use crate::domain::ticket::shaping::Shaping;

codes! {
    /// An action of people or the system on a ticket.
    Action {
        EditDraft = "edit-draft",
        Submit = "submit",
        /// A manager lets through what a policy refuses.
        Override = "override",
        /// Which of the wanted proofs came.
        CheckProofs = "check-proofs",
        Discard = "discard",
        AutoApprove = "auto-approve",
        /// Asks the buyer for what is missing; the review waits.
        RequestSupplement = "request-supplement",
        /// Offers the buyer an amount; the review waits.
        Offer = "offer",
        /// What the buyer supplied or answered.
        RecordAnswer = "record-answer",
        Approve = "approve",
        Reject = "reject",
        /// An attempt to resolve the case without a return, and how it ended.
        LogAttempt = "log-attempt",
        /// How the buyer signed for goods that came damaged.
        RecordDelivery = "record-delivery",
        /// Which steps of the damage procedure are done.
        CheckDamage = "check-damage",
        /// The buyer objects to a rejection.
        Appeal = "appeal",
        /// The buyer asks for a superior: a manager decides.
        Escalate = "escalate",
        /// The case comes before a platform, an association or a court; the ticket is on hold.
        OpenDispute = "open-dispute",
        AddEvidence = "add-evidence",
        /// How the case ended, and what follows.
        RecordRuling = "record-ruling",
        /// Takes one's own decision back.
        Withdraw = "withdraw",
        Cancel = "cancel",
        Close = "close",
        GiveAddress = "give-address",
        ShipBack = "ship-back",
        /// Gives the buyer more time to send the goods, once.
        ExtendReturn = "extend-return",
        /// Takes up a return again that was closed because it was not sent in time.
        ReopenReturn = "reopen-return",
        ClearTracking = "clear-tracking",
        /// A term ran out whose end does something by itself.
        TimeOut = "time-out",
        Receive = "receive",
        Recount = "recount",
        InspectPass = "inspect-pass",
        InspectDeviate = "inspect-deviate",
        Accept = "accept",
        Deduct = "deduct",
        AcceptPart = "accept-part",
        SendBack = "send-back",
        ChangeShipTo = "change-ship-to",
        Dispatch = "dispatch",
        ConfirmReceipt = "confirm-receipt",
        FinanceApprove = "finance-approve",
        Bounce = "bounce",
        GatewaySucceeded = "gateway-succeeded",
        GatewayFailed = "gateway-failed",
        GatewayUnclear = "gateway-unclear",
        Retry = "retry",
        RecordOffline = "record-offline",
        ConfirmOffline = "confirm-offline",
        RecordSettlement = "record-settlement",
        ConfirmSettlement = "confirm-settlement",
        /// The platform's number of the ticket, and when it acts by itself.
        NotePlatform = "note-platform",
        TellBuyer = "tell-buyer",
        Note = "note",
        Attach = "attach",
        WithdrawFile = "withdraw-file",
        Assign = "assign",
        Archive = "archive",
        Unarchive = "unarchive",
    }
}

impl Action {
    /// The right the action needs; `None` for actions of the system alone.
    pub fn permission(self) -> Option<Permission> {
        Some(match self {
            Self::EditDraft | Self::Submit | Self::Discard | Self::Cancel | Self::ConfirmReceipt | Self::Note => {
                Permission::FileTicket
            }
            Self::Attach | Self::WithdrawFile | Self::ChangeShipTo | Self::TellBuyer => Permission::FileTicket,
            Self::RequestSupplement | Self::Offer | Self::RecordAnswer | Self::NotePlatform => Permission::FileTicket,
            Self::ExtendReturn | Self::ReopenReturn | Self::Appeal => Permission::FileTicket,
            Self::Escalate | Self::OpenDispute | Self::AddEvidence => Permission::FileTicket,
            Self::CheckProofs | Self::LogAttempt => Permission::FileTicket,
            Self::RecordDelivery | Self::CheckDamage => Permission::FileTicket,
            Self::Override => Permission::OverridePolicy,
            Self::Assign => Permission::WorkTickets,
            Self::Archive | Self::Unarchive => Permission::AssignTickets,
            Self::Approve | Self::Reject | Self::Withdraw | Self::Close | Self::RecordRuling => Permission::Review,
            Self::GiveAddress | Self::ShipBack | Self::ClearTracking => Permission::ReturnLogistics,
            Self::Receive | Self::Recount | Self::Dispatch => Permission::WorkWarehouse,
            Self::InspectPass | Self::InspectDeviate => Permission::Inspect,
            Self::Accept | Self::Deduct | Self::AcceptPart | Self::SendBack => Permission::DecideException,
            Self::FinanceApprove | Self::Bounce | Self::Retry => Permission::DecideRefund,
            Self::RecordOffline | Self::ConfirmOffline => Permission::PayOffline,
            Self::RecordSettlement | Self::ConfirmSettlement => Permission::SettleRefund,
            Self::AutoApprove | Self::GatewaySucceeded | Self::GatewayFailed | Self::GatewayUnclear => return None,
            Self::TimeOut => return None,
        })
    }

    /// The share in claim or amount that the action gives to the person who takes it.
    pub fn shaping(self) -> Option<Shaping> {
        match self {
            Self::EditDraft => Some(Shaping::Edited),
            Self::Submit => Some(Shaping::Submitted),
            Self::Override => Some(Shaping::LetThrough),
            // An offer that the buyer takes is the amount of the decision.
            Self::Offer => Some(Shaping::Offered),
            Self::Approve | Self::RecordRuling => Some(Shaping::Approved),
            Self::Accept | Self::Deduct | Self::SendBack => Some(Shaping::Decided),
            Self::AcceptPart => Some(Shaping::Cut),
            Self::Discard | Self::AutoApprove | Self::Reject | Self::Cancel | Self::Close | Self::GiveAddress => None,
            Self::ShipBack | Self::ClearTracking | Self::Receive | Self::Recount => None,
            Self::InspectPass | Self::InspectDeviate => None,
            Self::ChangeShipTo | Self::Dispatch | Self::ConfirmReceipt | Self::FinanceApprove | Self::Bounce => None,
            Self::GatewaySucceeded | Self::GatewayFailed | Self::Retry | Self::RecordOffline => None,
            Self::GatewayUnclear | Self::RecordSettlement | Self::ConfirmSettlement | Self::ConfirmOffline => None,
            Self::Note | Self::Attach | Self::Assign | Self::Archive | Self::Unarchive | Self::Withdraw => None,
            Self::TellBuyer | Self::WithdrawFile | Self::TimeOut | Self::NotePlatform => None,
            Self::CheckProofs | Self::LogAttempt | Self::RecordDelivery | Self::CheckDamage => None,
            Self::RequestSupplement | Self::RecordAnswer | Self::ExtendReturn | Self::ReopenReturn => None,
            Self::Appeal | Self::Escalate | Self::OpenDispute | Self::AddEvidence => None,
        }
    }

    /// Whether it may be taken while the case is before somebody else: what comes in is taken in, and what the gateway has runs to its end.
    pub fn goes_on_while_held(self) -> bool {
        use Action::*;
        matches!(
            self,
            AddEvidence
                | RecordRuling
                | RecordAnswer
                | CheckProofs
                | RecordDelivery
                | CheckDamage
                | NotePlatform
                | Note
                | Attach
                | WithdrawFile
                | TellBuyer
                | Assign
                | ShipBack
                | ClearTracking
                | Receive
                | Recount
                | InspectPass
                | InspectDeviate
                | GatewaySucceeded
                | GatewayFailed
                | GatewayUnclear
                | ConfirmOffline
                | RecordSettlement
                | ConfirmSettlement
        )
    }

    /// Whether it is a decision about the ticket, which a manager takes where the buyer asked for a superior.
    pub fn decides(self) -> bool {
        matches!(
            self,
            Self::Approve
                | Self::Reject
                | Self::Accept
                | Self::Deduct
                | Self::AcceptPart
                | Self::SendBack
                | Self::Offer
        )
    }

    /// Whether the action lets money leave, or states whether it left: nobody who shaped the ticket takes it.
    pub fn pays(self) -> bool {
        matches!(
            self,
            Self::FinanceApprove
                | Self::Retry
                | Self::RecordOffline
                | Self::ConfirmOffline
                | Self::RecordSettlement
                | Self::ConfirmSettlement
        )
    }
}
