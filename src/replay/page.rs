//! An answer of the server and what a reader of the page finds in it, by the hooks that every page keeps.

use std::sync::OnceLock;

use scraper::{ElementRef, Html, Selector};

use super::browser::Trouble;
use super::form::Form;

/// An answer; parsed at the first question about its elements.
#[derive(Debug)]
pub struct Page {
    path: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    parsed: OnceLock<Html>,
}

impl Page {
    /// An answer as it came.
    pub fn new(path: &str, status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        Self { path: path.to_owned(), status, headers, body, parsed: OnceLock::new() }
    }

    /// The address it came from.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a header that may repeat, by its lower-case name.
    pub fn all_headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Where the answer sends the browser.
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    /// The body as text.
    pub fn source(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The parsed page.
    pub fn html(&self) -> &Html {
        self.parsed.get_or_init(|| Html::parse_document(&self.source()))
    }

    /// The elements a selector finds, in the order of the page. A selector that cannot be read finds nothing.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        Selector::parse(selector).map(|selector| self.html().select(&selector).collect()).unwrap_or_default()
    }

    /// The first element a selector finds.
    pub fn first(&self, selector: &str) -> Option<ElementRef<'_>> {
        self.all(selector).into_iter().next()
    }

    /// Whether there is such an element.
    pub fn has(&self, selector: &str) -> bool {
        self.first(selector).is_some()
    }

    /// The text of the first element found, with white space folded.
    pub fn text_of(&self, selector: &str) -> Option<String> {
        self.first(selector).map(text)
    }

    /// An attribute of the first element found.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.first(selector).and_then(|element| element.value().attr(name)).map(str::to_owned)
    }

    /// The hook in `data-page`, such as `tickets.index`.
    pub fn name(&self) -> Option<String> {
        self.attribute("main", "data-page")
    }

    /// The ticket's own status on its detail page.
    pub fn ticket_status(&self) -> Option<String> {
        self.attribute("main [data-status]", "data-status")
    }

    /// The message at a field that was refused.
    pub fn error_at(&self, field: &str) -> Option<String> {
        self.text_of(&format!("[data-error-for=\"{field}\"]"))
    }

    /// The form whose `data-action` is this, with everything a browser would send.
    pub fn form(&self, action: &str) -> Option<Form> {
        self.first(&format!("form[data-action=\"{action}\"]")).map(|form| Form::read(self, form))
    }

    /// The first form a selector finds.
    pub fn form_at(&self, selector: &str) -> Option<Form> {
        self.first(selector).map(|form| Form::read(self, form))
    }

    /// Every form of the page.
    pub fn forms(&self) -> Vec<Form> {
        self.all("form").into_iter().map(|form| Form::read(self, form)).collect()
    }

    /// A trouble that says what page this was and what it showed.
    pub fn trouble(&self, what: &str) -> Trouble {
        let shown = self.text_of("main").unwrap_or_else(|| self.source());
        let shown: String = shown.chars().take(2_000).collect();
        let to = self.location().map(|to| format!(" to {to}")).unwrap_or_default();
        Trouble(format!("{what}: {} answered {}{to}: {shown}", self.path, self.status))
    }
}

/// The text of an element, with white space folded.
pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
