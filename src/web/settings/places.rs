//! The forms of shops, warehouses and return stations.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::house::manage_places;
use crate::commands::house::manage_places::{ShopText, StationText, WarehouseText};
use crate::commands::{Actor, CommandError};
use crate::domain::order::kind::Platform;
use crate::domain::people::contact::{bare_number, is_phone};
use crate::domain::permission::Permission as P;
use crate::domain::refusal::Refusal;
use crate::i18n::common::Common;
use crate::store::Tx;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::records::Record;
use crate::web::framework::addresses::{Addresses, Whose, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::fields::{NAME_MOST, code};
use crate::web::settings::merchants::chosen;
use crate::web::settings::page::{Open, address, render};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(post("/settings/shops", P::ManageSettings, Whose::List).to(add_shop))
        .route(post("/settings/shops/{id:\\d{1,18}}", P::ManageSettings, Record::Shop).to(change_shop))
        .route(post("/settings/warehouses", P::ManageSettings, Whose::List).to(add_warehouse))
        .route(post("/settings/warehouses/{id:\\d{1,18}}", P::ManageSettings, Record::Warehouse).to(change_warehouse))
        .route(post("/settings/stations", P::ManageSettings, Whose::List).to(add_station))
        .route(post("/settings/stations/{id:\\d{1,18}}", P::ManageSettings, Record::Station).to(change_station));
}

/// A form of this file as it was sent, and where it stands on the page.
struct SentForm<'f> {
    merchant: MerchantRow,
    name: &'static str,
    open: Open,
    form: &'f Form,
}

async fn run<F>(
    app: &App,
    staff: &Staff,
    sent_form: SentForm<'_>,
    checked: Result<(), CommandError>,
    command: F,
) -> Result<HttpResponse, PageError>
where
    F: Fn(&mut Tx<'_>, &Actor) -> Result<(), CommandError> + Send + 'static,
{
    let (currency, back) = (sent_form.merchant.currency, address(&sent_form.merchant.code));
    let sent = match checked {
        Err(error) => refused(staff, sent_form.name, sent_form.form, currency, error)?,
        Ok(()) => {
            submit(app, staff, sent_form.name, sent_form.form, currency, move |tx, actor| {
                command(tx, actor)?;
                Ok(back.clone())
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(app, staff, &sent_form.merchant.code, sent_form.open, status, echo).await,
    }
}

/// The merchant named in a form that adds something.
fn named(staff: &Staff, form: &Form) -> Result<MerchantRow, PageError> {
    Ok(chosen(staff, form.fields.raw("merchant"))?.clone())
}

/// The merchant of something that is there, in scope.
fn owner(staff: &Staff, merchant_id: Option<i64>) -> Result<MerchantRow, PageError> {
    let found = staff.merchants.iter().find(|merchant| Some(merchant.id) == merchant_id);
    found.cloned().ok_or(PageError::NotFound)
}

fn read_shop(reader: &mut Reader<'_>) -> ShopText {
    ShopText {
        name: reader.required("name", 1, NAME_MOST),
        platform: reader.code("platform", Platform::parse).unwrap_or(Platform::Own),
        station_id: reader.optional_code("station", |id| id.parse().ok()),
        active: reader.ticked("active"),
    }
}

async fn add_shop(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = named(&staff, &form)?;
    let mut reader = Reader::new(&form.fields);
    let new = read_shop(&mut reader);
    let (merchant_code, checked) = (merchant.code.clone(), reader.finish());
    let sent_form = SentForm { merchant, name: "shop", open: Open::NewShop, form: &form };
    run(&app, &staff, sent_form, checked, move |tx, actor| manage_places::add_shop(tx, actor, &merchant_code, &new))
        .await
}

async fn change_shop(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let id = *id;
    let found = app.db.read(move |connection| merchants::shop(connection, id)).await?;
    let merchant = owner(&staff, found.map(|shop| shop.merchant_id))?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let to = read_shop(&mut reader);
    let checked = reader.finish();
    let sent_form = SentForm { merchant, name: "shop", open: Open::Shop(id), form: &form };
    run(&app, &staff, sent_form, checked, move |tx, actor| manage_places::change_shop(tx, actor, id, version, &to))
        .await
}

fn read_warehouse(reader: &mut Reader<'_>) -> WarehouseText {
    WarehouseText { name: reader.required("name", 1, NAME_MOST), active: reader.ticked("active") }
}

async fn add_warehouse(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = named(&staff, &form)?;
    let mut reader = Reader::new(&form.fields);
    let code = code(&mut reader);
    let new = read_warehouse(&mut reader);
    let (merchant_code, checked) = (merchant.code.clone(), reader.finish());
    let sent_form = SentForm { merchant, name: "warehouse", open: Open::NewWarehouse, form: &form };
    run(&app, &staff, sent_form, checked, move |tx, actor| {
        manage_places::add_warehouse(tx, actor, &merchant_code, &code, &new)
    })
    .await
}

async fn change_warehouse(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let id = *id;
    let found = app.db.read(move |connection| merchants::warehouse(connection, id)).await?;
    let merchant = owner(&staff, found.map(|warehouse| warehouse.merchant_id))?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let to = read_warehouse(&mut reader);
    let checked = reader.finish();
    let sent_form = SentForm { merchant, name: "warehouse", open: Open::Warehouse(id), form: &form };
    run(&app, &staff, sent_form, checked, move |tx, actor| manage_places::change_warehouse(tx, actor, id, version, &to))
        .await
}

fn read_station(reader: &mut Reader<'_>) -> StationText {
    let name = reader.required("name", 1, NAME_MOST);
    let warehouse_id = reader.code("warehouse", |id| id.parse().ok()).unwrap_or_default();
    let contact = reader.text("contact", NAME_MOST);
    let phone = bare_number(&reader.text("phone", 32));
    if !phone.is_empty() && !is_phone(&phone) {
        reader.refuse("phone", Refusal::BadPhone);
    }
    StationText {
        name,
        warehouse_id,
        contact,
        phone,
        address: reader.text("address", 200),
        is_default: reader.ticked("is_default"),
        active: reader.ticked("active"),
    }
}

async fn add_station(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = named(&staff, &form)?;
    let mut reader = Reader::new(&form.fields);
    let new = read_station(&mut reader);
    let (merchant_code, checked) = (merchant.code.clone(), reader.finish());
    let sent_form = SentForm { merchant, name: "station", open: Open::NewStation, form: &form };
    run(&app, &staff, sent_form, checked, move |tx, actor| manage_places::add_station(tx, actor, &merchant_code, &new))
        .await
}

async fn change_station(app: Data<App>, staff: Staff, id: Path<i64>, form: Form) -> Result<HttpResponse, PageError> {
    let id = *id;
    let found = app.db.read(move |connection| merchants::station(connection, id)).await?;
    let merchant = owner(&staff, found.map(|station| station.merchant_id))?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let to = read_station(&mut reader);
    let checked = reader.finish();
    let sent_form = SentForm { merchant, name: "station", open: Open::Station(id), form: &form };
    run(&app, &staff, sent_form, checked, move |tx, actor| manage_places::change_station(tx, actor, id, version, &to))
        .await
}
