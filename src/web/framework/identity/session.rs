//! The person behind a request: the session cookie, the member of staff, the language.

use std::future::{Ready, ready};

use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::commands::people::login;
use crate::commands::{Actor, CommandError};
use crate::domain::people::session_limits::SessionLimits;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::store::people::sessions;
use crate::store::people::staff::StaffRow;
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::identity::token::{random_token, token_hash};

const TOKEN: &str = "token";
const CSRF: &str = "csrf";
const LANGUAGE: &str = "lang";
const NOTICE: &str = "notice";

/// The cookie of anybody, logged in or not.
#[derive(Clone)]
pub struct Cookie(Session);

impl Cookie {
    /// The cookie of a request.
    pub fn of(request: &HttpRequest) -> Self {
        Self(request.get_session())
    }

    /// The session's token, if logged in.
    pub fn token(&self) -> Option<String> {
        self.0.get(TOKEN).ok().flatten()
    }

    /// The CSRF token, made at the first look.
    pub fn csrf(&self) -> String {
        if let Ok(Some(token)) = self.0.get::<String>(CSRF) {
            return token;
        }
        let token = random_token();
        self.set(CSRF, &token);
        token
    }

    /// Starts a logged-in session: a new cookie with a new CSRF token, so that nothing planted before is worth anything.
    pub fn log_in(&self, token: &str) {
        let language = self.language();
        self.0.clear();
        self.0.renew();
        self.set(TOKEN, token);
        self.set(CSRF, &random_token());
        if let Some(language) = language {
            self.set_language(language);
        }
    }

    /// Forgets everything but the language.
    pub fn log_out(&self) {
        let language = self.language();
        self.0.clear();
        self.0.renew();
        if let Some(language) = language {
            self.set_language(language);
        }
    }

    /// The language chosen before log-in.
    pub fn language(&self) -> Option<Lang> {
        self.0.get::<String>(LANGUAGE).ok().flatten().and_then(|code| Lang::parse(&code))
    }

    /// Keeps a language.
    pub fn set_language(&self, lang: Lang) {
        self.set(LANGUAGE, lang.code());
    }

    /// Leaves a notice for the next page.
    pub fn set_notice(&self, text: &str) {
        self.set(NOTICE, text);
    }

    /// Takes the notice that the last answer left.
    pub fn take_notice(&self) -> Option<String> {
        let notice = self.0.get::<String>(NOTICE).ok().flatten();
        if notice.is_some() {
            self.0.remove(NOTICE);
        }
        notice
    }

    fn set(&self, key: &str, value: &str) {
        if let Err(error) = self.0.insert(key, value) {
            tracing::error!(%error, key, "the session cookie cannot hold this");
        }
    }
}

/// A logged-in member of staff with what they may see and do, read for every request. Nobody whose password somebody else set becomes one
/// before it is changed.
#[derive(Clone)]
pub struct Staff {
    pub viewer: Viewer,
    pub username: String,
    pub name: String,
    pub all_merchants: bool,
    pub cookie: Cookie,
    pub notice: Option<String>,
    /// Path and query of the request.
    pub address: String,
}

impl std::ops::Deref for Staff {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

impl Staff {
    /// The permission, or 403.
    pub fn require(&self, permission: Permission) -> Result<(), PageError> {
        if self.may(permission) { Ok(()) } else { Err(PageError::Forbidden) }
    }

    /// As commands know this person.
    pub fn actor(&self) -> Actor {
        Actor { staff_id: Some(self.id), roles: self.roles.clone(), scope: self.scope.clone() }
    }
}

/// The language of a request: `?lang=`, the person's own, the cookie's, the browser's, Chinese.
pub fn language(request: &HttpRequest, own: Option<Lang>) -> Lang {
    let chosen = form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(key, _)| key == "lang")
        .and_then(|(_, value)| Lang::parse(&value));
    let accepted = || {
        let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        Lang::accepted(header)
    };
    chosen.or(own).or_else(|| Cookie::of(request).language()).or_else(accepted).unwrap_or_default()
}

/// Somebody logged in, though a password that somebody else set may have to be changed first: for changing it, logging out and choosing a
/// language, and for nothing else.
pub struct AnyStaff(pub Staff);

/// The member of staff of a session, its last use as noted, and the same person as a reader.
type SessionPerson = (StaffRow, Timestamp, Viewer);

