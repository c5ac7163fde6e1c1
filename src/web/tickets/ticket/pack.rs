//! `GET /tickets/{no}/evidence-pack` and the pack itself: a page that needs nothing else to be read, and the files of evidence.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING};
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::dispute::take_pack;
use crate::domain::dispute::pack::{PackExtras, Share, share};
use crate::domain::people::contact::mask_account;
use crate::domain::permission::Permission;
use crate::domain::time::{Timestamp, zone};
use crate::files::FileStore;
use crate::files::pack::{Packed, write};
use crate::i18n::codes::Named;
use crate::i18n::term::disputes::PackWords;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::dispute::disputes::DisputeRow;
use crate::store::orders::OrderLineRow;
use crate::store::tickets::TicketRow;
use crate::store::tickets::parts::TicketLineRow;
use crate::web::framework::app::App;
use crate::web::framework::download::pieces;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused};
use crate::web::tickets::ticket::dispute::said;
use crate::web::tickets::ticket::events::events;
use crate::web::tickets::ticket::file;
use crate::web::tickets::ticket::file::{TicketFile, Timeline};
use crate::web::tickets::ticket::timeline::Reader;

const FORM: &str = "pack";

#[derive(Template)]
#[template(path = "tickets/evidence_pack.html")]
struct FormPage {
    f: Frame,
    p: &'static PackWords,
    echo: Echo,
    ticket_no: String,
    hint: String,
}

/// An entry of the timeline as the pack shows it.
struct Entry {
    at: String,
    who: String,
    what: &'static str,
    detail: String,
    words: String,
}

/// A file of evidence as the pack shows it.
struct Proof {
    /// Its name in the pack.
    name: String,
    kind: &'static str,
    added: String,
    taken_at: String,
    sha256: String,
    original_sha256: String,
    /// The file is kept here; a house may have lost one.
    is_there: bool,
}

#[derive(Template)]
#[template(path = "tickets/evidence_pack_index.html")]
struct IndexPage {
    lang: Lang,
    p: &'static PackWords,
    ticket_no: String,
    made: String,
    facts: Vec<(&'static str, String)>,
    lines: Vec<String>,
    cases: Vec<(String, String)>,
    proofs: Vec<Proof>,
    entries: Vec<Entry>,
    others: Vec<String>,
}

/// `GET /tickets/{no}/evidence-pack`.
pub async fn form(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let file = load(&app, &staff, &path).await?;
    show(&app, &staff, &file, StatusCode::OK, Echo::default()).await
}

async fn load(app: &App, staff: &Staff, number: &str) -> Result<TicketFile, PageError> {
    let (scope, now, number) = (staff.scope.clone(), app.db.clock().now(), number.to_owned());
    let found = app.db.read(move |connection| file::load(connection, &scope, &number, now, Timeline::All)).await;
    // It leaves the house: phone numbers and addresses in words are masked.
    Ok(found.map_err(PageError::from)?.ok_or(PageError::NotFound)?.masked())
}

async fn show(
    app: &App,
    staff: &Staff,
    file: &TicketFile,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let p = PackWords::of(staff.lang);
    let f = Frame::new(app, staff, "tickets.evidence-pack", p.title).await?.with_echo(&echo);
    let hint = fill(p.hint, &[("n", &file.attachments.len().to_string())]);
    page(status, &FormPage { f, p, echo, ticket_no: file.ticket.ticket_no.clone(), hint })
}

/// `GET /tickets/{no}/evidence-pack.zip`.
pub async fn take(app: Data<App>, staff: Staff, path: Path<String>, query: Fields) -> Result<HttpResponse, PageError> {
    let file = load(&app, &staff, &path).await?;
    let taking = app.downloads.begin(staff.id, true)?;
    let (number, purpose, actor) = (file.ticket.ticket_no.clone(), query.raw("purpose").to_owned(), staff.actor());
    let noted = app.db.write(move |tx| take_pack(tx, &actor, &number, &purpose)).await;
    if let Err(error) = noted {
        let currency = file.ticket.currency;
        let form = Form { fields: query, files: Vec::new() };
        return match refused(&staff, FORM, &form, currency, error)? {
            Sent::Done(_) => Err(PageError::NotFound),
            Sent::Refused(status, echo) => show(&app, &staff, &file, status, echo).await,
        };
    }
    let extras = PackExtras {
        notes: query.raw("notes") == "1",
        names: query.raw("names") == "1",
        others: query.raw("others") == "1",
    };
    let store = FileStore::new(&app.config.files_dir);
    let mut index = index(&file, &staff, extras, app.db.clock().now());
    let mut packed = Vec::new();
    for (row, proof) in file.attachments.iter().zip(&mut index.proofs) {
        proof.is_there = store.path(&row.stored_as).is_ok_and(|path| path.exists());
        if proof.is_there {
            packed.push(Packed { name: proof.name.clone(), stored_as: row.stored_as.clone() });
        }
    }
    let text = index.render().map_err(|error| PageError::Internal(error.to_string()))?;
    let made = tokio::task::spawn_blocking(move || write(&store, &text, &packed)).await;
    let (zip, length) = made
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let name = format!("evidence-{}.zip", file.ticket.ticket_no);
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CONTENT_ENCODING, "identity"))
        .body(pieces(zip, length, move || {
            let _taken = &taking;
            Ok(())
        })))
}

