//! The first administrator of a fresh house. The page exists while nobody works here.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::commands::CommandError;
use crate::commands::people::{login, manage_staff, set_up};
use crate::domain::money::Currency;
use crate::domain::people::device::Place;
use crate::domain::refusal::{FieldError, Refusal};
use crate::i18n::Lang;
use crate::i18n::common::Common;
use crate::i18n::people::login::Login;
use crate::i18n::refusals::Wording;
use crate::store::people::staff;
use crate::web::account::login::enter;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form};
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::client_address::client_place;
use crate::web::framework::identity::session::{Cookie, language};
use crate::web::framework::identity::token::{random_token, token_hash};
use crate::web::framework::submit::{Sent, worded};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/setup", Right::Public, Whose::House).to(show))
        .route(post("/setup", Right::Public, Whose::House).to(make));
}

#[derive(Template)]
#[template(path = "setup/setup.html")]
struct SetUpPage {
    lang: Lang,
    t: &'static Common,
    l: &'static Login,
    stylesheet: String,
    script: String,
    icon: String,
    csrf: String,
    echo: Echo,
}

async fn still_open(app: &App) -> Result<(), PageError> {
    if app.db.read(staff::count).await? == 0 { Ok(()) } else { Err(PageError::NotFound) }
}

async fn show(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, PageError> {
    still_open(&app).await?;
    render(&app, &request, StatusCode::OK, Echo::default())
}

fn render(app: &App, request: &HttpRequest, status: StatusCode, echo: Echo) -> Result<HttpResponse, PageError> {
    let lang = language(request, None);
    page(
        status,
        &SetUpPage {
            lang,
            t: Common::of(lang),
            l: Login::of(lang),
            stylesheet: app.assets.address("app.css"),
            script: app.assets.address("app.js"),
            icon: app.assets.address("img/favicon.svg"),
            csrf: Cookie::of(request).csrf(),
            echo,
        },
    )
}

async fn make(app: Data<App>, request: HttpRequest, form: Form) -> Result<HttpResponse, PageError> {
    still_open(&app).await?;
    let token = random_token();
    let made = match read(&app, &form) {
        Ok(new) => add(&app, new, token_hash(&token), client_place(&request, &app.config.trusted_proxies)).await,
        Err(error) => Err(error),
    };
    let error = match made {
        Ok((username, password_hash)) => {
            let mut answer = see_other("/");
            enter(&app, &request, &mut answer, &token, &username, &password_hash)?;
            return Ok(answer);
        }
        Err(error) => error,
    };
    let wording = Wording { lang: language(&request, None), currency: Currency::CNY, zone: chrono_tz::Asia::Shanghai };
    match worded(wording, "set-up", &form, error)? {
        Sent::Refused(status, echo) => render(&app, &request, status, echo),
        Sent::Done(address) => Ok(see_other(&address)),
    }
}

fn read(app: &App, form: &Form) -> Result<manage_staff::NewStaff, CommandError> {
    let raw = |name: &str| form.fields.raw(name).to_owned();
    let new = set_up::first_admin(raw("username"), raw("display_name"), raw("password"));
    let mut errors = manage_staff::problems(&new);
    if !app.set_up_code.as_deref().is_some_and(|code| same_code(code, form.fields.raw("code"))) {
        errors.push(FieldError::at("code", Refusal::WrongSetUpCode));
    }
    if raw("password") != raw("password_again") {
        errors.push(FieldError::at("password_again", Refusal::PasswordsDiffer));
    }
    if errors.is_empty() { Ok(new) } else { Err(CommandError::Invalid(errors)) }
}

/// The user name and the password hash of the one who was added.
async fn add(
    app: &App,
    new: manage_staff::NewStaff,
    session: String,
    place: Place,
) -> Result<(String, String), CommandError> {
    let username = login::fold_username(&new.username);
    let hashed = app.hashing.slowly(move |memory| manage_staff::prepare(&new, memory).map(|hash| (new, hash)));
    let (new, hash) = hashed.await??;
    let password_hash = hash.clone();
    app.db.write(move |tx| set_up::set_up(tx, &new, &hash, &session, &place)).await?;
    Ok((username, password_hash))
}

/// The code as typed: hyphens, blanks and capitals do not matter. Compared by hash, so that time tells nothing.
fn same_code(code: &str, typed: &str) -> bool {
    let folded = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    token_hash(&folded(code)) == token_hash(&folded(typed))
}
