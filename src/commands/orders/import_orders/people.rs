//! The shops and buyers that a batch of orders names: found, or made.

use std::collections::HashMap;

use crate::commands::CommandError;
use crate::commands::orders::import_orders::rows::take;
use crate::domain::order::kind::Platform;
use crate::domain::order::order_record::{BuyerRecord, OrderRecord};
use crate::store::house::merchants;
use crate::store::house::merchants::ShopRow;
use crate::store::orders::BuyerRow;
use crate::store::orders::import;
use crate::store::{DbError, Tx};

/// Shops by name.
pub(super) struct Shops {
    by_name: HashMap<String, i64>,
}

impl Shops {
    pub(super) fn of(tx: &mut Tx<'_>, merchant_id: i64, records: &[&OrderRecord]) -> Result<Self, CommandError> {
        let known = merchants::shops_of(tx.connection(), merchant_id)?;
        let oldest = known.iter().min_by_key(|shop| shop.id).map(|shop| shop.id);
        let mut by_name: HashMap<String, i64> = known.into_iter().map(|shop| (shop.name, shop.id)).collect();
        if let Some(oldest) = oldest {
            by_name.insert(String::new(), oldest);
        }
        for record in records {
            if by_name.contains_key(&record.shop) {
                continue;
            }
            let name = match record.shop.as_str() {
                "" => merchants::get(tx.connection(), merchant_id)?.code,
                name => name.to_owned(),
            };
            let id = tx.next_id()?;
            let platform = record.platform;
            let shop = ShopRow { id, merchant_id, name, platform, active: true, version: 1, station_id: None };
            merchants::insert_shop(tx, &shop)?;
            by_name.insert(record.shop.clone(), id);
        }
        Ok(Self { by_name })
    }

    pub(super) fn id_of(&self, record: &OrderRecord) -> Result<i64, CommandError> {
        self.by_name.get(&record.shop).copied().ok_or(CommandError::NotFound)
    }
}

/// Buyers by platform and account; a guest has none.
pub(super) struct Buyers {
    by_account: HashMap<(Platform, String), BuyerRow>,
}

impl Buyers {
    pub(super) fn of(tx: &mut Tx<'_>, merchant_id: i64, records: &[&OrderRecord]) -> Result<Self, DbError> {
        let accounts: Vec<&str> = records.iter().filter_map(|record| record.buyer.account.as_deref()).collect();
        let known = import::buyers_of(tx.connection(), merchant_id, &accounts)?;
        let known: HashMap<(Platform, String), BuyerRow> =
            known.into_iter().map(|buyer| ((buyer.platform, buyer.account.clone()), buyer)).collect();
        let mut now = known.clone();
        for record in records {
            let Some(account) = &record.buyer.account else { continue };
            let key = (record.platform, account.clone());
            if !now.contains_key(&key) {
                now.insert(key.clone(), unknown(tx.next_id()?, merchant_id, record.platform, account));
            }
            if let Some(buyer) = now.get_mut(&key) {
                learn(buyer, &record.buyer);
            }
        }
        let mut made: Vec<BuyerRow> = Vec::new();
        for (key, buyer) in &now {
            match known.get(key) {
                None => made.push(buyer.clone()),
                Some(before) if before != buyer => import::save_buyer(tx, buyer)?,
                Some(_) => {}
            }
        }
        made.sort_by_key(|buyer| buyer.id);
        import::insert_buyers(tx, &made)?;
        Ok(Self { by_account: now })
    }

    pub(super) fn id_of(&self, record: &OrderRecord) -> Option<i64> {
        let account = record.buyer.account.clone()?;
        self.by_account.get(&(record.platform, account)).map(|buyer| buyer.id)
    }
}

fn unknown(id: i64, merchant_id: i64, platform: Platform, account: &str) -> BuyerRow {
    BuyerRow {
        id,
        merchant_id,
        platform,
        account: account.to_owned(),
        nickname: String::new(),
        level: String::new(),
        phone: String::new(),
        email: String::new(),
        address: String::new(),
    }
}

fn learn(buyer: &mut BuyerRow, record: &BuyerRecord) {
    take(&mut buyer.nickname, &record.nickname);
    take(&mut buyer.level, &record.level);
    take(&mut buyer.phone, &record.phone);
    take(&mut buyer.email, &record.email);
    take(&mut buyer.address, &record.address);
}
