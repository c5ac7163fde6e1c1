//! A refund's state in words and colour.

use crate::domain::money::Money;
use crate::domain::money::settlement::UnclearCause;
use crate::domain::money::states::{AdjustmentKind, RefundState};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::refunds::Refunds;
use crate::store::money::refund_list::{RefundListRow, RefundedLine};
use crate::web::framework::html::Html;

/// A refund's state as a dot and a word, and why it is unclear.
pub fn state_html(state: RefundState, unclear: Option<UnclearCause>, lang: Lang) -> Html {
    let (code, tone, name) = (state.code(), tone(state), state.name(lang));
    let mark = unclear.map(|cause| format!(" <span class=\"tag red\" data-unclear>{}</span>", cause.name(lang)));
    let mark = mark.unwrap_or_default();
    Html(format!("<span class=\"status\" data-status=\"{code}\" data-tone=\"{tone}\">{name}</span>{mark}"))
}

/// A named figure of a row.
pub struct Figure {
    pub name: &'static str,
    pub amount: Money,
    /// Freight comes on top of the lines; everything else is inside them.
    pub is_freight: bool,
}

/// The parts that changed the amount, by name, freight included, whether the reviewer switched it on or it came by itself.
pub fn fees(row: &RefundListRow, lang: Lang) -> Vec<Figure> {
    let lowered: Money = row.lines.iter().map(|line| line.lowered).sum();
    let named = |kind: AdjustmentKind, amount: Money| Figure {
        name: kind.name(lang),
        amount,
        is_freight: kind == AdjustmentKind::Freight,
    };
    let mut fees = Vec::new();
    if !lowered.is_zero() {
        fees.push(Figure { name: Refunds::of(lang).lowered, amount: -lowered, is_freight: false });
    }
    fees.extend(row.adjustments.iter().map(|part| named(part.kind, part.amount_minor)));
    if !fees.iter().any(|fee| fee.is_freight) && !row.ticket.freight_minor.is_zero() {
        fees.push(named(AdjustmentKind::Freight, row.ticket.freight_minor));
    }
    fees
}

/// The lines that an inspection accepted in part: the goods, and units and value before and after.
pub fn cuts(row: &RefundListRow, lang: Lang) -> Vec<(String, String)> {
    let currency = row.refund.currency;
    let units = Refunds::of(lang).units;
    let cut = |line: &RefundedLine| {
        let (before, value) = line.before_cut?;
        let (value, now) = (value.grouped(currency), line.computed.grouped(currency));
        let units = crate::i18n::fill(units, &[("before", &before.to_string()), ("now", &line.quantity.to_string())]);
        Some((line.name.clone(), format!("{units}, {value} → {now}")))
    };
    row.lines.iter().filter_map(cut).collect()
}

/// The dot of a state.
pub fn tone(state: RefundState) -> &'static str {
    match state {
        RefundState::PendingApproval | RefundState::ManualPending => "waiting",
        RefundState::Queued | RefundState::Processing => "money",
        RefundState::Succeeded => "done",
        RefundState::Failed | RefundState::Unclear => "refused",
        RefundState::Cancelled => "ended",
    }
}
