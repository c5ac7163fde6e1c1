//! Questions to pages and forms that fail the test when there is no answer.

use aftersales::replay::{Form, Page};

/// What a page must show.
pub trait Shown {
    /// The form with this `data-action`; the ground of an approval and the category of a rejection, which no page chooses, are chosen.
    fn form_of(&self, action: &str) -> Form;
    /// The text of the first element found.
    fn text(&self, selector: &str) -> String;
    /// The `value` of the first element found, such as `data[data-amount=computed]`.
    fn value(&self, selector: &str) -> String;
    /// The message at a field.
    fn error(&self, field: &str) -> String;
    /// The ticket's own status.
    fn status_of_ticket(&self) -> String;
}

impl Shown for Page {
    #[track_caller]
    fn form_of(&self, action: &str) -> Form {
        let form = self.form(action).unwrap_or_else(|| panic!("{}", self.trouble(&format!("no form {action:?}"))));
        let chosen = match action {
            "approve" => Some(("ground", "COMPENSATION")),
            "reject" => Some(("category", "NOT_JUSTIFIED")),
            _ => None,
        };
        match chosen.filter(|(field, _)| Form::value(&form, field) == Some("")) {
            Some((field, value)) => form.set(field, value),
            None => form,
        }
    }

    #[track_caller]
    fn text(&self, selector: &str) -> String {
        self.text_of(selector).unwrap_or_else(|| panic!("{}", self.trouble(&format!("no element {selector:?}"))))
    }

    #[track_caller]
    fn value(&self, selector: &str) -> String {
        self.attribute(selector, "value")
            .unwrap_or_else(|| panic!("{}", self.trouble(&format!("no value at {selector:?}"))))
    }

    #[track_caller]
    fn error(&self, field: &str) -> String {
        self.error_at(field).unwrap_or_else(|| panic!("{}", self.trouble(&format!("no error at {field:?}"))))
    }

    #[track_caller]
    fn status_of_ticket(&self) -> String {
        self.ticket_status().unwrap_or_else(|| panic!("{}", self.trouble("no status")))
    }
}

/// Filling in a form.
pub trait Filled {
    /// Fills in a field that the form must have.
    fn set(self, name: &str, value: &str) -> Self;
}

impl Filled for Form {
    #[track_caller]
    fn set(mut self, name: &str, value: &str) -> Self {
        let known = self.put(name, value);
        assert!(
            known,
            "the form {:?} has no field {name:?}, only {:?}",
            self.hook,
            self.controls().collect::<Vec<_>>()
        );
        self
    }
}
