//! What a rule says about an application for a line at an instant: open until when, from which date, how sure that date is; or why not. Pages
//! show it before anything is sent, and the submission asks the same.

use chrono::NaiveDate;

use crate::domain::codes::codes;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::choice::{Policies, Sold};
use crate::domain::policy::rule::{Exclusion, Policy, Proof, Rule, Starting, Window};
use crate::domain::policy::window::{PRESUMED_SIGN_OFF_DAYS, in_time, last_moment, local_date};
use crate::domain::ticket::kind::TicketType;
use crate::domain::time::Timestamp;

codes! {
    /// The date from which a window was counted, the surest first.
    StartBasis {
        /// Somebody signed for the goods.
        SignedOff = "SIGNED_OFF",
        /// The order was paid.
        Paid = "PAID",
        /// Fifteen days after dispatch: an estimate, rather late.
        Presumed = "PRESUMED",
    }
}

impl StartBasis {
    /// Whether the date is an estimate.
    pub fn is_estimate(self) -> bool {
        self == Self::Presumed
    }
}

/// What a rule says about an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Open,
    /// The buyer does not have the goods yet, so no window runs.
    NotStarted,
    NoLimit,
    Closed,
    /// The rule does not give this remedy for this cause.
    NotAllowed,
    Excluded(Exclusion),
}

impl Verdict {
    const PLAIN: [(Self, &'static str); 5] = [
        (Self::Open, "OPEN"),
        (Self::NotStarted, "NOT_STARTED"),
        (Self::NoLimit, "NO_LIMIT"),
        (Self::Closed, "CLOSED"),
        (Self::NotAllowed, "NOT_ALLOWED"),
    ];

    /// The code under which it is kept; of goods that are left out, that of the reason.
    pub fn code(self) -> &'static str {
        let plain = Self::PLAIN.iter().find(|(verdict, _)| *verdict == self);
        match self {
            Self::Excluded(why) => why.code(),
            _ => plain.map_or("", |(_, code)| code),
        }
    }

    /// As `code` writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = Self::PLAIN.iter().find(|(_, code)| *code == text).map(|(verdict, _)| *verdict);
        plain.or_else(|| Exclusion::parse(text).map(Self::Excluded))
    }
}

/// A check: the rule that was applied, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub policy_id: i64,
    pub version: i32,
    pub code: String,
    pub name: String,
    pub kind: TicketType,
    pub cause: Cause,
    pub window: Window,
    pub basis: Option<StartBasis>,
    pub start_on: Option<NaiveDate>,
    /// The last second in which an application is in time.
    pub until: Option<Timestamp>,
    pub verdict: Verdict,
    /// How often the line may be applied for.
    pub attempts_most: i64,
    /// What the rule wants to be shown.
    pub proofs: Vec<Proof>,
    /// The rule's word for staff.
    pub note: String,
}

impl Check {
    /// What a policy said about an application that was submitted under it: its verdict, the date from which it counted and the end, as they
    /// were kept.
    pub fn kept(
        policy: &Policy,
        cause: Cause,
        kind: TicketType,
        verdict: Verdict,
        (basis, start_on, until): (Option<StartBasis>, Option<NaiveDate>, Option<Timestamp>),
    ) -> Option<Self> {
        let rule = policy.terms.rule(cause)?;
        let window = rule.windows.of(kind);
        Some(Self {
            policy_id: policy.id,
            version: policy.version,
            code: policy.code.clone(),
            name: policy.terms.name.clone(),
            kind,
            cause,
            window,
            basis,
            start_on,
            until,
            verdict,
            attempts_most: policy.terms.attempts_most,
            proofs: rule.proofs.clone(),
            note: rule.note.clone(),
        })
    }

    /// Whether an application is in time and allowed.
    pub fn lets(&self) -> bool {
        match self.verdict {
            Verdict::Open | Verdict::NotStarted | Verdict::NoLimit => true,
            Verdict::Closed | Verdict::NotAllowed | Verdict::Excluded(_) => false,
        }
    }
}

