//! All rows of a database as text that is the same on both engines: `snapshot` reads them as they stood at one moment, `refill` puts them
//! into an empty database. Both follow the database's own catalogue and name no table, so that a new one is saved without a line here.

mod catalogue;
pub mod refill;
pub mod snapshot;

pub use catalogue::{Column, Kind, Table};
