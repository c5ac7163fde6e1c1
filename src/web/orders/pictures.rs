//! Pictures of goods as pages show them: from our own files, never from where an order's file says they lie. Until a picture is here, and
//! where it is not to be had, a neutral one stands in its place.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::commands::orders::pictures as commands;
use crate::domain::goods::picture::url_hash;
use crate::domain::house::work::PictureState;
use crate::files::FileStore;
use crate::store::house::records::Record;
use crate::store::orders::pictures;
use crate::store::orders::pictures::PictureRow;
use crate::web::framework::addresses::{Addresses, Right, get};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::identity::session::Staff;

/// Where the pictures of the sample business lie.
const OWN: &str = "/static/";
const PLACEHOLDER: &str = "img/no-picture.svg";

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config.route(get("/pictures/{merchant}/{hash}", Right::Staff, Record::Merchant).to(show));
}

/// The address from which a page shows a picture that an order of a merchant names; empty where there is none.
pub fn address(merchant_id: i64, url: &str) -> String {
    match url_hash(url) {
        Some(hash) => format!("/pictures/{merchant_id}/{hash}"),
        None if url.starts_with(OWN) => url.to_owned(),
        None => String::new(),
    }
}

/// `GET /pictures/{merchant}/{hash}`.
async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    path: Path<(i64, String)>,
) -> Result<HttpResponse, PageError> {
    let (merchant_id, hash) = path.into_inner();
    if !staff.scope.sees(merchant_id) {
        return Err(PageError::NotFound);
    }
    let scope = staff.scope.clone();
    let row = app.db.read(move |connection| pictures::by_hash(connection, &scope, merchant_id, &hash)).await?;
    let Some(row) = row else { return placeholder(&app) };
    if commands::is_news(&row, app.db.clock().now()) {
        let id = row.id;
        app.db.write(move |tx| commands::want_again(tx, id)).await?;
    }
    if row.state != PictureState::Here {
        return placeholder(&app);
    }
    let etag = format!("\"{}\"", row.sha256);
    let is_known = request.headers().get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    if is_known {
        return Ok(cached(HttpResponse::NotModified()).insert_header((ETAG, etag)).finish());
    }
    match body(&app, &row).await {
        Some(body) => Ok(cached(HttpResponse::Ok())
            .content_type(row.media_type)
            .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
            .insert_header((ETAG, etag))
            .body(body)),
        None => placeholder(&app),
    }
}

fn cached(mut answer: HttpResponseBuilder) -> HttpResponseBuilder {
    answer.insert_header((CACHE_CONTROL, "private, max-age=86400"));
    answer
}

/// The stored picture; `None` where its file cannot be read.
async fn body(app: &App, row: &PictureRow) -> Option<Vec<u8>> {
    let path = FileStore::new(&app.config.files_dir).path(&row.stored_as).ok()?;
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await.ok()?;
    read.map_err(|error| tracing::warn!(%error, picture = row.id, "a picture cannot be read")).ok()
}

fn placeholder(app: &App) -> Result<HttpResponse, PageError> {
    let (media, body) = app.assets.plain(PLACEHOLDER).ok_or(PageError::NotFound)?;
    Ok(HttpResponse::Ok().content_type(media).insert_header((CACHE_CONTROL, "private, max-age=60")).body(body))
}
