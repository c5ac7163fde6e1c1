//! A sample order: what was bought, by whom, how it was paid and how far it travelled; and the record an order file would hold of it.

use super::buyers::BUYERS;
use super::goods::good_of;
use super::house::{House, house_of};
use super::numbers::{digits, order_no, spread, tracking_no};
use super::week::Week;
use crate::domain::goods::movement::Carrier;
use crate::domain::money::allocation::by_largest_remainder;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money, UnitPrice};
use crate::domain::order::kind::{LineKind, Platform, SignState};
use crate::domain::order::order_record::{
    BuyerRecord, LineRecord, OrderRecord, PaymentRecord, PromotionKind, PromotionRecord, ShipmentRecord,
};

/// How far an order came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travel {
    Unshipped,
    OnTheWay,
    Signed,
    Damaged,
    Refused,
}

/// An order of the sample business. Amounts are in fen.
#[derive(Clone, Debug)]
pub struct Sale {
    pub goods: Vec<(&'static str, i64)>,
    coupon: i64,
    points: i64,
    freight: i64,
    travel: Travel,
    buyer: Option<usize>,
    /// The text that makes the simulated gateway do something else than pay.
    reference: &'static str,
    gateway: GatewayKind,
    message: &'static str,
}

impl Sale {
    /// Units of one thing, bought, paid and received.
    pub fn of(sku: &'static str, quantity: i64) -> Self {
        Self {
            goods: vec![(sku, quantity)],
            coupon: 0,
            points: 0,
            freight: 0,
            travel: Travel::Signed,
            buyer: None,
            reference: "",
            gateway: GatewayKind::Simulated,
            message: "",
        }
    }

    /// Units of another thing in the same order.
    pub fn and(mut self, sku: &'static str, quantity: i64) -> Self {
        self.goods.push((sku, quantity));
        self
    }

    /// Less a coupon.
    pub fn coupon(self, coupon: i64) -> Self {
        Self { coupon, ..self }
    }

    /// Less points, at their value.
    pub fn points(self, points: i64) -> Self {
        Self { points, ..self }
    }

    /// Plus what the delivery cost.
    pub fn freight(self, freight: i64) -> Self {
        Self { freight, ..self }
    }

    /// How far it came, where that is not to the buyer.
    pub fn travel(self, travel: Travel) -> Self {
        Self { travel, ..self }
    }

    /// A certain buyer of `BUYERS`.
    pub fn buyer(self, buyer: usize) -> Self {
        Self { buyer: Some(buyer), ..self }
    }

    /// A mark in the payment's reference.
    pub fn reference(self, reference: &'static str) -> Self {
        Self { reference, ..self }
    }

    /// Paid by transfer: staff pay it back by transfer.
    pub fn by_transfer(self) -> Self {
        Self { gateway: GatewayKind::Manual, ..self }
    }

    /// What the buyer wrote on the order.
    pub fn message(self, message: &'static str) -> Self {
        Self { message, ..self }
    }

    /// The merchant that sold it.
    pub fn house(&self) -> Option<&'static House> {
        self.goods.first().and_then(|(sku, _)| house_of(sku))
    }

    /// The record of the order: number `seed` of the week's orders, whose work begins some days before today.
    /// `None` where the goods are not in the catalogue.
    pub fn record(&self, week: &Week, seed: u64, begins: i64) -> Option<OrderRecord> {
        let house = self.house()?;
        let buyer = &BUYERS[self.buyer.unwrap_or(spread(seed, 4) as usize) % BUYERS.len()];
        let lines = self.lines()?;
        let amount = lines.iter().map(|line| line.line_paid).sum::<Money>() + Money::from_minor(self.freight);
        let signed = begins + 1 + spread(seed, 1) as i64 % 2;
        let shipped = if matches!(self.travel, Travel::OnTheWay) { begins + 1 } else { signed + 2 };
        let ordered = if self.travel == Travel::Unshipped { begins + 1 } else { shipped + 1 };
        let ordered_at = week.at((ordered, 900 + spread(seed, 2) as i64 % 9 * 100 + spread(seed, 5) as i64 % 60));
        let reference = format!(
            "{}{}{}",
            if seed.is_multiple_of(3) { "42000" } else { "20261122" },
            digits(seed + 90_000, 20),
            self.reference
        );
        Some(OrderRecord {
            order_no: order_no(house.platform, seed),
            shop: house.shop.to_owned(),
            platform: house.platform,
            currency: Currency::CNY,
            ordered_at: ordered_at.utc(),
            paid_at: Some(ordered_at.plus_seconds(75).utc()),
            buyer: BuyerRecord {
                account: Some(buyer.account.to_owned()),
                nickname: buyer.nickname.to_owned(),
                phone: buyer.phone.to_owned(),
                ..BuyerRecord::default()
            },
            receiver_name: buyer.name.to_owned(),
            receiver_phone: buyer.phone.to_owned(),
            receiver_address: buyer.address.to_owned(),
            buyer_message: self.message.to_owned(),
            merchant_remark: String::new(),
            flag: String::new(),
            gift_note: String::new(),
            invoice_no: String::new(),
            transport_note: String::new(),
            freight: Money::from_minor(self.freight),
            promotions: self.promotions(),
            payment: PaymentRecord {
                method: self.method(seed).to_owned(),
                gateway: Some(self.gateway),
                reference,
                amount,
            },
            shipment: self.shipment(week, seed, shipped, signed),
            lines,
            flagged: None,
        })
    }

