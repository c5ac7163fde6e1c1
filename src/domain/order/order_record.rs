//! One order of an order file, whatever the file looks like: the form in which orders reach the import command. It has no ids, no merchant
//! and no "new or changed": the command decides these, which knows the database.

use chrono::{DateTime, Utc};

use crate::domain::codes::codes;
use crate::domain::goods::movement::Carrier;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money, UnitPrice};
use crate::domain::order::kind::{LineKind, Platform, SignState};

/// One order with all its sound lines, in the order of the file. Empty text means "the file does not say".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRecord {
    /// The shop's own number, unique per merchant.
    pub order_no: String,
    /// Name or code of the shop; empty when the merchant's only shop is meant.
    pub shop: String,
    /// Where the shop sells.
    pub platform: Platform,
    /// The one currency of every amount below.
    pub currency: Currency,
    /// When it was placed; the earliest moment where its lines name several.
    pub ordered_at: DateTime<Utc>,
    /// When it was paid; `None` while it is not.
    pub paid_at: Option<DateTime<Utc>>,
    /// The buyer.
    pub buyer: BuyerRecord,
    /// The receiver of the parcel.
    pub receiver_name: String,
    /// The receiver's phone, possibly masked by the platform (kept as masked).
    pub receiver_phone: String,
    /// Where the parcel goes.
    pub receiver_address: String,
    /// The buyer's message on the order (买家留言).
    pub buyer_message: String,
    /// The merchant's remark on it (卖家备注).
    pub merchant_remark: String,
    /// The colour of the merchant's flag (旗帜).
    pub flag: String,
    /// The promised gift, in words (R4).
    pub gift_note: String,
    /// Number of the invoice, where one was issued.
    pub invoice_no: String,
    /// How it travels, where that is special.
    pub transport_note: String,
    /// The amount that the buyer paid for delivery.
    pub freight: Money,
    /// Promotions of the order as a whole; already contained in the lines' shares.
    pub promotions: Vec<PromotionRecord>,
    /// The payment, and how it can be given back.
    pub payment: PaymentRecord,
    /// The parcel, once it has left.
    pub shipment: Option<ShipmentRecord>,
    /// The sound lines, at least one.
    pub lines: Vec<LineRecord>,
    /// Set when the order is not to be trusted as a whole: nothing of it is refunded automatically.
    pub flagged: Option<FlagReason>,
}

impl OrderRecord {
    /// The sum of the lines and the freight.
    pub fn lines_and_freight(&self) -> Money {
        self.lines.iter().map(|line| line.line_paid).sum::<Money>() + self.freight
    }
}

/// The buyer, as far as the file names one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuyerRecord {
    /// The account on the platform; a guest has none.
    pub account: Option<String>,
    /// The name shown on the platform.
    pub nickname: String,
    /// The level the platform gives (R153).
    pub level: String,
    /// Phone, possibly masked.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// The buyer's own address, which may differ from the receiver's.
    pub address: String,
}

codes! {
    /// Promotions of a whole order, in the sequence in which they are allocated over the lines.
    PromotionKind {
        /// 满减: a reduction from some sum on.
        FullReduction = "FULL_REDUCTION",
        /// 优惠券.
        Coupon = "COUPON",
        /// 红包.
        RedPacket = "RED_PACKET",
        /// Points or virtual coins, at their value in money (积分, 虚拟币).
        Points = "POINTS",
    }
}

/// One promotion of the order as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromotionRecord {
    /// Its kind.
    pub kind: PromotionKind,
    /// By how much it lowered the price; above zero.
    pub amount: Money,
}

/// The payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRecord {
    /// How the buyer paid, as the file words it (`ALIPAY`, `WECHAT`, `COD` …).
    pub method: String,
    /// The gateway of refunds; `None` for the one of the merchant's settings.
    pub gateway: Option<GatewayKind>,
    /// The gateway's number of the payment.
    pub reference: String,
    /// The total paid, freight included; zero while nothing was paid.
    pub amount: Money,
}

/// The parcel of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShipmentRecord {
    /// The carrier, as far as it is one of the known; `Other` where the file names a stranger, `None` where it names nobody.
    pub carrier: Option<Carrier>,
    /// The carrier as the file names it.
    pub carrier_name: String,
    /// Tracking number, without spaces, upper case; empty when unknown.
    pub tracking_no: String,
    /// When it left; `None` where the file names a tracking number but no time. A record of a parcel always means that it left.
    pub shipped_at: Option<DateTime<Utc>>,
    /// When it was signed for, or refused at the door.
    pub signed_at: Option<DateTime<Utc>>,
    /// The answer at the door (R201).
    pub sign_state: SignState,
}

/// One sound line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRecord {
    /// The line's ordinal within its order in the file, from 1, counting refused lines too, so that a repaired file updates the same
    /// lines.
    pub line_no: u32,
    /// Goods, or a service that no stock moves for.
    pub kind: LineKind,
    /// The SKU that was sold.
    pub sku: String,
    /// Its name; the SKU where the file has none.
    pub name: String,
    /// Model or specification.
    pub spec: String,
    /// Address of a picture elsewhere; pages never send anybody there.
    pub picture_url: String,
    /// Price of one unit.
    pub unit_price: UnitPrice,
    /// Units, above zero.
    pub quantity: i64,
    /// The discount of this line alone.
    pub line_discount: Money,
    /// The line's share of full reduction, coupon and red packet together.
    pub coupon_share: Money,
    /// The line's share of points and coins.
    pub points_share: Money,
    /// The amount that the buyer paid for the line: never negative.
    pub line_paid: Money,
    /// A gift: nothing was paid for it.
    pub is_gift: bool,
    /// The stated value of a gift, kept back when it does not return.
    pub gift_value: Money,
}

/// Why an order is not to be refunded without a human look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagReason {
    /// Lines of the order were refused; the rejects file names them.
    LinesRefused {
        /// How many.
        count: u32,
    },
    /// The lines' paid shares and the freight do not add up to the paid total.
    SumsDiffer {
        /// The sum of the lines and the freight.
        lines: Money,
        /// The total in the file.
        paid: Money,
    },
    /// Some lines say what was paid for them and others do not.
    SharesIncomplete,
    /// The discounts are larger than what they lower.
    DiscountTooLarge,
    /// The file names a paid total but no time of payment.
    PaymentUnclear,
}

impl FlagReason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::LinesRefused { .. } => "LINES_REFUSED",
            Self::SumsDiffer { .. } => "SUMS_DIFFER",
            Self::SharesIncomplete => "SHARES_INCOMPLETE",
            Self::DiscountTooLarge => "DISCOUNT_TOO_LARGE",
            Self::PaymentUnclear => "PAYMENT_UNCLEAR",
        }
    }
}
