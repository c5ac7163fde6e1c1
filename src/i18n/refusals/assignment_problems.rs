//! Sentences about rules, queues and absences.

use super::Wording;
use super::fill;
use crate::domain::assignment::problem::AssignmentProblem;

impl Wording {
    /// What is wrong with a rule, a queue or an absence.
    pub(super) fn assignment_problem(&self, problem: &AssignmentProblem) -> String {
        let pick = |zh: &'static str, en: &'static str| self.lang.pick(zh, en).to_owned();
        let with = |zh: &'static str, en: &'static str, value: &str| fill(self.lang.pick(zh, en), &[("v", value)]);
        match problem {
            AssignmentProblem::PersonDisabled(name) => {
                with("“{v}”已停用，不能再分配工单", "“{v}” is disabled and gets no tickets any more", name)
            }
            AssignmentProblem::PersonUnfit(name) => {
                with("“{v}”不处理本商户的工单", "“{v}” does not work on this merchant's tickets", name)
            }
            AssignmentProblem::QueueNeeded => {
                pick("轮流或最少优先须选择队列", "Choose the queue among whose people it goes")
            }
            AssignmentProblem::PersonNeeded => pick("请选择人员", "Choose a person"),
            AssignmentProblem::RegionUnclear(text) => with(
                "“{v}”不是省份名称：至少两个字，不能含 *",
                "“{v}” is no region: two characters or more, without *",
                text,
            ),
            AssignmentProblem::AmountsCross => {
                pick("最高金额须不低于最低金额", "The highest amount must not be below the lowest")
            }
            AssignmentProblem::DayIsOver => pick("这一天已经过去", "This day is over"),
            AssignmentProblem::TooMany(most) => with("最多 {v} 个", "At most {v}", &most.to_string()),
        }
    }
}
