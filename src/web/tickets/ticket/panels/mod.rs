//! The blocks of the ticket's page, each with its own rows, words and template: none knows another, nor the page.

mod contact;
pub mod context;
pub mod records;
mod refunds;
mod rounds;

use askama::Template;

use crate::web::framework::error::PageError;
use crate::web::framework::html::Html;
use crate::web::framework::unmask::Unmasked;
use crate::web::tickets::ticket::panels::context::Context;

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
