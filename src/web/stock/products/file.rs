//! `POST /products/import`: a file of products, all its lines or none.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::commands::invalid;
use crate::commands::people::uploads;
use crate::commands::policy::manage_products;
use crate::domain::refusal::Refusal;
use crate::files::FileStore;
use crate::i18n::fill;
use crate::i18n::goods::products::Products;
use crate::jobs::product_file;
use crate::web::framework::app::App;
use crate::web::framework::bodies::STOCK_FILE_MOST;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::framework::upload;
use crate::web::list::page::show_with_echo;
use crate::web::settings::merchants::chosen;
use crate::web::stock::products::list::ProductList;

const FORM: &str = "import-products";
/// Lines of a file at most; a longer one goes by the command line.
const LINES_MOST: usize = 5_000;

pub(super) async fn take_in(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    let files = FileStore::new(&app.config.files_dir);
    // The upload goes when the handler ends: what it said stands in the products.
    let upload = upload::read(&request, payload, &files, "imports", STOCK_FILE_MOST).await?;
    let merchant = chosen(&staff, upload.form.fields.raw("merchant"))?.clone();
    let (bytes, quota) = (upload.bytes(), app.config.quota);
    let file = upload.file("file").filter(|file| file.size > 0).cloned();
    let file_name = file.as_ref().map(|file| file.file_name.clone()).unwrap_or_default();
    let read = match file {
        None => Err(Refusal::FileEmpty),
        Some(file) => {
            let path = files.path(&file.stored_as).map_err(|error| PageError::Internal(error.to_string()))?;
            let read = tokio::task::spawn_blocking(move || product_file::lines(&path, LINES_MOST));
            read.await.map_err(|error| PageError::Internal(error.to_string()))?
        }
    };
    let sent = match read {
        Err(refusal) => refused(&staff, FORM, &upload.form, merchant.currency, invalid("file", refusal))?,
        Ok(lines) => {
            submit(&app, &staff, FORM, &upload.form, merchant.currency, move |tx, actor| {
                uploads::count(tx, actor, bytes, quota)?;
                let done = manage_products::take_file(tx, actor, &merchant.code, &file_name, &lines)?;
                Ok(format!("/products?new={}&updated={}&unchanged={}", done.new, done.updated, done.unchanged))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            let (address, figures) = address.split_once('?').unwrap_or((&address, ""));
            let figures = Fields::parse(figures.as_bytes());
            let values = ["new", "updated", "unchanged"].map(|name| (name, figures.raw(name)));
            staff.cookie.set_notice(&fill(Products::of(staff.lang).done_file, &values));
            Ok(see_other(address))
        }
        Sent::Refused(status, echo) => {
            show_with_echo::<ProductList>(&app, &staff, Fields::default(), status, echo).await
        }
    }
}
