//! What the ticket list can be narrowed by.

use crate::domain::money::Money;
use crate::domain::ticket::kind::{Channel, TicketType};
use crate::domain::ticket::reason::Responsibility;
use crate::domain::ticket::status::{Archive, ReviewResult, Status};
use crate::domain::time::Timestamp;
use crate::store::tickets::search::Key;

/// What is asked of the list. An empty list narrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketFilter {
    pub shelf: Archive,
    /// What a search found.
    pub ids: Option<Vec<i64>>,
    /// Of each word of a search that many tickets have: the keys of which a ticket has one.
    pub words: Vec<Vec<Key>>,
    /// A part of the ticket's number, upper case.
    pub ticket_no: String,
    /// A part of the order's number.
    pub order_no: String,
    /// Submitted at or after, and before.
    pub applied: (Option<Timestamp>, Option<Timestamp>),
    pub reviewed: (Option<Timestamp>, Option<Timestamp>),
    pub ordered: (Option<Timestamp>, Option<Timestamp>),
    /// The refund amount, both ends included.
    pub amount: (Option<Money>, Option<Money>),
    pub statuses: Vec<Status>,
    pub kinds: Vec<TicketType>,
    pub merchants: Vec<i64>,
    pub shops: Vec<i64>,
    /// Reasons of any line, by id.
    pub reasons: Vec<i64>,
    pub responsibilities: Vec<Responsibility>,
    /// 0 is nobody.
    pub assignees: Vec<i64>,
    pub reviewers: Vec<i64>,
    pub results: Vec<ReviewResult>,
    /// Only what finance sent back.
    pub bounced: bool,
    pub channels: Vec<Channel>,
    pub flags: Vec<String>,
    pub carriers: Vec<String>,
    /// A SKU on any line.
    pub sku: String,
}

impl Default for TicketFilter {
    fn default() -> Self {
        Self {
            shelf: Archive::Live,
            ids: None,
            words: Vec::new(),
            ticket_no: String::new(),
            order_no: String::new(),
            applied: (None, None),
            reviewed: (None, None),
            ordered: (None, None),
            amount: (None, None),
            statuses: Vec::new(),
            kinds: Vec::new(),
            merchants: Vec::new(),
            shops: Vec::new(),
            reasons: Vec::new(),
            responsibilities: Vec::new(),
            assignees: Vec::new(),
            reviewers: Vec::new(),
            results: Vec::new(),
            bounced: false,
            channels: Vec::new(),
            flags: Vec::new(),
            carriers: Vec::new(),
            sku: String::new(),
        }
    }
}

impl TicketFilter {
    /// Whether nothing but merchants, statuses and the shelf narrows the list, so that its counts are kept and exact.
    pub fn is_counted(&self) -> bool {
        *self
            == Self {
                shelf: self.shelf,
                statuses: self.statuses.clone(),
                merchants: self.merchants.clone(),
                ..Self::default()
            }
    }
}
