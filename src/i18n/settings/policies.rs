//! Words of after-sale policies.

use crate::domain::policy::cause::Cause;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, names};

names! { Cause {
    NoReason: "无理由", "No reason";
    Quality: "质量问题", "Quality";
    NotAsDescribed: "描述不符", "Not as described";
    WrongOrMissing: "错发或漏发", "Wrong or missing";
    Transit: "运输损坏", "Damaged in transit";
    NotReceived: "未收到货", "Not received";
    Refused: "拒收", "Refused";
    BuyerFault: "买家过失", "The buyer's fault";
    Price: "价格与费用", "Price and charges";
    Other: "其他", "Other";
} }
