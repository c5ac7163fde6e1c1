//! The parts of every page around its content: the rail with its counts, who is logged in, language, notices.

use crate::domain::money::{Currency, Money, UnitPrice};
use crate::domain::permission::{Permission as P, Role};
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::people::notices::Notices;
use crate::store::goods::receiving_counts;
use crate::store::house::home;
use crate::store::people::notices::COUNTED;
use crate::store::people::{list_views, notices};
use crate::store::tickets::counts::Kept;
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::Rights;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::html;
use crate::web::framework::html::{Html, escape};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::identity::token::random_token;
use crate::web::list::{LeftOut, beyond_text, left_out_text};
use crate::web::tickets::list::role_views::start_address;

/// The tickets whose time is over, what is over longest first.
const OVERDUE: &str = "/tickets?due=OVERDUE&sort=time_left&dir=asc";

/// `data-page` of the list whose view the rail leads to.
pub const MENU_LIST: &str = "tickets.index";

/// The bell in the header: a person's unread notices.
pub struct Bell {
    pub label: String,
    pub count: String,
    pub is_lit: bool,
}

impl Bell {
    /// With this many unread notices, `COUNTED` at most.
    pub fn of(unread: i64, lang: Lang) -> Self {
        let t = Notices::of(lang);
        let count = counted(unread);
        let label = if unread == 0 { t.bell.to_owned() } else { fill(t.bell_unread, &[("count", &count)]) };
        Self { label, count, is_lit: unread > 0 }
    }
}

/// A count that stops at `COUNTED`.
fn counted(count: i64) -> String {
    if count < COUNTED { count.to_string() } else { format!("{}+", COUNTED - 1) }
}

/// An entry of the rail.
pub struct MenuEntry {
    pub address: &'static str,
    /// Where a click leads: the address, or the view of it that the person starts with.
    pub leads: String,
    pub name: &'static str,
    pub count: Option<String>,
    pub current: bool,
}

/// A group of the rail.
pub struct MenuGroup {
    pub name: &'static str,
    pub entries: Vec<MenuEntry>,
}

/// The frame of a page. Templates know it as `f`.
pub struct Frame {
    pub lang: Lang,
    pub t: &'static Common,
    /// `data-page` of the main element.
    pub page: &'static str,
    pub title: String,
    pub demo: bool,
    pub csrf: String,
    /// The name of who is logged in.
    pub name: String,
    pub roles: String,
    pub merchants: Vec<String>,
    pub all_merchants: bool,
    pub menu: Vec<MenuGroup>,
    pub bell: Bell,
    pub notice: Option<String>,
    pub alarm: Option<String>,
    /// Problems at fields of a refused form: where each stands on the page, and its words.
    pub errors: Vec<(String, String)>,
    /// The part of the request that the page left out, in words.
    pub caution: Option<String>,
    pub stylesheet: String,
    pub scripts: Vec<String>,
    pub icon: String,
    pub zone: chrono_tz::Tz,
    pub now: Timestamp,
    /// The text of the search box.
    pub search: String,
    /// Fields that every form of the page carries along.
    pub carried: Vec<(&'static str, String)>,
}

/// The scripts of a page: those of the forms only where such forms are.
fn scripts(page: &str) -> &'static [&'static str] {
    match page.split('.').next() {
        Some("tickets" | "warehouse" | "orders") => &["app.js", "forms.js"],
        _ => &["app.js"],
    }
}

/// The counts of the rail.
pub struct Rail {
    counts: home::RailCounts,
    /// Parcels to open, for those who open them.
    to_open: i64,
    /// Tickets whose time is over, `COUNTED` at most; for those who see tickets.
    overdue: i64,
    /// The view of the ticket list that the person starts with.
    start: String,
    /// Unread notices of the person.
    unread: i64,
}

