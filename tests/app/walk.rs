//! Random walks: random people do random things to random tickets, mostly through the forms a page offers, sometimes with forms that
//! it does not offer any more. Nothing is ever answered with an error of ours, and after each step everything adds up.

use std::collections::BTreeSet;

use aftersales::commands::Actor;
use aftersales::commands::goods::stock::{StockMove, move_stock};
use aftersales::domain::goods::condition::Bucket;
use aftersales::domain::goods::movement::MoveKind;
use aftersales::store::house::merchants;
use aftersales::store::{DbError, Scope};
use diesel::prelude::*;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::harness::app::PASSWORD;
use crate::harness::flow::application_form;
use crate::harness::orders::OrderDraft;
use crate::harness::*;

const STEPS: usize = 600;
/// So many times some days pass between two parts of a walk.
const JUMPS: usize = 12;
/// Later tries of jobs come due while this long is waited at the end, so many times.
const REST: (i64, usize) = (700, 30);

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

both_engines! {
    fn nothing_that_anybody_does_breaks_the_rules(app: &TestApp) {
        let seed = setting("WALK_SEED", 20_261_123);
        println!("WALK_SEED={seed}");
        let mut walk = Walk::new(app, seed);
        for _ in 0..setting("WALK_STEPS", STEPS) {
            walk.step();
        }
        walk.settle();
        let seen = walk.statuses();
        assert!(seen.len() >= 9, "the walk saw only {seen:?} after\n{}", walk.trail.join("\n"));
        walk.check_refund_list();
        walk.check_gateway();
    }

    fn time_that_passes_in_between_breaks_them_neither(app: &TestApp) {
        let seed = setting("WALK_SEED", 20_261_130);
        println!("WALK_SEED={seed}");
        let mut walk = Walk::new(app, seed);
        for _ in 0..setting("WALK_JUMPS", JUMPS) {
            for _ in 0..STEPS / JUMPS / 2 {
                walk.step();
            }
            walk.days_pass();
        }
        walk.settle();
        let ended = texts(app, "SELECT DISTINCT kind AS text FROM ticket_terms WHERE state = 'EXPIRED'");
        assert!(!ended.is_empty(), "no time ran out: {ended:?} after\n{}", walk.trail.join("\n"));
        walk.check_gateway();
    }
}

const GATEWAYS: [&str; 9] = [
    "",
    "SIM-FAIL-BALANCE",
    "SIM-FAIL",
    "SIM-CLOSED",
    "SIM-LATE",
    "SIM-TWICE",
    "SIM-SILENT",
    "SIM-SHORT",
    "SIM-FAIL-PAID",
];
const ORDERS: [&str; 12] = ["A-0", "A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8", "M-1", "U-1", "W-1"];

/// An order as the first file has it.
fn draft<'a>(app: &'a TestApp, order_no: &str) -> OrderDraft<'a> {
    let order = app.order(order_no);
    match order_no {
        "M-1" => order.manual_gateway().line("CHAIR", 4, "119.00"),
        "U-1" => order.unshipped().freight("5.00").line("LAMP", 4, "9.99"),
        "W-1" => order.unsigned().line("LAMP", 4, "9.99"),
        _ => {
            let at: usize = order_no.trim_start_matches("A-").parse().expect("a number");
            let order = order.buyer(&format!("buyer-{}", at % 3)).freight("8.00");
            let order = order.reference(&format!("P{at} {}", GATEWAYS[at])).line("CHAIR", 3, "119.00");
            order.line_paid("LAMP", 7, "9.99", "61.37").service("WARRANTY", 1, "15.00").line("PEN", 5, "0.0125")
        }
    }
}

struct Walk<'a> {
    app: &'a TestApp,
    random: StdRng,
    people: Vec<Client>,
    orders: Vec<String>,
    tickets: Vec<String>,
    /// Forms that were sent once.
    old: Vec<Form>,
    trail: Vec<String>,
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

fn texts(app: &TestApp, query: &str) -> Vec<String> {
    let rows: Vec<Text> = app
        .db
        .read_blocking(|connection| diesel::sql_query(query).load(connection).map_err(DbError::Query))
        .expect("the database answers");
    rows.into_iter().map(|row| row.text).collect()
}

