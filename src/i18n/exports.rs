//! Words of files that leave the house: the buttons of a list, the page of a file that is being written.

use super::texts;

texts! {
    /// Exports.
    Exports {
        title: "导出文件", "Exported files";
        file_title: "导出：{list}", "Export: {list}";
        export: "导出", "Export";
        download_csv: "导出 CSV", "Export CSV";
        download_xlsx: "导出 Excel", "Export Excel";
        prepare: "生成导出文件", "Write the file";
        prepare_text: "文件在后台生成，可以随时离开此页；完成后在这里下载。", "The file is written in the background; you may leave the page and fetch it here when it is ready.";
        list: "列表", "List";
        format: "格式", "Format";
        filter: "筛选条件", "Filter";
        no_filter: "全部", "Everything";
        state: "状态", "State";
        rows: "行数", "Rows";
        ordered: "创建时间", "Created";
        finished: "完成时间", "Finished";
        mine: "我的文件", "My files";
        none: "还没有文件。长列表的导出会在后台生成，并在这里列出。", "No files yet. Exports of long lists are written in the background and listed here.";
        waiting: "排队中，稍后开始生成。", "Waits for its turn.";
        running_of: "正在生成：第 {done} 行，共约 {total} 行。", "Being written: row {done} of about {total}.";
        running: "正在生成：已写 {done} 行。", "Being written: {done} rows so far.";
        ready: "文件已生成，共 {rows} 行，保留到 {until}。", "The file is ready: {rows} rows. It is kept until {until}.";
        expired: "文件已过保留期并删除，请重新导出。", "The file is no longer kept. Export the list again.";
        merchants_changed: "你负责的商户已变更，这个文件含有其他商户的数据，已被删除；请重新导出。", "Your merchants have changed: this file held rows of others and was deleted. Export the list again.";
        no_right: "没有导出这个列表的权限，文件没有生成。", "You may not export this list; no file was written.";
        broken: "文件没有生成成功，请重试；若仍失败请联系管理员。", "The file could not be written. Try again, and tell an administrator if it fails again.";
        refreshes: "此页会自动刷新。", "This page refreshes by itself.";
        refresh: "刷新", "Refresh";
        download: "下载", "Download";
        again: "重新生成", "Write it anew";
        back: "返回列表", "Back to the list";
    }
}
