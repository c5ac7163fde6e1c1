//! Words of what buyers are asked for and offered.

use crate::domain::ticket::request::{BuyerAnswer, RequestKind};
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// Requests to the buyer of a ticket.
    Requests {
        copy: "复制", "Copy";
        title: "与买家沟通", "Asked of the buyer";
        ask_more: "要求买家补充材料…", "Ask the buyer for more…";
        wanted: "需要的材料", "What is missing";
        words: "告诉买家的话", "Words to the buyer";
        ask: "要求补充", "Ask for it";
        ask_hint: "审核计时暂停。买家有 {length}，{then}。", "The review stands still. The buyer has {length}; {then}.";
        offer_more: "向买家提出退款方案…", "Offer the buyer an amount…";
        offered: "提出的金额", "Amount offered";
        offer: "提出方案", "Make the offer";
        offer_hint: "最多 {amount}；买家接受后，审核表单会按此金额填好。", "At most {amount}; if the buyer takes it, the decision starts with it.";
        answer_title: "买家答复", "The buyer's answer";
        answer: "答复", "Answer";
        answer_words: "买家说了什么", "What the buyer said";
        record: "记录答复，继续审核", "Record it; the review goes on";
        asked_on: "提出", "Asked";
        what: "内容", "What";
        who: "经办人", "By";
        came_back: "答复", "Answer";
        open: "等待答复", "waits";
        accepted: "买家已接受 {amount}，金额已按此填好。", "The buyer took {amount}; the amounts start there.";
        no_answer: "买家未答复", "no answer";
        done_asked: "{no} 已要求买家补充材料，审核计时暂停。", "The buyer of {no} is asked for more; the review stands still.";
        done_offered: "{no} 的方案已提出，等待买家答复。", "The offer of {no} waits for the buyer's answer.";
        done_answered: "{no} 的买家答复已记录，审核继续计时。", "The answer to {no} is kept; the review goes on.";
        appeal_more: "买家对拒绝提出申诉…", "The buyer objects to the rejection…";
        appeal_words: "买家的理由和新的证据", "The buyer's grounds, and what is new";
        appeal: "提交申诉，重新审核", "Take the appeal; review again";
        appeal_hint: "由另一位审核人重新审核。", "Another reviewer decides.";
        nobody_else: "没有其他审核人，原审核人可以决定", "no other reviewer is active: who rejected it may decide";
        done_appealed: "{no} 的申诉已提交，等待重新审核。", "The appeal of {no} is taken; it waits for its review.";
        extend: "多给 3 天寄回", "Three days more to send it";
        extend_more: "买家来不及寄回…", "The buyer needs more time…";
        extend_reason: "原因", "Why";
        extend_hint: "每单只能延长一次。", "Once for each ticket.";
        done_extended: "{no} 的寄回期限已延长 3 天。", "The buyer of {no} has three days more.";
        reopen: "重新打开，等待寄回", "Take it up again";
        reopen_hint: "因逾期未寄回而关闭，48 小时内可以重新打开；买家有 {length} 寄回。", "It was closed because nothing was sent; within 48 hours it can be taken up again, and the buyer has {length} to send.";
        done_reopened: "{no} 已重新打开，等待买家寄回。", "{no} is taken up again and waits for the goods.";
        platform: "平台单号与平台时限", "The platform's number and time";
        platform_ticket_no: "平台售后单号", "Its number there";
        platform_due: "平台处理截止（本店时间）", "The platform acts at (shop time)";
        consequence: "届时平台会", "Then the platform";
        save_platform: "保存", "Save";
        platform_hint: "有平台单号的工单，我方时限只提醒，不会自动关闭。", "With a number there our own times only warn; they close nothing.";
        done_platform: "{no} 的平台信息已保存。", "What the platform shows of {no} is kept.";
        platform_first: "平台时限先到", "The platform's time ends first";
        ours_first: "我方时限先到", "Ours ends first";
    }
}

names! { RequestKind {
    Supplement: "补充材料", "Evidence wanted";
    Offer: "退款方案", "Offer";
} }

names! { BuyerAnswer {
    Supplied: "已补充", "Supplied";
    Accepted: "接受", "Accepted";
    Declined: "拒绝或不配合", "Declined";
} }
