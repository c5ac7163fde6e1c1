//! What an import bears: the longest texts, an order that cannot be written, a database that takes nothing, two runners of one file.

use std::fmt::Write;

use aftersales::domain::house::job::JobQueue;
use aftersales::jobs::job::Jobs;
use aftersales::jobs::order_file::Outcome;
use aftersales::spreadsheet::{Field, Level};
use aftersales::store::jobs::outbox;
use aftersales::store::{DbError, Engine};
use diesel::connection::SimpleConnection;

use crate::harness::flow::apply;
use crate::harness::*;
use crate::order_import::{bring, order};

/// Text that nothing compresses, in characters of four bytes.
fn noise(seed: u64, length: usize) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // CJK ideographs, extension B.
        char::from_u32(0x20000 + u32::try_from(state % 40_000).expect("small")).expect("a character")
    };
    (0..length).map(|_| next()).collect()
}

/// Fields that take any text, with what makes the rest of a line sound.
fn is_text(field: Field) -> bool {
    use Field as F;
    let closed = [F::Platform, F::Currency, F::SignState, F::Kind, F::IsGift];
    let numbers =
        [F::Quantity, F::UnitPrice, F::LineDiscount, F::CouponShare, F::PointsShare, F::LinePaid, F::GiftValue];
    let amounts = [F::Freight, F::FullReduction, F::Coupon, F::RedPacket, F::Points, F::PaidTotal];
    field.level() != Level::Moment && ![&closed[..], &numbers, &amounts].concat().contains(&field)
}

/// A file of one line, every text at its greatest length, one of them `beyond` it.
fn full(order_no: &str, beyond: Option<Field>) -> String {
    let mut text = Field::ALL.iter().map(|field| field.name()).collect::<Vec<_>>().join(",") + "\n";
    let cells = Field::ALL.iter().map(|field| {
        let length = field.most() + usize::from(beyond == Some(*field));
        match field {
            Field::OrderNo => format!("{order_no}{}", noise(1, length - order_no.len())),
            Field::OrderedAt | Field::PaidAt => "2026-11-20 10:00:00".to_owned(),
            Field::Quantity => "1".to_owned(),
            Field::UnitPrice => "30.00".to_owned(),
            field if is_text(*field) => noise(*field as u64 + 7, length),
            _ => String::new(),
        }
    });
    let _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join(","));
    text
}

fn rejected(outcome: &Outcome) -> (u64, u64) {
    (outcome.counts.new, outcome.read.lines_rejected)
}

