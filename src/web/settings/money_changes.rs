//! Changes of the settings that decide about money, as pages show them: made, or waiting for a second person.

use crate::commands::money::money_settings;
use crate::domain::money::Currency;
use crate::domain::money::money_settings::{Answer, ChangeState, changes_alone};
use crate::domain::time::Timestamp;
use crate::i18n::common::Common;
use crate::i18n::refusals::Wording;
use crate::i18n::settings::Settings;
use crate::i18n::{Lang, fill};
use crate::store::house::merchants::MerchantRow;
use crate::store::house::setting_changes;
use crate::store::house::setting_changes::ChangeRow;
use crate::store::people::staff;
use crate::store::{Conn, DbError, Scope};
use crate::web::audit::changed_fields;
use crate::web::framework::html::Html;
use crate::web::framework::identity::session::Staff;

/// A change as a list shows it.
pub struct ChangeLine {
    pub state: &'static str,
    pub merchant: String,
    /// Each field: from what to what.
    pub what: String,
    /// Who proposed it, and who decided.
    pub who: String,
    pub when: Html,
}

/// Changes with the names of those who made them.
pub struct Changes(Vec<(ChangeRow, Option<String>, Option<String>)>);

impl Changes {
    /// The last ones in scope since an instant.
    pub fn read(connection: &mut Conn, scope: &Scope, since: Timestamp, most: i64) -> Result<Self, DbError> {
        let rows = setting_changes::recent(connection, scope, since, most)?;
        let ids: Vec<i64> = rows.iter().flat_map(|row| [row.proposed_by, row.decided_by]).flatten().collect();
        let names = staff::names(connection, &ids)?;
        let name = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
        Ok(Self(
            rows.into_iter()
                .map(|row| {
                    let (proposer, decider) = (name(row.proposed_by), name(row.decided_by));
                    (row, proposer, decider)
                })
                .collect(),
        ))
    }

    /// As lines; `when` words an instant for the merchant it belongs to.
    pub fn lines(
        &self,
        merchants: &[MerchantRow],
        lang: Lang,
        now: Timestamp,
        when: impl Fn(Timestamp, i64) -> Html,
    ) -> Vec<ChangeLine> {
        let line = |(row, proposer, decider): &(ChangeRow, Option<String>, Option<String>)| {
            let state = money_settings::proposal(row).state_at(now);
            let merchant = merchants.iter().find(|merchant| merchant.id == row.merchant_id);
            ChangeLine {
                state: state.code(),
                merchant: merchant.map(|merchant| merchant.name.clone()).unwrap_or_default(),
                what: changed_fields(&row.changes, merchant.map_or(Currency::CNY, |merchant| merchant.currency), lang),
                who: who(state, proposer.as_deref(), decider.as_deref(), lang),
                when: when(row.moved_at, row.merchant_id),
            }
        };
        self.0.iter().map(line).collect()
    }
}

fn who(state: ChangeState, proposer: Option<&str>, decider: Option<&str>, lang: Lang) -> String {
    let t = Settings::of(lang);
    let text = match state {
        ChangeState::Open => t.change_open,
        ChangeState::Made => t.change_made,
        ChangeState::Confirmed => t.change_confirmed,
        ChangeState::Declined => t.change_declined,
        ChangeState::Withdrawn => t.change_withdrawn,
        ChangeState::Expired => t.change_expired,
        ChangeState::Overtaken => t.change_overtaken,
    };
    let system = Common::of(lang).system;
    fill(text, &[("who", proposer.unwrap_or(system)), ("by", decider.unwrap_or(system))])
}

/// A proposal that waits, as the settings page shows it.
pub struct Waiting {
    pub id: i64,
    pub version: i32,
    pub what: String,
    pub who: String,
    pub until: Html,
    /// Answers that the viewer may give.
    pub answers: Vec<(&'static str, &'static str, bool)>,
    /// Why it is not the viewer's to confirm.
    pub rule: Option<String>,
}

impl Waiting {
    /// The proposal for a viewer; `None` where its time is over.
    pub fn new(
        row: &ChangeRow,
        proposer: Option<&str>,
        viewer: &Staff,
        wording: &Wording,
        until: Html,
        now: Timestamp,
    ) -> Option<Self> {
        let t = Settings::of(viewer.lang);
        let proposal = money_settings::proposal(row);
        if proposal.state_at(now) != ChangeState::Open {
            return None;
        }
        let may = |answer| proposal.may_answer(answer, Some(viewer.id), now);
        let named = [(Answer::Confirm, t.confirm), (Answer::Decline, t.decline), (Answer::Withdraw, t.withdraw)];
        let answers = named.into_iter().filter(|(answer, _)| may(*answer).is_ok());
        Some(Self {
            id: row.id,
            version: row.version,
            what: changed_fields(&row.changes, wording.currency, viewer.lang),
            who: fill(t.proposed_by, &[("who", proposer.unwrap_or(Common::of(viewer.lang).system))]),
            until,
            answers: answers.map(|(answer, name)| (answer.code(), name, answer == Answer::Confirm)).collect(),
            rule: may(Answer::Confirm).err().map(|refusal| wording.refusal(&refusal)),
        })
    }
}

/// Whether the viewer's changes hold at once.
pub fn holds_at_once(staff: &Staff) -> bool {
    changes_alone(&staff.roles)
}
