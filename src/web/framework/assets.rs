//! Style sheet, script and pictures: compiled in, named by a hash of their content, cached for ever. The style sheet is the files of
//! `css` joined in the order of `css/order.txt`; the script of every page is those of `js/order.txt`, that of pages with the forms of goods and
//! tickets those of `js/forms.txt`. Text is packed once, at the start.

use std::collections::HashMap;
use std::io::Write;

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, Encoding, Header, VARY,
};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::identity::token::hex;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// A file as it is sent.
struct Asset {
    media: &'static str,
    plain: Bytes,
    /// The same packed, where that makes it smaller.
    packed: Option<Bytes>,
}

impl Asset {
    /// `None` for a file that no page uses.
    fn new(name: &str, body: Vec<u8>) -> Option<Self> {
        let (media, is_text) = match name.rsplit('.').next() {
            Some("css") => ("text/css; charset=utf-8", true),
            Some("js") => ("text/javascript; charset=utf-8", true),
            Some("svg") => ("image/svg+xml", true),
            Some("png") => ("image/png", false),
            _ => return None,
        };
        let packed = if is_text { pack(&body).filter(|packed| packed.len() < body.len()) } else { None };
        Some(Self { media, plain: body.into(), packed: packed.map(Bytes::from) })
    }
}

fn pack(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

/// The assets of this build.
pub struct Assets {
    files: HashMap<String, Asset>,
    /// Names the build: part of every asset's address.
    version: String,
}

impl Assets {
    /// Reads what was compiled in.
    pub fn load() -> Self {
        let mut names: Vec<String> = Files::iter().map(|name| name.into_owned()).collect();
        names.sort();
        let mut hash = Sha256::new();
        let mut files = HashMap::new();
        for name in names {
            if let Some(file) = Files::get(&name) {
                hash.update(&file.data);
                // Sheets and scripts are sent joined.
                let is_part = name.starts_with("css/") || name.starts_with("js/");
                if !is_part && let Some(asset) = Asset::new(&name, file.data.into_owned()) {
                    files.insert(name, asset);
                }
            }
        }
        for (name, body) in [("app.css", sheet()), ("app.js", script(PAGES)), ("forms.js", script(FORMS))] {
            files.extend(Asset::new(name, body).map(|asset| (name.to_owned(), asset)));
        }
        Self { files, version: hex(&hash.finalize())[..12].to_owned() }
    }

    /// The address of an asset.
    pub fn address(&self, name: &str) -> String {
        format!("/static/{}/{name}", self.version)
    }

    /// The media type and the content of an asset, not packed.
    pub fn plain(&self, name: &str) -> Option<(&'static str, Bytes)> {
        self.files.get(name).map(|asset| (asset.media, asset.plain.clone()))
    }
}

/// The scripts of every page.
const PAGES: &str = "js/order.txt";
/// The scripts of pages with the forms of goods and tickets.
const FORMS: &str = "js/forms.txt";

/// The files that a list names, in its order; they stand beside it.
fn ordered(list: &str) -> Vec<Vec<u8>> {
    let folder = list.split('/').next().unwrap_or_default();
    let order = Files::get(list).map(|file| file.data.into_owned()).unwrap_or_default();
    String::from_utf8_lossy(&order)
        .lines()
        .filter_map(|name| Files::get(&format!("{folder}/{}", name.trim())))
        .map(|file| file.data.into_owned())
        .collect()
}

fn sheet() -> Vec<u8> {
    ordered("css/order.txt").concat()
}

/// Every file in a block of its own, so that their names do not meet.
fn script(list: &str) -> Vec<u8> {
    ordered(list).into_iter().flat_map(|file| [b"{\n".as_slice(), &file, b"}\n"].concat()).collect()
}

/// `GET /static/{version}/{name}`.
pub async fn asset(
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (version, name) = path.into_inner();
    let assets = &app.assets;
    let asset = assets.files.get(&name).ok_or(PageError::NotFound)?;
    let caching = if version == assets.version { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, asset.media)).insert_header((CACHE_CONTROL, caching));
    let Some(packed) = &asset.packed else {
        return Ok(answer.insert_header((ETAG, format!("\"{}\"", assets.version))).body(asset.plain.clone()));
    };
    answer.insert_header((VARY, "Accept-Encoding"));
    // An answer that names its encoding is not packed a second time.
    Ok(if takes_gzip(&request) {
        answer
            .insert_header((CONTENT_ENCODING, "gzip"))
            .insert_header((ETAG, format!("\"{}-gzip\"", assets.version)))
            .body(packed.clone())
    } else {
        answer.insert_header((ETAG, format!("\"{}\"", assets.version))).body(asset.plain.clone())
    })
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .ok()
        .filter(|accepted| !accepted.is_empty())
        .and_then(|accepted| accepted.negotiate(offered.iter()))
        .is_some_and(|encoding| encoding == Encoding::gzip())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use actix_web::test::TestRequest;
    use flate2::read::GzDecoder;

    use super::*;

    fn listed(list: &str) -> Vec<String> {
        let folder = list.split('/').next().expect("a folder");
        let order = Files::get(list).expect("an order").data.into_owned();
        String::from_utf8(order).expect("text").lines().map(|name| format!("{folder}/{name}")).collect()
    }

    #[test]
    fn every_sheet_and_script_is_joined_once() {
        for (folder, lists) in [("css", vec!["css/order.txt"]), ("js", vec![PAGES, FORMS])] {
            let mut listed: Vec<String> = lists.into_iter().flat_map(listed).collect();
            listed.sort();
            let mut there: Vec<String> = Files::iter()
                .map(|name| name.into_owned())
                .filter(|name| name.starts_with(&format!("{folder}/")) && !name.ends_with(".txt"))
                .collect();
            there.sort();
            assert_eq!(listed, there);
        }
    }

    #[test]
    fn scripts_stand_alone_in_blocks_of_their_own() {
        for list in [PAGES, FORMS] {
            let script = String::from_utf8(script(list)).expect("text");
            assert_eq!(script.matches("\n}\n{\n").count(), listed(list).len() - 1);
            assert!(script.starts_with("{\n") && script.ends_with("\n}\n"));
            for line in script.lines() {
                assert!(!line.starts_with("import ") && !line.starts_with("export "), "{line}");
            }
        }
        assert!(!String::from_utf8(sheet()).expect("text").contains("@import"));
    }

    #[test]
    fn text_is_packed_once_and_unpacks_to_itself() {
        let assets = Assets::load();
        for name in ["app.css", "app.js", "forms.js", "img/favicon.svg"] {
            let asset = assets.files.get(name).expect("an asset");
            let packed = asset.packed.as_ref().expect("packed");
            let mut plain = Vec::new();
            GzDecoder::new(packed.as_ref()).read_to_end(&mut plain).expect("gzip");
            assert_eq!(plain, asset.plain, "{name}");
        }
        let size = |name: &str| assets.files[name].packed.as_ref().map_or(0, Bytes::len);
        for (name, most) in [("app.css", 16_000), ("app.js", 12_000), ("forms.js", 12_000)] {
            assert!(size(name) < most, "{name}: {}", size(name));
        }
        assert!(!assets.files.contains_key("css/base.css") && !assets.files.contains_key("js/rows.js"));
    }

    #[test]
    fn only_who_takes_gzip_gets_it() {
        let takes = |header: Option<&str>| {
            let request = TestRequest::default();
            takes_gzip(&match header {
                Some(header) => request.insert_header(("accept-encoding", header)).to_http_request(),
                None => request.to_http_request(),
            })
        };
        assert!(takes(Some("gzip, deflate, br, zstd")) && takes(Some("br;q=1.0, gzip;q=0.5")));
        assert!(!takes(None) && !takes(Some("")) && !takes(Some("identity")) && !takes(Some("gzip;q=0")));
    }

    #[test]
    fn nothing_but_one_sheet_stands_before_the_first_paint() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/layouts");
        for entry in std::fs::read_dir(folder).expect("the layouts") {
            let page = std::fs::read_to_string(entry.expect("a layout").path()).expect("text");
            assert_eq!(page.matches("rel=\"stylesheet\"").count(), 1);
            assert_eq!(page.matches("<script").count(), page.matches("<script type=\"module\"").count());
            assert!(page.matches("<script").count() <= 1);
        }
    }
}
