//! The made-up business of `generate`: it fills a database without tickets, its books are in order, and a seed repeats itself.

use aftersales::commands::term::recount;
use aftersales::domain::lists::search_text::NameSearch;
use aftersales::domain::ticket::status::{Archive, Status};
use aftersales::generate::{HouseSize, Made, PASSWORD, fill};
use aftersales::store::house::merchants;
use aftersales::store::list::Direction;
use aftersales::store::money::ledger_totals;
use aftersales::store::tickets::counts::Kept;
use aftersales::store::tickets::entries::EntryRow;
use aftersales::store::tickets::list;
use aftersales::store::tickets::list::ask::TicketPage;
use aftersales::store::tickets::list::ask::TicketSort;
use aftersales::store::tickets::list::{TicketFilter, cursor_of};
use aftersales::store::tickets::search;
use aftersales::store::{Conn, DbError, Scope};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::harness::*;

const WANTED: HouseSize = HouseSize { tickets: 600, orders: None, open: None, seed: 1 };

#[derive(QueryableByName)]
struct Figure {
    #[diesel(sql_type = BigInt)]
    figure: i64,
}

#[derive(Debug, PartialEq, QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    shelf: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = BigInt)]
    tickets: i64,
}

fn figure(connection: &mut Conn, what: &str) -> Result<i64, DbError> {
    let row: Figure = diesel::sql_query(format!("SELECT CAST(({what}) AS BIGINT) AS figure")).get_result(connection)?;
    Ok(row.figure)
}

fn generated(app: &TestApp) -> Made {
    fill(&app.config.database_url, &app.clock, WANTED, |_| {}).expect("an empty database is filled")
}

/// Numbers, dates and amounts, but not ids, which are the database's own.
fn story(app: &TestApp) -> Vec<(String, String, i64, i64)> {
    let page = TicketPage { sort: TicketSort::TicketNo, ascending: true, start: None, limit: 1_000 };
    let found = app.db.read_blocking(|connection| list::page(connection, &Scope::All, &TicketFilter::default(), &page));
    let row = |row: EntryRow| (row.ticket_no, row.order_no, row.amount_minor.minor(), row.applied_at.micros());
    found.map_err(|error: DbError| error).expect("the list").rows.into_iter().map(row).collect()
}

/// Each must be nothing at all.
const WRONG: [&str; 12] = [
    "SELECT COUNT(*) FROM orders o WHERE o.paid_minor <> o.freight_minor + \
       (SELECT SUM(paid_minor) FROM order_lines l WHERE l.order_id = o.id)",
    "SELECT COUNT(*) FROM order_lines WHERE gross_minor - coupon_minor <> paid_minor",
    "SELECT COUNT(*) FROM tickets t WHERE t.kind <> 'EXCHANGE' AND t.computed_minor <> \
       (SELECT SUM(computed_minor) FROM ticket_lines l WHERE l.ticket_id = t.id)",
    "SELECT COUNT(*) FROM tickets t WHERE t.approved_minor <> \
       (SELECT SUM(approved_minor) FROM ticket_lines l WHERE l.ticket_id = t.id)",
    "SELECT COUNT(*) FROM tickets WHERE (SELECT COUNT(*) FROM ticket_entries e JOIN ticket_decisions d ON d.ticket_id = e.ticket_id \
       WHERE e.ticket_id = tickets.id AND e.status = tickets.status AND e.applied_at = COALESCE(tickets.submitted_at, 0) \
       AND e.reviewed_at = COALESCE(d.reviewed_at, 0) AND e.reviewer_id = COALESCE(d.reviewer_id, 0) \
       AND e.amount_minor = COALESCE(tickets.approved_minor, tickets.computed_minor) AND e.since_at = tickets.status_since \
       AND e.bounce_count = d.bounce_count) <> 1",
    "SELECT COUNT(*) FROM tickets t JOIN orders o ON o.id = t.order_id JOIN ticket_decisions d ON d.ticket_id = t.id \
       WHERE t.status_since > t.updated_at OR t.created_at < o.ordered_at OR d.reviewed_at < t.created_at",
    "SELECT COUNT(*) FROM ticket_lines l WHERE NOT EXISTS \
       (SELECT 1 FROM ticket_keys k JOIN order_lines o ON LOWER(o.sku) = k.value WHERE o.id = l.order_line_id \
        AND k.ticket_id = l.ticket_id AND k.kind = 'SKU')",
    "SELECT COUNT(*) FROM ticket_keys k WHERE k.kind = 'NAME' AND NOT EXISTS \
       (SELECT 1 FROM search_words w WHERE w.kind = k.kind AND w.value = k.value)",
    "SELECT COUNT(*) FROM tickets t JOIN refunds r ON r.ticket_id = t.id WHERE r.state = 'SUCCEEDED' \
       AND (r.amount_minor <> t.refunded_minor OR t.status <> 'COMPLETED')",
    "SELECT COUNT(*) FROM backfills WHERE name <> 'pictures'",
    "SELECT COUNT(*) FROM ticket_terms WHERE state = 'RUNNING' AND acts_at <= (SELECT MAX(created_at) FROM tickets)",
    "SELECT COUNT(*) FROM ticket_platforms p JOIN ticket_entries e ON e.ticket_id = p.ticket_id \
       WHERE e.platform_at <> COALESCE(p.due_at, 9223372036854775807) OR e.channel <> 'PLATFORM'",
];

