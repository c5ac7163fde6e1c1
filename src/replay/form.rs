//! A form as a browser sees it: what its controls hold, what the first button adds, where it goes.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Selector};

use super::page::{Page, text};

/// A form filled in as the page offered it.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The hook `data-action`; empty where there is none.
    pub hook: String,
    action: String,
    get: bool,
    multipart: bool,
    fields: Vec<(String, String)>,
    controls: BTreeSet<String>,
    choices: BTreeMap<String, Vec<String>>,
    buttons: Vec<Button>,
    pressed: Option<usize>,
    files: Vec<File>,
}

#[derive(Clone, Debug)]
struct Button {
    name: String,
    value: String,
    action: Option<String>,
}

#[derive(Clone, Debug)]
struct File {
    field: String,
    name: String,
    media_type: String,
    bytes: Vec<u8>,
}

const BOUNDARY: &str = "----------------------------aftersales5f2c1d";

impl Form {
    /// A form that stands on no page.
    pub fn to(action: &str) -> Self {
        Self { action: action.to_owned(), ..Self::default() }
    }

    pub(super) fn read(page: &Page, element: ElementRef<'_>) -> Self {
        let attribute = |name: &str| element.value().attr(name).unwrap_or_default().to_owned();
        let mut form = Self {
            hook: attribute("data-action"),
            action: attribute("action"),
            get: !attribute("method").eq_ignore_ascii_case("post"),
            multipart: attribute("enctype").eq_ignore_ascii_case("multipart/form-data"),
            ..Self::default()
        };
        if form.action.is_empty() {
            form.action = page.path().to_owned();
        }
        let own_id = element.value().attr("id");
        for control in page.all("input, select, textarea, button") {
            let belongs = match control.value().attr("form") {
                Some(id) => Some(id) == own_id,
                None => control.ancestors().any(|node| node.id() == element.id()),
            };
            if belongs && !is_disabled(control) {
                form.take(control);
            }
        }
        form.pressed = if form.buttons.is_empty() { None } else { Some(0) };
        form
    }

    fn take(&mut self, control: ElementRef<'_>) {
        let attribute = |name: &str| control.value().attr(name);
        let name = attribute("name").unwrap_or_default().to_owned();
        let value = attribute("value").unwrap_or_default().to_owned();
        let kind = attribute("type").unwrap_or_default().to_ascii_lowercase();
        let tag = control.value().name();
        if tag == "button" || kind == "submit" || kind == "image" {
            if !matches!(kind.as_str(), "button" | "reset") {
                self.buttons.push(Button { name, value, action: attribute("formaction").map(str::to_owned) });
            }
            return;
        }
        if name.is_empty() || matches!(kind.as_str(), "button" | "reset") {
            return;
        }
        self.controls.insert(name.clone());
        match (tag, kind.as_str()) {
            ("textarea", _) => {
                let typed = control.text().collect::<String>();
                self.fields.push((name, typed.strip_prefix('\n').map(str::to_owned).unwrap_or(typed)));
            }
            ("select", _) => {
                let several = attribute("multiple").is_some();
                self.choices.insert(name.clone(), options(control).iter().map(value_of).collect());
                self.fields.extend(chosen(control, several).into_iter().map(|value| (name.clone(), value)));
            }
            (_, "checkbox" | "radio") => {
                let value = attribute("value").unwrap_or("on").to_owned();
                self.choices.entry(name.clone()).or_default().push(value);
                if attribute("checked").is_some() {
                    self.fields.push((name, attribute("value").unwrap_or("on").to_owned()));
                }
            }
            (_, "file") => {}
            _ => self.fields.push((name, value)),
        }
    }

    /// Where it goes.
    pub fn action(&self) -> &str {
        self.pressed.and_then(|at| self.buttons[at].action.as_deref()).unwrap_or(&self.action)
    }

