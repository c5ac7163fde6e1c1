//! Words of what is wrong with more time, an offer, the length of a term.

use crate::domain::term::problem::TermProblem;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;

impl Wording {
    pub(super) fn term_problem(&self, problem: &TermProblem) -> String {
        let pick = |zh: &'static str, en: &'static str| self.lang.pick(zh, en).to_owned();
        match problem {
            TermProblem::ExtendedBefore => pick("寄回期限已延长过一次", "The buyer was given more time once already"),
            TermProblem::ReopeningOver => {
                pick("关闭已超过 48 小时，请新建工单", "It was closed more than 48 hours ago; open a new ticket")
            }
            TermProblem::AppealOver => {
                pick("申诉期限已过，请新建工单", "The time for an appeal is over; open a new ticket")
            }
            TermProblem::OwnRejection => pick(
                "买家对您的拒绝提出申诉，须由另一位审核人决定",
                "The buyer objects to your rejection; another reviewer decides",
            ),
            TermProblem::StockGone => pick(
                "换货商品的库存已被占用，不能重新打开；请新建工单",
                "The goods to send are not in stock any more; open a new ticket",
            ),
            TermProblem::OfferOfNothing => pick("金额须大于 0", "Offer more than 0"),
            TermProblem::OfferAbove(most) => fill(
                self.lang.pick("最多可提出 {v}", "At most {v} can be offered"),
                &[("v", &most.grouped(self.currency))],
            ),
            TermProblem::PastTime => pick("这个时间已经过去", "This time has passed"),
            TermProblem::BadTime => pick("时间格式应为 2026-11-22 18:00", "Write the time as 2026-11-22 18:00"),
            TermProblem::BadLength(most) => fill(
                self.lang.pick("请填 1 到 {n} 之间的整数", "A whole number from 1 to {n}"),
                &[("n", &most.to_string())],
            ),
            TermProblem::BadTarget(most) => fill(
                self.lang.pick("请填 0 到 {n} 之间的整数", "A whole number from 0 to {n}"),
                &[("n", &most.to_string())],
            ),
            TermProblem::TargetAfterEnd => pick("提醒不能晚于到期", "It cannot turn amber after its end"),
            TermProblem::EndsBeforeItBegins => pick("结束日期早于开始日期", "It ends before it begins"),
            TermProblem::OtherOutcome => pick("不能选择这种到期处理", "This is none of its ends"),
        }
    }
}