impl<'a> Walk<'a> {
    fn new(app: &'a TestApp, seed: u64) -> Self {
        let people = [
            ("anna", vec![Role::Agent]),
            ("adam", vec![Role::Agent]),
            ("rita", vec![Role::Reviewer]),
            ("remi", vec![Role::Reviewer]),
            ("fay", vec![Role::Finance]),
            ("finn", vec![Role::FinanceLead]),
            ("wang", vec![Role::Warehouse]),
            ("tina", vec![Role::Technician]),
            ("mona", vec![Role::Manager]),
            ("all", vec![Role::Agent, Role::Reviewer, Role::Finance, Role::Warehouse]),
        ];
        let people = people.into_iter().map(|(username, roles)| app.staff(username, &roles)).collect();
        let orders: Vec<String> = ORDERS.iter().map(|order_no| draft(app, order_no).place()).collect();
        let warehouse = warehouse(app);
        for sku in ["CHAIR", "LAMP", "PEN"] {
            app.db
                .write_blocking(move |tx| {
                    let stock = StockMove {
                        warehouse_id: warehouse,
                        sku,
                        bucket: Bucket::Sellable,
                        qty: 3,
                        reserved: 0,
                        ref_kind: MoveKind::Count,
                        ref_no: "",
                        note: "opening",
                    };
                    move_stock(tx, &Actor::system(), &stock)
                })
                .expect("stock comes in");
        }
        let (tickets, old, trail) = (Vec::new(), Vec::new(), Vec::new());
        Self { app, random: StdRng::seed_from_u64(seed), people, orders, tickets, old, trail }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of.choose(&mut self.random).expect("something to choose from").clone()
    }

    fn step(&mut self) {
        match self.random.random_range(0..100) {
            _ if self.tickets.is_empty() => self.apply(),
            0..=14 => self.apply(),
            15..=27 => {
                self.app.run_jobs();
                self.trail.push("jobs".to_owned());
            }
            28..=32 => self.app.wait(300),
            33..=42 => self.forge(),
            43..=52 => self.file(),
            _ => self.act(),
        }
        let broken = invariants::broken(&self.app.db);
        assert!(broken.is_empty(), "{broken:#?}\nafter\n{}", self.trail.join("\n"));
    }

    fn apply(&mut self) {
        let mut agent = self.people[self.random.random_range(0..2)].clone();
        let order = self.one(&self.orders.clone());
        let kind = self.one(&["REFUND_ONLY", "RETURN_REFUND", "RETURN_REFUND", "EXCHANGE"]);
        let page = agent.open(&format!("/tickets/new?order_no={order}"));
        let open: Vec<i64> = page
            .all("tr[data-line-no]")
            .iter()
            .filter(|row| row.value().attr("data-returnable") != Some("0"))
            .filter_map(|row| row.value().attr("data-line-no")?.parse().ok())
            .collect();
        if open.is_empty() {
            return;
        }
        let mut lines = vec![(self.one(&open), self.random.random_range(1..=3))];
        let other = self.one(&open);
        if other != lines[0].0 {
            lines.push((other, self.random.random_range(1..=9)));
        }
        let mut form = application_form(&mut agent, &order, kind, &lines);
        if self.chance(10) {
            form.press("intent", "draft");
        }
        let answer = self.send(&mut agent, form);
        let ticket = answer.location().and_then(|address| address.strip_prefix("/tickets/"));
        self.tickets.extend(ticket.filter(|_| answer.status() == 303).map(str::to_owned));
    }

    /// A later file names an order again: with its lines in another order, or with other prices, quantities, money or buyers.
    fn file(&mut self) {
        let order_no = self.one(&ORDERS);
        let order = draft(self.app, order_no);
        let lines = if order_no.starts_with('A') { 4 } else { 1 };
        let (at, by) = (self.random.random_range(0..lines), self.random.random_range(0..lines));
        let quantity = self.random.random_range(1..=6);
        let what = self.random.random_range(0..8);
        let order = match what {
            0 => order,
            1 | 2 => order.turned(by),
            3 => order.repriced(at, quantity, "7.77"),
            4 => order.currency("USD"),
            5 => order.reference("WX-SOMEBODY-ELSE"),
            6 => order.freight("1.00").buyer("somebody-else").days_ago(3),
            _ if lines > 1 => order.without(at).turned(by),
            _ => order.line("CHAIR", quantity, "119.00").turned(1),
        };
        order.place();
        self.trail
            .push(format!("a file names {order_no} again: change {what} at {at}, turned by {by}, quantity {quantity}"));
    }

    fn act(&mut self) {
        let mut person = self.one(&self.people.clone());
        let ticket = self.one(&self.tickets.clone());
        let page = person.open(&format!("/tickets/{ticket}"));
        let mut forms: Vec<Form> = page.forms().into_iter().filter(is_about_the_ticket).collect();
        // Mostly something that takes the ticket further, where there is such a thing.
        if self.chance(80) && forms.iter().any(leads_on) {
            forms.retain(leads_on);
        }
        let Some(form) = forms.choose(&mut self.random).cloned() else { return };
        let form = self.fill(form);
        self.send(&mut person, form);
    }

