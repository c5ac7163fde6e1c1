//! Who may do what: one table of roles and permissions. Separation of duties (who filed, who reviewed, who paid) is decided
//! beside the states in `workflow`, because it depends on the ticket.

use super::codes::codes;

codes! {
    /// A job in the house; a person may hold several (R190).
    Role {
        Agent = "AGENT",
        Reviewer = "REVIEWER",
        Finance = "FINANCE",
        FinanceLead = "FIN_LEAD",
        Warehouse = "WAREHOUSE",
        Technician = "TECH",
        Manager = "MANAGER",
        GeneralManager = "GM",
        Admin = "ADMIN",
        Auditor = "AUDITOR",
    }
}

codes! {
    /// A right that roles grant.
    Permission {
        ViewTickets = "view_tickets",
        /// Prices and amounts; clerks and technicians work without them.
        SeePrices = "see_prices",
        /// See a masked phone, name or address in clear; every look is logged.
        Unmask = "unmask",
        /// Create, submit, cancel for the buyer, evidence, notes, confirm receipt.
        FileTicket = "file_ticket",
        Review = "review",
        /// Take the evidence of a ticket as a file.
        TakeEvidence = "take_evidence",
        /// Take tickets and be given them.
        WorkTickets = "work_tickets",
        /// Give tickets to others, put ended ones away.
        AssignTickets = "assign_tickets",
        /// Share a view with everybody who sees the merchant.
        ShareViews = "share_views",
        /// Return address, tracking number, pick-up.
        ReturnLogistics = "return_logistics",
        DecideException = "decide_exception",
        /// Let through what a policy refuses.
        OverridePolicy = "override_policy",
        ViewRefunds = "view_refunds",
        /// Approve, bounce and retry refunds.
        DecideRefund = "decide_refund",
        /// Record an offline payment, or confirm one that somebody else recorded.
        PayOffline = "pay_offline",
        /// Record or confirm what the gateway's statement says about a refund.
        SettleRefund = "settle_refund",
        ViewOrders = "view_orders",
        ImportOrders = "import_orders",
        ViewBuyers = "view_buyers",
        /// Mark a buyer as a risk.
        FlagBuyer = "flag_buyer",
        /// Take such a mark back, or dismiss its proposal.
        ClearFlag = "clear_flag",
        ViewStock = "view_stock",
        AdjustStock = "adjust_stock",
        ViewWarehouse = "view_warehouse",
        /// See the parcels that belong to no ticket yet.
        ViewUnclaimed = "view_unclaimed",
        /// Sign in, receive, dispatch, claim parcels.
        WorkWarehouse = "work_warehouse",
        Inspect = "inspect",
        ViewReasons = "view_reasons",
        ManageReasons = "manage_reasons",
        ViewSettings = "view_settings",
        ManageSettings = "manage_settings",
        ViewStaff = "view_staff",
        ManageStaff = "manage_staff",
        ViewAudit = "view_audit",
        ViewJobs = "view_jobs",
        ExportTickets = "export_tickets",
        ExportRefunds = "export_refunds",
    }
}

impl Role {
    /// Whether the role grants a permission: the whole matrix.
    pub fn grants(self, permission: Permission) -> bool {
        use Permission as P;
        use Role::*;
        let granted: &[Role] = match permission {
            P::ViewTickets => Role::ALL,
            P::SeePrices => &[Agent, Reviewer, Finance, FinanceLead, Manager, GeneralManager, Admin, Auditor],
            P::Unmask => &[Agent, Reviewer, Warehouse, Manager],
            P::FileTicket => &[Agent, Reviewer, Manager],
            P::WorkTickets => &[Agent, Reviewer, Manager],
            P::AssignTickets => &[Reviewer, Manager],
            P::ShareViews => &[Reviewer, FinanceLead, Manager, Admin],
            P::Review | P::DecideException | P::TakeEvidence => &[Reviewer, Manager],
            P::OverridePolicy => &[Manager, GeneralManager],
            P::ReturnLogistics => &[Agent, Reviewer, Warehouse, Manager],
            P::ViewRefunds => &[Finance, FinanceLead, Manager, GeneralManager, Auditor],
            P::DecideRefund | P::PayOffline | P::SettleRefund => &[Finance, FinanceLead],
            P::ViewOrders => {
                &[Agent, Reviewer, Finance, FinanceLead, Warehouse, Technician, Manager, GeneralManager, Auditor]
            }
            P::ImportOrders => &[Agent, Reviewer, Manager, Admin],
            P::ViewBuyers => &[Agent, Reviewer, Finance, FinanceLead, Manager, GeneralManager, Auditor],
            P::FlagBuyer => &[Agent, Reviewer, Manager],
            P::ClearFlag => &[Manager],
            P::ViewStock => &[Reviewer, Warehouse, Technician, Manager, GeneralManager, Auditor],
            P::AdjustStock => &[Warehouse, Manager],
            P::ViewWarehouse => &[Warehouse, Manager, Auditor],
            P::ViewUnclaimed => &[Agent, Reviewer, Warehouse, Manager, Auditor],
            P::WorkWarehouse => &[Warehouse],
            P::Inspect => &[Warehouse, Technician],
            P::ViewReasons => &[Reviewer, Manager, Admin, Auditor],
            P::ManageReasons => &[Reviewer, Manager, Admin],
            P::ViewSettings => &[Manager, Admin, Auditor],
            P::ManageSettings => &[Manager, Admin],
            P::ViewStaff => &[Admin, Auditor],
            P::ManageStaff | P::ViewJobs => &[Admin],
            P::ViewAudit => &[Manager, GeneralManager, Admin, Auditor],
            P::ExportTickets => &[Reviewer, Manager, GeneralManager, Auditor],
            P::ExportRefunds => &[Finance, FinanceLead, Manager, GeneralManager, Auditor],
        };
        granted.contains(&self)
    }
}

/// Whether any of a person's roles grants a permission.
pub fn granted(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| role.grants(permission))
}
