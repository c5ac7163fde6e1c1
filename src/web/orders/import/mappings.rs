//! The mappings that are kept: changed, renamed, deleted.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::commands::Actor;
use crate::commands::orders::order_upload;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::i18n::common::Common;
use crate::i18n::orders::order_imports::Imports;
use crate::store::Tx;
use crate::store::orders::imports;
use crate::store::orders::imports::MappingRow;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::orders::import::mapping_text::mapping_of;

#[derive(Template)]
#[template(path = "orders/mapping.html")]
struct MappingPage {
    f: Frame,
    t: &'static Imports,
    echo: Echo,
    mapping: MappingRow,
}

async fn find(app: &App, staff: &Staff, id: &str) -> Result<MappingRow, PageError> {
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let scope = staff.scope.clone();
    app.db.read(move |connection| imports::mapping(connection, &scope, id)).await?.ok_or(PageError::NotFound)
}

/// `GET /orders/import/mappings/{id}`.
pub(super) async fn show(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let mapping = find(&app, &staff, &path).await?;
    answer(&app, &staff, mapping, StatusCode::OK, Echo::default()).await
}

async fn answer(
    app: &App,
    staff: &Staff,
    mapping: MappingRow,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Imports::of(staff.lang);
    let f = Frame::new(app, staff, "orders.mapping", t.edit_mapping).await?.with_echo(&echo);
    page(status, &MappingPage { f, t, echo, mapping })
}

/// `POST /orders/import/mappings/{id}`.
pub(super) async fn edit(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let mapping = find(&app, &staff, &path).await?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let (name, body) = mapping_of(&mut reader);
    if name.is_empty() {
        reader.refuse("mapping_name", Refusal::Required);
    }
    let id = mapping.id;
    let sent = match reader.finish() {
        Ok(()) => {
            let command = move |tx: &mut Tx<'_>, actor: &Actor| {
                order_upload::edit_mapping(tx, actor, id, version, &name, &body)?;
                Ok("/orders/import".to_owned())
            };
            submit(&app, &staff, "mapping", &form, Currency::CNY, command).await?
        }
        Err(error) => refused(&staff, "mapping", &form, Currency::CNY, error)?,
    };
    close(&app, &staff, mapping, sent).await
}

/// `POST /orders/import/mappings/{id}/deletion`.
pub(super) async fn delete(
    app: Data<App>,
    staff: Staff,
    path: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let mapping = find(&app, &staff, &path).await?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let id = mapping.id;
    let sent = match reader.finish() {
        Ok(()) => {
            let command = move |tx: &mut Tx<'_>, actor: &Actor| {
                order_upload::delete_mapping(tx, actor, id, version)?;
                Ok("/orders/import".to_owned())
            };
            submit(&app, &staff, "deletion", &form, Currency::CNY, command).await?
        }
        Err(error) => refused(&staff, "deletion", &form, Currency::CNY, error)?,
    };
    close(&app, &staff, mapping, sent).await
}

async fn close(app: &App, staff: &Staff, mapping: MappingRow, sent: Sent) -> Result<HttpResponse, PageError> {
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => answer(app, staff, mapping, status, echo).await,
    }
}
