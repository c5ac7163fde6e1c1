//! CSV and XLSX in and out: files of any encoding become rows, rows become order and stock records by a mapping, and what is
//! refused comes back line by line. Nothing here knows the database; no row of a file is ever dropped silently.

mod assemble;
mod binding;
mod cancellations;
mod cell_text;
pub mod csv_out;
mod csv_records;
mod decoding;
mod field;
mod fingerprint;
mod finish;
mod header;
mod mapping;
mod mapping_file;
mod open;
mod open_error;
mod orders;
mod reject;
mod rejects;
mod standard;
mod stock;
mod table_out;
#[cfg(test)]
mod test_files;
#[cfg(test)]
mod tests_open;
#[cfg(test)]
mod tests_orders;
#[cfg(test)]
mod tests_real_data;
#[cfg(test)]
mod tests_stock;
mod words;
mod workbook;
mod workbook_out;
mod zip_guard;

pub use cancellations::{CancellationLine, read_cancellations};
pub use field::{Field, Level};
pub use fingerprint::fingerprint;
pub use mapping::Mapping;
pub use mapping_file::MappingError;
pub use open::{OnRow, RawRow, RowProblem, SheetFile};
pub use open_error::OpenError;
pub use orders::{Beginning, ReadEvent, ReadSummary, RejectedLine, read_orders};
pub use reject::{CustomReason, RejectReason};
pub use rejects::{RejectsWriter, read_rejects};
pub use standard::template_csv;
pub use stock::{StockEvent, StockLine, StockSummary, read_stock};
pub use table_out::{Cell, Cells, TableOut};
