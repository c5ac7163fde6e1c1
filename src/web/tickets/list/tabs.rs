//! The tabs of the ticket list, by seed status, and the finer states inside the tab that is open.

use crate::domain::permission::Permission;
use crate::domain::ticket::status::{Archive, Status, StatusGroup};
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::person::Person;
use crate::store::tickets::list::StatusCounts;
use crate::web::framework::form::Fields;
use crate::web::list::address_with;
use crate::web::tickets::list::query::ListQuery;

/// A tab, or a finer state inside one.
pub struct Tab {
    pub name: &'static str,
    pub address: String,
    pub count: String,
    pub is_current: bool,
}

/// How a count is written: a capped one says that there may be more, and of none seen nothing is known.
pub fn count_text(count: i64, is_capped: bool, lang: Lang) -> String {
    match (count, is_capped) {
        (0, true) => String::new(),
        (_, true) => fill(Lists::of(lang).at_least, &[("count", &grouped(count))]),
        (_, false) => grouped(count),
    }
}

/// `12,345`.
pub fn grouped(count: i64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The tabs; `drafts` is how many drafts there are, for those who file them.
pub fn tabs(staff: &Person, query: &Fields, asked: &ListQuery, counts: &StatusCounts, drafts: i64) -> Vec<Tab> {
    let t = Tickets::of(staff.lang);
    let live = asked.filter.shelf != Archive::Draft;
    let link = |code: &str| address_with("/tickets", query, &[("status", code), ("at", "")]);
    let text = |count: i64| count_text(count, counts.is_capped, staff.lang);
    let mut tabs = vec![Tab {
        name: t.all,
        address: link(""),
        count: text(counts.all()),
        is_current: live && asked.filter.statuses.is_empty(),
    }];
    for seed in StatusGroup::ALL {
        let members = seed.members();
        tabs.push(Tab {
            name: seed.name(staff.lang),
            address: link(seed.code()),
            count: text(counts.of(&members)),
            is_current: !asked.filter.statuses.is_empty()
                && asked.filter.statuses.iter().all(|status| members.contains(status)),
        });
    }
    if staff.may(Permission::FileTicket) {
        tabs.push(Tab {
            name: t.drafts,
            address: link(Status::Draft.code()),
            // Drafts are not narrowed by what narrows the others.
            count: if asked.filter.is_counted() { grouped(drafts) } else { String::new() },
            is_current: !live,
        });
    }
    tabs
}

/// The finer states of the open tab, if it has any. A state with the code of its group is named alone by `only`.
pub fn stages(staff: &Person, query: &Fields, asked: &ListQuery, counts: &StatusCounts) -> Vec<Tab> {
    let Some(seed) = asked.filter.statuses.first().and_then(|status| status.group()) else { return Vec::new() };
    let members = seed.members();
    if members.len() < 2 || asked.filter.statuses.iter().any(|status| !members.contains(status)) {
        return Vec::new();
    }
    let l = Lists::of(staff.lang);
    let link = |stage: &str| address_with("/tickets", query, &[("status", seed.code()), ("stage", stage), ("at", "")]);
    let text = |count: i64| count_text(count, counts.is_capped, staff.lang);
    let mut stages = vec![Tab {
        name: Tickets::of(staff.lang).all,
        address: link(""),
        count: text(counts.of(&members)),
        is_current: asked.filter.statuses.len() > 1,
    }];
    stages.extend(members.iter().map(|status| Tab {
        name: stage_name(*status, l, staff.lang),
        address: link(status.code()),
        count: text(counts.of(&[*status])),
        is_current: asked.filter.statuses == [*status],
    }));
    stages
}

/// What a finer state is called inside its tab.
fn stage_name(status: Status, l: &Lists, lang: Lang) -> &'static str {
    match status {
        Status::PendingReturn => l.stage_to_send,
        Status::Returning => l.stage_on_the_way,
        Status::Received => l.stage_to_inspect,
        Status::InspectionException => l.stage_exception,
        Status::PendingRefund => l.stage_to_approve,
        Status::Refunding => l.stage_paying,
        Status::RefundFailed => l.stage_failed,
        Status::PendingExchange => l.stage_to_dispatch,
        Status::ExchangeShipped => l.stage_shipped,
        other => other.name(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn counts_are_read_in_threes() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), text);
        }
    }
}
