//! What the house keeps, and for how long.

pub mod audit_kind;
pub mod job;
pub mod network;
pub mod retention;
pub mod seed;
pub mod work;
