//! How a form about a ticket is sent: it is read before the transaction, runs in it once, and leads back to the ticket or on to the next
//! of the list it was opened from.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::{Actor, CommandError};
use crate::domain::money::Currency;
use crate::domain::permission::Permission;
use crate::domain::ticket::workflow::Action;
use crate::i18n::codes::Named;
use crate::i18n::say::money;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::store::house::records::Record;
use crate::store::{Conn, DbError, Tx, tickets};
use crate::viewer::Viewer;
use crate::web::framework::addresses::{Answered, Right, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Fields, Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::tickets::list::queue;
use crate::web::tickets::list::queue::Mark;
use crate::web::tickets::ticket::detail::show_with_echo;
use crate::web::tickets::ticket::file::currency_of;

/// A form about a ticket.
pub trait TicketForm: Sized + Send + 'static {
    /// Its name in the page (`data-action`).
    const NAME: &'static str;
    /// Its action; the route checks the right to it.
    const ACTION: Action;
    /// It acts on the version of the ticket that its page showed, and on no other.
    const IS_VERSIONED: bool = true;
    /// Sent out of a list it leads on to the list's next ticket.
    const LEADS_ON: bool = true;

    /// What more there is to say when it is done, read then; empty for nothing.
    const TELLS: Option<Tells> = None;

    /// Reads the fields; a problem is noted at its field, and the form does not run then. Amounts are in `currency`.
    fn read(reader: &mut Reader<'_>, fields: &Fields, currency: Currency) -> Self;

    /// Runs the command. `version` is 0 where the form has none.
    ///
    /// # Errors
    /// The refusals of the command.
    fn run(&self, tx: &mut Tx<'_>, actor: &Actor, ticket_no: &str, version: i32) -> Result<(), CommandError>;

    /// What is said when it is done; `{no}` is the ticket.
    fn done(&self, lang: Lang) -> &'static str;

    /// What to look at again in what was sent; empty for nothing.
    fn doubt(&self, _: Lang) -> String {
        String::new()
    }
}

/// Says more of a ticket, by its number, to somebody.
pub type Tells = fn(&mut Conn, &Viewer, &str) -> Result<String, DbError>;

/// The amount that a decision came to, and where the ticket stands by it.
///
/// # Errors
/// The database cannot be read.
pub fn what_follows(connection: &mut Conn, viewer: &Viewer, ticket_no: &str) -> Result<String, DbError> {
    let (t, lang) = (Tickets::of(viewer.lang), viewer.lang);
    let Some(ticket) = tickets::by_no(connection, &viewer.scope, ticket_no)? else { return Ok(String::new()) };
    let status = fill(t.done_status, &[("status", ticket.status.name(lang))]);
    let amount = ticket.approved_minor.filter(|_| ticket.kind.refunds_money() && viewer.may(Permission::SeePrices));
    Ok(match amount {
        Some(amount) => fill(t.done_amount, &[("amount", &money(amount, ticket.currency, lang)), ("then", &status)]),
        None => status,
    })
}

/// The route of a form, behind the right of its action.
pub fn route<F: TicketForm>(address: &'static str) -> Answered {
    post(address, right_of::<F>(), Record::Ticket).to(act::<F>)
}

/// The right to a form's action; nobody has it for an action of the system.
pub fn right_of<F: TicketForm>() -> Right {
    F::ACTION.permission().map_or(Right::Any(&[]), Right::from)
}

/// How a form ended, with its notice after success.
pub struct Ended {
    pub sent: Sent,
    pub notice: String,
}

/// Reads a form and runs it.
///
/// # Errors
/// 404 for a ticket out of sight, 403 without the right, and a database that cannot be reached.
pub async fn send<F: TicketForm>(app: &App, staff: &Staff, ticket_no: &str, form: &Form) -> Result<Ended, PageError> {
    let currency = currency_of(app, staff, ticket_no).await?;
    let mut reader = Reader::new(&form.fields);
    let asked = F::read(&mut reader, &form.fields, currency);
    let version = if F::IS_VERSIONED { reader.version() } else { 0 };
    if let Err(error) = reader.finish() {
        return Ok(Ended { sent: refused(staff, F::NAME, form, currency, error)?, notice: String::new() });
    }
    let (done, doubt, number) = (asked.done(staff.lang), asked.doubt(staff.lang), ticket_no.to_owned());
    let sent = submit(app, staff, F::NAME, form, currency, move |tx, actor| {
        asked.run(tx, actor, &number, version)?;
        Ok(format!("/tickets/{number}"))
    });
    let sent = sent.await?;
    let mut notice = fill(done, &[("no", ticket_no)]);
    let told = match (&sent, F::TELLS) {
        (Sent::Done(_), Some(tells)) => {
            let (who, number) = (staff.viewer.clone(), ticket_no.to_owned());
            app.db.read(move |connection| tells(connection, &who, &number)).await?
        }
        _ => String::new(),
    };
    for more in [told, doubt].iter().filter(|text| !text.is_empty()) {
        notice = format!("{notice} {more}");
    }
    Ok(Ended { sent, notice })
}

/// Answers a form of the ticket's page.
///
/// # Errors
/// As `send`.
pub async fn act<F: TicketForm>(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let ticket_no = path.into_inner();
    // Where the ticket stands in its list is known before the form moves it.
    let mark = if F::LEADS_ON { queue::mark(&app, &staff, &form.fields, &ticket_no).await? } else { None };
    let Ended { sent, notice } = send::<F>(&app, &staff, &ticket_no, &form).await?;
    match sent {
        Sent::Done(address) => lead_on(&app, &staff, mark, address, notice).await,
        Sent::Refused(status, echo) => show_with_echo(&app, &staff, &ticket_no, status, echo).await,
    }
}

async fn lead_on(
    app: &App,
    staff: &Staff,
    mark: Option<Mark>,
    mut address: String,
    mut notice: String,
) -> Result<HttpResponse, PageError> {
    if let Some(mark) = mark {
        let ahead = mark.ahead(app, staff).await?;
        notice = format!("{notice} {}", ahead.notice);
        address = ahead.address;
    }
    staff.cookie.set_notice(notice.trim());
    Ok(see_other(&address))
}