impl Policies {
    /// What the governing rule says about an application for a line at an instant; `None` where no policy speaks of the cause.
    pub fn check(&self, kind: TicketType, cause: Cause, sold: &Sold, now: Timestamp) -> Option<Check> {
        let (policy, rule) = self.governing(sold, cause, now)?;
        let window = rule.windows.of(kind);
        let (basis, start_on) = self.start(policy, sold, now).unzip();
        let end =
            |days| start_on.map(|start| last_moment(start, days, self.zone, |date| self.stays_open(policy, date)));
        let until = match window {
            Window::Days(days) => end(days).map(Timestamp::from),
            Window::NoLimit | Window::NotAllowed => None,
        };
        // A refund without a return of goods that the buyer does not have is no after-sale of goods: nothing of the rule holds yet.
        let is_there = kind.returns_goods() || sold.signed_at.is_some();
        let verdict = match (window, until) {
            _ if !is_there => Verdict::NotStarted,
            (Window::NotAllowed, _) => Verdict::NotAllowed,
            _ if excluded(policy, rule, sold).is_some() => {
                excluded(policy, rule, sold).map_or(Verdict::NoLimit, Verdict::Excluded)
            }
            (Window::NoLimit, _) => Verdict::NoLimit,
            (Window::Days(_), None) => Verdict::NotStarted,
            (Window::Days(_), Some(until)) if in_time(now.utc(), until.utc()) => Verdict::Open,
            (Window::Days(_), Some(_)) => Verdict::Closed,
        };
        let is_counted = matches!(verdict, Verdict::Open | Verdict::Closed);
        Some(Check {
            policy_id: policy.id,
            version: policy.version,
            code: policy.code.clone(),
            name: policy.terms.name.clone(),
            kind,
            cause,
            window,
            basis: basis.filter(|_| is_counted),
            start_on: start_on.filter(|_| is_counted),
            until: until.filter(|_| is_counted),
            verdict,
            attempts_most: policy.terms.attempts_most,
            proofs: rule.proofs.clone(),
            note: rule.note.clone(),
        })
    }

    /// The best known date from which a policy counts; `None` where nothing has begun.
    fn start(&self, policy: &Policy, sold: &Sold, now: Timestamp) -> Option<(StartBasis, NaiveDate)> {
        let date = |at: Timestamp| local_date(at.utc(), self.zone);
        match (policy.terms.starting, sold.signed_at, sold.shipped_at) {
            (Starting::Purchase, _, _) => Some((StartBasis::Paid, date(sold.paid_at?))),
            (Starting::Receipt, Some(signed_at), _) => Some((StartBasis::SignedOff, date(signed_at))),
            (Starting::Receipt, None, Some(shipped_at)) => {
                let presumed = date(shipped_at).checked_add_days(chrono::Days::new(PRESUMED_SIGN_OFF_DAYS.into()))?;
                (now.date_in(self.zone) > presumed).then_some((StartBasis::Presumed, presumed))
            }
            (Starting::Receipt, None, None) => None,
        }
    }

    fn stays_open(&self, policy: &Policy, date: NaiveDate) -> bool {
        policy.terms.past_holidays && self.holidays.contains(&date)
    }
}

