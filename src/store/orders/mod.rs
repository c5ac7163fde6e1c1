//! Orders, the files they come in, their pictures, and what they are found by.

pub mod finding;
pub mod import;
pub mod imports;
pub mod keys;
pub mod list;
pub mod order;
pub mod pictures;

pub use order::*;
