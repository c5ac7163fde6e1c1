//! The cases about the ticket, and the forms about them that are open now.

use askama::Template;

use crate::domain::dispute::case::{DisputeKind, DisputeSide};
use crate::domain::dispute::ruling::{Payer, Remedy, Ruling};
use crate::domain::permission::Permission;
use crate::domain::ticket::status::Status;
use crate::i18n::codes::{Choice, Named, choices};
use crate::i18n::common::Common;
use crate::i18n::term::disputes::Disputes;
use crate::i18n::{Lang, fill};
use crate::store::dispute::disputes::DisputeRow;
use crate::web::framework::frame::Frame;
use crate::web::tickets::ticket::file::TicketFile;
use crate::web::tickets::ticket::panels::context::Context;

/// A case as the table shows it.
struct CaseView<'a> {
    row: &'a DisputeRow,
    kind: &'static str,
    opened_by: String,
    /// The ruling with what it orders; empty while the case is open.
    ruling: String,
    amount: Option<String>,
    /// Until when it can be objected to; empty where that is over.
    objection: String,
}

#[derive(Template)]
#[template(path = "tickets/dispute.html")]
pub struct DisputePanel<'a> {
    f: &'a Frame,
    d: &'static Disputes,
    cases: Vec<CaseView<'a>>,
}

/// The cases; nothing where there was none.
pub fn panel(context: Context<'_>) -> Option<DisputePanel<'_>> {
    let cases: Vec<CaseView<'_>> = context.file.disputes.iter().map(|row| case(context, row)).collect();
    (!cases.is_empty()).then(|| DisputePanel { f: context.f, d: Disputes::of(context.f.lang), cases })
}

fn case<'a>(context: Context<'a>, row: &'a DisputeRow) -> CaseView<'a> {
    let Context { f, staff, file, .. } = context;
    let until = row.objection_until.filter(|until| *until > f.now);
    let until = until.map(|until| until.utc().with_timezone(&f.zone).format("%m-%d %H:%M").to_string());
    let amount = row.amount_minor.filter(|_| staff.may(Permission::SeePrices));
    CaseView {
        row,
        kind: row.kind.name(f.lang),
        opened_by: file.name_of(row.opened_by),
        ruling: said(row, f.lang),
        amount: amount.map(|amount| amount.grouped(file.ticket.currency)),
        objection: until.map_or(String::new(), |date| fill(Disputes::of(f.lang).objection, &[("date", &date)])),
    }
}

/// How a case ended, in words.
pub(super) fn said(row: &DisputeRow, lang: Lang) -> String {
    let remedy = row.remedy.map(|remedy| remedy.name(lang));
    let payer = row.payer.filter(|payer| *payer == Payer::Platform).map(|payer| payer.name(lang));
    let parts = [row.ruling.map(|ruling| ruling.name(lang)), remedy, payer];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The choices of the forms about a case.
pub struct DisputeForms {
    pub d: &'static Disputes,
    pub kinds: Vec<Choice>,
    pub sides: Vec<Choice>,
    pub rulings: Vec<Choice>,
    pub remedies: Vec<Choice>,
    /// The remedy that is offered first.
    pub remedy: &'static str,
    /// Nobody is chosen before.
    pub payers: Vec<Choice>,
    /// An amount belongs to the ruling.
    pub has_amount: bool,
}

/// The forms about a case, by what the ticket's type can do.
pub fn forms(file: &TicketFile, lang: Lang) -> DisputeForms {
    let (kind, status) = (file.ticket.kind, file.ticket.status);
    let is_undecided = matches!(status, Status::PendingReview | Status::AwaitingBuyer | Status::Rejected);
    let remedies: &[Remedy] = match (kind.refunds_money(), kind.returns_goods()) {
        // Once goods are counted the money follows.
        (true, true) if is_undecided || status == Status::Returning => &[Remedy::Return, Remedy::Refund],
        (true, true) => &[Remedy::Refund, Remedy::Return],
        (true, false) => &[Remedy::Refund],
        (false, _) => &[Remedy::Exchange],
    };
    DisputeForms {
        d: Disputes::of(lang),
        kinds: choices(DisputeKind::ALL, lang, DisputeKind::code),
        sides: choices(&[DisputeSide::Merchant, DisputeSide::Buyer], lang, DisputeSide::code),
        rulings: choices(Ruling::ALL, lang, Ruling::code),
        remedies: choices(remedies, lang, Remedy::code),
        remedy: remedies.first().map_or("", |remedy| remedy.code()),
        payers: [("", Common::of(lang).choose)].into_iter().chain(choices(Payer::ALL, lang, Payer::code)).collect(),
        has_amount: kind.refunds_money(),
    }
}
