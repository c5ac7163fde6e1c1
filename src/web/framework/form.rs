//! The fields of a query or a form, read one by one; every reader notes a problem at its field and goes on, so that the page can show all
//! problems at once and everything that was typed.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use chrono::{NaiveDate, NaiveDateTime};
use futures_util::StreamExt;

use crate::commands::CommandError;
use crate::domain::money::{Currency, Money, QuantityError, parse_quantity};
use crate::domain::people::contact::fold_width;
use crate::domain::refusal::{FieldError, Refusal};
use crate::domain::term::problem::TermProblem;
use crate::web::framework::error::PageError;
use crate::web::framework::identity::session::Cookie;

/// Bytes of an address, as it is written.
pub const ADDRESS_MOST: usize = 8_000;
/// Values of one field of an address.
pub const VALUES_MOST: usize = 50;
/// Fields that are counted one by one where an address has too many.
const NAMES_MOST: usize = 50;

/// Fields in the order they came; a name may repeat.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    beyond: Vec<(String, usize)>,
}

/// The bytes of a text in an address.
fn encoded_length(text: &str) -> usize {
    form_urlencoded::byte_serialize(text.as_bytes()).map(str::len).sum()
}

impl Fields {
    /// From urlencoded text. Bytes that are no UTF-8 become U+FFFD.
    pub fn parse(encoded: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(encoded);
        Self::from_pairs(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// From pairs. NUL, which Postgres cannot hold, becomes U+FFFD, which the text readers refuse at their field and no search finds.
    pub fn from_pairs(mut pairs: Vec<(String, String)>) -> Self {
        for (_, value) in pairs.iter_mut().filter(|(_, value)| value.contains('\0')) {
            *value = value.replace('\0', "\u{FFFD}");
        }
        Self { pairs, beyond: Vec::new() }
    }

    /// From the query of an address, which holds at most `ADDRESS_MOST` bytes and `VALUES_MOST` values of a field: pages repeat it in their
    /// links. Further values are left out, and `beyond` counts them.
    pub fn of_address(query: &str) -> Self {
        let mut fields = Self::default();
        let mut length = 0;
        for (name, value) in Self::parse(query.as_bytes()).pairs {
            let bytes = encoded_length(&name) + encoded_length(&value) + 2;
            // A list that a page leads back to, or makes a file of, is an address of its own.
            let is_way_back = matches!(name.as_str(), "list" | "next" | "query") && !fields.has(&name);
            let fits = if is_way_back { value.len() <= ADDRESS_MOST } else { length + bytes <= ADDRESS_MOST };
            if fits && fields.all(&name).count() < VALUES_MOST {
                length += if is_way_back { 0 } else { bytes };
                fields.pairs.push((name, value));
            } else {
                let name: String = name.chars().take(40).collect();
                let is_last = fields.beyond.len() >= NAMES_MOST;
                match fields.beyond.iter_mut().find(|(known, _)| *known == name || is_last) {
                    Some((_, count)) => *count += 1,
                    None => fields.beyond.push((name, 1)),
                }
            }
        }
        fields
    }

    /// These fields, and those of a kept address before them.
    pub fn after(&self, kept: Self) -> Self {
        Self {
            pairs: kept.pairs.into_iter().chain(self.pairs.iter().cloned()).collect(),
            beyond: kept.beyond.into_iter().chain(self.beyond.iter().cloned()).collect(),
        }
    }

    /// How many values of which fields an address had beyond what one may hold.
    pub fn beyond(&self) -> &[(String, usize)] {
        &self.beyond
    }

    /// A field as it was typed; empty when it was not sent.
    pub fn raw(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// A search word of a query: trimmed, without control characters, of at most 100 characters. No engine stumbles over it.
    pub fn typed(&self, name: &str) -> String {
        self.raw(name).trim().chars().filter(|c| !c.is_control()).take(100).collect()
    }

    /// Whether the field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == name)
    }

    /// All values of a repeated field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The fields again as a query string, without some.
    pub fn query_without(&self, leave_out: &[&str]) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.iter().filter(|(name, value)| !value.is_empty() && !leave_out.contains(name)) {
            out.append_pair(name, value);
        }
        out.finish()
    }
}

impl FromRequest for Fields {
    type Error = PageError;
    type Future = std::future::Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::of_address(request.query_string())))
    }
}

