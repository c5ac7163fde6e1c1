//! An application as it was filled in.

use chrono::NaiveDate;

use crate::domain::refusal::FieldError;
use crate::domain::ticket::kind::TicketType;
use crate::store::tickets::stages::Particulars;

/// An application as it was filled in.
#[derive(Clone, Debug)]
pub struct Application {
    pub kind: TicketType,
    pub lines: Vec<AppliedLine>,
    pub particulars: Particulars,
    /// The day the buyer asked; today when absent (R6).
    pub requested_on: Option<NaiveDate>,
    /// A number typed by staff, accepted when it is free (R5).
    pub ticket_no: Option<String>,
    /// The rejected ticket that this one takes up again (R66).
    pub parent_no: Option<String>,
    /// What could not be read of the form: it is refused with that and with all that is wrong besides.
    pub unread: Vec<FieldError>,
}

/// A line applied for.
#[derive(Clone, Debug)]
pub struct AppliedLine {
    pub line_no: i64,
    pub quantity: i64,
    pub reason_code: String,
    /// For an exchange: another SKU than the same.
    pub exchange_sku: Option<String>,
}

/// The state of an application after it is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Draft,
    Submit,
}
