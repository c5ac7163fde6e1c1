//! Finished pieces of HTML: amounts and times as the pages' hooks promise them.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{Datelike, Offset, Timelike};

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
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
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

/// `<time datetime="2026-11-22T08:12:30+08:00">11-22 08:12</time>` in a zone; with the year when it is not that of `now`. A page has
/// hundreds of them, so they are written figure by figure.
pub fn time(at: Timestamp, zone: chrono_tz::Tz, now: Timestamp) -> Html {
    let (local, today) = (at.utc().with_timezone(&zone), now.utc().with_timezone(&zone));
    let offset = local.offset().fix().local_minus_utc() / 60;
    let mut html = String::with_capacity(64);
    figures(&mut html, "<time datetime=\"", local.year().unsigned_abs());
    figures(&mut html, "-", local.month());
    figures(&mut html, "-", local.day());
    figures(&mut html, "T", local.hour());
    figures(&mut html, ":", local.minute());
    figures(&mut html, ":", local.second());
    figures(&mut html, if offset < 0 { "-" } else { "+" }, offset.unsigned_abs() / 60);
    figures(&mut html, ":", offset.unsigned_abs() % 60);
    html.push_str("\">");
    if local.year() != today.year() {
        figures(&mut html, "", local.year().unsigned_abs());
        html.push('-');
    }
    figures(&mut html, "", local.month());
    figures(&mut html, "-", local.day());
    figures(&mut html, " ", local.hour());
    figures(&mut html, ":", local.minute());
    html.push_str("</time>");
    Html(html)
}

/// A number in two figures or more, behind what stands before it.
fn figures(html: &mut String, before: &str, number: u32) {
    html.push_str(before);
    for place in [1_000, 100, 10, 1] {
        if number >= place || place <= 10 {
            html.extend(char::from_digit(number / place % 10, 10));
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::zone;

    fn at(text: &str) -> Timestamp {
        text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant").into()
    }

    #[test]
    fn times_stand_in_their_zone_and_have_a_year_where_it_is_another() {
        let now = at("2026-11-28T02:00:00Z");
        for (instant, place, html) in [
            (
                "2026-11-22T00:12:05Z",
                "Asia/Shanghai",
                "<time datetime=\"2026-11-22T08:12:05+08:00\">11-22 08:12</time>",
            ),
            (
                "2025-12-31T15:59:59Z",
                "Asia/Shanghai",
                "<time datetime=\"2025-12-31T23:59:59+08:00\">2025-12-31 23:59</time>",
            ),
            (
                "2026-01-01T00:00:00Z",
                "America/St_Johns",
                "<time datetime=\"2025-12-31T20:30:00-03:30\">2025-12-31 20:30</time>",
            ),
            (
                "2026-07-01T00:00:00Z",
                "Europe/London",
                "<time datetime=\"2026-07-01T01:00:00+01:00\">07-01 01:00</time>",
            ),
        ] {
            assert_eq!(time(at(instant), zone(place), now).to_string(), html);
        }
    }

    #[test]
    fn what_people_typed_is_escaped() {
        assert_eq!(escape("<b>\"A&B\" 'x' 餐椅"), "&lt;b&gt;&quot;A&amp;B&quot; &#39;x&#39; 餐椅");
    }
}
