//! Where a refund and its attempts stand, and what changes an amount.

use crate::domain::codes::codes;

codes! {
    /// A named deduction or addition of a ticket's amount.
    AdjustmentKind {
        ServiceFee = "SERVICE_FEE",
        PackagingFee = "PACKAGING_FEE",
        /// Freight of the way back that the seller advanced and the buyer bears.
        ReturnFreight = "RETURN_FREIGHT_ADVANCED",
        Freight = "FREIGHT_REFUND",
        DiminishedValue = "DIMINISHED_VALUE",
    }
}

codes! {
    /// Where a refund stands.
    RefundState {
        PendingApproval = "PENDING_APPROVAL",
        Queued = "QUEUED",
        Processing = "PROCESSING",
        ManualPending = "MANUAL_PENDING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Cancelled = "CANCELLED",
        /// Nobody knows whether it was paid; two persons settle it by the gateway's statement.
        Unclear = "UNCLEAR",
    }
}

codes! {
    /// How far one call of a refund gateway came. Only `SUCCEEDED`, `FAILED`, `CLOSED` and `NOT_PAID` are definitive; everything
    /// else means that the money may have moved.
    AttemptOutcome {
        /// Written before the call, so that a killed process leaves a trace of it.
        Sent = "SENT",
        Accepted = "ACCEPTED",
        /// No answer, or none that can be read.
        Unknown = "UNKNOWN",
        Processing = "PROCESSING",
        /// The gateway does not know the request: it never arrived.
        NotFound = "NOT_FOUND",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        /// Refused, and the request number is used up.
        Closed = "CLOSED",
        /// The gateway paid another amount than requested: people must look.
        AmountDiffers = "AMOUNT_DIFFERS",
        /// Two persons found in the gateway's statement that nothing was paid.
        NotPaid = "NOT_PAID",
    }
}

codes! {
    /// The way in which a refund is paid.
    GatewayKind {
        Manual = "manual",
        Simulated = "simulated",
        /// The platform paid it by itself; nothing is sent by us.
        Platform = "platform",
    }
}

impl GatewayKind {
    /// The ways that a merchant or an order can be set to.
    pub const CHOICES: &'static [Self] = &[Self::Manual, Self::Simulated];

    /// One of the ways that can be set.
    pub fn parse_choice(code: &str) -> Option<Self> {
        Self::CHOICES.iter().copied().find(|kind| kind.code() == code)
    }
}
