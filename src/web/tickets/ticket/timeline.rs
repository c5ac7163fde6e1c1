//! The sentence of a timeline entry after its name: amounts, numbers, addresses.

use chrono_tz::Tz;

use crate::domain::assignment::rule::Priority;
use crate::domain::dispute::ruling::Payer;
use crate::domain::event::{Event, FollowedPart, Inspected, RefundFigures, Sent};
use crate::domain::money::{Currency, Money};
use crate::domain::people::free_text::mask_in_place;
use crate::domain::ticket::eligibility::AutoApproval;
use crate::domain::time::Timestamp;
use crate::i18n::codes::{Named, carrier_name};
use crate::i18n::goods::damage::Damage;
use crate::i18n::settings::rules::RuleWords;
use crate::i18n::term::calendar::Clocks;
use crate::i18n::term::disputes::Disputes;
use crate::i18n::term::requests::Requests;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};

/// The reader of a ticket's entries.
#[derive(Clone, Copy)]
pub struct Reader {
    pub lang: Lang,
    /// Of the ticket.
    pub currency: Currency,
    pub sees_prices: bool,
    /// A file's name is somebody's own words: phone numbers and addresses in it are masked.
    pub masks: bool,
    /// The zone of the reader's times.
    pub zone: Tz,
    /// The ticket's type refunds money, so its computed amount is one.
    pub refunds_money: bool,
}

/// The parts of an entry's sentence.
struct Parts {
    reader: Reader,
    t: &'static Tickets,
    parts: Vec<String>,
}

impl Parts {
    fn amount(&self, amount: Money) -> String {
        amount.grouped(self.reader.currency)
    }

    /// A text; an empty one is left out.
    fn add(&mut self, text: &str) {
        if !text.is_empty() {
            self.parts.push(text.to_owned());
        }
    }

    fn all(&mut self, texts: &[&str]) {
        texts.iter().for_each(|text| self.add(text));
    }

    /// A name and an amount, for those who see prices.
    fn money(&mut self, name: &str, amount: Money) {
        if self.reader.sees_prices {
            self.add(&format!("{name} {}", self.amount(amount)));
        }
    }

    /// A text with `{amount}`, for those who see prices.
    fn sum(&mut self, text: &str, amount: Money) {
        if self.reader.sees_prices {
            self.add(&fill(text, &[("amount", &self.amount(amount))]));
        }
    }

    /// A text with `{date}`.
    fn when(&mut self, text: &str, at: Timestamp) {
        let local = at.utc().with_timezone(&self.reader.zone).format("%m-%d %H:%M").to_string();
        self.add(&fill(text, &[("date", &local)]));
    }

    fn name(&mut self, value: impl Named) {
        self.add(value.name(self.reader.lang));
    }

    fn computed(&mut self, computed: Money) {
        if self.reader.refunds_money {
            self.money(self.t.computed, computed);
        }
    }

    fn approved(&mut self, computed: Money, approved: Option<Money>) {
        match approved {
            Some(approved) if self.reader.sees_prices => self.add(&format!(
                "{} {} → {} {}",
                self.t.computed,
                self.amount(computed),
                self.t.approved,
                self.amount(approved)
            )),
            Some(_) => {}
            None => self.computed(computed),
        }
    }

    /// An approved amount, with the one before where that is known.
    fn cut(&mut self, before: Option<Money>, approved: Option<Money>) {
        match (before, approved) {
            (Some(before), Some(approved)) if self.reader.sees_prices => {
                self.add(&format!("{} {} → {}", self.t.approved, self.amount(before), self.amount(approved)));
            }
            (_, approved) => approved.iter().for_each(|approved| self.money(self.t.approved, *approved)),
        }
    }

    fn carrier(&mut self, code: &str) {
        self.add(&carrier_name(code, self.reader.lang));
    }

    /// A line of goods by a text with `{sku}` and numbers.
    fn line(&mut self, text: &str, sku: &str, numbers: &[(&str, i64)]) {
        let numbers: Vec<(&str, String)> = numbers.iter().map(|(name, number)| (*name, number.to_string())).collect();
        let mut values = vec![("sku", sku)];
        values.extend(numbers.iter().map(|(name, number)| (*name, number.as_str())));
        self.add(&fill(text, &values));
    }

    /// Goods over the count.
    fn excess(&mut self, contents: &str) {
        if !contents.is_empty() {
            self.add(&fill(self.t.event_excess, &[("contents", contents)]));
        }
    }

    fn inspected(&mut self, inspected: &Inspected) {
        let answer = inspected.quality_fault.name(self.reader.lang);
        self.add(&fill(self.t.event_quality_fault, &[("answer", answer)]));
        self.add(&inspected.inbound_no);
    }

    fn sent(&mut self, sent: &Sent) {
        self.carrier(&sent.carrier);
        self.all(&[&sent.tracking_no, &sent.outbound_no]);
        for line in &sent.lines {
            self.line(self.t.event_sent, &line.sku, &[("quantity", line.quantity)]);
        }
    }

