//! How a refund order talks to a gateway: which call comes next, what an answer means, which request number a retry uses. An unknown
//! answer is never a failure; nothing here knows a real gateway.

use super::codes::{AttemptOutcome as A, RefundState};
use super::money::{Currency, Money};

/// What a gateway is asked to pay.
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
    /// Taken in; whether it was paid is asked later.
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

/// What an answer of either kind says about one request number.
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

/// What to do at the gateway next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Send the request, with the present number.
    Submit,
    /// Ask what became of it first.
    Query,
    /// The refund is not the gateway's business now.
    Nothing,
}

/// The next call for a refund, given the outcome of the last attempt under its present request number.
pub fn next_call(state: RefundState, last: Option<A>) -> Call {
    match state {
        RefundState::Queued | RefundState::Processing => match last {
            // A definitive failure means that somebody ordered the retry since.
            None | Some(A::NotFound | A::Failed | A::Closed) => Call::Submit,
            Some(A::Sent | A::Accepted | A::Unknown | A::Processing | A::Succeeded | A::AmountDiffers) => Call::Query,
        },
        RefundState::PendingApproval
        | RefundState::ManualPending
        | RefundState::Succeeded
        | RefundState::Failed
        | RefundState::Cancelled => Call::Nothing,
    }
}

/// What an answer changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Too late, or for another request number: nothing at all.
    Ignore,
    /// Noted with the attempt; the refund stays under way.
    Wait(A),
    Succeed,
    Fail {
        code: String,
        closed: bool,
    },
}

/// What an answer about `request_no` means for a refund in `state` that asks for `amount` under `present_no`. An answer that comes
/// twice, late or for a number that was replaced changes nothing; another amount than asked keeps the refund under way.
pub fn effect_of(state: RefundState, present_no: &str, amount: Money, request_no: &str, answer: Answer) -> Effect {
    let under_way = matches!(state, RefundState::Queued | RefundState::Processing);
    if !under_way || present_no != request_no {
        return Effect::Ignore;
    }
    match answer {
        Answer::Open(outcome) => Effect::Wait(outcome),
        Answer::Succeeded(paid) if paid == amount => Effect::Succeed,
        Answer::Succeeded(_) => Effect::Wait(A::AmountDiffers),
        Answer::Failed(code) => Effect::Fail { code, closed: false },
        Answer::Closed(code) => Effect::Fail { code, closed: true },
    }
}

/// The request number of a retry: the same as long as the gateway takes it, else the refund's number with the count of numbers used.
pub fn retry_number(refund_no: &str, present_no: &str, last: Option<A>) -> String {
    if last != Some(A::Closed) {
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

    const HUNDRED: Money = Money::from_minor(10_000);

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
        ];
        for (state, last, expected) in cases {
            assert_eq!(next_call(state, last), expected, "{state} {last:?}");
        }
    }

    #[test]
    fn only_the_first_definitive_answer_of_the_present_number_counts() {
        use RefundState::*;
        let paid = || Answer::Succeeded(HUNDRED);
        let failed = || Answer::Failed("BALANCE_SHORT".to_owned());
        let fail = |closed| Effect::Fail { code: "BALANCE_SHORT".to_owned(), closed };
        let cases = [
            (Processing, "RF1", paid(), Effect::Succeed),
            (Queued, "RF1", paid(), Effect::Succeed),
            (Processing, "RF1", failed(), fail(false)),
            (Processing, "RF1", Answer::Closed("BALANCE_SHORT".to_owned()), fail(true)),
            (Processing, "RF1", Answer::Open(A::Unknown), Effect::Wait(A::Unknown)),
            (Processing, "RF1", Answer::Succeeded(Money::from_minor(9_999)), Effect::Wait(A::AmountDiffers)),
            (Processing, "RF0", paid(), Effect::Ignore),
            (Succeeded, "RF1", paid(), Effect::Ignore),
            (Succeeded, "RF1", failed(), Effect::Ignore),
            (Failed, "RF1", paid(), Effect::Ignore),
            (ManualPending, "RF1", paid(), Effect::Ignore),
            (Cancelled, "RF1", paid(), Effect::Ignore),
        ];
        for (state, request_no, answer, expected) in cases {
            let label = format!("{state} {request_no} {answer:?}");
            assert_eq!(effect_of(state, "RF1", HUNDRED, request_no, answer), expected, "{label}");
        }
    }

    #[test]
    fn a_new_number_is_used_only_when_the_gateway_closed_the_old_one() {
        let cases = [
            ("RF1", None, "RF1"),
            ("RF1", Some(A::Failed), "RF1"),
            ("RF1", Some(A::Closed), "RF1-2"),
            ("RF1-2", Some(A::Failed), "RF1-2"),
            ("RF1-2", Some(A::Closed), "RF1-3"),
        ];
        for (present, last, expected) in cases {
            assert_eq!(retry_number("RF1", present, last), expected);
        }
    }
}
