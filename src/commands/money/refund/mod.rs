//! Finance's station: a refund is approved or bounced, queued for its gateway, retried, paid by transfer, settled by a statement, and ends
//! its ticket. Every change happens under the claim of the order and the ticket, so that refunds of one order are decided one after the
//! other.

mod answer;
pub mod claimed;
mod decide;
mod guards;
mod offline;
mod queue;
mod settle;

pub use answer::{Followed, SentRequest, Task, attempt_started, gateway_answered, sent_requests, task};
pub use decide::{approve, bounce, retry};
pub use offline::{confirm_offline, record_offline};
pub use queue::queue_automatic;
pub use settle::{Statement, confirm as confirm_settlement, record as record_settlement};
