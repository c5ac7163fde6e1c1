//! The plan of a made-up business: one row an order, an order line and a ticket, in temporary tables, and the paths that tickets took.
//! `spread` makes the real rows of them. Codes are kept as text, because no rule looks at them here.

use diesel::prelude::*;

/// Ids that belong to an order: itself, its lines (1 to 3), its payment (4), its parcel (5).
pub const ORDER_IDS: i64 = 8;
/// Ids that belong to a ticket: itself, its lines (1 to 3), and what `spread` makes of it.
pub const TICKET_IDS: i64 = 48;

/// A thing that is sold.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plan_goods, treat_none_as_default_value = false)]
pub struct GoodsPlan {
    pub no: i64,
    pub merchant_id: i64,
    pub warehouse_id: i64,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub price_minor: i64,
    /// What kind of thing it is, by which policies choose.
    pub category: &'static str,
    pub custom_made: bool,
    /// The folded SKU, by which tickets are found.
    pub value: String,
}

/// A value that a buyer's tickets are found by.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plan_keys, treat_none_as_default_value = false)]
pub struct KeyPlan {
    pub buyer_id: i64,
    pub kind: &'static str,
    pub value: String,
}

/// A word that a value is found by.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plan_words, treat_none_as_default_value = false)]
pub struct WordPlan {
    pub word: String,
    pub kind: &'static str,
    pub value: String,
    pub text: String,
}

/// The way of a ticket: what is the same for all that took it. Shares are thousandths of the time from its first event to its last.
#[derive(Clone, Debug, Default, Insertable)]
#[diesel(table_name = plan_paths, treat_none_as_default_value = false)]
pub struct PathPlan {
    pub no: i64,
    pub kind: &'static str,
    pub status: &'static str,
    pub events: i64,
    pub submitted: bool,
    pub review_result: &'static str,
    /// How often finance sent it back.
    pub bounces: i64,
    pub approved: bool,
    pub goods_state: &'static str,
    pub has_return: bool,
    pub review_share: Option<i64>,
    pub first_review_share: Option<i64>,
    pub bounce_share: Option<i64>,
    pub ship_share: Option<i64>,
    pub sign_in_share: Option<i64>,
    pub receive_share: Option<i64>,
    pub inspect_share: Option<i64>,
    pub verdict: &'static str,
    pub refund_state: Option<&'static str>,
    pub open_share: Option<i64>,
    pub first_open_share: Option<i64>,
    pub finance_share: Option<i64>,
    pub end_share: Option<i64>,
    pub outbound_state: Option<&'static str>,
    pub dispatch_share: Option<i64>,
    pub completed: bool,
}

/// A step of a path: an event of its tickets.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plan_steps, treat_none_as_default_value = false)]
pub struct StepPlan {
    pub path: i64,
    pub seq: i64,
    pub kind: &'static str,
    pub from_status: Option<&'static str>,
    pub to_status: &'static str,
    /// FILER, REVIEWER, FINANCE, KEEPER or SYSTEM.
    pub who: &'static str,
    pub share: i64,
}

/// An order.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plan_orders, treat_none_as_default_value = false)]
pub struct OrderPlan {
    pub id: i64,
    pub merchant_id: i64,
    pub shop_id: i64,
    pub warehouse_id: i64,
    pub station_id: i64,
    pub buyer_id: i64,
    pub receiver_name: String,
    pub order_no: String,
    pub ordered_at: i64,
    pub paid_minor: i64,
    pub freight_minor: i64,
    pub refunded_minor: i64,
    pub sign_state: &'static str,
    pub flag: &'static str,
    pub after_sale: &'static str,
    pub carrier: &'static str,
    pub tracking_no: String,
    pub shipped_at: Option<i64>,
    pub signed_at: Option<i64>,
    pub goods_no: i64,
}

/// A line of an order, and of the ticket that applies for it.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plan_lines, treat_none_as_default_value = false)]
pub struct LinePlan {
    pub id: i64,
    pub order_id: i64,
    pub line_no: i64,
    pub goods_no: i64,
    pub quantity: i64,
    pub coupon_minor: i64,
    pub paid_minor: i64,
    pub ticket_id: Option<i64>,
    pub ticket_line_id: i64,
    pub ticket_qty: i64,
    pub reason_id: i64,
    pub computed_minor: i64,
    pub lowered_minor: i64,
}

/// A ticket.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = plan_tickets, treat_none_as_default_value = false)]
pub struct TicketPlan {
    pub id: i64,
    pub order_id: i64,
    pub path: i64,
    pub ticket_no: String,
    pub scene: &'static str,
    pub channel: &'static str,
    pub shelf: &'static str,
    pub requested_on: String,
    pub created_at: i64,
    /// From its first event to its last, in microseconds.
    pub span: i64,
    /// Of all its lines; nothing for a draft and an exchange.
    pub computed_minor: i64,
    pub lowered_minor: i64,
    pub filer_id: i64,
    pub reviewer_id: i64,
    pub finance_id: i64,
    pub keeper_id: i64,
    /// 0 is nobody.
    pub assignee_id: i64,
    pub buyer_words: &'static str,
    pub note: &'static str,
    pub category: &'static str,
    pub carrier: &'static str,
    pub tracking_no: String,
    pub first_refund_no: String,
    pub refund_no: String,
    pub inbound_no: String,
    pub parcel_no: String,
    pub outbound_no: String,
    /// What its list entry says of its clock: the kind, when it turns amber, when it is over.
    pub clock_kind: &'static str,
    pub clock_soon_at: i64,
    pub clock_at: i64,
    pub platform_at: i64,
}

