//! What each role may do: the table of rights, as it is enforced, and the pairs of roles that are better held by two people.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::Texts;
use crate::domain::people::staffing;
use crate::domain::permission::{Permission, Permission as P, Role};
use crate::i18n::codes::Named;
use crate::i18n::rights::{permission_name, role_about};
use crate::web::framework::addresses::{Addresses, Whose, get};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::ok;
use crate::web::framework::identity::session::Staff;
use crate::web::staff::rights_form::risk_text;

/// Registers the address.
pub fn routes(config: &mut Addresses) {
    config.route(get("/staff/roles", P::ViewStaff, Whose::House).to(show));
}

/// A right, and for each role whether it grants it.
struct Line {
    code: &'static str,
    name: &'static str,
    granted: Vec<bool>,
}

#[derive(Template)]
#[template(path = "staff/roles.html")]
struct RolesPage {
    f: Frame,
    t: &'static Texts,
    /// Name, and what it does.
    roles: Vec<(&'static str, &'static str)>,
    lines: Vec<Line>,
    risks: Vec<String>,
}

async fn show(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    let (t, lang) = (Texts::of(staff.lang), staff.lang);
    let line = |permission: &Permission| Line {
        code: permission.code(),
        name: permission_name(*permission, lang),
        granted: Role::ALL.iter().map(|role| role.grants(*permission)).collect(),
    };
    ok(&RolesPage {
        f: Frame::new(&app, &staff, "staff.roles", t.roles_title).await?,
        t,
        roles: Role::ALL.iter().map(|role| (role.name(lang), role_about(*role, lang))).collect(),
        lines: Permission::ALL.iter().map(line).collect(),
        risks: staffing::risky_pairs().iter().map(|risk| risk_text(risk, lang)).collect(),
    })
}
