//! Words of roles.

use crate::domain::permission::Role;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, names};

names! { Role {
    Agent: "客服", "Agent";
    Reviewer: "售后运营", "Reviewer";
    Finance: "财务", "Finance";
    FinanceLead: "财务主管", "Finance lead";
    Warehouse: "仓库", "Warehouse";
    Technician: "技术", "Technician";
    Manager: "主管经理", "Manager";
    GeneralManager: "总经理", "General manager";
    Admin: "系统管理员", "Administrator";
    Auditor: "审计只读", "Auditor";
} }
