//! The text by which an order is found: lower case, plain width, blanks as one. The same folding is applied to what people type, so
//! that engines need not agree about case.

use super::contact::fold_width;

/// So many characters of an order's text are kept; what an order of thousands of lines has beyond is found by its SKU.
const MOST: usize = 4_000;

/// Folds a text for searching.
pub fn fold(text: &str) -> String {
    let lower = fold_width(text).to_lowercase();
    let clean = lower.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// The digits of a phone number, by which its tail is found.
pub fn phone_digits(phone: &str) -> String {
    fold_width(phone).chars().filter(char::is_ascii_digit).collect()
}

/// What was typed into a search box, as words that must all occur; at most eight.
pub fn words(typed: &str) -> Vec<String> {
    fold(typed).split(' ').filter(|word| !word.is_empty()).take(8).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_folded_and_stand_once() {
        let text = of_pieces(["ＡＢ－１２", "ab-12", " 餐椅　胡桃色 ", ""].into_iter());
        assert_eq!(text, "ab-12\n餐椅 胡桃色\n");
        assert_eq!(words("  餐椅 Ａ1 "), ["餐椅", "a1"]);
        assert_eq!(phone_digits("+86 138-1234-5678"), "8613812345678");
    }

    #[test]
    fn a_huge_order_ends_at_a_whole_piece() {
        let skus: Vec<String> = (0..5_000).map(|n| format!("SKU-{n:05}")).collect();
        let text = of_pieces(skus.iter().map(String::as_str));
        assert!(text.chars().count() <= 4_000 && text.ends_with('\n'));
    }
}
