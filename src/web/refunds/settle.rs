//! The forms that settle an unclear refund by the gateway's statement, and the one that queries the gateway again.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::actions::{Kind, ask, next_address, run};
use super::show;
use crate::commands::money::refund;
use crate::commands::money::refund::Statement;
use crate::commands::{Actor, CommandError};
use crate::domain::money::settlement::SettlementVerdict;
use crate::i18n::fill;
use crate::i18n::refunds::Refunds;
use crate::store::Tx;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Form;
use crate::web::framework::html;
use crate::web::framework::identity::session::Staff;

/// `POST /refunds/{no}/statement`.
pub async fn record(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let kind = Kind { name: "record-settlement", asks: true, said: |t| t.said_settlement_recorded };
    let currency = show::find(&app, &staff, &refund_no).await?.basis.row.refund.currency;
    run(&app, &staff, &refund_no, &form, kind, |reader| {
        let version = reader.version();
        let verdict = reader.code("verdict", SettlementVerdict::parse);
        let statement = Statement {
            // Without one the reader has refused already.
            verdict: verdict.unwrap_or(SettlementVerdict::NotPaid),
            paid: reader.money("paid_amount", currency),
            reference: reader.required("reference", 1, 64),
            reason: reader.required("reason", 2, 500),
        };
        move |tx: &mut Tx<'_>, actor: &Actor, no: &str| {
            refund::record_settlement(tx, actor, no, version, &statement).map(|_| ())
        }
    })
    .await
}

/// `POST /refunds/{no}/settlement`.
pub async fn confirm(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let kind = Kind { name: "confirm-settlement", asks: true, said: |t| t.said_settled };
    run(&app, &staff, &refund_no, &form, kind, |reader| {
        let version = reader.version();
        move |tx: &mut Tx<'_>, actor: &Actor, no: &str| -> Result<(), CommandError> {
            refund::confirm_settlement(tx, actor, no, version).map(|_| ())
        }
    })
    .await
}

/// `POST /refunds/{no}/question`: queries the gateway again. Each answer is kept as its job would keep it.
pub async fn question(
    app: Data<App>,
    staff: Staff,
    refund_no: Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let found = show::find(&app, &staff, &refund_no).await?;
    let row = &found.basis.row;
    ask(&app, row.refund.id).await?;
    staff.cookie.set_notice(&fill(Refunds::of(staff.lang).said_asked, &[("no", &row.ticket.ticket_no)]));
    Ok(html::see_other(&next_address(&form, &row.refund.refund_no)))
}