impl Rail {
    /// Reads what the counts do not have that the page has read.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn read(
        connection: &mut Conn,
        kept: &Kept,
        viewer: &Viewer,
        start: &str,
        now: Timestamp,
    ) -> Result<Self, DbError> {
        let to_open =
            if viewer.may(P::WorkWarehouse) { receiving_counts::to_open(connection, &viewer.scope)? } else { 0 };
        let unread = notices::unread(connection, viewer.id, &viewer.scope)?;
        let overdue =
            if viewer.may(P::ViewTickets) { home::overdue(connection, &viewer.scope, now, COUNTED)? } else { 0 };
        let counts = home::rail_counts(kept, &viewer.scope);
        Ok(Self { counts, to_open, overdue, start: start.to_owned(), unread })
    }

    /// What a person can do at each station now; what others do, and what waits for the buyer or a carrier, is not counted.
    fn waits_for(&self, viewer: &Viewer, station: &str) -> i64 {
        let counts = &self.counts;
        let share = |right: P, count: i64| if viewer.may(right) { count } else { 0 };
        match station {
            "/tickets" => share(P::Review, counts.pending_review),
            "/refunds" => share(P::DecideRefund, counts.finance),
            "/warehouse" => {
                share(P::Inspect, counts.inspection) + share(P::WorkWarehouse, counts.dispatch + self.to_open)
            }
            _ => 0,
        }
    }
}

impl Frame {
    /// The frame of a page for a member of staff; reads the counts of the rail.
    pub async fn new(
        app: &App,
        staff: &Staff,
        page: &'static str,
        title: impl Into<String>,
    ) -> Result<Self, PageError> {
        let (viewer, now) = (staff.viewer.clone(), app.db.clock().now());
        let rail = app
            .db
            .read(move |connection| -> Result<_, DbError> {
                let start = list_views::start(connection, viewer.id, MENU_LIST)?;
                let kept = Kept::read(connection)?;
                Rail::read(connection, &kept, &viewer, &start, now)
            })
            .await?;
        Ok(Self::around(app, staff, &rail, page, title))
    }

    /// The frame of a page that has read the counts of the rail.
    pub fn around(app: &App, staff: &Staff, rail: &Rail, page: &'static str, title: impl Into<String>) -> Self {
        let t = Common::of(staff.lang);
        let query = Fields::of_address(staff.address.split_once('?').map_or("", |(_, query)| query));
        Self {
            lang: staff.lang,
            t,
            page,
            title: title.into(),
            demo: app.config.demo,
            csrf: staff.cookie.csrf(),
            name: staff.name.clone(),
            roles: role_names(&staff.roles, staff.lang),
            merchants: staff.merchants.iter().map(|merchant| merchant.name.clone()).collect(),
            all_merchants: staff.all_merchants,
            menu: menu(&app.rights, staff, page, rail),
            bell: Bell::of(rail.unread, staff.lang),
            notice: staff.notice.clone(),
            alarm: None,
            errors: Vec::new(),
            caution: beyond_text(&query, staff.lang),
            stylesheet: app.assets.address("app.css"),
            scripts: scripts(page).iter().map(|name| app.assets.address(name)).collect(),
            icon: app.assets.address("img/favicon.svg"),
            zone: staff.zone(),
            now: app.db.clock().now(),
            search: String::new(),
            carried: Vec::new(),
        }
    }

    /// Whether the viewer may follow a link to this page: it is in the menu.
    pub fn leads_to(&self, address: &str) -> bool {
        self.menu.iter().flat_map(|group| &group.entries).any(|entry| entry.address == address)
    }

    /// The frame with the alarm of a refused form.
    pub fn with_echo(mut self, echo: &Echo) -> Self {
        self.alarm = echo.alarm.clone();
        let at_fields = echo.errors.iter().filter(|(field, _)| !field.is_empty());
        self.errors = at_fields.map(|(field, text)| (format!("{}-{field}-error", echo.form), text.clone())).collect();
        self
    }

    /// The frame that says which parts of a list's address were left out, because they cannot be read or are too many.
    pub fn with_left_out(mut self, parts: &[LeftOut]) -> Self {
        let texts = self.caution.take().into_iter().chain(left_out_text(parts, self.lang));
        self.caution = texts.reduce(|one, other| format!("{one} {other}"));
        self
    }

    /// The frame of a page whose query is a kept one, which may hold more than an address may.
    pub fn with_beyond(mut self, query: &Fields) -> Self {
        self.caution = beyond_text(query, self.lang);
        self
    }

    /// The hidden fields of a form that changes something of this version.
    pub fn hidden(&self, version: &i32) -> Html {
        Html(format!("<input type=\"hidden\" name=\"version\" value=\"{version}\">{}", self.hidden_new()))
    }

