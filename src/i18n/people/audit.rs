//! Words of the audit page: names of kinds of entries and of changed fields.

use crate::domain::house::audit_kind::{AuditGroup, AuditKind};
use crate::domain::order::order_change::Fact;
use crate::domain::policy::cause::Cause;
use crate::domain::term::kind::Team;
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// The audit page.
    Audit {
        title: "操作日志", "Audit log";
        when: "时间", "Time";
        who: "人员", "Who";
        what: "动作", "What";
        subject: "对象", "Subject";
        detail: "内容", "Detail";
        dates: "日期", "Dates";
        everything: "全部动作", "Everything";
        nothing: "没有符合条件的记录", "Nothing matches";
        nothing_text: "登录、权限与设置的改动、导出和查看个人信息都会记录在这里。", "Log-ins, changes of rights and settings, exports and looks at personal data are kept here.";
        dispatch: "发货", "dispatch";
        sessions: "{n} 个登录", "{n} sessions";
        from_place: "来自 {place}", "from {place}";
        order: "订单 {no}", "Order {no}";
        ticket: "工单 {no}", "Ticket {no}";
        buyer: "买家 {no}", "Buyer {no}";
        query: "咨询 {no}", "Query {no}";
        refund: "退款 {no}", "Refund {no}";
        clean_up: "夜间清理", "Nightly clean-up";
        filter_all: "全部", "everything";
        empty_value: "（空）", "(empty)";
        of_line: "第 {line} 行{name}", "line {line} {name}";
        kept: "未采用：{name}", "not taken: {name}";
    }
}

/// A group of kinds to filter by: how its kinds begin, and its name.
pub const GROUPS: [(&str, &str, &str); 14] = [
    (AuditGroup::Logins.code(), "登录与退出", "Log-in and log-out"),
    (AuditGroup::Passwords.code(), "密码", "Passwords"),
    (AuditGroup::Sessions.code(), "结束登录", "Ended sessions"),
    (AuditGroup::Staff.code(), "员工与权限", "Staff and rights"),
    (AuditGroup::Settings.code(), "设置", "Settings"),
    (AuditGroup::Amounts.code(), "金额：通过、改动、打回", "Amounts: approved, changed, bounced"),
    (AuditGroup::ChangedAmounts.code(), "金额改动", "Amounts changed"),
    (AuditGroup::Refunds.code(), "线下打款与对账", "Transfers and statements"),
    (AuditGroup::Reasons.code(), "售后原因", "Reasons"),
    (AuditGroup::Queries.code(), "买家咨询", "Queries"),
    (AuditGroup::Orders.code(), "订单与导入", "Orders and imports"),
    (AuditGroup::Buyers.code(), "风险买家", "Risk buyers"),
    (AuditGroup::Exports.code(), "导出", "Exports"),
    (AuditGroup::PersonalData.code(), "查看个人信息", "Personal data"),
];

