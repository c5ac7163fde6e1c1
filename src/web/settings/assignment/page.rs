//! The page of a merchant's rules and queues. One rule and one queue are open in their forms at a time; the address says which.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::domain::assignment::rule::{Condition, ConditionKind, Priority, RiskAnswer, Strategy};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::policy::cause::Cause;
use crate::domain::ticket::kind::{Scene, TicketType};
use crate::i18n::codes::{Choice, Named, choices};
use crate::i18n::fill;
use crate::i18n::people::assignment::{Assignment, Trial};
use crate::store::assignment::queues::{MemberRow, QueueRow};
use crate::store::assignment::rules::{Rule, RuleRow};
use crate::store::assignment::{queues, rules};
use crate::store::house::list_choices::StaffChoice;
use crate::store::house::merchants::{MerchantRow, ShopRow};
use crate::store::house::reasons::ReasonRow;
use crate::store::house::{list_choices, merchants, reasons};
use crate::store::people::staff;
use crate::store::{Conn, DbError, Scope};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::page;
use crate::web::framework::identity::session::Staff;
use crate::web::settings::merchants::{MerchantTab, chosen, tabs};

/// The rule and the queue in the forms; `None` for a new one.
#[derive(Clone, Copy, Default)]
pub(super) struct Open {
    pub rule: Option<i64>,
    pub queue: Option<i64>,
}

/// A rule as the list shows it.
struct Line {
    row: RuleRow,
    conditions: Vec<String>,
    queue: String,
    priority: &'static str,
    /// Who gets the ticket, in words.
    who: String,
    /// The person is not here any more.
    is_gone: bool,
    up: Option<String>,
    down: Option<String>,
    /// The field of a refusal to switch it on.
    field: String,
}

struct QueueLine {
    row: QueueRow,
    members: Vec<MemberRow>,
}

/// A value to tick.
struct Box {
    value: String,
    name: String,
    chosen: bool,
}

/// A kind of condition whose values are ticked.
struct Boxes {
    field: &'static str,
    name: &'static str,
    boxes: Vec<Box>,
}

/// The rule in the form.
struct Form {
    id: String,
    version: i32,
    name: String,
    boxes: Vec<Boxes>,
    region: String,
    amount_from: String,
    amount_to: String,
    queue: String,
    priority: &'static str,
    strategy: &'static str,
    staff: String,
}

/// The queue in the form.
struct QueueForm {
    id: String,
    version: i32,
    name: String,
    members: Vec<Box>,
}

#[derive(Template)]
#[template(path = "settings/assignment.html")]
struct AssignmentPage {
    f: Frame,
    t: &'static Assignment,
    w: &'static Trial,
    echo: Echo,
    tabs: Vec<MerchantTab>,
    merchant: String,
    may_manage: bool,
    lines: Vec<Line>,
    queues: Vec<QueueLine>,
    rule_form: Form,
    queue_form: QueueForm,
    queue_choices: Vec<(String, String)>,
    people: Vec<(String, String)>,
    priorities: Vec<Choice>,
    strategies: Vec<Choice>,
}

/// The page of a merchant.
pub(super) fn address(merchant_code: &str) -> String {
    let code: String = form_urlencoded::byte_serialize(merchant_code.as_bytes()).collect();
    format!("/assignment-rules?merchant={code}")
}

/// `GET /assignment-rules`.
pub(super) async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let open = Open { rule: query.raw("rule").parse().ok(), queue: query.raw("queue").parse().ok() };
    render(&app, &staff, query.raw("merchant"), open, StatusCode::OK, Echo::default()).await
}

/// What the page reads.
struct Loaded {
    rules: Vec<Rule>,
    queues: Vec<QueueRow>,
    members: Vec<MemberRow>,
    people: Vec<StaffChoice>,
    shops: Vec<ShopRow>,
    reasons: Vec<ReasonRow>,
    names: std::collections::HashMap<i64, String>,
}

impl Loaded {
    fn read(connection: &mut Conn, merchant_id: i64) -> Result<Self, DbError> {
        let scope = Scope::Of(vec![merchant_id]);
        let rules = rules::list(connection, merchant_id)?;
        let queues = queues::list(connection, &scope)?;
        let ids: Vec<i64> = queues.iter().map(|queue| queue.id).collect();
        let named: Vec<i64> = rules.iter().filter_map(|rule| rule.row.staff_id).collect();
        Ok(Self {
            members: queues::members(connection, &ids)?,
            people: list_choices::people(connection, &scope)?,
            shops: merchants::shops_of(connection, merchant_id)?,
            reasons: reasons::list(connection, merchant_id)?,
            names: staff::names(connection, &named)?,
            rules,
            queues,
        })
    }
}