/// Each must be something.
const THERE: [&str; 7] = [
    "SELECT COUNT(*) FROM ticket_terms WHERE state = 'PAUSED'",
    "SELECT COUNT(*) FROM ticket_terms WHERE state = 'RUNNING' AND acts_at > 0",
    "SELECT COUNT(*) FROM ticket_terms WHERE kind = 'LEGAL_REFUND'",
    "SELECT COUNT(*) FROM ticket_terms WHERE kind = 'PLATFORM'",
    "SELECT COUNT(*) FROM ticket_platforms WHERE due_at IS NULL",
    "SELECT COUNT(*) FROM product_terms p JOIN policy_versions v ON v.scope = 'CATEGORY' AND v.scope_key = p.category",
    "SELECT COUNT(*) FROM product_terms WHERE custom_made",
];

both_engines! {
    fn a_made_up_business_is_in_order(app: &TestApp) {
        let made = generated(app);
        assert_eq!((made.tickets, made.by_status.values().sum::<i64>()), (WANTED.tickets, WANTED.tickets));
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
        app.db.read_blocking(|connection| {
            for wrong in WRONG {
                assert_eq!(figure(connection, wrong)?, 0, "{wrong}");
            }
            let books = ledger_totals::sums(connection)?;
            assert_eq!(books.by_status, made.by_status);
            assert_eq!((books.overpaid_orders, books.stock_difference), (0, 0));
            let kept = Kept::read(connection)?;
            let counted: Vec<Counted> = diesel::sql_query(
                "SELECT shelf, status, COUNT(*) AS tickets FROM ticket_entries GROUP BY shelf, status ORDER BY shelf, status",
            )
            .load(connection)?;
            let mut kept: Vec<Counted> = Archive::ALL
                .iter()
                .flat_map(|shelf| kept.on(*shelf, &Scope::All).into_iter().map(|(status, tickets)| (*shelf, status, tickets)))
                .map(|(shelf, status, tickets)| Counted {
                    shelf: shelf.code().to_owned(),
                    status: status.code().to_owned(),
                    tickets,
                })
                .collect();
            kept.sort_by(|a, b| (&a.shelf, &a.status).cmp(&(&b.shelf, &b.status)));
            assert_eq!(kept, counted, "what is kept is what is there");
            for shelf in Archive::ALL {
                assert!(counted.iter().any(|row| row.shelf == shelf.code()), "nothing is {shelf}");
            }
            let missing: Vec<&Status> =
                Status::ALL.iter().filter(|status| !counted.iter().any(|row| row.status == status.code())).collect();
            assert!(missing.is_empty(), "nothing is {missing:?}");
            Ok::<_, DbError>(())
        })
        .expect("the database answers");
    }

    fn open_tickets_have_the_clocks_of_their_status(app: &TestApp) {
        let wanted = HouseSize { tickets: 2_000, open: Some(800), ..WANTED };
        let made = fill(&app.config.database_url, &app.clock, wanted, |_| {}).expect("an empty database is filled");
        let is_open = |status: &Status| *status != Status::Draft && !status.has_ended();
        let open: i64 = made.by_status.iter().filter(|(status, _)| is_open(status)).map(|(_, count)| count).sum();
        assert_eq!(open, 800);
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
        let events = "SELECT COUNT(*) FROM events";
        let before = app.db.read_blocking(|connection| {
            for wrong in WRONG {
                assert_eq!(figure(connection, wrong)?, 0, "{wrong}");
            }
            for there in THERE {
                assert_ne!(figure(connection, there)?, 0, "{there}");
            }
            let overdue = format!("SELECT COUNT(*) FROM ticket_entries WHERE clock_at < {}", app.clock.now().micros());
            assert!((100..600).contains(&figure(connection, &overdue)?), "some are late, not all");
            figure(connection, events)
        });
        // Nothing is due by itself, and the ends are those that the product counts.
        for merchant in app.db.read_blocking(|connection| merchants::list(connection, &Scope::All)).expect("merchants") {
            app.db.write_blocking(move |tx| recount::order(tx, merchant.id)).expect("ordered");
        }
        app.run_schedule();
        app.run_jobs();
        assert_eq!(app.db.read_blocking(|connection| figure(connection, events)).expect("events"), before.expect("events"));
        let many = HouseSize { open: Some(601), ..WANTED };
        let refused = fill(&app.config.database_url, &app.clock, many, |_| {}).expect_err("more open ones than tickets");
        assert!(refused.contains("--open"), "{refused}");
    }

    fn the_product_goes_on_from_there(app: &TestApp) {
        generated(app);
        let mut rita = app.staff("rita", &[Role::Reviewer]);
        let list = rita.open("/tickets");
        assert!(list.all("tr[data-key]").len() >= 50);
        let query = "SELECT ticket_no AS word FROM ticket_entries WHERE status = 'PENDING_REVIEW' AND kind = 'RETURN_REFUND' \
                     AND bounce_count = 0 ORDER BY ticket_id LIMIT 1";
        #[derive(QueryableByName)]
        struct Word {
            #[diesel(sql_type = Text)]
            word: String,
        }
        let word: Result<Word, DbError> =
            app.db.read_blocking(|connection| Ok(diesel::sql_query(query).get_result(connection)?));
        let address = format!("/tickets/{}", word.expect("a ticket to review").word);
        let page = rita.open(&address);
        assert_eq!(rita.submit_ok(page.form_of("approve")).status_of_ticket(), "PENDING_RETURN");
        app.order("A-1").line("CHAIR", 1, "119.00").place();
        let mut agent = app.staff("anna", &[Role::Agent]);
        flow::apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        assert_eq!(invariants::broken(&app.db), Vec::<String>::new());
        let mut known = app.browser();
        known.log_in("agent1", PASSWORD).expect("the staff of the business can log in");
    }

    fn a_seed_repeats_itself_and_tickets_are_not_added_to_others(app: &TestApp) {
        generated(app);
        let first = story(app);
        assert!(first.len() > 400);
        let again = TestApp::on(app.db.engine());
        generated(&again);
        assert_eq!(story(&again), first);
        again.finish();
        let refused = fill(&app.config.database_url, &app.clock, WANTED, |_| {}).expect_err("it has tickets");
        assert!(refused.contains("without tickets"), "{refused}");
        let few = HouseSize { orders: Some(10), ..WANTED };
        assert!(fill(&app.config.database_url, &app.clock, few, |_| {}).expect_err("too few").contains("--orders"));
    }

    fn a_search_loses_no_ticket_however_many_have_the_word(app: &TestApp) {
        let wanted = HouseSize { tickets: 8_000, orders: None, open: None, seed: 5 };
        fill(&app.config.database_url, &app.clock, wanted, |_| {}).expect("an empty database is filled");
        app.db.read_blocking(|connection| {
            let mut broad = 0;
            for words in [&["餐椅"][..], &["便携"], &["xh"], &["王"], &["便携", "xh"], &["xh", "王"]] {
                let having: Vec<String> = words
                    .iter()
                    .map(|word| {
                        format!(
                            "SELECT k.ticket_id FROM ticket_keys k JOIN search_words w \
                             ON w.kind = k.kind AND w.value = k.value WHERE w.text LIKE '%{word}%'"
                        )
                    })
                    .collect();
                let there: Vec<Figure> = diesel::sql_query(format!(
                    "SELECT ticket_id AS figure FROM ticket_entries WHERE shelf = 'LIVE' AND ticket_id IN ({}) \
                     ORDER BY applied_at DESC, ticket_id DESC",
                    having.join(") AND ticket_id IN (")
                ))
                .load(connection)?;
                let there: Vec<i64> = there.iter().map(|row| row.figure).collect();
                let hits = search::find(connection, &Scope::All, &words.join(" "), NameSearch::ByParts)?;
                assert!(!hits.is_partial, "{words:?}");
                broad += usize::from(hits.ids.is_none());
                let filter = TicketFilter { ids: hits.ids, words: hits.words, ..TicketFilter::default() };
                let mut page = TicketPage { sort: TicketSort::AppliedAt, ascending: false, start: None, limit: 500 };
                let mut listed = Vec::new();
                loop {
                    let found = list::page(connection, &Scope::All, &filter, &page)?;
                    listed.extend(found.rows.iter().map(|row| row.ticket_id));
                    let last = found.rows.last().map(|row| cursor_of(row, page.sort));
                    let next = if found.rows.len() < 500 { found.looked_to } else { last };
                    let Some(next) = next else { break };
                    page.start = Some((next, Direction::After));
                }
                assert_eq!(listed, there, "{words:?}");
                assert!(!there.is_empty(), "{words:?}");
            }
            assert!(broad > 0, "no word is broad");
            Ok::<_, DbError>(())
        })
        .expect("the database answers");
    }
}
