//! The views of the ticket list that roles start with.

use crate::domain::permission::Role;
use crate::i18n::lists::Lists;
use crate::viewer::Viewer;
use crate::web::list::role_view::RoleView;
use crate::web::tickets::list::address::ADDRESS;

/// The views of roles, in the order in which they are offered.
pub const ROLE_VIEWS: &[RoleView] = &[
    RoleView {
        code: "review",
        name: |lang| Lists::of(lang).view_review,
        roles: &[Role::Reviewer, Role::Manager],
        query: "status=PENDING_REVIEW&stage=PENDING_REVIEW&sort=time_left&dir=asc",
        columns: &[
            "ticket_no",
            "time_left",
            "goods",
            "reason",
            "type",
            "refund_amount",
            "buyer",
            "parcel",
            "status",
            "assignee",
        ],
    },
    RoleView {
        code: "mine",
        name: |lang| Lists::of(lang).view_agent,
        roles: &[Role::Agent],
        query: "assignee=me",
        columns: &[
            "ticket_no",
            "order_no",
            "buyer",
            "goods",
            "reason",
            "type",
            "refund_amount",
            "status",
            "time_left",
            "applied_at",
        ],
    },
    RoleView {
        code: "refunds",
        name: |lang| Lists::of(lang).view_finance,
        roles: &[Role::Finance, Role::FinanceLead],
        query: "status=PENDING_REFUND&sort=time_left&dir=asc",
        columns: &[
            "ticket_no",
            "merchant",
            "type",
            "computed_amount",
            "refund_amount",
            "reviewer",
            "reviewed_at",
            "status",
            "time_left",
        ],
    },
    RoleView {
        code: "returns",
        name: |lang| Lists::of(lang).view_warehouse,
        roles: &[Role::Warehouse, Role::Technician],
        query: "status=PENDING_RETURN&sort=time_left&dir=asc",
        columns: &["ticket_no", "time_left", "goods", "quantity", "parcel", "received_at", "status", "merchant"],
    },
    RoleView {
        code: "bounced",
        name: |lang| Lists::of(lang).view_manager,
        roles: &[Role::Manager, Role::GeneralManager, Role::Auditor],
        query: "bounced=1",
        columns: &[
            "ticket_no",
            "merchant",
            "goods",
            "reason",
            "round",
            "refund_amount",
            "reviewer",
            "status",
            "time_left",
        ],
    },
];

/// The address behind the menu's entry for tickets: the view that the person chose, else that of their role.
pub fn start_address(staff: &Viewer, chosen: &str) -> String {
    let role = ROLE_VIEWS.iter().find(|view| view.is_for(staff)).map(|view| view.code);
    match (chosen, role) {
        ("all", _) | ("", None) => ADDRESS.to_owned(),
        ("", Some(code)) => format!("{ADDRESS}?view={code}"),
        (chosen, _) => format!("{ADDRESS}?view={chosen}"),
    }
}
