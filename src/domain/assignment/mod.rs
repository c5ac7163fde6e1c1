//! Who works on a new ticket: ordered rules over what it is, and how one of a queue's people is chosen.

pub mod choice;
pub mod problem;
pub mod rule;
