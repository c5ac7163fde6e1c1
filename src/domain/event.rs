//! What can happen to a ticket, by the names its timeline keeps for ever.

use super::codes::codes;

codes! {
    /// A timeline entry's kind.
    EventKind {
        TicketDrafted = "TicketDrafted",
        TicketSubmitted = "TicketSubmitted",
        DraftDiscarded = "DraftDiscarded",
        TicketAutoApproved = "TicketAutoApproved",
        AutoApprovalDeclined = "AutoApprovalDeclined",
        TicketApproved = "TicketApproved",
        TicketRejected = "TicketRejected",
        TicketCancelled = "TicketCancelled",
        TicketClosed = "TicketClosed",
        ReturnAddressGiven = "ReturnAddressGiven",
        ReturnShipped = "ReturnShipped",
        ReturnTrackingCleared = "ReturnTrackingCleared",
        ParcelSignedIn = "ParcelSignedIn",
        GoodsReceived = "GoodsReceived",
        InspectionPassed = "InspectionPassed",
        InspectionDeviated = "InspectionDeviated",
        ExceptionAccepted = "ExceptionAccepted",
        ExceptionDeducted = "ExceptionDeducted",
        ExceptionPartlyAccepted = "ExceptionPartlyAccepted",
        SendBackDecided = "SendBackDecided",
        GoodsSentBack = "GoodsSentBack",
        ReplacementShipped = "ReplacementShipped",
        ReceiptConfirmed = "ReceiptConfirmed",
        RefundApproved = "RefundApproved",
        RefundBounced = "RefundBounced",
        RefundSucceeded = "RefundSucceeded",
        RefundFailed = "RefundFailed",
        RefundRetried = "RefundRetried",
        OfflinePaymentRecorded = "OfflinePaymentRecorded",
        OfflinePaymentConfirmed = "OfflinePaymentConfirmed",
        RefundUnclear = "RefundUnclear",
        SettlementRecorded = "SettlementRecorded",
        SettlementConfirmed = "SettlementConfirmed",
        NoteAdded = "NoteAdded",
        EvidenceAdded = "EvidenceAdded",
        TicketAssigned = "TicketAssigned",
        TicketArchived = "TicketArchived",
        TicketUnarchived = "TicketUnarchived",
        OrderFollowed = "OrderFollowed",
    }
}
