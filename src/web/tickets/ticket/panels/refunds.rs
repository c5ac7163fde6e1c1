//! The refunds of a ticket, for those who may look at them: state, amount, and when the gateway got them and paid.

use askama::Template;

use crate::domain::money::Currency;
use crate::domain::permission::Permission;
use crate::i18n::refunds::Refunds;
use crate::i18n::tickets::Tickets;
use crate::store::money::refunds::RefundRow;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::refunds::state::state_html;
use crate::web::tickets::ticket::panels::context::Context;

#[derive(Template)]
#[template(path = "tickets/panels/refunds.html")]
pub struct RefundsPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    r: &'static Refunds,
    currency: Currency,
    refunds: Vec<(&'a RefundRow, Html)>,
}

/// The refunds; `None` where there are none, or the viewer sees none.
pub fn panel(context: Context<'_>) -> Option<RefundsPanel<'_>> {
    let (file, lang) = (context.file, context.f.lang);
    (context.staff.may(Permission::ViewRefunds) && !file.refunds.is_empty()).then(|| RefundsPanel {
        f: context.f,
        t: context.words(),
        r: Refunds::of(lang),
        currency: file.ticket.currency,
        refunds: file.refunds.iter().map(|row| (row, state_html(row.state, row.unclear, lang))).collect(),
    })
}
