//! Words of what is wrong with goods that came back.

use crate::i18n::fill;
use crate::i18n::refusals::Wording;

impl Wording {
    /// Only what is there is named.
    pub(super) fn cannot_pass(&self, missing: i64, defective: i64) -> String {
        let parts = [
            (missing, self.lang.pick("少 {v} 件", "{v} missing")),
            (defective, self.lang.pick("次品 {v} 件", "{v} defective")),
        ];
        let named = parts.into_iter().filter(|(units, _)| *units > 0);
        let named: Vec<String> = named.map(|(units, words)| fill(words, &[("v", &units.to_string())])).collect();
        let words = self.lang.pick(
            "{gap}，不能直接通过：请点“登记收货”，再在质检中写明",
            "{gap}: it cannot pass at once. Choose “Receive”, then say in the inspection what is wrong",
        );
        fill(words, &[("gap", &named.join(self.lang.pick("、", ", ")))])
    }
}
