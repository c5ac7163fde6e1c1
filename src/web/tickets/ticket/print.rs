//! Sheets for paper: the return document for the parcel, and the return slip (R161–R164), each with the ticket's number as a barcode.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use barcoders::sym::code128::Code128;

use crate::domain::order::kind::SignState;
use crate::domain::people::contact::{mask_account, mask_address, phone_tail};
use crate::domain::permission::Permission;
use crate::domain::policy::cause::Cause;
use crate::domain::ticket::reason::Responsibility;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::goods::print::Print;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::html::{Html, escape, ok};
use crate::web::framework::identity::session::Staff;
use crate::web::tickets::ticket::file;
use crate::web::tickets::ticket::file::{TicketFile, Timeline};

struct SheetLine {
    name: String,
    sku: String,
    reason: String,
    quantity: i64,
    amount: String,
}

#[derive(Template)]
#[template(path = "tickets/return_document.html")]
struct DocumentPage {
    lang: Lang,
    t: &'static Common,
    p: &'static Print,
    stylesheet: String,
    icon: String,
    script: String,
    file: TicketFile,
    barcode: Html,
    lines: Vec<SheetLine>,
    units: i64,
    total: String,
    /// The freight that is given back; empty without any.
    freight: String,
    see_prices: bool,
    ordered: String,
    account: String,
    reviewer: String,
    remark: String,
}

