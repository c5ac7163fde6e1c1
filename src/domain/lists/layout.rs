//! How a person arranges a list: which columns, in which order, how many of them frozen, how wide, how dense. Kept as one short text;
//! what it does not name stands as the list's own usual arrangement has it, so that a new column needs no migration.

use crate::domain::codes::codes;

/// A column of some list: one closed enum per list, which head, cells, order, export and arrangement share.
pub trait Column: Copy + PartialEq + std::fmt::Debug + Send + 'static {
    /// Every column, in the order they are offered.
    const ALL: &'static [Self];
    /// The stable name that addresses, hooks and arrangements carry.
    fn code(self) -> &'static str;
    /// Whether it names the row, so that it cannot be hidden.
    fn is_key(self) -> bool;
    /// Whether it holds figures, which stand right-aligned.
    fn is_number(self) -> bool;
    /// Its usual width, in steps of 8 px: what it takes when it is frozen.
    fn width(self) -> u16;
}

codes! {
    /// How high rows are.
    Density {
        Usual = "USUAL",
        Compact = "COMPACT",
        Roomy = "ROOMY",
    }
}

/// The widths a column can have, in steps of 8 px.
pub const WIDTHS: std::ops::RangeInclusive<u16> = 6..=60;
/// So many columns can be frozen at most: more would leave no room for the rest.
pub const MOST_FROZEN: usize = 4;

/// A column in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed<C> {
    pub column: C,
    pub is_shown: bool,
    /// In steps of 8 px; none where the contents decide.
    pub width: Option<u16>,
}

/// An arrangement of every column that a person may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout<C> {
    columns: Vec<Placed<C>>,
    pub frozen: usize,
    pub density: Density,
}

/// A shown column as a table draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn<C> {
    pub column: C,
    /// `number`, `frozen at-13 w-15`: what the style sheet knows.
    pub class: String,
}

impl<C: Column> Layout<C> {
    /// The usual arrangement: these columns in this order, the others behind them and hidden. What is not `allowed` is not there.
    pub fn usual(usual: &[C], allowed: impl Fn(C) -> bool) -> Self {
        let rest = C::ALL.iter().filter(|column| !usual.contains(column));
        let columns = usual
            .iter()
            .map(|column| (*column, true))
            .chain(rest.map(|column| (*column, column.is_key())))
            .filter(|(column, _)| allowed(*column))
            .map(|(column, is_shown)| Placed { column, is_shown, width: None })
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
            if let Some(placed) = self.columns.iter_mut().find(|placed| placed.column.code() == code) {
                placed.is_shown = is_shown || placed.column.is_key();
                placed.width = width.parse().ok().filter(|width| WIDTHS.contains(width));
                order.push(code.to_owned());
            }
        }
        // A text that only hides (as it was kept once) leaves the order alone.
        if order.len() == self.columns.len() {
            let place = |placed: &Placed<C>| order.iter().position(|code| code == placed.column.code());
            self.columns.sort_by_key(place);
        } else {
            self.weave(&order);
        }
        self
    }

    /// Brings the named columns into the order of the names, in the places that they hold together.
    fn weave(&mut self, order: &[String]) {
        let is_named = |placed: &Placed<C>| order.iter().any(|code| code == placed.column.code());
        let mut named: Vec<Placed<C>> = self.columns.iter().copied().filter(is_named).collect();
        if named.iter().all(|placed| !placed.is_shown) {
            return;
        }
        named.sort_by_key(|placed| order.iter().position(|code| code == placed.column.code()));
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
                format!("{hidden}{}{width}", placed.column.code())
            })
            .collect();
        words.push(format!("frozen:{}", self.frozen));
        words.push(format!("density:{}", self.density));
        words.join(",")
    }

    /// Every column in its place.
    pub fn columns(&self) -> &[Placed<C>] {
        &self.columns
    }

    /// The shown columns in order: never none.
    pub fn shown(&self) -> Vec<C> {
        self.columns.iter().filter(|placed| placed.is_shown).map(|placed| placed.column).collect()
    }

    /// Whether a column is shown.
    pub fn shows(&self, column: C) -> bool {
        self.columns.iter().any(|placed| placed.column == column && placed.is_shown)
    }

    /// The shown columns as a table draws them; `lead` is what stands before the first one, in steps of 8 px.
    pub fn drawn(&self, lead: u16) -> Vec<Drawn<C>> {
        let mut offset = lead;
        let shown = self.columns.iter().filter(|placed| placed.is_shown);
        shown
            .enumerate()
            .map(|(at, placed)| {
                let mut class = String::new();
                if placed.column.is_number() {
                    class.push_str("number");
                }
                if at < self.frozen {
                    let width = placed.width.unwrap_or(placed.column.width());
                    class.push_str(&format!(" frozen at-{offset} w-{width}"));
                    offset += width;
                } else if let Some(width) = placed.width {
                    class.push_str(&format!(" w-{width}"));
                }
                Drawn { column: placed.column, class: class.trim_start().to_owned() }
            })
            .collect()
    }

    /// Moves a column one place towards the front or the back.
    pub fn moved(mut self, code: &str, forward: bool) -> Self {
        let Some(at) = self.columns.iter().position(|placed| placed.column.code() == code) else { return self };
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
    use crate::domain::lists::ticket_columns::TicketColumn as T;

    fn usual() -> Layout<T> {
        Layout::usual(&[T::TicketNo, T::OrderNo, T::Merchant], |_| true)
    }

    #[test]
    fn a_text_survives_itself() {
        let layout = usual().changed_by("merchant=20,ticket_no,-order_no,frozen:2,density:COMPACT");
        assert_eq!(layout.shown(), [T::Merchant, T::TicketNo]);
        assert_eq!(usual().changed_by(&layout.text()), layout);
        let drawn: Vec<String> = layout.drawn(4).into_iter().map(|drawn| drawn.class).collect();
        assert_eq!(drawn, ["frozen at-4 w-20", "frozen at-24 w-17"]);
    }

    #[test]
    fn hiding_alone_keeps_the_order_and_the_key_stays() {
        let layout = usual().changed_by("-ticket_no,-order_no,-nonsense");
        assert_eq!(layout.shown(), [T::TicketNo, T::Merchant]);
        assert_eq!(usual().changed_by("frozen:99,order_no=9999").frozen, MOST_FROZEN);
    }

    #[test]
    fn what_may_not_be_seen_cannot_be_arranged() {
        let layout = Layout::usual(&[T::TicketNo, T::RefundAmount], |column| column != T::RefundAmount);
        assert_eq!(layout.changed_by("refund_amount,ticket_no").shown(), [T::TicketNo]);
    }

    #[test]
    fn columns_move_one_place_and_stop_at_the_ends() {
        assert_eq!(usual().moved("order_no", true).shown(), [T::OrderNo, T::TicketNo, T::Merchant]);
        assert_eq!(usual().moved("ticket_no", true), usual());
    }
}
