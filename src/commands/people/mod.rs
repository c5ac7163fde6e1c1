//! Staff, log-ins, passwords, and what a person sets.

pub mod account;
pub mod change_staff;
pub mod login;
pub mod manage_staff;
pub mod mark_buyer;
pub mod notices;
pub mod passwords;
pub mod preferences;
pub mod set_up;
pub mod unmask;
pub mod uploads;
pub mod views;
