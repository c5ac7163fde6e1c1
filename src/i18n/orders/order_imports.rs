//! Words of the import of orders.

use crate::i18n::texts;

texts! {
    /// Upload, report, mappings.
    Imports {
        title: "导入订单", "Import orders";
        upload: "文件与映射", "File and mapping";
        file: "订单文件", "Order file";
        file_hint: "CSV 或 XLSX，UTF-8 或 GB18030，可以是 .gz，最大 200 MB", "CSV or XLSX, UTF-8 or GB18030, may be .gz, at most 200 MB";
        template: "下载标准模板", "Download the template";
        merchant: "商户", "Merchant";
        mapping: "字段映射", "Mapping";
        standard: "标准订单表", "Our own format";
        other: "另用下面的映射", "The mapping below";
        mapping_text: "映射内容（TOML）", "Mapping (TOML)";
        mapping_hint: "粘贴映射文件的内容；填写名称后会保存，下次可直接选用。", "Paste a mapping file's text; with a name it is kept for the next time.";
        mapping_name: "映射名称", "Name of the mapping";
        dry_run: "试运行", "Dry run";
        dry_run_hint: "只检查，不写入", "checks everything, writes nothing";
        start: "开始", "Start";
        another: "再导入一个文件", "Import another file";
        more: "另用映射文件", "Use another mapping";
        kept: "已保存的映射", "Kept mappings";
        no_kept: "还没有保存的映射", "No mapping is kept yet";
        name: "名称", "Name";
        changed_at: "修改时间", "Changed";
        latest: "最近的导入", "Latest imports";
        no_import: "还没有导入过文件", "No file was imported yet";
        state: "状态", "State";
        at: "时间", "When";
        orders_new: "新订单", "New";
        orders_updated: "更新", "Updated";
        orders_unchanged: "不变", "Unchanged";
        lines_read: "读入行数", "Lines read";
        lines_rejected: "拒绝行数", "Lines rejected";
        step_upload: "上传", "Upload";
        step_dry_run: "试运行", "Dry run";
        step_import: "导入", "Import";
        waiting: "文件已收到，正在排队。本页每 2 秒自动刷新。", "The file is here and waits its turn. This page refreshes every 2 seconds.";
        running: "已完成 {percent}%。本页每 2 秒自动刷新。", "{percent} % done. This page refreshes every 2 seconds.";
        refresh: "刷新", "Refresh";
        failed: "文件没有导入：{why}", "The file was not imported: {why}";
        trying: "第 {n} 次没有写入成功：{why}。系统会自动再试，本页每 2 秒自动刷新。", "Try {n} could not write the orders: {why}. It is tried again by itself; this page refreshes every 2 seconds.";
        gave_up: "试了 {n} 次仍无法写入，已停止。最后一次的错误：{why}。已写入的订单有效；请检查文件后重新导入（已导入的订单不会重复），仍不行请把这段文字交给管理员。", "The orders could not be written in {n} tries, so it stopped. The last error: {why}. What was written stands; check the file and import it again (orders that are in do not come twice), or give this text to an administrator.";
        gateway_own: "映射中的 gateway 决定这些订单由谁退款；没有写明的按商户设置。", "The mapping's gateway says what pays refunds of these orders; without one it is the merchant's setting.";
        gateway_merchant: "退款方式按商户设置：映射中的 gateway 只对可修改设置的人有效。", "Refunds go by the merchant's setting: a mapping's gateway counts only for those who may change settings.";
        gateway_ignored: "映射中写有 gateway，但导入人不能修改设置，这些订单的退款方式按商户设置。", "The mapping names a gateway, but whoever imported may not change settings: refunds of these orders go by the merchant's setting.";
        no_lines: "文件里只有表头，没有订单行。", "The file has a heading and no order lines.";
        choose_again: "有几处需要改正；填写的内容都还在，文件请重新选择。", "Some fields need attention; what you typed is still here, but the file has to be chosen again.";
        example: "映射示例", "Example of a mapping";
        example_hint: "文件的列名与标准模板不同时，可用映射写明哪一列是什么：", "Where the file's columns have other names than the template, a mapping says which is which: ";
        mend_mapping: "修改映射后重新导入", "Change the mapping and try again";
        sample: "将要存入的前 {n} 行", "The first {n} lines as they would be stored";
        new_shops: "将新建店铺：{names}。如果只是店铺名称写错，请先改正文件。", "These shops would be added: {names}. If a name is only misspelled, correct the file first.";
        order_no: "订单号", "Order";
        shop: "店铺", "Shop";
        ordered_at: "下单时间", "Ordered";
        paid_at: "付款时间", "Paid at";
        signed_at: "签收时间", "Signed for";
        receiver: "收货人", "Receiver";
        goods: "商品", "Goods";
        unit_price: "单价", "Unit price";
        quantity: "数量", "Quantity";
        line_paid: "商品实付", "Paid for the line";
        order_paid: "订单实付", "Paid for the order";
        all_good: "全部通过。", "Every line is sound.";
        some_bad: "{n} 行没有通过，其余可以导入。没有通过的行不影响同一订单的其他行，但该订单不会自动退款。可下载没有通过的行，改好后把该文件再导入一次。", "{n} lines were rejected; the rest is fine. A rejected line does not stop the others of its order, but nothing of that order is refunded automatically. Download the rejected lines, mend them, and import that file.";
        done: "导入完成。", "The import is done.";
        result: "导入结果", "Result";
        dry_result: "试运行结果（未写入）", "Result of the dry run (nothing was written)";
        now_import: "正式导入", "Import it now";
        rejects: "没有通过的行", "Rejected lines";
        first_rejects: "前 100 行", "The first 100";
        originals_hidden: "原始内容含有个人信息，只有上传文件的人和可以查看个人信息的人能看到。", "The original lines hold personal data: only whoever uploaded the file and those who may see personal data are shown them.";
        download_rejects: "下载没有通过的行", "Download the rejected lines";
        line: "行号", "Line";
        reason: "原因", "Reason";
        original: "原文", "Original";
        to_orders: "查看订单", "To the orders";
        edit_mapping: "编辑映射", "Edit the mapping";
        back: "导入订单", "Import orders";
    }
}
