//! A policy: whom it is about, and for each cause that it speaks of what a buyer may ask for, how long, and on which conditions. A cause that
//! it does not speak of is left to the next less particular policy.

use crate::domain::codes::codes;
use crate::domain::money::approval::FeeKind;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::period::Period;
use crate::domain::ticket::kind::TicketType;

/// The longest window, in days.
pub const DAYS_MOST: i64 = 3_650;
/// The most attempts that a policy may let a buyer make for one line.
pub const ATTEMPTS_MOST: i64 = 100;
/// The attempts of a policy that says nothing else (domain 10.1).
pub const ATTEMPTS_USUAL: i64 = 5;

codes! {
    /// Whom a policy is about, the least particular first.
    ScopeKind {
        Merchant = "MERCHANT",
        Shop = "SHOP",
        Category = "CATEGORY",
        /// By its SKU.
        Product = "PRODUCT",
        /// A buyer's account with whom it was agreed.
        Contract = "CONTRACT",
    }
}

codes! {
    /// From when a window counts.
    Starting {
        /// The sign-off; where nobody recorded it, fifteen days after dispatch.
        Receipt = "RECEIPT",
        /// The payment.
        Purchase = "PURCHASE",
    }
}

codes! {
    /// Who bears the freight of goods that come back.
    FreightBearer {
        Seller = "SELLER",
        Buyer = "BUYER",
        /// The seller, until a finding says whose fault it was.
        SellerFirst = "SELLER_FIRST",
    }
}

codes! {
    /// The fees that may be held back.
    Fees {
        None = "NONE",
        Service = "SERVICE",
        Packaging = "PACKAGING",
        Both = "BOTH",
    }
}

impl Fees {
    /// Whether a fee may be held back. Return freight is no fee of the merchant's: who bears it is said apart.
    pub fn allow(self, fee: FeeKind) -> bool {
        match fee {
            FeeKind::Service => matches!(self, Self::Service | Self::Both),
            FeeKind::Packaging => matches!(self, Self::Packaging | Self::Both),
            FeeKind::ReturnFreight => true,
        }
    }
}

codes! {
    /// Why goods are left out of returns without a reason.
    Exclusion {
        /// Made for this buyer; the product says so.
        CustomMade = "CUSTOM_MADE",
        /// The product is marked so.
        NotReturnable = "NOT_RETURNABLE",
        Fresh = "FRESH",
        HygieneOpened = "HYGIENE_OPENED",
        DigitalOpened = "DIGITAL_OPENED",
        Activated = "ACTIVATED",
        NearExpiry = "NEAR_EXPIRY",
    }
}

codes! {
    /// Something that is to be shown before a decision (R42).
    Proof {
        /// Invoice, receipt, picture of the order.
        Purchase = "PURCHASE",
        Serial = "SERIAL",
        /// Words, pictures or a video of the fault.
        Fault = "FAULT",
        /// Packaging and accessories.
        Packaging = "PACKAGING",
        /// Model and specification.
        Product = "PRODUCT",
        /// Manual, record of the installation.
        Other = "OTHER",
    }
}

codes! {
    /// Whether something that is wanted came.
    ProofState {
        Missing = "MISSING",
        Received = "RECEIVED",
        NotNeeded = "NOT_NEEDED",
    }
}

/// How long a remedy may be asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    #[default]
    NoLimit,
    NotAllowed,
    Days(u32),
}

impl Window {
    /// From a number of days as it is kept: none for no limit, 0 for what is not allowed.
    pub fn from_days(days: Option<i32>) -> Self {
        match days {
            None => Self::NoLimit,
            Some(..=0) => Self::NotAllowed,
            Some(days) => Self::Days(days.unsigned_abs()),
        }
    }

    /// As `from_days` reads it.
    pub fn days(self) -> Option<i32> {
        match self {
            Self::NoLimit => None,
            Self::NotAllowed => Some(0),
            Self::Days(days) => Some(i32::try_from(days).unwrap_or(i32::MAX)),
        }
    }

    /// As a form holds it.
    pub fn text(self) -> String {
        self.days().map_or_else(String::new, |days| days.to_string())
    }
}

/// The windows of the remedies; a refund only is of goods that the buyer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    pub refund_only: Window,
    pub return_refund: Window,
    pub exchange: Window,
}

impl Windows {
    /// That of a type of ticket.
    pub fn of(self, kind: TicketType) -> Window {
        match kind {
            TicketType::RefundOnly => self.refund_only,
            TicketType::ReturnRefund => self.return_refund,
            TicketType::Exchange => self.exchange,
        }
    }

    /// With another one for a type of ticket.
    pub fn with(self, kind: TicketType, window: Window) -> Self {
        match kind {
            TicketType::RefundOnly => Self { refund_only: window, ..self },
            TicketType::ReturnRefund => Self { return_refund: window, ..self },
            TicketType::Exchange => Self { exchange: window, ..self },
        }
    }
}

/// What holds for a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub cause: Cause,
    pub windows: Windows,
    pub freight: FreightBearer,
    pub fees: Fees,
    /// Days within which money goes back once the goods are here; `None`: nothing is promised.
    pub refund_within: Option<u32>,
    pub proofs: Vec<Proof>,
    /// A word for staff.
    pub note: String,
}

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTerms {
    pub name: String,
    pub active: bool,
    pub scope: ScopeKind,
    /// A shop's id, a category, a SKU, a buyer's account; empty for the merchant.
    pub scope_key: String,
    /// Orders that were paid then; open for all.
    pub paid: Period,
    /// Applications that are submitted then.
    pub valid: Period,
    pub starting: Starting,
    /// A window that ends on a public holiday stays open through the day after it.
    pub past_holidays: bool,
    /// How often a line may be applied for.
    pub attempts_most: i64,
    pub exclusions: Vec<Exclusion>,
    /// What a complete return holds; a product's own list stands above it.
    pub accessories: String,
    /// A text for staff.
    pub note: String,
    /// At most one for a cause.
    pub rules: Vec<Rule>,
}

impl PolicyTerms {
    /// What it says for a cause.
    pub fn rule(&self, cause: Cause) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.cause == cause)
    }

    /// Whether both would govern one application: alike particular, about the same, at one time.
    pub fn collides(&self, other: &Self) -> bool {
        self.active
            && other.active
            && (self.scope, &self.scope_key) == (other.scope, &other.scope_key)
            && self.paid.is_bounded() == other.paid.is_bounded()
            && self.paid.overlaps(other.paid)
            && self.valid.overlaps(other.valid)
    }
}

/// A version of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub id: i64,
    /// It never changes.
    pub code: String,
    pub version: i32,
    pub terms: PolicyTerms,
}
