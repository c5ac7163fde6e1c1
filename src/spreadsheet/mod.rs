//! CSV and XLSX in and out: files of any encoding become rows, rows become order and stock records by a mapping, and what is
//! refused comes back line by line. Nothing here knows the database; no row of a file is ever dropped silently.

mod days;
pub mod order_file;
mod products;
pub mod read;
mod stock;
#[cfg(test)]
mod test_files;
#[cfg(test)]
mod tests_real_data;
#[cfg(test)]
mod tests_stock;
pub mod write;

pub use days::{DayCells, read_days};
pub use order_file::cancellations::{CancellationLine, read_cancellations};
pub use order_file::field::{Field, Level};
pub use order_file::file_line::{FileLine, RejectedLine};
pub use order_file::fingerprint::fingerprint;
pub use order_file::mapping::Mapping;
pub use order_file::mapping_error::MappingError;
pub use order_file::orders::{ReadEvent, ReadSummary, read_orders};
pub use order_file::reject::{CustomReason, RejectReason};
pub use order_file::rejects::{RejectsWriter, read_rejects};
pub use order_file::sample::{Sample, SampleLine};
pub use order_file::standard::{EXAMPLE_MAPPING, template_csv};
pub use products::{ProductCells, ProductOrReason, is_yes, read_products};
pub use read::open::{OnRow, RawRow, RowProblem, SheetFile};
pub use read::open_error::OpenError;
pub use stock::{StockEvent, StockLine, StockSummary, read_stock};
pub use write::table_out::{Cell, Cells, TableOut};
