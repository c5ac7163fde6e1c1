//! Finished pieces of HTML: amounts and times as the pages' hooks promise them.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{Datelike, Offset, Timelike};

use crate::domain::money::{Currency, Money};
use crate::domain::time::Timestamp;
use crate::web::framework::error::PageError;

/// Room for a page that is about to be rendered.
const USUAL_BYTES: usize = 112 * 1024;

/// HTML that needs no escaping; made only here and from escaped parts.
#[derive(Clone, Debug, Default)]
pub struct Html(pub(in crate::web) String);

impl Html {
    /// A rendered template, which escapes by itself.
    ///
    /// # Errors
    /// A template that cannot be rendered.
    pub fn of(template: &impl Template) -> Result<Self, PageError> {
        template.render().map(Self).map_err(|error| PageError::Internal(error.to_string()))
    }

    /// A text, escaped.
    pub fn escaped(text: &str) -> Self {
        Self(escape(text))
    }

    /// Markup of ours behind what is there.
    pub(in crate::web) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text behind what is there, escaped for an element or a quoted attribute.
    pub(in crate::web) fn text(&mut self, text: &str) -> &mut Self {
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            let entity = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => continue,
            };
            self.raw(&text[from..at]).raw(entity);
            from = at + 1;
        }
        self.raw(&text[from..])
    }

    /// `<data value="1234.50">1,234.50</data>` behind what is there.
    pub(in crate::web) fn money(&mut self, amount: Money, currency: Currency) -> &mut Self {
        self.raw("<data value=\"").amount(amount, currency)
    }

    /// The rest of a `data` element whose value has begun.
    fn amount(&mut self, amount: Money, currency: Currency) -> &mut Self {
        let shown = amount.grouped(currency);
        self.raw(&amount.plain(currency)).raw("\">");
        match shown.strip_prefix('-') {
            Some(figures) => self.raw("−").raw(figures),
            None => self.raw(&shown),
        };
        self.raw("</data>")
    }

    /// The em dash for what is not there, behind what is.
    pub(in crate::web) fn nothing(&mut self) -> &mut Self {
        self.raw("<span class=\"faint\">—</span>")
    }

    /// `<time datetime="2026-11-22T08:12:30+08:00">11-22 08:12</time>` in a zone, behind what is there; with the year when it is not that
    /// of `now`. A page has hundreds of them, so they are written figure by figure.
    pub(in crate::web) fn time(&mut self, at: Timestamp, zone: chrono_tz::Tz, now: Timestamp) -> &mut Self {
        let (local, today) = (at.utc().with_timezone(&zone), now.utc().with_timezone(&zone));
        let offset = local.offset().fix().local_minus_utc() / 60;
        self.figures("<time datetime=\"", local.year().unsigned_abs())
            .figures("-", local.month())
            .figures("-", local.day());
        self.figures("T", local.hour()).figures(":", local.minute()).figures(":", local.second());
        self.figures(if offset < 0 { "-" } else { "+" }, offset.unsigned_abs() / 60);
        self.figures(":", offset.unsigned_abs() % 60).raw("\">");
        if local.year() != today.year() {
            self.figures("", local.year().unsigned_abs()).raw("-");
        }
        self.figures("", local.month()).figures("-", local.day());
        self.figures(" ", local.hour()).figures(":", local.minute()).raw("</time>")
    }

    /// A number in two figures or more, behind what stands before it.
    fn figures(&mut self, before: &str, number: u32) -> &mut Self {
        self.0.push_str(before);
        for place in [1_000, 100, 10, 1] {
            if number >= place || place <= 10 {
                self.0.extend(char::from_digit(number / place % 10, 10));
            }
        }
        self
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
    let mut html = Html::default();
    html.text(text);
    html.0
}

/// `<data value="1234.50">1,234.50</data>`.
pub fn money(amount: Money, currency: Currency) -> Html {
    let mut html = Html::default();
    html.money(amount, currency);
    html
}

/// An amount by its name: `<data data-amount="computed" value="94.66">94.66</data>`.
pub fn named_money(name: &str, amount: Money, currency: Currency) -> Html {
    let mut html = Html::default();
    html.raw("<data data-amount=\"").text(name).raw("\" value=\"").amount(amount, currency);
    html
}

/// The em dash for what is not there.
pub fn nothing() -> Html {
    let mut html = Html::default();
    html.nothing();
    html
}

/// A time as `Html::time` writes it.
pub fn time(at: Timestamp, zone: chrono_tz::Tz, now: Timestamp) -> Html {
    let mut html = Html::default();
    html.time(at, zone, now);
    html
}

/// A rendered page as an answer.
pub fn page(status: StatusCode, template: &impl Template) -> Result<HttpResponse, PageError> {
    let mut body = String::with_capacity(USUAL_BYTES);
    template.render_into(&mut body).map_err(|error| PageError::Internal(error.to_string()))?;
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
