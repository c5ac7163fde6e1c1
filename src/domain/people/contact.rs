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

/// A number without what programs and labels put around it: blanks and invisible signs, full width, a leading apostrophe or back-tick, a
/// leading `No:`. Every phone and tracking number passes here, whether it is typed, scanned or read from a file.
pub fn bare_number(text: &str) -> String {
    let visible: String = fold_width(text).chars().filter(|c| !is_invisible(*c)).collect();
    let mut rest = visible.trim();
    loop {
        let unmarked = rest.trim_start_matches(['\'', '`', '\u{2018}', '\u{2019}']).trim_start();
        let next = without_label(unmarked);
        if next.len() == rest.len() {
            return rest.to_owned();
        }
        rest = next;
    }
}

/// What follows a leading `No:`, `NO.` or `\u{2116}`; all of the text where there is none.
fn without_label(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix('\u{2116}') {
        return rest.trim_start_matches([':', '.', ' ']);
    }
    let label = text.get(..2).filter(|label| label.eq_ignore_ascii_case("no"));
    let rest = label.and_then(|_| text.get(2..)).map(str::trim_start).filter(|rest| rest.starts_with([':', '.']));
    rest.map_or(text, |rest| rest.trim_start_matches([':', '.', ' ']))
}

/// Signs without width that come along when a text is copied: zero-width blanks and joiners, marks of direction and byte order.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// A bare number in capitals, without the blanks and hyphens that only part it for the eye.
pub fn compact_number(text: &str) -> String {
    let signs = bare_number(text).chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
    signs.to_uppercase()
}

/// A tracking number as it is stored: compact; `None` unless it is then 6 to 32 letters and digits.
pub fn tracking_no(text: &str) -> Option<String> {
    let number = compact_number(text);
    let fits = (6..=32).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then_some(number)
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
            ("'70000123456789", Some("70000123456789")),
            ("No:70000123456789", Some("70000123456789")),
            ("Ｎｏ：70000123456789", Some("70000123456789")),
            ("no. 7000-0123-4567", Some("700001234567")),
            ("\u{200b}SF1482\u{feff}200317755", Some("SF1482200317755")),
            ("JDVA37792645619-1-1-", Some("JDVA3779264561911")),
            ("NOVA123456", Some("NOVA123456")),
            ("12345", None),
            ("------", None),
            ("SF12345;DROP", None),
            ("A234567890123456789012345678901234", None),
        ] {
            assert_eq!(tracking_no(typed).as_deref(), stored, "{typed}");
        }
    }

    #[test]
    fn phones_lose_what_programs_put_around_them() {
        for (typed, stored) in [
            ("'13800001234", "13800001234"),
            (" No:138 0000 1234", "138 0000 1234"),
            ("１３８００００１２３４", "13800001234"),
            ("+86 138-0000-1234", "+86 138-0000-1234"),
            ("138****1234", "138****1234"),
        ] {
            assert_eq!(bare_number(typed), stored, "{typed}");
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
