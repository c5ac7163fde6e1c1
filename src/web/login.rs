//! Log-in, log-out, language.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use tokio::sync::Semaphore;

use super::App;
use super::error::PageError;
use super::form::{Echo, Fields, Form};
use super::html::{page, see_other};
use super::session::{Cookie, Staff, language, random_token, token_hash};
use crate::commands::{CommandError, account, log_in};
use crate::demo::STAFF;
use crate::domain::money::Currency;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::login::Login;
use crate::i18n::refusals::Wording;
use crate::store::staff;

/// How many passwords are checked at once: each takes 19 MB and a core.
static CHECKS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

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
    demo: bool,
    demo_staff: Vec<(&'static str, &'static str)>,
    echo: Echo,
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
            demo: app.config.demo,
            demo_staff: STAFF.iter().map(|(username, _, role)| (*username, role.name(lang))).collect(),
            echo,
        },
    )
}

/// `POST /login`.
pub async fn log_in(app: Data<App>, request: HttpRequest, form: Form) -> Result<HttpResponse, PageError> {
    let username = log_in::fold_username(form.fields.raw("username"));
    let password = form.fields.raw("password").to_owned();
    let next = form.fields.raw("next").to_owned();
    let token = random_token();
    let hash = token_hash(&token);
    let outcome = if username.chars().count() > 64 || username.contains('\0') {
        log_in::Outcome::Refused(crate::domain::refusal::Refusal::WrongPassword)
    } else {
        let right = check_password(&app, username.clone(), password).await?;
        app.db.write(move |tx| log_in::finish(tx, &username, right, &hash)).await.map_err(|error| match error {
            CommandError::Db(error) => PageError::Db(error),
            other => PageError::Internal(format!("{other:?}")),
        })?
    };
    match outcome {
        log_in::Outcome::In => {
            Cookie::of(&request).log_in(&token);
            Ok(see_other(own_address(&next)))
        }
        log_in::Outcome::Refused(refusal) => {
            let lang = language(&request, None);
            let wording = Wording { lang, currency: Currency::CNY, zone: chrono_tz::Asia::Shanghai };
            let fields = Fields::from_pairs(vec![("username".to_owned(), form.fields.raw("username").to_owned())]);
            let echo = Echo { form: "log-in", fields, alarm: Some(wording.refusal(&refusal)), ..Echo::default() };
            render(&app, &request, StatusCode::UNPROCESSABLE_ENTITY, &next, echo)
        }
    }
}

/// Checks a user's password off the async workers, a few at a time.
pub async fn check_password(app: &App, username: String, password: String) -> Result<bool, PageError> {
    let hash = app
        .db
        .read(move |connection| staff::by_username(connection, &username))
        .await?
        .filter(|row| row.active)
        .map(|row| row.password_hash);
    slowly(move || log_in::verify_password(&password, hash.as_deref())).await
}

/// Work with passwords, off the async workers and a few at a time.
pub async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PageError> {
    let _permit = CHECKS.acquire().await.map_err(|error| PageError::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| PageError::Internal(error.to_string()))
}

/// An address of ours to go on to; `/` for anything else.
fn own_address(next: &str) -> &str {
    // Browsers drop tabs and line ends, so that "/\t/elsewhere" would lead there.
    let ours =
        next.starts_with('/') && !next.starts_with("//") && next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if ours { next } else { "/" }
}

/// `POST /logout`.
pub async fn log_out(app: Data<App>, staff: Staff, _form: Form) -> Result<HttpResponse, PageError> {
    if let Some(token) = staff.cookie.token() {
        let (id, username, hash) = (staff.id, staff.username.clone(), token_hash(&token));
        app.db.write(move |tx| log_in::log_out(tx, id, &username, &hash)).await.map_err(|error| match error {
            CommandError::Db(error) => PageError::Db(error),
            other => PageError::Internal(format!("{other:?}")),
        })?;
    }
    staff.cookie.log_out();
    Ok(see_other("/login"))
}

/// `POST /language`: kept with the person when logged in, in the cookie otherwise; back to the page it came from.
pub async fn set_language(
    app: Data<App>,
    request: HttpRequest,
    staff: Option<Staff>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let lang = Lang::parse(form.fields.raw("lang")).ok_or(PageError::Malformed)?;
    Cookie::of(&request).set_language(lang);
    if let Some(staff) = staff {
        let actor = staff.actor();
        app.db.write(move |tx| account::set_language(tx, &actor, lang.code())).await.map_err(|error| match error {
            CommandError::Db(error) => PageError::Db(error),
            other => PageError::Internal(format!("{other:?}")),
        })?;
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
