//! Staff and rights: the list, and adding somebody.

pub mod list;
mod person;
pub mod rights_form;
mod roles;
mod workload;

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::CommandError;
use crate::commands::people::manage_staff;
use crate::commands::people::manage_staff::NewStaff;
use crate::domain::money::Currency;
use crate::domain::permission::Permission as P;
use crate::i18n::fill;
use crate::i18n::people::staff::Staff as Texts;
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form};
use crate::web::framework::frame::{Frame, role_names};
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::list::routes::routes as list_routes;
use crate::web::staff::list::StaffList;
use crate::web::staff::rights_form::{Choice, Pair, merchant_choices, pairs, read_rights, role_choices};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .configure(list_routes::<StaffList>)
        .route(post("/staff", P::ManageStaff, Whose::List).to(add))
        .route(get("/staff/new", P::ManageStaff, Whose::List).to(new))
        .configure(person::routes)
        .configure(roles::routes)
        .configure(workload::routes);
}

#[derive(Template)]
#[template(path = "staff/new.html")]
struct NewPage {
    f: Frame,
    t: &'static Texts,
    echo: Echo,
    roles: Vec<Choice>,
    pairs: Vec<Pair>,
    merchants: Vec<Choice>,
    all_merchants: bool,
    may_grant_all: bool,
}

async fn new(app: Data<App>, staff: Staff) -> Result<HttpResponse, PageError> {
    render_new(&app, &staff, StatusCode::OK, Echo::default()).await
}

async fn render_new(app: &App, staff: &Staff, status: StatusCode, echo: Echo) -> Result<HttpResponse, PageError> {
    let t = Texts::of(staff.lang);
    let f = Frame::new(app, staff, "staff.new", t.add).await?.with_echo(&echo);
    let may_grant_all = staff.all_merchants;
    page(
        status,
        &NewPage {
            t,
            roles: role_choices(staff, &echo, "add", &[]),
            pairs: pairs(staff, &echo, "add", &[]),
            merchants: merchant_choices(staff, &echo, "add", &BTreeSet::new()),
            all_merchants: may_grant_all && echo.chosen("add", "all_merchants", "1", true),
            may_grant_all,
            echo,
            f,
        },
    )
}

async fn add(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let name = form.fields.raw("display_name").trim().to_owned();
    let sent = match prepare(&app, &form).await {
        Err(error) => refused(&staff, "add", &form, Currency::CNY, error)?,
        Ok((new, hash)) => {
            submit(&app, &staff, "add", &form, Currency::CNY, move |tx, actor| {
                let id = manage_staff::add(tx, actor, &new, &hash)?;
                Ok(format!("/staff/{id}"))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(Texts::of(staff.lang).added, &[("name", &name)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render_new(&app, &staff, status, echo).await,
    }
}

async fn prepare(app: &App, form: &Form) -> Result<(NewStaff, String), CommandError> {
    let mut errors = Vec::new();
    let (roles, merchant_codes) = read_rights(&form.fields, &mut errors);
    let raw = |name: &str| form.fields.raw(name).to_owned();
    let new = NewStaff {
        username: raw("username"),
        display_name: raw("display_name"),
        roles,
        merchant_codes,
        password: raw("password"),
    };
    errors.extend(manage_staff::problems(&new).into_iter().filter(|error| error.field != "role"));
    if !errors.is_empty() {
        return Err(CommandError::Invalid(errors));
    }
    app.hashing.slowly(move |memory| manage_staff::prepare(&new, memory).map(|hash| (new, hash))).await?
}
