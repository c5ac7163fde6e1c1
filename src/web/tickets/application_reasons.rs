//! The reasons that the application offers: those of the chosen type, the most used first, the others by whose cause they are.

use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::Responsibility;
use crate::i18n::codes::Named;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::house::reasons::ReasonRow;

/// Reasons that stand first because they are used most.
const FIRST: usize = 3;

/// A reason on offer.
pub(super) struct ReasonChoice {
    pub code: String,
    /// Says the types, where it does not apply to all.
    pub name: String,
    /// The types it applies to, with commas between them.
    pub types: String,
}

/// Reasons under a heading.
pub(super) struct ReasonGroup {
    pub name: &'static str,
    pub reasons: Vec<ReasonChoice>,
}

/// The visible reasons in groups. `used` are the ids of reasons of the merchant's latest tickets, one for each line.
pub(super) fn groups(reasons: &[ReasonRow], used: &[i64], lang: Lang) -> Vec<ReasonGroup> {
    let visible: Vec<&ReasonRow> = reasons.iter().filter(|reason| reason.visible).collect();
    let times = |reason: &ReasonRow| used.iter().filter(|id| **id == reason.id).count();
    let mut most: Vec<&ReasonRow> = visible.iter().copied().filter(|reason| times(reason) > 0).collect();
    // Alike often: in the order that the merchant gave them.
    most.sort_by_key(|reason| std::cmp::Reverse(times(reason)));
    most.truncate(FIRST);
    let is_first = |reason: &ReasonRow| most.iter().any(|first| first.id == reason.id);
    let group = |name, reasons: Vec<&ReasonRow>| ReasonGroup {
        name,
        reasons: reasons.into_iter().map(|reason| choice(reason, lang)).collect(),
    };
    let of = |responsibility: Responsibility| {
        let others = visible.iter().copied().filter(|reason| reason.responsibility == responsibility);
        group(responsibility.name(lang), others.filter(|reason| !is_first(reason)).collect())
    };
    let by_cause = Responsibility::ALL.iter().map(|responsibility| of(*responsibility));
    let first = group(Tickets::of(lang).most_used, most.clone());
    std::iter::once(first).chain(by_cause).filter(|group| !group.reasons.is_empty()).collect()
}

/// A form without script offers all reasons, so those of some types only name them; the script leaves the chosen type's.
fn choice(reason: &ReasonRow, lang: Lang) -> ReasonChoice {
    let name = lang.pick(&reason.name_zh, &reason.name_en);
    let types: Vec<TicketType> = TicketType::ALL.iter().copied().filter(|kind| reason.applies(*kind)).collect();
    let names: Vec<&str> = types.iter().map(|kind| kind.name(lang)).collect();
    ReasonChoice {
        code: reason.code.clone(),
        name: match types.len() == TicketType::ALL.len() {
            true => name.to_owned(),
            false => {
                fill(Tickets::of(lang).reason_only, &[("name", name), ("types", &names.join(lang.pick("、", ", ")))])
            }
        },
        types: types.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(","),
    }
}
