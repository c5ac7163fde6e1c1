//! Words of the reasons page.

use super::texts;

texts! {
    /// The reasons page.
    Reasons {
        title: "售后原因", "Reasons";
        order_hint: "顺序就是申请页上的顺序", "In the order in which applications offer them";
        by_merchant: "按商户", "By merchant";
        reason: "原因", "Reason";
        code: "编码", "Code";
        code_hint: "大写字母、数字、横线或下划线；留空则自动编号", "Capitals, digits, hyphens or underscores; left empty it is numbered";
        name_zh: "中文名称", "Chinese name";
        name_en: "英文名称", "English name";
        name_en_hint: "留空则与中文相同", "Left empty it is the Chinese name";
        reply_zh: "客服话术（中文）", "Reply to the buyer, Chinese";
        reply_en: "客服话术（英文）", "Reply to the buyer, English";
        reply_hint: "用到这个原因的工单上可一键复制；{ticket} 换成售后单号，{order} 换成订单号。英文留空则用中文。", "Copied in one press on tickets with this reason; {ticket} becomes the ticket's number, {order} the order's. Left empty in English it is the Chinese one.";
        responsibility: "责任", "Responsibility";
        responsibility_hint: "费用只能由买家责任的商品承担", "Only a cause of the buyer's can bear a fee";
        cause: "起因", "Cause";
        cause_hint: "售后规则、运费承担和统计都按起因", "Policies, freight and figures go by the cause";
        cause_open: "待确认", "to be confirmed";
        unconfirmed: "有 {n} 个原因的起因是按责任推定的，请逐个打开确认或改正后保存。", "The causes of {n} reasons were taken from their responsibility; open each, see whether it is right, and save it.";
        types: "适用类型", "Types";
        used: "已用", "Used";
        actions: "操作", "Actions";
        hidden_tag: "已停用", "Out of use";
        add: "新增原因", "Add a reason";
        edit: "修改原因", "Edit the reason";
        edit_hint: "已有工单保留提交时的文字。", "Tickets keep the text they were filed with.";
        order: "顺序", "Place";
        place_of: "{name} 的顺序", "Place of {name}";
        move_there: "移动", "Move";
        up: "{name} 上移", "Move {name} up";
        down: "{name} 下移", "Move {name} down";
        hide: "停用", "Take out of use";
        show: "启用", "Use again";
        delete: "删除", "Delete";
        ask_unused: "还没有工单用过。删除后不能恢复。", "No ticket has used it. Deleting it cannot be undone.";
        ask_used: "已有 {n} 行使用：旧工单保留原文字，可随时恢复。只是暂时不用，请点“停用”。", "{n} lines use it: old tickets keep its text, and it can be brought back. To stop offering it for a while, take it out of use.";
        delete_now: "确认删除", "Delete it";
        withdrawn_title: "已删除的原因", "Deleted reasons";
        withdrawn_at: "删除时间", "Deleted";
        restore: "恢复", "Bring back";
        new_code: "编码已被占用，请填新的", "Its code is taken; another one";
        restored: "原因“{name}”已恢复。", "The reason “{name}” was brought back.";
        added: "已新增原因“{name}”。", "The reason “{name}” was added.";
        deleted: "原因“{name}”已删除。", "The reason “{name}” was deleted.";
        withdrawn: "原因“{name}”已删除，旧工单上仍可查看，可在下方恢复。", "The reason “{name}” was deleted; old tickets still show it, and it can be brought back below.";
    }
}
