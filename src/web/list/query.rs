//! A list's state as its address carries it: filters, order, place. What cannot be read is named and left out, so that every address gives
//! a valid list.

use crate::store::list::{Cursor, Direction};
use crate::web::framework::form::Fields;
use crate::web::list::filter::Unreadable;

/// The query of a list as it was understood.
#[derive(Clone, Debug)]
pub struct ListQuery<N, O> {
    pub narrowing: N,
    pub order: O,
    /// The column by whose order the list was asked for.
    pub sort: Option<&'static str>,
    pub ascending: bool,
    pub start: Option<(Cursor, Direction)>,
    /// Rows before the page, as far as the address knows.
    pub at: i64,
    /// The open tab.
    pub tab: &'static str,
    /// Whether anything but the tab narrows the list.
    pub is_narrowed: bool,
    /// Parts that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

impl<N, O> ListQuery<N, O> {
    /// Leaves one value of a field out that the database does not know.
    pub fn leave_out(&mut self, field: &str, value: &str) {
        self.unreadable.push(Unreadable::one(field, value));
    }

    /// An address without what was left out.
    pub fn understood(&self, query: &Fields) -> Fields {
        let kept = query.iter().filter(|(field, value)| !self.unreadable.iter().any(|part| part.is(field, value)));
        Fields::from_pairs(kept.map(|(field, value)| (field.to_owned(), value.to_owned())).collect())
    }
}
