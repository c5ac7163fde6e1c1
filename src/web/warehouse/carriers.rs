//! The forms of carriers' numbers, as the browser learns them: it chooses the carrier while a number is typed.

use crate::domain::goods::carrier::FORMS;

/// The forms as `prefix,digits,carrier`, separated by blanks; `digits` is empty where letters begin the number.
pub fn number_forms() -> String {
    let form = |form: &crate::domain::goods::carrier::NumberForm| {
        let digits = form.digits.map(|digits| digits.to_string()).unwrap_or_default();
        format!("{},{digits},{}", form.prefix, form.carrier.code())
    };
    FORMS.iter().map(form).collect::<Vec<_>>().join(" ")
}
