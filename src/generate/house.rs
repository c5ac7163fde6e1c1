//! Where the made-up business takes place: five merchants of very different size with their shops, and a dozen people for each job. They
//! are founded by the commands that administrators use, before any ticket; what is there already is used again.

use std::sync::Arc;

use super::{goods, people};
use crate::commands::house::create_merchant;
use crate::commands::house::manage_places;
use crate::commands::house::manage_places::StationText;
use crate::commands::people::manage_staff;
use crate::commands::people::manage_staff::NewStaff;
use crate::commands::people::passwords::{HashingMemory, hash_password};
use crate::commands::policy::manage_policies;
use crate::commands::term::follow::CountedBy;
use crate::commands::{Actor, CommandError};
use crate::domain::money::Currency;
use crate::domain::money::states::GatewayKind;
use crate::domain::order::kind::Platform;
use crate::domain::permission::Role;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::profile::Profile;
use crate::domain::policy::rule::{PolicyTerms, ScopeKind};
use crate::domain::ticket::kind::TicketType;
use crate::store::house::merchants::ShopRow;
use crate::store::house::{merchants, reasons};
use crate::store::people::staff;
use crate::store::policy::policies;
use crate::store::{Db, Scope, Tx, bulk};

/// The password of everybody.
pub const PASSWORD: &str = "demo-after-sales";
/// People of each job.
const PEOPLE: i64 = 12;

