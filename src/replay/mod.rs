//! Staff at a browser, without the browser: pages are fetched, forms are filled in as they stand and sent. Tests drive the product
//! with it from the outside; nothing here reads or writes the database.

mod browser;
mod form;
pub mod matching;
mod page;

pub use browser::{Browser, Trouble};
pub use form::Form;
pub use page::Page;
