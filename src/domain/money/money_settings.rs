//! The settings of a merchant that decide about money, and who changes them: somebody who does not work under them, or two people one
//! after the other. A proposal waits for the second with what it changes, from what to what, and ends by itself after a while.

use crate::domain::codes::codes;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money};
use crate::domain::permission::{Permission, Role, granted};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;

/// How long a proposal waits for a second person, in seconds.
pub const WAITS: i64 = 7 * 86_400;

codes! {
    /// Where a change of money settings stands.
    ChangeState {
        Open = "OPEN",
        /// By somebody who needs no second person.
        Made = "MADE",
        Confirmed = "CONFIRMED",
        Declined = "DECLINED",
        Withdrawn = "WITHDRAWN",
        Expired = "EXPIRED",
        /// Somebody who needs no second person changed the settings meanwhile.
        Overtaken = "OVERTAKEN",
    }
}

codes! {
    /// An answer to a proposal: a second person confirms or declines it, the proposer withdraws it.
    Answer {
        Confirm = "confirmation",
        Decline = "declining",
        Withdraw = "withdrawal",
    }
}

impl Answer {
    /// The state that the answer leads to.
    pub fn leads_to(self) -> ChangeState {
        match self {
            Self::Confirm => ChangeState::Confirmed,
            Self::Decline => ChangeState::Declined,
            Self::Withdraw => ChangeState::Withdrawn,
        }
    }
}

/// Whether these roles change money settings without a second person: none of them files, reviews or pays under them.
pub fn changes_alone(roles: &[Role]) -> bool {
    use Permission as P;
    let works = [P::FileTicket, P::Review, P::DecideException, P::DecideRefund, P::PayOffline];
    granted(roles, P::ManageSettings) && !works.iter().any(|right| granted(roles, *right))
}

/// A proposal that somebody answers.
#[derive(Clone, Copy, Debug)]
pub struct Proposal {
    pub state: ChangeState,
    pub proposed_by: Option<i64>,
    /// Exclusive.
    pub expires_at: Timestamp,
}

impl Proposal {
    /// Its state now. An open proposal counts as expired at `expires_at`, though no row says so.
    pub fn state_at(&self, now: Timestamp) -> ChangeState {
        if self.state == ChangeState::Open && now >= self.expires_at { ChangeState::Expired } else { self.state }
    }