    /// Sends a form that was open once, as if it were open now.
    fn forge(&mut self) {
        let Some(mut form) = self.old.choose(&mut self.random).cloned() else { return };
        let mut person = self.one(&self.people.clone());
        let page = person.get(form.action().rsplit_once('/').map_or("/", |(ticket, _)| ticket));
        let fresh = if page.status() == 200 { page.forms() } else { person.open("/account").forms() };
        self.tell_the_truth(&mut form);
        for name in ["csrf", "version", "form_token"] {
            if let Some(value) = fresh.iter().rev().find_map(|form| form.value(name)) {
                form.put(name, value);
            }
        }
        self.send(&mut person, form);
    }

    fn send(&mut self, person: &mut Client, form: Form) -> Page {
        let answer = person.submit(form.clone());
        self.trail.push(format!("{} {} {:?} -> {}", person.username, form.action(), form.sent(), answer.status()));
        assert!(
            [303, 403, 409, 422].contains(&answer.status()),
            "{}\nafter\n{}",
            answer.trouble("an answer that none may get"),
            self.trail.join("\n")
        );
        if answer.status() == 303 && form.has("form_token") {
            if self.chance(25) {
                let before = self.size();
                let again = person.submit(form.clone());
                assert_eq!((again.status(), again.location()), (303, answer.location()), "the same form again");
                assert_eq!(before, self.size(), "the same form changed something again: {form:?}");
            }
            self.old.push(form);
        }
        answer
    }

    /// How many rows there are of everything that is only ever added.
    fn size(&self) -> Vec<String> {
        texts(
            self.app,
            "SELECT CAST(COUNT(*) AS TEXT) AS text FROM events UNION ALL SELECT CAST(COUNT(*) AS TEXT) FROM stock_moves \
             UNION ALL SELECT CAST(COUNT(*) AS TEXT) FROM refunds UNION ALL SELECT CAST(COUNT(*) AS TEXT) FROM ticket_reviews",
        )
    }

    fn fill(&mut self, mut form: Form) -> Form {
        let names: Vec<String> = form.controls().map(str::to_owned).collect();
        for name in names {
            let choices = form.choices(&name).to_vec();
            if name.starts_with("allow_") {
                if self.chance(25) {
                    form.put(&name, "1");
                }
            } else if !choices.is_empty() {
                let wanted = if ["ground", "carrier", "category", "outcome", "answer"].contains(&name.as_str()) {
                    90
                } else {
                    25
                };
                if self.chance(wanted) {
                    let value = self.one(&choices);
                    form.put(&name, &value);
                }
            } else if let Some(value) = self.typed(&name) {
                form.put(&name, &value);
            }
        }
        self.tell_the_truth(&mut form);
        form
    }

    /// People read the gateway's statement right: it is its books.
    fn tell_the_truth(&self, form: &mut Form) {
        let Some(refund_no) =
            form.action().strip_prefix("/refunds/").and_then(|rest| rest.strip_suffix("/statement")).map(str::to_owned)
        else {
            return;
        };
        let paid = ledger::paid(&self.app.config.files_dir);
        let paid: i64 = paid.get(&refund_no).map_or(0, |requests| requests.values().sum());
        let query = format!("SELECT CAST(amount_minor AS TEXT) AS text FROM refunds WHERE refund_no = '{refund_no}'");
        let (verdict, amount) = match texts(self.app, &query).first() {
            _ if paid == 0 => ("NOT_PAID", String::new()),
            Some(asked) if *asked == paid.to_string() => ("PAID", String::new()),
            _ => ("PAID_OTHER", format!("{}.{:02}", paid / 100, paid % 100)),
        };
        form.put("verdict", verdict);
        form.put("paid_amount", &amount);
    }

    fn typed(&mut self, name: &str) -> Option<String> {
        let some = |text: &str| Some(text.to_owned());
        match name {
            "reason" => some("this is why it was done"),
            "note" | "finding" if self.chance(60) => some("scratched on one side"),
            "tracking_no" => Some(format!("RT{:08}", self.random.random_range(0..100_000_000))),
            "reference" => some("BANK-1"),
            "text" => some("please send a picture of it"),
            "amount" => some("5.00"),
            "platform_ticket_no" if self.chance(30) => some("TB-1"),
            "service_fee" | "packaging_fee" | "deduction" if self.chance(20) => some("1.00"),
            _ if name.starts_with("amount_") && self.chance(25) => {
                let amount = self.one(&["0", "0.01", "5.00", "9999.00"]);
                some(amount)
            }
            _ if name.starts_with("accepted_") && self.chance(60) => Some(self.random.random_range(0..3).to_string()),
            _ if ["received_", "good_", "defective_"].iter().any(|start| name.starts_with(start))
                && self.chance(12) =>
            {
                Some(self.random.random_range(0..4).to_string())
            }
            _ => None,
        }
    }