/// The ending of a file by what it is.
fn ending(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/gif" => "gif",
        _ => "pdf",
    }
}

fn index(file: &TicketFile, staff: &Staff, extras: PackExtras, now: Timestamp) -> IndexPage {
    let (lang, p, t) = (staff.lang, PackWords::of(staff.lang), Tickets::of(staff.lang));
    let tz = zone(&file.merchant.timezone);
    let local = |at: Timestamp| at.utc().with_timezone(&tz).format("%Y-%m-%d %H:%M:%S %:z").to_string();
    let (ticket, order, currency) = (&file.ticket, &file.order, file.ticket.currency);
    let sees_prices = staff.may(Permission::SeePrices) && ticket.kind.refunds_money();
    let mut facts = vec![
        (t.ticket_no, ticket.ticket_no.clone()),
        (t.order_no, order.order_no.clone()),
        (t.kind, ticket.kind.name(lang).to_owned()),
        (t.status, ticket.status.name(lang).to_owned()),
        (t.account, file.buyer.as_ref().map(|buyer| mask_account(&buyer.account)).unwrap_or_default()),
        (p.submitted, ticket.submitted_at.map(local).unwrap_or_default()),
        (p.buyer_words, file.intake.particulars.buyer_words.clone()),
    ];
    if sees_prices {
        facts.push((t.computed, ticket.computed_minor.grouped(currency)));
        facts.push((t.approved, ticket.approved_minor.map(|amount| amount.grouped(currency)).unwrap_or_default()));
        facts.push((p.refunded, ticket.refunded_minor.grouped(currency)));
    }
    for parcel in &file.shipments {
        let signed = parcel.signed_at.map(|at| format!(" · {} {}", p.signed, local(at))).unwrap_or_default();
        facts.push((p.parcel, format!("{} {}{signed}", parcel.carrier, parcel.tracking_no)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    let proofs = file.attachments.iter().zip(1..).map(|(row, number)| Proof {
        name: format!("evidence/{number:02}-{}.{}", row.kind.code().to_lowercase(), ending(&row.media_type)),
        kind: row.kind.name(lang),
        added: local(row.created_at),
        taken_at: row.taken_at.clone(),
        sha256: row.sha256.clone(),
        original_sha256: row.original_sha256.clone(),
        is_there: true,
    });
    let reader =
        Reader { lang, currency, sees_prices, masks: true, zone: tz, refunds_money: ticket.kind.refunds_money() };
    let mut entries = Vec::new();
    for event in events(&file.events, reader).into_iter().rev() {
        let part = share(event.row.kind, extras);
        if part == Share::Nothing {
            continue;
        }
        entries.push(Entry {
            at: local(event.row.created_at),
            who: if extras.names || event.row.staff_name.is_none() { event.who } else { p.staff.to_owned() },
            what: event.what,
            detail: event.detail,
            words: if part == Share::Whole { event.row.note } else { String::new() },
        });
    }
    let line = |(line, sold): &(TicketLineRow, OrderLineRow)| {
        let reason = lang.choose(&line.reason_zh, &line.reason_en);
        format!("{} {} {} × {} · {reason}", sold.sku, sold.name, sold.spec, line.effective_qty())
    };
    let case = |row: &DisputeRow| {
        (
            format!("{} {} {}", row.kind.name(lang), row.reference, row.body),
            format!("{} {}", said(row, lang), row.ruling_words),
        )
    };
    let other = |other: &TicketRow| {
        let at = other.submitted_at.map(local).unwrap_or_default();
        format!("{} · {} · {} · {at}", other.ticket_no, other.kind.name(lang), other.status.name(lang))
    };
    IndexPage {
        lang,
        p,
        ticket_no: ticket.ticket_no.clone(),
        made: fill(p.made, &[("when", &local(now))]),
        facts,
        lines: file.lines.iter().map(line).collect(),
        cases: file.disputes.iter().map(case).collect(),
        proofs: proofs.collect(),
        entries,
        others: if extras.others { file.others.iter().map(other).collect() } else { Vec::new() },
    }
}
