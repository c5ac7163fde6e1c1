//! The blocks of the ticket's page, each with its own rows, words and template: none knows another, nor the page.

mod action;
mod application;
mod basics;
mod buyer;
mod clocks;
mod contact;
pub mod context;
mod goods;
mod notes;
mod order;
mod other_tickets;
pub mod records;
mod refunds;
mod rounds;
mod say;
mod ship_to;
mod timeline;
mod typed;
mod way_back;

use askama::Template;

use crate::web::framework::error::PageError;
use crate::web::framework::html::Html;
use crate::web::framework::unmask::Unmasked;
use crate::web::refunds::forms::RefundForms;
use crate::web::tickets::ticket::dispute;
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::rules::panel as rules;
use crate::web::tickets::ticket::service::panel as service;
use crate::web::warehouse::forms::WarehouseForms;

/// The panels, finished; one that has nothing to show is empty.
pub struct Panels {
    pub clocks: Html,
    pub dispute: Html,
    pub application: Html,
    pub goods: Html,
    pub rules: Html,
    pub service: Html,
    pub order: Html,
    pub way_back: Html,
    pub ship_to: Html,
    pub records: Html,
    pub notes: Html,
    pub buyer: Html,
    pub refunds: Html,
    pub rounds: Html,
    pub other_tickets: Html,
    pub basics: Html,
    pub timeline: Html,
    pub say: Html,
    pub action: Html,
}

impl Panels {
    /// Draws the panels, with the forms of warehouse and finance. `unmasked` is the part of the buyer's contact that is shown in clear,
    /// this once.
    ///
    /// # Errors
    /// A template that cannot be rendered.
    pub fn draw(
        context: Context<'_>,
        warehouse: &WarehouseForms,
        refund: Option<&RefundForms>,
        unmasked: Vec<Unmasked>,
    ) -> Result<Self, PageError> {
        Ok(Self {
            clocks: drawn(clocks::panel(context))?,
            dispute: drawn(dispute::panel(context))?,
            application: Html::of(&application::panel(context, unmasked)?)?,
            goods: Html::of(&goods::panel(context))?,
            rules: drawn(rules::panel(context))?,
            service: drawn(service::panel(context))?,
            order: Html::of(&order::panel(context))?,
            way_back: Html::of(&way_back::panel(context))?,
            ship_to: drawn(ship_to::panel(context))?,
            records: drawn(records::panel(context))?,
            notes: Html::of(&notes::panel(context))?,
            buyer: Html::of(&buyer::panel(context))?,
            refunds: drawn(refunds::panel(context))?,
            rounds: drawn(rounds::panel(context))?,
            other_tickets: drawn(other_tickets::panel(context))?,
            basics: Html::of(&basics::panel(context))?,
            timeline: Html::of(&timeline::panel(context))?,
            say: drawn(say::panel(context))?,
            action: Html::of(&action::panel(context, warehouse, refund))?,
        })
    }
}

fn drawn(panel: Option<impl Template>) -> Result<Html, PageError> {
    match panel {
        Some(panel) => Html::of(&panel),
        None => Ok(Html::default()),
    }
}
