//! Log-in, log-out, language.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::commands::CommandError;
use crate::commands::people::login::{Attempt, Outcome};
use crate::commands::people::passwords::verify_password;
use crate::commands::people::{account, login};
use crate::demo::{PASSWORD, STAFF};
use crate::domain::money::Currency;
use crate::domain::permission::Role;
use crate::domain::refusal::Refusal;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::people::login::Login;
use crate::i18n::refusals::Wording;
use crate::store::DbError;
use crate::store::people::staff;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::client_address::client_place;
use crate::web::framework::identity::known_browser::KnownBrowser;
use crate::web::framework::identity::session::{AnyStaff, Cookie, Identity, language};
use crate::web::framework::identity::token::{random_token, token_hash};
use crate::web::framework::retry_after::{waiting, with_retry_after};

#[derive(Template)]
#[template(path = "login/login.html")]
struct LoginPage {
    lang: Lang,
    t: &'static Common,
    l: &'static Login,
    stylesheet: String,
    script: String,
    icon: String,
    csrf: String,
    next: String,
    demo: Option<DemoStaff>,
    echo: Echo,
}

/// The log-ins of the demo's staff, which its log-in page shows.
struct DemoStaff {
    password: &'static str,
    /// Username and role.
    staff: Vec<(&'static str, &'static str)>,
}

impl DemoStaff {
    fn in_language(lang: Lang) -> Self {
        Self {
            password: PASSWORD,
            staff: STAFF.iter().map(|(username, _, role)| (*username, role.name(lang))).collect(),
        }
    }
}

/// `GET /login`.
pub async fn show(app: Data<App>, request: HttpRequest, query: Fields) -> Result<HttpResponse, PageError> {
    if app.db.read(staff::count).await? == 0 {
        return Ok(see_other("/setup"));
    }
    render(&app, &request, StatusCode::OK, query.raw("next"), Echo::default())
}

fn render(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    next: &str,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let lang = language(request, None);
    page(
        status,
        &LoginPage {
            lang,
            t: Common::of(lang),
            l: Login::of(lang),
            stylesheet: app.assets.address("app.css"),
            script: app.assets.address("app.js"),
            icon: app.assets.address("img/favicon.svg"),
            csrf: Cookie::of(request).csrf(),
            next: next.to_owned(),
            demo: app.config.demo.then(|| DemoStaff::in_language(lang)),
            echo,
        },
    )
}

/// `POST /login`.
pub async fn log_in(app: Data<App>, request: HttpRequest, form: Form) -> Result<HttpResponse, PageError> {
    let username = login::fold_username(form.fields.raw("username"));
    let next = form.fields.raw("next").to_owned();
    let token = random_token();
    match try_log_in(&app, &request, &username, form.fields.raw("password"), &token).await {
        Ok(password_hash) => {
            let mut answer = see_other(&start_of(&app, &username, own_address(&next)).await?);
            enter(&app, &request, &mut answer, &token, &username, &password_hash)?;
            Ok(answer)
        }
        Err(CommandError::Refused(refusal)) => {
            let lang = language(&request, None);
            let wording = Wording { lang, currency: Currency::CNY, zone: chrono_tz::Asia::Shanghai };
            let fields = Fields::from_pairs(vec![("username".to_owned(), form.fields.raw("username").to_owned())]);
            let echo = Echo { form: "log-in", fields, alarm: Some(wording.refusal(&refusal)), ..Echo::default() };
            let (status, retry_after) = waiting(&refusal).unwrap_or((StatusCode::UNPROCESSABLE_ENTITY, 0));
            Ok(with_retry_after(render(&app, &request, status, &next, echo)?, retry_after))
        }
        Err(error) => Err(error.into()),
    }
}

/// Where somebody goes on who asked for the home page: whoever only receives goods begins at the scanner.
async fn start_of(app: &App, username: &str, next: &str) -> Result<String, PageError> {
    if next != "/" {
        return Ok(next.to_owned());
    }
    let username = username.to_owned();
    let roles = app
        .db
        .read(move |connection| match staff::by_username(connection, &username)? {
            Some(person) => staff::roles_of(connection, person.id),
            None => Ok(Vec::new()),
        })
        .await?;
    Ok(if roles == [Role::Warehouse] { "/warehouse" } else { "/" }.to_owned())
}

/// Checks the password and opens the session; the person's password hash.
async fn try_log_in(
    app: &App,
    request: &HttpRequest,
    username: &str,
    password: &str,
    token: &str,
) -> Result<String, CommandError> {
    if username.chars().count() > 64 {
        return Err(CommandError::Refused(Refusal::WrongPassword));
    }
    let (attempt, right) = check_password(app, request, username, password).await?;
    let (right_hash, session) = (right.clone(), token_hash(token));
    let finished = app.db.write(move |tx| login::finish(tx, &attempt, right_hash.as_deref(), &session)).await?;
    match (finished, right) {
        (Outcome::In, Some(hash)) => Ok(hash),
        (Outcome::Refused(refusal), _) => Err(CommandError::Refused(refusal)),
        (Outcome::In, None) => Err(CommandError::Db(DbError::Gone)),
    }
}

