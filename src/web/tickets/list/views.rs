//! The named views of the ticket list: those each role starts with, a person's own, and the shared ones.

use crate::domain::lists::ticket_columns::{TicketColumn, USUAL};
use crate::domain::permission::Permission;
use crate::i18n::lists::Lists;
use crate::person::Person;
use crate::store::people::list_views;
use crate::store::people::list_views::ViewRow;
use crate::store::{Conn, DbError, Scope};
use crate::web::framework::form::Fields;
use crate::web::tickets::list::address::{ADDRESS, PAGE};
use crate::web::tickets::list::role_views::{ROLE_VIEWS, RoleView};

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
