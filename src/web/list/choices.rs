//! What the filters of the list offer: shops, reasons and people of the merchants somebody sees. The same for everybody who sees the
//! same merchants, so it is read once in a while, not once a page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::i18n::Lang;
use crate::store::house::list_choices;
use crate::store::house::list_choices::Choices;
use crate::store::{Db, DbError, Scope};

/// A new shop or colleague is offered after so long at the latest.
const FRESH: Duration = Duration::from_secs(10);

/// Choices by the merchants that they are made for.
#[derive(Default)]
pub struct ChoiceCache(Mutex<HashMap<String, (Instant, Arc<Choices>)>>);

impl ChoiceCache {
    /// The choices of a scope, at most `FRESH` old.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn of(&self, db: &Db, scope: &Scope) -> Result<Arc<Choices>, DbError> {
        let key = format!("{:?}", scope.merchant_ids());
        let known = self.0.lock().ok().and_then(|known| known.get(&key).cloned());
        if let Some((read, choices)) = known
            && read.elapsed() < FRESH
        {
            return Ok(choices);
        }
        let scope = scope.clone();
        let choices = Arc::new(db.read(move |connection| list_choices::of(connection, &scope)).await?);
        if let Ok(mut known) = self.0.lock() {
            known.retain(|_, (read, _)| read.elapsed() < FRESH);
            known.insert(key, (Instant::now(), choices.clone()));
        }
        Ok(choices)
    }
}

/// The name of a reason in a language.
pub fn reason_name(choices: &Choices, code: &str, lang: Lang) -> Option<String> {
    let reason = choices.reasons.iter().find(|reason| reason.code == code)?;
    Some(lang.choose(&reason.zh, &reason.en).to_owned())
}
