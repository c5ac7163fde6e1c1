//! A column of a list: one row of its table, which head, cells, order, arrangement and file share.

use chrono_tz::Tz;

use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::viewer::Viewer;
use crate::web::framework::form::Echo;
use crate::web::framework::frame::Frame;
use crate::web::framework::html::Html;
use crate::web::list::declaration::{List, OrderOf, RowOf};
use crate::web::list::value::Value;

/// The context of a cell beside its row.
pub struct CellContext<'a, L: List> {
    pub viewer: &'a Viewer,
    pub lang: Lang,
    pub now: Timestamp,
    /// The zone of times that are no merchant's own.
    pub zone: Tz,
    pub beside: &'a L::Beside,
}

/// The context of a cell on a page.
pub struct Drawing<'a, L: List> {
    pub cells: CellContext<'a, L>,
    pub f: &'a Frame,
    pub echo: &'a Echo,
    /// The list's whole query.
    pub query: &'a str,
}

/// The look of a column's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Plain,
    /// Right-aligned.
    Figure,
    /// Less important than the others.
    Faint,
    /// Cut at the column's end.
    Cut,
    /// Broken into lines.
    Wrapped,
}

impl Look {
    /// The classes that the style sheet knows it by; those of figures stand in the head too.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain | Self::Figure => "",
            Self::Faint => "secondary",
            Self::Cut => "truncate",
            Self::Wrapped => "text",
        }
    }
}

/// The value of a column in a row.
pub type CellOf<L> = for<'a> fn(&'a RowOf<L>, &'a CellContext<'a, L>) -> Value<'a>;
/// The value of a part of a column in a line of a row of a file; lines count from 0.
pub type LineOf<L> = for<'a> fn(&'a RowOf<L>, usize, &'a CellContext<'a, L>) -> Value<'a>;
/// The drawing of a cell that is more than its value; called where the value is not empty.
pub type Drawn<L> = fn(&mut Html, &RowOf<L>, &Drawing<'_, L>);

/// A column of a file that a column of a list becomes.
pub struct Part<L: List> {
    pub name: fn(Lang) -> &'static str,
    pub value: LineOf<L>,
}

/// A column.
pub struct Column<L: List> {
    /// The stable name that addresses, hooks and arrangements carry.
    pub code: &'static str,
    pub name: fn(Lang) -> &'static str,
    /// Its usual width in steps of 8 px: what it takes when it is frozen.
    pub width: u16,
    pub look: Look,
    /// The part that its cells play on a small screen; empty for none.
    pub card: &'static str,
    /// The order of the list after a click on its head.
    pub order: Option<OrderOf<L>>,
    /// Whether a person sees it.
    pub is_seen: fn(&Viewer) -> bool,
    pub cell: CellOf<L>,
    pub drawn: Option<Drawn<L>>,
    /// The columns of a file in its place; empty where the file has the value itself.
    pub parts: &'static [Part<L>],
}

impl<L: List> Column<L> {
    /// A column that everybody sees and no order goes by.
    pub const fn new(code: &'static str, name: fn(Lang) -> &'static str, width: u16, cell: CellOf<L>) -> Self {
        Self {
            code,
            name,
            width,
            look: Look::Plain,
            card: "",
            order: None,
            is_seen: |_| true,
            cell,
            drawn: None,
            parts: &[],
        }
    }

    /// With another look.
    pub const fn look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// With a part on a small screen: `title`, `status`, `amount` or `time`; below them `goods`, and `units` with the column's name.
    pub const fn card(mut self, card: &'static str) -> Self {
        self.card = card;
        self
    }

    /// With an order of its own.
    pub const fn by(mut self, order: OrderOf<L>) -> Self {
        self.order = Some(order);
        self
    }

    /// For some people only.
    pub const fn seen(mut self, is_seen: fn(&Viewer) -> bool) -> Self {
        self.is_seen = is_seen;
        self
    }

    /// Drawn in its own way where it has a value.
    pub const fn drawn(mut self, drawn: Drawn<L>) -> Self {
        self.drawn = Some(drawn);
        self
    }

    /// As several columns of a file, or line by line.
    pub const fn parts(mut self, parts: &'static [Part<L>]) -> Self {
        self.parts = parts;
        self
    }

    /// Whether its figures stand right-aligned.
    pub fn is_figure(&self) -> bool {
        self.look == Look::Figure
    }
}

/// A column by its code.
pub fn column_of<L: List>(code: &str) -> Option<&'static Column<L>> {
    L::COLUMNS.iter().find(|column| column.code == code)
}
