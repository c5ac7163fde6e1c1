//! An entry in words: changed fields as “name: before → after”, other details as they are. Phone numbers and addresses are masked for every
//! reader, as in all lists and files.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::goods::movement::Carrier;
use crate::domain::money::states::GatewayKind;
use crate::domain::order::kind::{LineKind, Platform, SignState};
use crate::domain::order::order_change::Change;
use crate::domain::people::free_text::{mask_contacts, mask_in_place};
use crate::domain::permission::Role;
use crate::domain::ticket::kind::TicketType;
use crate::domain::ticket::reason::Responsibility;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::people::audit::{Audit, fact_name, field_name};
use crate::i18n::{Lang, fill};
use crate::web::framework::form::Fields;

/// How subjects begin that are a noun and a number; other subjects are words that somebody chose: a user name, a file's name.
const NUMBERED: [&str; 5] = ["order ", "ticket ", "buyer ", "refund ", "refund:"];

/// The subject as the page and the file show it.
pub fn subject(subject: &str) -> Cow<'_, str> {
    if NUMBERED.iter().any(|noun| subject.starts_with(noun)) { Cow::Borrowed(subject) } else { mask_contacts(subject) }
}

/// The detail as the page and the file show it.
pub fn text(detail: &str, lang: Lang) -> String {
    let mut text = words(detail, lang);
    mask_in_place(&mut text);
    text
}

fn words(detail: &str, lang: Lang) -> String {
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(detail) else {
        let named = list_of_codes(detail, Role::parse, lang).or_else(|| list_of_codes(detail, Platform::parse, lang));
        return named.unwrap_or_else(|| detail.to_owned());
    };
    let parts: Vec<String> = fields.iter().map(|(name, value)| field(name, value, lang)).collect();
    parts.join(lang.pick("；", "; "))
}

fn field(name: &str, value: &Value, lang: Lang) -> String {
    let shown = match value {
        Value::Array(pair) if pair.len() == 2 => {
            format!("{} → {}", one(name, &pair[0], lang), one(name, &pair[1], lang))
        }
        other => one(name, other, lang),
    };
    format!("{}{}{shown}", name_of(name, lang), lang.pick("：", ": "))
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

fn one(name: &str, value: &Value, lang: Lang) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let common = Common::of(lang);
    let name = name.rsplit('.').next().unwrap_or(name);
    let named = match (name, text.as_str()) {
        (_, "") => Some(Audit::of(lang).empty_value.to_owned()),
        (_, "true") => Some(common.yes.to_owned()),
        (_, "false") => Some(common.no.to_owned()),
        ("merchants", "*") => Some(common.all_merchants.to_owned()),
        ("roles", codes) => list_of_codes(codes, Role::parse, lang),
        ("types", codes) => list_of_codes(codes, TicketType::parse, lang),
        ("responsibility", code) => list_of_codes(code, Responsibility::parse, lang),
        ("gateway", code) => list_of_codes(code, GatewayKind::parse, lang),
        ("sign_state", code) => list_of_codes(code, SignState::parse, lang),
        ("line_kind", code) => list_of_codes(code, LineKind::parse, lang),
        ("carrier", code) => list_of_codes(code, Carrier::parse, lang),
        ("platform", code) => list_of_codes(code, Platform::parse, lang),
        ("filter", query) => Some(filter_text(query)),
        _ => None,
    };
    named.unwrap_or(text)
}

/// A list's query as its fields stand in the address, readable.
fn filter_text(query: &str) -> String {
    let fields = Fields::parse(query.as_bytes());
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" · ")
}

/// Comma-separated codes by name; `None` if one of them is no such code.
fn list_of_codes<T: Named>(codes: &str, parse: impl Fn(&str) -> Option<T>, lang: Lang) -> Option<String> {
    let names: Option<Vec<&str>> = codes.split(',').map(|code| parse(code).map(|value| value.name(lang))).collect();
    Some(names?.join(lang.pick("、", ", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_keep_their_numbers_and_mask_what_was_typed() {
        for (kept, shown) in [
            ("order 13812345678", "order 13812345678"),
            ("13812345678", "138****5678"),
            ("订单 lin@example.com.csv", "订单 l***@example.com.csv"),
            ("admin", "admin"),
        ] {
            assert_eq!(subject(kept), shown);
        }
    }

    #[test]
    fn details_become_words() {
        let cases = [
            ("", "", ""),
            ("AGENT,REVIEWER", "客服、售后运营", "Agent, Reviewer"),
            (
                r#"{"roles":["AGENT","AGENT,ADMIN"]}"#,
                "角色：客服 → 客服、系统管理员",
                "roles: Agent → Agent, Administrator",
            ),
            (r#"{"visible":["true","false"]}"#, "显示：是 → 否", "shown: Yes → No"),
            (r#"{"rows":12}"#, "行数：12", "rows: 12"),
            (r#"{"return_window_days":["","7"]}"#, "退货期限（天）：（空） → 7", "return window (days): (empty) → 7"),
            ("phone: 核对收件人", "phone: 核对收件人", "phone: 核对收件人"),
            (
                r#"{"freight":["8.00","6.00"],"kept.line.2.quantity":["4","2"],"sign_state":["","REFUSED"]}"#,
                "运费：8.00 → 6.00；未采用：第 2 行数量：4 → 2；签收状态：（空） → 拒收",
                "freight: 8.00 → 6.00; not taken: line 2 quantity: 4 → 2; signed: (empty) → Refused",
            ),
            ("[1", "[1", "[1"),
            (
                r#"{"filter":"q=%2B86+138+1234+5678&sort=ticket_no"}"#,
                "筛选条件：q=+86 138 **** 5678 · sort=ticket_no",
                "filter: q=+86 138 **** 5678 · sort=ticket_no",
            ),
            (
                r#"{"phone":["021-12345678","400-123-4567"]}"#,
                "电话：021-****5678 → 400-***-4567",
                "phone: 021-****5678 → 400-***-4567",
            ),
        ];
        for (detail, zh, en) in cases {
            assert_eq!(text(detail, Lang::Zh), zh);
            assert_eq!(text(detail, Lang::En), en);
        }
    }
}
