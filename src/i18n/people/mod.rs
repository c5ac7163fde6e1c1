//! Staff, log-ins, the audit log.

pub mod account;
pub mod assignment;
pub mod audit;
pub mod login;
pub mod notices;
pub mod risk;
pub mod roles;
pub mod staff;
