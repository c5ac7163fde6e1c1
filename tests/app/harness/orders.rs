//! Orders to work on: described in a chain, placed as the import would place them.

use aftersales::commands::orders::import_orders::{Incoming, batch};
use aftersales::domain::goods::movement::Carrier;
use aftersales::domain::money::states::GatewayKind;
use aftersales::domain::money::{Currency, Money, UnitPrice};
use aftersales::domain::order::kind::{LineKind, Platform, SignState};
use aftersales::domain::order::order_record::{BuyerRecord, LineRecord, OrderRecord, PaymentRecord, ShipmentRecord};
use aftersales::domain::time::Timestamp;
use aftersales::spreadsheet::fingerprint;
use aftersales::store::house::merchants;
use aftersales::store::{Db, Scope};

use super::app::NOW;

const DAY: i64 = 86_400_000_000;

/// An order that is not placed yet. Paid yesterday, shipped and signed unless said otherwise; the gateway is `simulated`.
pub struct OrderDraft<'a> {
    db: &'a Db,
    merchant: String,
    order_no: String,
    buyer: String,
    nickname: String,
    /// Name and phone.
    receiver: (String, String),
    address: String,
    message: String,
    gateway: GatewayKind,
    reference: String,
    freight: Money,
    shipped: bool,
    signed: bool,
    ordered_at: i64,
    lines: Vec<LineDraft>,
    by: Option<i64>,
    currency: Currency,
}

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
            nickname: String::new(),
            receiver: ("王一".to_owned(), "138****0001".to_owned()),
            address: "上海市浦东新区".to_owned(),
            message: String::new(),
            gateway: GatewayKind::Simulated,
            reference: format!("PAY-{order_no}"),
            freight: Money::ZERO,
            shipped: true,
            signed: true,
            ordered_at: NOW - DAY,
            lines: Vec::new(),
            by: None,
            currency: Currency::CNY,
        }
    }
    /// Of another merchant than `MAIN`.
    pub fn merchant(mut self, code: &str) -> Self {
        self.merchant = code.to_owned();
        self
    }

    /// Imported by somebody, not by the command line.
    pub fn imported_by(mut self, staff_id: i64) -> Self {
        self.by = Some(staff_id);
        self
    }

    /// The buyer's account.
    pub fn buyer(mut self, account: &str) -> Self {
        self.buyer = account.to_owned();
        self
    }

    /// What the buyer is called; the account where nothing is said.
    pub fn nickname(mut self, nickname: &str) -> Self {
        self.nickname = nickname.to_owned();
        self
    }

    /// Whose order it is to be brought to: name and phone.
    pub fn receiver(mut self, name: &str, phone: &str) -> Self {
        self.receiver = (name.to_owned(), phone.to_owned());
        self
    }

    /// Where it is to be brought.
    pub fn address(mut self, address: &str) -> Self {
        self.address = address.to_owned();
        self
    }

    /// What the buyer wrote, and the merchant noted.
    pub fn message(mut self, text: &str) -> Self {
        self.message = text.to_owned();
        self
    }

    /// Paid in a way that staff refund by hand.
    pub fn manual_gateway(mut self) -> Self {
        self.gateway = GatewayKind::Manual;
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

    /// The lines of a later file in another order.
    pub fn turned(mut self, by: usize) -> Self {
        let by = by % self.lines.len().max(1);
        self.lines.rotate_left(by);
        self
    }

    /// Without one of its lines.
    pub fn without(mut self, at: usize) -> Self {
        self.lines.remove(at);
        self
    }

    /// One of its lines at another price and quantity, paid in full.
    pub fn repriced(mut self, at: usize, quantity: i64, unit_price: &str) -> Self {
        let (kind, sku) = (self.lines[at].kind, self.lines[at].sku.clone());
        self = self.add(kind, &sku, quantity, unit_price, None);
        self.lines.swap_remove(at);
        self
    }

    /// In another currency than CNY.
    pub fn currency(mut self, code: &str) -> Self {
        self.currency = Currency::parse(code).expect("a currency");
        self
    }

    /// Places the order; its number.
    pub fn place(self) -> String {
        let order_no = self.order_no.clone();
        let (merchant, by) = (self.merchant.clone(), self.by);
        let record = self.record();
        let incoming = [Incoming { fingerprint: fingerprint(&record), record }];
        self.db
            .write_blocking(move |tx| {
                let merchant = merchants::by_code(tx.connection(), &Scope::All, &merchant)?;
                batch(tx, merchant.expect("the merchant exists").id, by, &incoming)
            })
            .expect("the order can be placed");
        order_no
    }

    fn record(&self) -> OrderRecord {
        let at = Timestamp::from_micros(self.ordered_at).utc();
        let sign_state = if self.signed { SignState::SignedOk } else { SignState::NotSigned };
        let shipment = ShipmentRecord {
            carrier: Some(Carrier::Shunfeng),
            carrier_name: String::new(),
            tracking_no: outgoing(&self.order_no),
            shipped_at: Some(at),
            signed_at: self.signed.then_some(at),
            sign_state,
        };
        OrderRecord {
            order_no: self.order_no.clone(),
            shop: String::new(),
            platform: Platform::Own,
            currency: self.currency,
            ordered_at: at,
            paid_at: Some(at),
            buyer: BuyerRecord {
                account: Some(self.buyer.clone()),
                nickname: if self.nickname.is_empty() { self.buyer.clone() } else { self.nickname.clone() },
                ..BuyerRecord::default()
            },
            receiver_name: self.receiver.0.clone(),
            receiver_phone: self.receiver.1.clone(),
            receiver_address: self.address.clone(),
            buyer_message: self.message.clone(),
            merchant_remark: self.message.clone(),
            flag: String::new(),
            gift_note: String::new(),
            invoice_no: String::new(),
            transport_note: String::new(),
            freight: self.freight,
            promotions: Vec::new(),
            payment: PaymentRecord {
                method: "ALIPAY".to_owned(),
                gateway: Some(self.gateway),
                reference: self.reference.clone(),
                amount: self.lines.iter().map(|line| line.paid).sum::<Money>() + self.freight,
            },
            shipment: self.shipped.then_some(shipment),
            lines: (1..).zip(&self.lines).map(|(line_no, line)| line.record(line_no)).collect(),
            flagged: None,
        }
    }
}

impl LineDraft {
    fn record(&self, line_no: u32) -> LineRecord {
        LineRecord {
            line_no,
            kind: self.kind,
            sku: self.sku.clone(),
            name: format!("{} 商品", self.sku),
            spec: String::new(),
            picture_url: String::new(),
            unit_price: self.unit_price,
            quantity: self.quantity,
            line_discount: self.gross - self.paid,
            coupon_share: Money::ZERO,
            points_share: Money::ZERO,
            line_paid: self.paid,
            is_gift: false,
            gift_value: Money::ZERO,
        }
    }
}

fn money(amount: &str) -> Money {
    Money::parse(amount, Currency::CNY).expect("an amount")
}

/// The number under which an order went out: as every number is kept, in capitals, without signs.
fn outgoing(order_no: &str) -> String {
    let signs = order_no.to_uppercase();
    format!("OUTGO{}", signs.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
}
