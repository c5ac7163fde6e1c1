//! What the ticket's page says beside its lines: the reviewer's switches, deductions, a rejection, doubts, why nothing is to be done.

use crate::domain::money::Money;
use crate::domain::money::states::AdjustmentKind;
use crate::domain::ticket::status::{ReviewDecision, Status};
use crate::i18n::codes::{Named, remedy};
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::web::framework::form::Echo;
use crate::web::framework::identity::session::Staff;
use crate::web::tickets::ticket::file::TicketFile;

/// A rejection as the page repeats it.
pub struct RejectionView {
    pub category: &'static str,
    pub remedy: &'static str,
    pub reason: String,
    pub show_buyer: bool,
}

/// What the present round adds to the sum beside the freight, which has a row of its own.
pub fn adjustments(file: &TicketFile, lang: Lang) -> Vec<(String, Money)> {
    let t = Tickets::of(lang);
    file.adjustments
        .iter()
        .filter(|row| row.round == file.stages.decision.round && row.kind != AdjustmentKind::Freight)
        .map(|adjustment| {
            let who = name_of(file, adjustment.staff_id);
            let round = fill(t.round, &[("round", &adjustment.round.to_string())]);
            (format!("{} · {round} {who} {}", adjustment.kind.name(lang), adjustment.note), adjustment.amount_minor)
        })
        .collect()
}

/// What the reviewer switched on, in words; empty where nothing is.
pub fn switches(file: &TicketFile, t: &'static Tickets, lang: Lang) -> String {
    let decision = &file.stages.decision;
    let on = [
        (decision.allow_freight, t.allow_freight),
        (decision.allow_coupon, t.allow_coupon),
        (decision.allow_virtual, t.allow_virtual),
    ];
    let mut names: Vec<&str> = on.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
    names.extend(decision.ground.map(|ground| ground.name(lang)));
    names.join(lang.pick("、", ", "))
}

/// Why the ticket's order is never refunded automatically, in words.
pub fn doubt(file: &TicketFile, lang: Lang) -> Option<String> {
    if file.order.doubt.is_empty() {
        return file.order.is_stub.then(|| Tickets::of(lang).stub_order.to_owned());
    }
    Some(crate::i18n::orders::warnings::sentences(&file.order.doubt, lang, file.ticket.currency))
}

/// The last rejection, as long as it stands.
pub fn rejection(file: &TicketFile, lang: Lang) -> Option<RejectionView> {
    if file.ticket.status != Status::Rejected {
        return None;
    }
    let review = file.reviews.iter().rfind(|review| review.decision == ReviewDecision::Reject)?;
    Some(RejectionView {
        category: review.category.map_or("", |category| category.name(lang)),
        remedy: review.category.map_or("", |category| remedy(category, lang)),
        reason: review.reason.clone(),
        show_buyer: review.show_buyer,
    })
}

/// The id of the return station that the form offers first; empty where there is none.
pub fn default_station(file: &TicketFile) -> String {
    let chosen = file.stages.return_of.as_ref().and_then(|row| row.station_id);
    let default = file.stations.iter().find(|station| station.is_default).map(|station| station.id);
    chosen.or(default).map(|id| id.to_string()).unwrap_or_default()
}

/// Who acts now, told to a viewer who has nothing to do.
pub fn idle(file: &TicketFile, staff: &Staff, t: &'static Tickets) -> String {
    use crate::domain::permission::Role;
    let role = match file.ticket.status {
        Status::Completed | Status::Cancelled | Status::Closed => return t.ended.to_owned(),
        Status::Draft | Status::Approved | Status::PendingReturn | Status::ExchangeShipped | Status::Rejected => {
            Role::Agent
        }
        Status::PendingReview => Role::Reviewer,
        Status::InspectionException if file.facts.sending_back => Role::Warehouse,
        Status::InspectionException => Role::Reviewer,
        Status::Returning | Status::Received | Status::PendingExchange => Role::Warehouse,
        Status::PendingRefund | Status::Refunding | Status::RefundFailed => Role::Finance,
    };
    format!("{} {}", t.nothing_for_you, fill(t.who_acts, &[("who", role.name(staff.lang))]))
}

/// What was typed into a form that is no longer open, so that it is not lost: by its label where it has one of its own.
pub fn typed_elsewhere(echo: &Echo, t: &'static Tickets) -> Vec<(String, String)> {
    let hidden = ["csrf", "version", "form_token", "next", "list", "at", "desk", "station"];
    let label = |name: &str| match name {
        "note" => t.review_note.to_owned(),
        "reason" => t.reason.to_owned(),
        "category" => t.category.to_owned(),
        "tracking_no" => t.tracking_no.to_owned(),
        name => match name.split_once('_') {
            Some(("amount", line)) => format!("{} {line}", t.approved_amount),
            _ => name.to_owned(),
        },
    };
    let typed = echo.fields.iter().filter(|(name, value)| !hidden.contains(name) && !value.trim().is_empty());
    typed.map(|(name, value)| (label(name), value.to_owned())).collect()
}

/// The name of a member of staff; empty for nobody.
pub fn name_of(file: &TicketFile, id: Option<i64>) -> String {
    id.and_then(|id| file.names.get(&id).cloned()).unwrap_or_default()
}

/// The link to the entries that the page leaves out; `None` where it shows all.
pub fn rest(file: &TicketFile, here: &str, carried: &[(&'static str, String)], lang: Lang) -> Option<(String, String)> {
    let earlier = file.events.first().map_or(0, |event| event.seq - 1);
    (earlier > 0).then(|| {
        let words = fill(Tickets::of(lang).timeline_rest, &[("count", &earlier.to_string())]);
        let query = form_urlencoded::Serializer::new(String::from("timeline=all")).extend_pairs(carried).finish();
        (format!("{here}?{query}#h-time"), words)
    })
}
