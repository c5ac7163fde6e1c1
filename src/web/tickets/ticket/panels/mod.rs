//! The blocks of the ticket's page, each with its own rows, words and template: none knows another, nor the page.

mod contact;
pub mod records;
mod refunds;
mod rounds;

pub use contact::unmask as unmask_contact;

use askama::Template;

use crate::i18n::tickets::Tickets;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::framework::session::Staff;
use crate::web::framework::unmask::Unmasked;
use crate::web::tickets::ticket::file::TicketFile;

/// What every panel is made of.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub f: &'a Frame,
    pub staff: &'a Staff,
    pub file: &'a TicketFile,
    pub echo: &'a Echo,
}

impl Context<'_> {
    fn words(&self) -> &'static Tickets {
        Tickets::of(self.f.lang)
    }

    /// Who did something; the system where nobody did.
    fn name_of(&self, staff_id: Option<i64>) -> String {
        let known = staff_id.and_then(|id| self.file.names.get(&id).cloned());
        known.unwrap_or_else(|| self.f.t.system.to_owned())
    }
}

/// The panels, finished; one that has nothing to show is empty.
pub struct Panels {
    pub contact: Html,
    pub records: Html,
    pub rounds: Html,
    pub refunds: Html,
}

impl Panels {
    /// Draws the panels. `unmasked` is what of the buyer's contact is shown in clear, this once.
    ///
    /// # Errors
    /// A template that cannot be rendered.
    pub fn draw(context: Context<'_>, unmasked: Option<Unmasked>) -> Result<Self, PageError> {
        Ok(Self {
            contact: drawn(contact::panel(context, unmasked))?,
            records: drawn(records::panel(context))?,
            rounds: drawn(rounds::panel(context))?,
            refunds: drawn(refunds::panel(context))?,
        })
    }
}

fn drawn(panel: Option<impl Template>) -> Result<Html, PageError> {
    match panel {
        Some(panel) => Html::of(&panel),
        None => Ok(Html::default()),
    }
}
