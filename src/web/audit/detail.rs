//! An entry in words: changed fields as “name: before → after”, amounts with their currency, other details as they are. Phone numbers and
//! addresses are masked for every reader, as in all lists and files.

use serde_json::{Map, Value};

use crate::domain::goods::movement::Carrier;
use crate::domain::house::audit_kind::AuditKind;
use crate::domain::money::settlement::SettlementVerdict;
use crate::domain::money::states::GatewayKind;
use crate::domain::money::{Currency, Money};
use crate::domain::order::kind::{LineKind, Platform, SignState};
use crate::domain::order::order_change::Change;
use crate::domain::people::device;
use crate::domain::people::free_text::mask_in_place;
use crate::domain::permission::Role;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::rule::{Exclusion, ScopeKind, Starting};
use crate::domain::term::calendar::DayKind;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::Responsibility;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::people::audit::{Audit, fact_name, field_name};
use crate::i18n::refunds::failure;
use crate::i18n::say::money;
use crate::i18n::settings::zone_name;
use crate::i18n::{Lang, fill};

/// Fields whose value is an amount as people write it.
const AMOUNTS: [&str; 11] = [
    "amount",
    "approved",
    "auto_refund_limit",
    "auto_refund_daily",
    "paid",
    "freight",
    "payment",
    "unit_price",
    "gross",
    "line_paid",
    "gift_value",
];
/// Fields whose value is an amount in the smallest unit of its currency.
const MINOR_AMOUNTS: [&str; 2] = ["amount_minor", "said_paid"];

/// The reader's side of an entry.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub lang: Lang,
    /// The currency of the entry's merchant; entries of the whole house have none.
    pub currency: Option<Currency>,
    /// A list's query in words.
    pub describe: &'a dyn Fn(&str) -> String,
}

/// The detail as the page and the file show it.
pub fn text(kind: &str, detail: &str, reading: &Reading<'_>) -> String {
    let mut text = words(kind, detail, reading);
    mask_in_place(&mut text);
    text
}

/// The fields that a change of a merchant's settings altered.
pub fn changed(fields: &str, currency: Currency, lang: Lang) -> String {
    let reading = Reading { lang, currency: Some(currency), describe: &str::to_owned };
    text(AuditKind::SettingsChanged.code(), fields, &reading)
}

fn words(kind: &str, detail: &str, reading: &Reading<'_>) -> String {
    let lang = reading.lang;
    if let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(detail) {
        // An order's currency need not be its merchant's; older entries do not say it.
        let is_of_order = AuditKind::parse(kind) == Some(AuditKind::OrderChanged);
        let currency = reading.currency.filter(|_| !is_of_order);
        return of_fields(&fields, &Reading { currency, ..*reading });
    }
    let t = Audit::of(lang);
    let colon = lang.pick("：", ": ");
    match AuditKind::parse(kind) {
        _ if detail.is_empty() => String::new(),
        Some(AuditKind::SessionsEnded) => fill(t.sessions, &[("n", detail)]),
        Some(AuditKind::LoginFailed | AuditKind::LoginLocked | AuditKind::LoginsSlowed | AuditKind::PasswordFailed) => {
            fill(t.from_place, &[("place", detail)])
        }
        Some(AuditKind::PersonalDataViewed) => match detail.split_once(": ") {
            Some(("ship_to", _)) => format!("{}{colon}{}", name_of("ship_to", lang), t.dispatch),
            Some((field, purpose)) => format!("{}{colon}{purpose}", name_of(field, lang)),
            None => detail.to_owned(),
        },
        Some(AuditKind::OrdersImported | AuditKind::StockImported) => {
            counts(detail, lang).unwrap_or_else(|| detail.to_owned())
        }
        Some(AuditKind::StockAdjusted) => detail.replacen(": ", colon, 1),
        _ => {
            let named =
                list_of_codes(detail, Role::parse, lang).or_else(|| list_of_codes(detail, Platform::parse, lang));
            named.unwrap_or_else(|| detail.to_owned())
        }
    }
}

/// Figures as entries of earlier versions have them: `1 new, 0 updated; lines: 3 read`.
fn counts(detail: &str, lang: Lang) -> Option<String> {
    let part = |part: &str| {
        let (figure, name) = part.rsplit_once(": ").map_or(part, |(_, rest)| rest).trim().split_once(' ')?;
        let figure: u64 = figure.parse().ok()?;
        Some(format!("{}{}{figure}", field_name(name, lang)?, lang.pick("：", ": ")))
    };
    let parts: Option<Vec<String>> = detail.split([',', ';']).map(part).collect();
    Some(parts?.join(lang.pick("；", "; ")))
}

