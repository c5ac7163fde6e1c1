//! The value of a cell, before a page or a file writes it. Both write the same value, with the same rights and masking.

use std::borrow::Cow;

use chrono_tz::Tz;

use crate::domain::money::{Currency, Money};
use crate::domain::time::Timestamp;
use crate::spreadsheet::Cell;
use crate::web::framework::html::Html;

/// The value of a cell.
pub enum Value<'a> {
    Nothing,
    Text(Cow<'a, str>),
    /// A name in the merchants' language.
    Name(Cow<'a, str>),
    Number(i64),
    Money(Money, Currency),
    /// A moment, in the zone in which it is read.
    Time(Timestamp, Tz),
    /// A state: its tone, its name.
    State(&'static str, &'static str),
    /// One below the other.
    Lines(Vec<Value<'a>>),
}

impl<'a> Value<'a> {
    /// A text; nothing where it is empty.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    /// A name that merchants gave; nothing where it is empty.
    pub fn name(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Name(text) }
    }

    /// A moment; nothing where there is none, and for the beginning of time, which stands for none.
    pub fn time(at: impl Into<Option<Timestamp>>, zone: Tz) -> Self {
        match at.into() {
            Some(at) if at.micros() != 0 => Self::Time(at, zone),
            _ => Self::Nothing,
        }
    }

    /// An amount; nothing where there is none.
    pub fn money(amount: impl Into<Option<Money>>, currency: Currency) -> Self {
        amount.into().map_or(Self::Nothing, |amount| Self::Money(amount, currency))
    }

    /// Values one below the other; nothing where there are none.
    pub fn lines(values: impl IntoIterator<Item = Self>) -> Self {
        let values: Vec<Self> = values.into_iter().collect();
        if values.is_empty() { Self::Nothing } else { Self::Lines(values) }
    }

    /// As a page shows it, at an instant.
    pub(in crate::web) fn write(&self, html: &mut Html, now: Timestamp) {
        match self {
            Self::Nothing => html.nothing(),
            Self::Text(text) => html.text(text),
            Self::Name(name) => html.raw("<span lang=\"zh-CN\">").text(name).raw("</span>"),
            Self::Number(number) => html.raw(&number.to_string()),
            Self::Money(amount, currency) => html.money(*amount, *currency),
            Self::Time(at, zone) => html.time(*at, *zone, now),
            Self::State(tone, name) => {
                html.raw("<span class=\"status\" data-tone=\"").raw(tone).raw("\">").text(name).raw("</span>")
            }
            Self::Lines(values) => {
                html.raw("<ul class=\"lines\">");
                for value in values {
                    html.raw("<li>");
                    value.write(html, now);
                    html.raw("</li>");
                }
                html.raw("</ul>")
            }
        };
    }

    /// As a file has it, where a column holds figures or words.
    pub fn cell(self, is_figure: bool) -> Cell {
        match self {
            Self::Number(number) => Cell::Number(number),
            Self::Money(amount, currency) => Cell::Amount(amount.plain(currency)),
            Self::Time(at, zone) => Cell::Time(moment(at, zone)),
            // One line's figure is a number; those of several share a cell.
            Self::Lines(mut values) if values.len() == 1 => {
                values.pop().map_or(Cell::text(""), |one| one.cell(is_figure))
            }
            Self::Nothing | Self::Text(_) if is_figure => Cell::Amount(self.plain()),
            other => Cell::Text(other.plain()),
        }
    }

    fn plain(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) | Self::Name(text) => text.into_owned(),
            Self::Number(number) => number.to_string(),
            Self::Money(amount, currency) => amount.plain(currency),
            Self::Time(at, zone) => moment(at, zone),
            Self::State(_, name) => name.to_owned(),
            Self::Lines(values) => values.into_iter().map(Self::plain).collect::<Vec<_>>().join(" / "),
        }
    }
}

/// A moment with its zone's offset, as files have it.
fn moment(at: Timestamp, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M:%S%:z").to_string()
}