fn find(
    connection: &mut Conn,
    token_hash: &str,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Option<SessionPerson>, DbError> {
    let Some((row, seen_at)) = sessions::staff_of(connection, token_hash, limits, now)? else { return Ok(None) };
    let viewer = Viewer::of(connection, &row, Lang::default())?;
    Ok(Some((row, seen_at, viewer)))
}

/// What open pages ask by themselves each minute: nobody uses a session by that.
const ASKED_BY_PAGES: &str = "/notices/count";

/// Notes beside the request that the session is used, once a while: no page waits for that, and none fails because of it.
fn note_use(app: &App, token_hash: String, seen_at: Timestamp, now: Timestamp) {
    if now < seen_at.plus_seconds(sessions::SEEN_SECONDS) {
        return;
    }
    let db = app.db.clone();
    actix_web::rt::spawn(async move {
        let noted: Result<(), CommandError> = db.write(move |tx| login::see(tx, &token_hash)).await;
        if let Err(error) = noted {
            tracing::warn!(?error, "the use of a session was not noted");
        }
    });
}

/// The person of a request, as its guard read it; handlers take `Staff` or `AnyStaff` from it.
pub struct Identity {
    staff: Staff,
    password_due: bool,
}

impl Identity {
    /// Reads who is logged in; `LoggedOut` where nobody is.
    pub async fn read(request: &HttpRequest) -> Result<Self, PageError> {
        let (staff, password_due) = of_request(request).await?;
        Ok(Self { staff, password_due })
    }

    /// The person who is logged in.
    pub fn staff(&self) -> &Staff {
        &self.staff
    }

    /// The person who is logged in with a password of their own; `PasswordDue` where it has to be changed first.
    pub fn settled(self, request: &HttpRequest) -> Result<Staff, PageError> {
        if !self.password_due {
            return Ok(self.staff);
        }
        let is_get = request.method() == actix_web::http::Method::GET;
        Err(PageError::PasswordDue(if is_get { self.staff.address } else { "/".to_owned() }))
    }

    /// Ends where the password has to be changed before anything else.
    pub fn is_password_due(&self) -> bool {
        self.password_due
    }
}

/// The page of ours that a form was sent from; the first one where that is not known.
fn page_of(request: &HttpRequest, public_url: &str) -> String {
    let referer = request.headers().get("referer").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let own = referer.strip_prefix(public_url).filter(|rest| rest.starts_with('/'));
    own.unwrap_or("/").to_owned()
}

/// The person of a request; whether the password must be changed before anything else.
async fn of_request(request: &HttpRequest) -> Result<(Staff, bool), PageError> {
    let app = request.app_data::<Data<App>>().cloned().ok_or_else(|| PageError::Internal("no app".to_owned()))?;
    let cookie = Cookie::of(request);
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let is_get = request.method() == actix_web::http::Method::GET;
    let next = if is_get { address.clone() } else { page_of(request, &app.config.public_url) };
    let token = cookie.token().ok_or_else(|| PageError::LoggedOut(next.clone()))?;
    let hash = token_hash(&token);
    let (limits, now, sought) = (app.config.sessions, app.db.clock().now(), hash.clone());
    let found = app.db.read(move |connection| find(connection, &sought, limits, now)).await?;
    let (row, seen_at, mut viewer) = found.ok_or(PageError::LoggedOut(next))?;
    tracing::Span::current().record("user", row.username.as_str());
    if request.path() != ASKED_BY_PAGES {
        note_use(&app, hash, seen_at, now);
    }
    viewer.lang = language(request, row.language.as_deref().and_then(Lang::parse));
    let staff = Staff {
        viewer,
        username: row.username,
        name: row.display_name,
        all_merchants: row.all_merchants,
        notice: if is_get { cookie.take_notice() } else { None },
        cookie,
        address,
    };
    Ok((staff, row.must_change_password))
}

/// The person whom the guard of a route found; an error on a route that lets everybody in.
fn guarded(request: &HttpRequest) -> Result<Identity, PageError> {
    let identity = request.extensions_mut().remove::<Identity>();
    identity.ok_or_else(|| PageError::Internal("this route is open to everybody".to_owned()))
}

impl FromRequest for Staff {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(guarded(request).and_then(|identity| identity.settled(request)))
    }
}

impl FromRequest for AnyStaff {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(guarded(request).map(|identity| Self(identity.staff)))
    }
}
