//! What the rules say of a line before anything is sent: per cause and remedy, open until when or why not.

use crate::domain::policy::cause::Cause;
use crate::domain::ticket::eligibility::{LineFacts, OrderFacts};
use crate::domain::ticket::kind::TicketType;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::refusals::Wording;
use crate::store::house::reasons::ReasonRow;

/// A remedy under a rule.
pub(super) struct Remedy {
    pub code: &'static str,
    pub name: &'static str,
    pub text: String,
    pub lets: bool,
    /// It stands for the line where there is room for one only: goods against money.
    pub is_usual: bool,
}

/// Causes for which the same rule says the same.
pub(super) struct RuleLine {
    pub causes: String,
    pub policy: String,
    pub code: String,
    pub address: String,
    pub remedies: Vec<Remedy>,
}

/// The rules of a line in groups, for the causes of the reasons on offer; the first is that of a return without a reason.
pub(super) fn rules(
    facts: &OrderFacts,
    line: &LineFacts,
    reasons: &[ReasonRow],
    lang: Lang,
    wording: &Wording,
) -> Vec<RuleLine> {
    let mut groups: Vec<RuleLine> = Vec::new();
    let offered = |cause: &&Cause| reasons.iter().any(|reason| reason.visible && reason.cause == **cause);
    for cause in Cause::ALL.iter().filter(offered) {
        let checks: Vec<_> = TicketType::ALL.iter().filter_map(|kind| facts.check(*kind, line, *cause)).collect();
        let Some(first) = checks.first() else { continue };
        let address = format!("/policies/{}?version={}", first.policy_id, first.version);
        let remedies: Vec<Remedy> = checks
            .iter()
            .map(|check| Remedy {
                code: check.kind.code(),
                name: check.kind.name(lang),
                text: wording.verdict(check),
                lets: check.lets(),
                is_usual: check.kind == TicketType::usual(true),
            })
            .collect();
        let same = |group: &&mut RuleLine| {
            group.address == address && group.remedies.iter().zip(&remedies).all(|(one, other)| one.text == other.text)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.causes = format!("{}{}{}", group.causes, lang.pick("、", ", "), cause.name(lang)),
            None => groups.push(RuleLine {
                causes: cause.name(lang).to_owned(),
                policy: first.name.clone(),
                code: first.code.clone(),
                address,
                remedies,
            }),
        }
    }
    groups
}
