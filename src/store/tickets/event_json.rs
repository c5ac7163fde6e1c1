//! A timeline entry as its row keeps it: kind and a JSON object. The shape is for ever: names of kinds and keys never change, and entries
//! of older versions are still read. Money is a number of minor units.

mod detail;
mod disputes;
mod lines;
mod service;

use serde_json::{Value, json};

use crate::domain::assignment::rule::{Priority, ReturnCause};
use crate::domain::event::{Event, EventKind, FollowedPart, RefundFigures};
use crate::domain::goods::movement::ReturnMethod;
use crate::domain::money::settlement::{SettlementVerdict, UnclearCause};
use crate::domain::money::{Currency, Money};
use crate::domain::term::kind::{PlatformAction, TermKind};
use crate::domain::ticket::eligibility::AutoApproval;
use crate::domain::ticket::kind::{Channel, EvidenceKind};
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::domain::ticket::request::BuyerAnswer;
use crate::domain::time::Timestamp;
use crate::store::tickets::event_json::detail::Detail;
pub use crate::store::tickets::event_json::detail::UnreadableEvent;

/// The detail of an entry.
pub fn write(event: &Event) -> Value {
    match event {
        Event::TicketDrafted { computed } | Event::TicketSubmitted { computed } => {
            json!({ "computed": computed.minor() })
        }
        Event::TicketAutoApproved { approved } => json!({ "approved": approved.minor() }),
        Event::PolicyOverridden { rule, lines } => json!({ "rule": rule, "lines": lines }),
        Event::ProofsChecked { proofs } => lines::proofs(proofs),
        Event::AutoApprovalDeclined { guard } => json!({ "guard": guard.code() }),
        Event::SupplementRequested { wanted } => {
            json!({ "wanted": wanted.iter().map(|kind| kind.code()).collect::<Vec<_>>() })
        }
        Event::OfferMade { amount } => json!({ "amount": amount.minor() }),
        Event::BuyerAnswered { answer, amount } => {
            json!({ "answer": answer.code(), "amount": amount.map(Money::minor) })
        }
        Event::TicketApproved { computed, approved, ground } => json!({
            "computed": computed.minor(),
            "approved": approved.map(Money::minor),
            "ground": ground.map(Ground::code),
        }),
        Event::TicketRejected { category, show_buyer } => {
            json!({ "category": category.code(), "show_buyer": show_buyer })
        }
        Event::ReturnAddressGiven { address } => json!({ "address": address }),
        Event::ReturnShipped { method, carrier, tracking_no, also_on } => {
            json!({ "method": method.code(), "carrier": carrier, "tracking_no": tracking_no, "also_on": also_on })
        }
        Event::ReturnTrackingCleared { tracking_no } => json!({ "tracking_no": tracking_no }),
        Event::ParcelSignedIn { parcel_no, tracking_no, signed_in_at } => {
            let mut detail = json!({ "parcel_no": parcel_no, "tracking_no": tracking_no });
            if let Some(at) = signed_in_at {
                detail["signed_in_at"] = json!(at.micros());
            }
            detail
        }
        Event::GoodsReceived { inbound_no, warehouse, lines, excess } => {
            let lines: Vec<Value> = lines.iter().map(lines::received).collect();
            json!({ "inbound_no": inbound_no, "warehouse": warehouse, "lines": lines, "excess": excess })
        }
        Event::GoodsRecounted { inbound_no, warehouse, lines, excess } => {
            let lines: Vec<Value> = lines.iter().map(lines::recounted).collect();
            json!({ "inbound_no": inbound_no, "warehouse": warehouse, "lines": lines, "excess": excess })
        }
        Event::InspectionPassed(inspected) | Event::InspectionDeviated(inspected) => {
            json!({ "inbound_no": inspected.inbound_no, "quality_fault": inspected.quality_fault.code() })
        }
        Event::ExceptionDeducted { deducted, approved } => {
            json!({ "deducted": deducted.minor(), "approved": approved.minor() })
        }
        Event::ExceptionPartlyAccepted { lines, before, approved } => {
            let lines: Vec<Value> = lines.iter().map(lines::accepted).collect();
            let mut detail = json!({ "lines": lines, "approved": approved.map(Money::minor) });
            if let Some(before) = before {
                detail["before"] = json!(before.minor());
            }
            detail
        }
        Event::SendBackDecided { outbound_no } => json!({ "outbound_no": outbound_no }),
        Event::GoodsSentBack(sent) | Event::ReplacementShipped(sent) => {
            let lines: Vec<Value> =
                sent.lines.iter().map(|line| json!({ "sku": line.sku, "quantity": line.quantity })).collect();
            json!({
                "outbound_no": sent.outbound_no,
                "carrier": sent.carrier,
                "tracking_no": sent.tracking_no,
                "lines": lines,
            })
        }
        Event::RefundApproved(refund)
        | Event::RefundSucceeded(refund)
        | Event::RefundFailed(refund)
        | Event::RefundRetried(refund)
        | Event::OfflinePaymentRecorded(refund)
        | Event::OfflinePaymentConfirmed(refund) => figures(refund),
        Event::RefundBounced { refund, round } => with(refund, [("round", json!(round))]),
        Event::RefundUnclear { refund, cause, request_no } => {
            let mut detail = with(refund, [("cause", json!(cause.code()))]);
            if let Some(request_no) = request_no {
                detail["request_no"] = json!(request_no);
            }
            detail
        }
        Event::SettlementRecorded { refund, verdict } => with(refund, [("verdict", json!(verdict.code()))]),
        Event::SettlementConfirmed { refund, verdict } => match verdict {
            Some(verdict) => with(refund, [("verdict", json!(verdict.code()))]),
            None => figures(refund),
        },
        Event::DisputeOpened { .. } | Event::DisputeEvidenceAdded { .. } | Event::DisputeRuled { .. } => {
            disputes::write(event)
        }
        Event::AttemptLogged { .. } | Event::DeliveryRecorded { .. } | Event::DamageStepsChecked { .. } => {
            service::write(event)
        }
        Event::Appealed { has_other } => json!({ "has_other": has_other }),
        Event::ReturnExtended { due_at } => json!({ "due_at": due_at.micros() }),
        Event::PlatformNoted { platform_ticket_no, due_at, consequence } => json!({
            "platform_ticket_no": platform_ticket_no,
            "due_at": due_at.map(Timestamp::micros),
            "consequence": consequence.code(),
        }),
        Event::TermExpired { term } => json!({ "term": term.code() }),
        Event::ClocksCountedAgain { due_at } => json!({ "due_at": due_at.micros() }),
        Event::BuyerTold { channel } => json!({ "channel": channel.code() }),
        Event::EvidenceAdded { kind, file } | Event::EvidenceWithdrawn { kind, file } => {
            json!({ "kind": kind.code(), "file": file })
        }
        Event::TicketAssigned { assignee_id } => json!({ "assignee": assignee_id.unwrap_or_default() }),
        Event::RuleApplied { rule, queue, priority, assignee_id } => json!({
            "rule": rule,
            "queue": queue,
            "priority": priority.code(),
            "assignee": assignee_id.unwrap_or_default(),
        }),
        Event::ReturnedToPool { cause } => json!({ "cause": cause.code() }),
        Event::OrderFollowed { parts } => {
            json!({ "followed": parts.iter().map(|part| part.code()).collect::<Vec<_>>() })
        }
        Event::DraftDiscarded
        | Event::DecisionWithdrawn
        | Event::Escalated
        | Event::TicketCancelled
        | Event::TicketClosed
        | Event::ExceptionAccepted
        | Event::EmptyParcelRefused
        | Event::ShipToChanged
        | Event::ReceiptConfirmed
        | Event::ReturnReopened
        | Event::ClocksStarted
        | Event::NoteAdded
        | Event::TicketArchived
        | Event::TicketUnarchived => json!({}),
    }
}

