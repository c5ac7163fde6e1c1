//! A row's place in an order, as pages find it again and addresses carry it.

use std::fmt;

/// Characters of a cursor in an address at most.
const LONGEST: usize = 1_000;

/// Which way a page goes from its cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    After,
    Before,
}

/// A row's place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub key: Key,
    pub id: i64,
}

/// The value a row is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Number(i64),
    Text(String),
    /// Of a list in groups: the group, and the moment of submission within it.
    Grouped(String, i64),
}

impl Cursor {
    /// Reads a cursor from an address; `None` for what we never wrote.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST || !text.is_ascii() || !text.len().is_multiple_of(2) {
            return None;
        }
        let bytes: Option<Vec<u8>> =
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
        let plain = String::from_utf8(bytes?).ok()?;
        if plain.contains('\0') {
            return None;
        }
        match plain.split_at_checked(1)? {
            ("n", rest) => {
                let (number, id) = rest.split_once(':')?;
                Some(Self { key: Key::Number(number.parse().ok()?), id: id.parse().ok()? })
            }
            ("t", rest) => {
                let (id, text) = rest.split_once(':')?;
                Some(Self { key: Key::Text(text.to_owned()), id: id.parse().ok()? })
            }
            ("g", rest) => {
                let (number, rest) = rest.split_once(':')?;
                let (id, group) = rest.split_once(':')?;
                Some(Self { key: Key::Grouped(group.to_owned(), number.parse().ok()?), id: id.parse().ok()? })
            }
            _ => None,
        }
    }
}

/// As an address carries it.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = match &self.key {
            Key::Number(number) => format!("n{number}:{}", self.id),
            Key::Text(text) => format!("t{}:{text}", self.id),
            Key::Grouped(group, number) => format!("g{number}:{}:{group}", self.id),
        };
        plain.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_survive_their_address_and_nonsense_is_none() {
        for key in [Key::Number(-5), Key::Text("木子:家居".to_owned()), Key::Grouped("PENDING_REVIEW".to_owned(), 12)]
        {
            let cursor = Cursor { key, id: 9 };
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
        for unreadable in ["", "zz", "0", "6e", "e6", "木"] {
            assert_eq!(Cursor::parse(unreadable), None, "{unreadable}");
        }
    }
}
