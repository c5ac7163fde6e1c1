//! The page of one ticket.

pub mod detail;
pub mod dispute;
pub mod events;
pub mod evidence;
pub mod file;
pub mod forms;
pub mod gate;
pub mod lines;
pub mod pack;
pub mod panels;
pub mod presence;
pub mod print;
pub mod records;
pub mod rules;
pub mod service;
pub mod status;
pub mod timeline;
pub mod unmask_contact;
pub mod wording;
