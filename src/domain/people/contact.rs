//! Contacts: what counts as a phone, an address or a tracking number, and how much of each is shown to whom.

/// Whether a text can be a phone number: digits with the usual marks; what a platform masked counts as masked, not as wrong.
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    is_masked(text)
        || ((5..=20).contains(&digits)
            && text.len() <= 32
            && text.chars().all(|c| c.is_ascii_digit() || "+-() .#".contains(c)))
}

/// Whether a text can be an e-mail address: one `@`, something before it, a dot in the domain, no blanks.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(['@', ' ', '<', '>', '"', ',']) && !part.chars().any(char::is_control)
    };
    text.len() <= 254
        && plain(local)
        && plain(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

/// A tracking number as it is stored: blanks removed, upper-cased, full-width characters folded; `None` unless it is then 6 to 32
/// letters, digits and hyphens.
pub fn tracking_no(text: &str) -> Option<String> {
    let folded: String = fold_width(text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let fits = (6..=32).contains(&folded.len()) && folded.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    fits.then_some(folded)
}

/// Whether a tracking number as it is stored looks like the barcode of a product made here: 13 digits that begin with 69 and end with their
/// check digit.
pub fn is_product_code(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let weighed = digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight);
    number.len() == 13 && digits.len() == 13 && number.starts_with("69") && weighed.sum::<u32>() % 10 == 0
}

/// Full-width ASCII (`Ａ１．`) as plain ASCII, the ideographic blank as a blank.
pub fn fold_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

/// Whether a platform delivered the value already masked.
pub fn is_masked(text: &str) -> bool {
    text.contains('*') || text.contains("$$")
}

/// `138****5678`; of a short number all but the last two.
pub fn mask_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().collect();
    if is_masked(phone) {
        return phone.to_owned();
    }
    if chars.len() < 8 {
        return keep_ends(&chars, 0, 2);
    }
    keep_ends(&chars, 3, 4)
}

/// `王**`: the first character.
pub fn mask_name(name: &str) -> String {
    match name.chars().next() {
        Some(first) if !is_masked(name) => format!("{first}**"),
        _ => name.to_owned(),
    }
}

/// An account's first two and last two characters.
pub fn mask_account(account: &str) -> String {
    let chars: Vec<char> = account.chars().collect();
    if is_masked(account) {
        return account.to_owned();
    }
    if chars.len() < 6 {
        return chars.first().map(|first| format!("{first}**")).unwrap_or_default();
    }
    format!("{}**{}", chars[..2].iter().collect::<String>(), chars[chars.len() - 2..].iter().collect::<String>())
}

/// An address to its district: up to and with 区, 县 or the second 市; else the first third, at most twelve characters.
pub fn mask_address(address: &str) -> String {
    if address.is_empty() || is_masked(address) {
        return address.to_owned();
    }
    let chars: Vec<char> = address.chars().collect();
    let district = chars.iter().position(|c| matches!(c, '区' | '县')).map(|at| at + 1);
    let keep = district.unwrap_or_else(|| (chars.len() / 3).min(12));
    format!("{}***", chars[..keep].iter().collect::<String>())
}

/// First letter and domain.
pub fn mask_email(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) if !is_masked(email) => format!("{}***@{domain}", local.chars().next().unwrap_or('*')),
        _ => email.to_owned(),
    }
}

/// The last four digits, by which a clerk matches a parcel.
pub fn phone_tail(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

fn keep_ends(chars: &[char], first: usize, last: usize) -> String {
    let hidden = chars.len().saturating_sub(first + last);
    let tail = &chars[chars.len().saturating_sub(last)..];
    format!(
        "{}{}{}",
        chars[..first.min(chars.len())].iter().collect::<String>(),
        "*".repeat(hidden),
        tail.iter().collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_told_from_parcels() {
        for (number, is_product) in [
            ("6901234567892", true),
            ("6901234567891", false),
            ("6801234567896", false),
            ("690123456789", false),
            ("69012345678925", false),
            ("SF01234567892", false),
        ] {
            assert_eq!(is_product_code(number), is_product, "{number}");
        }
    }

    #[test]
    fn masks_show_what_staff_need_and_no_more() {
        for (masked, expected) in [
            (mask_phone("13812345678"), "138****5678"),
            (mask_phone("10086"), "***86"),
            (mask_phone("1******6198"), "1******6198"),
            (mask_name("王小明"), "王**"),
            (mask_address("浙江省嘉兴市南湖区中山路1号"), "浙江省嘉兴市南湖区***"),
            (mask_email("lin@example.com"), "l***@example.com"),
            (mask_account("linxiaoan"), "li**an"),
            (phone_tail("+86 138-1234-5678"), "5678"),
        ] {
            assert_eq!(masked, expected);
        }
    }

    #[test]
    fn tracking_numbers_are_folded_and_bounded() {
        for (typed, stored) in [
            (" sf 1482 2003 17755 ", Some("SF1482200317755")),
            ("ＳＦ１２３４５６", Some("SF123456")),
            ("12345", None),
            ("SF12345;DROP", None),
            ("A234567890123456789012345678901234", None),
        ] {
            assert_eq!(tracking_no(typed).as_deref(), stored, "{typed}");
        }
    }

    #[test]
    fn phones_and_addresses_are_told_from_other_text() {
        for (text, phone, email) in [
            ("13812345678", true, false),
            ("+44 20 7946 0000", true, false),
            ("12", false, false),
            ("a@b.cn", false, true),
            ("a@b", false, false),
            ("a b@c.cn", false, false),
        ] {
            assert_eq!((is_phone(text), is_email(text)), (phone, email), "{text}");
        }
    }
}
