//! The list is held to its indexes: every usual narrowing with every usual order is a walk along one index on both engines, at the
//! beginning and deep down, however many tickets there are.

use aftersales::domain::codes::{Status, TicketType};
use aftersales::domain::ticket_columns::TicketColumn;
use aftersales::generate::{Wanted, fill};
use aftersales::store::ticket_list::{self, Direction, TicketFilter, TicketPage, cursor_of};
use aftersales::store::{Conn, DbError, Scope};

const SORTS: [TicketColumn; 4] =
    [TicketColumn::AppliedAt, TicketColumn::ReviewedAt, TicketColumn::OrderedAt, TicketColumn::RefundAmount];

fn combinations(connection: &mut Conn) -> Result<Vec<(&'static str, TicketFilter)>, DbError> {
    let page = TicketPage { sort: TicketColumn::AppliedAt, ascending: false, start: None, limit: 500 };
    let rows = ticket_list::page(connection, &Scope::All, &TicketFilter::default(), &page)?.rows;
    let merchant = rows.first().map(|row| row.merchant_id).into_iter().collect();
    let assignee = rows.iter().map(|row| row.assignee_id).find(|id| *id > 0).into_iter().collect();
    let usual = TicketFilter::default;
    Ok(vec![
        ("none", usual()),
        ("merchant", TicketFilter { merchants: merchant, ..usual() }),
        ("status", TicketFilter { statuses: vec![Status::Completed], ..usual() }),
        ("type", TicketFilter { kinds: vec![TicketType::Exchange], ..usual() }),
        (
            "status and type",
            TicketFilter { statuses: vec![Status::Completed], kinds: vec![TicketType::RefundOnly], ..usual() },
        ),
        ("assignee", TicketFilter { assignees: assignee, ..usual() }),
    ])
}

both_engines! {
    fn every_usual_question_walks_an_index(app: &TestApp) {
        fill(&app.config.database_url, &app.clock, Wanted { tickets: 3_000, orders: None, seed: 3 }, |_| {}).expect("filled");
        let asked = app.db.read_blocking(combinations).expect("combinations");
        for (name, filter) in asked {
            for sort in SORTS {
                for ascending in [true, false] {
                    let mut page = TicketPage { sort, ascending, start: None, limit: 51 };
                    let first = app.db.read_blocking(|connection| ticket_list::page(connection, &Scope::All, &filter, &page)).expect("a page").rows;
                    for deep in [false, true] {
                        if deep {
                            let Some(last) = first.last() else { continue };
                            page.start = Some((cursor_of(last, sort), Direction::After));
                        }
                        let plans = app.db.read_blocking(|connection| ticket_list::explain(connection, &Scope::All, &filter, &page)).expect("plans");
                        assert!(!plans.is_empty());
                        for plan in plans {
                            // Postgres may gather the few rows behind a place by the same index and sort them.
                            let few = plan.contains("Bitmap Index Scan on entries_");
                            let sorts = plan.contains("TEMP B-TREE") || (plan.contains("Sort") && !few);
                            let scans = plan.contains("Seq Scan") || plan.contains("SCAN ticket_entries\n") || plan.ends_with("SCAN ticket_entries");
                            assert!(plan.contains("entries_") && !sorts && !scans, "{name} by {sort} (deep: {deep}):\n{plan}");
                        }
                    }
                }
            }
        }
    }
}
