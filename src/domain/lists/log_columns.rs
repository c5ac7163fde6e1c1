//! The columns of the inbound and the outbound log (R149, R150): one closed list that heads, cells and arranging share.

use crate::domain::codes::codes;
use crate::domain::lists::layout::Column;

codes! {
    /// A column of a warehouse log.
    LogColumn {
        Number = "number",
        Kind = "kind",
        Goods = "goods",
        Quantity = "quantity",
        Defective = "defective",
        Grade = "grade",
        Time = "time",
        Operator = "operator",
        TicketNo = "ticket_no",
        TrackingNo = "tracking_no",
        Warehouse = "warehouse",
        State = "state",
        ShelvedAt = "shelved_at",
        Note = "note",
    }
}

impl LogColumn {
    /// Whether only what comes in has it.
    pub fn is_inbound_only(self) -> bool {
        matches!(self, Self::Defective | Self::Grade | Self::ShelvedAt | Self::Note)
    }
}

impl Column for LogColumn {
    const ALL: &'static [Self] = Self::ALL;

    fn code(self) -> &'static str {
        self.code()
    }

    fn is_key(self) -> bool {
        self == Self::Number
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Quantity | Self::Defective)
    }

    fn width(self) -> u16 {
        match self {
            Self::Goods => 36,
            Self::TrackingNo | Self::Note => 26,
            Self::Number | Self::TicketNo => 17,
            Self::Warehouse | Self::Kind => 16,
            Self::Time | Self::ShelvedAt => 14,
            Self::Operator | Self::State => 13,
            Self::Grade => 10,
            Self::Quantity | Self::Defective => 9,
        }
    }
}
