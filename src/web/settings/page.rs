//! The page of a merchant's settings. One form for a shop, a warehouse or a station is open at a time; `open` in the address says which.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::domain::money::currencies;
use crate::domain::money::states::GatewayKind;
use crate::domain::order::kind::Platform;
use crate::domain::permission::Permission;
use crate::domain::time::{Timestamp, zone};
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::refusals::Wording;
use crate::i18n::settings::{Settings, ZONES, zone_name};
use crate::store::house::merchants::{MerchantRow, ShopRow, StationRow, WarehouseRow};
use crate::store::house::{merchants, setting_changes};
use crate::store::people::staff as people;
use crate::store::{DbError, Scope};
use crate::web::framework::addresses::Right;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, time};
use crate::web::framework::identity::session::Staff;
use crate::web::settings::merchants::{MerchantTab, chosen, tabs};
use crate::web::settings::money_changes;

/// Which form is open below its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Open {
    #[default]
    Nothing,
    NewShop,
    Shop(i64),
    NewWarehouse,
    Warehouse(i64),
    NewStation,
    Station(i64),
    NewMerchant,
}

impl Open {
    fn read(text: &str) -> Self {
        match text.split_once('-') {
            None => match text {
                "shop" => Self::NewShop,
                "warehouse" => Self::NewWarehouse,
                "station" => Self::NewStation,
                "merchant" => Self::NewMerchant,
                _ => Self::Nothing,
            },
            Some((kind, id)) => match (kind, id.parse()) {
                ("shop", Ok(id)) => Self::Shop(id),
                ("warehouse", Ok(id)) => Self::Warehouse(id),
                ("station", Ok(id)) => Self::Station(id),
                _ => Self::Nothing,
            },
        }
    }
}