/// Why goods are left out of returns without a reason, as far as their product says it.
fn excluded(policy: &Policy, rule: &Rule, sold: &Sold) -> Option<Exclusion> {
    let says = |exclusion: Exclusion| match exclusion {
        Exclusion::CustomMade => sold.custom_made,
        Exclusion::NotReturnable => !sold.returnable,
        // Their state is seen when they come.
        _ => false,
    };
    let of_cause = rule.cause == Cause::NoReason;
    policy.terms.exclusions.iter().copied().find(|exclusion| of_cause && says(*exclusion))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::policy::profile::Profile;
    use crate::domain::policy::rule::Windows;

    fn at(text: &str) -> Timestamp {
        Timestamp::from(text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant"))
    }

    fn policies(profile: Profile, zone: &str) -> Policies {
        let policy = Policy { id: 1, code: "P".to_owned(), version: 2, terms: profile.terms("x") };
        let holidays: BTreeSet<NaiveDate> = (1..=7).filter_map(|day| NaiveDate::from_ymd_opt(2026, 10, day)).collect();
        Policies { all: vec![policy], zone: zone.parse().expect("a zone"), holidays }
    }

    fn sold(signed_at: &str, shipped_at: &str) -> Sold {
        let maybe = |text: &str| (!text.is_empty()).then(|| at(text));
        Sold { returnable: true, signed_at: maybe(signed_at), shipped_at: maybe(shipped_at), ..Sold::default() }
    }

    /// What the rule says, and until when.
    fn said(policies: &Policies, cause: Cause, kind: TicketType, sold: &Sold, now: &str) -> String {
        let check = policies.check(kind, cause, sold, at(now)).expect("a rule");
        let basis = check.basis.map_or("-", StartBasis::code);
        let until = check.until.map_or("-".to_owned(), |until| until.utc().format("%m-%dT%H:%M:%S").to_string());
        format!("{:?} {basis} {until}", check.verdict)
    }

    #[test]
    fn a_window_is_counted_from_the_best_known_date() {
        use TicketType::{Exchange, RefundOnly, ReturnRefund};
        let cn = policies(Profile::CnStandard, "Asia/Shanghai");
        // Cause, remedy, signed for, shipped, now, verdict.
        let cases = [
            // Edges 86 and 87: the last second counts, and the day is the merchant's.
            (
                Cause::NoReason,
                ReturnRefund,
                "2026-11-15T16:30:00Z",
                "",
                "2026-11-23T15:59:59Z",
                "Open SIGNED_OFF 11-23T15:59:59",
            ),
            (
                Cause::NoReason,
                ReturnRefund,
                "2026-11-15T16:30:00Z",
                "",
                "2026-11-23T16:00:00Z",
                "Closed SIGNED_OFF 11-23T15:59:59",
            ),
            // A quality claim on day eight: too late for a return, not for an exchange.
            (
                Cause::Quality,
                ReturnRefund,
                "2026-11-15T03:00:00Z",
                "",
                "2026-11-23T03:00:00Z",
                "Closed SIGNED_OFF 11-22T15:59:59",
            ),
            (
                Cause::Quality,
                Exchange,
                "2026-11-15T03:00:00Z",
                "",
                "2026-11-23T03:00:00Z",
                "Open SIGNED_OFF 11-30T15:59:59",
            ),
            // Nobody recorded the sign-off: fifteen days after dispatch stand for it once they are over.
            (Cause::NoReason, ReturnRefund, "", "2026-11-10T03:00:00Z", "2026-11-25T15:59:59Z", "NotStarted - -"),
            (
                Cause::NoReason,
                ReturnRefund,
                "",
                "2026-11-10T03:00:00Z",
                "2026-11-25T16:00:00Z",
                "Open PRESUMED 12-02T15:59:59",
            ),
            (Cause::NoReason, ReturnRefund, "", "", "2026-11-25T16:00:00Z", "NotStarted - -"),
            // Goods that the buyer does not have.
            (Cause::Quality, RefundOnly, "", "2026-10-10T03:00:00Z", "2026-11-25T16:00:00Z", "NotStarted - -"),
            (Cause::NotReceived, RefundOnly, "2026-01-15T03:00:00Z", "", "2026-11-25T16:00:00Z", "NoLimit - -"),
            // The seventh day lies in the holidays: open through the day after them.
            (
                Cause::NoReason,
                ReturnRefund,
                "2026-09-26T03:00:00Z",
                "",
                "2026-10-08T15:59:59Z",
                "Open SIGNED_OFF 10-08T15:59:59",
            ),
            (
                Cause::NoReason,
                ReturnRefund,
                "2026-09-23T03:00:00Z",
                "",
                "2026-10-01T03:00:00Z",
                "Closed SIGNED_OFF 09-30T15:59:59",
            ),
        ];
        for (cause, kind, signed_at, shipped_at, now, expected) in cases {
            assert_eq!(said(&cn, cause, kind, &sold(signed_at, shipped_at), now), expected, "{cause} {kind} {now}");
        }
        let open = policies(Profile::NoLimit, "Asia/Shanghai");
        let old = sold("2020-11-15T16:30:00Z", "");
        assert_eq!(said(&open, Cause::NoReason, ReturnRefund, &old, "2026-11-23T15:59:59Z"), "NoLimit - -");
    }

    #[test]
    fn a_verdict_is_kept_as_it_was() {
        let plain = Verdict::PLAIN.iter().map(|(verdict, _)| *verdict);
        let all: Vec<Verdict> = plain.chain(Exclusion::ALL.iter().map(|why| Verdict::Excluded(*why))).collect();
        for verdict in &all {
            assert_eq!(Verdict::parse(verdict.code()), Some(*verdict), "{verdict:?}");
        }
        let codes: BTreeSet<&str> = all.iter().map(|verdict| verdict.code()).collect();
        assert_eq!(codes.len(), all.len());
        assert_eq!(Verdict::parse(""), None);
    }

    #[test]
    fn days_are_local_whatever_the_clocks_do() {
        let eu = policies(Profile::Eu14, "Europe/Berlin");
        // Edge 88: summer time ends on 25 October.
        let signed = sold("2026-10-20T21:59:00Z", "");
        assert_eq!(
            said(&eu, Cause::NoReason, TicketType::ReturnRefund, &signed, "2026-11-03T22:59:59Z"),
            "Open SIGNED_OFF 11-03T22:59:59"
        );
        let utc = policies(Profile::CnStandard, "UTC");
        let signed = sold("2026-11-15T16:30:00Z", "");
        assert_eq!(
            said(&utc, Cause::NoReason, TicketType::ReturnRefund, &signed, "2026-11-23T00:00:00Z"),
            "Closed SIGNED_OFF 11-22T23:59:59"
        );
    }

    #[test]
    fn a_policy_may_count_from_the_purchase_and_refuse_a_remedy() {
        let mut bought = policies(Profile::CnStandard, "Asia/Shanghai");
        bought.all[0].terms.starting = Starting::Purchase;
        let line = Sold { paid_at: Some(at("2026-11-10T03:00:00Z")), ..sold("2026-11-15T03:00:00Z", "") };
        assert_eq!(
            said(&bought, Cause::NoReason, TicketType::ReturnRefund, &line, "2026-11-16T03:00:00Z"),
            "Open PAID 11-17T15:59:59"
        );
        bought.all[0].terms.rules[0].windows = Windows { exchange: Window::NotAllowed, ..Windows::default() };
        assert_eq!(
            said(&bought, Cause::NoReason, TicketType::Exchange, &line, "2026-11-16T03:00:00Z"),
            "NotAllowed - -"
        );
    }

    #[test]
    fn what_a_product_says_of_itself_leaves_it_out_of_returns_without_a_reason_alone() {
        let cn = policies(Profile::CnStandard, "Asia/Shanghai");
        let made = Sold { custom_made: true, ..sold("2026-11-15T03:00:00Z", "") };
        let now = "2026-11-16T03:00:00Z";
        let kind = TicketType::ReturnRefund;
        assert_eq!(said(&cn, Cause::NoReason, kind, &made, now), "Excluded(CustomMade) - -");
        assert!(said(&cn, Cause::Quality, kind, &made, now).starts_with("Open"));
        let marked = Sold { returnable: false, ..sold("2026-11-15T03:00:00Z", "") };
        assert_eq!(said(&cn, Cause::NoReason, kind, &marked, now), "Excluded(NotReturnable) - -");
        let open = policies(Profile::NoLimit, "Asia/Shanghai");
        assert_eq!(said(&open, Cause::NoReason, kind, &made, now), "NoLimit - -", "it excludes nothing");
    }
}
