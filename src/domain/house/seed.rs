//! The first rows of a merchant, without their words.

use crate::domain::policy::cause::Cause;
use crate::domain::policy::profile::Profile;
use crate::domain::term::calendar::DayKind;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::Responsibility;

/// Every type of ticket.
pub const ANY: &[TicketType] = TicketType::ALL;
/// Nothing came, so nothing goes back.
pub const NO_GOODS: &[TicketType] = &[TicketType::RefundOnly, TicketType::Exchange];
/// It is about money alone.
pub const MONEY: &[TicketType] = &[TicketType::RefundOnly];
/// Only goods that come back settle it.
pub const GOODS_BACK: &[TicketType] = &[TicketType::ReturnRefund, TicketType::Exchange];
/// Other goods would not help.
pub const REFUNDS: &[TicketType] = &[TicketType::RefundOnly, TicketType::ReturnRefund];

/// A reason with which a merchant begins (R124).
#[derive(Clone, Copy, Debug)]
pub struct SeedReason {
    pub code: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub responsibility: Responsibility,
    pub cause: Cause,
    /// The types that offer it.
    pub types: &'static [TicketType],
    /// What staff say to the buyer about it.
    pub reply_zh: &'static str,
    pub reply_en: &'static str,
}

impl SeedReason {
    /// The same, offered by some types only.
    pub const fn only(self, types: &'static [TicketType]) -> Self {
        Self { types, ..self }
    }

    /// The same with what staff say about it.
    pub const fn with_reply(self, reply_zh: &'static str, reply_en: &'static str) -> Self {
        Self { reply_zh, reply_en, ..self }
    }
}

/// The words of a merchant's first rows; people change them like any other.
#[derive(Clone, Copy, Debug)]
pub struct SeedNames {
    /// The first merchant of a fresh database, and its shop.
    pub merchant: &'static str,
    pub shop: &'static str,
    pub warehouse: &'static str,
    pub station: &'static str,
    pub reasons: &'static [SeedReason],
    /// Policies to begin with, by name.
    pub profiles: &'static [(Profile, &'static str)],
    /// The usual calendar.
    pub calendar: &'static str,
    /// What says which days are free in China.
    pub days_source: &'static str,
    /// The marked days of a merchant in China.
    pub days: &'static [SeedDay],
}

/// A public holiday or a make-up workday.
#[derive(Clone, Copy, Debug)]
pub struct SeedDay {
    /// `2026-10-01`.
    pub day: &'static str,
    pub kind: DayKind,
    pub name: &'static str,
}
