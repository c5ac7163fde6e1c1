//! The ticket: its states and steps, who shaped it, whether it may be opened.

pub mod eligibility;
pub mod shaping;
pub mod window;
pub mod workflow;
