//! Words of queries: contacts that are no return.

use crate::domain::service::query::{QueryKind, QueryState, QueryStep};
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// The pages of queries.
    Queries {
        title: "买家咨询", "Queries";
        all: "全部", "All";
        search: "订单号、咨询编号或内容", "Order, query number or words";
        empty: "没有符合条件的咨询", "No query matches";
        empty_hint: "不是退换货的来访登记在这里：查物流、问质量、快递损坏。", "Contacts that are no return are kept here: where a parcel is, how goods are used, what a courier damaged.";
        new: "登记咨询", "Record a query";
        new_hint: "不占用商品数量和金额；需要退换货时可转为工单。", "It holds no units and no money; a ticket can be opened from it.";
        back: "返回咨询列表", "Back to the queries";
        number: "咨询编号", "Query";
        kind: "类别", "Kind";
        state: "状态", "State";
        merchant: "商户", "Merchant";
        shop: "店铺", "Shop";
        no_shop: "不确定", "Not known";
        order_no: "订单号", "Order number";
        order_hint: "不知道可不填，以后再补。", "May be left empty and added later.";
        order_elsewhere: "系统里没有这个订单", "No order of this number is here";
        words: "买家说的话", "The buyer's words";
        contact: "联系方式", "Contact";
        contact_hint: "电话、账号或邮箱，回复买家用。", "Phone, account or e-mail, to answer by.";
        answer: "我方答复", "Our answer";
        answer_now: "记录答复", "Keep the answer";
        close_more: "关闭咨询…", "Close the query…";
        closing_words: "关闭说明", "Why it is closed";
        close_now: "关闭咨询", "Close the query";
        reopen: "重新打开", "Reopen";
        reopen_hint: "买家又来问时重新打开，原来的答复留在经过里。", "Where the buyer asks again; the answer so far stays in the history.";
        name_order_more: "补订单号…", "Add the order number…";
        change_order_more: "改订单号…", "Change the order number…";
        name_order: "保存订单号", "Keep the order number";
        open_ticket: "转为工单", "Open a ticket";
        no_ticket_yet: "先补订单号，才能转为工单。", "A ticket needs the order number first.";
        ticket: "工单", "Ticket";
        from_query: "由咨询转来，买家说的话已填入：", "Filled from a query, with the buyer's words:";
        taken_by: "登记人", "Taken by";
        taken_at: "登记时间", "Taken at";
        answered_by: "答复人", "Answered by";
        answered_at: "答复时间", "Answered at";
        history: "经过", "History";
        what_you_typed: "您填写的内容", "What you typed";
        next: "下一步", "Next step";
        of_order: "这个订单的咨询", "Queries about this order";
        of_ticket: "来自咨询", "Came of a query";
        done_recorded: "咨询已登记。", "The query is recorded.";
        done_answered: "答复已记录。", "The answer is kept.";
        done_closed: "咨询已关闭。", "The query is closed.";
        done_reopened: "咨询已重新打开。", "The query is open again.";
        done_order: "订单号已保存。", "The order number is kept.";
    }
}

names! { QueryKind {
    Logistics: "物流查询", "Where a parcel is";
    Quality: "质量或使用", "Quality or use";
    CourierDamage: "快递损坏", "Damaged by the courier";
    Other: "其他", "Other";
} }

names! { QueryState {
    Open: "待答复", "Open";
    Answered: "已答复", "Answered";
    Closed: "已关闭", "Closed";
} }

names! { QueryStep {
    Recorded: "登记", "Recorded";
    OrderNamed: "补订单号", "Order number added";
    Answered: "答复", "Answered";
    Closed: "关闭", "Closed";
    Reopened: "重新打开", "Reopened";
    TicketOpened: "转为工单", "Ticket opened";
} }
