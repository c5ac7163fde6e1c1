//! The terms of a ticket: who has to act, how long that may take, and what the end of the time does.

use crate::domain::codes::codes;
use crate::domain::term::length::{Length, LengthUnit};
use crate::domain::term::problem::TermProblem;

codes! {
    /// A term of a ticket.
    TermKind {
        /// The first decision about an application.
        Review = "REVIEW",
        /// A decision that is to be taken again: after finance sent it back, or after an inspection that deviates.
        SecondReview = "SECOND_REVIEW",
        /// The buyer sends what was asked for, or answers an offer.
        Supplement = "SUPPLEMENT",
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
        /// The platform acts by itself; typed as the platform shows it.
        Platform = "PLATFORM",
        /// A platform, an association or a court waits for our evidence.
        Evidence = "EVIDENCE",
    }
}

codes! {
    /// Whose time it is.
    Side {
        Merchant = "MERCHANT",
        Buyer = "BUYER",
        Platform = "PLATFORM",
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
        /// The ticket is closed (A8, B6).
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
        /// It was taken up again after it had been closed (B16).
        Reopening = "REOPENING",
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

codes! {
    /// What a platform does when its own time is over.
    PlatformAction {
        /// It agrees to the buyer's request.
        AutoAgree = "AUTO_AGREE",
        /// It pays the buyer.
        AutoRefund = "AUTO_REFUND",
        /// It closes the request.
        AutoClose = "AUTO_CLOSE",
        /// It decides the case by what it has.
        Decide = "DECIDE",
        Other = "OTHER",
    }
}

/// Days that the buyer is given more to send the goods (B6).
pub const EXTENSION_DAYS: i32 = 3;

/// Seconds after its time-out within which a return can be taken up again (B16).
pub const REOPENING_SECONDS: i64 = 48 * 3_600;

/// The longest term, in days or working days.
pub const LONGEST_DAYS: u32 = 365;

codes! {
    /// A part of a rule, as forms name it.
    RulePart {
        Length = "length",
        Target = "target",
        End = "end",
    }
}

impl Rule {
    /// What keeps a term of a kind from having the rule, part by part: it lasts from one unit to a year, turns amber at its end at the
    /// latest, and ends in one of the ways of its kind.
    pub fn problems(self, kind: TermKind) -> Vec<(RulePart, TermProblem)> {
        let most = self.length.unit.most();
        let mut problems = Vec::new();
        if !(1..=most).contains(&self.length.count) {
            problems.push((RulePart::Length, TermProblem::BadLength(most)));
        } else if self.target.count > self.length.count {
            problems.push((RulePart::Target, TermProblem::TargetAfterEnd));
        }
        if !kind.outcomes().contains(&self.at_end) {
            problems.push((RulePart::End, TermProblem::OtherOutcome));
        }
        problems
    }
}

impl LengthUnit {
    /// So many of them are the longest term.
    pub fn most(self) -> u32 {
        match self {
            Self::WorkingDays | Self::Days | Self::Typed => LONGEST_DAYS,
            Self::Hours => LONGEST_DAYS * 24,
        }
    }
}

impl TermKind {
    /// Whose time it is.
    pub fn side(self) -> Side {
        match self {
            Self::Supplement | Self::Return | Self::Confirmation | Self::Appeal => Side::Buyer,
            Self::Platform | Self::Evidence => Side::Platform,
            _ => Side::Merchant,
        }
    }

    /// Who acts.
    pub fn team(self) -> Team {
        match self {
            Self::Review | Self::SecondReview => Team::Review,
            Self::Receipt | Self::Inspection | Self::Replacement => Team::Warehouse,
            Self::Finance | Self::LegalRefund => Team::Finance,
            Self::Supplement | Self::Return | Self::Confirmation | Self::Appeal | Self::Platform | Self::Evidence => {
                Team::Service
            }
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
            (Self::Supplement, _) => rule(days(3), days(2), AtEnd::Close),
            (Self::Return, Basis::Reopening) => rule(days(3), days(2), AtEnd::Close),
            (Self::Return, _) => rule(days(7), days(6), AtEnd::Close),
            (Self::Receipt, Basis::Status | Basis::Reopening) => rule(days(10), days(7), AtEnd::Alarm),
            (Self::Receipt, Basis::SignIn) | (Self::Replacement, _) => rule(working(2), working(1), AtEnd::Alarm),
            (Self::LegalRefund, _) => rule(days(7), days(5), AtEnd::Alarm),
            (Self::Confirmation, _) => rule(days(15), days(14), AtEnd::Complete),
            (Self::Appeal, _) => rule(days(15), days(14), AtEnd::Lapse),
            (Self::Platform | Self::Evidence, _) => {
                let typed = Length { count: 0, unit: LengthUnit::Typed };
                rule(typed, typed, AtEnd::Alarm)
            }
        }
    }

    /// What the end of the term may do, by a merchant's choice; the usual one first.
    pub fn outcomes(self) -> &'static [AtEnd] {
        match self {
            Self::Supplement | Self::Return => &[AtEnd::Close, AtEnd::Alarm],
            Self::Confirmation => &[AtEnd::Complete, AtEnd::Alarm],
            Self::Appeal => &[AtEnd::Lapse],
            _ => &[AtEnd::Alarm],
        }
    }

    /// From what the term may count; each is a rule of its own.
    pub fn bases(self) -> &'static [Basis] {
        match self {
            Self::Receipt => &[Basis::Status, Basis::SignIn],
            Self::Return => &[Basis::Status, Basis::Reopening],
            Self::LegalRefund => &[Basis::SignIn],
            _ => &[Basis::Status],
        }
    }

    /// Whether a merchant sets its length; platforms set their own.
    pub fn is_settable(self) -> bool {
        !matches!(self, Self::Platform | Self::Evidence)
    }
}

codes! {
    /// Where a term stands.
    TermState {
        Running = "RUNNING",
        /// It stands still, with what was left of it, until what it waits for is there.
        Paused = "PAUSED",
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
