//! How a person arranges a list: which columns, in which order, how many of them frozen, how wide, how dense. Kept as one short text;
//! what it does not name stands as the list's own usual arrangement has it, so that a new column needs no migration.

use crate::domain::codes::codes;

codes! {
    /// How high rows are.
    Density {
        Usual = "USUAL",
        Compact = "COMPACT",
        Roomy = "ROOMY",
    }
}

/// The widths a column can have, in steps.
pub const WIDTHS: std::ops::RangeInclusive<u16> = 6..=60;
/// So many columns can be frozen at most: more would leave no room for the rest.
pub const MOST_FROZEN: usize = 4;

/// A column in its place, by the stable name that addresses, hooks and arrangements carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub code: &'static str,
    /// Whether it names the row, so that it cannot be hidden.
    pub is_key: bool,
    pub is_shown: bool,
    /// In steps; none where the contents decide.
    pub width: Option<u16>,
}

/// An arrangement of every column that a person may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<Placed>,
    pub frozen: usize,
    pub density: Density,
}

impl Layout {
    /// The usual arrangement of the columns that are offered, each with whether it names the row: those of `usual` in that order, the others
    /// behind them and hidden.
    pub fn usual(usual: &[&'static str], offered: &[(&'static str, bool)]) -> Self {
        let rest = offered.iter().map(|(code, _)| *code).filter(|code| !usual.contains(code));
        let columns = usual
            .iter()
            .copied()
            .map(|code| (code, true))
            .chain(rest.map(|code| (code, false)))
            .filter_map(|(code, is_usual)| {
                let (_, is_key) = offered.iter().find(|(known, _)| *known == code)?;
                Some(Placed { code, is_key: *is_key, is_shown: is_usual || *is_key, width: None })
            })
            .collect();
        Self { columns, frozen: 1, density: Density::Usual }
    }

    /// This arrangement changed by a kept text. Unknown names are passed over.
    pub fn changed_by(mut self, text: &str) -> Self {
        let mut order = Vec::new();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            if let Some(frozen) = word.strip_prefix("frozen:") {
                self.frozen = frozen.parse().unwrap_or(self.frozen).min(MOST_FROZEN);
                continue;
            }
            if let Some(density) = word.strip_prefix("density:") {
                self.density = Density::parse(density).unwrap_or(self.density);
                continue;
            }
            let (is_shown, word) = word.strip_prefix('-').map_or((true, word), |hidden| (false, hidden));
            let (code, width) = word.split_once('=').unwrap_or((word, ""));
            if let Some(placed) = self.columns.iter_mut().find(|placed| placed.code == code) {
                placed.is_shown = is_shown || placed.is_key;
                placed.width = width.parse().ok().filter(|width| WIDTHS.contains(width));
                order.push(code.to_owned());
            }
        }
        // A text that only hides (as it was kept once) leaves the order alone.
        if order.len() == self.columns.len() {
            let place = |placed: &Placed| order.iter().position(|code| code == placed.code);
            self.columns.sort_by_key(place);
        } else {
            self.weave(&order);
        }
        self
    }

    /// Brings the named columns into the order of the names, in the places that they hold together.
    fn weave(&mut self, order: &[String]) {
        let is_named = |placed: &Placed| order.iter().any(|code| code == placed.code);
        let mut named: Vec<Placed> = self.columns.iter().copied().filter(is_named).collect();
        if named.iter().all(|placed| !placed.is_shown) {
            return;
        }
        named.sort_by_key(|placed| order.iter().position(|code| code == placed.code));
        let mut named = named.into_iter();
        for placed in &mut self.columns {
            if is_named(placed)
                && let Some(next) = named.next()
            {
                *placed = next;
            }
        }
    }

    /// The arrangement as it is kept.
    pub fn text(&self) -> String {
        let mut words: Vec<String> = self
            .columns
            .iter()
            .map(|placed| {
                let hidden = if placed.is_shown { "" } else { "-" };
                let width = placed.width.map(|width| format!("={width}")).unwrap_or_default();
                format!("{hidden}{}{width}", placed.code)
            })
            .collect();
        words.push(format!("frozen:{}", self.frozen));
        words.push(format!("density:{}", self.density));
        words.join(",")
    }

    /// Every column in its place.
    pub fn columns(&self) -> &[Placed] {
        &self.columns
    }

    /// The shown columns in order: never none.
    pub fn shown(&self) -> impl Iterator<Item = &Placed> {
        self.columns.iter().filter(|placed| placed.is_shown)
    }

    /// Moves a column one place towards the front or the back.
    pub fn moved(mut self, code: &str, forward: bool) -> Self {
        let Some(at) = self.columns.iter().position(|placed| placed.code == code) else { return self };
        let to = if forward { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < self.columns.len()) };
        if let Some(to) = to {
            self.columns.swap(at, to);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [(&str, bool); 4] =
        [("ticket_no", true), ("order_no", false), ("merchant", false), ("refund_amount", false)];

    fn usual() -> Layout {
        Layout::usual(&["ticket_no", "order_no", "merchant"], &OFFERED)
    }

    fn shown(layout: &Layout) -> Vec<&'static str> {
        layout.shown().map(|placed| placed.code).collect()
    }

    #[test]
    fn a_text_survives_itself() {
        let layout = usual().changed_by("merchant=20,ticket_no,-order_no,frozen:2,density:COMPACT");
        assert_eq!(shown(&layout), ["merchant", "ticket_no"]);
        assert_eq!(usual().changed_by(&layout.text()), layout);
    }

    #[test]
    fn hiding_alone_keeps_the_order_and_the_key_stays() {
        let layout = usual().changed_by("-ticket_no,-order_no,-nonsense");
        assert_eq!(shown(&layout), ["ticket_no", "merchant"]);
        assert_eq!(usual().changed_by("frozen:99,order_no=9999").frozen, MOST_FROZEN);
    }

    #[test]
    fn what_may_not_be_seen_cannot_be_arranged() {
        let layout = Layout::usual(&["ticket_no", "refund_amount"], &OFFERED[..3]);
        assert_eq!(shown(&layout.changed_by("refund_amount,ticket_no")), ["ticket_no"]);
    }

    #[test]
    fn columns_move_one_place_and_stop_at_the_ends() {
        assert_eq!(shown(&usual().moved("order_no", true)), ["order_no", "ticket_no", "merchant"]);
        assert_eq!(usual().moved("ticket_no", true), usual());
    }
}
