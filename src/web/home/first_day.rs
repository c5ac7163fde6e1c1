//! The administrator's list of first steps, each ticked once it is done; it goes when work can begin.

use crate::domain::permission::Permission;
use crate::i18n::fill;
use crate::i18n::home::Home;
use crate::i18n::seed::SEED_NAMES;
use crate::store::house::first_day;
use crate::store::house::first_day::FirstDay;
use crate::store::house::merchants::MerchantRow;
use crate::store::{Conn, DbError};
use crate::web::framework::identity::session::Staff;
use crate::web::settings::page::address;
use crate::web::settings::policies::view as policies;

/// One step.
pub struct Step {
    pub code: &'static str,
    pub name: &'static str,
    pub why: &'static str,
    pub address: String,
    pub is_done: bool,
}

/// The steps of the first merchant that lacks something.
pub struct FirstSteps {
    pub steps: Vec<Step>,
    /// How many are done.
    pub progress: String,
    /// The merchant that has no policy of its own yet, to take the usual one over.
    pub without_policy: Option<String>,
}

/// The first of the merchants that is not ready.
pub fn read(connection: &mut Conn, merchants: &[MerchantRow]) -> Result<Option<FirstDay>, DbError> {
    for merchant in merchants {
        let day = first_day::read(connection, merchant, SEED_NAMES.shop)?;
        if !day.is_over() {
            return Ok(Some(day));
        }
    }
    Ok(None)
}

/// Who is shown the steps: whoever may take all of them.
pub fn is_for(staff: &Staff) -> bool {
    [Permission::ManageStaff, Permission::ManageSettings, Permission::ImportOrders]
        .iter()
        .all(|right| staff.may(*right))
}

impl FirstSteps {
    /// In words.
    pub fn new(day: &FirstDay, d: &'static Home) -> Self {
        let settings = address(&day.merchant_code);
        let open = |kind: &str, id: Option<i64>| match id {
            Some(id) => format!("{settings}&open={kind}-{id}#form-{kind}"),
            None => settings.clone(),
        };
        let step = |code, name, why, address, is_done| Step { code, name, why, address, is_done };
        let shop = open("shop", day.nameless_shop_id);
        let steps = vec![
            step("address", d.step_address, d.why_address, open("station", day.station_id), day.has_address),
            step("policy", d.step_policy, d.why_policy, policies::address(&day.merchant_code), day.has_policy),
            step("shop", d.step_shop, d.why_shop, shop, day.nameless_shop_id.is_none()),
            step("staff", d.step_staff, d.why_staff, "/staff/new".to_owned(), day.has_colleagues),
            step("import", d.step_import, d.why_import, "/orders/import".to_owned(), day.has_orders),
        ];
        let done = steps.iter().filter(|step| step.is_done).count();
        let progress = fill(d.steps_done, &[("done", &done.to_string()), ("all", &steps.len().to_string())]);
        let without_policy = (!day.has_policy).then(|| day.merchant_code.clone());
        Self { steps, progress, without_policy }
    }
}
