//! Files as rows of text: CSV and workbooks, plain or packed, in the encodings people use.

pub mod cell_text;
pub mod csv_records;
pub mod decoding;
pub mod open;
pub mod open_error;
#[cfg(test)]
pub mod tests_open;
pub mod workbook;
pub mod zip_guard;
