//! What a new house still lacks before work can begin.

use diesel::prelude::*;

use crate::domain::policy::profile::Profile;
use crate::domain::policy::rule::Policy;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::people::staff;
use crate::store::policy::policies;
use crate::store::schema::tickets;
use crate::store::{Conn, DbError};

/// What a merchant has by now.
#[derive(Clone, Debug)]
pub struct FirstDay {
    pub merchant_code: String,
    /// The default return station, to fill in.
    pub station_id: Option<i64>,
    pub has_address: bool,
    /// A policy other than the one without limits is in use.
    pub has_policy: bool,
    /// The shop to be named; none once a shop has a name of its own.
    pub nameless_shop_id: Option<i64>,
    pub has_colleagues: bool,
    pub has_orders: bool,
    pub has_tickets: bool,
}

impl FirstDay {
    /// Nothing is left. Once tickets come, only what they need counts: a house may want no limits, and the first shop's name.
    pub fn is_over(&self) -> bool {
        let chosen = self.has_policy && self.nameless_shop_id.is_none();
        self.has_address && self.has_colleagues && self.has_orders && (chosen || self.has_tickets)
    }
}

/// Whether somebody chose a policy: it is not the one with which a house begins.
fn is_chosen(policy: &Policy) -> bool {
    policy.terms.active && policy.code != Profile::NoLimit.code()
}

/// What a merchant has; `seed_shop` is the name with which the first shop begins.
pub fn read(connection: &mut Conn, merchant: &MerchantRow, seed_shop: &str) -> Result<FirstDay, DbError> {
    let station = merchants::stations_of(connection, merchant.id)?.into_iter().find(|station| station.is_default);
    let shops = merchants::shops_of(connection, merchant.id)?;
    let named = shops.iter().any(|shop| shop.active && shop.name != seed_shop);
    let has_tickets = diesel::dsl::exists(tickets::table.filter(tickets::merchant_id.eq(merchant.id)));
    Ok(FirstDay {
        merchant_code: merchant.code.clone(),
        station_id: station.as_ref().map(|station| station.id),
        has_address: station.is_some_and(|station| station.is_complete()),
        has_policy: policies::of_merchant(connection, merchant.id)?.iter().any(is_chosen),
        nameless_shop_id: shops.first().filter(|_| !named).map(|shop| shop.id),
        has_colleagues: staff::count(connection)? > 1,
        has_orders: merchants::has_orders(connection, merchant.id)?,
        has_tickets: diesel::select(has_tickets).get_result(connection)?,
    })
}
