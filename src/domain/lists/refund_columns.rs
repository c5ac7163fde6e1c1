//! The columns of the finance list (R145, R147): one closed list that head, cells and arranging share.

use crate::domain::codes::codes;
use crate::domain::lists::layout::Column;

codes! {
    /// A column of the finance list.
    RefundColumn {
        TicketNo = "ticket_no",
        Status = "status",
        Merchant = "merchant",
        Goods = "goods",
        UnitPrice = "unit_price",
        Quantity = "quantity",
        Subtotal = "subtotal",
        Claimed = "claimed",
        Computed = "computed",
        Fees = "fees",
        Approved = "approved",
        Reason = "reason",
        Switches = "switches",
        AppliedAt = "applied_at",
        ReviewedAt = "reviewed_at",
        Gateway = "gateway",
        OrderNo = "order_no",
        RefundNo = "refund_no",
        RefundedAt = "refunded_at",
        Paid = "paid",
    }
}

/// What everybody starts with.
pub const USUAL: [RefundColumn; 16] = {
    use RefundColumn::*;
    [
        TicketNo, Status, Merchant, Goods, UnitPrice, Quantity, Subtotal, Claimed, Computed, Fees, Approved, Reason,
        Switches, AppliedAt, ReviewedAt, Gateway,
    ]
};

impl RefundColumn {
    /// Whether the column holds amounts, which not everybody sees.
    pub fn is_money(self) -> bool {
        use RefundColumn::*;
        matches!(self, UnitPrice | Subtotal | Claimed | Computed | Fees | Approved | Paid)
    }
}

impl Column for RefundColumn {
    const ALL: &'static [Self] = Self::ALL;

    fn code(self) -> &'static str {
        self.code()
    }

    fn is_key(self) -> bool {
        self == Self::TicketNo
    }

    fn is_number(self) -> bool {
        self.is_money() || self == Self::Quantity
    }

    fn width(self) -> u16 {
        match self {
            Self::Goods => 36,
            Self::Reason => 30,
            Self::OrderNo | Self::Fees => 22,
            Self::Status | Self::Approved | Self::Switches => 20,
            Self::TicketNo | Self::RefundNo => 17,
            Self::Merchant | Self::Gateway => 16,
            Self::AppliedAt | Self::ReviewedAt | Self::RefundedAt => 14,
            Self::UnitPrice | Self::Subtotal | Self::Claimed | Self::Computed | Self::Paid => 13,
            Self::Quantity => 9,
        }
    }
}