/// A posted form whose CSRF token was right.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub fields: Fields,
    /// Field, name and hash of each file that came with it.
    pub files: Vec<String>,
}

impl FromRequest for Form {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let body = read_body(payload).await?;
            let fields = Fields::parse(&body);
            check_csrf(&Cookie::of(&request), fields.raw("csrf"))?;
            Ok(Self { fields, files: Vec::new() })
        })
    }
}

/// The CSRF token of a form against that of the session, in constant time.
pub fn check_csrf(cookie: &Cookie, sent: &str) -> Result<(), PageError> {
    let expected = cookie.csrf();
    let same = expected.len() == sent.len()
        && expected.bytes().zip(sent.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0;
    if same { Ok(()) } else { Err(PageError::Csrf) }
}

/// The body of an ordinary form; `bodies` has put an end to it.
async fn read_body(mut payload: Payload) -> Result<Bytes, PageError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        body.extend_from_slice(&chunk?);
    }
    Ok(body.freeze())
}

/// Reads fields and collects what is wrong with them.
pub struct Reader<'f> {
    fields: &'f Fields,
    errors: Vec<FieldError>,
}

impl<'f> Reader<'f> {
    /// A reader of these fields.
    pub fn new(fields: &'f Fields) -> Self {
        Self { fields, errors: Vec::new() }
    }

    /// Notes a problem at a field.
    pub fn refuse(&mut self, field: &str, refusal: Refusal) {
        self.errors.push(FieldError::at(field, refusal));
    }

    /// Ends the reading: the problems, if there are any.
    pub fn finish(self) -> Result<(), CommandError> {
        if self.errors.is_empty() { Ok(()) } else { Err(CommandError::Invalid(self.errors)) }
    }

    /// What could not be read, for a command that refuses it with all else that is wrong.
    pub fn problems(self) -> Vec<FieldError> {
        self.errors
    }

    /// An optional text, trimmed, of at most `most` characters; line ends are `\n`.
    pub fn text(&mut self, name: &str, most: usize) -> String {
        let value = self.fields.raw(name).trim().replace("\r\n", "\n");
        if value.chars().any(|c| c == '\u{FFFD}' || (c.is_control() && !matches!(c, '\n' | '\t'))) {
            self.refuse(name, Refusal::BadText);
        } else if value.chars().count() > most {
            self.refuse(name, Refusal::TooLong(most));
        }
        value
    }

    /// A text of one line that must be there.
    pub fn required(&mut self, name: &str, least: usize, most: usize) -> String {
        let value = self.text(name, most);
        if value.is_empty() {
            self.refuse(name, Refusal::Required);
        } else if value.chars().count() < least {
            self.refuse(name, Refusal::TooShort(least));
        }
        value
    }

