//! Cases about tickets that others decide.

pub mod disputes;
