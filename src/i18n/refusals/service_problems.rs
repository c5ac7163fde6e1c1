//! Words of what is refused about queries and damaged goods.

use crate::domain::service::problem::ServiceProblem;
use crate::i18n::codes::Named;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;

impl Wording {
    pub(super) fn service_problem(&self, problem: &ServiceProblem) -> String {
        let pick = |zh: &'static str, en: &'static str| self.lang.pick(zh, en);
        match problem {
            ServiceProblem::InState(state) => fill(
                pick("咨询现在是“{state}”，不能这样做", "The query is “{state}” now; this cannot be done"),
                &[("state", state.name(self.lang))],
            ),
            ServiceProblem::HasTicket(number) => {
                fill(pick("这条咨询已转为工单 {no}", "A ticket came of this query already: {no}"), &[("no", number)])
            }
            ServiceProblem::NoDamage => {
                pick("工单的商品没有破损或质量问题", "No line of this ticket is about damage or a fault").to_owned()
            }
        }
    }
}
