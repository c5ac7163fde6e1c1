//! The list is held to its indexes: every usual narrowing with every usual order is a walk along one index on both engines, at the
//! beginning and deep down, however many tickets there are.

use aftersales::domain::lists::key_kind::KeyKind;
use aftersales::domain::ticket::kind::TicketType;
use aftersales::domain::ticket::status::Status;
use aftersales::generate::{HouseSize, fill};
use aftersales::store::list::Direction;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::ask::TicketPage;
use aftersales::store::tickets::list::ask::TicketSort;
use aftersales::store::tickets::list::{TicketFilter, cursor_of};
use aftersales::store::{Conn, Db, DbError, Engine, Scope};

/// Each with what its indexes are named after.
const SORTS: [(TicketSort, &str); 4] = [
    (TicketSort::AppliedAt, "applied"),
    (TicketSort::ReviewedAt, "reviewed"),
    (TicketSort::OrderedAt, "ordered"),
    (TicketSort::RefundAmount, "amount"),
];

/// Each narrowing with the beginning of its indexes' names.
fn combinations(connection: &mut Conn) -> Result<Vec<(&'static str, &'static str, TicketFilter)>, DbError> {
    let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: 500 };
    let rows = list::page(connection, &Scope::All, &TicketFilter::default(), &page)?.rows;
    let merchant = rows.first().map(|row| row.merchant_id).into_iter().collect();
    let assignee = rows.iter().map(|row| row.assignee_id).find(|id| *id > 0).into_iter().collect();
    let usual = TicketFilter::default;
    Ok(vec![
        ("none", "entries_by", usual()),
        ("merchant", "entries_of_merchant_by", TicketFilter { merchants: merchant, ..usual() }),
        ("status", "entries_in_status_by", TicketFilter { statuses: vec![Status::Completed], ..usual() }),
        ("type", "entries_of_kind_by", TicketFilter { kinds: vec![TicketType::Exchange], ..usual() }),
        (
            "status and type",
            "entries_in_status_by",
            TicketFilter { statuses: vec![Status::Completed], kinds: vec![TicketType::RefundOnly], ..usual() },
        ),
        ("assignee", "entries_of_assignee_by", TicketFilter { assignees: assignee, ..usual() }),
    ])
}

