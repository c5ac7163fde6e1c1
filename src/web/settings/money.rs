//! The form of the settings that decide about money, the answers to a proposal, and the list of changes, which the desk shows too.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::commands::money::money_settings;
use crate::commands::money::money_settings::Outcome;
use crate::domain::money::money_settings::{Answer, MoneySettings};
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Money, currencies};
use crate::domain::permission::Permission as P;
use crate::domain::refusal::Refusal;
use crate::i18n::common::Common;
use crate::i18n::settings::Settings;
use crate::store::house::merchants::MerchantRow;
use crate::store::house::records::Record;
use crate::store::house::setting_changes;
use crate::web::framework::addresses::{Addresses, Whose, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Form, Reader};
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::merchants::chosen;
use crate::web::settings::page::{Open, address, render};

/// Registers the addresses.
pub fn routes(config: &mut Addresses) {
    config
        .route(post("/settings/money", P::ManageSettings, Whose::List).to(change))
        .route(post("/settings/money/{id:\\d{1,18}}/{answer}", P::ManageSettings, Record::MoneyChange).to(answer));
}

fn read(reader: &mut Reader<'_>, merchant: &MerchantRow) -> MoneySettings {
    // A fixed currency is not sent.
    let currency = reader
        .optional_code("currency", |code| currencies::offered(code, Some(merchant.currency)))
        .unwrap_or(merchant.currency);
    MoneySettings {
        currency,
        gateway: reader.code("gateway", GatewayKind::parse_choice).unwrap_or(merchant.gateway),
        auto_refund_unshipped: reader.ticked("auto_refund_unshipped"),
        auto_refund_limit: reader.money("auto_refund_limit", currency).unwrap_or(Money::ZERO),
        auto_refund_daily: reader.money("auto_refund_daily", currency).unwrap_or(Money::ZERO),
        filer_may_review: reader.ticked("filer_may_review"),
    }
}

async fn change(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?.clone();
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let to = read(&mut reader, &merchant);
    for field in ["auto_refund_limit", "auto_refund_daily"] {
        if to.auto_refund_unshipped && form.fields.raw(field).trim().is_empty() {
            reader.refuse(field, Refusal::Required);
        }
    }
    let (code, currency) = (merchant.code.clone(), to.currency);
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "money", &form, currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "money", &form, currency, move |tx, actor| {
                let outcome = money_settings::change(tx, actor, &code, version, &to)?;
                let mark = if outcome == Outcome::Proposed { "#proposal" } else { "" };
                Ok(format!("{}{mark}", address(&code)))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            let proposed = address.ends_with("#proposal");
            let notice = if proposed { Settings::of(staff.lang).proposed } else { Common::of(staff.lang).saved };
            staff.cookie.set_notice(notice);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, &merchant.code, Open::Nothing, status, echo).await,
    }
}

async fn answer(
    app: Data<App>,
    staff: Staff,
    path: Path<(i64, String)>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let (id, answer) = path.into_inner();
    let answer = Answer::parse(&answer).ok_or(PageError::NotFound)?;
    let scope = staff.scope.clone();
    let found = app.db.read(move |connection| setting_changes::by_id(connection, &scope, id)).await?;
    let merchant_id = found.ok_or(PageError::NotFound)?.merchant_id;
    let merchant = staff.merchants.iter().find(|merchant| merchant.id == merchant_id).ok_or(PageError::NotFound)?;
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "proposal", &form, merchant.currency, error)?,
        Ok(()) => {
            submit(&app, &staff, "proposal", &form, merchant.currency, move |tx, actor| {
                Ok(address(&money_settings::answer(tx, actor, id, version, answer)?))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).done);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, &merchant.code, Open::Nothing, status, echo).await,
    }
}
