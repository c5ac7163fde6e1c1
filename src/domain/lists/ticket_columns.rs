//! The columns of the ticket list (R127 and the useful others): one closed list that head, cells, sorting, arranging and export share.

use crate::domain::codes::codes;
use crate::domain::lists::layout::Column;

codes! {
    /// A column of the ticket list.
    TicketColumn {
        TicketNo = "ticket_no",
        OrderNo = "order_no",
        Merchant = "merchant",
        Kind = "type",
        RefundAmount = "refund_amount",
        AppliedAt = "applied_at",
        ReviewedAt = "reviewed_at",
        OrderedAt = "ordered_at",
        Status = "status",
        WaitingSince = "waiting_since",
        Goods = "goods",
        Quantity = "quantity",
        Reason = "reason",
        Responsibility = "responsibility",
        Buyer = "buyer",
        Assignee = "assignee",
        Reviewer = "reviewer",
        Parcel = "parcel",
        ReceivedAt = "received_at",
        AskedAmount = "asked_amount",
        ComputedAmount = "computed_amount",
        Round = "round",
        Channel = "channel",
        Shop = "shop",
        Platform = "platform",
        Flag = "flag",
    }
}

/// The columns of the specification, which everybody starts with.
pub const USUAL: [TicketColumn; 9] = {
    use TicketColumn::*;
    [TicketNo, OrderNo, Merchant, Kind, RefundAmount, AppliedAt, ReviewedAt, OrderedAt, Status]
};

impl TicketColumn {
    /// Whether the column holds amounts, which not everybody sees.
    pub fn is_money(self) -> bool {
        matches!(self, Self::RefundAmount | Self::AskedAmount | Self::ComputedAmount)
    }

    /// Whether the list can be ordered by it, at any length.
    pub fn is_sortable(self) -> bool {
        USUAL.contains(&self) || self == Self::WaitingSince
    }
}

impl Column for TicketColumn {
    const ALL: &'static [Self] = Self::ALL;

    fn code(self) -> &'static str {
        self.code()
    }

    fn is_key(self) -> bool {
        self == Self::TicketNo
    }

    fn is_number(self) -> bool {
        self.is_money() || matches!(self, Self::Quantity | Self::Round)
    }

    fn width(self) -> u16 {
        match self {
            Self::Goods => 36,
            Self::OrderNo => 22,
            Self::Parcel | Self::Status => 20,
            Self::TicketNo => 17,
            Self::Merchant | Self::Shop | Self::Reason | Self::Buyer => 16,
            Self::AppliedAt | Self::ReviewedAt | Self::OrderedAt | Self::WaitingSince | Self::ReceivedAt => 14,
            Self::RefundAmount | Self::AskedAmount | Self::ComputedAmount => 13,
            Self::Responsibility | Self::Assignee | Self::Reviewer | Self::Channel | Self::Platform | Self::Kind => 12,
            Self::Quantity | Self::Round | Self::Flag => 9,
        }
    }
}
