//! Parcels nobody expected: found by number or contents, matched to the ticket they belong to.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::goods::parcel_arrival::match_parcel;
use crate::domain::money::Currency;
use crate::domain::permission::Permission;
use crate::domain::time::Timestamp;
use crate::i18n::fill;
use crate::i18n::goods::warehouse::Warehouse;
use crate::store::goods::parcels::ParcelRow;
use crate::store::goods::{parcels, receiving};
use crate::store::people::staff;
use crate::store::{Conn, DbError, Scope};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, submit};

/// A parcel with the ticket it perhaps belongs to.
struct UnclaimedView {
    row: ParcelRow,
    days: String,
    suggested: String,
    /// Who signed it in.
    signed_in_by: String,
}

#[derive(Template)]
#[template(path = "warehouse/unclaimed.html")]
struct UnclaimedPage {
    f: Frame,
    t: &'static Warehouse,
    echo: Echo,
    q: String,
    parcels: Vec<UnclaimedView>,
    may_work: bool,
    /// The parcel whose form was refused.
    refused: String,
}

/// `GET /warehouse/unclaimed`.
pub async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    render(&app, &staff, query.typed("q"), StatusCode::OK, Echo::default(), String::new()).await
}

async fn render(
    app: &App,
    staff: &Staff,
    q: String,
    status: StatusCode,
    echo: Echo,
    refused: String,
) -> Result<HttpResponse, PageError> {
    let t = Warehouse::of(staff.lang);
    let f = Frame::new(app, staff, "warehouse.unclaimed", t.unclaimed).await?.with_echo(&echo);
    let (scope, like) = (staff.scope.clone(), q.to_uppercase());
    let found = app.db.read(move |connection| find(connection, &scope, &like)).await?;
    let parcels = found
        .into_iter()
        .map(|(row, suggested, signed_in_by)| {
            let days = days_here(row.signed_in_at, f.now);
            UnclaimedView { row, days: fill(t.unclaimed_days, &[("n", &days.to_string())]), suggested, signed_in_by }
        })
        .collect();
    page(status, &UnclaimedPage { f, t, echo, q, parcels, may_work: staff.may(Permission::WorkWarehouse), refused })
}

fn days_here(since: Timestamp, now: Timestamp) -> i64 {
    (now.micros() - since.micros()) / 86_400_000_000
}

/// Unclaimed parcels, each with the first ticket that waits for its number by now, and who signed it in.
fn find(connection: &mut Conn, scope: &Scope, like: &str) -> Result<Vec<(ParcelRow, String, String)>, DbError> {
    let rows = receiving::unclaimed(connection, scope, like)?;
    let clerks: Vec<i64> = rows.iter().filter_map(|row| row.signed_in_by).collect();
    let names = staff::names(connection, &clerks)?;
    rows.into_iter()
        .map(|row| {
            let waiting = match row.contents.is_empty() && !row.tracking_no.is_empty() {
                true => parcels::awaited_under(connection, scope, &row.tracking_no)?,
                false => Vec::new(),
            };
            let suggested = waiting.into_iter().find(|ticket| ticket.merchant_id == row.merchant_id);
            let clerk = row.signed_in_by.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
            Ok((row, suggested.map(|ticket| ticket.ticket_no).unwrap_or_default(), clerk))
        })
        .collect()
}

/// `POST /warehouse/unclaimed/{parcel_no}/match`.
pub async fn claim(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let parcel_no = path.into_inner();
    if parcel_no.chars().any(char::is_control) {
        return Err(PageError::NotFound);
    }
    let (fields, number) = (form.fields.clone(), parcel_no.clone());
    let sent = submit(&app, &staff, "match", &form, Currency::CNY, move |tx, actor| {
        let ticket = match_parcel(tx, actor, &number, fields.raw("ticket_no"))?;
        Ok(format!("/warehouse?step=open&q={}", ticket.ticket_no))
    })
    .await?;
    match sent {
        Sent::Done(address) => {
            let t = Warehouse::of(staff.lang);
            let ticket_no = address.rsplit('=').next().unwrap_or_default();
            staff.cookie.set_notice(&fill(t.done_matched, &[("parcel", &parcel_no), ("no", ticket_no)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, String::new(), status, echo, parcel_no).await,
    }
}