    /// An amount; `None` when the field is empty or wrong.
    pub fn money(&mut self, name: &str, currency: Currency) -> Option<Money> {
        let value = self.fields.raw(name);
        if value.trim().is_empty() {
            return None;
        }
        match Money::parse(value, currency) {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.refuse(name, Refusal::Amount(error));
                None
            }
        }
    }

    /// A whole number; `None` when the field is empty or wrong.
    pub fn quantity(&mut self, name: &str) -> Option<i64> {
        match parse_quantity(self.fields.raw(name)) {
            Ok(quantity) => Some(quantity),
            Err(QuantityError::Empty) => None,
            Err(error) => {
                self.refuse(name, Refusal::Quantity(error));
                None
            }
        }
    }

    /// A value of a closed list that must be there.
    pub fn code<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.fields.raw(name).trim();
        if value.is_empty() {
            self.refuse(name, Refusal::Required);
            return None;
        }
        self.optional_code(name, parse)
    }

    /// A value of a closed list; `None` when the field is empty or wrong.
    pub fn optional_code<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.fields.raw(name).trim();
        if value.is_empty() {
            return None;
        }
        let parsed = parse(value);
        if parsed.is_none() {
            self.refuse(name, Refusal::UnknownValue);
        }
        parsed
    }

    /// A date such as `2026-11-22`; `None` when the field is empty or wrong.
    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        let value = fold_width(self.fields.raw(name).trim());
        if value.is_empty() {
            return None;
        }
        match NaiveDate::parse_from_str(&value, "%Y-%m-%d") {
            Ok(date) if (1970..=2200).contains(&chrono::Datelike::year(&date)) => Some(date),
            _ => {
                self.refuse(name, Refusal::BadDate);
                None
            }
        }
    }

    /// A local time such as `2026-11-22T18:00`, with a blank or a `T`; `None` when the field is empty or wrong.
    pub fn local_time(&mut self, name: &str) -> Option<NaiveDateTime> {
        let value = fold_width(self.fields.raw(name).trim()).replace('T', " ");
        if value.is_empty() {
            return None;
        }
        match NaiveDateTime::parse_from_str(&value, "%Y-%m-%d %H:%M") {
            Ok(at) if (1970..=2200).contains(&chrono::Datelike::year(&at)) => Some(at),
            _ => {
                self.refuse(name, Refusal::Term(TermProblem::BadTime));
                None
            }
        }
    }

    /// A date that must be there; 1970-01-01 beside a noted problem.
    pub fn required_date(&mut self, name: &str) -> NaiveDate {
        if self.fields.raw(name).trim().is_empty() {
            self.refuse(name, Refusal::Required);
        }
        self.date(name).unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.fields.all(name).any(|value| !matches!(value, "" | "0" | "false" | "off"))
    }

    /// The version the form was made from.
    pub fn version(&mut self) -> i32 {
        match self.fields.raw("version").trim().parse() {
            // No row has another; the next one must be a number too.
            Ok(version) if (0..i32::MAX).contains(&version) => version,
            _ => {
                self.refuse("version", Refusal::Required);
                0
            }
        }
    }
}

/// The fields that were sent and their problems, for the page that shows the form again. A form's name distinguishes it from others on the
/// page; a page without a sent form uses the default.
#[derive(Clone, Debug, Default)]
pub struct Echo {
    pub form: &'static str,
    pub fields: Fields,
    pub errors: Vec<(String, String)>,
    pub alarm: Option<String>,
}

impl Echo {
    /// The value that a field of a form shows: the typed one, else the default.
    pub fn value(&self, form: &str, name: &str, default: impl std::fmt::Display) -> String {
        if self.form == form { self.fields.raw(name).to_owned() } else { default.to_string() }
    }

    /// Whether a box or an option shows as chosen.
    pub fn chosen(&self, form: &str, name: &str, value: &str, default: impl YesNo) -> bool {
        if self.form == form { self.fields.all(name).any(|sent| sent == value) } else { default.is_yes() }
    }

    /// Whether an option shows as chosen: the one that was sent, else the default.
    pub fn picked(
        &self,
        form: &str,
        name: &str,
        option: impl std::fmt::Display,
        default: impl std::fmt::Display,
    ) -> bool {
        let option = option.to_string();
        if self.form == form { self.fields.all(name).any(|sent| sent == option) } else { option == default.to_string() }
    }

    /// Whether this form was the one that was sent.
    pub fn is(&self, form: &str) -> bool {
        self.form == form
    }

    /// The problem at a field of a form.
    pub fn error(&self, form: &str, name: &str) -> Option<&str> {
        if self.form != form {
            return None;
        }
        self.errors.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }
}

/// A yes or no that a template hands on, by value or behind references.
pub trait YesNo {
    /// The answer.
    fn is_yes(&self) -> bool;
}

impl YesNo for bool {
    fn is_yes(&self) -> bool {
        *self
    }
}

impl<T: YesNo> YesNo for &T {
    fn is_yes(&self) -> bool {
        (**self).is_yes()
    }
}