    /// Whether somebody may give this answer now; the caller checks the right to manage settings.
    pub fn may_answer(&self, answer: Answer, staff_id: Option<i64>, now: Timestamp) -> Result<(), Refusal> {
        if self.state_at(now) != ChangeState::Open {
            return Err(Refusal::ProposalOver);
        }
        let own = self.proposed_by.is_some() && self.proposed_by == staff_id;
        match answer {
            Answer::Confirm | Answer::Decline if own => Err(Refusal::OwnProposal),
            Answer::Withdraw if !own => Err(Refusal::OthersProposal),
            Answer::Confirm | Answer::Decline | Answer::Withdraw => Ok(()),
        }
    }
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneySettings {
    /// The currency of all amounts.
    pub currency: Currency,
    pub gateway: GatewayKind,
    pub auto_refund_unshipped: bool,
    /// The most that one ticket is refunded without a reviewer, included.
    pub auto_refund_limit: Money,
    /// The most that one filer's tickets are refunded without a reviewer on one day, included.
    pub auto_refund_daily: Money,
    pub filer_may_review: bool,
}

impl MoneySettings {
    /// The settings by name, as a change keeps them.
    pub fn fields(&self) -> [(&'static str, String); 6] {
        [
            ("currency", self.currency.code().to_owned()),
            ("gateway", self.gateway.code().to_owned()),
            ("auto_refund_unshipped", self.auto_refund_unshipped.to_string()),
            ("auto_refund_limit", self.auto_refund_limit.plain(self.currency)),
            ("auto_refund_daily", self.auto_refund_daily.plain(self.currency)),
            ("filer_may_review", self.filer_may_review.to_string()),
        ]
    }

    /// These settings with some fields changed: name, before, after. `None` where a field's present value is not the one before the change,
    /// or a value cannot be read.
    pub fn with<'c>(&self, changes: impl IntoIterator<Item = (&'c str, &'c str, &'c str)>) -> Option<Self> {
        let mut fields = self.fields();
        for (name, before, after) in changes {
            let field = fields.iter_mut().find(|(known, value)| *known == name && value == before)?;
            field.1 = after.to_owned();
        }
        let [currency, gateway, unshipped, limit, daily, filer] = fields.map(|(_, value)| value);
        let currency = Currency::parse(&currency)?;
        Some(Self {
            currency,
            gateway: GatewayKind::parse(&gateway)?,
            auto_refund_unshipped: unshipped.parse().ok()?,
            auto_refund_limit: Money::parse(&limit, currency).ok()?,
            auto_refund_daily: Money::parse(&daily, currency).ok()?,
            filer_may_review: filer.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> MoneySettings {
        MoneySettings {
            currency: Currency::CNY,
            gateway: GatewayKind::Manual,
            auto_refund_unshipped: true,
            auto_refund_limit: Money::from_minor(100_000),
            auto_refund_daily: Money::from_minor(500_000),
            filer_may_review: false,
        }
    }

    #[test]
    fn only_who_does_not_work_under_money_settings_changes_them_alone() {
        use Role::*;
        for role in Role::ALL {
            assert_eq!(changes_alone(&[*role]), *role == Admin, "{role}");
        }
        for with in [Agent, Reviewer, Finance, FinanceLead, Manager] {
            assert!(!changes_alone(&[Admin, with]), "an administrator who is {with} too");
        }
        for with in [Warehouse, Technician, GeneralManager, Auditor] {
            assert!(changes_alone(&[Admin, with]), "an administrator who is {with} too");
        }
    }

    #[test]
    fn a_change_is_made_from_what_it_was_thought_of() {
        let to = MoneySettings {
            currency: Currency::GBP,
            gateway: GatewayKind::Simulated,
            auto_refund_unshipped: false,
            auto_refund_limit: Money::from_minor(1),
            auto_refund_daily: Money::ZERO,
            filer_may_review: true,
        };
        let (before, after) = (settings().fields(), to.fields());
        let all: Vec<_> =
            before.iter().zip(&after).map(|((name, from), (_, to))| (*name, from.as_str(), to.as_str())).collect();
        assert_eq!(settings().with(all.iter().copied()), Some(to.clone()));
        for one in &all {
            let changed = settings().with([*one]).expect("it is what it was");
            let differing = changed.fields().iter().zip(&before).filter(|(now, then)| now != then).count();
            assert_eq!(differing, 1, "{one:?} and nothing else");
            assert_eq!(to.with([*one]), None, "{one:?} is not any more what it was");
        }
        for odd in [("name", "a", "b"), ("gateway", "manual", "gold"), ("auto_refund_limit", "1000.00", "-1")] {
            assert_eq!(settings().with([odd]), None, "{odd:?}");
        }
        assert_eq!(settings().with([("filer_may_review", "false", "perhaps")]), None);
    }

    #[test]
    fn a_proposal_is_answered_once_in_time_and_by_the_right_person() {
        let ends = Timestamp::from_micros(1_000_000);
        let (before, after) = (Timestamp::from_micros(999_999), ends);
        for (state, answer, who, now, expected) in [
            (ChangeState::Open, Answer::Confirm, Some(2), before, Ok(())),
            (ChangeState::Open, Answer::Decline, Some(2), before, Ok(())),
            (ChangeState::Open, Answer::Withdraw, Some(1), before, Ok(())),
            (ChangeState::Open, Answer::Confirm, Some(1), before, Err(Refusal::OwnProposal)),
            (ChangeState::Open, Answer::Decline, Some(1), before, Err(Refusal::OwnProposal)),
            (ChangeState::Open, Answer::Withdraw, Some(2), before, Err(Refusal::OthersProposal)),
            (ChangeState::Open, Answer::Confirm, Some(2), after, Err(Refusal::ProposalOver)),
            (ChangeState::Confirmed, Answer::Confirm, Some(2), before, Err(Refusal::ProposalOver)),
            (ChangeState::Declined, Answer::Confirm, Some(2), before, Err(Refusal::ProposalOver)),
            (ChangeState::Withdrawn, Answer::Decline, Some(2), before, Err(Refusal::ProposalOver)),
            (ChangeState::Overtaken, Answer::Confirm, Some(2), before, Err(Refusal::ProposalOver)),
            (ChangeState::Made, Answer::Withdraw, Some(1), before, Err(Refusal::ProposalOver)),
        ] {
            let proposal = Proposal { state, proposed_by: Some(1), expires_at: ends };
            assert_eq!(proposal.may_answer(answer, who, now), expected, "{state} {answer} {who:?}");
        }
    }
}