    /// Whether it is a search and no change.
    pub fn is_get(&self) -> bool {
        self.get
    }

    /// Whether it carries files.
    pub fn is_multipart(&self) -> bool {
        self.multipart
    }

    /// The names of its controls, those that send nothing now included.
    pub fn controls(&self) -> impl Iterator<Item = &str> {
        self.controls.iter().map(String::as_str)
    }

    /// The values that a choice, a group of radio buttons or a box can have; none for a text.
    pub fn choices(&self, name: &str) -> &[String] {
        self.choices.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether it has such a control.
    pub fn has(&self, name: &str) -> bool {
        self.controls.contains(name)
    }

    /// The present value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Fills in a field, in the place of everything it held; whether the form has such a control.
    pub fn put(&mut self, name: &str, value: &str) -> bool {
        self.remove(name);
        self.add(name, value);
        self.controls.contains(name)
    }

    /// Adds a field, whether the page offers it or not.
    pub fn add(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a field out, as an unticked box.
    pub fn remove(&mut self, name: &str) {
        self.fields.retain(|(field, _)| field != name);
    }

    /// Presses another button than the first; whether there is one.
    pub fn press(&mut self, name: &str, value: &str) -> bool {
        self.pressed = self.buttons.iter().position(|button| button.name == name && button.value == value);
        self.pressed.is_some()
    }

    /// Chooses a file.
    pub fn attach(&mut self, field: &str, name: &str, media_type: &str, bytes: &[u8]) {
        let (field, name, media_type) = (field.to_owned(), name.to_owned(), media_type.to_owned());
        self.files.push(File { field, name, media_type, bytes: bytes.to_vec() });
    }

    /// Everything that is sent: fields, then the pressed button.
    pub fn sent(&self) -> Vec<(&str, &str)> {
        let mut sent: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let button = self.pressed.map(|at| &self.buttons[at]).filter(|button| !button.name.is_empty());
        sent.extend(button.map(|button| (button.name.as_str(), button.value.as_str())));
        sent
    }

    /// The address of a search.
    pub fn query_address(&self) -> String {
        let path = self.action().split('?').next().unwrap_or_default();
        format!("{path}?{}", self.encoded())
    }

    /// The content type and the body of a change.
    pub fn body(&self) -> (String, Vec<u8>) {
        if !self.multipart {
            return ("application/x-www-form-urlencoded".to_owned(), self.encoded().into_bytes());
        }
        let mut body = Vec::new();
        for (name, value) in self.sent() {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for File { field, name, media_type, bytes } in &self.files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: {media_type}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    fn encoded(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.sent() {
            // Browsers send line ends as CR LF.
            out.append_pair(name, &value.replace("\r\n", "\n").replace('\n', "\r\n"));
        }
        out.finish()
    }
}

fn is_disabled(control: ElementRef<'_>) -> bool {
    let off = |element: ElementRef<'_>| element.value().attr("disabled").is_some();
    let fieldsets =
        control.ancestors().filter_map(ElementRef::wrap).filter(|parent| parent.value().name() == "fieldset");
    off(control) || fieldsets.into_iter().any(off)
}

fn options(select: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let Ok(options) = Selector::parse("option") else { return Vec::new() };
    select.select(&options).filter(|option| option.value().attr("disabled").is_none()).collect()
}

fn value_of(option: &ElementRef<'_>) -> String {
    option.value().attr("value").map_or_else(|| text(*option), str::to_owned)
}

fn chosen(select: ElementRef<'_>, several: bool) -> Vec<String> {
    let options = options(select);
    let marked: Vec<_> = options.iter().filter(|option| option.value().attr("selected").is_some()).collect();
    match (several, marked.is_empty()) {
        (true, _) => marked.into_iter().map(value_of).collect(),
        (false, true) => options.first().map(value_of).into_iter().collect(),
        (false, false) => marked.last().map(|option| value_of(option)).into_iter().collect(),
    }
}
