//! Staff at a browser, without the browser: pages are fetched, forms are filled in as they stand and sent. With it the returns of a real
//! order file are replayed, and tests drive the product from the outside. Nothing is done past the pages; the database is read only at the
//! end, for its sums.

mod browser;
mod form;
mod host;
pub mod matching;
mod page;
mod run;
mod team;

pub use browser::{Browser, Trouble};
pub use form::Form;
pub use host::Host;
pub use page::Page;
pub use run::{Replay, Report};
pub use team::{Reached, Team};
