//! Words of what a dispute keeps from being done.

use crate::domain::dispute::problem::DisputeProblem;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;

impl Wording {
    pub(super) fn dispute_problem(&self, problem: &DisputeProblem) -> String {
        let pick = |zh: &'static str, en: &'static str| self.lang.pick(zh, en).to_owned();
        match problem {
            DisputeProblem::OnHold => pick(
                "争议处理中，工单已暂停：记录裁决后才能继续",
                "On hold while the case is open: record the ruling first",
            ),
            DisputeProblem::OpenAlready => pick("已有一个争议在处理中", "A case is open already"),
            DisputeProblem::ForManager => {
                pick("买家要求升级处理，须由主管经理决定", "The buyer asked for a superior; a manager decides")
            }
            DisputeProblem::OtherRemedy => pick(
                "此类型的工单不能这样处理，请另开工单",
                "A ticket of this type cannot do that; open another one for it",
            ),
            DisputeProblem::PlatformRefunds => pick(
                "平台付的款请按“退款”登记；要买家退货或换货时由我方付款",
                "What the platform paid is recorded as a refund; where goods come back first, we pay",
            ),
            DisputeProblem::GoodsOnTheWay => pick(
                "退回的货物还没有验收，请先收货验货再记录",
                "Goods are on their way or not inspected; receive and inspect them first",
            ),
            DisputeProblem::RefundUnderWay => pick(
                "退款正在渠道处理或已失败，请先处理退款再记录",
                "The gateway has the refund, or it failed there; settle that first",
            ),
            DisputeProblem::AtMost(most) => {
                fill(self.lang.pick("最多 {v}", "At most {v}"), &[("v", &most.grouped(self.currency))])
            }
            DisputeProblem::Nothing => pick("金额须大于 0", "More than 0"),
        }
    }
}