names! { AuditKind {
    LoggedIn: "登录", "Logged in";
    LoginFailed: "登录失败", "Log-in failed";
    LoginLocked: "多次失败，登录被锁定", "Log-in locked after failures";
    LoginsSlowed: "失败过多，登录被限速", "Log-ins slowed after failures";
    LoggedOut: "退出", "Logged out";
    PasswordChanged: "修改自己的密码", "Own password changed";
    PasswordFailed: "当前密码输错", "Wrong present password";
    PasswordSet: "重设密码", "Password set";
    SessionsEnded: "结束登录", "Sessions ended";
    StaffAdded: "新增员工", "Staff added";
    StaffChanged: "修改员工", "Staff changed";
    StaffDisabled: "停用员工", "Staff disabled";
    StaffEnabled: "启用员工", "Staff enabled";
    StaffAway: "暂离", "Away";
    StaffUnlocked: "解除登录锁定", "Log-in unlocked";
    MerchantAdded: "新增商户", "Merchant added";
    SettingsChanged: "修改设置", "Settings changed";
    SettingAdded: "新增设置项", "Setting added";
    ShopAdded: "新增店铺", "Shop added";
    CalendarAdded: "新增日历", "Calendar added";
    CalendarChanged: "修改日历", "Calendar changed";
    CalendarDays: "修改节假日", "Days of a calendar changed";
    CalendarUses: "修改日历使用", "Who goes by which calendar changed";
    TermsChanged: "修改时限", "Terms changed";
    PeriodDeclared: "声明特殊时期", "Special period declared";
    PeriodRevoked: "撤销特殊时期", "Special period taken back";
    WarehouseAdded: "新增仓库", "Warehouse added";
    StationAdded: "新增退货地址", "Return address added";
    FastLaneChanged: "修改自动同意退货", "Returns agreed to at once changed";
    PolicyAdded: "新增售后规则", "Policy added";
    PolicyChanged: "修改售后规则", "Policy changed";
    ProductChanged: "修改商品资料", "Product changed";
    ProductsImported: "导入商品资料", "Products imported";
    AssignmentQueueAdded: "新增队列", "Queue added";
    AssignmentQueueChanged: "修改队列", "Queue changed";
    AssignmentRuleAdded: "新增分配规则", "Assignment rule added";
    AssignmentRuleChanged: "修改分配规则", "Assignment rule changed";
    AssignmentRuleDeleted: "删除分配规则", "Assignment rule deleted";
    MoneySettingsChanged: "修改资金设置", "Money settings changed";
    MoneySettingsProposed: "提出资金设置改动", "Money settings: change proposed";
    MoneySettingsConfirmed: "确认资金设置改动", "Money settings: change confirmed";
    MoneySettingsDeclined: "否决资金设置改动", "Money settings: change declined";
    MoneySettingsWithdrawn: "撤回资金设置改动", "Money settings: change withdrawn";
    ReasonAdded: "新增原因", "Reason added";
    ReasonChanged: "修改原因", "Reason changed";
    ReasonWithdrawn: "撤下原因", "Reason withdrawn";
    ReasonRestored: "恢复原因", "Reason brought back";
    ReasonDeleted: "删除原因", "Reason deleted";
    AmountApproved: "审核通过金额", "Amount approved";
    AmountLowered: "审核改动金额", "Amount changed in review";
    AmountDeducted: "验货后改动金额", "Amount changed after inspection";
    AmountBounced: "财务打回金额", "Amount bounced by finance";
    AmountWithdrawn: "审核撤回金额", "Amount taken back by its reviewer";
    OfflinePaymentRecorded: "登记线下打款", "Manual transfer recorded";
    OfflinePaymentConfirmed: "确认线下打款", "Manual transfer confirmed";
    SettlementRecorded: "登记对账结果", "Statement recorded";
    SettlementConfirmed: "确认对账结果", "Statement confirmed";
    QueryRecorded: "登记咨询", "Query recorded";
    QueryOrderNamed: "咨询补订单号", "Order number of a query added";
    QueryAnswered: "答复咨询", "Query answered";
    QueryClosed: "关闭咨询", "Query closed";
    QueryReopened: "重新打开咨询", "Query reopened";
    QueryTicketOpened: "咨询转为工单", "Ticket opened from a query";
    OrderChanged: "订单的金额或发货改动", "Order's money or shipping changed";
    OrdersImported: "导入订单", "Orders imported";
    MappingKept: "保存映射", "Mapping kept";
    MappingDeleted: "删除映射", "Mapping deleted";
    StockImported: "导入库存", "Stock imported";
    StockAdjusted: "调整库存", "Stock corrected";
    ParcelVoided: "作废无主件", "Unclaimed parcel voided";
    ParcelMoved: "移动无主件", "Unclaimed parcel moved";
    PersonalDataViewed: "查看个人信息", "Personal data viewed";
    Exported: "导出", "Exported";
    EvidencePackTaken: "下载举证材料", "Evidence pack taken";
    ExportWithdrawn: "导出文件已收回", "Exported file withdrawn";
    BuyerFlagged: "标为风险买家", "Buyer marked as a risk";
    BuyerFlagProposed: "建议标为风险买家", "Mark of a buyer proposed";
    BuyerFlagDismissed: "不采纳风险建议", "Proposed mark dismissed";
    BuyerCleared: "取消风险标记", "Mark of a buyer taken back";
    JobRun: "立即运行任务", "Job run at once";
    CleanedUp: "清理过期数据", "Nightly clean-up";
} }

