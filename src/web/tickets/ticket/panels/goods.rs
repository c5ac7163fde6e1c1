//! The goods of the ticket: its lines, and their money from the paid to the approved amount, with the reason for each amount.

use askama::Template;

use crate::domain::money::states::AdjustmentKind;
use crate::domain::money::{Currency, Money};
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Status;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::tickets::Tickets;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::lines::{LineView, lines};
use crate::web::tickets::ticket::panels::context::Context;
use crate::web::tickets::ticket::wording;

#[derive(Template)]
#[template(path = "tickets/panels/goods.html")]
pub struct GoodsPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    file: &'a TicketFile,
    currency: Currency,
    see_prices: bool,
    /// The amounts of a draft are not computed yet; an exchange has none.
    has_amounts: bool,
    lines: Vec<LineView>,
    /// The adjustments of the present round beside the freight, which has a row of its own.
    adjustments: Vec<(String, Money)>,
    /// The reviewer's switches that are on, in words; empty where none is.
    switches: String,
    why: Vec<String>,
}

/// The lines and amounts.
pub fn panel(context: Context<'_>) -> GoodsPanel<'_> {
    let Context { f, staff, file, .. } = context;
    GoodsPanel {
        f,
        t: context.words(),
        file,
        currency: file.ticket.currency,
        see_prices: staff.may(Permission::SeePrices),
        has_amounts: file.ticket.status.has_amounts() && file.ticket.kind.refunds_money(),
        lines: lines(file, f.lang),
        adjustments: adjustments(context),
        switches: switches(context),
        why: wording::why(file, f.lang),
    }
}

fn adjustments(context: Context<'_>) -> Vec<(String, Money)> {
    let file = context.file;
    file.adjustments
        .iter()
        .filter(|row| row.round == file.stages.decision.round && row.kind != AdjustmentKind::Freight)
        .map(|adjustment| {
            let who = file.name_of(adjustment.staff_id);
            let round = adjustment.round.to_string();
            let by = fill(context.words().in_round_by, &[("round", &round), ("who", &who)]);
            let kind = adjustment.kind.name(context.f.lang);
            let parts = [kind, by.as_str(), adjustment.note.as_str()];
            let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            (said.join(" · "), adjustment.amount_minor)
        })
        .collect()
}

fn switches(context: Context<'_>) -> String {
    // Those of a round that finance sent back decide nothing any more.
    if context.file.ticket.status == Status::PendingReview {
        return String::new();
    }
    let (decision, t, lang) = (&context.file.stages.decision, context.words(), context.f.lang);
    let on = [
        (decision.allow_freight, t.allow_freight),
        (decision.allow_coupon, t.allow_coupon),
        (decision.allow_virtual, t.allow_virtual),
    ];
    let mut names: Vec<&str> = on.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
    names.extend(decision.ground.map(|ground| ground.name(lang)));
    names.join(lang.pick("、", ", "))
}
