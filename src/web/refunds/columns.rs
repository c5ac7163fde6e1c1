//! The finance list's columns: their names, who sees which, and how somebody arranged them.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::lists::layout::Layout;
use crate::domain::lists::refund_columns::{RefundColumn, USUAL};
use crate::domain::permission::Permission;
use crate::i18n::refunds::Refunds;
use crate::person::Person;
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Form;
use crate::web::framework::identity::session::Staff;
use crate::web::list::columns;

/// The name under which arrangements are kept.
pub const PAGE: &str = "refunds.index";

/// The arrangement that somebody starts with: without amounts for who may not see them, without the merchant for who has one.
pub fn usual(staff: &Person) -> Layout<RefundColumn> {
    let sees_prices = staff.may(Permission::SeePrices);
    let has_several = staff.merchants.len() > 1;
    Layout::usual(&USUAL, |column| {
        (sees_prices || !column.is_money()) && (has_several || column != RefundColumn::Merchant)
    })
}

/// A column by its name.
pub fn name_of(column: RefundColumn, t: &'static Refunds) -> &'static str {
    match column {
        RefundColumn::TicketNo => t.col_ticket,
        RefundColumn::Status => t.col_state,
        RefundColumn::Merchant => t.col_merchant,
        RefundColumn::Goods => t.col_goods,
        RefundColumn::UnitPrice => t.col_price,
        RefundColumn::Quantity => t.col_quantity,
        RefundColumn::Subtotal => t.col_subtotal,
        RefundColumn::Claimed => t.col_claimed,
        RefundColumn::Computed => t.col_computed,
        RefundColumn::Fees => t.col_fees,
        RefundColumn::Approved => t.col_approved,
        RefundColumn::Reason => t.col_reason,
        RefundColumn::Switches => t.col_switches,
        RefundColumn::AppliedAt => t.col_applied,
        RefundColumn::ReviewedAt => t.col_reviewed,
        RefundColumn::Gateway => t.col_gateway,
        RefundColumn::OrderNo => t.col_order,
        RefundColumn::RefundNo => t.col_refund,
        RefundColumn::Paid => t.col_paid,
        RefundColumn::RefundedAt => t.col_refunded_at,
    }
}

/// `POST /refunds/columns`.
pub async fn arrange(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    columns::keep(&app, &staff, PAGE, "/refunds", usual(&staff), &form.fields).await
}