/// The name of a stored kind of entry; `None` for one that this program does not write. Exports once had a kind for each list.
pub fn kind_name(kind: &str, lang: Lang) -> Option<&'static str> {
    let known = AuditKind::parse(kind).or_else(|| kind.starts_with("export.").then_some(AuditKind::Exported));
    known.map(|kind| kind.name(lang))
}

/// The name of a changed field; `None` for a field that is shown as it is kept.
pub fn field_name(field: &str, lang: Lang) -> Option<&'static str> {
    Some(match field {
        "display_name" => lang.pick("姓名", "name"),
        "format" => lang.pick("格式", "format"),
        "fast_lane" => lang.pick("自动同意退货", "agreed at once"),
        "fast_lane_limit" => lang.pick("金额上限", "limit"),
        "whole" => lang.pick("完整", "complete"),
        "roles" => lang.pick("角色", "roles"),
        "merchants" => lang.pick("商户", "merchants"),
        "name" => lang.pick("名称", "name"),
        "name_zh" => lang.pick("中文名称", "Chinese name"),
        "name_en" => lang.pick("英文名称", "English name"),
        "reply_zh" => lang.pick("中文话术", "Chinese reply"),
        "reply_en" => lang.pick("英文话术", "English reply"),
        "weekdays" => lang.pick("每周工作日", "days of the week"),
        "hours" => lang.pick("工作时间", "hours"),
        "keeps_holidays" => lang.pick("遵守法定节假日", "keeps public holidays"),
        "types" => lang.pick("适用类型", "types"),
        "responsibility" => lang.pick("责任", "responsibility"),
        "scope" => lang.pick("适用范围", "about"),
        "scope_key" => lang.pick("范围值", "about which"),
        "paid" => lang.pick("付款时间", "orders paid"),
        "valid" => lang.pick("有效期", "valid"),
        "starting" => lang.pick("起算", "counted from"),
        "past_holidays" => lang.pick("节假日顺延", "on past holidays"),
        "attempts_most" => lang.pick("每行最多申请次数", "attempts for a line"),
        "exclusions" => lang.pick("除外商品", "left out"),
        "accessories" => lang.pick("应寄回的配件", "what a return holds"),
        "category" => lang.pick("类目", "category"),
        "barcode" => lang.pick("条码", "barcode"),
        "custom_made" => lang.pick("定制", "custom-made"),
        "returnable" => lang.pick("支持无理由", "returnable without a reason"),
        "cause" => lang.pick("起因", "cause"),
        "cause_confirmed" => lang.pick("起因已确认", "cause confirmed"),
        "visible" => lang.pick("显示", "shown"),
        "position" => lang.pick("顺序", "position"),
        "timezone" => lang.pick("时区", "time zone"),
        "currency" => lang.pick("币种", "currency"),
        "gateway" => lang.pick("退款方式", "gateway"),
        "return_window_days" => lang.pick("退货期限（天）", "return window (days)"),
        "auto_refund_unshipped" => lang.pick("未发货自动退款", "automatic refund of unshipped"),
        "auto_refund_limit" => lang.pick("自动退款上限", "limit of automatic refunds"),
        "auto_refund_daily" => lang.pick("每人每日自动退款上限", "automatic refunds of one filer a day"),
        "filer_may_review" => lang.pick("提交人可审核", "filers may review"),
        "platform" => lang.pick("平台", "platform"),
        "active" => lang.pick("启用", "active"),
        "warehouse" => lang.pick("仓库", "warehouse"),
        "contact" => lang.pick("联系人", "contact"),
        "phone" => lang.pick("电话", "phone"),
        "address" => lang.pick("地址", "address"),
        "is_default" => lang.pick("默认", "default"),
        "filter" => lang.pick("筛选条件", "filter"),
        "rows" => lang.pick("行数", "rows"),
        "amount" | "amount_minor" => lang.pick("金额", "amount"),
        "approved" => lang.pick("实退金额", "approved"),
        "said_paid" => lang.pick("对账单金额", "statement says"),
        "verdict" => lang.pick("结论", "verdict"),
        "code" => lang.pick("失败原因", "failure"),
        "refund_no" => lang.pick("退款单号", "refund"),
        "note" => lang.pick("说明", "note"),
        "from" => lang.pick("来自", "from"),
        "device" => lang.pick("设备", "device"),
        "new" => lang.pick("新增", "new"),
        "updated" => lang.pick("更新", "updated"),
        "corrected" => lang.pick("更正", "corrected"),
        "unchanged" => lang.pick("不变", "unchanged"),
        "read" => lang.pick("读取行数", "lines read"),
        "rejected" => lang.pick("未通过行数", "lines rejected"),
        "station" => lang.pick("退货地址", "return station"),
        "return_note" => lang.pick("寄回须知", "note about parcels"),
        "receiver_name" => lang.pick("收件人", "receiver"),
        "receiver_phone" | "contact_phone" => lang.pick("电话", "phone"),
        "receiver_address" => lang.pick("地址", "address"),
        "contact_email" | "email" => lang.pick("邮箱", "e-mail"),
        "account" => lang.pick("账号", "account"),
        "nickname" => lang.pick("昵称", "nickname"),
        "ship_to" => lang.pick("收件信息", "ship-to"),
        "reference" => lang.pick("流水号", "reference"),
        "form_tokens" => lang.pick("已提交的表单", "sent forms"),
        "sessions" => lang.pick("登录会话", "sessions"),
        "login_failures" => lang.pick("登录失败计数", "failed log-ins"),
        "jobs" => lang.pick("已完成的任务", "done jobs"),
        "imports" => lang.pick("导入的订单文件", "order files"),
        "exports" => lang.pick("导出记录", "exports"),
        "pictures" => lang.pick("商品图片", "pictures of goods"),
        "uploads" => lang.pick("上传计数", "uploads counted"),
        "notices" => lang.pick("通知", "notices"),
        "members" => lang.pick("成员", "members"),
        "conditions" => lang.pick("条件", "conditions"),
        "queue" => lang.pick("队列", "queue"),
        "priority" => lang.pick("优先级", "priority"),
        "strategy" => lang.pick("分配方式", "assigned to"),
        "person" => lang.pick("指定人员", "person"),
        "away_until" => lang.pick("暂离至", "away until"),
        "viewers" => lang.pick("查看记录", "viewers"),
        "orphans" => lang.pick("无主文件", "files without a row"),
        "metadata" => lang.pick("已去除元数据的凭证", "evidence without metadata"),
        "paid_on" => lang.pick("付款日期", "paid on"),
        code => {
            let team = Team::parse(code).map(|team| team.name(lang));
            return team.or_else(|| Cause::parse(code).map(|cause| cause.name(lang)));
        }
    })
}

