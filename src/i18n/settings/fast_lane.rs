//! Words of the fast lane.

use crate::i18n::texts;

texts! {
    /// Returns that are agreed to at once.
    FastLane {
        title: "自动同意退货", "Returns agreed to at once";
        hint: "无理由退货在期限内、不超过金额上限时，提交后立即同意；只是请买家寄回，不会退款：到货后照常验货、财务照常审批。风险买家、待核实订单和规则不允许的商品仍由人工审核。", "A no-reason return inside its window and up to the limit is agreed to when it is filed. The buyer is asked to send the goods; no money moves: inspection and finance follow as ever. Risk buyers, orders in doubt and what the rules leave out go to a reviewer.";
        by_merchant: "按商户", "By merchant";
        shop: "店铺", "Shop";
        state: "状态", "State";
        on: "已启用", "On";
        off: "未启用", "Off";
        limit: "每单应退金额上限", "Limit per ticket";
        actions: "操作", "Actions";
        try_it: "用过去 90 天试算", "Try on the past 90 days";
        trial: "试算结果", "The trial";
        said: "过去 90 天的 {all} 张退货退款单（最多看 10,000 张）中，上限为 {limit} 时有 {n} 张会立即同意。", "Of {all} returns of the past 90 days (10,000 at most), {n} would have been agreed to at once with a limit of {limit}.";
        decided: "其中审核通过 {yes} 张，被拒绝 {no} 张，其余 {open} 张未决或已取消。", "Of these reviewers approved {yes} and refused {no}; {open} are undecided or cancelled.";
        examples: "例如（被拒绝的在前）：", "For example (refused ones first):";
        switch_on: "按此上限启用", "Switch on with this limit";
        switch_off: "停用", "Switch off";
    }
}
