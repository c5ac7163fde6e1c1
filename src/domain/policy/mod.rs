//! After-sale policies: which causes there are.

pub mod cause;
