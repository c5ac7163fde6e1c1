//! The meaning of a gateway's answer for a refund. An unknown answer is never a failure, an answer belongs to the attempt it is about, and
//! no payment is missed: one that the refund did not expect marks it until two persons settle it.

use crate::domain::money::Money;
use crate::domain::money::refund::Answer;
use crate::domain::money::settlement::UnclearCause;
use crate::domain::money::states::{AttemptOutcome as A, RefundState};

/// After this many answers without a definite result a refund is unclear. With the delays of its job that takes about three hours.
pub const MOST_QUESTIONS: i32 = 24;

/// The attempt that an answer is about, and the refund it belongs to, as they are when the answer comes.
#[derive(Clone, Copy, Debug)]
pub struct AnsweredAttempt {
    pub state: RefundState,
    pub unclear: Option<UnclearCause>,
    /// The refund's amount.
    pub amount: Money,
    /// Whether the attempt carries the refund's present request number.
    pub is_present: bool,
    /// Whether no later attempt was made.
    pub is_last: bool,
    /// The attempt's outcome so far.
    pub outcome: A,
    /// The amount that the gateway already said it paid under the attempt's request number.
    pub known: Option<Money>,
    /// Answers that said nothing definitive since the refund was queued, this one not included.
    pub questions: i32,
}

/// The change that an answer makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Known already, or the failure of an older attempt: nothing at all.
    Ignore,
    /// Nothing was paid, as the refund says: noted with the attempt, with the time.
    Deny,
    /// Noted with the attempt; the refund stays under way.
    Wait(A),
    Succeed,
    Fail {
        code: String,
        closed: bool,
    },
    /// The gateway paid what the refund did not expect, or does not say whether it did: kept with the attempt and marked on the refund,
    /// which stands still until two persons settled it. `paid` is what the gateway says it paid, if it says so.
    Mark {
        cause: UnclearCause,
        paid: Option<Money>,
    },
}

/// The effect of an answer. It belongs to one attempt: a failure counts only for the last attempt, once, while the refund is under way. A
/// success counts in any state; a repeated one changes nothing.
pub fn effect_of(answered: &AnsweredAttempt, answer: Answer) -> Effect {
    let under_way = matches!(answered.state, RefundState::Queued | RefundState::Processing);
    let is_open = under_way && answered.is_present && answered.is_last && !is_definitive(answered.outcome);
    match answer {
        Answer::Succeeded(paid) if answered.known == Some(paid) => Effect::Ignore,
        Answer::Succeeded(paid) => success(answered, under_way, paid),
        Answer::Failed(code) if is_open => Effect::Fail { code, closed: false },
        Answer::Closed(code) if is_open => Effect::Fail { code, closed: true },
        Answer::Open(A::NotFound) | Answer::Failed(_) | Answer::Closed(_) if !under_way => Effect::Deny,
        Answer::Failed(_) | Answer::Closed(_) => Effect::Ignore,
        Answer::Open(_) if is_open && answered.questions + 1 >= MOST_QUESTIONS => {
            Effect::Mark { cause: UnclearCause::Silent, paid: None }
        }
        Answer::Open(outcome) if is_open => Effect::Wait(outcome),
        Answer::Open(_) => Effect::Ignore,
    }
}

fn success(answered: &AnsweredAttempt, under_way: bool, paid: Money) -> Effect {
    // Of a refund that is unclear by silence alone, this is the answer that was waited for.
    let waited_for = under_way || answered.unclear == Some(UnclearCause::Silent);
    let cause = match waited_for && answered.is_present && answered.known.is_none() {
        true if paid == answered.amount => return Effect::Succeed,
        true => UnclearCause::AmountDiffers,
        false => UnclearCause::LateSuccess,
    };
    Effect::Mark { cause, paid: Some(paid) }
}

