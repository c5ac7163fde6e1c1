//! What tickets are found by, whatever was imported: no name is too long for an index, and no two filings wait for each other.

use std::sync::Barrier;

use aftersales::clock::Clock;
use aftersales::store::{Db, Engine};

use super::{execute, number};
use crate::harness::flow::*;
use crate::harness::*;

/// Characters of four bytes of which no two neighbours repeat: nothing makes them shorter.
fn endless(count: usize) -> String {
    let mut state: u32 = 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x20000 + (state >> 16) % 0xA000).expect("a character")
    };
    (0..count).map(|_| next()).collect()
}

fn beginning(text: &str) -> String {
    text.chars().take(6).collect()
}

fn found(agent: &mut Client, words: &str) -> Vec<String> {
    let encoded: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let page = agent.open(&format!("/tickets?q={encoded}"));
    page.all("[data-rows] tr[data-key]")
        .iter()
        .filter_map(|row| row.value().attr("data-key"))
        .map(str::to_owned)
        .collect()
}

/// The keys of all tickets have to be filled in again.
const AGAIN: &str = "DELETE FROM ticket_keys; DELETE FROM search_words; DELETE FROM backfills; \
                     INSERT INTO backfills (name, last_id) VALUES ('ticket_keys', 0)";

both_engines! {
    fn an_endless_name_is_filed_followed_and_found(app: &TestApp) {
        let (name, receiver, later) = (endless(6_000), endless(7_000), format!("李{}", endless(6_500)));
        app.order("A-1").nickname(&name).receiver(&receiver, "138****0001").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        assert_eq!(found(&mut agent, &beginning(&name)), [ticket.as_str()]);
        assert_eq!(found(&mut agent, &beginning(&receiver)), [ticket.as_str()]);
        // A later file, in which the buyer has another name.
        app.order("A-1").nickname(&later).receiver(&receiver, "138****0001").line("CHAIR", 2, "119.00").place();
        assert_eq!(found(&mut agent, &beginning(&later)), [ticket.as_str()]);
        let widest = number(app, "SELECT CAST(MAX(LENGTH(word) + LENGTH(value)) AS BIGINT) AS number FROM search_words");
        assert!((50..=140).contains(&widest), "{widest}");
    }

    fn an_upgrade_passes_over_what_it_cannot_index(app: &TestApp) {
        app.order("A-1").receiver(&endless(6_000), "138****0001").line("CHAIR", 2, "119.00").place();
        app.order("A-2").receiver("周慧敏", "138****0001").line("CHAIR", 2, "119.00").place();
        app.order("A-3").receiver("王丽娟", "138****0001").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let tickets = ["A-1", "A-2", "A-3"].map(|order_no| apply(&mut agent, order_no, "RETURN_REFUND", &[(1, 1)]));
        // One ticket has lost its order, as no version of the program leaves one.
        execute(app, AGAIN);
        let lost = format!("UPDATE tickets SET order_id = 4711 WHERE ticket_no = '{}'", tickets[1]);
        match app.db.engine() {
            Engine::Sqlite => execute(app, &format!("PRAGMA foreign_keys = OFF; {lost}; PRAGMA foreign_keys = ON")),
            Engine::Postgres => {
                execute(app, &format!("ALTER TABLE tickets DROP CONSTRAINT tickets_order_id_fkey; {lost}"));
            }
        }
        let again = Db::open(&app.config.database_url, Clock::System);
        assert!(again.is_ok(), "{:?}", again.err());
        assert_eq!(number(app, "SELECT COUNT(*) AS number FROM backfills"), 0, "it has an end");
        let with_names = number(app, "SELECT COUNT(DISTINCT ticket_id) AS number FROM ticket_keys WHERE kind = 'NAME'");
        assert_eq!(with_names, 2);
        assert_eq!(found(&mut agent, "王丽娟"), [tickets[2].as_str()]);
    }

    /// Twenty pairs, each of two tickets with the same new goods, in opposite order, on two servers at one moment.
    fn the_same_goods_at_once_in_opposite_order(app: &TestApp) {
        if app.db.engine() == Engine::Postgres {
            // Who ever waits for each other waits until the test has failed; connections that are made from now on know it.
            execute(app, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET deadlock_timeout = ''10min'''; END $$");
        }
        let (one, other) = (app.second_server(), app.second_server());
        let (mut anna, mut adam) = (one.staff("anna", &[Role::Agent]), other.staff("adam", &[Role::Agent]));
        for pair in 0..20 {
            let goods = ["红木餐椅 walnut", "亚麻窗帘 linen", "陶瓷花瓶 vase", "羊毛地毯 carpet"].map(|name| format!("{name} {pair}"));
            let there = goods.iter().fold(app.order(&format!("F-{pair}")), |order, sku| order.line(sku, 1, "10.00")).place();
            let back = goods.iter().rev().fold(app.order(&format!("B-{pair}")), |order, sku| order.line(sku, 1, "10.00")).place();
            let lines = [(1, 1), (2, 1), (3, 1), (4, 1)];
            let forms = [
                application_form(&mut anna, &there, "RETURN_REFUND", &lines),
                application_form(&mut adam, &back, "RETURN_REFUND", &lines),
            ];
            let start = Barrier::new(2);
            let send = |person: &mut Client, form: &Form| {
                start.wait();
                person.submit(form.clone())
            };
            let answers = std::thread::scope(|scope| {
                let first = scope.spawn(|| send(&mut anna, &forms[0]));
                let second = send(&mut adam, &forms[1]);
                [first.join().expect("an answer"), second]
            });
            for answer in answers {
                assert_eq!(answer.status(), 303, "pair {pair}: {}", answer.trouble("filed"));
            }
        }
        assert_eq!(found(&mut anna, "walnut").len(), 40);
        one.finish();
        other.finish();
    }
}
