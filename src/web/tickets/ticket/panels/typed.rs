//! What was typed into a form that is not open any more, in words: the labels of the fields, the names of codes.

use crate::domain::goods::condition::{ExceptionOutcome, Grade, QualityFault, Verdict};
use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::ticket::kind::{Channel, EvidenceKind};
use crate::domain::ticket::reason::{Ground, RejectCategory};
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::goods::warehouse::Warehouse;
use crate::i18n::refunds::Refunds;
use crate::i18n::tickets::Tickets;
use crate::i18n::{Lang, fill};
use crate::web::framework::form::Echo;

/// Fields that nobody types.
const HIDDEN: [&str; 10] =
    ["csrf", "version", "form_token", "next", "list", "at", "from", "desk", "station", "warehouse"];

/// Label and value of every field with something in it.
pub fn elsewhere(echo: &Echo, lang: Lang) -> Vec<(String, String)> {
    let typed = echo.fields.iter().filter(|(name, value)| !HIDDEN.contains(name) && !value.trim().is_empty());
    typed.map(|(name, value)| (label(name, lang), named(name, value, lang))).collect()
}

/// What a field is called where the form that has it shows it.
fn label(name: &str, lang: Lang) -> String {
    let (t, w, r) = (Tickets::of(lang), Warehouse::of(lang), Refunds::of(lang));
    let known = match name {
        "note" | "remark" => t.review_note,
        "reason" => t.reason,
        "category" => t.category,
        "carrier" => t.carrier,
        "method" => t.method,
        "ground" => t.ground,
        "service_fee" => t.service_fee,
        "packaging_fee" => t.packaging_fee,
        "return_freight_fee" => t.return_freight_fee,
        "buyer_agreed" => t.buyer_agreed,
        "allow_freight" => t.allow_freight,
        "allow_coupon" => t.allow_coupon,
        "allow_virtual" => t.allow_virtual,
        "show_buyer" => t.show_buyer,
        "channel" => t.tell_buyer_how,
        "text" => t.tell_buyer_text,
        "kind" => t.file_kind,
        "tracking_no" => t.tracking_no,
        "contact" => t.contact,
        "phone" => t.phone,
        "address" => t.address,
        "outcome" => w.outcome,
        "verdict" => w.verdict,
        "finding" => w.finding,
        "quality_fault" => w.quality_fault,
        "deduction" => w.deduction,
        "packaging_ok" => w.packaging_ok,
        "goods_ok" => w.goods_ok,
        "unused" => w.unused,
        "parts_complete" => w.parts_complete,
        "resalable" => w.resalable,
        "reference" => r.reference,
        "paid_on" => r.paid_on,
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let of_line = |word: &str, line: &str| fill(t.of_line, &[("word", word), ("line", line)]);
    match name.rsplit_once('_') {
        Some(("amount", line)) => of_line(t.approved_amount, line),
        Some(("received", line)) => of_line(w.received, line),
        Some(("good", line)) => of_line(w.good, line),
        Some(("defective", line)) => of_line(w.defective, line),
        Some(("grade", line)) => of_line(w.grade, line),
        // A field without a label of its own: what was typed says enough.
        _ => String::new(),
    }
}

/// A value: codes by their names, boxes as yes, everything else as it was typed.
fn named(name: &str, value: &str, lang: Lang) -> String {
    let code = value.trim();
    let known = match name
        .rsplit_once('_')
        .map_or(name, |(field, line)| if line.parse::<u32>().is_ok() { field } else { name })
    {
        "category" => RejectCategory::parse(code).map(|value| value.name(lang)),
        "carrier" => Carrier::parse(code).map(|value| value.name(lang)),
        "method" => ReturnMethod::parse(code).map(|value| value.name(lang)),
        "ground" => Ground::parse(code).map(|value| value.name(lang)),
        "channel" => Channel::parse(code).map(|value| value.name(lang)),
        "kind" => EvidenceKind::parse(code).map(|value| value.name(lang)),
        "outcome" => ExceptionOutcome::parse(code).map(|value| value.name(lang)),
        "verdict" => Verdict::parse(code).map(|value| value.name(lang)),
        "grade" => Grade::parse(code).map(|value| value.name(lang)),
        "quality_fault" => QualityFault::parse(code).map(|value| value.name(lang)),
        "buyer_agreed" | "allow_freight" | "allow_coupon" | "allow_virtual" | "show_buyer" | "packaging_ok"
        | "goods_ok" | "unused" | "parts_complete" | "resalable" => Some(Common::of(lang).yes),
        _ => None,
    };
    known.unwrap_or(value).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::framework::form::Fields;

    #[test]
    fn codes_and_names_of_fields_are_not_shown() {
        let typed = [
            ("csrf", "x"),
            ("kind", "PHOTO"),
            ("ground", "COMPENSATION"),
            ("amount_1", "20.00"),
            ("service_fee", "5"),
            ("note", ""),
        ];
        let fields = Fields::from_pairs(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let echo = Echo { form: "approve", fields, ..Echo::default() };
        let shown: Vec<(String, String)> = elsewhere(&echo, Lang::Zh);
        let expected =
            [("凭证类型", "照片"), ("退款依据", "协商补偿"), ("实退金额（第 1 行）", "20.00"), ("售后服务费", "5")];
        assert_eq!(shown, expected.map(|(label, value)| (label.to_owned(), value.to_owned())));
    }
}
