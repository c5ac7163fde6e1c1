//! Money: amounts and their parts, limits, refunds and the answers of gateways.

pub mod allocation;
pub mod amount;
pub mod approval;
pub mod caps;
pub mod currencies;
pub mod gateway_answer;
pub mod money_settings;
pub mod refund;
pub mod refund_amount;
pub mod settlement;
pub mod states;

pub use amount::*;
