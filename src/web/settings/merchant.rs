//! The form of a merchant's settings, and the one that adds a merchant.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::commands::house::create_merchant::NewMerchant;
use crate::commands::house::manage_settings;
use crate::commands::house::manage_settings::MerchantSettings;
use crate::domain::lengths;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, currencies};
use crate::domain::order::kind::Platform;
use crate::domain::permission::Permission as P;
use crate::domain::refusal::Refusal;
use crate::domain::time::is_zone;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::settings::Settings;
use crate::web::framework::addresses::{Addresses, Whose, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::fields::{NAME_MOST, code};
use crate::web::settings::merchants::chosen;
use crate::web::settings::page::{ADD_MERCHANT, Open, address, render};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(post("/settings", P::ManageSettings, Whose::List).to(change))
        .route(post("/settings/merchants", ADD_MERCHANT, Whose::House).to(add));
}

fn zone(reader: &mut Reader<'_>) -> String {
    let zone = reader.required("timezone", 1, 64);
    if !zone.is_empty() && !is_zone(&zone) {
        reader.refuse("timezone", Refusal::BadZone);
    }
    zone
}

async fn change(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let to = MerchantSettings {
        name: reader.required("name", 1, NAME_MOST),
        timezone: zone(&mut reader),
        return_note: reader.ticked("return_note"),
    };
    let (code, currency) = (merchant.code.clone(), merchant.currency);
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "settings", &form, currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "settings", &form, currency, move |tx, actor| {
                manage_settings::change(tx, actor, &code, version, &to)?;
                Ok(address(&code))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, &merchant.code, Open::Nothing, status, echo).await,
    }
}

async fn add(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let mut reader = Reader::new(&form.fields);
    let code = code(&mut reader);
    let name = reader.required("name", 1, NAME_MOST);
    let shop = reader.required("shop", 1, lengths::SHOP);
    let platform = reader.code("platform", Platform::parse).unwrap_or(Platform::Own);
    let timezone = zone(&mut reader);
    let currency = reader.code("currency", |code| currencies::offered(code, None)).unwrap_or(Currency::CNY);
    let gateway = reader.code("gateway", GatewayKind::parse_choice).unwrap_or(GatewayKind::Manual);
    let notice = fill(Settings::of(staff.lang).merchant_added, &[("name", &name)]);
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "merchant", &form, currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "merchant", &form, currency, move |tx, actor| {
                let new = NewMerchant {
                    code: &code,
                    name: &name,
                    shop: &shop,
                    platform,
                    timezone: &timezone,
                    currency,
                    gateway,
                    names: &crate::i18n::seed::SEED_NAMES,
                };
                manage_settings::add_merchant(tx, actor, &new)?;
                Ok(address(&code))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(&notice);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, "", Open::NewMerchant, status, echo).await,
    }
}
