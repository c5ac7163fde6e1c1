//! Staff, log-ins, sessions, and a person's own arrangements.

pub mod list_views;
pub mod login_failures;
pub mod notices;
pub mod preferences;
pub mod risk_flags;
pub mod sessions;
pub mod set_up_codes;
pub mod staff;
pub mod staff_list;
pub mod uploads;
