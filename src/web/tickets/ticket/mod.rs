//! The page of one ticket.

pub mod decisions;
pub mod detail;
pub mod evidence;
pub mod file;
pub mod gate;
pub mod panels;
pub mod presence;
pub mod print;
pub mod status;
pub mod wording;
