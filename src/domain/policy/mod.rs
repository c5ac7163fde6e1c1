//! After-sale policies: which causes there are, which rule a merchant has for each, and until when it lets a buyer apply.

pub mod cause;
pub mod check;
pub mod choice;
pub mod period;
pub mod problem;
pub mod profile;
pub mod rule;
pub mod window;
