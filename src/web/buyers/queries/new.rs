//! `GET,POST /queries/new`: a contact that is no return is recorded.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::service::query;
use crate::domain::service::query::QueryKind;
use crate::i18n::codes::{Choice, choices};
use crate::i18n::orders::queries::Queries;
use crate::store::house::merchants;
use crate::store::{Conn, DbError, orders};
use crate::viewer::Viewer;
use crate::web::buyers::queries::{address, form};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::merchants::chosen;

pub(super) const FORM: &str = "record-query";

#[derive(Template)]
#[template(path = "buyers/queries/new.html")]
struct NewPage {
    f: Frame,
    t: &'static Queries,
    echo: Echo,
    kinds: Vec<Choice>,
    /// Code and name.
    merchants: Vec<(String, String)>,
    merchant: String,
    /// Id and name, with the merchant's where there are several.
    shops: Vec<(String, String)>,
    shop: String,
    order_no: String,
}

/// The values of the form before anything is typed.
#[derive(Default)]
struct Start {
    order_no: String,
    merchant: String,
    shop: String,
}

/// `GET /queries/new`.
pub(super) async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, query.raw("merchant"))?;
    let (order_no, code, id) = (query.typed("order_no"), merchant.code.clone(), merchant.id);
    let (scope, number) = (staff.scope.clone(), order_no.clone());
    let found = app.db.read(move |connection| orders::by_no(connection, &scope, &number)).await?;
    let order = found.iter().find(|order| order.merchant_id == id);
    let shop = order.map_or(String::new(), |order| order.shop_id.to_string());
    render(&app, &staff, StatusCode::OK, Echo::default(), Start { order_no, merchant: code, shop }).await
}

fn shops(connection: &mut Conn, viewer: &Viewer, lang_none: &str) -> Result<Vec<(String, String)>, DbError> {
    let several = viewer.merchants.len() > 1;
    let mut choices = vec![(String::new(), lang_none.to_owned())];
    for merchant in &viewer.merchants {
        let active = merchants::shops_of(connection, merchant.id)?.into_iter().filter(|shop| shop.active);
        choices.extend(active.map(|shop| {
            let name = if several { format!("{} · {}", merchant.name, shop.name) } else { shop.name };
            (shop.id.to_string(), name)
        }));
    }
    Ok(choices)
}

async fn render(
    app: &App,
    staff: &Staff,
    status: StatusCode,
    echo: Echo,
    start: Start,
) -> Result<HttpResponse, PageError> {
    let t = Queries::of(staff.lang);
    let viewer = staff.viewer.clone();
    let shops = app.db.read(move |connection| shops(connection, &viewer, t.no_shop)).await?;
    let merchants = staff.merchants.iter().map(|merchant| (merchant.code.clone(), merchant.name.clone()));
    page(
        status,
        &NewPage {
            f: Frame::new(app, staff, "queries.new", t.new).await?.with_echo(&echo),
            t,
            echo,
            kinds: choices(QueryKind::ALL, staff.lang, QueryKind::code),
            merchants: merchants.collect(),
            merchant: start.merchant,
            shops,
            shop: start.shop,
            order_no: start.order_no,
        },
    )
}

/// `POST /queries/new`.
pub(super) async fn record(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let sent = match form::read(&form, &merchant) {
        Err(error) => refused(&staff, FORM, &form, merchant.currency, error)?,
        Ok(new) => {
            submit(&app, &staff, FORM, &form, merchant.currency, move |tx, actor| {
                Ok(address::query(query::record(tx, actor, &new)?.id))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Queries::of(staff.lang).done_recorded);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, status, echo, Start::default()).await,
    }
}
