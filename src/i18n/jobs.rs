//! Words of the jobs page.

use super::codes::{Named, names};
use super::{Lang, texts};
use crate::domain::house::work::JobKind;

texts! {
    /// The jobs page.
    Jobs {
        title: "后台任务", "Background jobs";
        list_label: "后台任务", "Background jobs";
        col_job: "任务", "Job";
        col_subject: "对象", "Subject";
        col_state: "状态", "State";
        col_tries: "次数", "Tries";
        col_next: "下次运行", "Next run";
        col_finished: "完成时间", "Ended";
        col_result: "最近结果", "Last result";
        actions: "操作", "Actions";
        run_now: "立即运行", "Run now";
        said_run: "任务已排到最前。", "The job runs now.";
        waiting: "等待", "Waiting";
        again: "等待重试", "Waits for another try";
        running: "运行中", "Running";
        done: "完成", "Done";
        failed: "已放弃", "Given up";
        left_refund: "款项状态未知，仍需向网关核实。", "Whether it was paid is not known; the gateway must be asked.";
        left_import: "已写入的订单保留，其余未导入；导入报告写明原因。", "Orders written so far stay, the others are not in; the import's report says why.";
        left_export: "没有文件；未写完的部分已删除。", "There is no file; its unfinished part was deleted.";
        left_retention: "过期数据仍在，下一晚再清理。", "What is too old is still there; the next night goes on.";
        left_pictures: "商品仍显示占位图。", "Goods show a neutral picture.";
        left_expired: "过期文件仍在磁盘上，但不能再下载。", "Expired files are still on the disk; nobody can download them.";
        left_terms: "到期的售后单还没有自动处理，仍可由人处理。", "Tickets whose time ran out are not ended by themselves; people can act on them.";
        left_archive: "已结束的工单留在列表中，明晚再归档。", "Ended tickets stay in the lists until tomorrow night.";
        left_return_tickets: "还有工单在不在岗的人名下；可从人员负荷页批量转出。", "Tickets are still with somebody who is not there; move them from the workload page.";
        left_try_rules: "试运行没有结果，可重新开始。", "The trial has no result; start it again.";
        left_count_again: "部分时限仍按旧日历显示。", "Some ends are still those of the old calendar.";
        none_title: "没有后台任务", "No jobs";
        none_text: "退款通过财务审核后，会在这里排队执行。", "A refund that finance approved is executed here.";
    }
}

names! { JobKind {
    Refund: "执行退款", "Execute refund";
    ImportOrders: "导入订单", "Import orders";
    Export: "导出列表", "Export a list";
    Retention: "清理过期数据", "Nightly clean-up";
    Pictures: "获取商品图片", "Fetch pictures of goods";
    ExpireExports: "删除过期导出文件", "Delete expired files of lists";
    Terms: "处理到期时限", "End terms whose time ran out";
    CountTermsAgain: "重新计算时限", "Count running terms again";
    ArchiveEnded: "自动归档", "Put ended tickets away";
    TryRules: "分配规则试运行", "Trial of assignment rules";
    ReturnTickets: "退回离岗人员的工单", "Return tickets of who is not there";
} }
