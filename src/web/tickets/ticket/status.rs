//! How a status shows: the dot and the word, the tags beside it, the steps of the type's way.

use crate::domain::assignment::rule::Priority;
use crate::domain::dispute::case::DisputeMark;
use crate::domain::ticket::kind::{GoodsState, TicketType};
use crate::domain::ticket::status::{Status, StatusGroup};
use crate::domain::ticket::type_profile::Station;
use crate::i18n::codes::Named;
use crate::i18n::refunds::failure;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::web::framework::html::Html;

/// `<span class="status" data-status="…" data-seed-status="…">…</span>`.
pub fn status_html(status: Status, lang: Lang) -> Html {
    let mut html = Html::default();
    write_status(&mut html, status, lang);
    html
}

/// The same behind what is there.
pub fn write_status(html: &mut Html, status: Status, lang: Lang) {
    html.raw("<span class=\"status\" data-status=\"").raw(status.code()).raw("\" data-seed-status=\"");
    html.raw(status.group().map_or("", StatusGroup::code)).raw("\">").text(status.name(lang)).raw("</span>");
}

/// A tag beside a status.
#[derive(Clone, Debug)]
pub struct Tag {
    /// `red`, `amber`, `green`, `blue` or nothing.
    pub tone: &'static str,
    pub text: String,
}

/// The facts that the tags of a ticket come from.
#[derive(Clone, Copy, Debug, Default)]
pub struct TagFacts<'a> {
    /// A rule gave it high priority.
    pub is_high: bool,
    pub dispute: Option<DisputeMark>,
    /// The buyer is marked as a risk.
    pub is_risk: bool,
    pub bounce_count: i32,
    pub review_round: i32,
    pub is_auto: bool,
    pub sending_back: bool,
    pub signed_in: bool,
    pub fail_code: &'a str,
    pub recorded_offline: bool,
    pub is_unclear: bool,
    /// An approved exchange has no stock reserved for it.
    pub waits_for_stock: bool,
    /// An approved ticket has no complete return address.
    pub waits_for_address: bool,
}

/// The exceptions of a ticket, the worst first.
pub fn tags(status: Status, facts: &TagFacts<'_>, lang: Lang) -> Vec<Tag> {
    let t = Tickets::of(lang);
    let mut tags = Vec::new();
    let mut add = |shows: bool, tone: &'static str, text: &str| {
        if shows {
            tags.push(Tag { tone, text: text.to_owned() });
        }
    };
    let dispute = facts.dispute.filter(|mark| *mark != DisputeMark::None && !status.is_terminal());
    add(dispute.is_some(), "red", dispute.map_or("", |mark| mark.name(lang)));
    add(facts.is_risk && !status.is_terminal(), "red", t.risk_buyer);
    add(facts.is_high && !status.is_terminal(), "red", Priority::High.name(lang));
    if facts.bounce_count > 0 && !status.is_terminal() {
        add(true, "red", &fill(t.bounced_times, &[("round", &facts.review_round.to_string())]));
    }
    add(facts.is_unclear, "red", t.refund_unclear);
    add(status == Status::RefundFailed && !facts.fail_code.is_empty(), "red", failure(facts.fail_code, lang));
    add(facts.recorded_offline && !status.is_terminal(), "amber", t.waiting_confirmation);
    add(facts.sending_back, "amber", t.sending_back);
    add(status == Status::Approved && facts.waits_for_stock, "amber", t.waiting_stock);
    add(status == Status::Approved && facts.waits_for_address, "amber", t.waiting_address);
    let waiting = matches!(status, Status::PendingReturn | Status::Returning);
    add(facts.signed_in && waiting, "blue", t.signed_in);
    add(facts.is_auto, "", t.auto);
    tags
}

/// A step of the type's way.
#[derive(Clone, Debug)]
pub struct StepView {
    pub name: &'static str,
    pub is_done: bool,
    pub is_current: bool,
}

/// The steps of a type's way, with where the ticket stands.
pub fn steps(kind: TicketType, status: Status, goods: GoodsState, lang: Lang) -> Vec<StepView> {
    let t = Tickets::of(lang);
    let stations = kind.profile().stations;
    let at = stations.iter().position(|station| *station == status.station());
    let name = |station: &Station| match station {
        Station::Application => t.step_apply,
        Station::Review => t.step_review,
        Station::Return => t.step_return,
        Station::Inspection => t.step_inspect,
        Station::Refund => t.step_refund,
        Station::Replacement => t.step_exchange,
        Station::Done => t.step_done,
    };
    // A later round of review stands before the goods' way back, though they are in already.
    let goods_are_in = goods.with_seller() && status.station() == Station::Review;
    let is_in = |station: &Station| goods_are_in && matches!(station, Station::Return | Station::Inspection);
    stations
        .iter()
        .enumerate()
        .map(|(index, station)| StepView {
            name: name(station),
            is_done: at.is_some_and(|at| index < at) || is_in(station) || status == Status::Completed,
            is_current: Some(index) == at && !status.is_terminal(),
        })
        .collect()
}
