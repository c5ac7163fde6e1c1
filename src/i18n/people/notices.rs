//! Words of the bell and its page.

use crate::domain::people::notice::NoticeKind;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, names};
use crate::i18n::texts;

texts! {
    /// Notices.
    Notices {
        title: "通知", "Notices";
        bell: "通知", "Notices";
        bell_unread: "通知：{count} 条未读", "Notices: {count} unread";
        intro: "这里只列与您本人有关的事；等一组人处理的工单在工作台和菜单的计数里。通知保留 90 天，打开工单即为已读。", "Only what concerns you yourself. What waits for a group stands in the counts of desk and menu. Notices are kept for 90 days; opening the ticket marks them as read.";
        list_label: "我的通知", "My notices";
        what: "事项", "What";
        ticket: "工单", "Ticket";
        note: "说明", "Note";
        who: "操作人", "By";
        when: "时间", "When";
        unread: "未读", "Unread";
        read_all: "全部标为已读", "Mark all as read";
        all_read: "没有未读通知。", "Nothing is unread.";
        none_title: "还没有通知", "No notices yet";
        none_text: "工单分配给您、您的工单被打回、买家答复或申诉、退款失败或只等您一人签字时，会出现在这里。", "When a ticket is given to you, one of yours is sent back, its buyer answers or objects, its refund fails, or it waits for your signature alone, it appears here.";
        older: "更早的通知", "Older notices";
        newest: "回到最新", "Back to the newest";
        kinds: "接收哪些通知", "Which notices I want";
        kinds_hint: "取消勾选后不再产生该类通知；已有的不受影响。自己的操作从不通知自己。", "A kind that is not ticked is not written any more; what is there stays. Nobody is told of their own deeds.";
        said_read: "已全部标为已读。", "All were marked as read.";
    }
}

names! { NoticeKind {
    Assigned: "分配给您", "Given to you";
    Bounced: "被财务打回", "Sent back by finance";
    SignatureWanted: "等您签字", "Waits for your signature";
    RefundFailed: "退款失败", "Refund failed";
    Answered: "买家已答复", "The buyer answered";
    Appealed: "买家申诉", "The buyer objects";
    Disputed: "工单进入争议", "A case was opened";
    Ruled: "争议有裁决", "A case was ruled";
} }
