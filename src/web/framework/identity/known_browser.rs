//! Which people logged in in a browser before: a cookie of its own, encrypted and signed, that outlives the session. It opens nothing; it
//! only keeps failures of strangers from counting against its people.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieJar, SameSite};
use serde::{Deserialize, Serialize};

use crate::commands::people::passwords::mark;
use crate::domain::time::Timestamp;
use crate::store::people::staff::StaffRow;
use crate::web::framework::app::App;
use crate::web::framework::identity::token::random_token;

const NAME: &str = "aftersales-browser";
/// For how long a browser is known after a log-in.
const DAYS: i64 = 90;
/// People who share a browser at most; the one who was longest away is forgotten first.
const PEOPLE: usize = 8;

/// The content of a browser's cookie; empty where there is none, or where it is not ours.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KnownBrowser {
    id: String,
    people: Vec<KnownPerson>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct KnownPerson {
    username: String,
    /// Of the password: another password ends it.
    mark: String,
    /// Seconds since 1970.
    at: i64,
}

impl KnownBrowser {
    /// Reads the cookie of a request.
    pub fn of(app: &App, request: &HttpRequest) -> Self {
        let name = app.config.cookie_name(NAME);
        let Some(sent) = request.cookie(&name) else { return Self::default() };
        let mut jar = CookieJar::new();
        jar.add_original(sent);
        let kept = jar.private(&app.cookie_key).get(&name);
        kept.and_then(|cookie| serde_json::from_str(cookie.value()).ok()).unwrap_or_default()
    }

    /// The browser's id, if this person logged in here before, lately and under the present password.
    pub fn id_for(&self, row: &StaffRow, now: Timestamp) -> Option<String> {
        let known = self.people.iter().find(|person| person.username == row.username)?;
        let lately = Timestamp::from_micros(0).plus_seconds(known.at) > now.plus_seconds(-DAYS * 86_400);
        (lately && known.mark == mark(&row.password_hash)).then(|| self.id.clone())
    }

    /// The cookie once this person has logged in here.
    pub fn remembering(mut self, app: &App, username: &str, password_hash: &str) -> Cookie<'static> {
        if self.id.is_empty() {
            self.id = random_token()[..32].to_owned();
        }
        self.people.retain(|person| person.username != username);
        let at = app.db.clock().now().micros() / 1_000_000;
        self.people.insert(0, KnownPerson { username: username.to_owned(), mark: mark(password_hash), at });
        self.people.truncate(PEOPLE);
        let name = app.config.cookie_name(NAME);
        let plain = Cookie::build(name.clone(), serde_json::to_string(&self).unwrap_or_default())
            .path("/")
            .secure(app.config.is_https())
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(DAYS))
            .finish();
        let mut jar = CookieJar::new();
        jar.private_mut(&app.cookie_key).add(plain.clone());
        jar.get(&name).cloned().unwrap_or(plain)
    }
}
