//! Which line of an order a line of a later file is. Files have no line numbers that last: rows are sorted, added and left out. A line is
//! what was sold, so SKU, specification and price tell, and place only among equals.

use crate::domain::money::{Money, UnitPrice};

/// The parts of a line that tell it from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// Its number within the order, or its place in the file.
    pub line_no: i64,
    pub sku: String,
    pub spec: String,
    pub unit_price: UnitPrice,
    pub quantity: i64,
    pub paid: Money,
}

/// Common parts of two lines, from everything to the SKU alone: a price is repaired in place, a specification appears later.
const ALIKE: [fn(&Sold, &Sold) -> bool; 4] = [
    |a, b| alike(a, b) && (a.quantity, a.paid) == (b.quantity, b.paid),
    alike,
    |a, b| a.sku == b.sku && a.spec == b.spec,
    |a, b| a.sku == b.sku,
];

fn alike(a: &Sold, b: &Sold) -> bool {
    a.sku == b.sku && a.spec == b.spec && a.unit_price == b.unit_price
}

/// For each line of the file the index in `here` of the same line; `None` for a new line. No index occurs twice.
pub fn pair(here: &[Sold], file: &[Sold]) -> Vec<Option<usize>> {
    let mut met = vec![None; file.len()];
    let mut free = vec![true; here.len()];
    for same in ALIKE {
        // Lines in the place where they were first, then in their sequence.
        for in_place in [true, false] {
            for (at, line) in file.iter().enumerate().filter(|(at, _)| met[*at].is_none()).collect::<Vec<_>>() {
                let fits = |old: &Sold| same(old, line) && (!in_place || old.line_no == line.line_no);
                let found = here.iter().enumerate().find(|(old_at, old)| free[*old_at] && fits(old));
                if let Some((old_at, _)) = found {
                    met[at] = Some(old_at);
                    free[old_at] = false;
                }
            }
        }
    }
    met
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `SKU spec price quantity`, numbered from 1.
    fn lines(text: &str) -> Vec<Sold> {
        let of_one = |(line_no, text): (i64, &str)| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let price: i64 = words[2].parse().expect("a price");
            let quantity: i64 = words[3].parse().expect("a quantity");
            Sold {
                line_no,
                sku: words[0].to_owned(),
                spec: words[1].trim_matches('-').to_owned(),
                unit_price: UnitPrice::from_scaled(price * 10_000),
                quantity,
                paid: Money::from_minor(price * quantity * 100),
            }
        };
        (1..).zip(text.split(',').filter(|line| !line.trim().is_empty())).map(of_one).collect()
    }

    #[test]
    fn a_line_is_told_by_what_was_sold() {
        let cases: [(&str, &str, &str, &[Option<usize>]); 13] = [
            ("the same", "A - 30 1, B - 70 1", "A - 30 1, B - 70 1", &[Some(0), Some(1)]),
            ("swapped", "A - 30 1, B - 70 1", "B - 70 1, A - 30 1", &[Some(1), Some(0)]),
            ("inserted in front", "A - 30 1, B - 70 1", "N - 5 1, A - 30 1, B - 70 1", &[None, Some(0), Some(1)]),
            ("removed", "A - 30 1, B - 70 1", "B - 70 1", &[Some(1)]),
            ("equal rows", "A - 30 1, A - 30 1", "A - 30 1, A - 30 1", &[Some(0), Some(1)]),
            ("equal but for the quantity, swapped", "A - 30 1, A - 30 2", "A - 30 2, A - 30 1", &[Some(1), Some(0)]),
            ("equal, one quantity changed", "A - 30 1, A - 30 1", "A - 30 1, A - 30 3", &[Some(0), Some(1)]),
            ("one price repaired in place", "A - 30 1, A - 40 1", "A - 30 1, A - 45 1", &[Some(0), Some(1)]),
            ("prices tell them apart", "A - 30 1, A - 40 1", "A - 40 1, A - 30 1", &[Some(1), Some(0)]),
            ("a specification appears", "A - 30 1, B - 70 1", "A red 30 1, B - 70 1", &[Some(0), Some(1)]),
            ("specifications tell", "A red 30 1, A blue 30 1", "A blue 30 1, A red 30 1", &[Some(1), Some(0)]),
            ("another SKU in the same place", "A - 30 1", "B - 30 1", &[None]),
            ("one more of the same", "A - 30 1", "A - 30 1, A - 30 1", &[Some(0), None]),
        ];
        for (what, here, file, expected) in cases {
            assert_eq!(pair(&lines(here), &lines(file)), expected, "{what}");
        }
    }
}
