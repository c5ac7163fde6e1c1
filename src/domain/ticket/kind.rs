//! A ticket's type, channel, wish and scene, and the place of its goods.

use crate::domain::codes::codes;

codes! {
    /// The type of a ticket: what the buyer gets (R1).
    TicketType {
        RefundOnly = "REFUND_ONLY",
        ReturnRefund = "RETURN_REFUND",
        Exchange = "EXCHANGE",
    }
}

codes! {
    /// How far the goods had come when a refund-only ticket was submitted.
    Scene {
        Unshipped = "UNSHIPPED",
        ShippedNotReceived = "SHIPPED_NOT_RECEIVED",
        ReceivedKeep = "RECEIVED_KEEP",
        /// Every type but refund only.
        Return = "RETURN",
    }
}

impl Scene {
    /// Whether the goods ever were with the buyer, so that it means something where they are now.
    pub fn reached_buyer(self) -> bool {
        match self {
            Self::Unshipped | Self::ShippedNotReceived => false,
            Self::ReceivedKeep | Self::Return => true,
        }
    }
}

codes! {
    /// Where the goods of a ticket are.
    GoodsState {
        WithBuyer = "WITH_BUYER",
        OnTheWay = "ON_THE_WAY",
        SellerReceived = "SELLER_RECEIVED",
        Shelved = "SHELVED",
        SentBack = "SENT_BACK",
    }
}

impl GoodsState {
    /// Whether the goods are in the seller's hands.
    pub fn with_seller(self) -> bool {
        matches!(self, Self::SellerReceived | Self::Shelved)
    }
}

codes! {
    /// Where the request reached us (R18).
    Channel {
        Staff = "STAFF",
        MerchantSite = "MERCHANT_SITE",
        Platform = "PLATFORM",
        Hotline = "HOTLINE",
        Social = "SOCIAL",
    }
}

impl Channel {
    /// The ways to tell a buyer something, the usual one first.
    pub const TO_BUYERS: &'static [Self] = &[Self::Platform, Self::Hotline, Self::Social, Self::MerchantSite];
}

codes! {
    /// The buyer's wish, which may differ from the ticket's type (R16).
    DesiredSolution {
        Return = "RETURN",
        Exchange = "EXCHANGE",
        Repair = "REPAIR",
        Refund = "REFUND",
    }
}

codes! {
    /// The content of a file attached to a ticket (R13).
    EvidenceKind {
        Photo = "PHOTO",
        Chat = "CHAT",
        Invoice = "INVOICE",
        Receipt = "RECEIPT",
        OrderShot = "ORDER_SHOT",
        Serial = "SERIAL",
        Usage = "USAGE",
        Other = "OTHER",
        /// Taken at the warehouse of what came back.
        Inspection = "INSPECTION",
    }
}
