//! Names of rights, and of shares in a ticket.

use crate::domain::permission::{Permission, Role};
use crate::domain::ticket::shaping::Shaping;
use crate::i18n::Lang;

/// A person's share in a ticket, as a part of a sentence.
pub fn shaping_name(shaping: Shaping, lang: Lang) -> &'static str {
    match shaping {
        Shaping::Drafted => lang.pick("起草", "drafted"),
        Shaping::Edited => lang.pick("修改", "changed"),
        Shaping::Submitted => lang.pick("提交", "filed"),
        Shaping::Offered => lang.pick("向买家提出方案", "made the offer of"),
        Shaping::LetThrough => lang.pick("放行", "let through"),
        Shaping::Approved => lang.pick("审核通过", "approved"),
        Shaping::Decided => lang.pick("决定验货异常", "decided the exception of"),
        Shaping::Cut => lang.pick("部分接收", "accepted a part of"),
    }
}

/// What a role does, in a few words.
pub fn role_about(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Agent => lang.pick("接待买家，提交申请，跟进退货", "talks to buyers, files tickets, follows returns"),
        Role::Reviewer => {
            lang.pick("审核申请，决定验货异常，维护售后原因", "reviews tickets, decides exceptions, keeps the reasons")
        }
        Role::Finance => lang.pick("审核退款，线下打款", "approves refunds, pays by transfer"),
        Role::FinanceLead => lang.pick(
            "与财务相同；线下打款由另一位财务复核",
            "as finance; a transfer is confirmed by another person than who made it",
        ),
        Role::Warehouse => {
            lang.pick("签收、质检、发货、盘点，看不到金额", "receives, inspects, sends and counts; sees no amounts")
        }
        Role::Technician => lang.pick("质检，看不到金额", "inspects; sees no amounts"),
        Role::Manager => lang.pick("同客服和售后运营，并修改设置", "as agents and reviewers, and changes settings"),
        Role::GeneralManager => lang.pick(
            "查看一切业务和资金设置的改动，不办理",
            "sees all business and changes of money settings, does nothing",
        ),
        Role::Admin => lang
            .pick("管理员工、设置、导入和后台任务，不碰退款", "manages staff, settings, imports and jobs; no refunds"),
        Role::Auditor => lang.pick(
            "查看和导出各类单据与日志，不能修改，也不显示完整个人信息",
            "sees and exports records and logs, changes nothing, sees no personal data in clear",
        ),
    }
}

/// A permission, as the end of "the right to …".
pub fn permission_name(permission: Permission, lang: Lang) -> &'static str {
    match permission {
        Permission::ViewTickets => lang.pick("查看工单", "see tickets"),
        Permission::SeePrices => lang.pick("查看金额", "see amounts"),
        Permission::Unmask => lang.pick("查看完整个人信息", "see personal data in clear"),
        Permission::FileTicket => lang.pick("办理申请", "file tickets"),
        Permission::Review => lang.pick("审核工单", "review tickets"),
        Permission::WorkTickets => lang.pick("领取工单", "take tickets"),
        Permission::AssignTickets => lang.pick("分配与归档工单", "assign and archive tickets"),
        Permission::ShareViews => lang.pick("共享视图", "share views"),
        Permission::ReturnLogistics => lang.pick("登记退货物流", "record returns"),
        Permission::DecideException => lang.pick("处理验货异常", "decide inspection exceptions"),
        Permission::OverridePolicy => lang.pick("放行超出售后规则的申请", "let through what a policy refuses"),
        Permission::ViewRefunds => lang.pick("查看退款", "see refunds"),
        Permission::DecideRefund => lang.pick("审核退款", "decide refunds"),
        Permission::PayOffline => lang.pick("线下打款", "pay by transfer"),
        Permission::SettleRefund => lang.pick("按对账单核实退款", "settle refunds by a statement"),
        Permission::ViewOrders => lang.pick("查看订单", "see orders"),
        Permission::ImportOrders => lang.pick("导入订单", "import orders"),
        Permission::ViewBuyers => lang.pick("查看买家", "see buyers"),
        Permission::TakeEvidence => lang.pick("下载举证材料", "take evidence packs"),
        Permission::FlagBuyer => lang.pick("标记风险买家", "mark buyers as a risk"),
        Permission::ClearFlag => lang.pick("取消风险标记", "take marks of buyers back"),
        Permission::ViewStock => lang.pick("查看库存", "see stock"),
        Permission::AdjustStock => lang.pick("调整库存", "adjust stock"),
        Permission::ViewWarehouse => lang.pick("查看仓库", "see the warehouse"),
        Permission::ViewUnclaimed => lang.pick("查看无主件", "see unclaimed parcels"),
        Permission::WorkWarehouse => lang.pick("仓库作业", "work in the warehouse"),
        Permission::Inspect => lang.pick("质检", "inspect goods"),
        Permission::ViewReasons => lang.pick("查看售后原因", "see reasons"),
        Permission::ManageReasons => lang.pick("管理售后原因", "manage reasons"),
        Permission::ViewSettings => lang.pick("查看设置", "see settings"),
        Permission::ManageSettings => lang.pick("修改设置", "change settings"),
        Permission::ViewStaff => lang.pick("查看员工", "see staff"),
        Permission::ManageStaff => lang.pick("管理员工", "manage staff"),
        Permission::ViewAudit => lang.pick("查看操作日志", "see the audit log"),
        Permission::ViewJobs => lang.pick("查看后台任务", "see background jobs"),
        Permission::ExportTickets => lang.pick("导出工单", "export tickets"),
        Permission::ExportRefunds => lang.pick("导出退款", "export refunds"),
    }
}
