//! Kinds of lines, platforms, answers at the door, and how much of an order came back.

use crate::domain::codes::codes;

codes! {
    /// The kind of a line: goods travel and have stock, services do neither.
    LineKind {
        Goods = "GOODS",
        Service = "SERVICE",
    }
}

codes! {
    /// The buyer's answer at the door (R201).
    SignState {
        NotSigned = "NOT_SIGNED",
        SignedOk = "SIGNED_OK",
        SignedDamaged = "SIGNED_DAMAGED",
        Refused = "REFUSED",
    }
}

codes! {
    /// Where a shop sells.
    Platform {
        Taobao = "TAOBAO",
        Tmall = "TMALL",
        Jd = "JD",
        Pdd = "PDD",
        Douyin = "DOUYIN",
        Wechat = "WECHAT",
        Youzan = "YOUZAN",
        Own = "OWN",
        Other = "OTHER",
    }
}

codes! {
    /// How much of an order has come back (R88).
    OrderAfterSale {
        None = "NONE",
        Partly = "PARTLY_RETURNED",
        Complete = "RETURN_COMPLETE",
    }
}
