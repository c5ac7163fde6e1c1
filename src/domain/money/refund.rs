//! How a refund order talks to a gateway: requests and answers, which call comes next, which request number a retry uses. `gateway_answer`
//! decides what an answer means; nothing here knows a real gateway.

use crate::domain::money::states::{AttemptOutcome as A, RefundState};
use crate::domain::money::{Currency, Money};
use crate::domain::time::Timestamp;

/// A request to a gateway to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// Our refund order.
    pub refund_no: String,
    /// The gateway pays a request number once, however often it comes.
    pub request_no: String,
    /// The payment that the money goes back to, by the gateway's own number.
    pub payment_reference: String,
    /// In minor units of `currency`.
    pub amount: Money,
    pub currency: Currency,
    pub reason: String,
}

/// A gateway's answer to a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// Accepted; a later query finds whether it was paid.
    Accepted,
    /// Paid, this amount.
    Succeeded(Money),
    /// Refused for good; the same request number may be sent again once the cause is gone.
    Rejected(String),
    /// No answer, or none that can be read: the money may have moved.
    Unknown,
}

/// A gateway's answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Queried {
    Processing,
    Succeeded(Money),
    Failed(String),
    /// Failed, and the request number is used up: a retry needs a new one.
    Closed(String),
    /// The request never arrived.
    NotFound,
    /// No answer.
    Unknown,
}

/// The statement of an answer of either kind about one request number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing definitive.
    Open(A),
    Succeeded(Money),
    Failed(String),
    Closed(String),
}

impl From<Submitted> for Answer {
    fn from(submitted: Submitted) -> Self {
        match submitted {
            Submitted::Accepted => Self::Open(A::Accepted),
            Submitted::Succeeded(amount) => Self::Succeeded(amount),
            Submitted::Rejected(code) => Self::Failed(code),
            Submitted::Unknown => Self::Open(A::Unknown),
        }
    }
}

impl From<Queried> for Answer {
    fn from(queried: Queried) -> Self {
        match queried {
            Queried::Processing => Self::Open(A::Processing),
            Queried::Succeeded(amount) => Self::Succeeded(amount),
            Queried::Failed(code) => Self::Failed(code),
            Queried::Closed(code) => Self::Closed(code),
            Queried::NotFound => Self::Open(A::NotFound),
            Queried::Unknown => Self::Open(A::Unknown),
        }
    }
}

/// The next call of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Send the request, with the present number.
    Submit,
    /// Query the result of the last request first.
    Query,
    /// The refund is not the gateway's business now.
    Nothing,
}

/// The next call for a refund, given the outcome of the last attempt under its present request number.
pub fn next_call(state: RefundState, last: Option<A>) -> Call {
    match state {
        RefundState::Queued | RefundState::Processing => match last {
            // A definitive failure means that somebody ordered the retry since.
            None | Some(A::NotFound | A::Failed | A::Closed | A::NotPaid) => Call::Submit,
            Some(A::Sent | A::Accepted | A::Unknown | A::Processing | A::Succeeded | A::AmountDiffers) => Call::Query,
        },
        RefundState::PendingApproval
        | RefundState::ManualPending
        | RefundState::Succeeded
        | RefundState::Failed
        | RefundState::Cancelled
        | RefundState::Unclear => Call::Nothing,
    }
}

/// Seconds after which finance is alarmed of a refund without a definite answer. The gateway is still asked: unknown is not failed.
pub const OVERDUE: i64 = 86_400;

/// Whether a refund is on its way for so long that finance is alarmed. `is_silent` says that it is unclear because its gateway says
/// nothing definitive; `since` is when it was last sent, or queued where it was not sent yet.
pub fn is_overdue(state: RefundState, is_silent: bool, since: Timestamp, now: Timestamp) -> bool {
    let under_way = matches!(state, RefundState::Queued | RefundState::Processing);
    (under_way || (state == RefundState::Unclear && is_silent)) && since.plus_seconds(OVERDUE) <= now
}

/// The request number of a retry: the same as long as the gateway takes it, else the refund's number with the count of numbers used. `last`
/// is the outcome of the last attempt under the present number; `said_paid` says that the gateway claims to have paid that number, which it
/// would not pay again.
pub fn retry_number(refund_no: &str, present_no: &str, last: Option<A>, said_paid: bool) -> String {
    let used_up = last == Some(A::Closed) || (last == Some(A::NotPaid) && said_paid);
    if !used_up {
        return present_no.to_owned();
    }
    let used = present_no
        .strip_prefix(refund_no)
        .and_then(|rest| rest.strip_prefix('-'))
        .and_then(|count| count.parse::<u32>().ok())
        .unwrap_or(1);
    format!("{refund_no}-{}", used.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_attempt_is_asked_about_before_anything_is_sent_again() {
        use RefundState::*;
        let cases = [
            (Queued, None, Call::Submit),
            (Queued, Some(A::Failed), Call::Submit),
            (Queued, Some(A::Closed), Call::Submit),
            (Processing, Some(A::NotFound), Call::Submit),
            (Processing, Some(A::Sent), Call::Query),
            (Processing, Some(A::Unknown), Call::Query),
            (Processing, Some(A::Accepted), Call::Query),
            (Processing, Some(A::Processing), Call::Query),
            (Processing, Some(A::AmountDiffers), Call::Query),
            (PendingApproval, None, Call::Nothing),
            (ManualPending, Some(A::Failed), Call::Nothing),
            (Succeeded, Some(A::Succeeded), Call::Nothing),
            (Failed, Some(A::Failed), Call::Nothing),
            (Cancelled, None, Call::Nothing),
            (Unclear, Some(A::Processing), Call::Nothing),
            (Queued, Some(A::NotPaid), Call::Submit),
        ];
        for (state, last, expected) in cases {
            assert_eq!(next_call(state, last), expected, "{state} {last:?}");
        }
    }

    #[test]
    fn a_new_number_is_used_only_when_the_old_one_is_used_up() {
        let cases = [
            ("RF1", None, false, "RF1"),
            ("RF1", Some(A::Failed), false, "RF1"),
            ("RF1", Some(A::Closed), false, "RF1-2"),
            ("RF1", Some(A::NotPaid), false, "RF1"),
            ("RF1", Some(A::NotPaid), true, "RF1-2"),
            ("RF1-2", Some(A::Failed), false, "RF1-2"),
            ("RF1-2", Some(A::Closed), false, "RF1-3"),
        ];
        for (present, last, said_paid, expected) in cases {
            assert_eq!(retry_number("RF1", present, last, said_paid), expected, "{present} {last:?} {said_paid}");
        }
    }
}
