//! The named views of the ticket list: those each role starts with, a person's own, and the shared ones.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::people::views;
use crate::commands::people::views::NewView;
use crate::commands::{CommandError, invalid};
use crate::domain::lists::ticket_columns::{TicketColumn, USUAL};
use crate::domain::permission::{Permission, Role};
use crate::domain::refusal::Refusal;
use crate::i18n::lists::Lists;
use crate::i18n::{Lang, fill};
use crate::person::Person;
use crate::store::people::list_views;
use crate::store::people::list_views::ViewRow;
use crate::store::{Conn, DbError, Scope};
use crate::web::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form};
use crate::web::framework::html::see_other;
use crate::web::framework::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::tickets::list::index::{ADDRESS, PAGE};

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
    fn is_for(&self, staff: &Person) -> bool {
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

/// The view an address names.
#[derive(Clone)]
pub enum Opened {
    /// All tickets, by whatever filters the address has.
    None,
    Role(&'static str),
    Kept(ViewRow),
}

impl Opened {
    /// Finds what an address names; what somebody may not open is no view.
    pub fn find(connection: &mut Conn, scope: &Scope, staff_id: i64, code: &str) -> Result<Self, DbError> {
        if let Some(view) = ROLE_VIEWS.iter().find(|view| view.code == code) {
            return Ok(Self::Role(view.code));
        }
        let Ok(id) = code.parse::<i64>() else { return Ok(Self::None) };
        Ok(list_views::find(connection, scope, staff_id, id)?.map_or(Self::None, Self::Kept))
    }

    /// What it is called in addresses; empty for all tickets.
    pub fn code(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Role(code) => (*code).to_owned(),
            Self::Kept(view) => view.id.to_string(),
        }
    }

    /// The name under which the columns of this view are kept.
    pub fn layout_page(&self) -> String {
        match self {
            Self::None => PAGE.to_owned(),
            opened => format!("{PAGE}:{}", opened.code()),
        }
    }

    fn role(&self) -> Option<&'static RoleView> {
        match self {
            Self::Role(code) => ROLE_VIEWS.iter().find(|view| view.code == *code),
            Self::None | Self::Kept(_) => None,
        }
    }

    /// Its own filters and order.
    pub fn query(&self) -> &str {
        match self {
            Self::None => "",
            Self::Role(_) => self.role().map_or("", |view| view.query),
            Self::Kept(view) => &view.query,
        }
    }

    /// The columns it shows until a person arranges them.
    pub fn columns(&self) -> &'static [TicketColumn] {
        self.role().map_or(&USUAL, |view| view.columns)
    }

    /// The arrangement that was saved with it.
    pub fn layout(&self) -> &str {
        match self {
            Self::Kept(view) => &view.layout,
            Self::None | Self::Role(_) => "",
        }
    }
}

/// What a list is asked for: the address's own filters, or the view's where the address names no more than a view and a place.
pub fn effective(query: &Fields, opened: &Opened) -> Fields {
    let asks_more = query.iter().any(|(name, value)| {
        !value.is_empty() && !matches!(name, "view" | "lang" | "after" | "before" | "at" | "group" | "open")
    });
    if asks_more || opened.query().is_empty() {
        return query.clone();
    }
    query.after(Fields::of_address(opened.query()))
}

/// A link to a view.
pub struct ViewLink {
    pub name: String,
    pub address: String,
    pub is_current: bool,
    pub is_start: bool,
}