/// A merchant to be: code, name, letters of its SKUs, share of the tickets in hundredths, shops.
type Firm = (&'static str, &'static str, &'static str, i64, &'static [(&'static str, Platform)]);

const FIRMS: [Firm; 5] = [
    (
        "XINGHE",
        "星河百货",
        "XH",
        55,
        &[("星河百货旗舰店", Platform::Tmall), ("星河京东自营", Platform::Jd), ("星河拼多多店", Platform::Pdd)],
    ),
    ("MUYE", "牧野家居", "MY", 22, &[("牧野家居旗舰店", Platform::Tmall), ("牧野抖音小店", Platform::Douyin)]),
    ("LANHAI", "蓝海数码", "LH", 13, &[("蓝海数码京东店", Platform::Jd), ("蓝海企业店", Platform::Taobao)]),
    ("SONGHE", "松鹤户外", "SH", 7, &[("松鹤户外抖音店", Platform::Douyin)]),
    ("BAICHUAN", "百川小铺", "BC", 3, &[("百川小铺", Platform::Wechat)]),
];

/// Categories with a policy of their own, and its name.
const BY_CATEGORY: [(&str, Profile, &str); 2] =
    [(goods::ELECTRONICS, Profile::CnElectronics, "数码配件"), (goods::WORN, Profile::Extended15, "鞋服 15 天")];

/// A merchant.
pub struct Merchant {
    pub letters: &'static str,
    pub share: i64,
    pub merchant_id: i64,
    pub shops: Vec<(i64, Platform)>,
    pub warehouse_id: i64,
    pub station_id: i64,
    /// Reasons that each type takes, by id.
    pub reasons: Vec<(TicketType, Vec<i64>)>,
    /// The reasons by which goods come back without one.
    pub no_reason: Vec<i64>,
    /// How its terms are counted.
    pub counted_by: Arc<CountedBy>,
}

/// The whole of it.
pub struct House {
    pub merchants: Vec<Merchant>,
    pub agents: Vec<i64>,
    pub reviewers: Vec<i64>,
    pub finance: Vec<i64>,
    pub keepers: Vec<i64>,
}

/// Creates everything.
pub fn create(db: &Db, seed: u64) -> Result<House, CommandError> {
    let hash = hash_password(PASSWORD, &mut HashingMemory::default())?;
    db.write_blocking(move |tx| {
        employ(tx, seed, &hash)?;
        let merchants = FIRMS.iter().map(|firm| merchant(tx, firm)).collect::<Result<_, _>>()?;
        let mut with = |role| bulk::staff_with(tx.connection(), role);
        Ok(House {
            merchants,
            agents: with(Role::Agent)?,
            reviewers: with(Role::Reviewer)?,
            finance: with(Role::Finance)?,
            keepers: with(Role::Warehouse)?,
        })
    })
}

fn merchant(tx: &mut Tx<'_>, firm: &Firm) -> Result<Merchant, CommandError> {
    let (code, name, letters, share, shops) = *firm;
    let merchant_id = match merchants::by_code(tx.connection(), &Scope::All, code)? {
        Some(merchant) => merchant.id,
        None => new_merchant(tx, firm)?,
    };
    let shops: Vec<(i64, Platform)> = merchants::shops_of(tx.connection(), merchant_id)?
        .into_iter()
        .map(|shop| (shop.id, shop.platform))
        .filter(|(_, platform)| shops.iter().any(|(_, known)| known == platform))
        .collect();
    let station = merchants::stations_of(tx.connection(), merchant_id)?.into_iter().find(|station| station.is_default);
    let station = station.ok_or(CommandError::NotFound)?;
    if station.name != station_name(name) {
        let text = StationText {
            name: station_name(name),
            warehouse_id: station.warehouse_id,
            contact: "售后组".to_owned(),
            phone: "13757300126".to_owned(),
            address: "浙江省嘉兴市南湖区大桥镇 2 号库".to_owned(),
            is_default: true,
            active: true,
        };
        manage_places::change_station(tx, &Actor::system(), station.id, station.version, &text)?;
    }
    let rows = reasons::list(tx.connection(), merchant_id)?;
    add_policies(tx, code, merchant_id)?;
    let now = tx.now();
    let no_reason = rows.iter().filter(|row| row.cause == Cause::NoReason).map(|row| row.id).collect();
    let reasons = TicketType::ALL
        .iter()
        .map(|kind| (*kind, rows.iter().filter(|row| row.applies(*kind)).map(|row| row.id).collect()))
        .collect();
    Ok(Merchant {
        letters,
        share,
        merchant_id,
        shops,
        warehouse_id: station.warehouse_id,
        station_id: station.id,
        reasons,
        no_reason,
        counted_by: CountedBy::of_merchant(tx.connection(), merchant_id, now)?,
    })
}

/// Policies of some categories, beside the merchant's own for everything.
fn add_policies(tx: &mut Tx<'_>, code: &str, merchant_id: i64) -> Result<(), CommandError> {
    let known = policies::of_merchant(tx.connection(), merchant_id)?;
    for (category, profile, name) in BY_CATEGORY {
        if known.iter().any(|policy| policy.code == profile.code()) {
            continue;
        }
        let scope_key = category.to_owned();
        let terms = PolicyTerms { scope: ScopeKind::Category, scope_key, ..profile.terms(name) };
        manage_policies::add(tx, &Actor::system(), code, profile.code(), &terms)?;
    }
    Ok(())
}

fn station_name(merchant: &str) -> String {
    format!("{merchant}退货仓")
}

fn new_merchant(tx: &mut Tx<'_>, firm: &Firm) -> Result<i64, CommandError> {
    let (code, name, _, _, shops) = *firm;
    let (first, platform) = shops.first().copied().ok_or(CommandError::NotFound)?;
    let new = create_merchant::NewMerchant {
        code,
        name,
        shop: first,
        platform,
        timezone: "Asia/Shanghai",
        currency: Currency::CNY,
        gateway: GatewayKind::Simulated,
        names: &crate::i18n::seed::SEED_NAMES,
    };
    let merchant_id = create_merchant::merchant(tx, &new)?;
    for (name, platform) in &shops[1..] {
        let id = tx.next_id()?;
        let (name, platform) = ((*name).to_owned(), *platform);
        let row = ShopRow { id, merchant_id, name, platform, active: true, version: 1, station_id: None };
        merchants::insert_shop(tx, &row)?;
    }
    Ok(merchant_id)
}

/// A dozen people for each job: `agent1` to `agent12`, and so on.
fn employ(tx: &mut Tx<'_>, seed: u64, hash: &str) -> Result<(), CommandError> {
    for (at, role) in (0..).zip(Role::ALL) {
        for no in 1..=PEOPLE {
            let username = format!("{}{no}", role.code().to_lowercase());
            if staff::by_username(tx.connection(), &username)?.is_some() {
                continue;
            }
            let new = NewStaff {
                username,
                display_name: people::colleague(seed, at * PEOPLE + no),
                roles: vec![*role],
                merchant_codes: Vec::new(),
                password: PASSWORD.to_owned(),
            };
            manage_staff::add(tx, &Actor::system(), &new, hash)?;
        }
    }
    Ok(())
}
