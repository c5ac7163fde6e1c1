//! The fields an order file can fill, as one table: name in mappings and templates, Chinese heading, example, greatest length.
//! A field that is not here cannot be mapped.

use serde::{Deserialize, Serialize};

use crate::domain::lengths;

macro_rules! fields {
    ($($(#[$meta:meta])* $variant:ident, $name:literal, $zh:literal, $level:ident, $example:literal, $most:expr;)+) => {
        /// One field of an order file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$meta])* $variant),+ }

        impl Field {
            /// Every field, in the order of the template's columns.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in mappings, and the template's heading.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The Chinese heading, accepted beside the English one.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// Whether the field belongs to the order as a whole or to the one line.
            pub fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level),+ }
            }

            /// The longest text, in characters; the same as its form field's.
            pub fn most(self) -> usize {
                match self { $(Self::$variant => $most),+ }
            }

            /// What the template shows as an example.
            pub fn example(self) -> &'static str {
                match self { $(Self::$variant => $example),+ }
            }
        }
    };
}

/// Where a field belongs, and how strictly the lines of one order must agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Part of the order; lines that contradict the first one are refused. Empty cells contradict nothing.
    Order,
    /// Part of the order, but only descriptive: the first cell that says something counts.
    Note,
    /// Part of the order, a moment: the earliest counts, as systems stamp lines one by one.
    Moment,
    /// Part of the line.
    Line,
}

