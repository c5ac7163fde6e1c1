//! Finished pieces of HTML: amounts and times as the pages' hooks promise them.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::error::PageError;
use crate::domain::money::{Currency, Money};
use crate::domain::time::Timestamp;

/// HTML that needs no escaping; made only here and from escaped parts.
#[derive(Clone, Debug, Default)]
pub struct Html(pub(super) String);

impl Html {
    /// A text, escaped.
    pub fn escaped(text: &str) -> Self {
        Self(escape(text))
    }

    /// HTML put together from escaped parts.
    pub(super) fn trusted(html: String) -> Self {
        Self(html)
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Escapes a text for an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// `<data value="1234.50">1,234.50</data>`.
pub fn money(amount: Money, currency: Currency) -> Html {
    Html(format!("<data value=\"{}\">{}</data>", amount.plain(currency), amount.grouped(currency).replace('-', "−")))
}

/// An amount by its name: `<data data-amount="computed" value="94.66">94.66</data>`.
pub fn named_money(name: &str, amount: Money, currency: Currency) -> Html {
    Html(format!(
        "<data data-amount=\"{}\" value=\"{}\">{}</data>",
        escape(name),
        amount.plain(currency),
        amount.grouped(currency).replace('-', "−")
    ))
}

/// The em dash for what is not there.
pub fn nothing() -> Html {
    Html("<span class=\"faint\">—</span>".to_owned())
}

/// `<time datetime="…">11-22 08:12</time>` in a zone; with the year when it is not that of `now`.
pub fn time(at: Timestamp, zone: chrono_tz::Tz, now: Timestamp) -> Html {
    let local = at.utc().with_timezone(&zone);
    let this_year = now.utc().with_timezone(&zone).format("%Y").to_string() == local.format("%Y").to_string();
    let shown = local.format(if this_year { "%m-%d %H:%M" } else { "%Y-%m-%d %H:%M" });
    Html(format!("<time datetime=\"{}\">{shown}</time>", local.format("%Y-%m-%dT%H:%M:%S%:z")))
}

/// A rendered page as an answer.
pub fn page(status: StatusCode, template: &impl Template) -> Result<HttpResponse, PageError> {
    let body = template.render().map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// A rendered page with status 200.
pub fn ok(template: &impl Template) -> Result<HttpResponse, PageError> {
    page(StatusCode::OK, template)
}

/// 303 to an address of ours; what a header cannot carry is percent-encoded.
pub fn see_other(location: &str) -> HttpResponse {
    let mut address = String::with_capacity(location.len());
    for byte in location.bytes() {
        match byte {
            b'!'..=b'~' => address.push(char::from(byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    HttpResponse::SeeOther().insert_header(("Location", address)).finish()
}
