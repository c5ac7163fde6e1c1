//! The terms of a ticket: who has to act, how long that may take, and what the end of the time does.

use crate::domain::codes::codes;
use crate::domain::term::length::{Length, LengthUnit};

codes! {
    /// A term of a ticket.
    TermKind {
        /// The first decision about an application.
        Review = "REVIEW",
        /// A decision that is to be taken again: after finance sent it back, or after an inspection that deviates.
        SecondReview = "SECOND_REVIEW",
        /// The buyer sends the goods.
        Return = "RETURN",
        /// The warehouse opens a parcel that was signed in; before that, the parcel is on its way.
        Receipt = "RECEIPT",
        /// Counted goods are inspected.
        Inspection = "INSPECTION",
        /// Finance decides about a refund.
        Finance = "FINANCE",
        /// The law's date for paying back goods that came back without a reason.
        LegalRefund = "LEGAL_REFUND",
        /// The replacement is sent.
        Replacement = "REPLACEMENT",
        /// The buyer confirms what an exchange sent.
        Confirmation = "CONFIRMATION",
        /// The buyer objects to a rejection.
        Appeal = "APPEAL",
    }
}

codes! {
    /// Whose time it is.
    Side {
        Merchant = "MERCHANT",
        Buyer = "BUYER",
    }
}

codes! {
    /// Who of the merchant acts, so whose calendar counts.
    Team {
        Service = "SERVICE",
        Review = "REVIEW",
        Finance = "FINANCE",
        Warehouse = "WAREHOUSE",
    }
}

codes! {
    /// What the end of a term does.
    AtEnd {
        /// It shows as overdue until somebody acts.
        Alarm = "ALARM",
        /// The ticket is closed (B6).
        Close = "CLOSE",
        /// The ticket is completed (C8).
        Complete = "COMPLETE",
        /// Nothing but that the time is over.
        Lapse = "LAPSE",
    }
}

codes! {
    /// From what a term counts, where one kind has several beginnings.
    Basis {
        /// The ticket came to its status.
        Status = "STATUS",
        /// Its parcel was signed in.
        SignIn = "SIGN_IN",
    }
}

/// How a term is counted (domain 7.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub length: Length,
    /// After which the clock turns amber; before the end.
    pub target: Length,
    pub at_end: AtEnd,
}

impl TermKind {
    /// Whose time it is.
    pub fn side(self) -> Side {
        match self {
            Self::Return | Self::Confirmation | Self::Appeal => Side::Buyer,
            _ => Side::Merchant,
        }
    }

    /// Who acts.
    pub fn team(self) -> Team {
        match self {
            Self::Review | Self::SecondReview => Team::Review,
            Self::Receipt | Self::Inspection | Self::Replacement => Team::Warehouse,
            Self::Finance | Self::LegalRefund => Team::Finance,
            Self::Return | Self::Confirmation | Self::Appeal => Team::Service,
        }
    }

    /// The rule with which a merchant begins. A parcel on its way is waited for ten days; one that is here, two working days.
    pub fn usual(self, basis: Basis) -> Rule {
        let working = |count| Length { count, unit: LengthUnit::WorkingDays };
        let days = |count| Length { count, unit: LengthUnit::Days };
        let rule = |length, target, at_end| Rule { length, target, at_end };
        match (self, basis) {
            (Self::Review, _) => rule(working(3), working(1), AtEnd::Alarm),
            (Self::SecondReview | Self::Inspection | Self::Finance, _) => rule(working(1), working(0), AtEnd::Alarm),
            (Self::Return, _) => rule(days(7), days(6), AtEnd::Close),
            (Self::Receipt, Basis::Status) => rule(days(10), days(7), AtEnd::Alarm),
            (Self::Receipt, Basis::SignIn) | (Self::Replacement, _) => rule(working(2), working(1), AtEnd::Alarm),
            (Self::LegalRefund, _) => rule(days(7), days(5), AtEnd::Alarm),
            (Self::Confirmation, _) => rule(days(15), days(14), AtEnd::Complete),
            (Self::Appeal, _) => rule(days(15), days(14), AtEnd::Lapse),
        }
    }
}

codes! {
    /// Where a term stands.
    TermState {
        Running = "RUNNING",
        /// What it waited for came.
        Done = "DONE",
        /// Its time ran out, and did what the end of the time does.
        Expired = "EXPIRED",
    }
}

codes! {
    /// What goes by a calendar of its own.
    Place {
        Shop = "SHOP",
        Team = "TEAM",
        Warehouse = "WAREHOUSE",
    }
}
