//! The usual way of a ticket through the pages, as far as a test does not care how.

use aftersales::replay::Page;

use super::checks::{Filled, Shown};
use super::client::Client;

/// The agent applies for units of some lines, each for the first reason offered; the ticket's number.
pub fn apply(agent: &mut Client, order_no: &str, kind: &str, lines: &[(i64, i64)]) -> String {
    let page = application(agent, order_no, kind, lines);
    page.path().rsplit('/').next().unwrap_or_default().to_owned()
}

/// As `apply`; the ticket's page.
pub fn application(agent: &mut Client, order_no: &str, kind: &str, lines: &[(i64, i64)]) -> Page {
    let form = application_form(agent, order_no, kind, lines);
    let page = agent.submit_ok(form);
    assert_eq!(page.name().as_deref(), Some("tickets.show"));
    page
}

/// The application, filled in and not sent.
pub fn application_form(
    agent: &mut Client,
    order_no: &str,
    kind: &str,
    lines: &[(i64, i64)],
) -> aftersales::replay::Form {
    let page = agent.open(&format!("/tickets/new?order_no={order_no}"));
    let mut form = page.form_of("submit").set("type", kind);
    for (line_no, quantity) in lines {
        let reason = page.value(&format!("select[name=reason_{line_no}] option:not([value=''])"));
        form = form.set(&format!("reason_{line_no}"), &reason).set(&format!("qty_{line_no}"), &quantity.to_string());
    }
    form
}

/// Sends a form of the ticket's page untouched; the page after it.
pub fn send(person: &mut Client, ticket_no: &str, hook: &str) -> Page {
    send_with(person, ticket_no, hook, &[])
}

/// Sends a form of the ticket's page with some fields filled in; the page after it.
pub fn send_with(person: &mut Client, ticket_no: &str, hook: &str, fields: &[(&str, &str)]) -> Page {
    let page = person.open(&format!("/tickets/{ticket_no}"));
    let form = fields.iter().fold(page.form_of(hook), |form, (name, value)| form.set(name, value));
    person.submit_ok(form);
    person.open(&format!("/tickets/{ticket_no}"))
}

/// The agent enters the parcel's number.
pub fn ship_back(agent: &mut Client, ticket_no: &str) -> Page {
    send_with(agent, ticket_no, "ship-back", &[("carrier", "shunfeng"), ("tracking_no", &format!("RT{ticket_no}"))])
}
