//! Goods: signed in, received, inspected, decided on, dispatched; stock that is the sum of its moves.

mod desk;
mod exceptions;
mod exchange;
mod inspection;
mod parcels;
mod receipt;
mod stock;

use aftersales::commands::Actor;
use aftersales::commands::goods::stock::{StockMove, move_stock};
use aftersales::domain::goods::condition::Bucket;
use aftersales::domain::goods::movement::MoveKind;
use aftersales::store::goods::stock as levels;
use aftersales::store::house::merchants;
use aftersales::store::{DbError, Scope};
use diesel::prelude::*;

use crate::harness::*;

/// The people of a shop, each logged in.
pub struct Shop {
    pub agent: Client,
    pub reviewer: Client,
    pub clerk: Client,
}

/// A line applied for: number, units, SKU to exchange for.
pub type Applied<'a> = (i64, i64, &'a str);

impl Shop {
    pub fn new(app: &TestApp) -> Self {
        Self {
            agent: app.staff("agent", &[Role::Agent]),
            reviewer: app.staff("reviewer", &[Role::Reviewer]),
            clerk: app.staff("clerk", &[Role::Warehouse]),
        }
    }

    /// An approved ticket whose parcel is on its way under a number; its own number.
    pub fn returning(&mut self, kind: &str, order_no: &str, lines: &[Applied<'_>], tracking_no: &str) -> String {
        let ticket_no = self.approved(kind, order_no, lines);
        self.ship_back(&ticket_no, "SELF_SHIP", tracking_no);
        ticket_no
    }

    /// An approved ticket that waits for its parcel.
    pub fn approved(&mut self, kind: &str, order_no: &str, lines: &[Applied<'_>]) -> String {
        let ticket_no = self.applied(kind, order_no, lines);
        let page = self.reviewer.open(&format!("/tickets/{ticket_no}"));
        self.reviewer.submit_ok(page.form_of("approve"));
        ticket_no
    }

    /// A submitted ticket.
    pub fn applied(&mut self, kind: &str, order_no: &str, lines: &[Applied<'_>]) -> String {
        let mut form =
            self.agent.open(&format!("/tickets/new?order_no={order_no}")).form_of("submit").set("type", kind);
        for (line_no, quantity, exchange_sku) in lines {
            form = form.set(&format!("qty_{line_no}"), &quantity.to_string());
            form = form.set(&format!("reason_{line_no}"), "NO_REASON");
            form = form.set(&format!("exchange_sku_{line_no}"), exchange_sku);
        }
        let page = self.agent.submit_ok(form);
        page.path().rsplit('/').next().expect("a ticket's address").to_owned()
    }

    pub fn ship_back(&mut self, ticket_no: &str, method: &str, tracking_no: &str) {
        let page = self.agent.open(&format!("/tickets/{ticket_no}"));
        let form = page.form_of("ship-back").set("method", method).set("carrier", "shunfeng");
        self.agent.submit_ok(form.set("tracking_no", tracking_no));
    }

    /// The ticket's page as the clerk sees it.
    pub fn clerk_sees(&mut self, ticket_no: &str) -> Page {
        self.clerk.open(&format!("/tickets/{ticket_no}"))
    }

    /// The clerk sends a form of a ticket, filled in as it opens but for some fields.
    pub fn clerk_does(&mut self, ticket_no: &str, action: &str, changes: &[(&str, &str)]) -> Page {
        let form = changes
            .iter()
            .fold(self.clerk_sees(ticket_no).form_of(action), |form, (name, value)| form.set(name, value));
        self.clerk.submit_ok(form)
    }

    /// The reviewer decides an exception.
    pub fn decides(&mut self, ticket_no: &str, changes: &[(&str, &str)]) -> Page {
        let page = self.reviewer.open(&format!("/tickets/{ticket_no}"));
        let form = page.form_of("inspection-outcome");
        let form = changes.iter().fold(form, |form, (name, value)| form.set(name, value));
        self.reviewer.submit(form)
    }

    pub fn status(&mut self, ticket_no: &str) -> String {
        self.reviewer.open(&format!("/tickets/{ticket_no}")).status_of_ticket()
    }

    /// An amount of the ticket's page, as the reviewer sees it.
    pub fn amount(&mut self, ticket_no: &str, name: &str) -> String {
        self.reviewer.open(&format!("/tickets/{ticket_no}")).value(&format!("[data-amount={name}]"))
    }

    /// The clerk scans a number at the desk; the page that answers.
    pub fn scan(&mut self, tracking_no: &str) -> Page {
        let form = self.clerk.open("/warehouse").form_of("sign-in").set("tracking_no", tracking_no);
        self.clerk.submit_ok(form)
    }
}

/// How a scan sounded.
pub fn sound(page: &Page) -> String {
    page.attribute("main [data-sound]", "data-sound").unwrap_or_default()
}

/// Puts units on a merchant's shelf.
pub fn put(app: &TestApp, merchant: &str, sku: &str, quantity: i64) {
    let (merchant, sku) = (merchant.to_owned(), sku.to_owned());
    app.db
        .write_blocking(move |tx| {
            let row = merchants::by_code(tx.connection(), &Scope::All, &merchant)?.expect("the merchant exists");
            let place = merchants::warehouses_of(tx.connection(), row.id)?.remove(0);
            let change = StockMove {
                warehouse_id: place.id,
                sku: &sku,
                bucket: Bucket::Sellable,
                qty: quantity,
                reserved: 0,
                ref_kind: MoveKind::Count,
                ref_no: "",
                note: "for a test",
            };
            move_stock(tx, &Actor::system(), &change)
        })
        .expect("stock can be put");
}

/// What `MAIN`'s warehouse holds of a SKU in a bucket: units, promised ones.
pub fn held(app: &TestApp, sku: &str, bucket: Bucket) -> (i64, i64) {
    let sku = sku.to_owned();
    app.db
        .read_blocking(|connection| {
            let main = merchants::by_code(connection, &Scope::All, "MAIN")?.expect("MAIN exists");
            let place = merchants::warehouses_of(connection, main.id)?.remove(0);
            let level = levels::level(connection, place.id, &sku, bucket)?;
            Ok::<_, DbError>((level.qty, level.reserved))
        })
        .expect("stock can be read")
}

#[derive(QueryableByName)]
struct Differing {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// Every compartment is the sum of its moves, and none is below zero (I6).
pub fn assert_moves_sum_to_stock(app: &TestApp) {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS count FROM stock s WHERE s.qty < 0 OR s.reserved_qty < 0 \
               OR s.qty < s.reserved_qty OR s.qty <> (SELECT COALESCE(SUM(m.qty), 0) FROM stock_moves m \
               WHERE m.warehouse_id = s.warehouse_id AND m.sku = s.sku AND m.bucket = s.bucket) \
               OR s.reserved_qty <> (SELECT COALESCE(SUM(m.reserved_qty), 0) FROM stock_moves m \
               WHERE m.warehouse_id = s.warehouse_id AND m.sku = s.sku AND m.bucket = s.bucket)";
    let found: Differing = app
        .db
        .read_blocking(|connection| diesel::sql_query(sql).get_result(connection).map_err(DbError::Query))
        .expect("the moves can be summed");
    assert_eq!(found.count, 0, "compartments that are not the sum of their moves");
}
