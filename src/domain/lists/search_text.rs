//! The text by which an order is found: lower case, plain width, blanks as one. The same folding is applied to what people type, so
//! that engines need not agree about case.

use crate::domain::people::contact::fold_width;

/// So many characters of an order's text are kept; what an order of thousands of lines has beyond is found by its SKU.
const MOST: usize = 4_000;
/// Characters of a value that an index holds. With a word of 40 it makes 560 bytes at most; Postgres takes 2,704.
const LONGEST_KEY: usize = 100;

/// Folds a text for searching.
pub fn fold(text: &str) -> String {
    let lower = fold_width(text).to_lowercase();
    let clean = lower.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as the value of an index: folded, and cut, so that no database refuses it for its length. A search cuts in the same way.
pub fn fold_key(text: &str) -> String {
    let cut: String = fold(text).chars().take(LONGEST_KEY).collect();
    cut.trim_end().to_owned()
}

/// The search text of an order: its pieces folded, each once, one a line.
pub fn of_pieces<'t>(pieces: impl Iterator<Item = &'t str>) -> String {
    let mut seen = std::collections::HashSet::new();
    let mut text = String::new();
    let mut length = 0;
    for piece in pieces.map(fold).filter(|piece| !piece.is_empty()) {
        let chars = piece.chars().count() + 1;
        if length + chars > MOST {
            break;
        }
        if seen.insert(piece.clone()) {
            length += chars;
            text.push_str(&piece);
            text.push('\n');
        }
    }
    text
}

/// The digits of a phone number by which it is found: a mobile number of mainland China without its country code.
pub fn phone_digits(phone: &str) -> String {
    let digits: String = fold_width(phone).chars().filter(char::is_ascii_digit).collect();
    let own = ["0086", "86"].iter().find_map(|code| digits.strip_prefix(code));
    own.filter(|own| own.len() == 11 && own.starts_with('1')).map_or(digits.clone(), str::to_owned)
}

/// The last four digits of a phone number, also where a platform masked what stands before them.
pub fn phone_tail(phone: &str) -> Option<String> {
    let clean: Vec<char> = fold_width(phone).chars().filter(|c| c.is_ascii_digit() || *c == '*').collect();
    let tail = clean.last_chunk::<4>()?;
    tail.iter().all(char::is_ascii_digit).then(|| tail.iter().collect())
}

/// How names and accounts are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameSearch {
    /// By the whole name or account alone.
    #[default]
    Whole,
    /// By any part of them.
    ByParts,
}

/// What was typed into a search box, as words that must all occur; at most eight. A phone number in blocks is one word.
pub fn words(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    if (7..=15).contains(&digits) && folded.chars().all(|c| c.is_ascii_digit() || "+-(). ".contains(c)) {
        return vec![phone_digits(&folded)];
    }
    folded.split(' ').filter(|word| !word.is_empty()).take(8).map(str::to_owned).collect()
}

/// Whether a character is written without blanks between words, so that neighbours make up its words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Runs of one script within a folded text; what is no letter and no digit parts them.
fn runs(folded: &str) -> Vec<(bool, Vec<char>)> {
    let mut runs: Vec<(bool, Vec<char>)> = Vec::new();
    let mut parted = true;
    for c in folded.chars() {
        if !c.is_alphanumeric() {
            parted = true;
            continue;
        }
        let unspaced = is_unspaced(c);
        match runs.last_mut() {
            Some((kind, run)) if !parted && *kind == unspaced => run.push(c),
            _ => runs.push((unspaced, vec![c])),
        }
        parted = false;
    }
    runs
}

/// The words a text is found by: Latin ones whole; of Chinese every two neighbouring characters, and the last of a run alone, so that
/// each character begins a word.
pub fn index_words(text: &str) -> std::collections::BTreeSet<String> {
    let mut words = std::collections::BTreeSet::new();
    for (unspaced, run) in runs(&fold(text)) {
        if unspaced {
            words.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
            words.extend(run.last().map(char::to_string));
        } else {
            words.insert(run.into_iter().take(40).collect());
        }
    }
    words
}

/// What to look up for a word that was typed: each lookup is the beginning of an index word, or the whole of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    Whole(String),
    Beginning(String),
}

/// The lookups of a typed word; a text that matches contains them all.
pub fn lookups(word: &str) -> Vec<Lookup> {
    let mut lookups = Vec::new();
    for (unspaced, run) in runs(&fold(word)) {
        if unspaced && run.len() >= 2 {
            lookups.extend(run.windows(2).map(|pair| Lookup::Whole(pair.iter().collect())));
        } else {
            lookups.push(Lookup::Beginning(run.into_iter().take(40).collect()));
        }
    }
    lookups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_indexed_by_neighbours_and_latin_by_words() {
        let words: Vec<String> = index_words("实木餐椅 OAK-Chair２").into_iter().collect();
        assert_eq!(words, ["chair2", "oak", "实木", "木餐", "椅", "餐椅"]);
        let whole = |text: &str| Lookup::Whole(text.to_owned());
        assert_eq!(lookups("餐椅"), [whole("餐椅")]);
        assert_eq!(lookups("木餐椅"), [whole("木餐"), whole("餐椅")]);
        assert_eq!(lookups("椅"), [Lookup::Beginning("椅".to_owned())]);
        assert_eq!(lookups("Cha"), [Lookup::Beginning("cha".to_owned())]);
        assert_eq!(lookups("--"), []);
    }

    #[test]
    fn pieces_are_folded_and_stand_once() {
        let text = of_pieces(["ＡＢ－１２", "ab-12", " 餐椅　胡桃色 ", ""].into_iter());
        assert_eq!(text, "ab-12\n餐椅 胡桃色\n");
        assert_eq!(words("  餐椅 Ａ1 "), ["餐椅", "a1"]);
        assert_eq!(words("+86 138 1234-5678"), ["13812345678"]);
        assert_eq!(words("餐椅 5678"), ["餐椅", "5678"]);
        for (phone, digits, tail) in [
            ("+86 138-1234-5678", "13812345678", Some("5678")),
            ("0086 13812345678", "13812345678", Some("5678")),
            ("86-755-8888 1234", "8675588881234", Some("1234")),
            ("136****9138", "1369138", Some("9138")),
            ("138*****", "138", None),
            ("110", "110", None),
        ] {
            assert_eq!((phone_digits(phone).as_str(), phone_tail(phone).as_deref()), (digits, tail), "{phone}");
        }
    }

    #[test]
    fn a_huge_order_ends_at_a_whole_piece() {
        let skus: Vec<String> = (0..5_000).map(|n| format!("SKU-{n:05}")).collect();
        let text = of_pieces(skus.iter().map(String::as_str));
        assert!(text.chars().count() <= 4_000 && text.ends_with('\n'));
    }
}
