//! Words of lists as a workbench: filters, views, selection, groups.

use super::texts;
use crate::i18n::Lang;
use crate::i18n::tickets::Tickets;

texts! {
    /// The list's tools.
    Lists {
        search: "搜索", "Search";
        from: "起", "From";
        to: "止", "To";
        any: "不限", "Any";
        search_hint: "单号、买家、手机尾号、商品", "Number, buyer, phone tail, product";
        more_filters: "筛选", "Filters";
        remove: "移除筛选 {what}", "Remove filter {what}";
        search_partial: "有太多商品或姓名含这个词，只查找了其中一部分。请把词写得更完整。", "Too many goods or names have this word: only some of them were looked for. Type more of it.";
        looked_through: "只查看了列表的一部分，其中找到的都在这里。", "A part of the list was looked through; what was found there is here.";
        look_further: "继续往后找", "Look further";
        at_least: "{count}+", "{count}+";
        rows_of: "第 {from}–{to} 条，共 {total} 条", "Rows {from}–{to} of {total}";
        preset_today: "今天", "Today";
        preset_yesterday: "昨天", "Yesterday";
        preset_week: "本周", "This week";
        preset_30days: "近 30 天", "Last 30 days";
        amount_range: "退款金额", "Refund amount";
        reviewed_range: "审核日期", "Reviewed on";
        assignee: "处理人", "Assignee";
        reviewer: "审核人", "Reviewer";
        me: "我", "Me";
        nobody: "未分配", "Unassigned";
        mine: "我的", "Mine";
        take: "我来处理", "Take it";
        give_back: "放回", "Give it back";
        result: "审核结果", "Review result";
        bounced: "财务打回", "Bounced";
        archived: "已归档", "Archived";
        responsibility: "责任方", "Responsibility";
        carrier: "退货快递", "Return carrier";
        flag: "订单旗帜", "Order flag";
        platform: "平台", "Platform";
        parcel: "退货包裹", "Return parcel";
        received_at: "收货时间", "Received";
        waiting_since: "等待起", "Waiting since";
        waited: "已等待", "Waiting";
        waited_days: "{n} 天", "{n} days";
        waited_day: "1 天", "1 day";
        waited_hours: "{n} 小时", "{n} h";
        waited_minutes: "{n} 分钟", "{n} min";
        queue: "队列", "Queue";
        assignment_queue: "分配队列", "Assignment queue";
        priority: "优先级", "Priority";
        buyer: "买家", "Buyer";
        quantity: "件数", "Units";
        asked_amount: "申请金额", "Asked";
        computed_amount: "应退金额", "Computed";
        round: "审核轮次", "Round";
        channel: "来源", "Channel";
        shop: "店铺", "Shop";
        stage_to_send: "待寄回", "To be sent";
        stage_on_the_way: "退货运输中", "On the way";
        stage_to_inspect: "待质检", "To inspect";
        stage_exception: "验货异常", "Exception";
        stage_to_approve: "待财务审核", "To approve";
        stage_paying: "退款中", "Paying";
        stage_failed: "退款失败", "Failed";
        stage_to_dispatch: "待发货", "To dispatch";
        stage_shipped: "换货已发货", "Shipped";
        view_list: "列表", "List";
        view_groups: "按商品与原因", "By goods and reason";
        group_tickets: "工单", "Tickets";
        group_sum: "退款合计", "Sum";
        group_oldest: "最早申请", "Oldest";
        group_all: "查看全部 {count} 条", "See all {count}";
        group_first: "按最近的 {count} 条分组。", "Groups of the newest {count} tickets.";
        no_goods: "无商品", "No goods";
        views: "视图", "Views";
        views_mine: "我的视图", "My views";
        views_shared: "共享视图", "Shared views";
        views_roles: "角色视图", "Views by role";
        all_tickets: "全部工单", "All tickets";
        view_review: "待我审核", "To review";
        view_agent: "我负责的", "My tickets";
        view_finance: "退款进行中", "Refunds under way";
        view_warehouse: "退货在途与质检", "Returns to receive";
        view_manager: "打回与异常", "Bounced and exceptions";
        view_save: "另存为视图", "Save as a view";
        view_update: "更新“{name}”", "Update {name}";
        view_name: "名称", "Name";
        view_share: "共享给", "Share with";
        view_own: "仅自己", "Only me";
        view_delete: "删除视图", "Delete the view";
        view_start: "设为默认视图", "Make it my default view";
        view_no_start: "不再作为默认视图", "No longer my default view";
        view_is_start: "默认视图", "Default";
        view_saved: "视图“{name}”已保存。", "The view {name} is saved.";
        view_deleted: "视图已删除。", "The view is deleted.";
        select_row: "选择 {no}", "Select {no}";
        select_all: "选择本页", "Select this page";
        chosen: "所选 {count} 条", "{count} chosen";
        order: "排序", "Order";
        bulk_csv: "导出 CSV", "Export CSV";
        bulk_xlsx: "导出 XLSX", "Export XLSX";
        bulk_selected: "已选", "Selected";
        bulk_rows: " 条", " rows";
        bulk_all: "全部符合筛选的 {count} 条", "All {count} that match";
        bulk_scope: "范围", "Which rows";
        bulk_assign: "分配给", "Assign to";
        bulk_assign_button: "分配", "Assign";
        bulk_archive: "归档", "Archive";
        bulk_unarchive: "取消归档", "Take out of the archive";
        many_values: "{count} 个值", "{count} values";
        bulk_title: "批量处理结果", "What became of the rows";
        bulk_done: "成功 {done} 条，未执行 {refused} 条。", "{done} done, {refused} not done.";
        bulk_row_done: "已完成", "Done";
        bulk_row_same: "无变化", "Nothing to change";
        bulk_row_failed: "数据库出错，未执行", "The database failed; nothing was changed";
        bulk_row_untried: "未尝试", "Not tried";
        bulk_stopped: "数据库多次出错，已停止；其余 {left} 条未尝试。", "The database failed several times, so this stopped; {left} were not tried.";
        bulk_nothing: "请先选择工单。", "Select tickets first.";
        bulk_too_many: "一次最多处理 {count} 条，请缩小筛选范围。", "At most {count} rows at a time; narrow the list.";
        bulk_back: "返回列表", "Back to the list";
        bulk_result: "结果", "Result";
        viewers: "正在查看的人", "Open by";
        open_by: "{who}正在查看", "{who} has it open";
        changed_since: "{who} 于 {when} {what}。", "{who}, {when}: {what}.";
        changed_reload: "显示最新内容", "Show what is new";
        next_is: "下一条：{no}", "Next: {no}";
        end_reached: "已到列表末尾，列表里还有 {count} 条。", "The end of the list; still in it: {count}.";
        all_done: "此视图已全部处理完。", "This view is empty now.";
        place: "{place} / {total}", "{place} of {total}";
        previous: "上一条", "Previous";
        next: "下一条", "Next";
    }
}

/// The name of a field of a list's address, where pages have a word for it.
pub fn field_name(field: &str, lang: Lang) -> Option<&'static str> {
    let (t, l) = (Tickets::of(lang), Lists::of(lang));
    Some(match field {
        "q" => l.search,
        "ticket_no" | "only" => t.ticket_no,
        "order_no" => t.order_no,
        "type" => t.kind,
        "merchant" => t.merchant,
        "shop" => l.shop,
        "reason" => t.reason,
        "responsibility" => l.responsibility,
        "assignee" => l.assignee,
        "reviewer" => l.reviewer,
        "result" => l.result,
        "channel" => l.channel,
        "flag" => l.flag,
        "queue" => l.queue,
        "carrier" => l.carrier,
        "applied" | "applied_from" | "applied_to" => t.applied_range,
        "ordered_from" | "ordered_to" => t.ordered_range,
        "reviewed_from" | "reviewed_to" => l.reviewed_range,
        "amount_from" | "amount_to" => l.amount_range,
        "status" | "stage" => t.status,
        "sku" => "SKU",
        "sort" | "dir" => l.order,
        _ => return None,
    })
}