/// Declares the temporary tables, for diesel and for the database alike.
macro_rules! plan_tables {
    ($($table:ident ($($key:ident),+) keyed $sql_key:literal { $($column:ident: $type:ident $(<$of:ident>)?,)+ })+) => {
        $(diesel::table! {
            $table ($($key),+) {
                $($column -> $type $(<$of>)?,)+
            }
        })+
        diesel::allow_tables_to_appear_in_same_query!($($table),+);

        /// Each table: its name, its key, its columns with diesel's types.
        pub(super) const TABLES: &[(&str, &str, &[(&str, &str)])] = &[
            $((stringify!($table), $sql_key, &[$((stringify!($column), stringify!($type $(<$of>)?)),)+]),)+
        ];
    };
}

plan_tables! {
    plan_goods (no) keyed "no" {
        no: BigInt,
        merchant_id: BigInt,
        warehouse_id: BigInt,
        sku: Text,
        name: Text,
        spec: Text,
        price_minor: BigInt,
        category: Text,
        custom_made: Bool,
        value: Text,
    }
    plan_keys (buyer_id, kind, value) keyed "buyer_id, kind, value" {
        buyer_id: BigInt,
        kind: Text,
        value: Text,
    }
    plan_words (word, kind, value) keyed "" {
        word: Text,
        kind: Text,
        value: Text,
        text: Text,
    }
    plan_paths (no) keyed "no" {
        no: BigInt,
        kind: Text,
        status: Text,
        events: BigInt,
        submitted: Bool,
        review_result: Text,
        bounces: BigInt,
        approved: Bool,
        goods_state: Text,
        has_return: Bool,
        review_share: Nullable<BigInt>,
        first_review_share: Nullable<BigInt>,
        bounce_share: Nullable<BigInt>,
        ship_share: Nullable<BigInt>,
        sign_in_share: Nullable<BigInt>,
        receive_share: Nullable<BigInt>,
        inspect_share: Nullable<BigInt>,
        verdict: Text,
        refund_state: Nullable<Text>,
        open_share: Nullable<BigInt>,
        first_open_share: Nullable<BigInt>,
        finance_share: Nullable<BigInt>,
        end_share: Nullable<BigInt>,
        outbound_state: Nullable<Text>,
        dispatch_share: Nullable<BigInt>,
        completed: Bool,
    }
    plan_steps (path, seq) keyed "path, seq" {
        path: BigInt,
        seq: BigInt,
        kind: Text,
        from_status: Nullable<Text>,
        to_status: Text,
        who: Text,
        share: BigInt,
    }
    plan_orders (id) keyed "id" {
        id: BigInt,
        merchant_id: BigInt,
        shop_id: BigInt,
        warehouse_id: BigInt,
        station_id: BigInt,
        buyer_id: BigInt,
        receiver_name: Text,
        order_no: Text,
        ordered_at: BigInt,
        paid_minor: BigInt,
        freight_minor: BigInt,
        refunded_minor: BigInt,
        sign_state: Text,
        flag: Text,
        after_sale: Text,
        carrier: Text,
        tracking_no: Text,
        shipped_at: Nullable<BigInt>,
        signed_at: Nullable<BigInt>,
        goods_no: BigInt,
    }
    plan_lines (id) keyed "" {
        id: BigInt,
        order_id: BigInt,
        line_no: BigInt,
        goods_no: BigInt,
        quantity: BigInt,
        coupon_minor: BigInt,
        paid_minor: BigInt,
        ticket_id: Nullable<BigInt>,
        ticket_line_id: BigInt,
        ticket_qty: BigInt,
        reason_id: BigInt,
        computed_minor: BigInt,
        lowered_minor: BigInt,
    }
    plan_tickets (id) keyed "id" {
        id: BigInt,
        order_id: BigInt,
        path: BigInt,
        ticket_no: Text,
        scene: Text,
        channel: Text,
        shelf: Text,
        requested_on: Text,
        created_at: BigInt,
        span: BigInt,
        computed_minor: BigInt,
        lowered_minor: BigInt,
        filer_id: BigInt,
        reviewer_id: BigInt,
        finance_id: BigInt,
        keeper_id: BigInt,
        assignee_id: BigInt,
        buyer_words: Text,
        note: Text,
        category: Text,
        carrier: Text,
        tracking_no: Text,
        first_refund_no: Text,
        refund_no: Text,
        inbound_no: Text,
        parcel_no: Text,
        outbound_no: Text,
        clock_kind: Text,
        clock_soon_at: BigInt,
        clock_at: BigInt,
        platform_at: BigInt,
    }
}

/// The statement that makes one of the temporary tables. On SQLite a key that is one number is the row's own.
pub(super) fn create(table: &(&str, &str, &[(&str, &str)]), is_sqlite: bool) -> String {
    let (name, key, columns) = table;
    let mut parts: Vec<String> = columns
        .iter()
        .map(|(column, diesel_type)| {
            let sql_type = match diesel_type.replace(' ', "").as_str() {
                "BigInt" if is_sqlite && column == key => "INTEGER NOT NULL",
                "BigInt" => "BIGINT NOT NULL",
                "Bool" => "BOOLEAN NOT NULL",
                "Nullable<BigInt>" => "BIGINT",
                "Nullable<Text>" => "TEXT",
                _ => "TEXT NOT NULL",
            };
            format!("{column} {sql_type}")
        })
        .collect();
    if !key.is_empty() {
        parts.push(format!("PRIMARY KEY ({key})"));
    }
    format!("CREATE TEMPORARY TABLE {name} ({})", parts.join(", "))
}
