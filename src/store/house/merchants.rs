//! Merchants and what belongs to them: shops, warehouses, return stations.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::Platform;
use crate::domain::time::Timestamp;
use crate::store::engine::prepared::prepared;
use crate::store::schema::{merchants, orders, return_stations, shops, warehouses};
use crate::store::{Conn, DbError, Scope, Tx};

/// A merchant and its settings.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = merchants, treat_none_as_null = true)]
pub struct MerchantRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub timezone: String,
    pub currency: Currency,
    pub gateway: GatewayKind,
    pub auto_refund_unshipped: bool,
    pub auto_refund_limit_minor: Money,
    pub filer_may_review: bool,
    pub version: i32,
    pub created_at: Timestamp,
    /// The most that one filer's tickets are refunded without a reviewer on one day, included.
    pub auto_refund_daily_minor: Money,
    /// Buyers are asked to send nothing freight collect and to put the order number into the parcel.
    pub return_note: bool,
}

/// A shop of a merchant on a platform.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = shops, treat_none_as_null = true)]
pub struct ShopRow {
    pub id: i64,
    pub merchant_id: i64,
    pub name: String,
    pub platform: Platform,
    pub active: bool,
    pub version: i32,
    /// The return station that its approvals offer first; `None`: the merchant's default.
    pub station_id: Option<i64>,
}

impl ShopRow {
    /// Its own return station, as a form holds it.
    pub fn station_text(&self) -> String {
        self.station_id.map(|id| id.to_string()).unwrap_or_default()
    }
}

/// A warehouse of a merchant.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = warehouses)]
pub struct WarehouseRow {
    pub id: i64,
    pub merchant_id: i64,
    pub code: String,
    pub name: String,
    pub active: bool,
    pub version: i32,
}

/// An address to which goods come back, and the warehouse behind it.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = return_stations)]
pub struct StationRow {
    pub id: i64,
    pub merchant_id: i64,
    pub warehouse_id: i64,
    pub name: String,
    pub contact: String,
    pub phone: String,
    pub address: String,
    pub is_default: bool,
    pub active: bool,
    pub version: i32,
}

impl StationRow {
    /// Whether a buyer could send a parcel there.
    pub fn is_complete(&self) -> bool {
        [&self.contact, &self.phone, &self.address].iter().all(|part| !part.trim().is_empty())
    }
}

/// The merchants in scope, by name.
pub fn list(connection: &mut Conn, scope: &Scope) -> Result<Vec<MerchantRow>, DbError> {
    let by_name = merchants::table.order((merchants::name, merchants::id));
    let mut rows: Vec<MerchantRow> = prepared!(connection, load, by_name.select(MerchantRow::as_select()))?;
    rows.retain(|merchant| scope.sees(merchant.id));
    Ok(rows)
}

/// A merchant by id, in any scope.
pub fn get(connection: &mut Conn, id: i64) -> Result<MerchantRow, DbError> {
    Ok(prepared!(connection, get_result, merchants::table.find(id).select(MerchantRow::as_select()))?)
}

/// A merchant by code, in scope.
pub fn by_code(connection: &mut Conn, scope: &Scope, code: &str) -> Result<Option<MerchantRow>, DbError> {
    let found: Option<MerchantRow> = merchants::table
        .filter(merchants::code.eq(code))
        .select(MerchantRow::as_select())
        .first(connection)
        .optional()?;
    Ok(found.filter(|merchant| scope.sees(merchant.id)))
}

/// Lets transactions that decide by all merchants come one after the other; what is read next is what the last one left. On SQLite a
/// transaction that writes has the whole database to itself anyhow.
pub fn take_turns(tx: &mut Tx<'_>) -> Result<(), DbError> {
    match tx.connection() {
        Conn::Sqlite(_) => Ok(()),
        connection => Ok(connection.batch_execute("LOCK TABLE merchants IN SHARE ROW EXCLUSIVE MODE")?),
    }
}

