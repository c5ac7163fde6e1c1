//! Which new passwords are refused: short ones, one run repeated, well-known ones, and those with the user name inside. Passwords that were
//! set before a rule came stay valid.

use crate::domain::refusal::Refusal;

/// Characters a password must have at least.
pub const PASSWORD_LEAST: usize = 10;
/// Characters a password may have at most.
pub const PASSWORD_MOST: usize = 200;
/// Characters of a user name from which on a password may not contain it; shorter ones occur in many words.
const NAME_LEAST: usize = 3;

/// Of ten characters or more, the ones that lists of leaked passwords begin with, and what people here make of their own; in lower case.
const WELL_KNOWN: [&str; 56] = [
    "000000000a",
    "1029384756",
    "1111111111a",
    "1122334455",
    "123123123a",
    "1234512345a",
    "123456789a",
    "123456789aa",
    "123456789abc",
    "123456789q",
    "1234567890a",
    "1234567890q",
    "123456abcd",
    "123456qwerty",
    "123qwe123qwe",
    "147258369a",
    "1a2b3c4d5e",
    "1password1",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "5201314520",
    "520131452013",
    "a123456789",
    "aa12345678",
    "aa123456789",
    "abc1234567",
    "abc12345678",
    "abc123456789",
    "abcd123456",
    "abcd1234567",
    "abcdef1234",
    "admin12345",
    "admin123456",
    "administrator",
    "asd123456789",
    "asdfghjkl1",
    "asdfghjkl123",
    "changeme123",
    "iloveyou123",
    "letmein1234",
    "p@ssw0rd123",
    "passw0rd123",
    "password01",
    "password12",
    "password123",
    "password1234",
    "q1w2e3r4t5",
    "qq123456789",
    "qwer123456",
    "qwerty12345",
    "qwerty123456",
    "woaini1314",
    "woaini1314520",
    "zxcvbnm123",
];

/// Rows of the keyboard, of digits and of letters, along which no password goes.
const ROWS: [&str; 5] = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"];

/// Checks a new password of a person.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(password: &str, username: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let name = username.to_lowercase();
    if length < PASSWORD_LEAST {
        Err(Refusal::PasswordTooShort(PASSWORD_LEAST))
    } else if length > PASSWORD_MOST {
        Err(Refusal::TooLong(PASSWORD_MOST))
    } else if is_one_run(&lower) {
        Err(Refusal::PasswordRepeats)
    } else if WELL_KNOWN.contains(&lower.as_str()) || goes_along_a_row(&lower) {
        Err(Refusal::PasswordWellKnown)
    } else if name.chars().count() >= NAME_LEAST && lower.contains(&name) {
        Err(Refusal::PasswordHasName)
    } else {
        Ok(())
    }
}

/// Whether a text is one part again and again, the last time perhaps cut: `aaaaaaaaaa`, `abcabcabca`.
fn is_one_run(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=chars.len() / 2).any(|period| chars.iter().zip(&chars[period..]).all(|(before, after)| before == after))
}

/// Whether a text is a part of a row, forwards or backwards.
fn goes_along_a_row(text: &str) -> bool {
    let backwards: String = text.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(text) || row.contains(&backwards))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_their_reason() {
        use Refusal::{PasswordHasName, PasswordRepeats, PasswordTooShort, PasswordWellKnown};
        for (password, username, expected) in [
            ("a b c d e", "li", Err(PasswordTooShort(10))),
            ("aaaaaaaaaa", "li", Err(PasswordRepeats)),
            ("ABCabcABCabc", "li", Err(PasswordRepeats)),
            ("abcabcabca", "li", Err(PasswordRepeats)),
            ("一二一二一二一二一二", "li", Err(PasswordRepeats)),
            ("1234567890", "li", Err(PasswordWellKnown)),
            ("0987654321", "li", Err(PasswordWellKnown)),
            ("Qwertyuiop", "li", Err(PasswordWellKnown)),
            ("Password123", "li", Err(PasswordWellKnown)),
            ("woaini1314520", "li", Err(PasswordWellKnown)),
            ("Wang.Wei-2026!", "wang.wei", Err(PasswordHasName)),
            ("a limping camel", "li", Ok(())),
            ("demo-after-sales", "agent", Ok(())),
            ("a password for tests", "agent", Ok(())),
            ("正确的马电池订书钉呀", "agent", Ok(())),
        ] {
            assert_eq!(check(password, username), expected, "{password} of {username}");
        }
        assert_eq!(check(&"ab1 ".repeat(51), "li"), Err(Refusal::TooLong(200)));
    }
}
