//! The names with which a merchant begins.

use crate::domain::house::seed::{SeedNames, SeedReason};
use crate::domain::ticket::reason::NO_REASON;
use crate::domain::ticket::reason::Responsibility::{self, Buyer, Carrier, Seller, Undetermined};

const fn reason(code: &'static str, zh: &'static str, en: &'static str, responsibility: Responsibility) -> SeedReason {
    SeedReason { code, zh, en, responsibility }
}

/// The names of a new merchant's rows.
pub const SEED_NAMES: SeedNames = SeedNames {
    merchant: "主商户",
    shop: "主店铺",
    warehouse: "退货仓",
    station: "默认退货地址",
    reasons: &[
        reason("QUALITY", "质量问题", "Quality problem", Seller),
        reason("NOT_AS_DESCRIBED", "与描述不符", "Not as described", Seller),
        reason("WRONG_ITEM", "发错货", "Wrong item sent", Seller),
        reason("MISSING_ITEM", "少件/漏发", "Item missing", Seller),
        reason("MISSING_GIFT", "赠品漏发", "Gift missing", Seller),
        reason("TRANSIT_DAMAGE", "运输损坏", "Damaged in transit", Carrier),
        reason("PACKAGE_DAMAGED", "包装破损", "Packaging damaged", Carrier),
        reason("LATE_DELIVERY", "未按约定时间发货", "Late delivery", Seller),
        reason("OUT_OF_STOCK", "缺货", "Out of stock", Seller),
        reason("NOT_RECEIVED", "未收到货", "Not received", Carrier),
        reason("REFUSED", "拒收", "Delivery refused", Buyer),
        reason(NO_REASON, "七天无理由", "No reason, within the window", Buyer),
        reason("DISLIKE", "不喜欢/不想要", "Not wanted", Buyer),
        reason("WRONG_ORDER", "拍错/多拍", "Ordered by mistake", Buyer),
        reason("WRONG_ADDRESS", "地址填错", "Wrong address given", Buyer),
        reason("SIZE", "尺码不合适", "Wrong size", Buyer),
        reason("INSTALL", "安装/驱动问题", "Installation or driver problem", Undetermined),
        reason("NEED_REPAIR", "需要维修", "Needs repair", Undetermined),
        reason("INVOICE", "发票问题", "Invoice problem", Seller),
        reason("PRICE", "价格问题/退差", "Price difference", Seller),
        reason("FREIGHT", "退运费", "Freight refund", Seller),
        reason("OTHER", "其他", "Other", Undetermined),
    ],
};
