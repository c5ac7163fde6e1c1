//! Which rule governs a line for a cause: of the policies that speak of it, the most particular one. A contract stands above a product's
//! policy, that above a category's, a shop's and the merchant's; among equals, one for orders that were paid in a period above one for all.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::policy::cause::Cause;
use crate::domain::policy::rule::{Policy, Rule, ScopeKind};
use crate::domain::time::Timestamp;

/// What of a sold line decides which policies are about it, and from when they count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sold {
    pub shop_id: i64,
    pub sku: String,
    /// May be empty.
    pub category: String,
    /// The buyer's; empty where nobody knows it.
    pub account: String,
    pub custom_made: bool,
    pub returnable: bool,
    pub paid_at: Option<Timestamp>,
    pub shipped_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
}

/// The policies that may govern an order's lines, with what their windows are counted by.
#[derive(Clone, Debug)]
pub struct Policies {
    pub all: Vec<Policy>,
    pub zone: Tz,
    /// Public holidays of the merchant's usual calendar.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Policies {
    /// The rule for a line and a cause at an instant, with its policy; `None` where no policy speaks of it.
    pub fn governing(&self, sold: &Sold, cause: Cause, now: Timestamp) -> Option<(&Policy, &Rule)> {
        let today = now.date_in(self.zone);
        let paid_on = sold.paid_at.map(|at| at.date_in(self.zone));
        let holds = |policy: &&Policy| {
            let terms = &policy.terms;
            let is_about = match terms.scope {
                ScopeKind::Merchant => true,
                ScopeKind::Shop => terms.scope_key == sold.shop_id.to_string(),
                ScopeKind::Category => !sold.category.is_empty() && terms.scope_key == sold.category,
                ScopeKind::Product => terms.scope_key == sold.sku,
                ScopeKind::Contract => !sold.account.is_empty() && terms.scope_key == sold.account,
            };
            let was_paid_then = !terms.paid.is_bounded() || paid_on.is_some_and(|date| terms.paid.contains(date));
            terms.active && is_about && was_paid_then && terms.valid.contains(today)
        };
        let speaking = self.all.iter().filter(holds).filter_map(|policy| Some((policy, policy.terms.rule(cause)?)));
        speaking.max_by_key(|(policy, _)| (policy.terms.scope, policy.terms.paid.is_bounded(), policy.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::period::Period;
    use crate::domain::policy::profile::Profile;

    fn policy(id: i64, scope: ScopeKind, key: &str, paid: &str) -> Policy {
        let (from, until) = paid.split_once('/').unwrap_or(("", ""));
        let mut terms = Profile::CnStandard.terms("x");
        terms.scope = scope;
        terms.scope_key = key.to_owned();
        terms.paid = Period { from: from.parse().ok(), until: until.parse().ok() };
        Policy { id, code: format!("P{id}"), version: 1, terms }
    }

    #[test]
    fn the_most_particular_policy_that_speaks_of_a_cause_governs() {
        let at = |text: &str| Timestamp::from(text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant"));
        let now = at("2026-11-22T02:00:00Z");
        let sold = Sold {
            shop_id: 3,
            sku: "CHAIR".to_owned(),
            category: "家具".to_owned(),
            account: "big-one".to_owned(),
            paid_at: Some(at("2026-11-10T16:30:00Z")),
            ..Sold::default()
        };
        let merchant = || policy(1, ScopeKind::Merchant, "", "");
        let cases: Vec<(Vec<Policy>, &Sold, &str)> = vec![
            (vec![], &sold, "none"),
            (vec![merchant()], &sold, "P1"),
            (vec![policy(2, ScopeKind::Shop, "3", ""), merchant()], &sold, "P2"),
            (vec![merchant(), policy(2, ScopeKind::Shop, "4", "")], &sold, "P1"),
            (vec![policy(3, ScopeKind::Category, "家具", ""), policy(2, ScopeKind::Shop, "3", "")], &sold, "P3"),
            (vec![policy(4, ScopeKind::Product, "CHAIR", ""), policy(3, ScopeKind::Category, "家具", "")], &sold, "P4"),
            (
                vec![policy(5, ScopeKind::Contract, "big-one", ""), policy(4, ScopeKind::Product, "CHAIR", "")],
                &sold,
                "P5",
            ),
            // The payment of 11 November, local time, lies in the period.
            (vec![policy(6, ScopeKind::Merchant, "", "2026-11-11/2026-11-11"), merchant()], &sold, "P6"),
            (vec![policy(6, ScopeKind::Merchant, "", "2026-11-12/"), merchant()], &sold, "P1"),
            // A shop's own stands above the merchant's for a period.
            (vec![policy(6, ScopeKind::Merchant, "", "2026-11-11/"), policy(2, ScopeKind::Shop, "3", "")], &sold, "P2"),
        ];
        for (all, sold, expected) in cases {
            let policies = Policies { all, zone: chrono_tz::Asia::Shanghai, holidays: BTreeSet::new() };
            let found = policies.governing(sold, Cause::Quality, now).map(|(policy, _)| policy.code.as_str());
            assert_eq!(found.unwrap_or("none"), expected);
        }
    }

    #[test]
    fn what_a_policy_does_not_speak_of_is_left_to_the_next_and_what_is_over_does_not_count() {
        let now = Timestamp::from("2026-11-22T02:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant"));
        let sold = Sold { sku: "CHAIR".to_owned(), ..Sold::default() };
        let mut own = policy(4, ScopeKind::Product, "CHAIR", "");
        own.terms.rules.retain(|rule| rule.cause == Cause::NoReason);
        let mut over = policy(7, ScopeKind::Contract, "", "");
        over.terms.scope_key = "x".to_owned();
        let all = vec![own, policy(1, ScopeKind::Merchant, "", ""), over];
        let mut policies = Policies { all, zone: chrono_tz::Asia::Shanghai, holidays: BTreeSet::new() };
        let code = |policies: &Policies, cause| policies.governing(&sold, cause, now).map(|(policy, _)| policy.id);
        assert_eq!((code(&policies, Cause::NoReason), code(&policies, Cause::Quality)), (Some(4), Some(1)));
        policies.all[0].terms.valid.until = "2026-11-21".parse().ok();
        assert_eq!(code(&policies, Cause::NoReason), Some(1), "its validity is over");
        policies.all[0].terms.valid.until = "2026-11-22".parse().ok();
        assert_eq!(code(&policies, Cause::NoReason), Some(4), "its last day counts");
        policies.all[0].terms.active = false;
        assert_eq!(code(&policies, Cause::NoReason), Some(1), "out of use");
    }
}
