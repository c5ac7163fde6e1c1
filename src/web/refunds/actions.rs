//! The forms of finance: each reads its fields, has the gateway queried where money could go out twice, runs its command once and goes back
//! to the page it stood on; a refused one shows again on the refund's page.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, block};

use super::show;
use crate::commands::money::refund;
use crate::commands::{Actor, CommandError};
use crate::i18n::fill;
use crate::i18n::refunds::Refunds;
use crate::jobs;
use crate::store::Tx;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::tickets::list::queue;
use crate::web::tickets::ticket::detail;

/// One of the forms: its hook, and its notice when it is done.
pub struct Kind {
    pub name: &'static str,
    /// The gateway is queried first, before any transaction, about everything that was sent.
    pub asks: bool,
    pub said: fn(&Refunds) -> &'static str,
}

/// Runs one form: `read` takes its fields, the command it gives runs in the transaction with the refund's number.
pub async fn run<C, R>(
    app: &App,
    staff: &Staff,
    refund_no: &str,
    form: &Form,
    kind: Kind,
    read: R,
) -> Result<HttpResponse, PageError>
where
    R: FnOnce(&mut Reader<'_>) -> C,
    C: Fn(&mut Tx<'_>, &Actor, &str) -> Result<(), CommandError> + Send + 'static,
{
    let found = show::find(app, staff, refund_no).await?;
    let row = &found.basis.row;
    let (refund_no, currency) = (row.refund.refund_no.clone(), row.refund.currency);
    let mark = queue::mark(app, staff, &form.fields, &row.ticket.ticket_no).await?;
    let next = next_address(form, &refund_no);
    let said = fill(
        (kind.said)(Refunds::of(staff.lang)),
        &[("no", &row.ticket.ticket_no), ("amount", &row.refund.amount_minor.grouped(currency))],
    );
    let mut reader = Reader::new(&form.fields);
    let command = read(&mut reader);
    let sent = match reader.finish() {
        Err(error) => refused(staff, kind.name, form, currency, error)?,
        Ok(()) => {
            if kind.asks {
                ask(app, row.refund.id).await?;
            }
            let address = next.clone();
            submit(app, staff, kind.name, form, currency, move |tx, actor| {
                command(tx, actor, &refund_no).map(|()| address.clone())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            // Decided on a ticket that was opened from a list: on to the list's next one.
            let address = match mark {
                Some(mark) => mark.ahead(app, staff).await?.address,
                None => address,
            };
            staff.cookie.set_notice(&said);
            Ok(html::see_other(&address))
        }
        Sent::Refused(status, echo) => {
            // Read again: somebody else may have been first.
            if next.starts_with("/tickets/") {
                return detail::show_with_echo(app, staff, &found.basis.row.ticket.ticket_no, status, echo).await;
            }
            let found = show::find(app, staff, &found.basis.row.refund.refund_no).await?;
            show::page(app, staff, found, &next, status, echo).await
        }
    }
}

/// Queries the gateway about the sent requests of a refund; the answers are kept before this ends.
pub async fn ask(app: &App, refund_id: i64) -> Result<(), PageError> {
    let (db, gateways) = (app.db.clone(), app.gateways.clone());
    match block(move || jobs::refund::ask(&db, &gateways, refund_id)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(CommandError::Db(error))) => Err(PageError::Db(error)),
        // The command that follows finds no answer and says so.
        Ok(Err(error)) => {
            tracing::error!(refund_id, ?error, "the gateway's answer could not be kept");
            Ok(())
        }
        Err(error) => Err(PageError::Internal(error.to_string())),
    }
}

/// Where the form stood, as long as that is a page of ours.
pub fn next_address(form: &Form, refund_no: &str) -> String {
    let next = form.fields.raw("next");
    let ours = ["/refunds", "/tickets/"].iter().any(|start| next.starts_with(start));
    let clean = next.chars().all(|c| c.is_ascii_graphic() && c != '\\') && next.len() <= 2_000;
    if ours && clean { next.to_owned() } else { format!("/refunds/{refund_no}") }
}

pub async fn approve(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let kind = Kind { name: "finance-approve", asks: false, said: |t| t.said_approved };
    run(&app, &staff, &refund_no, &form, kind, |reader| {
        let version = reader.version();
        move |tx: &mut Tx<'_>, actor: &Actor, no: &str| refund::approve(tx, actor, no, version).map(|_| ())
    })
    .await
}

pub async fn bounce(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let kind = Kind { name: "finance-bounce", asks: true, said: |t| t.said_bounced };
    run(&app, &staff, &refund_no, &form, kind, |reader| {
        let (version, reason) = (reader.version(), reader.required("reason", 2, 500));
        move |tx: &mut Tx<'_>, actor: &Actor, no: &str| refund::bounce(tx, actor, no, version, &reason).map(|_| ())
    })
    .await
}

pub async fn retry(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let kind = Kind { name: "retry-refund", asks: true, said: |t| t.said_retried };
    run(&app, &staff, &refund_no, &form, kind, |reader| {
        let version = reader.version();
        move |tx: &mut Tx<'_>, actor: &Actor, no: &str| refund::retry(tx, actor, no, version).map(|_| ())
    })
    .await
}

pub async fn record_offline(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let kind = Kind { name: "pay-offline", asks: true, said: |t| t.said_recorded };
    run(&app, &staff, &refund_no, &form, kind, |reader| {
        let (version, reference) = (reader.version(), reader.required("reference", 1, 64));
        let paid_on = reader.required_date("paid_on");
        move |tx: &mut Tx<'_>, actor: &Actor, no: &str| {
            refund::record_offline(tx, actor, no, version, &reference, paid_on).map(|_| ())
        }
    })
    .await
}

pub async fn confirm_offline(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let kind = Kind { name: "confirm-offline", asks: true, said: |t| t.said_confirmed };
    run(&app, &staff, &refund_no, &form, kind, |reader| {
        let version = reader.version();
        move |tx: &mut Tx<'_>, actor: &Actor, no: &str| refund::confirm_offline(tx, actor, no, version).map(|_| ())
    })
    .await
}
