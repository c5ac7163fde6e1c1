//! The application: the form on an order's lines, for a new ticket or a draft.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;

use crate::commands::service::query;
use crate::commands::tickets::{kept_files, open_ticket};
use crate::commands::{CommandError, invalid};
use crate::domain::money::Money;
use crate::domain::people::contact::{mask_name, phone_tail};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::kind::{Channel, DesiredSolution, EvidenceKind, TicketType};
use crate::domain::ticket::status::Status;
use crate::files::FileStore;
use crate::files::evidence::FORM_BYTES;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::orders::queries::Queries;
use crate::i18n::tickets::Tickets;
use crate::store::house::merchants;
use crate::store::orders::OrderRow;
use crate::store::service::queries;
use crate::store::tickets::TicketRow;
use crate::store::{DbError, orders, tickets};
use crate::web::buyers::queries::address::{FROM_QUERY, carried, query as query_address};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::framework::upload;
use crate::web::framework::upload::Upload;
use crate::web::tickets::application_form::{FORM, read};
use crate::web::tickets::application_reasons::ReasonGroup;
use crate::web::tickets::application_rows::{Defaults, LineChoice, OrderStrip, Source, load};
use crate::web::tickets::ticket::evidence::stored;

#[derive(Template)]
#[template(path = "tickets/application.html")]
struct ApplicationPage {
    f: Frame,
    t: &'static Tickets,
    echo: Echo,
    order: OrderRow,
    see_prices: bool,
    strip: OrderStrip,
    lines: Vec<LineChoice>,
    reasons: Vec<ReasonGroup>,
    /// What the lines are worth as their fields stand, and all together.
    worth: Vec<Money>,
    total: Money,
    sign_state: &'static str,
    receiver: String,
    phone: String,
    kinds: Vec<(&'static str, &'static str)>,
    channels: Vec<(&'static str, &'static str)>,
    solutions: Vec<(&'static str, &'static str)>,
    /// The draft that is edited.
    draft: Option<TicketRow>,
    parent_no: String,
    /// Number and page of the query that it is filled from.
    query: Option<(String, String)>,
    q: &'static Queries,
    action: String,
    /// Names of files that a refused form kept, and the token they are kept under.
    kept: Vec<String>,
    kept_under: String,
    /// The values of the form before anything is typed.
    defaults: Defaults,
}

/// `GET /tickets/new?order_no=…`.
pub async fn new(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    if query.raw("order_no").trim().is_empty() {
        return Ok(see_other("/orders"));
    }
    let order = find_order(&app, &staff, &query).await?;
    let source = source(&app, &staff, &query, "after", &order).await?;
    show(&app, &staff, StatusCode::OK, order, source, Echo::default()).await
}

/// `POST /tickets`: urlencoded, or multipart with files.
pub async fn create(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    let Sheet { form, upload } = Sheet::read(&app, &request, payload).await?;
    let order = find_order(&app, &staff, &form.fields).await?;
    let source = source(&app, &staff, &form.fields, "parent_no", &order).await?;
    let query_id = source.query().map(|query| query.id);
    let (order_id, currency, fields) = (order.id, order.currency, form.fields.clone());
    if let Some(upload) = upload
        && let Err(error) = keep_files(&app, &staff, upload).await?
    {
        let sent = refused(&staff, FORM, &form, currency, error)?;
        return finish(&app, &staff, sent, order, source).await;
    }
    let token = files_token(&form.fields).to_owned();
    let sent = submit(&app, &staff, FORM, &form, currency, move |tx, actor| {
        let (application, intent) = read(&fields, currency);
        let ticket = open_ticket::open(tx, actor, order_id, &application, intent)?;
        kept_files::hand_over(tx, actor, &token, &ticket.ticket_no)?;
        if let Some(id) = query_id {
            query::tie_ticket(tx, actor, id, &ticket)?;
        }
        Ok(format!("/tickets/{}", ticket.ticket_no))
    })
    .await?;
    finish(&app, &staff, sent, order, source).await
}

/// `GET /tickets/{no}/edit`: a draft.
pub async fn edit(app: Data<App>, staff: Staff, path: Path<String>) -> Result<HttpResponse, PageError> {
    let (ticket, order) = find_draft(&app, &staff, path.into_inner()).await?;
    show(&app, &staff, StatusCode::OK, order, Source::Draft(ticket), Echo::default()).await
}

