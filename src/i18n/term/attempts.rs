//! Words of attempts to resolve a case without a return.

use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// Attempts to resolve a case without a return.
    Attempts {
        title: "挽留记录", "Attempts to resolve without a return";
        more: "登记挽留…", "Log an attempt to resolve without a return…";
        hint: "建议先尝试不退货解决：指导使用、协商优惠或换货。登记后不改变工单状态。", "Best not to return: help with the goods, a discount, an exchange. The ticket stays where it is.";
        way: "方式", "What was offered";
        result: "结果", "Result";
        words: "沟通内容", "What was said";
        who: "登记人", "Logged by";
        when: "时间", "Time";
        log: "登记", "Log the attempt";
        done: "{no} 的挽留已登记。", "The attempt on {no} is logged.";
        keeps: "买家同意保留商品：可以代买家取消售后单。", "The buyer keeps the goods: the ticket can be cancelled for the buyer.";
        to_cancellation: "去取消", "To the cancellation";
        cancel_reason: "买家同意保留商品", "The buyer keeps the goods";
    }
}

names! { AttemptWay {
    TechnicalHelp: "技术指导", "Technical help";
    Discount: "优惠或补偿", "Discount";
    Exchange: "建议换货", "Exchange offered";
    Other: "其他", "Other";
} }

names! { AttemptResult {
    BuyerKeeps: "买家保留商品", "The buyer keeps the goods";
    BuyerInsists: "买家坚持退货", "The buyer insists on the return";
    NoAnswer: "买家未回复", "No answer";
} }
