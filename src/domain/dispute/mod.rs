//! Cases about a ticket that others decide: a platform, an association, a court; and a manager whom the buyer asked for.

pub mod case;
pub mod pack;
pub mod problem;
pub mod ruling;
pub mod targets;
