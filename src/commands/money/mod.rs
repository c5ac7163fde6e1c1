//! Refunds and the settings that decide about money.

pub mod money_settings;
pub mod refund;
pub mod refund_order;
