//! Rows as files.

pub mod csv_out;
pub mod table_out;
pub mod workbook_out;
