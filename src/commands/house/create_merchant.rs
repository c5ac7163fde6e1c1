//! A fresh database's first merchant: `MAIN` with a shop, a warehouse, a default return station whose address
//! somebody has to enter, the usual reasons, and a policy without limits; and merchants that are added later.

use crate::commands::CommandError;
use crate::domain::house::seed::SeedNames;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::Platform;
use crate::domain::policy::profile::Profile;
use crate::domain::term::calendar::{Hours, Weekdays};
use crate::store::house::merchants::{MerchantRow, ShopRow, StationRow, WarehouseRow};
use crate::store::house::reasons::ReasonRow;
use crate::store::house::{merchants, reasons};
use crate::store::policy::policies;
use crate::store::term::calendars;
use crate::store::term::calendars::{CalendarRow, DayRow};
use crate::store::{DbError, Scope, Tx};

/// A new merchant with its first shop.
#[derive(Clone, Debug)]
pub struct NewMerchant<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub shop: &'a str,
    pub platform: Platform,
    pub timezone: &'a str,
    pub currency: Currency,
    pub gateway: GatewayKind,
    /// The words of its first rows.
    pub names: &'a SeedNames,
}

/// Makes `MAIN` if there is no merchant at all; of programs that start together one makes it.
pub fn main_merchant(tx: &mut Tx<'_>, names: &SeedNames) -> Result<(), CommandError> {
    let nobody = |tx: &mut Tx<'_>| Ok::<_, CommandError>(merchants::list(tx.connection(), &Scope::All)?.is_empty());
    if !nobody(tx)? {
        return Ok(());
    }
    merchants::take_turns(tx)?;
    if !nobody(tx)? {
        return Ok(());
    }
    let main = NewMerchant {
        code: "MAIN",
        name: names.merchant,
        shop: names.shop,
        platform: Platform::Own,
        timezone: "Asia/Shanghai",
        currency: Currency::CNY,
        gateway: GatewayKind::Manual,
        names,
    };
    with_policy(tx, &main, Profile::NoLimit).map(|_| ())
}

/// Adds a merchant with all it needs to work: shop, warehouse, return station, reasons, the standard policy. Gives its id.
pub fn merchant(tx: &mut Tx<'_>, new: &NewMerchant<'_>) -> Result<i64, CommandError> {
    with_policy(tx, new, Profile::CnStandard)
}

fn with_policy(tx: &mut Tx<'_>, new: &NewMerchant<'_>, profile: Profile) -> Result<i64, CommandError> {
    let merchant_id = tx.next_id()?;
    let row = MerchantRow {
        id: merchant_id,
        code: new.code.to_owned(),
        name: new.name.to_owned(),
        timezone: new.timezone.to_owned(),
        currency: new.currency,
        gateway: new.gateway,
        auto_refund_unshipped: true,
        auto_refund_limit_minor: Money::from_minor(100_000),
        filer_may_review: false,
        version: 1,
        created_at: tx.now(),
        auto_refund_daily_minor: Money::from_minor(500_000),
        return_note: true,
    };
    merchants::insert(tx, &row)?;
    let shop_id = tx.next_id()?;
    merchants::insert_shop(
        tx,
        &ShopRow {
            id: shop_id,
            merchant_id,
            name: new.shop.to_owned(),
            platform: new.platform,
            active: true,
            version: 1,
            station_id: None,
        },
    )?;
    let warehouse_id = tx.next_id()?;
    merchants::insert_warehouse(
        tx,
        &WarehouseRow {
            id: warehouse_id,
            merchant_id,
            code: "W1".to_owned(),
            name: new.names.warehouse.to_owned(),
            active: true,
            version: 1,
        },
    )?;
    let station_id = tx.next_id()?;
    merchants::insert_station(
        tx,
        &StationRow {
            id: station_id,
            merchant_id,
            warehouse_id,
            name: new.names.station.to_owned(),
            contact: String::new(),
            phone: String::new(),
            address: String::new(),
            is_default: true,
            active: true,
            version: 1,
        },
    )?;
    for (position, seed) in new.names.reasons.iter().enumerate() {
        let id = tx.next_id()?;
        reasons::insert(
            tx,
            &ReasonRow {
                id,
                merchant_id,
                code: seed.code.to_owned(),
                name_zh: seed.zh.to_owned(),
                name_en: seed.en.to_owned(),
                applies_to: seed.types.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(","),
                responsibility: seed.responsibility,
                visible: true,
                position: position as i64 + 1,
                deleted_at: None,
                version: 1,
                reply_zh: seed.reply_zh.to_owned(),
                reply_en: seed.reply_en.to_owned(),
                cause: seed.cause,
                cause_confirmed: true,
            },
        )?;
    }
    let named = new.names.profiles.iter().find(|(known, _)| *known == profile);
    let name = named.map_or(profile.code(), |(_, name)| name);
    policies::insert(tx, merchant_id, profile.code(), &profile.terms(name))?;
    calendar(tx, new, merchant_id)?;
    Ok(merchant_id)
}

/// The usual calendar: office days and hours; a merchant in China begins with its public holidays.
fn calendar(tx: &mut Tx<'_>, new: &NewMerchant<'_>, merchant_id: i64) -> Result<(), DbError> {
    let id = tx.next_id()?;
    let keeps_holidays = new.timezone == "Asia/Shanghai";
    let row = CalendarRow {
        id,
        merchant_id,
        name: new.names.calendar.to_owned(),
        weekdays: Weekdays::OFFICE.text(),
        opens: Hours::OFFICE.opens.into(),
        closes: Hours::OFFICE.closes.into(),
        keeps_holidays,
        is_default: true,
        version: 1,
    };
    calendars::insert(tx, &row)?;
    for seed in new.names.days.iter().filter(|_| keeps_holidays) {
        let day = DayRow {
            calendar_id: id,
            day: seed.day.to_owned(),
            kind: seed.kind,
            name: seed.name.to_owned(),
            source: new.names.days_source.to_owned(),
        };
        calendars::put_day(tx, &day)?;
    }
    Ok(())
}
