//! Refunds, their attempts, the sums refunded without a reviewer, and the sums for an auditor.

pub mod auto_refunds;
pub mod ledger_totals;
pub mod refund_list;
pub mod refunds;
