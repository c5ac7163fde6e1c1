//! The named views of a list: those each role starts with, a person's own, and the shared ones.

use crate::domain::lists::layout::Layout;
use crate::domain::permission::Permission;
use crate::i18n::Lang;
use crate::i18n::lists::Lists;
use crate::store::people::list_views::ViewRow;
use crate::store::people::{list_views, preferences};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::form::Fields;
use crate::web::list::declaration::List;
use crate::web::list::role_view::RoleView;

/// The view an address names.
#[derive(Clone)]
pub enum Opened {
    /// The whole list, by whatever filters the address has.
    None,
    Role(&'static RoleView),
    Kept(ViewRow),
}

impl Opened {
    /// Finds what an address names; what somebody may not open, or is of another list, is no view.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn find<L: List>(connection: &mut Conn, viewer: &Viewer, code: &str) -> Result<Self, DbError> {
        if let Some(view) = L::VIEWS.iter().find(|view| view.code == code) {
            return Ok(Self::Role(view));
        }
        let Ok(id) = code.parse::<i64>() else { return Ok(Self::None) };
        let view = list_views::find(connection, &viewer.scope, viewer.id, id)?;
        Ok(view.filter(|view| view.page == L::PAGE).map_or(Self::None, Self::Kept))
    }

    /// Its code in addresses; empty for the whole list.
    pub fn code(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Role(view) => view.code.to_owned(),
            Self::Kept(view) => view.id.to_string(),
        }
    }

    /// The name under which the columns of this view of a list are kept.
    pub fn layout_page(&self, page: &str) -> String {
        match self {
            Self::None => page.to_owned(),
            opened => format!("{page}:{}", opened.code()),
        }
    }

    /// Its own filters and order.
    pub fn query(&self) -> &str {
        match self {
            Self::None => "",
            Self::Role(view) => view.query,
            Self::Kept(view) => &view.query,
        }
    }

    /// The arrangement that the view, else the list, begins with for somebody.
    pub fn usual<L: List>(&self, viewer: &Viewer) -> Layout {
        let seen = L::COLUMNS.iter().enumerate().filter(|(_, column)| (column.is_seen)(viewer));
        let offered: Vec<(&'static str, bool)> = seen.map(|(at, column)| (column.code, at == 0)).collect();
        let (usual, kept) = match self {
            Self::None => (L::USUAL, ""),
            Self::Role(view) => (view.columns, ""),
            Self::Kept(view) => (L::USUAL, view.layout.as_str()),
        };
        Layout::usual(usual, &offered).changed_by(kept)
    }

    /// The columns of the view as a person arranged them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn layout<L: List>(&self, connection: &mut Conn, viewer: &Viewer) -> Result<Layout, DbError> {
        let kept = preferences::layout(connection, viewer.id, &self.layout_page(L::PAGE))?;
        Ok(self.usual::<L>(viewer).changed_by(&kept))
    }
}

/// The filters of a list: the address's own, or the view's where the address names no more than a view and a place.
pub fn effective(query: &Fields, opened: &Opened) -> Fields {
    let asks_more = query.iter().any(|(name, value)| {
        !value.is_empty() && !matches!(name, "view" | "lang" | "after" | "before" | "at" | "page" | "group" | "open")
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
    /// Whether the person starts with the open view; `None` where the menu leads to the list itself.
    pub is_start: Option<bool>,
    /// Merchants to share with: code and name.
    pub merchants: Vec<(String, String)>,
}

/// The menu of views, with the open one marked; `start` is the one that the person starts with.
pub fn menu<L: List>(viewer: &Viewer, views: &[ViewRow], opened: &Opened, start: &str) -> ViewMenu {
    let (code, lang) = (opened.code(), viewer.lang);
    let l = Lists::of(lang);
    let link = |of: &str, name: &str| ViewLink {
        name: name.to_owned(),
        address: if of.is_empty() { L::PATHS.list.to_owned() } else { format!("{}?view={of}", L::PATHS.list) },
        is_current: code == of,
        is_start: !of.is_empty() && start == of,
    };
    let all = link("", whole::<L>(lang));
    let roles: Vec<ViewLink> = L::VIEWS
        .iter()
        .filter(|view| view.is_for(viewer) || view.code == code)
        .map(|view| link(view.code, (view.name)(lang)))
        .collect();
    let (own, shared): (Vec<&ViewRow>, Vec<&ViewRow>) = views.iter().partition(|view| view.staff_id == viewer.id);
    let links = |views: Vec<&ViewRow>| -> Vec<ViewLink> {
        views.into_iter().map(|view| link(&view.id.to_string(), &view.name)).collect()
    };
    let (own, shared) = (links(own), links(shared));
    let every = [&all].into_iter().chain(&roles).chain(&own).chain(&shared);
    let current = every.into_iter().find(|link| link.is_current).map(|link| link.name.clone());
    ViewMenu {
        current: current.unwrap_or_else(|| whole::<L>(lang).to_owned()),
        changeable: match opened {
            Opened::Kept(view) if view.staff_id == viewer.id || viewer.may(Permission::ShareViews) => {
                Some(view.version)
            }
            _ => None,
        },
        is_start: L::HAS_START.then_some(!code.is_empty() && start == code),
        merchants: if viewer.may(Permission::ShareViews) {
            viewer.merchants.iter().map(|merchant| (merchant.code.clone(), merchant.name.clone())).collect()
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

fn whole<L: List>(lang: Lang) -> &'static str {
    L::words(lang).all
}