/// The name of a fact of an order.
pub fn fact_name(fact: Fact, lang: Lang) -> &'static str {
    match fact {
        Fact::Currency => lang.pick("币种", "currency"),
        Fact::Paid => lang.pick("实付", "paid"),
        Fact::PaidAt => lang.pick("付款时间", "paid at"),
        Fact::Freight => lang.pick("运费", "freight"),
        Fact::Gateway => lang.pick("退款方式", "gateway"),
        Fact::Reference => lang.pick("支付流水号", "payment number"),
        Fact::Payment => lang.pick("付款金额", "payment"),
        Fact::Sku => lang.pick("商品编码", "SKU"),
        Fact::LineKind => lang.pick("类型", "kind"),
        Fact::Quantity => lang.pick("数量", "quantity"),
        Fact::UnitPrice => lang.pick("单价", "unit price"),
        Fact::Gross => lang.pick("原价", "price"),
        Fact::LinePaid => lang.pick("商品实付", "paid for it"),
        Fact::GiftValue => lang.pick("赠品价值", "gift value"),
        Fact::Shipped => lang.pick("已发数量", "units sent"),
        Fact::SignedAt => lang.pick("签收时间", "signed at"),
        Fact::SignState => lang.pick("签收状态", "signed"),
        Fact::Carrier => lang.pick("快递公司", "carrier"),
        Fact::TrackingNo => lang.pick("快递单号", "tracking number"),
        Fact::ShippedAt => lang.pick("发货时间", "sent at"),
    }
}
