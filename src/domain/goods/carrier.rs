//! The carrier of a parcel, guessed from its number. Only forms that one carrier has to itself are in the table.

use crate::domain::goods::movement::Carrier;

/// A form of numbers: how they begin and, for those of digits alone, how long they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberForm {
    pub prefix: &'static str,
    /// Digits of the whole number; `None` where letters begin it, and any length will do.
    pub digits: Option<usize>,
    pub carrier: Carrier,
}

const fn letters(prefix: &'static str, carrier: Carrier) -> NumberForm {
    NumberForm { prefix, digits: None, carrier }
}

const fn digits(prefix: &'static str, digits: usize, carrier: Carrier) -> NumberForm {
    NumberForm { prefix, digits: Some(digits), carrier }
}

/// The forms; the first that fits counts.
pub const FORMS: [NumberForm; 20] = [
    letters("SF", Carrier::Shunfeng),
    letters("YT", Carrier::Yuantong),
    letters("ZT", Carrier::Zhongtong),
    letters("STO", Carrier::Shentong),
    letters("YD", Carrier::Yunda),
    letters("JT", Carrier::Jtexpress),
    letters("JD", Carrier::Jd),
    letters("DPK", Carrier::DebangExpress),
    letters("KY", Carrier::Kuayue),
    letters("CN", Carrier::Danniao),
    letters("1Z", Carrier::Ups),
    digits("78", 14, Carrier::Zhongtong),
    digits("75", 14, Carrier::Zhongtong),
    digits("73", 14, Carrier::Zhongtong),
    digits("77", 15, Carrier::Shentong),
    digits("43", 15, Carrier::Yunda),
    digits("46", 15, Carrier::Yunda),
    digits("31", 15, Carrier::Yunda),
    digits("98", 13, Carrier::PostParcel),
    digits("12", 13, Carrier::Ems),
];

/// Digits that follow the letters of a number at least.
const DIGITS_LEAST: usize = 5;

impl NumberForm {
    fn fits(&self, number: &str) -> bool {
        let Some(rest) = number.strip_prefix(self.prefix) else { return false };
        match self.digits {
            Some(all) => number.len() == all && rest.chars().all(|c| c.is_ascii_digit()),
            None => rest.chars().filter(char::is_ascii_digit).count() >= DIGITS_LEAST,
        }
    }
}

/// The carrier that a number says it is of, as the number is stored; `None` where it says nothing.
pub fn guess(number: &str) -> Option<Carrier> {
    FORMS.iter().find(|form| form.fits(number)).map(|form| form.carrier)
}

/// The carrier that the number names where letters begin it and another one was chosen. Digits alone are too weak a word for that.
pub fn mismatch(number: &str, chosen: Carrier) -> Option<Carrier> {
    let said = FORMS.iter().find(|form| form.fits(number)).filter(|form| form.digits.is_none())?.carrier;
    (said != chosen && !same_house(said, chosen)).then_some(said)
}

/// Whether two carriers are branches of one and share their letters.
pub fn same_house(one: Carrier, other: Carrier) -> bool {
    use Carrier::{DebangExpress, DebangFreight};
    use Carrier::{Yunda, YundaFreight};
    use Carrier::{Zhongtong, ZhongtongFreight};
    [[Zhongtong, ZhongtongFreight], [Yunda, YundaFreight], [DebangExpress, DebangFreight]]
        .iter()
        .any(|house| house.contains(&one) && house.contains(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_names_its_carrier() {
        for (number, expected) in [
            ("SF1482200317755", Some(Carrier::Shunfeng)),
            ("YT8837263545126", Some(Carrier::Yuantong)),
            ("ZTR10003", Some(Carrier::Zhongtong)),
            ("JDVA37792645619", Some(Carrier::Jd)),
            ("JT3019283746551", Some(Carrier::Jtexpress)),
            ("78375043194945", Some(Carrier::Zhongtong)),
            ("773019283746551", Some(Carrier::Shentong)),
            ("7837504319494", None),
            ("SF123", None),
            ("RTAS2611220001", None),
            ("", None),
        ] {
            assert_eq!(guess(number), expected, "{number}");
        }
    }

    #[test]
    fn only_letters_contradict_a_choice() {
        for (number, chosen, expected) in [
            ("YT8837263545126", Carrier::Shunfeng, Some(Carrier::Yuantong)),
            ("YT8837263545126", Carrier::Yuantong, None),
            ("78375043194945", Carrier::Shunfeng, None),
            ("ZTR10003", Carrier::ZhongtongFreight, None),
            ("NOPE12345", Carrier::Shunfeng, None),
        ] {
            assert_eq!(mismatch(number, chosen), expected, "{number} {chosen}");
        }
    }
}
