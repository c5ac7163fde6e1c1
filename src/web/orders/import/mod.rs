//! `GET,POST /orders/import`: a file, a merchant, a mapping; then a job does the work and the report tells of it.

pub mod mapping_text;
mod mappings;
mod report;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::commands::orders::order_upload;
use crate::commands::people::uploads;
use crate::commands::{Actor, CommandError};
use crate::domain::house::work::ImportState;
use crate::domain::money::Currency;
use crate::domain::permission::{Permission, Permission as P};
use crate::domain::refusal::{FieldError, Refusal};
use crate::files::FileStore;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::orders::order_imports::Imports;
use crate::spreadsheet::{EXAMPLE_MAPPING, template_csv};
use crate::store::house::records::Record;
use crate::store::orders::imports;
use crate::store::orders::imports::{ImportRow, MappingRow};
use crate::store::{DbError, Tx};
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::bodies::FILE_MOST;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::{Staff, language};
use crate::web::framework::submit::{Sent, refused, submit_files};
use crate::web::framework::upload;
use crate::web::framework::upload::Upload;
use crate::web::orders::import::mapping_text::mapping_of;

/// Value of the choice "the mapping below".
const OTHER: &str = "other";

/// Registers the addresses.
pub(super) fn routes(config: &mut Addresses) {
    config
        .route(get("/orders/import", P::ImportOrders, Whose::List).to(show))
        .route(post("/orders/import", P::ImportOrders, Whose::List).to(take_in))
        .route(get("/orders/import/template.csv", P::ImportOrders, Whose::House).to(template))
        .route(get("/orders/import/mapping-example.toml", P::ImportOrders, Whose::House).to(mapping_example))
        .route(get("/orders/import/mappings/{id}", P::ImportOrders, Record::Mapping).to(mappings::show))
        .route(post("/orders/import/mappings/{id}", P::ImportOrders, Record::Mapping).to(mappings::edit))
        .route(post("/orders/import/mappings/{id}/deletion", P::ImportOrders, Record::Mapping).to(mappings::delete))
        .route(get("/orders/import/{id}", P::ImportOrders, Record::Import).to(report::show))
        .route(get("/orders/import/{id}/rejects.csv", P::ImportOrders, Record::Import).to(report::rejects))
        .route(post("/orders/import/{id}/repetition", P::ImportOrders, Record::Import).to(report::repeat));
}

/// An import in the list.
struct ImportItem {
    row: ImportRow,
    state: &'static str,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "orders/import.html")]
struct ImportPage {
    f: Frame,
    t: &'static Imports,
    echo: Echo,
    merchants: Vec<(String, String)>,
    /// Value and name of each choice.
    choices: Vec<(String, String)>,
    kept: Vec<MappingRow>,
    latest: Vec<ImportItem>,
    /// Whether a mapping of theirs may say what pays money back.
    own_gateway: bool,
    /// The mapping of an earlier import, to be mended; else empty.
    mapping: Pasted,
    /// The value of the choice that is made beforehand.
    usual: &'static str,
}

/// A mapping in the box of the form.
#[derive(Default)]
struct Pasted {
    name: String,
    text: String,
}

/// `GET /orders/import`; with `from` the mapping of that import stands in the form.
async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let mapping = match query.raw("from").parse::<i64>() {
        Ok(id) => {
            let scope = staff.scope.clone();
            let earlier = app.db.read(move |connection| imports::by_id(connection, &scope, id)).await?;
            earlier.map(|row| Pasted { name: row.mapping_name, text: row.mapping }).unwrap_or_default()
        }
        Err(_) => Pasted::default(),
    };
    render(&app, &staff, StatusCode::OK, Echo::default(), mapping).await
}

async fn render(
    app: &App,
    staff: &Staff,
    status: StatusCode,
    echo: Echo,
    mapping: Pasted,
) -> Result<HttpResponse, PageError> {
    let scope = staff.scope.clone();
    let (kept, latest) = app
        .db
        .read(move |connection| {
            Ok::<_, DbError>((imports::mappings(connection, &scope)?, imports::latest(connection, &scope, 10)?))
        })
        .await?;
    let t = Imports::of(staff.lang);
    let several = staff.merchants.len() > 1;
    let merchant_name = |id: i64| staff.merchants.iter().find(|merchant| merchant.id == id).map(|m| m.name.as_str());
    let mut choices = vec![(String::new(), t.standard.to_owned())];
    choices.extend(kept.iter().map(|mapping| {
        let name = match merchant_name(mapping.merchant_id).filter(|_| several) {
            Some(merchant) => format!("{} · {merchant}", mapping.name),
            None => mapping.name.clone(),
        };
        (mapping.id.to_string(), name)
    }));
    choices.push((OTHER.to_owned(), t.other.to_owned()));
    page(
        status,
        &ImportPage {
            f: Frame::new(app, staff, "orders.import", t.title).await?.with_echo(&echo),
            t,
            echo,
            merchants: staff.merchants.iter().map(|merchant| (merchant.code.clone(), merchant.name.clone())).collect(),
            choices,
            kept,
            usual: if mapping.text.is_empty() { "" } else { OTHER },
            mapping,
            own_gateway: staff.may(Permission::ManageSettings),
            latest: latest.into_iter().map(|row| import_item(row, staff)).collect(),
        },
    )
}

