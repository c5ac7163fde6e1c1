//! Customer service on the ticket's page: attempts to resolve without a return, goods that came damaged, the query that the ticket came of.

pub mod forms;
pub mod panel;
pub mod read;
