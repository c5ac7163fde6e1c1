//! The page of one ticket.

pub mod attachments;
pub mod decisions;
pub mod detail;
pub mod events;
pub mod evidence;
pub mod file;
pub mod gate;
pub mod lines;
pub mod panels;
pub mod presence;
pub mod print;
pub mod records;
pub mod status;
pub mod summary;
pub mod timeline;
pub mod unmask_contact;
pub mod wording;
