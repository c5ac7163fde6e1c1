//! Refunds, their attempts, what was refunded without a reviewer, and the sums an auditor asks for.

pub mod auto_refunds;
pub mod ledger_totals;
pub mod refund_list;
pub mod refunds;
