//! `POST /orders/{order_no}/unmasking`: one value in clear, on the answer's page alone.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::{address, show};
use crate::commands::people::unmask::unmask;
use crate::commands::{CommandError, invalid};
use crate::domain::refusal::Refusal;
use crate::i18n::orders::Orders;
use crate::store::orders::OrderRow;
use crate::web::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::session::Staff;
use crate::web::framework::submit::{Sent, refused};

/// What of an order can be seen in clear, and its value.
fn value(order: &OrderRow, field: &str, t: &'static Orders) -> Option<(&'static str, String)> {
    Some(match field {
        "receiver_name" => (t.receiver, order.receiver_name.clone()),
        "receiver_phone" => (t.phone, order.receiver_phone.clone()),
        "receiver_address" => (t.address, order.receiver_address.clone()),
        _ => return None,
    })
}

/// `POST /orders/{order_no}/unmasking`.
pub async fn submit(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    query: Fields,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let order_no = address::decode(&path);
    let mut found = show::find(&app, &staff, &order_no, query.raw("merchant")).await?;
    if found.len() != 1 {
        return Err(PageError::NotFound);
    }
    let order = found.remove(0);
    let t = Orders::of(staff.lang);
    let field = form.fields.raw("field").to_owned();
    let looked = match value(&order, &field, t) {
        None => Err(invalid("field", Refusal::UnknownValue)),
        Some(found) => {
            let (actor, merchant_id) = (staff.actor(), order.merchant_id);
            let (subject, purpose) = (format!("order {}", order.order_no), form.fields.raw("purpose").to_owned());
            let logged =
                move |tx: &mut crate::store::Tx<'_>| unmask(tx, &actor, merchant_id, &subject, &field, &purpose);
            app.db.write(logged).await.map(|()| found)
        }
    };
    match looked {
        Ok((name, value)) => {
            let value = if value.is_empty() { t.not_known.to_owned() } else { value };
            let unmasked = Some((name.to_owned(), value));
            show::answer(&app, &staff, order, StatusCode::OK, Echo::default(), unmasked).await
        }
        Err(error) => refuse(&app, &staff, order, &form, error).await,
    }
}

async fn refuse(
    app: &App,
    staff: &Staff,
    order: OrderRow,
    form: &Form,
    error: CommandError,
) -> Result<HttpResponse, PageError> {
    match refused(staff, "unmask", form, order.currency, error)? {
        Sent::Refused(status, echo) => show::answer(app, staff, order, status, echo, None).await,
        Sent::Done(_) => Err(PageError::Malformed),
    }
}
