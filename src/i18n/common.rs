//! Words that every page shares: the frame, the buttons, the errors.

use super::{Lang, texts};

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
        overdue: "超时工单", "Overdue tickets";
        refunds: "退款审核", "Refunds";
        warehouse: "仓库收货", "Warehouse";
        queries: "买家咨询", "Queries";
        workload: "人员负荷", "Workload";
        orders: "订单", "Orders";
        import_orders: "导入订单", "Import orders";
        stock: "库存", "Stock";
        fast_lane: "自动同意退货", "Agreed at once";
        risk_buyers: "风险买家", "Risk buyers";
        reasons: "售后原因", "Reasons";
        staff: "员工与权限", "Staff";
        settings: "设置", "Settings";
        products: "商品", "Products";
        policies: "售后规则", "Policies";
        calendar: "工作日历", "Working days";
        terms: "时限设置", "Terms";
        assignment_rules: "分配规则", "Assignment rules";
        audit: "操作日志", "Audit log";
        jobs: "后台任务", "Background jobs";
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
        close: "关闭", "Close";
        edit: "编辑", "Edit";
        delete: "删除", "Delete";
        filter: "筛选", "Filter";
        left_out: "有的筛选条件无法识别，已忽略：{what}", "Some filters were not understood and were left out: {what}";
        beyond: "地址里的条件过多（每项最多 50 个值，全部最多 8,000 字节），多出的已忽略：{what}", "The address asks for more than it may hold (50 values of each filter, 8,000 bytes in all); left out: {what}";
        clear_filter: "清除筛选", "Clear filters";
        previous_page: "上一页", "Previous";
        next_page: "下一页", "Next";
        none: "—", "—";
        choose: "请选择", "Choose";
        yes: "是", "Yes";
        no: "否", "No";
        system: "系统", "System";
        demo: "演示说明", "About this demo";
        demo_strip: "演示系统 · 资金为模拟", "Demo system · money is simulated";
        saved: "已保存。", "Saved.";
        done: "已完成。", "Done.";
        form_database_busy: "数据库暂时没有应答，什么都没有改动。您填写的内容还在下方，请稍后再提交。", "The database did not answer in time and nothing was changed. What you typed is still here; send it again in a moment.";
        form_upgraded: "系统正在升级，什么都没有改动。您填写的内容还在下方，请几分钟后再提交。", "Being upgraded: nothing was changed. What you typed is still here; send it again in a few minutes.";
        form_has_errors: "有几处需要改正，已填写的内容都还在。", "Some fields need attention; what you typed is still here.";
        changed_by: "{who} 于 {when} 已先处理（{what}）。您的操作没有执行，请核对后再试；您填写的内容还在下方。", "{who} was first at {when} ({what}). Nothing you sent was applied; check and try again. What you typed is kept below.";
        saved_by: "{who} 于 {when} 已先修改。您的操作没有执行，请核对后再试；您填写的内容还在下方。", "{who} changed this first, at {when}. Nothing you sent was applied; check and try again. What you typed is kept below.";
        changed_elsewhere: "内容已被他人修改，您的操作没有执行，请核对后再试。", "Somebody else changed this in the meantime. Nothing was applied; check and try again.";
        keys_help: "快捷键", "Keyboard";
        key_search: "搜索", "Search";
        key_rows: "上下选择行", "Move between rows";
        key_open: "打开", "Open";
        key_select: "选择当前行", "Select the row";
        key_approve: "到审核表单；没有时到下一步操作", "To the approval form, else to the next step";
        key_reject: "到拒绝表单", "To the rejection form";
        key_send: "提交当前表单", "Send the form";
        key_back: "返回列表", "Back to the list";
        key_next: "下一条", "Next ticket";
        key_help: "显示本帮助", "Show this help";
        error_404: "没有找到", "Not found";
        error_404_text: "没有这个页面或这条记录，或者它不属于您的商户。请检查号码，或从菜单重新进入。", "There is no such page or record, or it is not one of your merchants'. Check the number or start from the menu.";
        error_403: "没有权限", "Not allowed";
        error_403_text: "您的角色不能做这件事；需要的话，由管理员在“员工”里调整角色。", "Your roles do not allow this. Whoever manages staff can change them.";
        error_address: "请换一个地址打开", "Please use another address";
        error_address_text: "从现在的地址无法登录，这次提交没有执行。请允许浏览器使用 Cookie，并从这里打开：", "One cannot log in from the address in use, and nothing was done. Allow cookies and open";
        error_csrf: "表单已过期", "The form has expired";
        error_csrf_text: "为了安全，这次提交没有执行。请返回上一页刷新后再提交。", "For your safety nothing was done. Go back, reload the page and send it again.";
        error_413: "内容过大", "Too large";
        error_413_text: "提交的内容超过了上限：凭证文件每个 10 MB，导入文件 200 MB，其他表单 1 MB。请返回上一页，换一个小一些的文件。", "What was sent is larger than allowed: 10 MB for a file of evidence, 200 MB for an import, 1 MB for other forms. Go back and choose a smaller file.";
        error_back: "返回上一页", "Back to the page before";
        error_408: "提交超时", "Too slow";
        error_408_text: "提交的内容没有及时传完，什么都没有改动。请检查网络后再试。", "What was sent did not arrive in time. Nothing was changed; check your connection and try again.";
        error_files: "正在生成其他文件", "Other files are being made";
        error_files_own: "您已有几个文件正在下载，请等其中一个完成后再试。", "You are taking several files already. Try again when one of them is done.";
        error_files_all: "现在有许多人在导出文件，请稍后再试。", "Many people are taking files right now. Try again in a moment.";
        error_400: "请求无法识别", "The request was not understood";
        error_400_text: "浏览器发来的内容不完整或格式不对，什么都没有改动。请返回上一页再试。", "What the browser sent was incomplete or malformed. Nothing was changed; go back and try again.";
        error_upgraded: "系统正在升级", "Being upgraded";
        error_upgraded_text: "什么都没有改动，请几分钟后再试。", "Nothing was changed; try again in a few minutes.";
        error_503: "系统繁忙", "Busy";
        error_503_text: "数据库暂时没有应答，什么都没有改动，请稍后再试。", "The database did not answer in time. Nothing was changed; try again in a moment.";
        error_500: "出错了", "Something went wrong";
        error_500_text: "我们已记录此错误，什么都没有改动。向管理员反馈时请提供请求编号。", "The error was recorded and nothing was changed. Give the request number to your administrator.";
        error_405: "不支持的操作", "Not supported";
        error_405_text: "这个地址不能这样访问。", "This address cannot be used that way.";
        request_id: "请求编号", "Request number";
    }
}

/// That a file named on the command line is not there.
pub fn no_file(path: &str, lang: Lang) -> String {
    lang.pick("没有文件 {path}", "There is no file {path}.").replace("{path}", path)
}
