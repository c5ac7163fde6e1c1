//! Who works on tickets: rules and queues, what they do with a new ticket, and people who are not there.

pub mod absence;
pub mod manage_queues;
pub mod manage_rules;
pub mod route;
pub mod trial;