    /// Three days pass, what is due then is done, and everybody logs in again.
    fn days_pass(&mut self) {
        self.app.wait(3 * 86_400 + 7_200);
        self.app.run_schedule();
        self.trail.push("three days".to_owned());
        for person in &mut self.people {
            let username = person.username.clone();
            person.browser.log_in(&username, PASSWORD).map(drop).expect("logged in again");
        }
        let broken = invariants::broken(&self.app.db);
        assert!(broken.is_empty(), "{broken:#?}\nafter\n{}", self.trail.join("\n"));
    }

    /// Lets jobs come to their end.
    fn settle(&mut self) {
        for _ in 0..REST.1 {
            self.app.run_jobs();
            if self.app.waiting_jobs() == 0 {
                break;
            }
            self.app.wait(REST.0);
        }
        let broken = invariants::broken(&self.app.db);
        assert!(broken.is_empty(), "{broken:#?}");
    }

    fn statuses(&self) -> BTreeSet<String> {
        texts(self.app, "SELECT DISTINCT to_status AS text FROM events").into_iter().collect()
    }

    /// A ticket is on the finance page if and only if it has a refund that is not cancelled, or may have been paid all the same.
    fn check_refund_list(&mut self) {
        let mut finn = self.people[5].clone();
        let csv = finn.open("/refunds.csv?state=ALL").source();
        let listed: BTreeSet<&str> = self.tickets.iter().map(String::as_str).filter(|no| csv.contains(no)).collect();
        let expected = texts(
            self.app,
            "SELECT t.ticket_no AS text FROM tickets t WHERE EXISTS (SELECT 1 FROM refunds r WHERE r.ticket_id = t.id \
             AND (r.state <> 'CANCELLED' OR r.unclear IS NOT NULL))",
        );
        assert_eq!(listed, expected.iter().map(String::as_str).collect());
    }

    /// What the gateway paid is what the product says it paid, to the last fen, or two persons are to settle it; and nothing that it paid
    /// was transferred besides.
    fn check_gateway(&self) {
        let paid = ledger::paid(&self.app.config.files_dir);
        assert_eq!(ledger::paid_twice(&paid), Vec::<&str>::new());
        let theirs: BTreeSet<String> = paid
            .iter()
            .map(|(refund_no, requests)| format!("{refund_no} {}", requests.values().sum::<i64>()))
            .collect();
        let ours = |condition: &str| -> BTreeSet<String> {
            let query = format!(
                "SELECT refund_no || ' ' || CAST(paid_minor AS TEXT) AS text FROM refunds \
                 WHERE gateway = 'simulated' AND {condition}"
            );
            texts(self.app, &query).into_iter().collect()
        };
        let by_hand = "offline_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM refund_settlements s \
                       WHERE s.refund_id = refunds.id AND s.confirmed_at IS NOT NULL AND s.verdict <> 'NOT_PAID')";
        let transferred = ours(&format!("state = 'SUCCEEDED' AND {by_hand}"));
        assert_eq!(ours("state = 'SUCCEEDED'").difference(&transferred).cloned().collect::<BTreeSet<_>>(), {
            let unclear = texts(self.app, "SELECT refund_no AS text FROM refunds WHERE unclear IS NOT NULL");
            theirs.into_iter().filter(|line| !unclear.iter().any(|no| line.starts_with(&format!("{no} ")))).collect()
        });
        assert!(transferred.iter().all(|line| !paid.contains_key(line.split(' ').next().unwrap_or_default())));
    }
}

fn leads_on(form: &Form) -> bool {
    ![
        "/notes",
        "/assignment",
        "/cancellation",
        "/closure",
        "/platform-term",
        "/buyer-told",
        "/supplement-request",
        "/proposal",
        "/arbitration",
        "/escalation",
    ]
    .iter()
    .any(|end| form.action().ends_with(end))
}

fn is_about_the_ticket(form: &Form) -> bool {
    let changes = ["/tickets/", "/refunds/"].iter().any(|start| form.action().starts_with(start));
    changes && !form.is_get() && !form.is_multipart()
}

fn warehouse(app: &TestApp) -> i64 {
    app.db
        .read_blocking(|connection| {
            let merchant = merchants::by_code(connection, &Scope::All, "MAIN")?.expect("MAIN");
            Ok::<_, DbError>(merchants::warehouses_of(connection, merchant.id)?[0].id)
        })
        .expect("a warehouse")
}