/// `POST /tickets/{no}/edit`: saves or submits a draft.
pub async fn save(app: Data<App>, staff: Staff, path: Path<String>, form: Form) -> Result<HttpResponse, PageError> {
    let (ticket, order) = find_draft(&app, &staff, path.into_inner()).await?;
    let (number, currency, fields) = (ticket.ticket_no.clone(), order.currency, form.fields.clone());
    let sent = submit(&app, &staff, FORM, &form, currency, move |tx, actor| {
        let (application, intent) = read(&fields, currency);
        let mut reader = Reader::new(&fields);
        let version = reader.version();
        reader.finish()?;
        open_ticket::edit(tx, actor, &number, version, &application, intent)?;
        Ok(format!("/tickets/{number}"))
    })
    .await?;
    finish(&app, &staff, sent, order, Source::Draft(ticket)).await
}

async fn finish(
    app: &App,
    staff: &Staff,
    sent: Sent,
    order: OrderRow,
    source: Source,
) -> Result<HttpResponse, PageError> {
    match sent {
        Sent::Done(address) => {
            let number = address.trim_start_matches("/tickets/").to_owned();
            let scope = staff.scope.clone();
            let ticket = app.db.read(move |connection| tickets::by_no(connection, &scope, &number)).await?;
            let t = Tickets::of(staff.lang);
            if let Some(ticket) = ticket {
                staff.cookie.set_notice(match ticket.status {
                    Status::Draft => t.draft_notice,
                    Status::PendingReview => t.submitted_notice,
                    _ => t.auto_notice,
                });
            }
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => show(app, staff, status, order, source, echo).await,
    }
}

/// A sent application, with its files where it has any.
struct Sheet {
    form: Form,
    upload: Option<Upload>,
}

impl Sheet {
    async fn read(app: &App, request: &HttpRequest, payload: Payload) -> Result<Self, PageError> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !media.starts_with("multipart/") {
            let form = Form::from_request(request, &mut payload.into_inner()).await?;
            return Ok(Self { form, upload: None });
        }
        let store = FileStore::new(&app.config.files_dir);
        let upload = upload::read(request, payload, &store, "evidence", FORM_BYTES).await?;
        Ok(Self { form: upload.form.clone(), upload: Some(upload).filter(|upload| !upload.files.is_empty()) })
    }
}

/// The token under which the files of an application are kept: that of its first sending.
fn files_token(fields: &Fields) -> &str {
    let kept = fields.raw("kept_files");
    if kept.is_empty() { fields.raw("form_token") } else { kept }
}

/// Checks the files of an application and keeps them until its ticket is there.
async fn keep_files(app: &App, staff: &Staff, mut upload: Upload) -> Result<Result<(), CommandError>, PageError> {
    let token = files_token(&upload.form.fields).to_owned();
    if token.is_empty() || token.len() > 100 {
        return Ok(Err(invalid("form_token", Refusal::Required)));
    }
    let store = FileStore::new(&app.config.files_dir);
    let picture_or_paper = |media_type: &str| match media_type.starts_with("image/") {
        true => EvidenceKind::Photo,
        false => EvidenceKind::Other,
    };
    let files = match stored(&upload, &store, picture_or_paper).await {
        Ok(files) => files,
        Err(error) => return Ok(Err(error)),
    };
    let (actor, sent, quota) = (staff.actor(), upload.bytes(), app.config.quota);
    let db = app.db.clone();
    // A task of its own: the transaction goes on when the browser goes away, and its files with it.
    let kept = actix_web::rt::spawn(async move {
        let taken = db.write(move |tx| kept_files::keep(tx, &actor, &token, &files, sent, quota)).await?;
        upload.keep_only(&taken);
        Ok(())
    });
    kept.await.map_err(|error| PageError::Internal(error.to_string()))
}

async fn find_order(app: &App, staff: &Staff, fields: &Fields) -> Result<OrderRow, PageError> {
    let (scope, order_no, merchant) =
        (staff.scope.clone(), fields.raw("order_no").trim().to_owned(), fields.raw("merchant").to_owned());
    app.db
        .read(move |connection| -> Result<Option<OrderRow>, DbError> {
            let found = orders::by_no(connection, &scope, &order_no)?;
            for order in found {
                if merchant.is_empty() || merchants::get(connection, order.merchant_id)?.code == merchant {
                    return Ok(Some(order));
                }
            }
            Ok(None)
        })
        .await?
        .ok_or(PageError::NotFound)
}

/// The ticket of the same order that an application takes up again, by its number.
async fn find_parent(app: &App, staff: &Staff, number: &str, order: &OrderRow) -> Result<Option<TicketRow>, PageError> {
    if number.is_empty() {
        return Ok(None);
    }
    let (scope, number) = (staff.scope.clone(), number.to_owned());
    let found = app.db.read(move |connection| tickets::by_no(connection, &scope, &number)).await?;
    Ok(found.filter(|parent| parent.order_id == order.id && parent.status == Status::Rejected))
}

