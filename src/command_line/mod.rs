//! The commands of the program beside `serve`.

pub mod backup;
pub mod generate;
pub mod import;
pub mod replay;
