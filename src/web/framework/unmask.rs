//! A look at masked values: the form of `components/unmask.html`, logged and answered on the page that it stands on.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;

use crate::commands::invalid;
use crate::commands::people::unmask::unmask;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::i18n::orders::Orders;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused};

/// The form's `data-action`, and its name among the forms of a page.
pub const FORM: &str = "unmask";

/// A value that the page shows in clear, once.
pub struct Unmasked {
    pub name: &'static str,
    pub value: String,
}

/// How a look ended.
pub enum Look {
    Seen(Vec<Unmasked>),
    /// Nothing is shown; the page shows the form again.
    Refused(StatusCode, Echo),
}

/// Logs that somebody looks at the fields that the form names and gives their values. `subject` is what the fields belong to
/// (`order 6921…`); `value` gives a field's name in words and its value, `None` for a field that does not exist.
///
/// # Errors
/// The page of a refusal that is no answer for a form: a missing right, a record of a foreign merchant, a lost database.
pub async fn look(
    app: &App,
    staff: &Staff,
    form: &Form,
    merchant_id: i64,
    subject: String,
    value: impl Fn(&str) -> Option<(&'static str, String)>,
) -> Result<Look, PageError> {
    let fields: BTreeSet<String> = form.fields.all("field").map(str::to_owned).collect();
    let found: Option<Vec<_>> = fields.iter().map(|field| value(field)).collect();
    let looked = match found {
        None => Err(invalid("field", Refusal::UnknownValue)),
        Some(found) if found.is_empty() => Err(invalid("field", Refusal::Required)),
        Some(found) => {
            let (actor, purpose) = (staff.actor(), form.fields.raw("purpose").to_owned());
            let log = app.db.write(move |tx| unmask(tx, &actor, merchant_id, &subject, &fields, &purpose)).await;
            log.map(|()| found.into_iter().map(|(name, value)| seen(name, value, staff)).collect())
        }
    };
    match looked {
        Ok(unmasked) => Ok(Look::Seen(unmasked)),
        // A purpose holds no amount, so the currency words nothing.
        Err(error) => match refused(staff, FORM, form, Currency::CNY, error)? {
            Sent::Refused(status, echo) => Ok(Look::Refused(status, echo)),
            Sent::Done(_) => Err(PageError::Malformed),
        },
    }
}

fn seen(name: &'static str, value: String, staff: &Staff) -> Unmasked {
    Unmasked { name, value: if value.is_empty() { Orders::of(staff.lang).not_known.to_owned() } else { value } }
}
