//! `POST /orders/{order_no}/unmasking`: values in clear, on the answer's page alone.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::show;
use crate::i18n::orders::Orders;
use crate::store::orders::OrderRow;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::unmask::{Look, look};

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
    let order_no = path.into_inner();
    let mut found = show::find(&app, &staff, &order_no, query.raw("merchant")).await?;
    if found.len() != 1 {
        return Err(PageError::NotFound);
    }
    let order = found.remove(0);
    let (t, subject) = (Orders::of(staff.lang), format!("order {}", order.order_no));
    match look(&app, &staff, &form, order.merchant_id, subject, |field| value(&order, field, t)).await? {
        Look::Seen(seen) => show::answer(&app, &staff, order, StatusCode::OK, Echo::default(), seen).await,
        Look::Refused(status, echo) => show::answer(&app, &staff, order, status, echo, Vec::new()).await,
    }
}
