//! Words of the rules on a ticket's page.

use crate::domain::policy::rule::ProofState;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, names};
use crate::i18n::texts;

texts! {
    /// The rules of a ticket.
    RuleWords {
        title: "售后规则", "Rules";
        line: "第 {n} 行", "Line {n}";
        no_rule: "没有适用的规则，不限期", "no policy speaks of it: no limit";
        freight: "退回运费", "Return freight";
        refund: "退款", "Refund";
        within: "收货后 {n} 天内", "within {n} days of receipt";
        accessories: "应寄回", "To come back";
        note: "说明", "For staff";
        estimate: "估算", "estimated";
        let_through: "{who} 已放行：{reason}", "Let through by {who}: {reason}";
        proofs: "凭证", "Proofs";
        save_proofs: "保存凭证", "Save";
        override_more: "放行…", "Let it through…";
        override_hint: "只放行这张草稿现在的商品、起因和数量；放行后由客服提交。", "Only these goods, causes and quantities; whoever files submits the draft then.";
        override_reason: "放行原因", "Why";
        override_now: "放行", "Let through";
        done_overridden: "已放行，可以提交。", "Let through; the draft can be submitted.";
        done_proofs: "凭证已保存。", "The proofs are saved.";
    }
}

names! { ProofState {
    Missing: "未收到", "missing";
    Received: "已收到", "received";
    NotNeeded: "不需要", "not needed";
} }