/// Whether an attempt came to an end.
pub fn is_definitive(outcome: A) -> bool {
    match outcome {
        A::Succeeded | A::Failed | A::Closed | A::NotPaid => true,
        A::Sent | A::Accepted | A::Unknown | A::Processing | A::NotFound | A::AmountDiffers => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HUNDRED: Money = Money::from_minor(10_000);

    /// The last attempt, under the present number, of a refund over 100.00 that is under way.
    const OPEN: AnsweredAttempt = AnsweredAttempt {
        state: RefundState::Processing,
        unclear: None,
        amount: HUNDRED,
        is_present: true,
        is_last: true,
        outcome: A::Sent,
        known: None,
        questions: 0,
    };
    const LESS: Money = Money::from_minor(9_999);

    fn failed() -> Answer {
        Answer::Failed("BALANCE_SHORT".to_owned())
    }

    fn fails(closed: bool) -> Effect {
        Effect::Fail { code: "BALANCE_SHORT".to_owned(), closed }
    }

    fn marks(cause: UnclearCause, paid: Option<Money>) -> Effect {
        Effect::Mark { cause, paid }
    }

    #[test]
    fn an_answer_belongs_to_its_attempt() {
        use UnclearCause::*;
        let older = AnsweredAttempt { is_last: false, ..OPEN };
        let replaced = AnsweredAttempt { is_present: false, is_last: false, ..OPEN };
        let ended = AnsweredAttempt { outcome: A::Failed, ..OPEN };
        let paid = || Answer::Succeeded(HUNDRED);
        let closed = || Answer::Closed("BALANCE_SHORT".to_owned());
        let cases = [
            (OPEN, paid(), Effect::Succeed),
            (OPEN, failed(), fails(false)),
            (OPEN, closed(), fails(true)),
            (OPEN, Answer::Open(A::Unknown), Effect::Wait(A::Unknown)),
            (OPEN, Answer::Succeeded(LESS), marks(AmountDiffers, Some(LESS))),
            // A number is paid once, whichever attempt under it the gateway speaks of.
            (older, paid(), Effect::Succeed),
            (ended, paid(), Effect::Succeed),
            // The failure of an older attempt, and one that comes after the retry was ordered, change nothing.
            (older, failed(), Effect::Ignore),
            (older, closed(), Effect::Ignore),
            (older, Answer::Open(A::Unknown), Effect::Ignore),
            (ended, failed(), Effect::Ignore),
            (replaced, failed(), Effect::Ignore),
            (replaced, paid(), marks(LateSuccess, Some(HUNDRED))),
            (AnsweredAttempt { state: RefundState::Queued, ..OPEN }, paid(), Effect::Succeed),
        ];
        for (answered, answer, expected) in cases {
            let label = format!("{answered:?} {answer:?}");
            assert_eq!(effect_of(&answered, answer), expected, "{label}");
        }
    }

    #[test]
    fn a_success_is_kept_in_any_state_and_known_once() {
        use RefundState::*;
        for state in RefundState::ALL {
            let answered = AnsweredAttempt { state: *state, outcome: A::Failed, ..OPEN };
            let expected = match state {
                Queued | Processing => Effect::Succeed,
                PendingApproval | ManualPending | Succeeded | Failed | Cancelled | Unclear => {
                    marks(UnclearCause::LateSuccess, Some(HUNDRED))
                }
            };
            assert_eq!(effect_of(&answered, Answer::Succeeded(HUNDRED)), expected, "{state}");
            let known = AnsweredAttempt { known: Some(HUNDRED), ..answered };
            assert_eq!(effect_of(&known, Answer::Succeeded(HUNDRED)), Effect::Ignore, "{state}, told again");
            let other = marks(UnclearCause::LateSuccess, Some(LESS));
            assert_eq!(effect_of(&known, Answer::Succeeded(LESS)), other, "{state}, told otherwise");
        }
    }

    #[test]
    fn what_is_not_under_way_hears_that_nothing_was_paid() {
        use RefundState::*;
        for state in [ManualPending, Succeeded, Failed, Cancelled, Unclear] {
            let answered = AnsweredAttempt { state, outcome: A::Failed, ..OPEN };
            for answer in [failed(), Answer::Closed(String::new()), Answer::Open(A::NotFound)] {
                assert_eq!(effect_of(&answered, answer), Effect::Deny, "{state}");
            }
            for answer in [Answer::Open(A::Unknown), Answer::Open(A::Processing)] {
                assert_eq!(effect_of(&answered, answer), Effect::Ignore, "{state}");
            }
        }
    }

    #[test]
    fn silence_makes_a_refund_unclear_and_never_failed() {
        let patient = AnsweredAttempt { questions: MOST_QUESTIONS - 2, ..OPEN };
        let at_the_end = AnsweredAttempt { questions: MOST_QUESTIONS - 1, ..OPEN };
        assert_eq!(effect_of(&patient, Answer::Open(A::Processing)), Effect::Wait(A::Processing));
        let silent = marks(UnclearCause::Silent, None);
        assert_eq!(effect_of(&at_the_end, Answer::Open(A::Processing)), silent);
        assert_eq!(effect_of(&at_the_end, Answer::Succeeded(HUNDRED)), Effect::Succeed);
        // The answer that was waited for comes after all.
        let unclear =
            AnsweredAttempt { state: RefundState::Unclear, unclear: Some(UnclearCause::Silent), ..at_the_end };
        assert_eq!(effect_of(&unclear, Answer::Succeeded(HUNDRED)), Effect::Succeed);
        assert_eq!(effect_of(&unclear, Answer::Succeeded(LESS)), marks(UnclearCause::AmountDiffers, Some(LESS)));
        assert_eq!(effect_of(&unclear, failed()), Effect::Deny);
    }

    /// A refund and its attempts as the commands keep them: number, outcome, what the gateway said it paid.
    struct Model {
        state: RefundState,
        unclear: Option<UnclearCause>,
        present: u32,
        attempts: Vec<(u32, A, Option<Money>)>,
        questions: i32,
    }

    impl Model {
        fn answered(&self, at: usize) -> AnsweredAttempt {
            let (number, outcome, _) = self.attempts[at];
            let known = self.attempts.iter().filter(|other| other.0 == number).filter_map(|other| other.2).next_back();
            AnsweredAttempt {
                state: self.state,
                unclear: self.unclear,
                amount: HUNDRED,
                is_present: number == self.present,
                is_last: at + 1 == self.attempts.len(),
                outcome,
                known,
                questions: self.questions,
            }
        }

        fn answer(&mut self, at: usize, answer: Answer) -> Effect {
            let effect = effect_of(&self.answered(at), answer);
            let attempt = &mut self.attempts[at];
            match &effect {
                Effect::Ignore | Effect::Deny => {}
                Effect::Wait(outcome) => (attempt.1, self.questions) = (*outcome, self.questions + 1),
                Effect::Succeed => {
                    *attempt = (attempt.0, A::Succeeded, Some(HUNDRED));
                    (self.state, self.unclear) = (RefundState::Succeeded, None);
                }
                Effect::Fail { closed, .. } => {
                    attempt.1 = if *closed { A::Closed } else { A::Failed };
                    self.state = RefundState::Failed;
                }
                Effect::Mark { cause, paid } => {
                    attempt.2 = paid.or(attempt.2);
                    self.unclear = Some(*cause);
                    if !matches!(self.state, RefundState::Succeeded | RefundState::Cancelled) {
                        self.state = RefundState::Unclear;
                    }
                }
            }
            effect
        }

        /// Sends it (again), as job and finance may do now.
        fn send(&mut self, bounce: bool) {
            match self.state {
                RefundState::Failed if self.unclear.is_none() && bounce => self.state = RefundState::Cancelled,
                RefundState::Failed if self.unclear.is_none() => {
                    if self.attempts.last().is_some_and(|last| last.1 == A::Closed) {
                        self.present += 1;
                    }
                    (self.state, self.questions) = (RefundState::Queued, 0);
                }
                RefundState::Queued | RefundState::Processing => {
                    self.state = RefundState::Processing;
                    self.attempts.push((self.present, A::Sent, None));
                }
                _ => {}
            }
        }
    }

    proptest! {
        /// Workers that are slow, two at a time, and a gateway that says anything about anything in any order.
        #[test]
        fn no_order_of_answers_loses_a_payment_or_fails_what_a_later_attempt_pays(
            steps in prop::collection::vec((0..7_usize, 0..6_usize), 1..60),
        ) {
            let mut model = Model {
                state: RefundState::Queued,
                unclear: None,
                present: 1,
                attempts: Vec::new(),
                questions: 0,
            };
            let mut said_paid = std::collections::BTreeSet::new();
            for (what, at) in steps {
                if what < 2 || model.attempts.is_empty() {
                    model.send(what == 1);
                    continue;
                }
                let at = at % model.attempts.len();
                let number = model.attempts[at].0;
                let before = model.state;
                let answer = match what {
                    2 => failed(),
                    3 => Answer::Closed(String::new()),
                    4 => Answer::Open(A::Unknown),
                    5 => Answer::Succeeded(LESS),
                    _ => Answer::Succeeded(HUNDRED),
                };
                let (paid, is_last) = (matches!(answer, Answer::Succeeded(_)), at + 1 == model.attempts.len());
                let effect = model.answer(at, answer);
                if matches!(effect, Effect::Fail { .. }) {
                    prop_assert!(is_last && matches!(before, RefundState::Queued | RefundState::Processing));
                    prop_assert!(!said_paid.contains(&number), "failed, though the gateway said that it paid {}", number);
                }
                if paid {
                    said_paid.insert(number);
                    let is_seen = model.state == RefundState::Succeeded || model.unclear.is_some();
                    prop_assert!(is_seen, "a payment that nobody sees: {:?} in {before}", effect);
                }
                // Two numbers that were paid are never both counted as one.
                if said_paid.len() > 1 {
                    prop_assert!(model.unclear.is_some());
                }
            }
        }
    }
}
