//! Orders to work on: described in a chain, placed as the import would place them.

use aftersales::domain::codes::LineKind;
use aftersales::domain::money::{Currency, Money, UnitPrice};
use aftersales::domain::time::Timestamp;
use aftersales::store::{Db, DbError, Scope, Tx, merchants};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::app::NOW;

const DAY: i64 = 86_400_000_000;

/// An order that is not placed yet. Paid yesterday, shipped and signed unless said otherwise; the gateway is `simulated`.
pub struct OrderDraft<'a> {
    db: &'a Db,
    merchant: String,
    order_no: String,
    buyer: String,
    gateway: &'static str,
    reference: String,
    freight: Money,
    shipped: bool,
    signed: bool,
    ordered_at: i64,
    lines: Vec<LineDraft>,
}

#[derive(Clone)]
struct LineDraft {
    kind: LineKind,
    sku: String,
    unit_price: UnitPrice,
    quantity: i64,
    gross: Money,
    paid: Money,
}

impl<'a> OrderDraft<'a> {
    pub fn new(db: &'a Db, order_no: &str) -> Self {
        Self {
            db,
            merchant: "MAIN".to_owned(),
            order_no: order_no.to_owned(),
            buyer: "buyer-1".to_owned(),
            gateway: "simulated",
            reference: format!("PAY-{order_no}"),
            freight: Money::ZERO,
            shipped: true,
            signed: true,
            ordered_at: NOW - DAY,
            lines: Vec::new(),
        }
    }
    /// Of another merchant than `MAIN`.
    pub fn merchant(mut self, code: &str) -> Self {
        self.merchant = code.to_owned();
        self
    }

    /// The buyer's account.
    pub fn buyer(mut self, account: &str) -> Self {
        self.buyer = account.to_owned();
        self
    }

    /// Paid in a way that staff refund by hand.
    pub fn manual_gateway(mut self) -> Self {
        self.gateway = "manual";
        self
    }

    /// The gateway's number of the payment.
    pub fn reference(mut self, reference: &str) -> Self {
        self.reference = reference.to_owned();
        self
    }

    /// What was paid for delivery, such as `8.00`.
    pub fn freight(mut self, amount: &str) -> Self {
        self.freight = money(amount);
        self
    }

    /// Nothing has left yet.
    pub fn unshipped(mut self) -> Self {
        self.shipped = false;
        self.signed = false;
        self
    }

    /// On its way.
    pub fn unsigned(mut self) -> Self {
        self.signed = false;
        self
    }

    /// Placed, paid, shipped and signed so many days ago.
    pub fn days_ago(mut self, days: i64) -> Self {
        self.ordered_at = NOW - days * DAY;
        self
    }

    /// A line of goods, paid in full.
    pub fn line(self, sku: &str, quantity: i64, unit_price: &str) -> Self {
        self.add(LineKind::Goods, sku, quantity, unit_price, None)
    }

    /// A line of goods for which less was paid than it cost.
    pub fn line_paid(self, sku: &str, quantity: i64, unit_price: &str, paid: &str) -> Self {
        self.add(LineKind::Goods, sku, quantity, unit_price, Some(money(paid)))
    }

    /// A line that no stock moves for.
    pub fn service(self, sku: &str, quantity: i64, unit_price: &str) -> Self {
        self.add(LineKind::Service, sku, quantity, unit_price, None)
    }

    fn add(mut self, kind: LineKind, sku: &str, quantity: i64, unit_price: &str, paid: Option<Money>) -> Self {
        let unit_price = UnitPrice::parse(unit_price).expect("a price");
        let gross = unit_price.times(quantity, Currency::CNY).expect("an amount");
        let (sku, paid) = (sku.to_owned(), paid.unwrap_or(gross));
        self.lines.push(LineDraft { kind, sku, unit_price, quantity, gross, paid });
        self
    }

    /// Places the order; its number.
    pub fn place(self) -> String {
        let order_no = self.order_no.clone();
        let draft = self.described();
        self.db.write_blocking(move |tx| draft.insert(tx)).expect("the order can be placed");
        order_no
    }