/// The views as the page lists them.
pub struct ViewMenu {
    pub all: ViewLink,
    /// Those of roles, one's own, the shared ones: each under its heading, none empty.
    pub kinds: Vec<(&'static str, Vec<ViewLink>)>,
    /// The name of the open view.
    pub current: String,
    pub code: String,
    /// The open view's version, where this person may change it.
    pub changeable: Option<i32>,
    pub is_start: bool,
    /// Merchants to share with: code and name.
    pub merchants: Vec<(String, String)>,
}

/// The menu of views, with the open one marked.
pub fn menu(staff: &Person, views: &[ViewRow], opened: &Opened, start: &str) -> ViewMenu {
    let (code, l) = (opened.code(), Lists::of(staff.lang));
    let link = |of: &str, name: &str| ViewLink {
        name: name.to_owned(),
        address: if of.is_empty() { ADDRESS.to_owned() } else { format!("{ADDRESS}?view={of}") },
        is_current: code == of,
        is_start: !of.is_empty() && start == of,
    };
    let all = link("", l.all_tickets);
    let roles: Vec<ViewLink> = ROLE_VIEWS
        .iter()
        .filter(|view| view.is_for(staff) || view.code == code)
        .map(|view| link(view.code, view.name(staff.lang)))
        .collect();
    let (own, shared): (Vec<&ViewRow>, Vec<&ViewRow>) = views.iter().partition(|view| view.staff_id == staff.id);
    let links = |views: Vec<&ViewRow>| -> Vec<ViewLink> {
        views.into_iter().map(|view| link(&view.id.to_string(), &view.name)).collect()
    };
    let (own, shared) = (links(own), links(shared));
    let every = [&all].into_iter().chain(&roles).chain(&own).chain(&shared);
    let current = every.into_iter().find(|link| link.is_current).map(|link| link.name.clone()).unwrap_or_default();
    ViewMenu {
        current,
        changeable: match opened {
            Opened::Kept(view) if view.staff_id == staff.id || staff.may(Permission::ShareViews) => Some(view.version),
            _ => None,
        },
        is_start: !code.is_empty() && start == code,
        merchants: if staff.may(Permission::ShareViews) {
            staff.merchants.iter().map(|merchant| (merchant.code.clone(), merchant.name.clone())).collect()
        } else {
            Vec::new()
        },
        all,
        kinds: [(l.views_roles, roles), (l.views_mine, own), (l.views_shared, shared)]
            .into_iter()
            .filter(|(_, links)| !links.is_empty())
            .collect(),
        code,
    }
}

/// Where the menu's entry for tickets leads somebody: the view he chose, else his role's.
pub fn start_address(staff: &Person, chosen: &str) -> String {
    let role = ROLE_VIEWS.iter().find(|view| view.is_for(staff)).map(|view| view.code);
    match (chosen, role) {
        ("all", _) | ("", None) => ADDRESS.to_owned(),
        ("", Some(code)) => format!("{ADDRESS}?view={code}"),
        (chosen, _) => format!("{ADDRESS}?view={chosen}"),
    }
}

/// What a view keeps of an address, which must hold no more than one may.
fn kept_query(fields: &Fields) -> Result<String, CommandError> {
    let query = Fields::of_address(fields.raw("query"));
    if !query.beyond().is_empty() {
        return Err(invalid("", Refusal::ListTooLong));
    }
    Ok(query.query_without(&["view", "after", "before", "at", "lang", "open"]))
}

/// The columns that a view keeps.
fn kept_layout(fields: &Fields) -> String {
    fields.raw("layout").chars().take(2_000).collect()
}

/// `POST /tickets/views`: saves what is shown as a new view.
pub async fn add(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let fields = &form.fields;
    let name: String = fields.raw("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let merchant_id = match fields.raw("merchant") {
        "" => None,
        code => {
            let merchant = staff.merchants.iter().find(|merchant| merchant.code == code);
            Some(merchant.ok_or(PageError::NotFound)?.id)
        }
    };
    let currency = staff.currency();
    let sent = match kept_query(fields) {
        Ok(query) => {
            let layout = kept_layout(fields);
            let view = NewView { page: PAGE, name: name.clone(), query, layout, merchant_id };
            submit(&app, &staff, "view", &form, currency, move |tx, actor| {
                let id = views::add(tx, actor, &view)?;
                Ok(format!("{ADDRESS}?view={id}"))
            })
            .await?
        }
        Err(error) => refused(&staff, "view", &form, currency, error)?,
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(Lists::of(staff.lang).view_saved, &[("name", &name)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => {
            let query = Fields::of_address(form.fields.raw("query"));
            crate::web::tickets::list::index::show_with_echo(&app, &staff, query, status, echo).await
        }
    }
}

/// `POST /tickets/views/{id}`: brings a view to what is shown, deletes it, or starts with it, by `intent`.
pub async fn change(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let code = path.into_inner();
    let l = Lists::of(staff.lang);
    let fields = form.fields.clone();
    let intent = fields.raw("intent").to_owned();
    let currency = staff.currency();
    let sent = submit(&app, &staff, "view", &form, currency, move |tx, actor| {
        let missing = || CommandError::NotFound;
        let id = code.parse::<i64>();
        // A number has many spellings; one is kept.
        let code = id.as_ref().map_or(code.clone(), i64::to_string);
        let opened = format!("{ADDRESS}?view={code}");
        match fields.raw("intent") {
            "update" => {
                let version = fields.raw("version").parse().map_err(|_| missing())?;
                let id = id.map_err(|_| missing())?;
                views::change(tx, actor, id, version, &kept_query(&fields)?, &kept_layout(&fields))?;
                Ok(opened)
            }
            "delete" => {
                views::delete(tx, actor, id.map_err(|_| missing())?)?;
                Ok(ADDRESS.to_owned())
            }
            "start" | "no-start" => {
                if id.is_err() && code != "all" && ROLE_VIEWS.iter().all(|view| view.code != code) {
                    return Err(missing());
                }
                let start = if fields.raw("intent") == "start" { code.as_str() } else { "" };
                views::start_with(tx, actor, PAGE, start)?;
                Ok(if code == "all" { ADDRESS.to_owned() } else { opened })
            }
            _ => Err(missing()),
        }
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            let common = crate::i18n::common::Common::of(staff.lang);
            staff.cookie.set_notice(if intent == "delete" { l.view_deleted } else { common.saved });
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => {
            let query = Fields::of_address(form.fields.raw("query"));
            crate::web::tickets::list::index::show_with_echo(&app, &staff, query, status, echo).await
        }
    }
}
