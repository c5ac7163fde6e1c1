//! The words files use for values of closed lists: codes, and what platforms and people write instead. Other words are refused; only
//! carriers and platforms have an "other".

use crate::domain::goods::condition::Bucket;
use crate::domain::goods::movement::Carrier;
use crate::domain::order::kind::{LineKind, Platform, SignState};

const PLATFORMS: &[(&str, Platform)] = &[
    ("淘宝", Platform::Taobao),
    ("天猫", Platform::Tmall),
    ("京东", Platform::Jd),
    ("拼多多", Platform::Pdd),
    ("抖音", Platform::Douyin),
    ("微信", Platform::Wechat),
    ("有赞", Platform::Youzan),
    ("自营", Platform::Own),
];

/// By how a name begins, as `顺丰速运` and `圆通快递` do; freight arms before the express of the same name.
const CARRIERS: &[(&str, Carrier)] = &[
    ("顺丰", Carrier::Shunfeng),
    ("中通快运", Carrier::ZhongtongFreight),
    ("中通", Carrier::Zhongtong),
    ("圆通", Carrier::Yuantong),
    ("韵达快运", Carrier::YundaFreight),
    ("韵达", Carrier::Yunda),
    ("申通", Carrier::Shentong),
    ("极兔", Carrier::Jtexpress),
    ("京东", Carrier::Jd),
    ("邮政包裹", Carrier::PostParcel),
    ("邮政标", Carrier::PostExpress),
    ("德邦物流", Carrier::DebangFreight),
    ("德邦", Carrier::DebangExpress),
    ("丹鸟", Carrier::Danniao),
    ("宅急送", Carrier::Zhaijisong),
    ("跨越", Carrier::Kuayue),
    ("苏宁", Carrier::Suning),
    ("安能", Carrier::Anneng),
];

const CARRIER_ALIASES: &[(&str, Carrier)] = &[
    ("SF", Carrier::Shunfeng),
    ("ZTO", Carrier::Zhongtong),
    ("YTO", Carrier::Yuantong),
    ("YD", Carrier::Yunda),
    ("STO", Carrier::Shentong),
    ("JT", Carrier::Jtexpress),
];

const SIGN_STATES: &[(&str, SignState)] = &[
    ("未签收", SignState::NotSigned),
    ("已签收", SignState::SignedOk),
    ("正常签收", SignState::SignedOk),
    ("签收", SignState::SignedOk),
    ("破损签收", SignState::SignedDamaged),
    ("拒收", SignState::Refused),
];

const KINDS: &[(&str, LineKind)] = &[("商品", LineKind::Goods), ("实物", LineKind::Goods), ("服务", LineKind::Service)];

const BUCKETS: &[(&str, Bucket)] = &[
    ("良品", Bucket::Sellable),
    ("可售", Bucket::Sellable),
    ("销退", Bucket::Returned),
    ("次品", Bucket::Defective),
    ("报废", Bucket::Scrap),
];

/// How the line begins that adds a table up, in small letters.
pub(in crate::spreadsheet) const SUMS: [&str; 9] =
    ["合计", "总计", "小计", "汇总", "共计", "total", "totals", "grand total", "sum"];

fn listed<T: Copy>(list: &[(&str, T)], text: &str) -> Option<T> {
    list.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}

/// A platform; one that is not known is `Other`.
pub(in crate::spreadsheet) fn platform(text: &str) -> Platform {
    listed(PLATFORMS, text).or_else(|| Platform::parse(&text.to_ascii_uppercase())).unwrap_or(Platform::Other)
}

/// A carrier by code, alias or name; one that is not known is `Other`.
pub(in crate::spreadsheet) fn carrier(text: &str) -> Carrier {
    Carrier::parse(&text.to_ascii_lowercase())
        .or_else(|| listed(CARRIER_ALIASES, &text.to_ascii_uppercase()))
        .or_else(|| CARRIERS.iter().find(|(name, _)| text.starts_with(name)).map(|(_, carrier)| *carrier))
        .unwrap_or(Carrier::Other)
}

/// The answer at the door.
pub(in crate::spreadsheet) fn sign_state(text: &str) -> Option<SignState> {
    listed(SIGN_STATES, text).or_else(|| SignState::parse(&text.to_ascii_uppercase()))
}

/// Goods or service.
pub(in crate::spreadsheet) fn line_kind(text: &str) -> Option<LineKind> {
    listed(KINDS, text).or_else(|| LineKind::parse(&text.to_ascii_uppercase()))
}

/// A compartment of the stock.
pub(in crate::spreadsheet) fn bucket(text: &str) -> Option<Bucket> {
    listed(BUCKETS, text).or_else(|| Bucket::parse(&text.to_ascii_uppercase()))
}

/// Yes or no; empty is no.
pub(in crate::spreadsheet) fn yes(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "true" | "是" | "赠品" => Some(true),
        "" | "0" | "n" | "no" | "false" | "否" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriers_by_code_alias_and_name() {
        let cases = [
            ("shunfeng", Carrier::Shunfeng),
            ("SF", Carrier::Shunfeng),
            ("sf", Carrier::Shunfeng),
            ("顺丰速运", Carrier::Shunfeng),
            ("中通快递", Carrier::Zhongtong),
            ("中通快运", Carrier::ZhongtongFreight),
            ("EMS", Carrier::Ems),
            ("DHL", Carrier::Dhl),
            ("邻居小王", Carrier::Other),
        ];
        for (text, expected) in cases {
            assert_eq!(carrier(text), expected, "{text}");
        }
    }

    #[test]
    fn every_code_is_its_own_word() {
        for code in SignState::ALL {
            assert_eq!(sign_state(code.code()), Some(*code));
        }
        for code in Bucket::ALL {
            assert_eq!(bucket(&code.code().to_ascii_lowercase()), Some(*code));
        }
        for code in Platform::ALL {
            assert_eq!(platform(code.code()), *code);
        }
        assert_eq!((line_kind("服务"), line_kind("?")), (Some(LineKind::Service), None));
        assert_eq!((yes("是"), yes(""), yes("maybe")), (Some(true), Some(false), None));
        assert_eq!((platform("淘宝"), platform("Etsy")), (Platform::Taobao, Platform::Other));
    }
}