/// A refund's figures, as its entries and its entries in the audit log keep them.
pub fn figures(refund: &RefundFigures) -> Value {
    let mut detail = json!({
        "refund_no": refund.refund_no,
        "amount_minor": refund.amount.minor(),
        "currency": refund.currency.code(),
        "gateway": refund.gateway.code(),
    });
    if let Some(paid) = refund.said_paid {
        detail["said_paid"] = json!(paid.minor());
    }
    let extra = [("code", &refund.fail_code), ("reference", &refund.reference), ("paid_on", &refund.paid_on)];
    for (name, value) in extra.into_iter().filter(|(_, value)| !value.is_empty()) {
        detail[name] = json!(value);
    }
    detail
}

/// A refund's figures and the other fields of an entry.
pub fn with<const N: usize>(refund: &RefundFigures, more: [(&str, Value); N]) -> Value {
    let mut detail = figures(refund);
    for (name, value) in more {
        detail[name] = value;
    }
    detail
}

/// Reads an entry. `currency` is the ticket's: older versions kept some amounts as text. `None` for an entry of a made-up business, which
/// keeps its kind alone.
///
/// # Errors
/// A detail that does not fit the kind.
pub fn read(kind: EventKind, detail: &str, currency: Currency) -> Result<Option<Event>, UnreadableEvent> {
    let unreadable = UnreadableEvent { kind, key: "" };
    let Ok(Value::Object(fields)) = serde_json::from_str(detail) else { return Err(unreadable) };
    let d = Detail { kind, fields: &fields, currency };
    Ok(Some(match kind {
        EventKind::DraftDiscarded => Event::DraftDiscarded,
        EventKind::DecisionWithdrawn => Event::DecisionWithdrawn,
        EventKind::Escalated => Event::Escalated,
        EventKind::TicketCancelled => Event::TicketCancelled,
        EventKind::TicketClosed => Event::TicketClosed,
        EventKind::ExceptionAccepted => Event::ExceptionAccepted,
        EventKind::EmptyParcelRefused => Event::EmptyParcelRefused,
        EventKind::ShipToChanged => Event::ShipToChanged,
        EventKind::ReceiptConfirmed => Event::ReceiptConfirmed,
        EventKind::ReturnReopened => Event::ReturnReopened,
        EventKind::ClocksStarted => Event::ClocksStarted,
        EventKind::NoteAdded => Event::NoteAdded,
        EventKind::TicketArchived => Event::TicketArchived,
        EventKind::TicketUnarchived => Event::TicketUnarchived,
        _ if fields.is_empty() => return Ok(None),
        EventKind::TicketDrafted => Event::TicketDrafted { computed: d.money("computed")? },
        EventKind::TicketSubmitted => Event::TicketSubmitted { computed: d.money("computed")? },
        EventKind::TicketAutoApproved => Event::TicketAutoApproved { approved: d.money("approved")? },
        EventKind::AutoApprovalDeclined => Event::AutoApprovalDeclined { guard: d.code("guard", AutoApproval::parse)? },
        EventKind::SupplementRequested => {
            Event::SupplementRequested { wanted: d.codes("wanted", EvidenceKind::parse)? }
        }
        EventKind::OfferMade => Event::OfferMade { amount: d.money("amount")? },
        EventKind::BuyerAnswered => Event::BuyerAnswered {
            answer: d.code("answer", BuyerAnswer::parse)?,
            amount: d.maybe("amount", |d, key| d.money(key))?,
        },
        EventKind::TicketApproved => Event::TicketApproved {
            computed: d.money("computed")?,
            approved: d.maybe("approved", |d, key| d.money(key))?,
            ground: d.maybe("ground", |d, key| d.code(key, Ground::parse))?,
        },
        EventKind::TicketRejected => Event::TicketRejected {
            category: d.code("category", RejectCategory::parse)?,
            show_buyer: d.flag("show_buyer"),
        },
        EventKind::ReturnAddressGiven => Event::ReturnAddressGiven { address: d.text("address")? },
        EventKind::ReturnShipped => Event::ReturnShipped {
            method: d.code("method", ReturnMethod::parse)?,
            carrier: d.text("carrier")?,
            tracking_no: d.text("tracking_no")?,
            also_on: d.texts("also_on")?,
        },
        EventKind::ReturnTrackingCleared => Event::ReturnTrackingCleared { tracking_no: d.text("tracking_no")? },
        EventKind::ParcelSignedIn => Event::ParcelSignedIn {
            parcel_no: d.text("parcel_no")?,
            tracking_no: d.text("tracking_no")?,
            signed_in_at: d.maybe("signed_in_at", |d, key| d.number(key))?.map(Timestamp::from_micros),
        },
        EventKind::GoodsReceived => Event::GoodsReceived {
            inbound_no: d.text("inbound_no")?,
            warehouse: d.text("warehouse")?,
            lines: d.rows("lines", lines::read_received)?,
            excess: d.text("excess")?,
        },
        EventKind::GoodsRecounted => Event::GoodsRecounted {
            inbound_no: d.text("inbound_no")?,
            warehouse: d.text("warehouse")?,
            lines: d.rows("lines", lines::read_recounted)?,
            excess: d.text("excess")?,
        },
        EventKind::InspectionPassed => Event::InspectionPassed(d.inspected()?),
        EventKind::InspectionDeviated => Event::InspectionDeviated(d.inspected()?),
        EventKind::ExceptionDeducted => {
            Event::ExceptionDeducted { deducted: d.money("deducted")?, approved: d.money("approved")? }
        }
        EventKind::ExceptionPartlyAccepted => Event::ExceptionPartlyAccepted {
            lines: d.rows("lines", lines::read_accepted)?,
            before: d.maybe("before", |d, key| d.money(key))?,
            approved: d.maybe("approved", |d, key| d.money(key))?,
        },
        EventKind::PolicyOverridden => Event::PolicyOverridden { rule: d.text("rule")?, lines: lines::numbers(&d)? },
        EventKind::ProofsChecked => Event::ProofsChecked { proofs: lines::read_proofs(&d)? },
        EventKind::SendBackDecided => Event::SendBackDecided { outbound_no: d.text("outbound_no")? },
        EventKind::GoodsSentBack => Event::GoodsSentBack(d.sent()?),
        EventKind::ReplacementShipped => Event::ReplacementShipped(d.sent()?),
        EventKind::RefundApproved => Event::RefundApproved(d.figures()?),
        EventKind::RefundSucceeded => Event::RefundSucceeded(d.figures()?),
        EventKind::RefundFailed => Event::RefundFailed(d.figures()?),
        EventKind::RefundRetried => Event::RefundRetried(d.figures()?),
        EventKind::OfflinePaymentRecorded => Event::OfflinePaymentRecorded(d.figures()?),
        EventKind::OfflinePaymentConfirmed => Event::OfflinePaymentConfirmed(d.figures()?),
        EventKind::RefundBounced => Event::RefundBounced {
            refund: d.figures()?,
            round: i32::try_from(d.number("round")?).map_err(|_| d.unreadable("round"))?,
        },
        EventKind::RefundUnclear => Event::RefundUnclear {
            refund: d.figures()?,
            cause: d.code("cause", UnclearCause::parse)?,
            request_no: d.maybe("request_no", |d, key| d.text(key))?,
        },
        EventKind::SettlementRecorded => {
            Event::SettlementRecorded { refund: d.figures()?, verdict: d.code("verdict", SettlementVerdict::parse)? }
        }
        EventKind::SettlementConfirmed => Event::SettlementConfirmed {
            refund: d.figures()?,
            verdict: d.maybe("verdict", |d, key| d.code(key, SettlementVerdict::parse))?,
        },
        EventKind::DisputeOpened | EventKind::DisputeEvidenceAdded | EventKind::DisputeRuled => disputes::read(&d)?,
        EventKind::AttemptLogged | EventKind::DeliveryRecorded | EventKind::DamageStepsChecked => service::read(&d)?,
        EventKind::Appealed => Event::Appealed { has_other: d.flag("has_other") },
        EventKind::ReturnExtended => Event::ReturnExtended { due_at: Timestamp::from_micros(d.number("due_at")?) },
        EventKind::PlatformNoted => Event::PlatformNoted {
            platform_ticket_no: d.text("platform_ticket_no")?,
            due_at: d.maybe("due_at", |d, key| d.number(key))?.map(Timestamp::from_micros),
            consequence: d.code("consequence", PlatformAction::parse)?,
        },
        EventKind::TermExpired => Event::TermExpired { term: d.code("term", TermKind::parse)? },
        EventKind::ClocksCountedAgain => {
            Event::ClocksCountedAgain { due_at: Timestamp::from_micros(d.number("due_at")?) }
        }
        EventKind::BuyerTold => Event::BuyerTold { channel: d.code("channel", Channel::parse)? },
        EventKind::EvidenceWithdrawn => {
            Event::EvidenceWithdrawn { kind: d.code("kind", EvidenceKind::parse)?, file: d.text("file")? }
        }
        EventKind::EvidenceAdded => {
            Event::EvidenceAdded { kind: d.code("kind", EvidenceKind::parse)?, file: d.text("file")? }
        }
        EventKind::TicketAssigned => {
            Event::TicketAssigned { assignee_id: Some(d.number("assignee")?).filter(|id| *id != 0) }
        }
        EventKind::RuleApplied => Event::RuleApplied {
            rule: d.text("rule")?,
            queue: d.text("queue")?,
            priority: d.code("priority", Priority::parse)?,
            assignee_id: Some(d.number("assignee")?).filter(|id| *id != 0),
        },
        EventKind::ReturnedToPool => Event::ReturnedToPool { cause: d.code("cause", ReturnCause::parse)? },
        EventKind::OrderFollowed => Event::OrderFollowed { parts: d.codes("followed", FollowedPart::parse)? },
    }))
}

#[cfg(test)]
mod tests;