    fn described(&self) -> Placed {
        Placed {
            merchant: self.merchant.clone(),
            order_no: self.order_no.clone(),
            buyer: self.buyer.clone(),
            gateway: self.gateway,
            reference: self.reference.clone(),
            freight: self.freight,
            shipped: self.shipped,
            signed: self.signed,
            at: Timestamp::from_micros(self.ordered_at),
            lines: self.lines.clone(),
        }
    }
}

fn money(amount: &str) -> Money {
    Money::parse(amount, Currency::CNY).expect("an amount")
}

struct Placed {
    merchant: String,
    order_no: String,
    buyer: String,
    gateway: &'static str,
    reference: String,
    freight: Money,
    shipped: bool,
    signed: bool,
    at: Timestamp,
    lines: Vec<LineDraft>,
}

impl Placed {
    fn insert(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        let merchant = merchants::by_code(tx.connection(), &Scope::All, &self.merchant)?.expect("the merchant exists");
        let shop = merchants::shops_of(tx.connection(), merchant.id)?.first().expect("it has a shop").clone();
        let (order, payment, shipment) = (tx.next_id()?, tx.next_id()?, tx.next_id()?);
        let buyer = self.buyer_id(tx, merchant.id)?;
        let at = self.at.micros();
        let signed_at = if self.signed { at.to_string() } else { "NULL".to_owned() };
        let sign_state = if self.signed { "SIGNED_OK" } else { "NOT_SIGNED" };
        let (no, merchant_id, shop_id) = (&self.order_no, merchant.id, shop.id);
        let freight = self.freight.minor();
        let paid = self.lines.iter().map(|line| line.paid.minor()).sum::<i64>() + freight;
        let (gateway, reference) = (self.gateway, &self.reference);
        let mut sql = format!(
            "INSERT INTO orders VALUES ({order}, {merchant_id}, {shop_id}, {buyer}, '{no}', 'CNY', {at}, {at}, {paid}, {freight}, \
             '{sign_state}', '王一', '138****0001', '上海市浦东新区', '', '', '', '', '', '', FALSE, '', '{no}', '{no}', 'NONE', \
             0, 0, {at}, {at}); \
             INSERT INTO order_payments VALUES ({payment}, {order}, 'ALIPAY', '{gateway}', '{reference}', {paid}, {at});"
        );
        if self.shipped {
            sql += &format!(
                "INSERT INTO shipments VALUES ({shipment}, {order}, 'SF', 'SF{shipment:010}', {at}, {signed_at});"
            );
        }
        for (at_line, line) in self.lines.iter().enumerate() {
            let (id, line_no, kind, sku) = (tx.next_id()?, at_line + 1, line.kind.code(), &line.sku);
            let (price, quantity, gross, paid) =
                (line.unit_price.scaled(), line.quantity, line.gross.minor(), line.paid.minor());
            let (discount, shipped) = (gross - paid, if self.shipped { quantity } else { 0 });
            sql += &format!(
                "INSERT INTO order_lines VALUES ({id}, {order}, {line_no}, '{kind}', '{sku}', '{sku} 商品', '', '', {price}, \
                 {quantity}, {gross}, {discount}, 0, 0, {paid}, FALSE, 0, {shipped}, {signed_at}, NULL);"
            );
        }
        Ok(tx.connection().batch_execute(&sql)?)
    }

    fn buyer_id(&self, tx: &mut Tx<'_>, merchant_id: i64) -> Result<i64, DbError> {
        let (id, account) = (tx.next_id()?, &self.buyer);
        let row: Id = diesel::sql_query(format!(
            "INSERT INTO buyers VALUES ({id}, {merchant_id}, 'OWN', '{account}', '{account}', '', '', '', '') \
             ON CONFLICT (merchant_id, platform, account) DO UPDATE SET nickname = '{account}' RETURNING id"
        ))
        .get_result(tx.connection())?;
        Ok(row.id)
    }
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}
