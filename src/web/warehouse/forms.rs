//! The warehouse's forms on a ticket, filled in for the usual case: receive, inspect, decide an exception, dispatch, confirm receipt.
//! The desk and the ticket's page show the same ones.

use crate::commands::goods::receive::goods_lines;
use crate::commands::{Actor, CommandError};
use crate::domain::goods::condition::{ExceptionOutcome, Grade, QualityFault, Verdict};
use crate::domain::goods::inspection::{Counts, usual_verdict};
use crate::domain::money::Money;
use crate::domain::money::refund_amount::partial;
use crate::domain::order::kind::LineKind;
use crate::domain::people::free_text::mask_in_place;
use crate::domain::permission::Permission;
use crate::domain::ticket::facts::TicketFacts;
use crate::domain::ticket::kind::EvidenceKind;
use crate::domain::ticket::workflow::{Action, check};
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::{Named, choices};
use crate::i18n::goods::warehouse::Warehouse;
use crate::store::goods::inbounds;
use crate::store::goods::inbounds::InspectionRow;
use crate::store::people::staff;
use crate::store::tickets::stages::Stages;
use crate::store::tickets::{TicketRow, parts};
use crate::store::{Conn, orders};
use crate::web::warehouse::count_form::{self, ReceiveForm, first_count};
use crate::web::warehouse::dispatch_form;
use crate::web::warehouse::dispatch_form::DispatchForm;

/// A ticket as the forms are about it.
pub struct Subject<'a> {
    pub ticket: &'a TicketRow,
    pub stages: &'a Stages,
    pub facts: &'a TicketFacts,
}

/// The forms that are open to a viewer on a ticket now. Templates know it as `w`.
pub struct WarehouseForms {
    pub t: &'static Warehouse,
    pub ticket_no: String,
    pub version: i32,
    pub receive: Option<ReceiveForm>,
    /// Correcting the counts that were not inspected yet.
    pub recount: Option<ReceiveForm>,
    pub inspect: Option<InspectForm>,
    pub outcome: Option<OutcomeForm>,
    pub dispatch: Option<DispatchForm>,
    pub confirm: bool,
    /// The goods' way back was decided; the warehouse ships it.
    pub sending_back: bool,
    /// On the desk: where the forms lead back to. Empty on the ticket's page.
    pub desk: bool,
}

/// The conditions of returned goods that an inspection answers, by field and name.
pub(super) type Conditions = [(&'static str, &'static str); 5];

pub(super) fn conditions(t: &'static Warehouse) -> Conditions {
    [
        ("packaging_ok", t.packaging_ok),
        ("goods_ok", t.goods_ok),
        ("unused", t.unused),
        ("parts_complete", t.parts_complete),
        ("resalable", t.resalable),
    ]
}

/// Inspecting what was counted.
pub struct InspectForm {
    pub lines: Vec<GradeLine>,
    pub grades: Vec<(&'static str, &'static str)>,
    pub faults: Vec<(&'static str, &'static str)>,
    /// All that was expected came good: the form opens on a pass, with every condition ticked.
    pub passes: bool,
    /// Fewer came than expected, so the inspection cannot pass.
    pub differs: bool,
    /// Some are defective, so a pass needs a finding.
    pub has_defects: bool,
    pub has_photo: bool,
    pub checks: Conditions,
}

/// A line to be graded.
pub struct GradeLine {
    pub sku: String,
    pub name: String,
    pub counts: Counts,
    /// What was counted first, where that was corrected; else empty.
    pub first_count: String,
    pub grade_field: String,
    pub grade: &'static str,
}

/// Deciding an exception.
pub struct OutcomeForm {
    /// Code and name of each, with what it pays where the form as it opens says so; none is chosen before the reviewer chooses.
    pub outcomes: Vec<(&'static str, &'static str, Option<Money>)>,
    pub lines: Vec<OutcomeLine>,
    /// The approved amount, where money goes back.
    pub paid: Option<Money>,
    pub inspected_by: String,
    pub inspected_at: Option<Timestamp>,
    /// Pictures of the ticket: id and name.
    pub photos: Vec<(i64, String)>,
    /// The finding of the inspection.
    pub finding: String,
    /// What it says of a quality fault, and the conditions that are not met; empty where nothing is to be said.
    pub fault: &'static str,
    pub unmet: String,
    pub currency: crate::domain::money::Currency,
    /// Nothing came.
    pub is_empty: bool,
    /// Amounts can be lowered: money goes back, and the ticket is not under review.
    pub deducts: bool,
    pub accepts: bool,
}

