//! Which merchants' rows a reader may see. Every query over merchant-owned rows takes one, so a foreign record is simply not found.

/// The merchants a reader may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All merchants, present and future.
    All,
    /// These merchants; none at all if empty.
    Of(Vec<i64>),
}

/// How all merchants, present and future, are written.
const ALL: &str = "*";

impl Scope {
    /// Whether rows of a merchant are visible.
    pub fn sees(&self, merchant_id: i64) -> bool {
        match self {
            Self::All => true,
            Self::Of(ids) => ids.contains(&merchant_id),
        }
    }

    /// Whether everything that another scope sees is visible.
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Of(_), Self::All) => false,
            (Self::Of(_), Self::Of(ids)) => ids.iter().all(|id| self.sees(*id)),
        }
    }

    /// The one merchant that is visible; `None` where there are several or none.
    pub fn only(&self) -> Option<i64> {
        match self {
            Self::Of(ids) if ids.len() == 1 => ids.first().copied(),
            _ => None,
        }
    }

    /// The merchants to filter by; `None` means no filter.
    pub fn merchant_ids(&self) -> Option<&[i64]> {
        match self {
            Self::All => None,
            Self::Of(ids) => Some(ids),
        }
    }

    /// As a column keeps it: ids in their order, parted by commas; `*` for all.
    pub fn to_text(&self) -> String {
        let Self::Of(ids) = self else { return ALL.to_owned() };
        let mut ids = ids.clone();
        ids.sort_unstable();
        ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
    }

    /// From a column; what cannot be read counts as all merchants, so that it is shown to nobody who should not see it.
    pub fn from_text(text: &str) -> Self {
        let ids: Result<Vec<i64>, _> = text.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
        ids.map_or(Self::All, Self::Of)
    }
}

/// A query narrowed to the merchants of a scope, by a column of merchant ids.
macro_rules! scoped {
    ($query:expr, $column:expr, $scope:expr) => {{
        let mut query = $query.into_boxed();
        if let Some(ids) = $scope.merchant_ids() {
            query = query.filter($column.eq_any(ids.to_vec()));
        }
        query
    }};
}
pub(crate) use scoped;

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_scope_contains_what_it_sees_whole() {
        let of = |ids: &[i64]| Scope::Of(ids.to_vec());
        for (reader, written, contains) in [
            (Scope::All, Scope::All, true),
            (Scope::All, of(&[1, 2]), true),
            (of(&[1, 2]), Scope::All, false),
            (of(&[2, 1]), of(&[1, 2]), true),
            (of(&[1]), of(&[1, 2]), false),
            (of(&[1]), of(&[]), true),
            (of(&[]), of(&[1]), false),
        ] {
            assert_eq!(reader.contains(&written), contains, "{reader:?} {written:?}");
        }
    }

    #[test]
    fn a_scope_survives_its_column() {
        for (scope, text) in [(Scope::All, "*"), (Scope::Of(vec![7, 3]), "3,7"), (Scope::Of(Vec::new()), "")] {
            assert_eq!(scope.to_text(), text);
            assert!(Scope::from_text(text).contains(&scope) && scope.contains(&Scope::from_text(text)), "{text}");
        }
        assert_eq!(Scope::from_text("3,x"), Scope::All, "nonsense is shown to nobody");
    }
}