fn of_fields(fields: &Map<String, Value>, reading: &Reading<'_>) -> String {
    let parsed = |value: &Value| value.as_str().and_then(Currency::parse);
    let in_currency = |currency: Option<Currency>| Reading { currency: currency.or(reading.currency), ..*reading };
    let sides = match fields.get("currency") {
        Some(Value::Array(pair)) => [pair.first(), pair.last()].map(|side| in_currency(side.and_then(parsed))),
        own => [in_currency(own.and_then(parsed)), in_currency(own.and_then(parsed))],
    };
    // The currency stands with the amounts; a refund is the entry's subject.
    let shown =
        fields.iter().filter(|(name, value)| !(*name == "currency" && value.is_string()) && *name != "refund_no");
    let parts: Vec<String> = shown.map(|(name, value)| field(name, value, &sides)).collect();
    parts.join(reading.lang.pick("；", "; "))
}

/// A field with its value, or with those before and after, each as it is read on its side.
fn field(name: &str, value: &Value, [before, after]: &[Reading<'_>; 2]) -> String {
    let shown = match value {
        Value::Array(pair) if pair.len() == 2 => {
            format!("{} → {}", one(name, &pair[0], before), one(name, &pair[1], after))
        }
        other => one(name, other, after),
    };
    format!("{}{}{shown}", name_of(name, after.lang), after.lang.pick("：", ": "))
}

/// What a field is called; of an order's lines with their number, and whether the order stayed as it was.
fn name_of(name: &str, lang: Lang) -> String {
    let t = Audit::of(lang);
    if let Some(kept) = name.strip_prefix("kept.") {
        return fill(t.kept, &[("name", &name_of(kept, lang))]);
    }
    match (field_name(name, lang), Change::parse_name(name)) {
        (Some(known), _) => known.to_owned(),
        (None, Some((0, fact))) => fact_name(fact, lang).to_owned(),
        (None, Some((line, fact))) => fill(t.of_line, &[("line", &line.to_string()), ("name", fact_name(fact, lang))]),
        (None, None) => name.to_owned(),
    }
}

/// An amount with its currency; `None` for what is none.
fn amount(name: &str, value: &Value, reading: &Reading<'_>) -> Option<String> {
    let currency = reading.currency?;
    let amount = if MINOR_AMOUNTS.contains(&name) {
        Money::from_minor(value.as_i64()?)
    } else if AMOUNTS.contains(&name) {
        Money::parse(value.as_str()?, currency).ok()?
    } else {
        return None;
    };
    Some(money(amount, currency, reading.lang))
}

fn one(name: &str, value: &Value, reading: &Reading<'_>) -> String {
    let lang = reading.lang;
    let name = name.rsplit('.').next().unwrap_or(name);
    if let Some(amount) = amount(name, value, reading) {
        return amount;
    }
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let common = Common::of(lang);
    let named = match (name, text.as_str()) {
        ("filter", "") => Some(Audit::of(lang).filter_all.to_owned()),
        (_, "") => Some(Audit::of(lang).empty_value.to_owned()),
        (_, "true") => Some(common.yes.to_owned()),
        (_, "false") => Some(common.no.to_owned()),
        ("merchants", "*") => Some(common.all_merchants.to_owned()),
        ("roles", codes) => list_of_codes(codes, Role::parse, lang),
        ("types", codes) => list_of_codes(codes, TicketType::parse, lang),
        (day, code) if day.starts_with("20") => list_of_codes(code, DayKind::parse, lang),
        ("responsibility", code) => list_of_codes(code, Responsibility::parse, lang),
        ("cause", code) => list_of_codes(code, Cause::parse, lang),
        ("scope", code) => list_of_codes(code, ScopeKind::parse, lang),
        ("starting", code) => list_of_codes(code, Starting::parse, lang),
        ("exclusions", codes) => list_of_codes(codes, Exclusion::parse, lang),
        ("gateway", code) => list_of_codes(code, GatewayKind::parse, lang),
        ("sign_state", code) => list_of_codes(code, SignState::parse, lang),
        ("line_kind", code) => list_of_codes(code, LineKind::parse, lang),
        ("carrier", code) => list_of_codes(code, Carrier::parse, lang),
        ("timezone", zone) => Some(zone_name(zone, lang).to_owned()),
        ("platform", code) => list_of_codes(code, Platform::parse, lang),
        ("verdict", code) => list_of_codes(code, SettlementVerdict::parse, lang),
        ("code", code) => Some(failure(code, lang).to_owned()),
        ("format", code) => Some(code.to_uppercase()),
        ("device", agent) => Some(device::short_name(agent)),
        ("filter", query) => Some((reading.describe)(query)),
        _ => None,
    };
    named.unwrap_or(text)
}

/// Comma-separated codes by name; `None` if one of them is no such code.
fn list_of_codes<T: Named>(codes: &str, parse: impl Fn(&str) -> Option<T>, lang: Lang) -> Option<String> {
    let names: Option<Vec<&str>> = codes.split(',').map(|code| parse(code).map(|value| value.name(lang))).collect();
    Some(names?.join(lang.pick("、", ", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &str, detail: &str, lang: Lang) -> String {
        text(kind, detail, &Reading { lang, currency: Some(Currency::CNY), describe: &|query| query.replace('%', "") })
    }

    #[test]
    fn details_become_words() {
        let cases = [
            ("login", "", "", ""),
            ("staff.added", "AGENT,REVIEWER", "客服、售后运营", "Agent, Reviewer"),
            (
                "staff.changed",
                r#"{"roles":["AGENT","AGENT,ADMIN"]}"#,
                "角色：客服 → 客服、系统管理员",
                "roles: Agent → Agent, Administrator",
            ),
            ("reason.changed", r#"{"visible":["true","false"]}"#, "显示：是 → 否", "shown: Yes → No"),
            (
                "settings.changed",
                r#"{"return_window_days":["","7"]}"#,
                "退货期限（天）：（空） → 7",
                "return window (days): (empty) → 7",
            ),
            (
                "settings.money_changed",
                r#"{"auto_refund_limit":["200.00","1500.00"],"currency":["CNY","USD"]}"#,
                "自动退款上限：¥200.00 → USD 1,500.00；币种：CNY → USD",
                "limit of automatic refunds: CNY 200.00 → USD 1,500.00; currency: CNY → USD",
            ),
            (
                "refund.offline_recorded",
                r#"{"amount_minor":12900,"code":"ACCOUNT_CLOSED","currency":"JPY","gateway":"manual","refund_no":"RF1"}"#,
                "金额：JPY 12,900；失败原因：收款账户异常；退款方式：线下打款",
                "amount: JPY 12,900; failure: Account closed; gateway: Manual transfer",
            ),
            (
                "amount.changed.review",
                r#"{"approved":["459.00","444.00"],"currency":"CNY","note":"买家同意"}"#,
                "实退金额：¥459.00 → ¥444.00；说明：买家同意",
                "approved: CNY 459.00 → CNY 444.00; note: 买家同意",
            ),
            ("amount.approved", r#"{"approved":"88.00","currency":"CNY"}"#, "实退金额：¥88.00", "approved: CNY 88.00"),
            (
                "orders.imported",
                "1 new, 0 updated, 2 unchanged",
                "新增：1；更新：0；不变：2",
                "new: 1; updated: 0; unchanged: 2",
            ),
            ("orders.imported", r#"{"new":1,"unchanged":2}"#, "新增：1；不变：2", "new: 1; unchanged: 2"),
            (
                "stock.imported",
                "stock: 3 corrected, 1 unchanged; lines: 5 read, 1 rejected",
                "更正：3；不变：1；读取行数：5；未通过行数：1",
                "corrected: 3; unchanged: 1; lines read: 5; lines rejected: 1",
            ),
            ("stock.adjusted", "-1 → 4: 盘点", "-1 → 4：盘点", "-1 → 4: 盘点"),
            ("unmask", "receiver_phone: 核对收件人", "电话：核对收件人", "phone: 核对收件人"),
            ("unmask", "ship_to: dispatch", "收件信息：发货", "ship-to: dispatch"),
            ("sessions.ended", "2", "2 个登录", "2 sessions"),
            ("login.failed", "203.0.113.7", "来自 203.0.113.7", "from 203.0.113.7"),
            (
                "login",
                r#"{"device":"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/109.0.0.0 Safari/537.36","from":"203.0.113.7"}"#,
                "设备：Chrome · Windows；来自：203.0.113.7",
                "device: Chrome · Windows; from: 203.0.113.7",
            ),
            (
                "order.changed",
                r#"{"currency":"CNY","freight":["8.00","6.00"],"kept.line.2.quantity":["4","2"],"sign_state":["","REFUSED"]}"#,
                "运费：¥8.00 → ¥6.00；未采用：第 2 行数量：4 → 2；签收状态：（空） → 拒收",
                "freight: CNY 8.00 → CNY 6.00; not taken: line 2 quantity: 4 → 2; signed: (empty) → Refused",
            ),
            ("order.changed", r#"{"freight":["8.00","6.00"]}"#, "运费：8.00 → 6.00", "freight: 8.00 → 6.00"),
            ("login", "[1", "[1", "[1"),
            (
                "export",
                r#"{"filter":"q=%2B86 138 1234 5678","format":"csv","rows":12}"#,
                "筛选条件：q=2B86 138 **** 5678；格式：CSV；行数：12",
                "filter: q=2B86 138 **** 5678; format: CSV; rows: 12",
            ),
            ("export", r#"{"filter":""}"#, "筛选条件：全部", "filter: everything"),
            (
                "settings.changed",
                r#"{"phone":["021-12345678","400-123-4567"]}"#,
                "电话：021-****5678 → 400-***-4567",
                "phone: 021-****5678 → 400-***-4567",
            ),
        ];
        for (kind, detail, zh, en) in cases {
            assert_eq!(read(kind, detail, Lang::Zh), zh);
            assert_eq!(read(kind, detail, Lang::En), en);
        }
    }
}