    /// A refund's figures after the entry's own words.
    fn refund(&mut self, refund: &RefundFigures, said: &[&str], request_no: &str) {
        self.money(self.t.approved, refund.amount);
        self.all(said);
        if let Some(paid) = refund.said_paid {
            self.sum(self.t.why_said_paid, paid);
        }
        self.all(&[&refund.refund_no, request_no, &refund.reference, &refund.fail_code]);
    }
}

/// The sentence of an entry after its name.
pub fn detail(event: &Event, reader: Reader) -> String {
    let t = Tickets::of(reader.lang);
    let mut p = Parts { reader, t, parts: Vec::new() };
    match event {
        Event::TicketSubmitted { computed } => p.computed(*computed),
        Event::SupplementRequested { wanted } => wanted.iter().for_each(|kind| p.name(*kind)),
        Event::OfferMade { amount } => p.money(Requests::of(reader.lang).offered, *amount),
        Event::BuyerAnswered { answer, amount } => {
            p.name(*answer);
            amount.iter().for_each(|amount| p.money(Requests::of(reader.lang).offered, *amount));
        }
        Event::PolicyOverridden { rule, lines } => {
            let numbers: Vec<String> = lines.iter().map(ToString::to_string).collect();
            p.add(rule);
            p.add(&fill(RuleWords::of(reader.lang).line, &[("n", &numbers.join(", "))]));
        }
        Event::ProofsChecked { proofs } => {
            for (proof, state) in proofs {
                p.add(&format!("{} {}", proof.name(reader.lang), state.name(reader.lang)));
            }
        }
        Event::DisputeOpened { kind, reference, due_at, halted } => {
            p.name(*kind);
            p.add(reference);
            if let Some(due_at) = due_at {
                p.when(Clocks::of(reader.lang).platform_ends, *due_at);
            }
            p.add(if *halted { Disputes::of(reader.lang).halted } else { "" });
        }
        Event::DisputeEvidenceAdded { side } => p.name(*side),
        Event::DisputeRuled { kind, ruling, remedy, payer, amount } => {
            p.name(*kind);
            p.name(*ruling);
            remedy.iter().for_each(|remedy| p.name(*remedy));
            payer.iter().filter(|payer| **payer == Payer::Platform).for_each(|payer| p.name(*payer));
            amount.iter().for_each(|amount| p.money("", *amount));
        }
        Event::AttemptLogged { way, result } => {
            p.name(*way);
            p.name(*result);
        }
        Event::DeliveryRecorded { signed_as } => p.name(*signed_as),
        Event::DamageStepsChecked { steps } => {
            for (step, is_done) in steps {
                let t = Damage::of(reader.lang);
                p.add(&fill(if *is_done { t.step_done } else { t.step_undone }, &[("step", step.name(reader.lang))]));
            }
        }
        Event::Appealed { has_other: false } => p.add(Requests::of(reader.lang).nobody_else),
        Event::ReturnExtended { due_at } => p.when(Clocks::of(reader.lang).counted_again, *due_at),
        Event::PlatformNoted { platform_ticket_no, due_at, consequence } => {
            p.add(platform_ticket_no);
            if let Some(due_at) = due_at {
                p.when(Clocks::of(reader.lang).platform_ends, *due_at);
                p.name(*consequence);
            }
        }
        Event::TermExpired { term } => p.name(*term),
        Event::ClocksCountedAgain { due_at } => p.when(Clocks::of(reader.lang).counted_again, *due_at),
        Event::TicketAutoApproved { approved } => p.money(t.approved, *approved),
        Event::AutoApprovalDeclined { guard } => p.add(declined(*guard, t)),
        Event::TicketApproved { computed, approved, ground } => {
            p.approved(*computed, *approved);
            ground.iter().for_each(|ground| p.name(*ground));
        }
        Event::TicketRejected { category, .. } => p.name(*category),
        Event::ReturnAddressGiven { address } => p.add(address),
        Event::ReturnShipped { method, carrier, tracking_no, also_on } => {
            p.name(*method);
            p.carrier(carrier);
            p.add(tracking_no);
            if !also_on.is_empty() {
                p.add(&fill(t.also_on, &[("others", &also_on.join(", "))]));
            }
        }
        Event::ReturnTrackingCleared { tracking_no } => p.add(tracking_no),
        Event::ParcelSignedIn { parcel_no, tracking_no, signed_in_at } => {
            p.all(&[tracking_no, parcel_no]);
            if let Some(at) = signed_in_at {
                let when = at.utc().with_timezone(&reader.zone).format("%Y-%m-%d %H:%M").to_string();
                p.add(&fill(t.event_signed_in_at, &[("when", &when)]));
            }
        }
        Event::GoodsReceived { inbound_no, warehouse, lines, excess } => {
            for line in lines {
                let numbers = [
                    ("expected", line.expected),
                    ("received", line.received),
                    ("good", line.good),
                    ("defective", line.defective),
                ];
                p.line(t.event_received, &line.sku, &numbers);
            }
            p.excess(excess);
            p.all(&[warehouse, inbound_no]);
        }
        Event::GoodsRecounted { inbound_no, warehouse, lines, excess } => {
            for line in lines {
                let numbers = [
                    ("was", line.was_good + line.was_defective),
                    ("was_defective", line.was_defective),
                    ("received", line.good + line.defective),
                    ("defective", line.defective),
                ];
                p.line(t.event_recounted, &line.sku, &numbers);
            }
            p.excess(excess);
            p.all(&[warehouse, inbound_no]);
        }
        Event::InspectionPassed(inspected) | Event::InspectionDeviated(inspected) => p.inspected(inspected),
        Event::ExceptionDeducted { deducted, approved } => {
            p.sum(t.event_deducted, *deducted);
            p.money(t.approved, *approved);
        }
        Event::ExceptionPartlyAccepted { lines, before, approved } => {
            p.cut(*before, *approved);
            for line in lines {
                let Some(accepted) = line.accepted else { continue };
                let numbers =
                    [("line_no", line.line_no), ("claimed", line.claimed.unwrap_or(0)), ("accepted", accepted)];
                p.line(if line.claimed.is_some() { t.event_cut } else { t.event_accepted }, "", &numbers);
            }
        }
        Event::SendBackDecided { outbound_no } => p.add(outbound_no),
        Event::GoodsSentBack(sent) | Event::ReplacementShipped(sent) => p.sent(sent),
        Event::RefundApproved(refund)
        | Event::RefundSucceeded(refund)
        | Event::RefundFailed(refund)
        | Event::RefundRetried(refund)
        | Event::OfflinePaymentRecorded(refund)
        | Event::OfflinePaymentConfirmed(refund)
        | Event::RefundBounced { refund, .. } => p.refund(refund, &[], ""),
        Event::RefundUnclear { refund, cause, request_no } => {
            p.refund(refund, &[cause.name(reader.lang)], request_no.as_deref().unwrap_or_default());
        }
        Event::SettlementRecorded { refund, verdict } => p.refund(refund, &[verdict.name(reader.lang)], ""),
        Event::SettlementConfirmed { refund, verdict } => {
            p.refund(refund, &[verdict.map_or("", |verdict| verdict.name(reader.lang))], "");
        }
        Event::BuyerTold { channel } => p.name(*channel),
        Event::EvidenceAdded { kind, file } | Event::EvidenceWithdrawn { kind, file } => {
            p.name(*kind);
            let mut file = file.clone();
            if reader.masks {
                mask_in_place(&mut file);
            }
            p.add(&file);
        }
        Event::OrderFollowed { parts } => parts.iter().for_each(|part| p.add(followed(*part, t))),
        Event::RuleApplied { rule, queue, priority, assignee_id: _ } => {
            p.add(rule);
            p.add(queue);
            if *priority == Priority::High {
                p.name(*priority);
            }
        }
        Event::ReturnedToPool { cause } => p.name(*cause),
        // The assignee's name is the entry's note.
        Event::TicketAssigned { .. }
        | Event::TicketDrafted { .. }
        | Event::DraftDiscarded
        | Event::DecisionWithdrawn
        | Event::TicketCancelled
        | Event::TicketClosed
        | Event::ExceptionAccepted
        | Event::EmptyParcelRefused
        | Event::ShipToChanged
        | Event::ReceiptConfirmed
        | Event::ReturnReopened
        | Event::Appealed { has_other: true }
        | Event::Escalated
        | Event::ClocksStarted
        | Event::NoteAdded
        | Event::TicketArchived
        | Event::TicketUnarchived => {}
    }
    p.parts.join(" · ")
}

fn followed(part: FollowedPart, t: &'static Tickets) -> &'static str {
    match part {
        FollowedPart::Buyer => t.followed_buyer,
        FollowedPart::Shop => t.followed_shop,
        FollowedPart::Currency => t.followed_currency,
        FollowedPart::OrderedAt => t.followed_day,
    }
}

fn declined(guard: AutoApproval, t: &'static Tickets) -> &'static str {
    match guard {
        AutoApproval::SwitchedOff => t.declined_switched_off,
        AutoApproval::Shipped => t.declined_shipped,
        AutoApproval::AboveLimit => t.declined_above_limit,
        AutoApproval::OrderInDoubt => t.declined_order_in_doubt,
        AutoApproval::NothingPaid => t.declined_nothing_paid,
        AutoApproval::OtherCurrency => t.declined_other_currency,
        AutoApproval::OwnFacts => t.declined_own_facts,
        AutoApproval::DayLimit => t.declined_day_limit,
        AutoApproval::RiskBuyer => t.declined_risk_buyer,
        AutoApproval::OtherCause => t.declined_other_cause,
        AutoApproval::OutsideRule => t.declined_outside_rule,
        AutoApproval::NoAddress => t.declined_no_address,
        AutoApproval::Yes => "",
    }
}
