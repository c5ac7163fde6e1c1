//! Words of the home page.

use super::codes::{Named, names};
use super::{Lang, texts};
use crate::domain::lists::queue::Queue;

texts! {
    /// The home page.
    Home {
        title: "我的工作台", "My desk";
        hello: "{name}，{count} 件事等您处理。", "{name}, {count} things wait for you.";
        all_done: "{name}，现在没有等您处理的事。", "{name}, nothing waits for you right now.";
        start: "从第一条开始", "Start with the first";
        to_review: "待我审核", "To review";
        held: "争议处理中", "On hold: cases open";
        escalated: "已升级，待主管决定", "Escalated to a manager";
        exceptions: "验货异常待决定", "Inspection exceptions to decide";
        address_needed: "待提供地址或等库存", "Address or stock needed";
        to_tell: "待告知买家", "Buyers to tell";
        awaiting_buyer: "等买家答复", "Awaiting the buyer's answer";
        awaiting_return: "等买家寄回", "Awaiting the buyer's parcel";
        to_confirm: "换货待确认收货", "Replacements to confirm";
        drafts: "草稿", "Drafts";
        to_pay: "待财务审核", "Refunds to approve";
        unclear: "退款待核实", "Refunds to settle by the statement";
        overdue: "超过一天无答复的退款", "Refunds unanswered for a day";
        failed: "退款失败待处理", "Failed refunds";
        transfers: "待线下打款或复核", "Transfers to make or confirm";
        arriving: "退货途中", "On the way back";
        to_open: "已签收待拆包", "Signed in, to open";
        others: "等买家或快递", "With the buyer or a carrier";
        to_inspect: "待质检", "To inspect";
        to_dispatch: "待发换货", "Replacements to dispatch";
        to_send_back: "待退还买家", "To send back to the buyer";
        unclaimed: "无主件", "Unclaimed parcels";
        proposals: "待确认的资金设置", "Money settings to confirm";
        jobs: "未完成的后台任务", "Open background jobs";
        jobs_given_up: "已放弃的后台任务", "Background jobs given up";
        see_all: "全部 {count}", "All {count}";
        waited: "时间", "Time";
        goods: "商品", "Goods";
        empty: "这里没有等待的工单", "Nothing waits here";
        empty_text: "新的工单到来时会出现在这里。", "New tickets will show up here.";
        first_steps: "开始使用", "First steps";
        steps_done: "已完成 {done} / {all}", "{done} of {all} done";
        step_done: "已完成", "Done";
        step_open: "未完成", "To do";
        step_address: "填写退货地址", "Enter the return address";
        why_address: "买家把商品寄到这里；填写之前，系统不给买家任何地址。", "Where buyers send their goods; before it is entered they are given no address.";
        step_policy: "选定售后规则", "Choose an after-sale policy";
        why_policy: "什么起因、几天内可以退换，运费谁承担；不选则不限。", "What buyers may ask for, for how long, and who bears the freight; without one there is no limit.";
        adopt_standard: "采用“国内标准”", "Take over “CN standard”";
        step_shop: "填写店铺名称", "Name the shop";
        why_shop: "订单文件按店铺名称对应到店铺。", "Order files find their shop by its name.";
        step_staff: "添加同事", "Add a colleague";
        why_staff: "提交、审核、付款由不同的人完成。", "Different people file, review and pay.";
        step_import: "导入订单", "Import orders";
        why_import: "售后申请从订单开始；先试导入，再正式导入。", "Every application begins with an order; try the file first, then import it.";
        no_queue: "您的角色没有待办队列，可从左侧菜单查看。", "Your roles have no queue; use the menu.";
    }
}

names! { Queue {
    Exceptions: "验货异常待决定", "Inspection exceptions to decide";
    ToSendBack: "待退还买家", "To send back to the buyer";
    Transfers: "待线下打款或复核", "Transfers to make or confirm";
    Unclear: "退款待核实", "Refunds to settle by the statement";
    Overdue: "超过一天无答复的退款", "Refunds unanswered for a day";
    ToTell: "待告知买家", "Buyers to tell";
    SignedIn: "已签收待拆包", "Signed in, to open";
    OnTheWay: "退货途中", "On the way back";
} }