pub(super) async fn render(
    app: &App,
    staff: &Staff,
    merchant_code: &str,
    open: Open,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Assignment::of(staff.lang);
    let merchant = chosen(staff, merchant_code)?;
    let id = merchant.id;
    let loaded = app.db.read(move |connection| Loaded::read(connection, id)).await?;
    let words = Words { staff, merchant, loaded: &loaded };
    let count = loaded.rules.len();
    let lines = loaded.rules.iter().enumerate().map(|(place, rule)| words.line(rule, place, count)).collect();
    let rule = loaded.rules.iter().find(|rule| Some(rule.row.id) == open.rule);
    let queue = loaded.queues.iter().find(|queue| Some(queue.id) == open.queue);
    let named = |id: i64, name: &str| (id.to_string(), name.to_owned());
    let with_none = |none: &str, all: Vec<(String, String)>| {
        std::iter::once((String::new(), none.to_owned())).chain(all).collect::<Vec<_>>()
    };
    let people: Vec<_> = loaded.people.iter().map(|person| named(person.id, &person.name)).collect();
    let queue_choices: Vec<_> = loaded.queues.iter().map(|queue| named(queue.id, &queue.name)).collect();
    let of_queue = |row: &QueueRow| QueueLine {
        members: loaded.members.iter().filter(|member| member.queue_id == row.id).cloned().collect(),
        row: row.clone(),
    };
    page(
        status,
        &AssignmentPage {
            f: Frame::new(app, staff, "assignment.index", t.title).await?.with_echo(&echo),
            t,
            w: Trial::of(staff.lang),
            tabs: tabs(staff, merchant, address),
            merchant: merchant.code.clone(),
            may_manage: staff.may(Permission::ManageSettings),
            lines,
            queues: loaded.queues.iter().map(of_queue).collect(),
            rule_form: words.form(rule, &echo),
            queue_form: words.queue_form(queue, &echo),
            queue_choices: with_none(t.no_queue, queue_choices),
            people: with_none(t.nobody, people),
            priorities: choices(Priority::ALL, staff.lang, Priority::code),
            strategies: choices(Strategy::ALL, staff.lang, Strategy::code),
            echo,
        },
    )
}

/// Puts rules and queues into words and forms.
struct Words<'a> {
    staff: &'a Staff,
    merchant: &'a MerchantRow,
    loaded: &'a Loaded,
}

