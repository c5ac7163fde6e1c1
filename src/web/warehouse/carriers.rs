//! The forms of carriers' numbers, as the browser learns them: it chooses the carrier while a number is typed.

use crate::domain::goods::carrier::{FORMS, same_house};
use crate::domain::goods::movement::Carrier;

/// The forms as `prefix,digits,carrier`, separated by blanks; `digits` is empty where letters begin the number. Branches that share the letters
/// follow the carrier behind a slash.
pub fn number_forms() -> String {
    let form = |form: &crate::domain::goods::carrier::NumberForm| {
        let digits = form.digits.map(|digits| digits.to_string()).unwrap_or_default();
        let branches = Carrier::ALL.iter().filter(|other| **other != form.carrier && same_house(form.carrier, **other));
        let carriers: Vec<&str> =
            std::iter::once(&form.carrier).chain(branches).map(|carrier| carrier.code()).collect();
        format!("{},{digits},{}", form.prefix, carriers.join("/"))
    };
    FORMS.iter().map(form).collect::<Vec<_>>().join(" ")
}
