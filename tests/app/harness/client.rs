//! A person at work: a logged-in browser whose every surprise fails the test.

use aftersales::replay::{Browser, Form, Page};

/// Somebody logged in.
#[derive(Clone)]
pub struct Client {
    pub browser: Browser,
    pub id: i64,
    pub username: String,
}

impl Client {
    pub fn new(browser: Browser, id: i64, username: &str) -> Self {
        Self { browser, id, username: username.to_owned() }
    }

    /// Fetches an address, whatever the answer.
    pub fn get(&mut self, path: &str) -> Page {
        self.browser.get(path).unwrap_or_else(|trouble| panic!("{trouble}"))
    }

    /// Fetches a page that must be there.
    pub fn open(&mut self, path: &str) -> Page {
        let page = self.get(path);
        assert_eq!(page.status(), 200, "{}", page.trouble("the page must open"));
        page
    }

    /// Sends a form, whatever the answer; nothing is followed.
    pub fn submit(&mut self, form: Form) -> Page {
        self.browser.submit(&form).unwrap_or_else(|trouble| panic!("{trouble}"))
    }

    /// Sends a form that must succeed, and goes where the answer leads.
    pub fn submit_ok(&mut self, form: Form) -> Page {
        let answer = self.submit(form);
        assert_eq!(answer.status(), 303, "{}", answer.trouble("the form must be taken"));
        let next = answer.location().expect("a 303 says where to").to_owned();
        self.open(&next)
    }
}
