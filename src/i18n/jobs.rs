//! Words of the jobs page.

use super::texts;

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
        none_title: "没有后台任务", "No jobs";
        none_text: "退款通过财务审核后，会在这里排队执行。", "A refund that finance approved is executed here.";
    }
}