fields! {
    /// Order number.
    OrderNo, "order_no", "订单号", Line, "2026110100012345678", lengths::ORDER_NO;
    /// Name or code of the shop.
    Shop, "shop", "店铺", Order, "", lengths::SHOP;
    /// Platform.
    Platform, "platform", "平台", Order, "TAOBAO", lengths::WORD;
    /// Currency code.
    Currency, "currency", "币种", Order, "CNY", lengths::WORD;
    /// Time of the order.
    OrderedAt, "ordered_at", "下单时间", Moment, "2026-11-01 20:15:30", lengths::WORD;
    /// Time of payment.
    PaidAt, "paid_at", "付款时间", Moment, "2026-11-01 20:16:02", lengths::WORD;
    /// Buyer's account.
    BuyerAccount, "buyer_account", "买家账号", Order, "tb12345678", lengths::ACCOUNT;
    /// Buyer's nickname.
    BuyerNickname, "buyer_nickname", "买家昵称", Note, "小林", lengths::PERSON;
    /// Buyer's level.
    BuyerLevel, "buyer_level", "买家等级", Note, "", lengths::WORD;
    /// Buyer's phone.
    BuyerPhone, "buyer_phone", "买家电话", Note, "13800005678", lengths::PHONE;
    /// Buyer's e-mail.
    BuyerEmail, "buyer_email", "买家邮箱", Note, "", lengths::EMAIL;
    /// Buyer's address.
    BuyerAddress, "buyer_address", "买家地址", Note, "", lengths::ADDRESS;
    /// Receiver's name.
    ReceiverName, "receiver_name", "收货人", Note, "林晓", lengths::PERSON;
    /// Receiver's phone.
    ReceiverPhone, "receiver_phone", "收货电话", Note, "13800005678", lengths::PHONE;
    /// Receiver's address.
    ReceiverAddress, "receiver_address", "收货地址", Note, "浙江省杭州市西湖区文一路1号", lengths::ADDRESS;
    /// Buyer's message.
    BuyerMessage, "buyer_message", "买家留言", Note, "请周末送货", lengths::NOTE;
    /// Merchant's remark.
    MerchantRemark, "merchant_remark", "卖家备注", Note, "", lengths::NOTE;
    /// Flag colour.
    Flag, "flag", "旗帜", Note, "", lengths::WORD;
    /// Gift note.
    GiftNote, "gift_note", "赠品说明", Note, "", lengths::NOTE;
    /// Invoice number.
    InvoiceNo, "invoice_no", "发票号", Note, "", lengths::NUMBER;
    /// Transport note.
    TransportNote, "transport_note", "运输说明", Note, "", lengths::NOTE;
    /// Freight paid by the buyer.
    Freight, "freight", "运费", Order, "6.00", lengths::WORD;
    /// Full reduction of the order.
    FullReduction, "full_reduction", "满减", Order, "0.00", lengths::WORD;
    /// Coupon of the order.
    Coupon, "coupon", "优惠券", Order, "20.00", lengths::WORD;
    /// Red packet of the order.
    RedPacket, "red_packet", "红包", Order, "0.00", lengths::WORD;
    /// Points of the order, in money.
    Points, "points", "积分抵扣", Order, "5.00", lengths::WORD;
    /// Paid total of the order, freight included.
    PaidTotal, "paid_total", "实付总额", Order, "379.00", lengths::WORD;
    /// Means of payment.
    PaymentMethod, "payment_method", "付款方式", Note, "ALIPAY", lengths::WORD;
    /// The gateway's number of the payment.
    PaymentReference, "payment_reference", "支付流水号", Note, "", lengths::NUMBER;
    /// Carrier.
    Carrier, "carrier", "快递公司", Note, "顺丰", lengths::WORD;
    /// Tracking number.
    TrackingNo, "tracking_no", "快递单号", Note, "SF1234567890123", lengths::NUMBER;
    /// Time of shipping.
    ShippedAt, "shipped_at", "发货时间", Moment, "2026-11-02 15:00:00", lengths::WORD;
    /// Time of signing.
    SignedAt, "signed_at", "签收时间", Moment, "2026-11-04 11:20:00", lengths::WORD;
    /// Answer at the door.
    SignState, "sign_state", "签收状态", Order, "SIGNED_OK", lengths::WORD;
    /// Goods or service.
    Kind, "kind", "类型", Line, "GOODS", lengths::WORD;
    /// SKU.
    Sku, "sku", "商品编码", Line, "KB-87-RED", lengths::SKU;
    /// Product name.
    Name, "name", "商品名称", Line, "机械键盘 87 键", lengths::PRODUCT;
    /// Specification.
    Spec, "spec", "规格", Line, "红轴", lengths::SPEC;
    /// Picture.
    PictureUrl, "picture_url", "图片地址", Line, "", lengths::URL;
    /// Price of one unit.
    UnitPrice, "unit_price", "单价", Line, "398.00", lengths::WORD;
    /// Units.
    Quantity, "quantity", "数量", Line, "1", lengths::WORD;
    /// Discount of the line.
    LineDiscount, "line_discount", "商品优惠", Line, "0.00", lengths::WORD;
    /// The line's share of full reduction, coupon and red packet, where the source gives it.
    CouponShare, "coupon_share", "优惠分摊", Line, "", lengths::WORD;
    /// The line's share of points, where the source gives it.
    PointsShare, "points_share", "积分分摊", Line, "", lengths::WORD;
    /// Amount paid for the line, where the source gives it.
    LinePaid, "line_paid", "商品实付", Line, "", lengths::WORD;
    /// Whether the line is a gift.
    IsGift, "is_gift", "是否赠品", Line, "", lengths::WORD;
    /// Stated value of a gift.
    GiftValue, "gift_value", "赠品价值", Line, "", lengths::WORD;
}

impl Field {
    /// Fields without which a row says nothing: a mapping must give each a column, or a constant.
    pub const REQUIRED: [Self; 5] = [Self::OrderNo, Self::OrderedAt, Self::Sku, Self::Quantity, Self::UnitPrice];

    /// Numbers that identify something: a spreadsheet program that turned one into `1.23E+18` has destroyed it.
    pub const IDENTIFIERS: [Self; 4] = [Self::OrderNo, Self::TrackingNo, Self::PaymentReference, Self::BuyerAccount];

    /// Numbers that programs and people put a mark or a label before: `'138…`, `No:7000…`.
    pub fn is_labelled(self) -> bool {
        matches!(self, Self::TrackingNo | Self::PaymentReference | Self::BuyerPhone | Self::ReceiverPhone)
    }

    /// Whether a cell that reaches over several lines says the same of each of them: what belongs to the order, and what a line is, but no
    /// quantity or amount of a line.
    pub fn fills_down(self) -> bool {
        self.level() != Level::Line
            || matches!(self, Self::OrderNo | Self::Kind | Self::Sku | Self::Name | Self::Spec | Self::PictureUrl)
    }

    /// How to name the field to a reader of one language.
    pub fn label(self, zh: bool) -> &'static str {
        if zh { self.zh() } else { self.name() }
    }
}
