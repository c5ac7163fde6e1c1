//! Words that every page shares: the frame, the buttons, the errors.

use super::texts;

texts! {
    /// The frame and the usual buttons.
    Common {
        product: "售后管理", "After-sales";
        skip: "跳到正文", "Skip to content";
        menu: "菜单", "Menu";
        work: "工作", "Work";
        business: "业务", "Business";
        management: "管理", "Management";
        desk: "我的工作台", "My desk";
        tickets: "售后工单", "Tickets";
        refunds: "退款审核", "Refunds";
        warehouse: "仓库收货", "Warehouse";
        orders: "订单", "Orders";
        stock: "库存", "Stock";
        reasons: "售后原因", "Reasons";
        staff: "员工与权限", "Staff";
        settings: "设置", "Settings";
        audit: "操作日志", "Audit log";
        jobs: "后台任务", "Background jobs";
        account: "我的账号", "My account";
        all_merchants: "全部商户", "All merchants";
        search_label: "搜索", "Search";
        search_hint: "搜索 单号 / 订单 / 快递 / 买家 / 手机尾号 / 商品", "Search ticket, order, parcel, buyer, phone tail, product";
        log_in: "登录", "Log in";
        log_out: "退出", "Log out";
        language: "语言", "Language";
        apply: "应用", "Apply";
        save: "保存", "Save";
        add: "新增", "Add";
        cancel: "取消", "Cancel";
        back: "返回", "Back";
        close: "关闭", "Close";
        edit: "编辑", "Edit";
        delete: "删除", "Delete";
        export_csv: "导出 CSV", "Export CSV";
        filter: "筛选", "Filter";
        clear_filter: "清除筛选", "Clear filters";
        previous_page: "上一页", "Previous";
        next_page: "下一页", "Next";
        rows_from_to: "第 {from}–{to} 条", "Rows {from}–{to}";
        rows_total: "共 {total} 条", "{total} in all";
        none: "—", "—";
        yes: "是", "Yes";
        no: "否", "No";
        system: "系统", "System";
        optional: "选填", "optional";
        required: "必填", "required";
        why_off: "不可用：", "Not available: ";
        demo_strip: "演示系统 · 资金为模拟", "Demo system · money is simulated";
        saved: "已保存。", "Saved.";
        done: "已完成。", "Done.";
        form_has_errors: "有几处需要改正，已填写的内容都还在。", "Some fields need attention; what you typed is still here.";
        changed_by: "{who} 于 {when} 已先处理（{what}）。您的操作没有执行，请核对后再试；您填写的内容还在下方。", "{who} was first at {when} ({what}). Nothing you sent was applied; check and try again. What you typed is kept below.";
        changed_elsewhere: "内容已被他人修改，您的操作没有执行，请核对后再试。", "Somebody else changed this in the meantime. Nothing was applied; check and try again.";
        keys_help: "快捷键", "Keyboard";
        key_search: "搜索", "Search";
        key_rows: "上下选择行", "Move between rows";
        key_open: "打开", "Open";
        key_approve: "到审核表单", "To the approval form";
        key_reject: "到拒绝表单", "To the rejection form";
        key_send: "提交当前表单", "Send the form";
        key_next: "下一条", "Next ticket";
        key_help: "显示本帮助", "Show this help";
        error_404: "没有找到", "Not found";
        error_404_text: "没有这个页面或这条记录，或者它不属于您的商户。请检查号码，或从菜单重新进入。", "There is no such page or record, or it is not one of your merchants'. Check the number or start from the menu.";
        error_403: "没有权限", "Not allowed";
        error_403_text: "您的角色不能做这件事，如需要请联系管理员。", "Your roles do not allow this. Ask an administrator if you need it.";
        error_csrf: "表单已过期", "The form has expired";
        error_csrf_text: "为了安全，这次提交没有执行。请返回上一页刷新后再提交。", "For your safety nothing was done. Go back, reload the page and send it again.";
        error_409: "已被他人先处理", "Somebody was first";
        error_413: "内容过大", "Too large";
        error_413_text: "提交的内容超过了上限。", "What was sent is larger than allowed.";
        error_400: "请求无法识别", "The request was not understood";
        error_400_text: "浏览器发来的内容不完整或格式不对，什么都没有改动。请返回上一页再试。", "What the browser sent was incomplete or malformed. Nothing was changed; go back and try again.";
        error_422: "内容需要改正", "Something needs correcting";
        error_503: "系统繁忙", "Busy";
        error_503_text: "数据库暂时没有应答，什么都没有改动，请稍后再试。", "The database did not answer in time. Nothing was changed; try again in a moment.";
        error_500: "出错了", "Something went wrong";
        error_500_text: "我们已记录此错误，什么都没有改动。向管理员反馈时请提供请求编号。", "The error was recorded and nothing was changed. Give the request number to your administrator.";
        error_405: "不支持的操作", "Not supported";
        error_405_text: "这个地址不能这样访问。", "This address cannot be used that way.";
        request_id: "请求编号", "Request number";
    }
}
