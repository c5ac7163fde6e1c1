//! One member of staff: rights, password, sessions, disabling.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::Texts;
use crate::commands::people::change_staff::StaffChange;
use crate::commands::people::manage_staff::NAME_MOST;
use crate::commands::people::passwords::hash_password;
use crate::commands::people::{account, change_staff, login};
use crate::commands::{Actor, CommandError};
use crate::domain::money::Currency;
use crate::domain::people::staffing;
use crate::domain::permission::{Permission, Permission as P};
use crate::domain::time::Timestamp;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;
use crate::store::house::records::Record;
use crate::store::people::staff_list::StaffListRow;
use crate::store::people::{sessions, staff_list};
use crate::store::{DbError, Tx};
use crate::web::framework::addresses::{Addresses, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{Html, page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::staff::rights_form::{
    Choice, Pair, State, merchant_choices, pairs, read_rights, role_choices, state_of,
};

/// Registers the addresses of one person.
pub fn routes(config: &mut Addresses) {
    config
        .route(get("/staff/{id:\\d{1,18}}", P::ViewStaff, Record::Staff).to(show))
        .route(post("/staff/{id:\\d{1,18}}", P::ManageStaff, Record::Staff).to(change))
        .route(post("/staff/{id:\\d{1,18}}/disabling", P::ManageStaff, Record::Staff).to(disable))
        .route(post("/staff/{id:\\d{1,18}}/enabling", P::ManageStaff, Record::Staff).to(enable))
        .route(post("/staff/{id:\\d{1,18}}/password", P::ManageStaff, Record::Staff).to(set_password))
        .route(post("/staff/{id:\\d{1,18}}/sessions-end", P::ManageStaff, Record::Staff).to(end_sessions))
        .route(post("/staff/{id:\\d{1,18}}/unlocking", P::ManageStaff, Record::Staff).to(unlock));
}

#[derive(Template)]
#[template(path = "staff/person.html")]
struct PersonPage {
    f: Frame,
    t: &'static Texts,
    echo: Echo,
    id: i64,
    version: i32,
    username: String,
    person: String,
    active: bool,
    state: State,
    /// A log-in of this name is locked now.
    is_locked: bool,
    last_login: Html,
    roles: Vec<Choice>,
    pairs: Vec<Pair>,
    merchants: Vec<Choice>,
    /// Merchants the person has, by name, where they are only shown.
    merchant_names: String,
    role_names: String,
    all_merchants: bool,
    may_grant_all: bool,
    may_manage: bool,
    open_sessions: String,
    has_sessions: bool,
    /// Why the person cannot be disabled.
    stays: Option<String>,
    /// Why roles and merchants are only shown.
    own_rights: Option<String>,
    /// Why no password can be set here.
    own_password: Option<String>,
}

async fn show(app: Data<App>, staff: Staff, id: Path<i64>) -> Result<HttpResponse, PageError> {
    render(&app, &staff, *id, StatusCode::OK, Echo::default()).await
}

struct Loaded {
    person: StaffListRow,
    admins: Vec<staffing::Admin>,
    open: usize,
    locked: Option<Timestamp>,
}

async fn load(app: &App, staff: &Staff, id: i64) -> Result<Loaded, PageError> {
    let (scope, limits, now) = (staff.scope.clone(), app.config.sessions, app.db.clock().now());
    let found = app
        .db
        .read(move |connection| {
            let Some(person) = staff_list::find(connection, &scope, id)? else { return Ok::<_, DbError>(None) };
            let admins = staff_list::active_admins(connection)?;
            let open = sessions::open_of(connection, id, limits, now)?.len();
            let mut locks = login::locked(connection, std::slice::from_ref(&person.row.username), now)?;
            let locked = locks.remove(&person.row.username);
            Ok(Some(Loaded { person, admins, open, locked }))
        })
        .await?;
    found.ok_or(PageError::NotFound)
}

async fn render(app: &App, staff: &Staff, id: i64, status: StatusCode, echo: Echo) -> Result<HttpResponse, PageError> {
    let t = Texts::of(staff.lang);
    let Loaded { person, admins, open, locked } = load(app, staff, id).await?;
    let f = Frame::new(app, staff, "staff.show", person.row.display_name.clone()).await?.with_echo(&echo);
    let wording = Wording { lang: staff.lang, currency: Currency::CNY, zone: staff.zone() };
    let member_of = person.merchants.iter().map(|(code, _)| code.clone()).collect();
    let names: Vec<&str> = person.merchants.iter().map(|(_, name)| name.as_str()).collect();
    page(
        status,
        &PersonPage {
            t,
            id,
            version: person.row.version,
            active: person.row.active,
            state: state_of(f.now, staff, &person, locked),
            is_locked: locked.is_some(),
            last_login: f.maybe_time(&person.row.last_login_at),
            roles: role_choices(staff, &echo, "change", &person.roles),
            pairs: pairs(staff, &echo, "change", &person.roles),
            merchants: merchant_choices(staff, &echo, "change", &member_of),
            merchant_names: names.join(staff.lang.pick("、", ", ")),
            role_names: super::role_names(&person.roles, staff.lang),
            all_merchants: echo.chosen("change", "all_merchants", "1", person.row.all_merchants),
            may_grant_all: staff.all_merchants,
            may_manage: staff.may(Permission::ManageStaff),
            open_sessions: fill(t.open_sessions, &[("count", &open.to_string())]),
            has_sessions: open > 0,
            stays: staffing::may_disable(Some(staff.id), id, &admins).err().map(|rule| wording.refusal(&rule)),
            own_rights: staffing::may_change_rights(Some(staff.id), id).err().map(|rule| wording.refusal(&rule)),
            own_password: staffing::may_set_password(Some(staff.id), id).err().map(|rule| wording.refusal(&rule)),
            username: person.row.username,
            person: person.row.display_name,
            echo,
            f,
        },
    )
}

async fn change(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let display_name = reader.required("display_name", 1, NAME_MOST);
    let mut errors = match reader.finish() {
        Err(CommandError::Invalid(errors)) => errors,
        _ => Vec::new(),
    };
    let (roles, merchant_codes) = read_rights(&form.fields, &mut errors);
    let to = StaffChange { display_name, roles, merchant_codes };
    let id = *id;
    let checked = if errors.is_empty() { Ok(()) } else { Err(CommandError::Invalid(errors)) };
    let notice = Common::of(staff.lang).saved;
    run(&app, &staff, id, "change", &form, checked, notice, move |tx, actor| {
        change_staff::change(tx, actor, id, version, &to)
    })
    .await
}

async fn disable(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let (id, checked, version) = versioned(&form, *id);
    let notice = Texts::of(staff.lang).disabled_notice;
    run(&app, &staff, id, "disable", &form, checked, notice, move |tx, actor| {
        change_staff::disable(tx, actor, id, version)
    })
    .await
}

async fn enable(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let (id, checked, version) = versioned(&form, *id);
    let notice = Texts::of(staff.lang).enabled_notice;
    run(&app, &staff, id, "enable", &form, checked, notice, move |tx, actor| {
        change_staff::enable(tx, actor, id, version)
    })
    .await
}

async fn end_sessions(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let id = *id;
    let notice = Texts::of(staff.lang).sessions_ended;
    run(&app, &staff, id, "sessions", &form, Ok(()), notice, move |tx, actor| change_staff::end_sessions(tx, actor, id))
        .await
}

async fn unlock(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let id = *id;
    let notice = Texts::of(staff.lang).unlocked;
    run(&app, &staff, id, "unlock", &form, Ok(()), notice, move |tx, actor| change_staff::unlock(tx, actor, id)).await
}

async fn set_password(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let (id, checked, version) = versioned(&form, *id);
    let [new, again] = ["new_password", "new_password_again"].map(|name| form.fields.raw(name).to_owned());
    let scope = staff.scope.clone();
    let person = app.db.read(move |connection| staff_list::find(connection, &scope, id)).await?;
    let username = person.ok_or(PageError::NotFound)?.row.username;
    let mut errors = account::check_new_password(&username, &new, &again, None);
    if let Err(CommandError::Invalid(more)) = checked {
        errors.extend(more);
    }
    let (checked, hash) = if errors.is_empty() {
        match app.hashing.slowly(move |memory| hash_password(&new, memory)).await {
            Ok(Ok(hash)) => (Ok(()), hash),
            Ok(Err(error)) | Err(error) => (Err(error), String::new()),
        }
    } else {
        (Err(CommandError::Invalid(errors)), String::new())
    };
    let notice = Texts::of(staff.lang).password_set;
    run(&app, &staff, id, "password", &form, checked, notice, move |tx, actor| {
        change_staff::set_password(tx, actor, id, version, &hash)
    })
    .await
}

fn versioned(form: &Form, id: i64) -> (i64, Result<(), CommandError>, i32) {
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    (id, reader.finish(), version)
}

/// Sends one of the page's forms; `checked` is what was wrong with it before.
#[expect(clippy::too_many_arguments, reason = "one place for the forms of the page")]
async fn run<F>(
    app: &App,
    staff: &Staff,
    id: i64,
    form_name: &'static str,
    form: &Form,
    checked: Result<(), CommandError>,
    notice: &'static str,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor) -> Result<(), CommandError> + Send + 'static,
{
    let name = load(app, staff, id).await?.person.row.display_name;
    let sent = match checked {
        Err(error) => refused(staff, form_name, form, Currency::CNY, error)?,
        Ok(()) => {
            submit(app, staff, form_name, form, Currency::CNY, move |tx, actor| {
                command(tx, actor)?;
                Ok(format!("/staff/{id}"))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&fill(notice, &[("name", &name)]));
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(app, staff, id, status, echo).await,
    }
}
