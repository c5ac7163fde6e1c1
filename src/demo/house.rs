//! The three sample merchants: a shop on another platform each, a warehouse and a return station. They are set up as an administrator
//! would set them up.

use chrono::Days;

use super::goods::GOODS;
use crate::commands::goods::stock::{StockMove, move_stock};
use crate::commands::house::create_merchant;
use crate::commands::house::manage_places;
use crate::commands::house::manage_places::{ShopText, StationText, WarehouseText};
use crate::commands::house::manage_settings;
use crate::commands::house::manage_settings::MerchantSettings;
use crate::commands::money::money_settings;
use crate::commands::policy::manage_policies;
use crate::commands::policy::manage_products;
use crate::commands::policy::manage_products::ProductLine;
use crate::commands::{Actor, CommandError};
use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::MoveKind;
use crate::domain::money::money_settings::MoneySettings;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::Platform;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::period::Period;
use crate::domain::policy::profile::Profile;
use crate::domain::policy::rule::Fees;
use crate::domain::time::zone;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::store::house::merchants;
use crate::store::{Scope, Tx};

/// A merchant.
#[derive(Clone, Copy, Debug)]
pub struct House {
    /// The first letters of its SKUs, and its code.
    pub prefix: &'static str,
    code: &'static str,
    name: &'static str,
    /// Its only shop.
    pub shop: &'static str,
    pub platform: Platform,
    /// Its policy.
    profile: Profile,
    warehouse: &'static str,
    station: &'static str,
    contact: &'static str,
    phone: &'static str,
    address: &'static str,
}

/// What a complete return of some goods holds.
const ACCESSORIES: [(&str, &str); 4] = [
    ("MZ-CHAIR-OAK", "螺丝包、内六角扳手"),
    ("QH-EAR-PRO", "充电盒、数据线、耳塞套、包装盒"),
    ("QH-KEY-87", "数据线、拔键器、包装盒"),
    ("SH-TENT-2", "帐篷杆、地钉、收纳袋"),
];

/// The merchants.
pub const HOUSES: [House; 3] = [
    House {
        prefix: "MZ-",
        code: "MUZI",
        name: "木子家居",
        shop: "木子家居旗舰店",
        platform: Platform::Tmall,
        profile: Profile::CnStandard,
        warehouse: "嘉兴仓",
        station: "嘉兴退货仓",
        contact: "王敏",
        phone: "13757300126",
        address: "浙江省嘉兴市南湖区大桥镇凌公塘路 3556 号 2 号库",
    },
    House {
        prefix: "QH-",
        code: "QINGHE",
        name: "青禾数码",
        shop: "青禾数码京东自营店",
        platform: Platform::Jd,
        profile: Profile::CnElectronics,
        warehouse: "东莞仓",
        station: "东莞售后中心",
        contact: "陈志强",
        phone: "13829100317",
        address: "广东省东莞市塘厦镇科苑大道 18 号 B 栋 1 楼",
    },
    House {
        prefix: "SH-",
        code: "SHANHE",
        name: "山河户外",
        shop: "山河户外抖音店",
        platform: Platform::Douyin,
        profile: Profile::Extended15,
        warehouse: "成都仓",
        station: "成都退货仓",
        contact: "刘洋",
        phone: "13880500942",
        address: "四川省成都市双流区航空港物流大道 88 号 5 库",
    },
];

/// The merchant that sells a SKU.
pub fn house_of(sku: &str) -> Option<&'static House> {
    HOUSES.iter().find(|house| sku.starts_with(house.prefix))
}

/// Sets all merchants up and puts their opening stock on the shelves; their ids, in the order of `HOUSES`. A merchant that the database
/// began with becomes the first of them.
pub fn set_up(tx: &mut Tx<'_>) -> Result<Vec<i64>, CommandError> {
    let first = merchants::list(tx.connection(), &Scope::All)?.into_iter().next();
    let mut ids = Vec::new();
    for (house, existing) in HOUSES.iter().zip([first, None, None]) {
        let id = match existing {
            Some(merchant) => merchant.id,
            None => found_house(tx, house)?,
        };
        furnish(tx, house, id)?;
        stock(tx, house, id)?;
        rules(tx, house, id)?;
        ids.push(id);
    }
    Ok(ids)
}

fn found_house(tx: &mut Tx<'_>, house: &House) -> Result<i64, CommandError> {
    let new = create_merchant::NewMerchant {
        code: house.code,
        name: house.name,
        shop: house.shop,
        platform: house.platform,
        timezone: "Asia/Shanghai",
        currency: Currency::CNY,
        gateway: GatewayKind::Simulated,
        names: &crate::i18n::seed::SEED_NAMES,
    };
    manage_settings::add_merchant(tx, &Actor::system(), &new)?;
    let merchant = merchants::by_code(tx.connection(), &Scope::All, house.code)?.ok_or(CommandError::NotFound)?;
    Ok(merchant.id)
}

