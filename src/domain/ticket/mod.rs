//! The ticket: its states and steps, who shaped it, whether it may be opened.

pub mod action;
pub mod decide;
pub mod eligibility;
pub mod facts;
pub mod fast_lane;
pub mod kind;
pub mod reason;
pub mod reply;
pub mod request;
pub mod shaping;
pub mod status;
pub mod type_profile;
pub mod workflow;
