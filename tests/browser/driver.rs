//! A real Chromium, driven over the WebDriver protocol: just what these tests say to it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The driver of this test process. Its browsers end with their sessions; it ends when its standard input does, with this process.
static DRIVER: LazyLock<Driver> = LazyLock::new(Driver::start);

/// How long an element may take to appear, in milliseconds.
const PATIENCE: u64 = 10_000;

const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What the shell runs: the driver, until its own standard input ends.
const KEEPER: &str = r#"chromedriver --port=0 & driver=$!; cat <&3 >/dev/null; kill "$driver""#;

struct Driver {
    base: String,
    agent: ureq::Agent,
    _process: Child,
}

impl Driver {
    fn start() -> Self {
        let mut process = Command::new("bash")
            .args(["-c", &format!("exec 3<&0; {KEEPER}")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let out = BufReader::new(process.stdout.take().expect("its output"));
        let port = out
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split("successfully on port ").nth(1).map(|port| port.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver starts: is chromium-driver installed?");
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { base: format!("http://127.0.0.1:{port}"), agent, _process: process }
    }

    fn send(&self, path: &str, body: &Value) -> Result<Value, String> {
        let sent = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .send(body.to_string());
        answer(sent)
    }
}

fn answer(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
    let mut response = sent.map_err(|error| error.to_string())?;
    let text = response.body_mut().read_to_string().map_err(|error| error.to_string())?;
    let mut whole: Value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
    let value = whole["value"].take();
    match value.get("error") {
        Some(error) if !response.status().is_success() => Err(format!("{error}: {}", value["message"])),
        _ => Ok(value),
    }
}

/// A browser of one language, with script or without.
pub struct Chromium {
    session: String,
    base: String,
    pub script: bool,
}

impl Chromium {
    /// A fresh browser in front of a server.
    pub fn open(base: &str, language: &str, script: bool) -> Self {
        let mut prefs = json!({});
        if !script {
            prefs["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1440,900",
            &format!("--accept-lang={language}"),
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "timeouts": { "implicit": PATIENCE },
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": arguments, "prefs": prefs },
        } } });
        let opened = DRIVER.send("/session", &wanted).expect("a browser opens");
        let id = opened["sessionId"].as_str().expect("a session");
        Self { session: format!("/session/{id}"), base: base.to_owned(), script }
    }

    fn send(&self, path: &str, body: &Value) -> Result<Value, String> {
        DRIVER.send(&format!("{}{path}", self.session), body)
    }

    fn try_ask(&self, path: &str) -> Result<Value, String> {
        answer(DRIVER.agent.get(format!("{}{}{path}", DRIVER.base, self.session)).call())
    }

    fn ask(&self, path: &str) -> Value {
        self.try_ask(path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Goes to an address of the server.
    pub fn go(&self, path: &str) {
        self.send("/url", &json!({ "url": format!("{}{path}", self.base) }))
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        self.check_console();
    }

    /// Path and query of the page.
    pub fn path(&self) -> String {
        let url = self.ask("/url");
        url.as_str().expect("an address").trim_start_matches(&self.base).to_owned()
    }

    fn find(&self, css: &str) -> String {
        let found = self.send("/element", &json!({ "using": "css selector", "value": css }));
        let found = found.unwrap_or_else(|error| panic!("{css} is not at {}: {error}\n{}", self.path(), self.shown()));
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    /// Waits until there is such an element.
    pub fn see(&self, css: &str) {
        self.find(css);
        self.check_console();
    }

    /// Sends a request about an element; an element that belongs to the page before is looked for again on the page that follows.
    fn of_element<T>(&self, css: &str, request: impl Fn(&str) -> Result<T, String>) -> T {
        let until = Instant::now() + Duration::from_millis(PATIENCE);
        loop {
            match request(&format!("/element/{}", self.find(css))) {
                Ok(answer) => return answer,
                Err(error) if is_of_before(&error) && Instant::now() < until => {}
                Err(error) => panic!("{css} at {}: {error}", self.path()),
            }
        }
    }

    /// The text of an element, as it is shown.
    pub fn text(&self, css: &str) -> String {
        self.of_element(css, |element| self.try_ask(&format!("{element}/text"))).as_str().unwrap_or_default().to_owned()
    }

    /// An attribute of an element.
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let value = self.of_element(css, |element| self.try_ask(&format!("{element}/attribute/{name}")));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks an element.
    pub fn click(&self, css: &str) {
        self.of_element(css, |element| self.send(&format!("{element}/click"), &json!({})));
    }

    /// Chooses a file.
    pub fn attach(&self, css: &str, file: &Path) {
        let path = file.display().to_string();
        self.of_element(css, |element| self.send(&format!("{element}/value"), &json!({ "text": path })));
    }

    /// Replaces what a field holds.
    pub fn fill(&self, css: &str, text: &str) {
        self.of_element(css, |element| {
            self.send(&format!("{element}/clear"), &json!({}))?;
            self.send(&format!("{element}/value"), &json!({ "text": text }))
        });
    }

    /// Chooses an option by its value, or, with an empty value, the first that has one.
    pub fn choose(&self, select: &str, value: &str) {
        let option =
            if value.is_empty() { "option:not([value=''])".to_owned() } else { format!("option[value='{value}']") };
        self.click(&format!("{select} {option}"));
    }

    /// Presses keys, wherever the focus is; those named together are held together.
    pub fn press(&self, keys: &[&str]) {
        let mut actions: Vec<Value> = keys.iter().map(|key| json!({ "type": "keyDown", "value": key })).collect();
        actions.extend(keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key })));
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.send("/actions", &body).unwrap_or_else(|error| panic!("{keys:?}: {error}"));
    }

    /// Drags an element sideways by some pixels.
    pub fn drag(&self, css: &str, pixels: i64) {
        let element = json!({ ELEMENT: self.find(css) });
        let step = |x: i64| json!({ "type": "pointerMove", "duration": 50, "origin": "pointer", "x": x, "y": 0 });
        let mut actions = vec![
            json!({ "type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0 }),
            json!({ "type": "pointerDown", "button": 0 }),
        ];
        actions.extend((0..10).map(|_| step(pixels / 10)));
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        let body = json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": actions }] });
        self.send("/actions", &body).unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Shows pages in a window of this width, in CSS pixels.
    pub fn be_wide(&self, width: u32) {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", &size);
    }

    fn command(&self, name: &str, params: &Value) {
        let body = json!({ "cmd": name, "params": params });
        self.send("/goog/cdp/execute", &body).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Takes the network away, or gives it back.
    pub fn be_offline(&self, offline: bool) {
        self.command("Network.enable", &json!({}));
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.command("Network.emulateNetworkConditions", &conditions);
    }

    /// Forgets every log-in.
    pub fn forget_cookies(&self) {
        self.command("Network.clearBrowserCookies", &json!({}));
    }

    /// The value that a script returns on the page.
    pub fn run(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.send("/execute/sync", &body).unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The text of the page's main part, for messages.
    fn shown(&self) -> String {
        let source = self.ask("/source");
        let page = aftersales::replay::Page::new("", 0, Vec::new(), source.as_str().unwrap_or_default().into());
        page.text_of("body").unwrap_or_default().chars().take(1_500).collect()
    }

    /// No script failed, nothing was refused by the content policy, nothing was missing.
    pub fn check_console(&self) {
        let log = self.send("/se/log", &json!({ "type": "browser" })).expect("the console");
        let bad: Vec<&Value> = log
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| {
                entry["level"] == "SEVERE" || entry["message"].to_string().contains("Content Security Policy")
            })
            .filter(|entry| !is_expected(entry))
            .collect();
        assert!(bad.is_empty(), "the console at {}: {bad:?}", self.path());
    }
}

/// Whether an error says that an element belongs to the page before: the driver has two ways to say so.
fn is_of_before(error: &str) -> bool {
    error.contains("stale element reference") || error.contains("does not belong to the document")
}

/// Chromium calls every 4xx page a failed resource; those are answers that tests look at themselves, and so is the network that they take
/// away.
fn is_expected(entry: &Value) -> bool {
    let message = entry["message"].to_string();
    ["status of 422", "status of 409", "status of 403", "ERR_INTERNET_DISCONNECTED"]
        .iter()
        .any(|part| message.contains(part))
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let gone = DRIVER.agent.delete(format!("{}{}", DRIVER.base, self.session)).call();
        if let Err(error) = gone {
            eprintln!("a browser did not close: {error}");
        }
    }
}