#[derive(Template)]
#[template(path = "tickets/return_slip.html")]
struct SlipPage {
    lang: Lang,
    t: &'static Common,
    p: &'static Print,
    stylesheet: String,
    icon: String,
    script: String,
    file: TicketFile,
    barcode: Html,
    goods: String,
    purchase: String,
    signed: String,
    account: String,
    phone_tail: String,
    address: String,
    handling: &'static str,
    buyer_pays: bool,
    words: String,
    boxes: Vec<(&'static str, bool)>,
}

/// `GET /tickets/{no}/return-document`.
pub async fn document(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let file = load(&app, &staff, path.into_inner()).await?;
    let lang = staff.lang;
    let see_prices = staff.may(Permission::SeePrices) && file.ticket.kind.refunds_money();
    let currency = file.ticket.currency;
    let lines: Vec<SheetLine> = file
        .lines
        .iter()
        .map(|(line, sold)| SheetLine {
            name: format!("{} {}", sold.name, sold.spec),
            sku: match line.exchange_sku.as_deref().filter(|wanted| *wanted != sold.sku) {
                Some(wanted) => format!("{} → {wanted}", sold.sku),
                None => sold.sku.clone(),
            },
            reason: reason(line, lang),
            quantity: line.effective_qty(),
            amount: line.approved_minor.unwrap_or(line.computed_minor).grouped(currency),
        })
        .collect();
    let page = DocumentPage {
        lang,
        t: Common::of(lang),
        p: Print::of(lang),
        stylesheet: app.assets.address("app.css"),
        icon: app.assets.address("img/favicon.svg"),
        script: app.assets.address("app.js"),
        barcode: barcode(&file.ticket.ticket_no),
        units: lines.iter().map(|line| line.quantity).sum(),
        total: file.ticket.approved_minor.unwrap_or(file.ticket.computed_minor).grouped(currency),
        freight: match file.ticket.freight_minor {
            none if none.is_zero() => String::new(),
            freight => freight.grouped(currency),
        },
        lines,
        see_prices,
        ordered: local(&file, file.order.ordered_at, "%Y-%m-%d %H:%M"),
        account: account(&file, Print::of(lang).none),
        reviewer: file.name_of(file.stages.decision.reviewer_id),
        remark: file.intake.particulars.remark.clone(),
        file,
    };
    ok(&page)
}

/// `GET /tickets/{no}/return-slip`.
pub async fn slip(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let file = load(&app, &staff, path.into_inner()).await?;
    let no_reason = file.lines.iter().any(|(line, _)| line.cause == Cause::NoReason);
    let lang = staff.lang;
    let p = Print::of(lang);
    let date = local(&file, file.order.ordered_at, "%Y-%m-%d");
    let paid = file.order.paid_minor.grouped(file.ticket.currency);
    let signed_at = file.shipments.iter().find_map(|parcel| parcel.signed_at);
    let page = SlipPage {
        lang,
        t: Common::of(lang),
        p,
        stylesheet: app.assets.address("app.css"),
        icon: app.assets.address("img/favicon.svg"),
        script: app.assets.address("app.js"),
        barcode: barcode(&file.ticket.ticket_no),
        goods: file
            .lines
            .iter()
            .map(|(line, sold)| format!("{} {} {} ×{}", sold.name, sold.spec, sold.sku, line.effective_qty()))
            .collect::<Vec<_>>()
            .join(lang.pick("；", "; ")),
        purchase: if staff.may(Permission::SeePrices) { format!("{date} · {paid}") } else { date },
        signed: format!(
            "{} {}",
            signed_at.map(|at| local(&file, at, "%Y-%m-%d")).unwrap_or_default(),
            file.order.sign_state.name(lang)
        ),
        account: account(&file, p.none),
        phone_tail: phone_tail(&file.order.receiver_phone),
        address: mask_address(&file.order.receiver_address),
        handling: file.ticket.kind.name(lang),
        buyer_pays: file.lines.iter().all(|(line, _)| line.responsibility == Responsibility::Buyer),
        words: words(&file, lang),
        boxes: boxes(&file, no_reason, p),
        file,
    };
    ok(&page)
}

async fn load(app: &App, staff: &Staff, number: String) -> Result<TicketFile, PageError> {
    let (scope, now) = (staff.scope.clone(), app.db.clock().now());
    let file = app
        .db
        .read(move |connection| file::load(connection, &scope, &number, now, Timeline::Newest))
        .await
        .map_err(PageError::from)?;
    // Paper goes to whoever opens the parcel.
    Ok(file.ok_or(PageError::NotFound)?.masked())
}

fn local(file: &TicketFile, at: crate::domain::time::Timestamp, format: &str) -> String {
    at.utc().with_timezone(&crate::domain::time::zone(&file.merchant.timezone)).format(format).to_string()
}

fn account(file: &TicketFile, none: &str) -> String {
    file.buyer.as_ref().map_or_else(|| none.to_owned(), |buyer| mask_account(&buyer.account))
}

fn reason(line: &crate::store::tickets::parts::TicketLineRow, lang: Lang) -> String {
    match lang {
        Lang::Zh => line.reason_zh.clone(),
        Lang::En => line.reason_en.clone(),
    }
}

fn words(file: &TicketFile, lang: Lang) -> String {
    let said = Some(file.intake.particulars.buyer_words.clone()).filter(|words| !words.is_empty());
    said.unwrap_or_else(|| {
        file.lines.iter().map(|(line, _)| reason(line, lang)).collect::<Vec<_>>().join(lang.pick("；", "; "))
    })
}

/// The tick boxes of the slip, ticked where the ticket already knows.
fn boxes(file: &TicketFile, no_reason: bool, p: &'static Print) -> Vec<(&'static str, bool)> {
    let kind = file.ticket.kind;
    // What the packaging was like is known once somebody looked.
    let inspected = file.records.inspections.last();
    let damaged = file.order.sign_state == SignState::SignedDamaged || inspected.is_some_and(|row| !row.packaging_ok);
    vec![
        (p.box_refund, kind.refunds_money()),
        (p.box_packaging_ok, !damaged && inspected.is_some()),
        (p.box_no_reason, no_reason),
        (p.box_exchange, kind.returns_goods()),
        (p.box_packaging_damaged, damaged),
        (p.box_direct, !kind.returns_goods()),
    ]
}

/// The number as Code 128 (set B), drawn as one path; the number alone where it cannot be encoded.
fn barcode(number: &str) -> Html {
    let Ok(code) = Code128::new(format!("Ɓ{number}")) else { return Html(escape(number)) };
    let bars = code.encode();
    let mut path = String::new();
    for (at, bar) in bars.iter().enumerate() {
        if *bar == 1 {
            path.push_str(&format!("M{} 0h1v40h-1z", at + 10));
        }
    }
    let number = escape(number);
    Html(format!(
        "<svg viewBox=\"0 0 {} 40\" preserveAspectRatio=\"none\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"{number}\">\
         <path d=\"{path}\"/></svg>{number}",
        bars.len() + 20
    ))
}