impl Words<'_> {
    /// The values of a kind of condition that are ticked: each with its name. None for kinds that are typed.
    fn offered(&self, kind: ConditionKind) -> Vec<(String, String)> {
        let lang = self.staff.lang;
        let owned = |(code, name): Choice| (code.to_owned(), name.to_owned());
        match kind {
            ConditionKind::Type => choices(TicketType::ALL, lang, TicketType::code).into_iter().map(owned).collect(),
            ConditionKind::Scene => choices(Scene::ALL, lang, Scene::code).into_iter().map(owned).collect(),
            ConditionKind::Cause => choices(Cause::ALL, lang, Cause::code).into_iter().map(owned).collect(),
            ConditionKind::Risk => choices(RiskAnswer::ALL, lang, RiskAnswer::code).into_iter().map(owned).collect(),
            ConditionKind::Reason => {
                let name = |reason: &ReasonRow| lang.choose(&reason.name_zh, &reason.name_en).to_owned();
                self.loaded.reasons.iter().map(|reason| (reason.code.clone(), name(reason))).collect()
            }
            ConditionKind::Shop => {
                self.loaded.shops.iter().map(|shop| (shop.id.to_string(), shop.name.clone())).collect()
            }
            ConditionKind::Region | ConditionKind::AmountFrom | ConditionKind::AmountTo => Vec::new(),
        }
    }

    fn value(&self, condition: &Condition) -> String {
        match condition.kind {
            ConditionKind::AmountFrom | ConditionKind::AmountTo => {
                let amount = condition.value.parse().map_or(Money::ZERO, Money::from_minor);
                amount.grouped(self.merchant.currency)
            }
            kind => {
                let found = self.offered(kind).into_iter().find(|(value, _)| *value == condition.value);
                found.map_or_else(|| condition.value.clone(), |(_, name)| name)
            }
        }
    }

    fn conditions(&self, rule: &Rule) -> Vec<String> {
        let lang = self.staff.lang;
        let sentence = |kind: &ConditionKind| {
            let own = rule.conditions.iter().filter(|condition| condition.kind == *kind);
            let values: Vec<String> = own.map(|condition| self.value(condition)).collect();
            let joined = values.join(lang.pick("、", ", "));
            (!values.is_empty()).then(|| format!("{}{}{joined}", kind.name(lang), lang.pick("：", ": ")))
        };
        ConditionKind::ALL.iter().filter_map(sentence).collect()
    }

    fn line(&self, rule: &Rule, place: usize, count: usize) -> Line {
        let (t, lang, row) = (Assignment::of(self.staff.lang), self.staff.lang, &rule.row);
        let person = row.staff_id.and_then(|id| self.loaded.names.get(&id));
        let queue = self.loaded.queues.iter().find(|queue| Some(queue.id) == row.queue_id);
        let label = |text: &str| fill(text, &[("name", &row.name)]);
        Line {
            conditions: self.conditions(rule),
            queue: queue.map(|queue| queue.name.clone()).unwrap_or_default(),
            priority: if row.priority == Priority::High { row.priority.name(lang) } else { "" },
            who: person.cloned().unwrap_or_else(|| row.strategy.name(lang).to_owned()),
            is_gone: row.staff_id.is_some_and(|id| !self.loaded.people.iter().any(|person| person.id == id)),
            up: (place > 0).then(|| label(t.up)),
            down: (place + 1 < count).then(|| label(t.down)),
            field: format!("active_{}", row.id),
            row: row.clone(),
        }
    }

    fn form(&self, rule: Option<&Rule>, echo: &Echo) -> Form {
        let lang = self.staff.lang;
        let of = |kind: ConditionKind| {
            let own = rule.into_iter().flat_map(|rule| &rule.conditions).filter(move |one| one.kind == kind);
            own.map(|one| one.value.clone()).collect::<Vec<_>>()
        };
        let ticked = ConditionKind::ALL.iter().copied().map(|kind| (kind, self.offered(kind)));
        let boxes = ticked.filter(|(_, offered)| !offered.is_empty()).map(|(kind, offered)| {
            let present = of(kind);
            let one = |(value, name): (String, String)| Box {
                chosen: echo.chosen("rule", kind.code(), &value, present.contains(&value)),
                value,
                name,
            };
            Boxes { field: kind.code(), name: kind.name(lang), boxes: offered.into_iter().map(one).collect() }
        });
        let amount = |kind| {
            let minor = of(kind).pop().and_then(|value| value.parse().ok()).map(Money::from_minor);
            minor.map(|amount| amount.plain(self.merchant.currency)).unwrap_or_default()
        };
        let row = rule.map(|rule| &rule.row);
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        Form {
            id: id(row.map(|row| row.id)),
            version: row.map_or(0, |row| row.version),
            name: row.map(|row| row.name.clone()).unwrap_or_default(),
            boxes: boxes.collect(),
            region: of(ConditionKind::Region).join(" "),
            amount_from: amount(ConditionKind::AmountFrom),
            amount_to: amount(ConditionKind::AmountTo),
            queue: id(row.and_then(|row| row.queue_id)),
            priority: row.map_or(Priority::Usual, |row| row.priority).code(),
            strategy: row.map_or(Strategy::LeastOpen, |row| row.strategy).code(),
            staff: id(row.and_then(|row| row.staff_id)),
        }
    }

    fn queue_form(&self, queue: Option<&QueueRow>, echo: &Echo) -> QueueForm {
        let is_member = |id: i64| {
            let of = queue.map(|queue| queue.id);
            self.loaded.members.iter().any(|member| Some(member.queue_id) == of && member.staff_id == id)
        };
        let one = |person: &StaffChoice| {
            let value = person.id.to_string();
            Box {
                chosen: echo.chosen("queue", "member", &value, is_member(person.id)),
                value,
                name: person.name.clone(),
            }
        };
        QueueForm {
            id: queue.map(|queue| queue.id.to_string()).unwrap_or_default(),
            version: queue.map_or(0, |queue| queue.version),
            name: queue.map(|queue| queue.name.clone()).unwrap_or_default(),
            members: self.loaded.people.iter().map(one).collect(),
        }
    }
}