/// Adds a merchant.
pub fn insert(tx: &mut Tx<'_>, row: &MerchantRow) -> Result<(), DbError> {
    diesel::insert_into(merchants::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Saves a merchant if nobody changed it since `version`; `row.version` is the new one. `false` if somebody did.
pub fn save(tx: &mut Tx<'_>, row: &MerchantRow, version: i32) -> Result<bool, DbError> {
    let saved = diesel::update(merchants::table.find(row.id).filter(merchants::version.eq(version)))
        .set(row)
        .execute(tx.connection())?;
    Ok(saved == 1)
}

/// Claims a merchant's row, so that changes of what belongs to it come one after the other.
pub fn claim(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    diesel::update(merchants::table.find(id)).set(merchants::code.eq(merchants::code)).execute(tx.connection())?;
    Ok(())
}

/// A merchant's shops, by name.
pub fn shops_of(connection: &mut Conn, merchant_id: i64) -> Result<Vec<ShopRow>, DbError> {
    Ok(shops::table
        .filter(shops::merchant_id.eq(merchant_id))
        .order((shops::name, shops::id))
        .select(ShopRow::as_select())
        .load(connection)?)
}

/// A merchant's warehouses, by code.
pub fn warehouses_of(connection: &mut Conn, merchant_id: i64) -> Result<Vec<WarehouseRow>, DbError> {
    Ok(warehouses::table
        .filter(warehouses::merchant_id.eq(merchant_id))
        .order((warehouses::code, warehouses::id))
        .select(WarehouseRow::as_select())
        .load(connection)?)
}

/// A merchant's return stations, the default first.
pub fn stations_of(connection: &mut Conn, merchant_id: i64) -> Result<Vec<StationRow>, DbError> {
    Ok(prepared!(
        connection,
        load,
        return_stations::table
            .filter(return_stations::merchant_id.eq(merchant_id))
            .order((return_stations::is_default.desc(), return_stations::name, return_stations::id))
            .select(StationRow::as_select())
    )?)
}

/// The return station that a shop's approvals offer first, of those in use: its own, else the merchant's default.
pub fn station_of_shop<'s>(
    connection: &mut Conn,
    shop_id: i64,
    stations: &'s [StationRow],
) -> Result<Option<&'s StationRow>, DbError> {
    let own: Option<i64> =
        prepared!(connection, get_result, shops::table.find(shop_id).select(shops::station_id)).optional()?.flatten();
    let in_use = || stations.iter().filter(|station| station.active);
    let chosen = own.and_then(|own| in_use().find(|station| station.id == own));
    Ok(chosen.or_else(|| in_use().find(|station| station.is_default)))
}

/// Adds a shop.
pub fn insert_shop(tx: &mut Tx<'_>, row: &ShopRow) -> Result<(), DbError> {
    diesel::insert_into(shops::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Adds a warehouse.
pub fn insert_warehouse(tx: &mut Tx<'_>, row: &WarehouseRow) -> Result<(), DbError> {
    diesel::insert_into(warehouses::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Adds a return station.
pub fn insert_station(tx: &mut Tx<'_>, row: &StationRow) -> Result<(), DbError> {
    diesel::insert_into(return_stations::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Whether a merchant has any order.
pub fn has_orders(connection: &mut Conn, merchant_id: i64) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(orders::table.filter(orders::merchant_id.eq(merchant_id))))
        .get_result(connection)?)
}

/// A shop by id, in any scope.
pub fn shop(connection: &mut Conn, id: i64) -> Result<Option<ShopRow>, DbError> {
    Ok(shops::table.find(id).select(ShopRow::as_select()).first(connection).optional()?)
}

/// A warehouse by id, in any scope.
pub fn warehouse(connection: &mut Conn, id: i64) -> Result<Option<WarehouseRow>, DbError> {
    Ok(warehouses::table.find(id).select(WarehouseRow::as_select()).first(connection).optional()?)
}

/// A return station by id, in any scope.
pub fn station(connection: &mut Conn, id: i64) -> Result<Option<StationRow>, DbError> {
    Ok(return_stations::table.find(id).select(StationRow::as_select()).first(connection).optional()?)
}

/// Saves a shop if nobody changed it since `version`.
pub fn save_shop(tx: &mut Tx<'_>, row: &ShopRow, version: i32) -> Result<bool, DbError> {
    let place = shops::table.find(row.id).filter(shops::version.eq(version));
    Ok(diesel::update(place).set(row).execute(tx.connection())? == 1)
}

/// Saves a warehouse if nobody changed it since `version`.
pub fn save_warehouse(tx: &mut Tx<'_>, row: &WarehouseRow, version: i32) -> Result<bool, DbError> {
    let place = warehouses::table.find(row.id).filter(warehouses::version.eq(version));
    Ok(diesel::update(place).set(row).execute(tx.connection())? == 1)
}

/// Saves a return station if nobody changed it since `version`.
pub fn save_station(tx: &mut Tx<'_>, row: &StationRow, version: i32) -> Result<bool, DbError> {
    let place = return_stations::table.find(row.id).filter(return_stations::version.eq(version));
    Ok(diesel::update(place).set(row).execute(tx.connection())? == 1)
}

/// Takes the mark of the default from a merchant's stations, for another one to bear.
pub fn clear_default_station(tx: &mut Tx<'_>, merchant_id: i64) -> Result<(), DbError> {
    diesel::update(return_stations::table.filter(return_stations::merchant_id.eq(merchant_id)))
        .set(return_stations::is_default.eq(false))
        .execute(tx.connection())?;
    Ok(())
}

/// A warehouse in scope.
pub fn warehouse_in(connection: &mut Conn, scope: &Scope, id: i64) -> Result<Option<WarehouseRow>, DbError> {
    let found: Option<WarehouseRow> =
        warehouses::table.find(id).select(WarehouseRow::as_select()).first(connection).optional()?;
    Ok(found.filter(|warehouse| scope.sees(warehouse.merchant_id)))
}
