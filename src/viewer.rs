//! Who looks, at this moment: merchants, rights, language of a member of staff. It is read for every request and every job, and can be sent to
//! another thread. Commands know the same person as an `Actor`, the rules of a ticket as a `Principal`.

use std::borrow::Cow;

use crate::domain::lists::search_text::NameSearch;
use crate::domain::money::Currency;
use crate::domain::people::free_text::mask_contacts;
use crate::domain::permission::{Permission, Role, granted};
use crate::domain::time::zone;
use crate::i18n::Lang;
use crate::store::house::merchants;
use crate::store::house::merchants::MerchantRow;
use crate::store::people::staff;
use crate::store::people::staff::StaffRow;
use crate::store::{Conn, DbError, Scope};

/// A member of staff who looks at something.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub id: i64,
    pub roles: Vec<Role>,
    pub scope: Scope,
    /// The merchants in scope.
    pub merchants: Vec<MerchantRow>,
    pub lang: Lang,
}

impl Viewer {
    /// A person by id; `None` when they are not active.
    pub fn load(connection: &mut Conn, id: i64, lang: Lang) -> Result<Option<Self>, DbError> {
        match staff::by_id(connection, id)?.filter(|row| row.active) {
            Some(row) => Self::of(connection, &row, lang).map(Some),
            None => Ok(None),
        }
    }

    /// Somebody whose row is read already.
    pub fn of(connection: &mut Conn, row: &StaffRow, lang: Lang) -> Result<Self, DbError> {
        let scope = staff::scope_of(connection, row)?;
        Ok(Self {
            id: row.id,
            roles: staff::roles_of(connection, row.id)?,
            merchants: merchants::list(connection, &scope)?,
            scope,
            lang,
        })
    }

    /// Whether a role grants the permission.
    pub fn may(&self, permission: Permission) -> bool {
        granted(&self.roles, permission)
    }

    /// Free text as this person reads it: with phone numbers and addresses masked, unless the person may see them in clear.
    pub fn reads<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.may(Permission::Unmask) { Cow::Borrowed(text) } else { mask_contacts(text) }
    }

    /// How this person finds names: by parts only with the right to see them in clear, because parts reveal a masked name letter by letter.
    pub fn name_search(&self) -> NameSearch {
        if self.may(Permission::Unmask) { NameSearch::ByParts } else { NameSearch::Whole }
    }

    /// The zone of dates where several merchants are shown: the first one's.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.merchants.first().map_or(chrono_tz::Asia::Shanghai, |merchant| zone(&merchant.timezone))
    }

    /// The currency in which the person types amounts: the first merchant's.
    pub fn currency(&self) -> Currency {
        self.merchants.first().map_or(Currency::CNY, |merchant| merchant.currency)
    }
}