fn furnish(tx: &mut Tx<'_>, house: &House, id: i64) -> Result<(), CommandError> {
    let system = Actor::system();
    let merchant = merchants::get(tx.connection(), id)?;
    let money = MoneySettings {
        currency: Currency::CNY,
        gateway: GatewayKind::Simulated,
        auto_refund_unshipped: true,
        auto_refund_limit: Money::from_minor(100_000),
        auto_refund_daily: Money::from_minor(500_000),
        filer_may_review: merchant.filer_may_review,
    };
    money_settings::change(tx, &system, &merchant.code, merchant.version, &money)?;
    let merchant = merchants::get(tx.connection(), id)?;
    let settings =
        MerchantSettings { name: house.name.to_owned(), timezone: "Asia/Shanghai".to_owned(), return_note: true };
    manage_settings::change(tx, &system, &merchant.code, merchant.version, &settings)?;
    for shop in merchants::shops_of(tx.connection(), id)? {
        let text = ShopText { name: house.shop.to_owned(), platform: house.platform, station_id: None, active: true };
        manage_places::change_shop(tx, &system, shop.id, shop.version, &text)?;
    }
    for warehouse in merchants::warehouses_of(tx.connection(), id)? {
        let text = WarehouseText { name: house.warehouse.to_owned(), active: true };
        manage_places::change_warehouse(tx, &system, warehouse.id, warehouse.version, &text)?;
    }
    for station in merchants::stations_of(tx.connection(), id)? {
        let text = StationText {
            name: house.station.to_owned(),
            warehouse_id: station.warehouse_id,
            contact: house.contact.to_owned(),
            phone: house.phone.to_owned(),
            address: house.address.to_owned(),
            is_default: station.is_default,
            active: true,
        };
        manage_places::change_station(tx, &system, station.id, station.version, &text)?;
    }
    Ok(())
}

/// The policies and products of a merchant: one profile each, and for one of them an extended return for orders of a sale.
fn rules(tx: &mut Tx<'_>, house: &House, id: i64) -> Result<(), CommandError> {
    let (system, merchant) = (Actor::system(), merchants::get(tx.connection(), id)?);
    let name = house.profile.name(Lang::Zh);
    manage_policies::adopt(tx, &system, &merchant.code, house.profile, name)?;
    let goods = (1..).zip(GOODS.iter().filter(|good| good.sku.starts_with(house.prefix)));
    let lines: Vec<ProductLine> = goods
        .map(|(line_no, good)| ProductLine {
            line_no,
            sku: good.sku.to_owned(),
            name: Some(good.name.to_owned()),
            category: Some(good.category.to_owned()),
            accessories: ACCESSORIES.iter().find(|(sku, _)| *sku == good.sku).map(|(_, list)| (*list).to_owned()),
            ..ProductLine::default()
        })
        .collect();
    manage_products::take_file(tx, &system, &merchant.code, "商品资料.csv", &lines)?;
    if house.profile != Profile::Extended15 {
        return Ok(());
    }
    let today = tx.now().date_in(zone("Asia/Shanghai"));
    let mut sale = Profile::Extended30.terms("大促延长退货");
    sale.paid = Period { from: today.checked_sub_days(Days::new(3)), until: today.checked_add_days(Days::new(11)) };
    // Changed after it was taken over: with the buyer's word a fee may be held back for packaging that is gone.
    for rule in sale.rules.iter_mut().filter(|rule| rule.cause == Cause::NoReason) {
        rule.fees = Fees::Service;
    }
    sale.note = "大促期间付款的订单，30 天内可退换。".to_owned();
    manage_policies::add(tx, &system, &merchant.code, "SALE", &sale).map(|_| ())
}

fn stock(tx: &mut Tx<'_>, house: &House, merchant_id: i64) -> Result<(), CommandError> {
    let Some(warehouse) = merchants::warehouses_of(tx.connection(), merchant_id)?.into_iter().next() else {
        return Err(CommandError::NotFound);
    };
    let mut goods: Vec<_> = GOODS.iter().filter(|good| good.sku.starts_with(house.prefix)).collect();
    goods.sort_by_key(|good| good.sku);
    for good in goods {
        let counted = StockMove {
            warehouse_id: warehouse.id,
            sku: good.sku,
            bucket: Bucket::Sellable,
            qty: good.stock,
            reserved: 0,
            ref_kind: MoveKind::Count,
            ref_no: "",
            note: "期初库存",
        };
        move_stock(tx, &Actor::system(), &counted)?;
    }
    Ok(())
}
