//! One person's browser: it keeps cookies, follows nothing by itself and knows no script.

use std::collections::BTreeMap;
use std::time::Duration;

use super::form::Form;
use super::page::Page;

/// Pages larger than this are an error of ours.
const PAGE_LIMIT: u64 = 256 * 1_048_576;

/// Why a step could not be taken, in words for the log.
#[derive(Clone, Debug)]
pub struct Trouble(pub String);

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Trouble {}

/// A browser pointed at one server.
#[derive(Clone, Debug)]
pub struct Browser {
    agent: ureq::Agent,
    base: String,
    cookies: BTreeMap<String, String>,
    /// What is sent as `Accept-Language`.
    pub language: String,
    /// Further headers of every request.
    pub headers: BTreeMap<String, String>,
}

impl Browser {
    /// A browser without cookies; `base` is the server's address such as `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .no_delay(true)
            // A server ends connections that were idle for five seconds; none of that age is used again.
            .max_idle_age(Duration::from_secs(3))
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .new_agent();
        Self {
            agent,
            base: base.trim_end_matches('/').to_owned(),
            cookies: BTreeMap::new(),
            language: "en".to_owned(),
            headers: BTreeMap::new(),
        }
    }

    /// Fetches an address of the server.
    pub fn get(&mut self, path: &str) -> Result<Page, Trouble> {
        let mut request = self.agent.get(self.address(path)).header("accept-language", &self.language);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = request.header("cookie", self.cookie_header()).call();
        self.keep(path, answer)
    }

    /// Sends a form as it stands.
    pub fn submit(&mut self, form: &Form) -> Result<Page, Trouble> {
        if form.is_get() {
            return self.get(&form.query_address());
        }
        let (content_type, body) = form.body();
        self.post(form.action(), &content_type, &body)
    }

    /// Sends any body to an address.
    pub fn post(&mut self, path: &str, content_type: &str, body: &[u8]) -> Result<Page, Trouble> {
        let mut request = self.agent.post(self.address(path)).header("accept-language", &self.language);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = request.header("content-type", content_type).header("cookie", self.cookie_header()).send(body);
        self.keep(path, answer)
    }

    /// Fills in the log-in form and goes where it leads.
    pub fn log_in(&mut self, username: &str, password: &str) -> Result<Page, Trouble> {
        let page = self.get("/login")?;
        let mut form = page.form("log-in").ok_or_else(|| page.trouble("no log-in form"))?;
        form.put("username", username);
        form.put("password", password);
        let answer = self.submit(&form)?;
        match answer.location() {
            Some(next) if answer.status() == 303 => self.get(next),
            _ => Err(answer.trouble("the log-in was refused")),
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Keeps a cookie, as if the server had set it.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    fn address(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) }
    }

    fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(
        &mut self,
        path: &str,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Page, Trouble> {
        let mut answer = answer.map_err(|error| Trouble(format!("{path}: {error}")))?;
        for cookie in answer.headers().get_all("set-cookie") {
            let (Ok(text), false) = (cookie.to_str(), cookie.is_empty()) else { continue };
            let Some((name, value)) = text.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            self.cookies.insert(name.trim().to_owned(), value.trim().to_owned());
        }
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = answer.body_mut().with_config().limit(PAGE_LIMIT).read_to_vec();
        let body = body.map_err(|error| Trouble(format!("{path}: {error}")))?;
        Ok(Page::new(path, answer.status().as_u16(), headers, body))
    }
}