/// Makes the database refuse orders whose number begins so.
pub fn refuse_orders(app: &TestApp, beginning: &str) {
    let sql = match app.db.engine() {
        Engine::Sqlite => format!(
            "CREATE TRIGGER refuse_orders BEFORE INSERT ON orders WHEN NEW.order_no LIKE '{beginning}%' \
             BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        ),
        Engine::Postgres => {
            format!("ALTER TABLE orders ADD CONSTRAINT refuse_orders CHECK (order_no NOT LIKE '{beginning}%')")
        }
    };
    app.db.write_blocking(move |tx| Ok::<_, DbError>(tx.connection().batch_execute(&sql)?)).expect("done");
}

pub fn orders_of(numbers: &[&str]) -> String {
    let mut text = "order_no,ordered_at,sku,quantity,unit_price\n".to_owned();
    numbers.iter().for_each(|number| text += &format!("{number},2026-11-20,A1,1,9.00\n"));
    text
}

/// Uploads a file to be imported in earnest; the report's address.
pub fn upload(agent: &mut Client, text: &str) -> String {
    let mut form = agent.open("/orders/import").form_of("import");
    form.remove("dry_run");
    form.attach("file", "orders.csv", "text/csv", text.as_bytes());
    agent.submit(form).location().expect("the report").to_owned()
}

both_engines! {
    fn the_longest_texts_come_in_and_can_be_worked_with(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let text = full("LONG-1-", None);
        assert_eq!(rejected(&bring(app, &text, false).0), (1, 0));
        let order_no = format!("LONG-1-{}", noise(1, Field::OrderNo.most() - 7));
        let (found, lines) = order(app, &order_no).expect("it is here");
        assert_eq!(found.receiver_name.chars().count(), Field::ReceiverName.most());
        assert_eq!(lines[0].name.chars().count(), Field::Name.most());
        let encoded: String = order_no.bytes().map(|byte| format!("%{byte:02X}")).collect();
        apply(&mut agent, &encoded, "REFUND_ONLY", &[(1, 1)]);
        assert_eq!(agent.get(&format!("/orders/{encoded}")).status(), 200);
        // A later file brings another name as long as that to an order that has a ticket.
        let other = text.replace(&found.receiver_name, &noise(99, Field::ReceiverName.most()));
        assert_eq!(bring(app, &other, false).0.counts.updated, 1);
    }

    fn a_text_that_is_too_long_is_rejected_with_its_field_and_length(app: &TestApp) {
        for (at, field) in Field::ALL.iter().filter(|field| is_text(**field)).enumerate() {
            let (outcome, reasons) = bring(app, &full(&format!("X{at}-"), Some(*field)), false);
            assert_eq!((rejected(&outcome), reasons), ((0, 1), vec!["TEXT_TOO_LONG".to_owned()]), "{field:?}");
        }
    }

    fn one_order_that_cannot_be_written_keeps_no_other_out(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        refuse_orders(app, "BAD");
        let report = upload(&mut agent, &orders_of(&["GOOD-1", "BAD-1", "GOOD-2"]));
        app.run_jobs();
        let page = agent.open(&report);
        assert!(page.has("[data-import-state=DONE]"));
        assert_eq!((page.text("[data-figure=new]"), page.text("[data-figure=rejected]")), ("2".into(), "1".into()));
        assert!(order(app, "GOOD-2").is_some() && order(app, "BAD-1").is_none());
        let rejects = agent.get(&format!("{report}/rejects.csv")).source();
        assert!(rejects.contains("NOT_WRITTEN") && rejects.contains("3,") && rejects.contains("BAD-1"), "{rejects}");
    }

    fn an_import_that_cannot_be_written_comes_to_an_end(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        refuse_orders(app, "");
        let report = upload(&mut agent, &orders_of(&["A-1", "A-2"]));
        app.run_jobs();
        let waiting = agent.open(&format!("{report}?lang=zh-CN")).source();
        assert!(waiting.contains("第 1 次没有写入成功"), "the page says why it waits: {waiting}");
        for _ in 0..8 {
            app.wait(700);
            app.run_jobs();
        }
        let page = agent.open(&format!("{report}?lang=zh-CN"));
        assert!(page.has("[data-import-state=FAILED]"), "{}", page.source());
        let said = page.text("[role=alert]");
        assert!(said.contains("试了 6 次") && said.contains("重新导入"), "{said}");
        assert!(said.contains("not this one") || said.contains("refuse_orders"), "the database's own words: {said}");
        assert_eq!(app.waiting_jobs(), 0);
    }

    fn a_runner_that_lost_an_import_spoils_nothing(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let report = upload(&mut agent, &(orders_of(&["A-1"]) + "A-2,2026-11-20,A1,x,9.00\n"));
        // A server claims the job and hangs; its lease runs out, another one reads the file to its end.
        let lost = app.db.write_blocking(|tx| outbox::claim(tx, JobQueue::Imports, |_| 15)).map_err(|error: DbError| error);
        assert_eq!(lost.expect("claimed").expect("the import").tries, 1);
        let id = report.rsplit('/').next().expect("an id").to_owned();
        let first = app.config.files_dir.join(format!("imports/rejects/{id}-1-zh.csv"));
        std::fs::create_dir_all(first.parent().expect("a folder")).expect("made");
        std::fs::write(&first, "half a line").expect("written");
        app.wait(20);
        Jobs::new(app.db.clone(), &app.config.files_dir, &[]).run_due().expect("jobs run");
        std::fs::write(&first, "and half a line more").expect("written");
        let page = agent.open(&report);
        assert!(page.has("[data-import-state=DONE]"));
        assert!(agent.get(&format!("{report}/rejects.csv")).source().contains("BAD_QUANTITY"));
    }
}
