//! Every decision of every round of review, and the deductions of rounds that a later one has replaced; what the buyer was asked for and
//! offered, and what came back.

use askama::Template;

use crate::domain::money::Currency;
use crate::domain::permission::Permission;
use crate::domain::ticket::status::ReviewDecision;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::term::requests::Requests;
use crate::i18n::tickets::Tickets;
use crate::store::tickets::parts::{AdjustmentRow, ReviewRow};
use crate::store::tickets::requests::RequestRow;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::panels::context::Context;

/// A decision with its names.
struct RoundView<'a> {
    row: &'a ReviewRow,
    round: String,
    decision: &'static str,
    is_rejection: bool,
    category: &'static str,
    /// As it was written; where the amount is lower because less was asked, these words.
    reason: &'a str,
    who: String,
}

/// A deduction or addition that counts no more.
struct AdjustmentView<'a> {
    row: &'a AdjustmentRow,
    round: String,
    kind: &'static str,
    who: String,
}

/// What the buyer was asked or offered.
struct RequestView<'a> {
    row: &'a RequestRow,
    kind: &'static str,
    /// The evidence that was wanted.
    wanted: String,
    asked_by: String,
    answer: &'static str,
}

#[derive(Template)]
#[template(path = "tickets/panels/rounds.html")]
pub struct RoundsPanel<'a> {
    f: &'a Frame,
    t: &'static Tickets,
    currency: Currency,
    see_prices: bool,
    rounds: Vec<RoundView<'a>>,
    adjustments: Vec<AdjustmentView<'a>>,
    r: &'static Requests,
    requests: Vec<RequestView<'a>>,
}

/// Whether an approval without a note is lower because the buyer asked for less.
fn is_as_asked(row: &ReviewRow, file: &TicketFile) -> bool {
    let is_lower = row.approved_minor.is_some_and(|approved| approved < row.computed_minor);
    row.reason.is_empty() && is_lower && row.approved_minor == file.intake.particulars.claimed_minor
}

/// The decisions and requests; `None` before the first.
pub fn panel(context: Context<'_>) -> Option<RoundsPanel<'_>> {
    let (file, lang, t) = (context.file, context.f.lang, context.words());
    let round = |round: i32| fill(t.round, &[("round", &round.to_string())]);
    let r = Requests::of(lang);
    let is_empty = file.reviews.is_empty() && file.requests.is_empty();
    (!is_empty).then(|| RoundsPanel {
        r,
        requests: file
            .requests
            .iter()
            .map(|row| RequestView {
                kind: row.kind.name(lang),
                wanted: row.wanted().iter().map(|kind| kind.name(lang)).collect::<Vec<_>>().join(lang.pick("、", ", ")),
                asked_by: context.name_of(row.asked_by),
                answer: match row.answer {
                    Some(answer) => answer.name(lang),
                    None if file.asked().is_some_and(|asked| asked.number == row.number) => r.open,
                    None => r.no_answer,
                },
                row,
            })
            .collect(),
        f: context.f,
        t,
        currency: file.ticket.currency,
        see_prices: context.staff.may(Permission::SeePrices) && file.ticket.kind.refunds_money(),
        rounds: file
            .reviews
            .iter()
            .map(|row| RoundView {
                round: round(row.round),
                decision: row.decision.name(lang),
                is_rejection: row.decision == ReviewDecision::Reject,
                category: row.category.map_or("", |category| category.name(lang)),
                reason: if is_as_asked(row, file) { t.as_asked } else { &row.reason },
                who: context.name_of(row.reviewer_id),
                row,
            })
            .collect(),
        adjustments: file
            .adjustments
            .iter()
            .filter(|row| row.round != file.stages.decision.round)
            .map(|row| AdjustmentView {
                round: round(row.round),
                kind: row.kind.name(lang),
                who: context.name_of(row.staff_id),
                row,
            })
            .collect(),
    })
}