/// A line of an exception.
pub struct OutcomeLine {
    pub name: String,
    pub claimed: i64,
    pub received: i64,
    pub good: i64,
    pub defective: i64,
    pub grade: &'static str,
    pub is_goods: bool,
    pub approved: Money,
    pub accepted_field: String,
    pub amount_field: String,
}

impl WarehouseForms {
    /// Loads what the open forms show.
    pub fn load(
        connection: &mut Conn,
        actor: &Actor,
        subject: &Subject<'_>,
        lang: Lang,
        desk: bool,
    ) -> Result<Self, CommandError> {
        let Subject { ticket, facts, .. } = *subject;
        let open = |action: Action| check(action, facts, actor.principal()).is_ok();
        let mut forms = Self {
            t: Warehouse::of(lang),
            ticket_no: ticket.ticket_no.clone(),
            version: ticket.version,
            receive: None,
            recount: None,
            inspect: None,
            outcome: None,
            dispatch: None,
            confirm: open(Action::ConfirmReceipt),
            sending_back: facts.sending_back,
            desk,
        };
        if open(Action::Receive) {
            let may_pass = actor.may(Permission::Inspect);
            forms.receive = Some(count_form::receive(connection, subject, may_pass, lang)?);
        }
        if open(Action::Recount) {
            forms.recount = Some(count_form::recount(connection, subject, lang)?);
        }
        if open(Action::InspectDeviate) {
            forms.inspect = Some(inspect(connection, subject, lang)?);
        }
        if [Action::Accept, Action::Deduct, Action::AcceptPart, Action::SendBack].into_iter().any(open) {
            forms.outcome = Some(outcome(connection, ticket, facts, actor, lang)?);
        }
        if open(Action::Dispatch) {
            forms.dispatch = dispatch_form::load(connection, actor, ticket, lang)?;
        }
        Ok(forms)
    }

    /// Whether a form of this name is on the page, with what was typed into it.
    pub fn shows(&self, form: &str) -> bool {
        match form {
            "receive" => self.receive.is_some(),
            "recount" => self.recount.is_some(),
            "inspect" => self.inspect.is_some(),
            "inspection-outcome" => self.outcome.is_some(),
            "dispatch" => self.dispatch.is_some(),
            "confirm-receipt" => self.confirm,
            _ => false,
        }
    }

    /// Whether there is anything to do.
    pub fn is_any_open(&self) -> bool {
        self.receive.is_some()
            || self.recount.is_some()
            || self.inspect.is_some()
            || self.outcome.is_some()
            || self.dispatch.is_some()
            || self.confirm
    }
}

fn inspect(connection: &mut Conn, subject: &Subject<'_>, lang: Lang) -> Result<InspectForm, CommandError> {
    let ticket = subject.ticket;
    let method = subject.stages.return_of.as_ref().and_then(|back| back.method);
    let counted = match inbounds::last_of(connection, ticket.id)? {
        Some(inbound) => inbounds::lines(connection, inbound.id)?,
        None => Vec::new(),
    };
    let has_photo = parts::attachments_of(connection, ticket.id)?
        .iter()
        .any(|file| matches!(file.kind, EvidenceKind::Photo | EvidenceKind::Inspection));
    let lines: Vec<GradeLine> = goods_lines(connection, ticket)?
        .into_iter()
        .map(|goods| {
            let counts = Counts {
                expected: goods.line.effective_qty(),
                received: goods.line.received_qty,
                good: goods.line.good_qty,
                defective: goods.line.defective_qty,
            };
            let counted = counted.iter().find(|line| line.ticket_line_id == goods.line.id);
            GradeLine {
                first_count: counted.map(|line| first_count(line, lang)).unwrap_or_default(),
                sku: goods.sold.sku,
                name: goods.sold.name,
                grade_field: format!("grade_{}", goods.line.line_no),
                grade: counts.usual_grade(method).code(),
                counts,
            }
        })
        .collect();
    let counts: Vec<Counts> = lines.iter().map(|line| line.counts).collect();
    Ok(InspectForm {
        passes: usual_verdict(&counts) == Verdict::Pass,
        differs: counts.iter().any(|line| line.received != line.expected),
        has_defects: counts.iter().any(|line| line.defective > 0),
        lines,
        grades: choices(Grade::ALL, lang, Grade::code),
        faults: choices(QualityFault::ALL, lang, QualityFault::code),
        has_photo,
        checks: conditions(Warehouse::of(lang)),
    })
}

/// The conditions that an inspection did not find met, in words.
fn unmet(inspection: &InspectionRow, lang: Lang) -> String {
    let met = [
        inspection.packaging_ok,
        inspection.goods_ok,
        inspection.unused,
        inspection.parts_complete,
        inspection.resalable,
    ];
    let named = conditions(Warehouse::of(lang)).into_iter().zip(met);
    let unmet: Vec<&str> = named.filter(|(_, met)| !met).map(|((_, name), _)| name).collect();
    unmet.join(lang.pick("、", ", "))
}