/// What a new application is filled from: the rejected ticket of a field, the query that the fields carry along, or nothing.
async fn source(
    app: &App,
    staff: &Staff,
    fields: &Fields,
    parent_field: &str,
    order: &OrderRow,
) -> Result<Source, PageError> {
    if let Some(parent) = find_parent(app, staff, fields.raw(parent_field), order).await? {
        return Ok(Source::Rejected(parent));
    }
    let Some(id) = carried(fields) else { return Ok(Source::Blank) };
    let scope = staff.scope.clone();
    let found = app.db.read(move |connection| queries::find(connection, &scope, id)).await?;
    let of_merchant = found.filter(|query| query.merchant_id == order.merchant_id);
    Ok(of_merchant.map_or(Source::Blank, Source::Query))
}

async fn find_draft(app: &App, staff: &Staff, number: String) -> Result<(TicketRow, OrderRow), PageError> {
    let scope = staff.scope.clone();
    let found = app
        .db
        .read(move |connection| -> Result<_, DbError> {
            let Some(ticket) = tickets::by_no(connection, &scope, &number)? else { return Ok(None) };
            let order = orders::by_id(connection, ticket.order_id)?;
            Ok(Some((ticket, order)))
        })
        .await?;
    found.ok_or(PageError::NotFound)
}

async fn show(
    app: &App,
    staff: &Staff,
    status: StatusCode,
    order: OrderRow,
    source: Source,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Tickets::of(staff.lang);
    let lang = staff.lang;
    let (reader, now) = (staff.actor(), app.db.clock().now());
    let kept_under = if echo.is(FORM) { files_token(&echo.fields).to_owned() } else { String::new() };
    let (kept_of, since, staff_id) = (kept_under.clone(), kept_files::since(now), staff.id);
    let (of_order, from) = (order.clone(), source.clone());
    let (loaded, kept) = app
        .db
        .read(move |connection| {
            let kept = crate::store::tickets::kept_files::of_form(connection, &kept_of, staff_id, since)?;
            Ok((load(connection, &reader, &of_order, &from, now, lang)?, kept))
        })
        .await
        .map_err(|error: CommandError| PageError::from(error))?;
    let query = source.query().map(|query| (query.query_no.clone(), query.id));
    let (draft, parent_no) = match source {
        Source::Blank | Source::Query(_) => (None, String::new()),
        Source::Draft(ticket) => (Some(ticket), String::new()),
        Source::Rejected(ticket) => (None, ticket.ticket_no),
    };
    if !loaded.may_edit {
        return Ok(see_other(&format!("/tickets/{}", draft.map(|ticket| ticket.ticket_no).unwrap_or_default())));
    }
    let title = if draft.is_some() { t.edit_title } else { t.new_title };
    let mut frame = Frame::new(app, staff, "tickets.new", title).await?.with_echo(&echo);
    frame.zone = crate::domain::time::zone(&loaded.merchant.timezone);
    frame.carried.extend(query.iter().map(|(_, id)| (FROM_QUERY, id.to_string())));
    let today = now.date_in(frame.zone).to_string();
    let mut defaults = loaded.defaults;
    if defaults.requested_on.is_empty() {
        defaults.requested_on = today;
    }
    let named = |all: &[Channel]| all.iter().map(|value| (value.code(), value.name(lang))).collect();
    let mut solutions = vec![("", t_none(lang))];
    solutions.extend(DesiredSolution::ALL.iter().map(|value| (value.code(), value.name(lang))));
    let typed = |line: &LineChoice| line.worth(&echo.value(FORM, &line.qty_field, &line.quantity));
    let worth: Vec<Money> = loaded.lines.iter().map(typed).collect();
    let template = ApplicationPage {
        t,
        total: worth.iter().copied().sum(),
        worth,
        see_prices: staff.may(Permission::SeePrices),
        strip: loaded.strip,
        lines: loaded.lines,
        reasons: loaded.reasons,
        sign_state: order.sign_state.name(lang),
        receiver: mask_name(&order.receiver_name),
        phone: phone_tail(&order.receiver_phone),
        kinds: TicketType::ALL.iter().map(|kind| (kind.code(), kind.name(lang))).collect(),
        channels: named(Channel::ALL),
        solutions,
        action: match &draft {
            Some(ticket) => format!("/tickets/{}/edit", ticket.ticket_no),
            None => "/tickets".to_owned(),
        },
        kept: kept.into_iter().map(|file| file.file_name).collect(),
        kept_under,
        draft,
        parent_no,
        query: query.map(|(number, id)| (number, query_address(id))),
        q: Queries::of(lang),
        defaults,
        order,
        echo,
        f: frame,
    };
    page(status, &template)
}

fn t_none(lang: Lang) -> &'static str {
    crate::i18n::common::Common::of(lang).none
}