/// Checks a password, a few at a time, unless the attempt has to wait. Gives the hash that a right password fits; the command that acts on
/// it checks that it is still the person's.
pub async fn check_password(
    app: &App,
    request: &HttpRequest,
    username: &str,
    password: &str,
) -> Result<(Attempt, Option<String>), CommandError> {
    let now = app.db.clock().now();
    let known = KnownBrowser::of(app, request);
    let (username, place) = (username.to_owned(), client_place(request, &app.config.trusted_proxies));
    let (attempt, wait, hash) = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let row = staff::by_username(connection, &username)?.filter(|row| row.active);
            let browser = row.as_ref().and_then(|row| known.id_for(row, now));
            let attempt = Attempt { username: username.clone(), place: place.clone(), browser };
            let wait = attempt.wait(connection, now)?;
            Ok((attempt, wait, row.map(|row| row.password_hash)))
        })
        .await?;
    if let Some(seconds) = wait {
        return Err(CommandError::Refused(Refusal::TryAgainIn(seconds)));
    }
    let password = password.to_owned();
    let right = app.hashing.slowly(move |memory| {
        let right = verify_password(&password, hash.as_deref(), memory);
        hash.filter(|_| right)
    });
    Ok((attempt, right.await?))
}

/// Goes on as somebody whose session was opened: the cookie of the session, and that of a browser known from now on.
pub fn enter(
    app: &App,
    request: &HttpRequest,
    answer: &mut HttpResponse,
    token: &str,
    username: &str,
    password_hash: &str,
) -> Result<(), PageError> {
    Cookie::of(request).log_in(token);
    let known = KnownBrowser::of(app, request).remembering(app, username, password_hash);
    answer.add_cookie(&known).map_err(|error| PageError::Internal(error.to_string()))
}

/// An address of ours to go on to; `/` for anything else.
pub fn own_address(next: &str) -> &str {
    // Browsers drop tabs and line ends, so that "/\t/elsewhere" would lead there.
    let ours =
        next.starts_with('/') && !next.starts_with("//") && next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if ours { next } else { "/" }
}

/// `POST /logout`.
pub async fn log_out(app: Data<App>, staff: AnyStaff, _form: Form) -> Result<HttpResponse, PageError> {
    let AnyStaff(staff) = staff;
    if let Some(token) = staff.cookie.token() {
        let (id, username, hash) = (staff.id, staff.username.clone(), token_hash(&token));
        app.db.write(move |tx| login::log_out(tx, id, &username, &hash)).await?;
    }
    staff.cookie.log_out();
    Ok(see_other("/login"))
}

/// The person who is logged in, if any, on a page that is open to everybody.
async fn logged_in(request: &HttpRequest) -> Result<Option<Identity>, PageError> {
    match Identity::read(request).await {
        Err(PageError::LoggedOut(_)) => Ok(None),
        found => found.map(Some),
    }
}

/// `POST /language`: kept with the person when logged in, in the cookie otherwise; back to the page it came from.
pub async fn set_language(app: Data<App>, request: HttpRequest, form: Form) -> Result<HttpResponse, PageError> {
    let lang = Lang::parse(form.fields.raw("lang")).ok_or(PageError::Malformed)?;
    Cookie::of(&request).set_language(lang);
    if let Some(identity) = logged_in(&request).await? {
        let actor = identity.staff().actor();
        app.db.write(move |tx| account::set_language(tx, &actor, lang.code())).await?;
    }
    let referer = request.headers().get("referer").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let back = referer.strip_prefix(app.config.public_url.as_str()).unwrap_or(form.fields.raw("next"));
    let back = match back.split_once('?') {
        Some((path, query)) => {
            let query = Fields::parse(query.as_bytes()).query_without(&["lang"]);
            if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
        }
        None => back.to_owned(),
    };
    Ok(see_other(own_address(&back)))
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn only_our_own_addresses_are_gone_on_to() {
        for ours in ["/", "/tickets?status=PENDING_REVIEW", "/orders?q=%E5%BC%A0"] {
            assert_eq!(own_address(ours), ours);
        }
        for other in
            ["", "//x.example", "https://x.example", "/\\x.example", "/\t/x.example", "/\n/x", "/订单", "x", "/ /x"]
        {
            assert_eq!(own_address(other), "/", "{other:?}");
        }
    }
}
