//! Which merchants' rows a reader may see. Every query over merchant-owned rows takes one, so a foreign record is simply not found.

/// The merchants a reader may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All merchants, present and future.
    All,
    /// These merchants; none at all if empty.
    Of(Vec<i64>),
}

impl Scope {
    /// Whether rows of a merchant are visible.
    pub fn sees(&self, merchant_id: i64) -> bool {
        match self {
            Self::All => true,
            Self::Of(ids) => ids.contains(&merchant_id),
        }
    }

    /// The merchants to filter by; `None` means no filter.
    pub fn merchant_ids(&self) -> Option<&[i64]> {
        match self {
            Self::All => None,
            Self::Of(ids) => Some(ids),
        }
    }
}
