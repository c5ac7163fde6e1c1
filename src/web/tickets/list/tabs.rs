//! The tabs of the ticket list, by seed status, and the finer states inside the tab that is open.

use crate::domain::permission::Permission;
use crate::domain::ticket::status::{Archive, Status, StatusGroup};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::list::{StatusCounts, TicketFilter};
use crate::viewer::Viewer;
use crate::web::framework::form::Fields;
use crate::web::list::address::address_with;
use crate::web::list::filter::{Reading, Unreadable};
use crate::web::list::tabs::{Tab, count_text, grouped};
use crate::web::tickets::list::address::ADDRESS;

/// The tabs; `drafts` is how many drafts there are, for those who file them.
pub fn tabs(staff: &Viewer, query: &Fields, filter: &TicketFilter, counts: &StatusCounts, drafts: i64) -> Vec<Tab> {
    let t = Tickets::of(staff.lang);
    let live = filter.shelf != Archive::Draft;
    let link = |code: &str| address_with(ADDRESS, query, &[("status", code)]);
    let text = |count: i64| count_text(count, counts.is_capped, staff.lang);
    let mut tabs = vec![Tab {
        name: t.all,
        address: link(""),
        count: text(counts.all()),
        is_current: live && filter.statuses.is_empty(),
        is_alarming: false,
    }];
    for seed in StatusGroup::ALL {
        let members = seed.members();
        tabs.push(Tab {
            name: seed.name(staff.lang),
            address: link(seed.code()),
            count: text(counts.of(&members)),
            is_current: !filter.statuses.is_empty() && filter.statuses.iter().all(|status| members.contains(status)),
            is_alarming: false,
        });
    }
    if staff.may(Permission::FileTicket) {
        tabs.push(Tab {
            name: t.drafts,
            address: link(Status::Draft.code()),
            // Drafts are not narrowed by what narrows the others.
            count: if filter.is_counted() { grouped(drafts) } else { String::new() },
            is_current: !live,
            is_alarming: false,
        });
    }
    tabs
}

/// The finer states of the open tab, if it has any. A state with the code of its group is named alone by `only`.
pub fn stages(staff: &Viewer, query: &Fields, filter: &TicketFilter, counts: &StatusCounts) -> Vec<Tab> {
    let Some(seed) = filter.statuses.first().and_then(|status| status.group()) else { return Vec::new() };
    let members = seed.members();
    if members.len() < 2 || filter.statuses.iter().any(|status| !members.contains(status)) {
        return Vec::new();
    }
    let l = Lists::of(staff.lang);
    let link = |stage: &str| address_with(ADDRESS, query, &[("status", seed.code()), ("stage", stage)]);
    let text = |count: i64| count_text(count, counts.is_capped, staff.lang);
    let mut stages = vec![Tab {
        name: Tickets::of(staff.lang).all,
        address: link(""),
        count: text(counts.of(&members)),
        is_current: filter.statuses.len() > 1,
        is_alarming: false,
    }];
    stages.extend(members.iter().map(|status| Tab {
        name: stage_name(*status, l, staff.lang),
        address: link(status.code()),
        count: text(counts.of(&[*status])),
        is_current: filter.statuses == [*status],
        is_alarming: false,
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

/// The statuses that an address asks for, and the list that they are in: drafts and archived tickets are lists of their own.
pub fn shelf_and_statuses(reading: &mut Reading<'_>) -> (Vec<Status>, Archive) {
    let mut statuses = Vec::new();
    let query = reading.query;
    let may_see_drafts = reading.viewer.may(Permission::FileTicket);
    for code in query.all("status").map(str::trim).filter(|code| !code.is_empty()) {
        match (StatusGroup::parse(code), Status::parse(code)) {
            (Some(group), _) => statuses.extend(group.members()),
            (None, Some(Status::Draft)) if !may_see_drafts => reading.unreadable.push(Unreadable::one("status", code)),
            (None, Some(status)) => statuses.push(status),
            (None, None) => reading.unreadable.push(Unreadable::one("status", code)),
        }
    }
    if statuses == [Status::Draft] {
        return (Vec::new(), Archive::Draft);
    }
    statuses.retain(|status| *status != Status::Draft);
    // One state of a group, which may share its code.
    match Status::parse(query.raw("stage")) {
        Some(stage) if statuses.contains(&stage) => statuses = vec![stage],
        None if !query.raw("stage").is_empty() => reading.unreadable.push(Unreadable::all("stage")),
        _ => {}
    }
    statuses.sort_unstable();
    statuses.dedup();
    let shelf = if reading.is_on("archived") { Archive::Archived } else { Archive::Live };
    (statuses, shelf)
}
