//! Words of marks of buyers as a risk.

use crate::domain::people::risk::{RiskKind, RiskState};
use crate::i18n::Lang;
use crate::i18n::codes::{Named, names};
use crate::i18n::texts;

texts! {
    /// Marks of buyers.
    Risk {
        title: "风险买家", "Risk buyers";
        title_one: "风险买家", "Risk buyer";
        mark: "风险标记", "Marks";
        hint: "有标记的买家不自动退款、不自动同意；工单照常审核，不因标记拒绝。", "What a marked buyer files is never approved automatically. It is reviewed as ever; a mark refuses nothing.";
        none: "没有标记", "No marks";
        kind: "类型", "Kind";
        buyer: "买家", "Buyer";
        state: "状态", "State";
        evidence: "依据", "Evidence";
        evidence_hint: "写明看到了什么；不要写推测，页面可能被拍照。", "Say what was seen, not what is guessed.";
        ticket: "相关工单号（选填）", "Ticket that shows it (optional)";
        by: "标记人", "By";
        when: "时间", "When";
        by_rule: "系统建议", "proposed by a rule";
        add: "标为风险买家", "Mark this buyer";
        add_now: "标记", "Mark";
        confirm: "采纳", "Confirm";
        clear: "取消标记…", "Take back…";
        dismiss: "不采纳…", "Dismiss…";
        why: "原因", "Why";
        clear_now: "确认取消", "Take it back";
        dismiss_now: "确认不采纳", "Dismiss it";
        actions: "操作", "Actions";
        frequent: "{days} 天内至少 {n} 次售后", "at least {n} after-sales within {days} days";
        empty_box: "退回的包裹里没有商品", "a parcel came back without goods";
        done_set: "已标为风险买家。", "The buyer is marked.";
        done_cleared: "已处理。", "Done.";
        list_none_title: "没有", "None";
        list_none_text: "系统发现异常时会在这里建议；也可以在买家页面直接标记。", "A rule that finds something proposes it here; a buyer's page has the form to mark one.";
        older: "更早的", "Older";
        tickets: "查看风险买家的工单", "Tickets of marked buyers";
        proposals: "待处理的风险建议", "Marks proposed";
        flag_from_ticket: "标为风险买家", "Mark as a risk";
    }
}

names! { RiskKind {
    MaliciousOrder: "恶意下单", "Orders meant to harm";
    TrialUse: "试用后退", "Bought to try";
    Competitor: "同行购买", "Competitor";
    LongUse: "长期使用后退", "Long use";
    FalseClaim: "不实描述", "False claim";
    FrequentReturn: "频繁售后", "Frequent after-sales";
    EmptyBox: "空包裹", "Empty box";
} }

names! { RiskState {
    Proposed: "系统建议", "Proposed";
    Set: "已标记", "Marked";
    Cleared: "已取消", "Taken back";
    Dismissed: "未采纳", "Dismissed";
} }
