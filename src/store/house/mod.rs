//! Merchants with their shops and warehouses, reasons, settings, the audit log, the home page.

pub mod audit;
pub mod audit_detail;
pub mod audit_list;
pub mod demo;
pub mod first_day;
pub mod home;
pub mod list_choices;
pub mod merchants;
pub mod reasons;
pub mod records;
pub mod setting_changes;