fn import_item(row: ImportRow, staff: &Staff) -> ImportItem {
    let tone = match row.state {
        ImportState::Waiting => "waiting",
        ImportState::Running => "moving",
        ImportState::Done => "done",
        ImportState::Failed => "refused",
    };
    let file_name = staff.reads(&row.file_name).into_owned();
    ImportItem { state: row.state.name(staff.lang), tone, row: ImportRow { file_name, ..row } }
}

/// `POST /orders/import`.
async fn take_in(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    payload: Payload,
) -> Result<HttpResponse, PageError> {
    let files = FileStore::new(&app.config.files_dir);
    let upload = upload::read(&request, payload, &files, "imports", FILE_MOST).await?;
    let had_file = !upload.form.files.is_empty();
    let scope = staff.scope.clone();
    let kept = app.db.read(move |connection| imports::mappings(connection, &scope)).await?;
    let sent = match read(&staff, &upload, &kept) {
        Ok(wanted) => {
            let (sent, quota) = (upload.bytes(), app.config.quota);
            let command = move |tx: &mut Tx<'_>, actor: &Actor| {
                uploads::count(tx, actor, sent, quota)?;
                start(tx, actor, &wanted)
            };
            submit_files(&app, &staff, "import", upload, Currency::CNY, command).await?
        }
        Err(error) => refused(&staff, "import", &upload.form, Currency::CNY, error)?,
    };
    match sent {
        Sent::Done(address) => Ok(see_other(&address)),
        Sent::Refused(status, mut echo) => {
            // A browser never fills a file in again.
            if had_file && status == StatusCode::UNPROCESSABLE_ENTITY {
                echo.alarm = Some(Imports::of(staff.lang).choose_again.to_owned());
            }
            render(&app, &staff, status, echo, Pasted::default()).await
        }
    }
}

/// What the form asks for.
#[derive(Clone)]
struct ImportRequest {
    upload: order_upload::Upload,
    /// Keep the mapping under its name.
    keep: bool,
}

fn start(tx: &mut Tx<'_>, actor: &Actor, wanted: &ImportRequest) -> Result<String, CommandError> {
    let upload = &wanted.upload;
    if wanted.keep {
        order_upload::keep_mapping(tx, actor, upload.merchant_id, &upload.mapping_name, &upload.mapping)?;
    }
    Ok(format!("/orders/import/{}", order_upload::take_in(tx, actor, upload)?))
}

fn read(staff: &Staff, upload: &Upload, kept: &[MappingRow]) -> Result<ImportRequest, CommandError> {
    let fields = &upload.form.fields;
    let mut reader = Reader::new(fields);
    let code = fields.raw("merchant").trim();
    let merchant = match staff.merchants.as_slice() {
        [only] if code.is_empty() => Some(only),
        several => several.iter().find(|merchant| merchant.code == code),
    };
    if merchant.is_none() {
        reader.refuse("merchant", if code.is_empty() { Refusal::Required } else { Refusal::UnknownValue });
    }
    let merchant_id = merchant.map_or(0, |merchant| merchant.id);
    let file = upload.file("file");
    match file {
        None => reader.refuse("file", Refusal::Required),
        Some(file) if file.size == 0 => reader.refuse("file", Refusal::FileEmpty),
        Some(_) => {}
    }
    let choice = fields.raw("map").trim();
    let pasted = !fields.raw("mapping_text").trim().is_empty();
    let (name, text, keep) = match choice {
        "" if !pasted => (String::new(), String::new(), false),
        // A pasted mapping counts, also where nobody chose it.
        "" | OTHER => {
            let (name, text) = mapping_of(&mut reader);
            let keep = !name.is_empty();
            (name, text, keep)
        }
        _ if pasted => {
            reader.refuse("map", Refusal::TwoMappings);
            Default::default()
        }
        id => match kept.iter().find(|mapping| mapping.id.to_string() == id) {
            Some(mapping) => (mapping.name.clone(), mapping.body.clone(), false),
            None => {
                reader.refuse("map", Refusal::UnknownValue);
                Default::default()
            }
        },
    };
    let dry_run = reader.ticked("dry_run");
    reader.finish()?;
    let Some(file) = file else { return Err(CommandError::Invalid(vec![FieldError::at("file", Refusal::Required)])) };
    Ok(ImportRequest {
        upload: order_upload::Upload {
            merchant_id,
            file_name: file.file_name.clone(),
            stored_as: file.stored_as.clone(),
            mapping_name: name,
            mapping: text,
            dry_run,
        },
        keep,
    })
}

/// `GET /orders/import/mapping-example.toml`: a Chinese example to be changed and pasted.
async fn mapping_example(_: Staff) -> Result<HttpResponse, PageError> {
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("Content-Disposition", "inline; filename=\"mapping-example.toml\""))
        .body(EXAMPLE_MAPPING))
}

/// `GET /orders/import/template.csv`.
async fn template(staff: Staff, request: HttpRequest) -> Result<HttpResponse, PageError> {
    let zh = language(&request, Some(staff.lang)) == Lang::Zh;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"orders-template.csv\""))
        .body(template_csv(zh)))
}
