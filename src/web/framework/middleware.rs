//! Around every request: a number that logs and error pages share, the security headers, and the error page.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, REFERER, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};
use askama::Template;

use crate::i18n::Lang;
use crate::i18n::common::Common;
use crate::web::framework::app::App;
use crate::web::framework::error::{WantsErrorPage, WasUpgraded};
use crate::web::framework::identity::client_address::client_address;
use crate::web::framework::identity::session::language;
use crate::web::framework::identity::token::random_token;
use crate::web::framework::retry_after::BUSY_SECONDS;

/// The number of a request.
#[derive(Clone)]
pub struct RequestId(pub String);

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Gives the request its number and logs how it ended, for whom, and from which address. No query string: it may hold what people searched for.
pub async fn trace_requests(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = random_token()[..16].to_owned();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let path = request.path().to_owned();
    let started = std::time::Instant::now();
    let app = request.app_data::<Data<App>>();
    let address = app.map(|app| client_address(request.request(), &app.config.trusted_proxies)).unwrap_or_default();
    // Who it is stands in the session; whoever reads that fills it in.
    let user = tracing::field::Empty;
    let span = tracing::info_span!("request", id = %id, user, address, %method, path = %path);
    let mut answer = {
        use tracing::Instrument;
        next.call(request).instrument(span.clone()).await?.map_into_boxed_body()
    };
    let status = answer.status().as_u16();
    let micros = started.elapsed().as_micros();
    span.in_scope(|| tracing::info!(status, micros, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(answer)
}

/// The headers that forbid a browser everything that our pages do not need.
pub async fn secure_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let https = request.app_data::<Data<App>>().is_some_and(|app| app.config.is_https());
    let mut answer = next.call(request).await?.map_into_boxed_body();
    let status = answer.status();
    let headers = answer.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        headers
            .insert(HeaderName::from_static("strict-transport-security"), HeaderValue::from_static("max-age=31536000"));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE && !headers.contains_key(RETRY_AFTER) {
        headers.insert(RETRY_AFTER, HeaderValue::from(BUSY_SECONDS));
    }
    let cache = HeaderName::from_static("cache-control");
    if !headers.contains_key(&cache) {
        headers.insert(cache, HeaderValue::from_static("no-store"));
    }
    Ok(answer)
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    lang: Lang,
    t: &'static Common,
    heading: &'a str,
    text: &'a str,
    /// The address that people are to open instead.
    right_address: Option<String>,
    status: u16,
    request_id: String,
    /// The page that a refused form was sent from.
    back: Option<String>,
    stylesheet: String,
    script: String,
    icon: String,
}

/// The public address, where a form came without our cookie: browsers keep it over https alone, so that a page opened by another address can
/// be seen but never sends anything. It is logged, since a wrong `PUBLIC_URL` looks alike.
fn right_address(request: &HttpRequest) -> Option<String> {
    let app = request.app_data::<Data<App>>()?;
    if !app.config.is_https() || request.cookie(&app.config.cookie_name("aftersales")).is_some() {
        return None;
    }
    let (host, public_url) = (request.connection_info().host().to_owned(), &app.config.public_url);
    tracing::warn!(
        host,
        public_url,
        "a form came without the cookie, which browsers send to PUBLIC_URL over https only"
    );
    Some(public_url.clone())
}

/// The page of ours that a form was sent from.
fn way_back(request: &HttpRequest) -> Option<String> {
    let from = request.headers().get(REFERER).filter(|_| request.method() == Method::POST)?.to_str().ok()?;
    let (_, rest) = from.split_once("://")?;
    let (host, path) = rest.split_at_checked(rest.find('/')?)?;
    (host == request.connection_info().host() && path.len() <= 2_000).then(|| path.to_owned())
}

/// Writes the page of an answer that has none: errors of ours, unknown addresses, wrong methods.
pub async fn answer_errors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let answer = next.call(request).await?.map_into_boxed_body();
    let status = answer.status();
    let marked = answer.response().extensions().get::<WantsErrorPage>().copied();
    let bare = matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::BAD_REQUEST)
        && !answer.headers().contains_key("content-type");
    if marked.is_none() && !bare {
        return Ok(answer);
    }
    let lang = language(answer.request(), None);
    let t = Common::of(lang);
    let upgraded = answer.response().extensions().contains::<WasUpgraded>();
    let csrf = marked.is_some_and(|marked| marked.csrf);
    let files = marked.is_some_and(|marked| marked.files);
    let right_address = if csrf { right_address(answer.request()) } else { None };
    let (heading, text) = match status {
        StatusCode::NOT_FOUND => (t.error_404, t.error_404_text),
        StatusCode::FORBIDDEN if right_address.is_some() => (t.error_address, t.error_address_text),
        StatusCode::FORBIDDEN if csrf => (t.error_csrf, t.error_csrf_text),
        StatusCode::FORBIDDEN => (t.error_403, t.error_403_text),
        StatusCode::PAYLOAD_TOO_LARGE => (t.error_413, t.error_413_text),
        StatusCode::METHOD_NOT_ALLOWED => (t.error_405, t.error_405_text),
        StatusCode::BAD_REQUEST => (t.error_400, t.error_400_text),
        StatusCode::SERVICE_UNAVAILABLE if upgraded => (t.error_upgraded, t.error_upgraded_text),
        StatusCode::REQUEST_TIMEOUT => (t.error_408, t.error_408_text),
        StatusCode::TOO_MANY_REQUESTS if files => (t.error_files, t.error_files_own),
        StatusCode::SERVICE_UNAVAILABLE if files => (t.error_files, t.error_files_all),
        StatusCode::SERVICE_UNAVAILABLE => (t.error_503, t.error_503_text),
        _ => (t.error_500, t.error_500_text),
    };
    let request_id = answer.request().extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let asset =
        |name: &str| answer.request().app_data::<Data<App>>().map(|app| app.assets.address(name)).unwrap_or_default();
    let page = ErrorPage {
        lang,
        t,
        heading,
        text,
        status: status.as_u16(),
        request_id,
        back: way_back(answer.request()).filter(|_| right_address.is_none()),
        right_address,
        stylesheet: asset("app.css"),
        script: asset("app.js"),
        icon: asset("img/favicon.svg"),
    };
    let body = page.render().unwrap_or_default();
    Ok(answer.map_body(|head, _| {
        head.headers_mut()
            .insert(HeaderName::from_static("content-type"), HeaderValue::from_static("text/html; charset=utf-8"));
        BoxBody::new(body)
    }))
}
