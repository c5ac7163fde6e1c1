//! Four people take a ticket from application to payout, each with an own browser, through the forms that the pages offer.

use super::browser::{Browser, Trouble};
use super::form::Form;
use super::matching::PlannedTicket;
use super::page::Page;

/// More steps than this no ticket needs.
const STEPS: usize = 20;
/// The code of the reason that each line is applied for with: the files name none.
const REASON: &str = "OTHER";

/// Four people who work together.
#[derive(Clone, Debug)]
pub struct Team {
    pub agent: Browser,
    pub reviewer: Browser,
    pub warehouse: Browser,
    pub finance: Browser,
}

/// How far a ticket came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Finance has approved; the money is the job worker's.
    Refunding,
    /// Nothing is left to do.
    Completed,
}

impl Team {
    /// Four people of a server, by user name, with one password.
    pub fn log_in(base: &str, usernames: [&str; 4], password: &str) -> Result<Self, Trouble> {
        let person = |username: &str| {
            let mut browser = Browser::new(base);
            browser.log_in(username, password)?;
            Ok::<_, Trouble>(browser)
        };
        let [agent, reviewer, warehouse, finance] = usernames;
        Ok(Self {
            agent: person(agent)?,
            reviewer: person(reviewer)?,
            warehouse: person(warehouse)?,
            finance: person(finance)?,
        })
    }

    /// Opens the ticket; its number.
    pub fn open(&mut self, planned: &PlannedTicket) -> Result<String, Trouble> {
        let order: String = form_urlencoded::byte_serialize(planned.order_no.as_bytes()).collect();
        let page = self.agent.get(&format!("/tickets/new?order_no={order}"))?;
        let mut form = page.form("submit").ok_or_else(|| page.trouble("no application form"))?;
        form.put("type", "RETURN_REFUND");
        for line in &planned.lines {
            form.put(&format!("reason_{}", line.line_no), REASON);
            form.put(&format!("qty_{}", line.line_no), &line.quantity.to_string());
        }
        let answer = self.agent.submit(&form)?;
        let address = answer.location().filter(|_| answer.status() == 303);
        let ticket_no = address.and_then(|address| address.strip_prefix("/tickets/"));
        ticket_no.map(str::to_owned).ok_or_else(|| answer.trouble("the application was refused"))
    }

    /// Takes a ticket as far as people can.
    pub fn carry(&mut self, ticket_no: &str) -> Result<Reached, Trouble> {
        let address = format!("/tickets/{ticket_no}");
        let mut page = self.agent.get(&address)?;
        for _ in 0..STEPS {
            let status = page.ticket_status().ok_or_else(|| page.trouble("no ticket"))?;
            page = match status.as_str() {
                "PENDING_REVIEW" => send(&mut self.reviewer, &address, "approve", |form| {
                    if form.value("ground") == Some("") {
                        form.put("ground", "COMPENSATION");
                    }
                })?,
                // A house on its first day has no address yet.
                "APPROVED" => send(&mut self.agent, &address, "give-address", |form| {
                    form.put("contact", "Replay");
                    form.put("phone", "02012345678");
                    form.put("address", "1 Replay Road");
                })?,
                "PENDING_RETURN" => send(&mut self.agent, &address, "ship-back", |form| {
                    form.put("carrier", "other");
                    form.put("tracking_no", &format!("RT{ticket_no}"));
                })?,
                "RETURNING" => send(&mut self.warehouse, &address, "receive", |_| {})?,
                "RECEIVED" => send(&mut self.warehouse, &address, "inspect", |_| {})?,
                "PENDING_REFUND" => send(&mut self.finance, &address, "finance-approve", |_| {})?,
                "REFUNDING" => return Ok(Reached::Refunding),
                "COMPLETED" => return Ok(Reached::Completed),
                _ => return Err(page.trouble("the replay does not know this status")),
            };
        }
        Err(page.trouble("the ticket goes round in circles"))
    }
}

/// Sends a form of a ticket's page as it stands but for what is filled in; the page after it.
fn send(person: &mut Browser, address: &str, hook: &str, fill: impl Fn(&mut Form)) -> Result<Page, Trouble> {
    let page = person.get(address)?;
    let mut form = page.form(hook).ok_or_else(|| page.trouble(&format!("no form {hook:?}")))?;
    fill(&mut form);
    let answer = person.submit(&form)?;
    if answer.status() == 303 { person.get(address) } else { Err(answer.trouble(&format!("{hook:?} was refused"))) }
}
