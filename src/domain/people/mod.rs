//! People: who may be given which right, log-ins, passwords, sessions, contacts and how they are masked.

pub mod contact;
pub mod device;
pub mod free_text;
pub mod login_limits;
pub mod notice;
pub mod password;
pub mod risk;
pub mod session_limits;
pub mod staffing;
