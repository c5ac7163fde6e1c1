//! Merchants, settings, reasons, exports, jobs.

pub mod audit_diff;
pub mod create_merchant;
pub mod export;
pub mod manage_places;
pub mod manage_reasons;
pub mod manage_settings;
pub mod retain;
pub mod run_job;
pub mod schedule;
