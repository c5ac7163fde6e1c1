//! A policy in words.

use crate::domain::policy::period::Period;
use crate::domain::policy::rule::{Policy, PolicyTerms, ScopeKind};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::settings::policies::PolicyWords;
use crate::store::house::merchants::ShopRow;

/// The page of a merchant's policies.
pub fn address(merchant_code: &str) -> String {
    format!("/policies?merchant={}", form_urlencoded::byte_serialize(merchant_code.as_bytes()).collect::<String>())
}

/// Whom a policy is about.
pub(super) fn about(terms: &PolicyTerms, shops: &[ShopRow], lang: Lang) -> String {
    let key = match terms.scope {
        ScopeKind::Merchant => return terms.scope.name(lang).to_owned(),
        ScopeKind::Shop => {
            let shop = shops.iter().find(|shop| shop.id.to_string() == terms.scope_key);
            shop.map_or(&terms.scope_key, |shop| &shop.name)
        }
        ScopeKind::Category | ScopeKind::Product | ScopeKind::Contract => &terms.scope_key,
    };
    format!("{} · {key}", terms.scope.name(lang))
}

/// A period in words.
pub(super) fn period(period: Period, lang: Lang) -> String {
    let date = |date: Option<chrono::NaiveDate>| date.map_or(String::new(), |date| date.to_string());
    match period.is_bounded() {
        true => format!("{} – {}", date(period.from), date(period.until)),
        false => PolicyWords::of(lang).always.to_owned(),
    }
}

/// Values of a closed list by name.
pub(super) fn names<T: Named + Copy>(values: &[T], lang: Lang) -> String {
    values.iter().map(|value| value.name(lang)).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// The name under which a policy is shown: with its version where it is not the latest.
pub(super) fn version_label(policy: &Policy, lang: Lang) -> String {
    crate::i18n::fill(PolicyWords::of(lang).version, &[("n", &policy.version.to_string())])
}
