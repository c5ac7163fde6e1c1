//! Who may use a route. Every route has a guard that checks the right in the route's row before its handler runs, so that no handler
//! forgets it; a handler checks again only where a right depends on the form or on the record.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, ResponseError};

use crate::store::house::records::is_in_scope;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::identity::session::{Identity, Staff};
use crate::web::framework::right::{Right, Whose};
use crate::web::orders::address::decode;

/// Lets a request through to its handler, or answers it: the log-in page for strangers, 403 without the right, 404 for a record of a
/// merchant out of scope. Reads what the handler's `Staff` would read, and hands it on; looks for the record only where the right is
/// missing, because handlers find records by scope themselves.
pub async fn ask(
    right: Right,
    whose: Whose,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(right, whose, &request).await {
        Ok(()) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(error) => Ok(request.into_response(error.error_response())),
    }
}

async fn admit(right: Right, whose: Whose, request: &ServiceRequest) -> Result<(), PageError> {
    if right == Right::Public {
        return Ok(());
    }
    let identity = Identity::read(request.request()).await?;
    if identity.is_password_due() && right != Right::AnyStaff {
        return identity.settled(request.request()).map(|_| ());
    }
    if !right.is_held_by(identity.staff()) {
        return Err(missing(whose, identity.staff(), request).await?);
    }
    request.extensions_mut().insert(identity);
    Ok(())
}

/// The answer to somebody without the right: the record of a merchant out of scope does not exist, whatever the right.
async fn missing(whose: Whose, staff: &Staff, request: &ServiceRequest) -> Result<PageError, PageError> {
    let Whose::Merchant(record) = whose else { return Ok(PageError::Forbidden) };
    let app = request.app_data::<Data<App>>().ok_or_else(|| PageError::Internal("no app".to_owned()))?;
    let name = request.match_info().iter().next().map(|(_, name)| decode(name)).unwrap_or_default();
    let scope = staff.scope.clone();
    let exists = app.db.read(move |connection| is_in_scope(connection, &scope, record, &name)).await?;
    Ok(if exists { PageError::Forbidden } else { PageError::NotFound })
}
