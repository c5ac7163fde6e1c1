//! The house: jobs, retention, audit kinds, the network, a merchant's first rows.

pub mod audit_kind;
pub mod file_problem;
pub mod job;
pub mod network;
pub mod retention;
pub mod seed;
pub mod work;