    /// The hidden fields of a form that makes something new.
    pub fn hidden_new(&self) -> Html {
        let token = random_token();
        let carried: String = self
            .carried
            .iter()
            .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
            .collect();
        Html(format!(
            "{carried}<input type=\"hidden\" name=\"csrf\" value=\"{}\"><input type=\"hidden\" name=\"form_token\" value=\"{token}\">",
            escape(&self.csrf)
        ))
    }

    /// A time in the frame's zone.
    pub fn time(&self, at: &Timestamp) -> Html {
        html::time(*at, self.zone, self.now)
    }

    /// A time that may be missing.
    pub fn maybe_time(&self, at: &Option<Timestamp>) -> Html {
        at.map_or_else(html::nothing, |at| html::time(at, self.zone, self.now))
    }

    /// An amount.
    pub fn money(&self, amount: &Money, currency: &Currency) -> Html {
        html::money(*amount, *currency)
    }

    /// An amount by its name, as the hooks promise it.
    pub fn named_money(&self, name: &str, amount: &Money, currency: &Currency) -> Html {
        html::named_money(name, *amount, *currency)
    }

    /// An amount as a field's value: `1234.50`.
    pub fn plain(&self, amount: &Money, currency: &Currency) -> String {
        amount.plain(*currency)
    }

    /// An amount as text: `1,234.50`.
    pub fn grouped(&self, amount: &Money, currency: &Currency) -> String {
        amount.grouped(*currency)
    }

    /// A unit price as text and value, with up to four decimals.
    pub fn price(&self, price: &UnitPrice, currency: &Currency) -> String {
        price.plain(*currency)
    }

    /// An amount that may not apply.
    pub fn maybe_money(&self, amount: &Option<Money>, currency: &Currency) -> Html {
        amount.map_or_else(html::nothing, |amount| html::money(amount, *currency))
    }
}

/// Roles by name, as the frame shows them.
pub fn role_names(roles: &[Role], lang: Lang) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.name(lang)).collect();
    names.join(lang.pick("、", ", "))
}

fn menu(rights: &Rights, staff: &Staff, page: &str, rail: &Rail) -> Vec<MenuGroup> {
    let t = Common::of(staff.lang);
    // A refused form of the desk is answered with the desk, under the address of the ticket.
    let path = if page == "warehouse.desk" { "/warehouse" } else { staff.address.split('?').next().unwrap_or("/") };
    let start = start_address(staff, &rail.start);
    let entry = |address: &'static str, name: &'static str| {
        rights.lets(staff, address).then(|| MenuEntry {
            address,
            leads: if address == "/tickets" { start.clone() } else { address.to_owned() },
            name,
            count: Some(rail.waits_for(staff, address)).filter(|count| *count > 0).map(|count| count.to_string()),
            current: path == address || (address != "/" && path.starts_with(&format!("{address}/"))),
        })
    };
    let overdue = || MenuEntry {
        address: OVERDUE,
        leads: OVERDUE.to_owned(),
        name: t.overdue,
        count: Some(counted(rail.overdue)),
        current: false,
    };
    let group =
        |name, entries: Vec<Option<MenuEntry>>| MenuGroup { name, entries: entries.into_iter().flatten().collect() };
    let groups = vec![
        group(
            t.work,
            vec![
                entry("/", t.desk),
                entry("/tickets", t.tickets),
                Some(rail.overdue).filter(|count| *count > 0).map(|_| overdue()),
                entry("/refunds", t.refunds),
                entry("/warehouse", t.warehouse),
                entry("/queries", t.queries),
                entry("/workload", t.workload),
            ],
        ),
        group(
            t.business,
            vec![
                entry("/orders", t.orders),
                // Whoever sees the orders imports from their page.
                entry("/orders/import", t.import_orders).filter(|_| !rights.lets(staff, "/orders")),
                entry("/stock", t.stock),
                entry("/risk-buyers", t.risk_buyers),
            ],
        ),
        group(
            t.management,
            vec![
                entry("/policies", t.policies),
                entry("/fast-lane", t.fast_lane),
                entry("/products", t.products),
                entry("/reasons", t.reasons),
                entry("/staff", t.staff),
                entry("/settings", t.settings),
                entry("/calendar", t.calendar),
                entry("/terms", t.terms),
                entry("/assignment-rules", t.assignment_rules),
                entry("/audit", t.audit),
                entry("/jobs", t.jobs),
            ],
        ),
    ];
    groups.into_iter().filter(|group| !group.entries.is_empty()).collect()
}
