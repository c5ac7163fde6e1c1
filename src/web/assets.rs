//! Style sheet, scripts and pictures: compiled in, named by a hash of their content, cached for ever. The style sheet is the components
//! joined in the order of `css/order.txt`.

use std::collections::HashMap;

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, http::header::ETAG};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::App;
use super::error::PageError;
use super::session::hex;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The assets of this build.
pub struct Assets {
    files: HashMap<String, Vec<u8>>,
    /// Names the build: part of every asset's address.
    version: String,
}

impl Assets {
    /// Reads what was compiled in.
    pub fn load() -> Self {
        let mut files: HashMap<String, Vec<u8>> = HashMap::new();
        let mut names: Vec<String> = Files::iter().map(|name| name.into_owned()).collect();
        names.sort();
        let mut hash = Sha256::new();
        for name in names {
            if let Some(file) = Files::get(&name) {
                hash.update(&file.data);
                files.insert(name, file.data.into_owned());
            }
        }
        let order = files.get("css/order.txt").cloned().unwrap_or_default();
        let mut sheet = Vec::new();
        for name in String::from_utf8_lossy(&order).lines() {
            sheet.extend(files.get(&format!("css/{}", name.trim())).into_iter().flatten());
        }
        files.insert("app.css".to_owned(), sheet);
        Self { files, version: hex(&hash.finalize())[..12].to_owned() }
    }

    /// The address of an asset.
    pub fn address(&self, name: &str) -> String {
        format!("/static/{}/{name}", self.version)
    }
}

/// `GET /static/{version}/{name}`.
pub async fn asset(app: Data<App>, path: Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (version, name) = path.into_inner();
    let body = app.assets.files.get(&name).ok_or(PageError::NotFound)?;
    let media = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => return Err(PageError::NotFound),
    };
    let caching = if version == app.assets.version { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header(ContentType(media.parse().map_err(|_| PageError::NotFound)?))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((ETAG, format!("\"{}\"", app.assets.version)))
        .body(body.clone()))
}
