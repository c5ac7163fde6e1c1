//! The rules of a ticket: per line, which policy governed it, what that said and from which date it counted; what is wanted and came; and the
//! form with which a manager lets a late draft through.

pub mod forms;
pub mod panel;
pub mod read;
