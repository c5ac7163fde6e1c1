//! The columns of the ticket list (R127): one closed list that head, cells, sorting, hiding and export share.

use super::codes::codes;

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
    }
}

impl TicketColumn {
    /// Whether the column holds amounts, which not everybody sees.
    pub fn is_money(self) -> bool {
        self == Self::RefundAmount
    }
}