#[derive(Template)]
#[template(path = "settings/index.html")]
struct IndexPage {
    f: Frame,
    t: &'static Settings,
    echo: Echo,
    tabs: Vec<MerchantTab>,
    /// The address of the page as it is without an open form.
    here: String,
    merchant: MerchantRow,
    limit: String,
    daily: String,
    /// The viewer's changes of money settings hold at once.
    at_once: bool,
    waiting: Option<money_changes::Waiting>,
    changes: Vec<money_changes::ChangeLine>,
    has_orders: bool,
    may_manage: bool,
    may_add_merchant: bool,
    gateway_name: &'static str,
    gateways: Vec<(&'static str, &'static str)>,
    /// Code and code: a list of choices has names.
    currencies: Vec<(String, String)>,
    platforms: Vec<(&'static str, &'static str)>,
    /// A shop, its platform, its return station.
    shops: Vec<(ShopRow, &'static str, String)>,
    warehouses: Vec<WarehouseRow>,
    stations: Vec<(StationRow, String)>,
    /// Warehouses a station may lead to: id and name.
    targets: Vec<(i64, String)>,
    new_shop: bool,
    shop: Option<ShopRow>,
    new_warehouse: bool,
    warehouse: Option<WarehouseRow>,
    new_station: bool,
    station: Option<StationRow>,
    new_merchant: bool,
    zones: Vec<(String, String)>,
    timezone: String,
    /// Stations that a shop may have for its own: id and name; none is the first.
    shop_stations: Vec<(String, String)>,
}

/// Who adds a merchant.
pub const ADD_MERCHANT: Right = Right::OneOfAllMerchants(Permission::ManageSettings);

/// Changes of money settings that the page lists.
pub const CHANGES: i64 = 10;

/// The time zones of a form: ours, and the merchant's where it is another one.
fn zones(own: &str, lang: Lang) -> Vec<(String, String)> {
    let other = Some(own).filter(|own| ZONES.iter().all(|(known, ..)| known != own));
    let all = ZONES.iter().map(|(known, ..)| *known).chain(other);
    all.map(|zone| (zone.to_owned(), zone_name(zone, lang).to_owned())).collect()
}

/// `GET /settings`.
pub async fn index(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let open = if staff.may(Permission::ManageSettings) { Open::read(query.raw("open")) } else { Open::Nothing };
    render(&app, &staff, query.raw("merchant"), open, StatusCode::OK, Echo::default()).await
}

/// The page of a merchant.
pub fn address(merchant_code: &str) -> String {
    format!("/settings?merchant={}", form_urlencoded::byte_serialize(merchant_code.as_bytes()).collect::<String>())
}

/// The page of a merchant, with a refused form shown again.
pub async fn render(
    app: &App,
    staff: &Staff,
    merchant_code: &str,
    open: Open,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = Settings::of(staff.lang);
    let id = chosen(staff, merchant_code)?.id;
    let (merchant, has_orders, shops, warehouses, stations, changes, open_change) = app
        .db
        .read(move |connection| {
            Ok::<_, DbError>((
                merchants::get(connection, id)?,
                merchants::has_orders(connection, id)?,
                merchants::shops_of(connection, id)?,
                merchants::warehouses_of(connection, id)?,
                merchants::stations_of(connection, id)?,
                money_changes::Changes::read(connection, &Scope::Of(vec![id]), Timestamp::from_micros(0), CHANGES)?,
                match setting_changes::open_of(connection, id)? {
                    Some(row) => {
                        let proposer = row.proposed_by.map(|id| people::by_id(connection, id)).transpose()?.flatten();
                        Some((row, proposer.map(|person| person.display_name)))
                    }
                    None => None,
                },
            ))
        })
        .await?;
    let warehouse_name = |id: i64| {
        warehouses.iter().find(|warehouse| warehouse.id == id).map_or_else(String::new, |found| found.name.clone())
    };
    let shop_named = |shop: ShopRow| {
        let platform = shop.platform.name(staff.lang);
        let station = stations.iter().find(|station| station.active && Some(station.id) == shop.station_id);
        let station = station.map_or(t.station_default, |station| &station.name).to_owned();
        (shop, platform, station)
    };
    let own_shop = shops.iter().find(|shop| open == Open::Shop(shop.id)).cloned();
    let offered = stations
        .iter()
        .filter(|station| station.active || own_shop.as_ref().is_some_and(|shop| shop.station_id == Some(station.id)));
    let none = (String::new(), t.station_default.to_owned());
    let named = offered.map(|station| (station.id.to_string(), station.name.clone()));
    let shop_stations = std::iter::once(none).chain(named).collect();
    let shops = shops.into_iter().map(shop_named).collect();
    let may_add_merchant = ADD_MERCHANT.is_held_by(staff);
    let f = Frame::new(app, staff, "settings.index", t.title).await?.with_echo(&echo);
    let wording = Wording { lang: staff.lang, currency: merchant.currency, zone: zone(&merchant.timezone) };
    page(
        status,
        &IndexPage {
            daily: merchant.auto_refund_daily_minor.plain(merchant.currency),
            at_once: money_changes::holds_at_once(staff),
            waiting: open_change.and_then(|(row, proposer)| {
                let until = time(row.expires_at, wording.zone, f.now);
                money_changes::Waiting::new(&row, proposer.as_deref(), staff, &wording, until, f.now)
            }),
            changes: changes.lines(&staff.merchants, staff.lang, f.now, |at, _| time(at, wording.zone, f.now)),
            f,
            t,
            tabs: tabs(staff, &merchant, address),
            here: address(&merchant.code),
            limit: merchant.auto_refund_limit_minor.plain(merchant.currency),
            has_orders,
            may_manage: staff.may(Permission::ManageSettings),
            may_add_merchant,
            gateway_name: merchant.gateway.name(staff.lang),
            currencies: currencies::choices(merchant.currency).into_iter().map(|code| (code.clone(), code)).collect(),
            gateways: GatewayKind::CHOICES.iter().map(|kind| (kind.code(), kind.name(staff.lang))).collect(),
            platforms: Platform::ALL.iter().map(|kind| (kind.code(), kind.name(staff.lang))).collect(),
            new_shop: open == Open::NewShop,
            shop: own_shop,
            new_warehouse: open == Open::NewWarehouse,
            warehouse: warehouses.iter().find(|warehouse| open == Open::Warehouse(warehouse.id)).cloned(),
            new_station: open == Open::NewStation,
            station: stations.iter().find(|station| open == Open::Station(station.id)).cloned(),
            new_merchant: open == Open::NewMerchant && may_add_merchant,
            stations: stations.into_iter().map(|row| (row.clone(), warehouse_name(row.warehouse_id))).collect(),
            targets: warehouses.iter().filter(|row| row.active).map(|row| (row.id, row.name.clone())).collect(),
            shops,
            warehouses,
            zones: zones(&merchant.timezone, staff.lang),
            timezone: zone_name(&merchant.timezone, staff.lang).to_owned(),
            shop_stations,
            merchant,
            echo,
        },
    )
}