    fn method(&self, seed: u64) -> &'static str {
        match self.gateway {
            GatewayKind::Manual | GatewayKind::Platform => "BANK",
            GatewayKind::Simulated if seed.is_multiple_of(3) => "WECHAT",
            GatewayKind::Simulated => "ALIPAY",
        }
    }

    fn promotions(&self) -> Vec<PromotionRecord> {
        [(PromotionKind::Coupon, self.coupon), (PromotionKind::Points, self.points)]
            .into_iter()
            .filter(|(_, amount)| *amount > 0)
            .map(|(kind, amount)| PromotionRecord { kind, amount: Money::from_minor(amount) })
            .collect()
    }

    fn lines(&self) -> Option<Vec<LineRecord>> {
        let goods: Option<Vec<_>> =
            self.goods.iter().map(|(sku, units)| good_of(sku).map(|good| (good, *units))).collect();
        let goods = goods?;
        let gross: Vec<Money> = goods.iter().map(|(good, units)| Money::from_minor(good.price * units)).collect();
        let coupons = by_largest_remainder(Money::from_minor(self.coupon), &gross)?;
        let points = by_largest_remainder(Money::from_minor(self.points), &gross)?;
        let mut lines = Vec::new();
        for (at, (good, quantity)) in goods.iter().enumerate() {
            lines.push(LineRecord {
                line_no: at as u32 + 1,
                kind: LineKind::Goods,
                sku: good.sku.to_owned(),
                name: good.name.to_owned(),
                spec: good.spec.to_owned(),
                picture_url: good.picture_url(),
                unit_price: UnitPrice::parse(&Money::from_minor(good.price).plain(Currency::CNY)).ok()?,
                quantity: *quantity,
                line_discount: Money::ZERO,
                coupon_share: coupons[at],
                points_share: points[at],
                line_paid: gross[at] - coupons[at] - points[at],
                is_gift: false,
                gift_value: Money::ZERO,
            });
        }
        Some(lines)
    }

    fn shipment(&self, week: &Week, seed: u64, shipped: i64, signed: i64) -> Option<ShipmentRecord> {
        let sign_state = match self.travel {
            Travel::Unshipped => return None,
            Travel::OnTheWay => SignState::NotSigned,
            Travel::Signed => SignState::SignedOk,
            Travel::Damaged => SignState::SignedDamaged,
            Travel::Refused => SignState::Refused,
        };
        let carrier = match self.house()?.platform {
            Platform::Jd => Carrier::Jd,
            Platform::Tmall => Carrier::Zhongtong,
            _ => Carrier::Yuantong,
        };
        let signed_at = week.at((signed, 1000 + spread(seed, 3) as i64 % 8 * 100 + spread(seed, 6) as i64 % 60));
        Some(ShipmentRecord {
            carrier: Some(carrier),
            carrier_name: String::new(),
            tracking_no: tracking_no(carrier, seed + 1_000),
            shipped_at: Some(week.at((shipped, 1700 + spread(seed, 7) as i64 % 60)).utc()),
            signed_at: (!matches!(self.travel, Travel::OnTheWay | Travel::Refused)).then(|| signed_at.utc()),
            sign_state,
        })
    }
}