/// What an outcome pays of an approved amount, with the units accepted that came; none for a deduction that is still to be typed.
fn pays(code: &str, paid: Money, lines: &[OutcomeLine]) -> Option<Money> {
    let cut = |line: &OutcomeLine| line.approved - partial(line.approved, line.received, line.claimed);
    match ExceptionOutcome::parse(code)? {
        ExceptionOutcome::Accept => Some(paid),
        ExceptionOutcome::Partial => Some(paid - lines.iter().filter(|line| line.is_goods).map(cut).sum()),
        ExceptionOutcome::Deduct | ExceptionOutcome::SendBack => None,
    }
}

fn outcome(
    connection: &mut Conn,
    ticket: &TicketRow,
    facts: &TicketFacts,
    actor: &Actor,
    lang: Lang,
) -> Result<OutcomeForm, CommandError> {
    let sold = orders::lines(connection, ticket.order_id)?;
    let graded = match inbounds::last_of(connection, ticket.id)? {
        Some(inbound) => inbounds::lines(connection, inbound.id)?,
        None => Vec::new(),
    };
    let grade = |line_id: i64| graded.iter().find(|line| line.ticket_line_id == line_id).and_then(|line| line.grade);
    let lines: Vec<OutcomeLine> = parts::lines(connection, ticket.id)?
        .into_iter()
        .filter_map(|line| {
            let sold = sold.iter().find(|sold| sold.id == line.order_line_id)?;
            Some(OutcomeLine {
                name: sold.name.clone(),
                claimed: line.effective_qty(),
                received: line.received_qty,
                good: line.good_qty,
                defective: line.defective_qty,
                grade: grade(line.id).map_or("—", |grade| grade.name(lang)),
                is_goods: sold.kind == LineKind::Goods,
                approved: line.approved_minor.unwrap_or(line.computed_minor),
                accepted_field: format!("accepted_{}", line.line_no),
                amount_field: format!("amount_{}", line.line_no),
            })
        })
        .collect();
    let open = |action: Action| check(action, facts, actor.principal()).is_ok();
    let offered = [
        (Action::Accept, ExceptionOutcome::Accept),
        (Action::Deduct, ExceptionOutcome::Deduct),
        (Action::AcceptPart, ExceptionOutcome::Partial),
        (Action::SendBack, ExceptionOutcome::SendBack),
    ];
    let is_empty = lines.iter().all(|line| line.received == 0);
    let outcomes: Vec<ExceptionOutcome> = offered
        .into_iter()
        .filter(|(action, _)| open(*action) && !(is_empty && *action == Action::AcceptPart))
        .map(|(_, outcome)| outcome)
        .collect();
    let mut choices = choices(&outcomes, lang, ExceptionOutcome::code);
    for (_, name) in choices.iter_mut().filter(|(code, _)| is_empty && *code == ExceptionOutcome::SendBack.code()) {
        *name = Warehouse::of(lang).refuse_empty;
    }
    let inspection = inbounds::inspections_of(connection, ticket.id)?.pop();
    let inspector = match inspection.as_ref().and_then(|inspection| inspection.staff_id) {
        Some(id) => staff::by_id(connection, id)?.map(|person| person.display_name),
        None => None,
    };
    let photos = parts::attachments_of(connection, ticket.id)?.into_iter();
    let photos = photos.filter(|file| file.media_type.starts_with("image/")).map(|mut file| {
        mask_in_place(&mut file.file_name);
        (file.id, file.file_name)
    });
    let paid = ticket.approved_minor.filter(|_| ticket.kind.refunds_money());
    let choices = choices.into_iter().map(|(code, name)| (code, name, paid.and_then(|paid| pays(code, paid, &lines))));
    Ok(OutcomeForm {
        deducts: outcomes.contains(&ExceptionOutcome::Deduct),
        accepts: outcomes.contains(&ExceptionOutcome::Partial),
        outcomes: choices.collect(),
        paid,
        inspected_by: inspector.unwrap_or_default(),
        inspected_at: inspection.as_ref().map(|inspection| inspection.created_at),
        photos: photos.collect(),
        lines,
        is_empty,
        fault: inspection.as_ref().map_or("", |inspection| inspection.quality_fault.name(lang)),
        unmet: inspection.as_ref().map(|inspection| unmet(inspection, lang)).unwrap_or_default(),
        finding: inspection.map(|inspection| inspection.finding).unwrap_or_default(),
        currency: ticket.currency,
    })
}
