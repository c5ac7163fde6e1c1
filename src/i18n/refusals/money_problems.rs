//! Sentences about amounts and quantities that cannot be taken.

use super::Wording;
use super::fill;
use crate::domain::money::approval::{ApprovalProblem, FeeKind};
use crate::domain::money::{AmountError, Money, QuantityError};

impl Wording {
    /// What is wrong with an amount.
    pub(super) fn amount_error(&self, error: AmountError) -> String {
        match error {
            AmountError::Empty => self.lang.pick("请填写金额", "Enter an amount"),
            AmountError::NotANumber => self.lang.pick("金额应形如 1234.50", "Write an amount such as 1234.50"),
            AmountError::Negative => self.lang.pick("金额不能为负", "The amount cannot be negative"),
            AmountError::TooManyDecimals => self.lang.pick("小数位过多", "Too many decimals"),
            AmountError::TooLarge => self.lang.pick("金额过大", "The amount is too large"),
        }
        .to_owned()
    }

    /// What is wrong with a quantity.
    pub(super) fn quantity_error(&self, error: QuantityError) -> String {
        match error {
            QuantityError::Empty => self.lang.pick("请填写数量", "Enter a quantity"),
            QuantityError::NotANumber => self.lang.pick("数量应为整数", "Enter a whole number"),
            QuantityError::Negative => self.lang.pick("数量不能为负", "The quantity cannot be negative"),
            QuantityError::Fraction => self.lang.pick("数量不能有小数", "No fractions"),
            QuantityError::TooLarge => self.lang.pick("数量过大", "The quantity is too large"),
        }
        .to_owned()
    }

    /// Why amounts cannot be approved.
    pub(super) fn approval_problem(&self, problem: ApprovalProblem) -> String {
        let amount = |zh: &'static str, en: &'static str, cap: Money| {
            fill(self.lang.pick(zh, en), &[("v", &cap.grouped(self.currency))])
        };
        match problem {
            ApprovalProblem::NoLines => self.lang.pick("没有商品行", "No lines").to_owned(),
            ApprovalProblem::LineNegative { .. }
            | ApprovalProblem::FeeNegative { .. }
            | ApprovalProblem::FreightNegative => self.amount_error(AmountError::Negative),
            ApprovalProblem::LineRaised { cap, .. } => {
                amount("只能调低，不能超过应退 {v}", "It can only be lowered; computed is {v}", cap)
            }
            ApprovalProblem::NoteMissing { .. } => {
                self.lang.pick("调低金额须写明原因（备注）", "A lowered amount needs a note").to_owned()
            }
            ApprovalProblem::FeeNotAgreed { fee } => match fee {
                FeeKind::Service => {
                    self.lang.pick("收取服务费须先征得买家同意并勾选", "A service fee needs the buyer's agreement")
                }
                FeeKind::Packaging => {
                    self.lang.pick("收取包装费须先征得买家同意并勾选", "A packaging fee needs the buyer's agreement")
                }
                FeeKind::ReturnFreight => {
                    self.lang.pick("扣减运费须先征得买家同意并勾选", "Deducting freight needs the buyer's agreement")
                }
            }
            .to_owned(),
            ApprovalProblem::NoLineBearsFees => self
                .lang
                .pick("只有买家原因的商品可以承担费用", "Only lines with the buyer's cause can bear a fee")
                .to_owned(),
            ApprovalProblem::FeesTooHigh { cap } => amount("费用合计不能超过 {v}", "Fees together at most {v}", cap),
            ApprovalProblem::FreightTooHigh { cap } => amount("运费最多可退 {v}", "At most {v} of freight", cap),
            ApprovalProblem::NothingApproved => {
                self.lang.pick("金额为 0，请改用“拒绝”", "The amount is 0; reject the ticket instead").to_owned()
            }
        }
    }

    /// Goods cannot pass as they were counted; only what is there is named.
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
