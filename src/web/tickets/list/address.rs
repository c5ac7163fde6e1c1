//! Where the ticket list is, and what it is called.

/// The name under which the list's columns and views are kept.
pub const PAGE: &str = "tickets.index";

/// Where the list is.
pub const ADDRESS: &str = "/tickets";

/// Seconds for which others see that a person has a ticket open.
pub const PRESENT_FOR: i64 = 50;