both_engines! {
    fn every_usual_question_walks_an_index(app: &TestApp) {
        fill(&app.config.database_url, &app.clock, HouseSize { tickets: 3_000, orders: None, open: None, seed: 3 }, |_| {}).expect("filled");
        let asked = app.db.read_blocking(combinations).expect("combinations");
        for (name, indexes, filter) in asked {
            for (sort, order) in SORTS {
                let index = format!("{indexes}_{order} ");
                for ascending in [true, false] {
                    let mut page = TicketPage { sort, ascending, start: None, limit: 51 };
                    let first = app.db.read_blocking(|connection| list::page(connection, &Scope::All, &filter, &page)).expect("a page").rows;
                    for deep in [false, true] {
                        if deep {
                            let Some(last) = first.last() else { continue };
                            page.start = Some((cursor_of(last, sort), Direction::After));
                        }
                        let db = Db::open(&app.config.database_url, app.clock.clone()).expect("a connection of its own");
                        let plans = db.read_blocking(|connection| list::explain(connection, &Scope::All, &filter, &page)).expect("plans");
                        assert!(!plans.is_empty());
                        for plan in plans {
                            let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
                            assert!(plan.contains(&index) && !sorts, "{name} by {sort} (deep: {deep}):\n{plan}");
                        }
                    }
                }
            }
        }
    }

    fn the_order_by_waiting_time_walks_an_index_of_its_own(app: &TestApp) {
        fill(&app.config.database_url, &app.clock, HouseSize { tickets: 3_000, orders: None, open: None, seed: 3 }, |_| {}).expect("filled");
        for (index, walks, filter) in [
            ("entries_by_since ", 1, TicketFilter::default()),
            (
                "entries_in_status_by_since ",
                1,
                TicketFilter { statuses: vec![Status::PendingReview], kinds: vec![TicketType::RefundOnly], ..TicketFilter::default() },
            ),
        ] {
            for ascending in [true, false] {
                let page = TicketPage { sort: TicketSort::WaitingSince, ascending, start: None, limit: 51 };
                let db = Db::open(&app.config.database_url, app.clock.clone()).expect("a connection of its own");
                let plans = db.read_blocking(|connection| list::explain(connection, &Scope::All, &filter, &page)).expect("plans");
                assert_eq!(plans.len(), walks);
                for plan in plans {
                    let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
                    assert!(plan.contains(index) && !sorts, "{index}:\n{plan}");
                }
            }
        }
    }

    fn the_order_by_time_left_walks_an_index_of_its_own(app: &TestApp) {
        let size = HouseSize { tickets: 3_000, orders: None, open: Some(1_500), seed: 3 };
        fill(&app.config.database_url, &app.clock, size, |_| {}).expect("filled");
        let one_status = TicketFilter { statuses: vec![Status::PendingRefund], kinds: vec![TicketType::RefundOnly], ..TicketFilter::default() };
        let over = (None, Some(app.clock.now()));
        let overdue = TicketFilter { clock: over, ..TicketFilter::default() };
        let acted = TicketFilter { platform: over, ..TicketFilter::default() };
        for (index, sort, filter) in [
            ("entries_by_clock ", TicketSort::TimeLeft, TicketFilter::default()),
            ("entries_by_clock ", TicketSort::TimeLeft, overdue),
            ("entries_in_status_by_clock ", TicketSort::TimeLeft, one_status.clone()),
            ("entries_in_status_by_clock ", TicketSort::TimeLeft, TicketFilter { clock: over, ..one_status }),
            ("entries_by_platform ", TicketSort::PlatformLeft, TicketFilter::default()),
            ("entries_by_platform ", TicketSort::PlatformLeft, acted),
        ] {
            for ascending in [true, false] {
                let mut page = TicketPage { sort, ascending, start: None, limit: 51 };
                let first = app.db.read_blocking(|connection| list::page(connection, &Scope::All, &filter, &page)).expect("a page").rows;
                for deep in [false, true] {
                    if deep {
                        let Some(last) = first.last() else { continue };
                        page.start = Some((cursor_of(last, sort), Direction::After));
                    }
                    let db = Db::open(&app.config.database_url, app.clock.clone()).expect("a connection of its own");
                    let plans = db.read_blocking(|connection| list::explain(connection, &Scope::All, &filter, &page)).expect("plans");
                    assert_eq!(plans.len(), 1);
                    for plan in plans {
                        let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
                        assert!(plan.contains(index) && !sorts, "{index} (deep: {deep}):\n{plan}");
                    }
                }
            }
        }
    }

    fn a_word_that_many_tickets_have_is_checked_on_the_way(app: &TestApp) {
        fill(&app.config.database_url, &app.clock, HouseSize { tickets: 3_000, orders: None, open: None, seed: 3 }, |_| {}).expect("filled");
        let keys = [(KeyKind::Sku, "xh-1".to_owned()), (KeyKind::Sku, "xh-2".to_owned()), (KeyKind::Name, "xh".to_owned())];
        let filter = TicketFilter { words: vec![keys.to_vec()], ..TicketFilter::default() };
        let page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: 51 };
        let plans = app.db.read_blocking(|connection| list::explain(connection, &Scope::All, &filter, &page)).expect("plans");
        for plan in plans {
            let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
            // Postgres may hold the keys of a small house in memory instead.
            let reads_keys = plan.contains("keys_of_ticket") || app.db.engine() == Engine::Postgres;
            assert!(plan.contains("entries_by_applied") && reads_keys && !sorts, "{plan}");
        }
    }
}
