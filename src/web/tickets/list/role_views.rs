//! The view of the ticket list that each role starts with.

use crate::domain::lists::ticket_columns::TicketColumn;
use crate::domain::permission::Role;
use crate::i18n::Lang;
use crate::i18n::lists::Lists;
use crate::person::Person;
use crate::web::tickets::list::address::ADDRESS;

/// A view that a role starts with.
pub struct RoleView {
    pub code: &'static str,
    roles: &'static [Role],
    pub query: &'static str,
    pub columns: &'static [TicketColumn],
}

/// The views of roles, in the order in which they are offered.
pub const ROLE_VIEWS: [RoleView; 5] = {
    use TicketColumn as C;
    [
        RoleView {
            code: "review",
            roles: &[Role::Reviewer, Role::Manager],
            query: "status=PENDING_REVIEW&sort=waiting_since&dir=asc",
            columns: &[
                C::TicketNo,
                C::Goods,
                C::Reason,
                C::Kind,
                C::RefundAmount,
                C::Buyer,
                C::Parcel,
                C::Status,
                C::WaitingSince,
                C::Assignee,
            ],
        },
        RoleView {
            code: "mine",
            roles: &[Role::Agent],
            query: "assignee=me",
            columns: &[
                C::TicketNo,
                C::OrderNo,
                C::Buyer,
                C::Goods,
                C::Kind,
                C::RefundAmount,
                C::Status,
                C::WaitingSince,
                C::AppliedAt,
            ],
        },
        RoleView {
            code: "refunds",
            roles: &[Role::Finance, Role::FinanceLead],
            query: "status=PENDING_REFUND&sort=waiting_since&dir=asc",
            columns: &[
                C::TicketNo,
                C::Merchant,
                C::Kind,
                C::ComputedAmount,
                C::RefundAmount,
                C::Reviewer,
                C::ReviewedAt,
                C::Status,
                C::WaitingSince,
            ],
        },
        RoleView {
            code: "returns",
            roles: &[Role::Warehouse, Role::Technician],
            query: "status=PENDING_RETURN&sort=waiting_since&dir=asc",
            columns: &[
                C::TicketNo,
                C::Goods,
                C::Quantity,
                C::Parcel,
                C::ReceivedAt,
                C::Status,
                C::WaitingSince,
                C::Merchant,
            ],
        },
        RoleView {
            code: "bounced",
            roles: &[Role::Manager, Role::GeneralManager, Role::Auditor],
            query: "bounced=1",
            columns: &[
                C::TicketNo,
                C::Merchant,
                C::Goods,
                C::Reason,
                C::Round,
                C::RefundAmount,
                C::Reviewer,
                C::Status,
                C::WaitingSince,
            ],
        },
    ]
};

impl RoleView {
    /// Whether somebody starts with it.
    pub fn is_for(&self, staff: &Person) -> bool {
        self.roles.iter().any(|role| staff.roles.contains(role))
    }

    /// Its name.
    pub fn name(&self, lang: Lang) -> &'static str {
        let l = Lists::of(lang);
        match self.code {
            "review" => l.view_review,
            "mine" => l.view_agent,
            "refunds" => l.view_finance,
            "returns" => l.view_warehouse,
            _ => l.view_manager,
        }
    }
}

/// The address behind the menu's entry for tickets: the view that the person chose, else that of their role.
pub fn start_address(staff: &Person, chosen: &str) -> String {
    let role = ROLE_VIEWS.iter().find(|view| view.is_for(staff)).map(|view| view.code);
    match (chosen, role) {
        ("all", _) | ("", None) => ADDRESS.to_owned(),
        ("", Some(code)) => format!("{ADDRESS}?view={code}"),
        (chosen, _) => format!("{ADDRESS}?view={chosen}"),
    }
}
