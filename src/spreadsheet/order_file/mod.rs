//! Order files: which column is what, and the orders that rows make.

pub mod assemble;
pub mod binding;
pub mod cancellations;
pub mod field;
pub mod file_line;
pub mod fingerprint;
pub mod finish;
pub mod header;
pub mod lost_digits;
pub mod mapping;
pub mod mapping_error;
pub mod mapping_file;
pub mod orders;
pub mod reject;
pub mod rejects;
pub mod sample;
pub mod standard;
#[cfg(test)]
pub mod tests_foreign;
#[cfg(test)]
pub mod tests_orders;
pub mod words;
