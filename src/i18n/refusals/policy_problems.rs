//! What a policy says about an application, and why one is refused.

use super::Wording;
use crate::domain::policy::check::{Check, StartBasis, Verdict};
use crate::domain::policy::problem::PolicyProblem;
use crate::domain::policy::rule::Window;
use crate::i18n::codes::Named;
use crate::i18n::fill;

impl Wording {
    /// What the rule says, without its name: open until when, from which date, how sure that is; or why not.
    pub fn verdict(&self, check: &Check) -> String {
        let lang = self.lang;
        match check.verdict {
            Verdict::Open => self.counted(check, lang.pick("可申请至 {until}", "open until {until}")),
            Verdict::Closed => self.counted(check, lang.pick("已于 {until} 截止", "closed at {until}")),
            Verdict::NotStarted => lang.pick("未签收，尚未计时", "not signed for yet, so no time runs").to_owned(),
            Verdict::NoLimit => lang.pick("不限期", "no limit").to_owned(),
            Verdict::NotAllowed if check.note.is_empty() => lang.pick("不支持", "not offered").to_owned(),
            Verdict::NotAllowed => fill(lang.pick("不支持：{v}", "not offered: {v}"), &[("v", &check.note)]),
            Verdict::Excluded(why) => fill(lang.pick("不支持：{v}", "not offered: {v}"), &[("v", why.name(lang))]),
        }
    }

    fn counted(&self, check: &Check, text: &'static str) -> String {
        let until = check.until.map(|until| self.time(until)).unwrap_or_default();
        let start = check.start_on.map(|date| date.to_string()).unwrap_or_default();
        let days = match check.window {
            Window::Days(days) => days.to_string(),
            Window::NoLimit | Window::NotAllowed => String::new(),
        };
        let from = match check.basis {
            Some(StartBasis::Presumed) => self.lang.pick(
                "（{start} 起 {days} 天；发货 15 天后视为签收，估算，可能偏晚）",
                " ({days} days from {start}, taken as signed for 15 days after dispatch: an estimate)",
            ),
            Some(StartBasis::Paid) => {
                self.lang.pick("（{start} 付款起 {days} 天）", " ({days} days from the payment of {start})")
            }
            _ => self.lang.pick("（{start} 签收起 {days} 天）", " ({days} days from the sign-off of {start})"),
        };
        let values = [("until", until.as_str()), ("start", &start), ("days", &days)];
        format!("{}{}", fill(text, &values), fill(from, &values))
    }

    /// The sentence for what a policy refuses, or why it is refused.
    pub(super) fn policy_problem(&self, problem: &PolicyProblem) -> String {
        let lang = self.lang;
        match problem {
            PolicyProblem::Refused { line_no, check } => fill(
                lang.pick(
                    "第 {line} 行：{cause}的{kind}{verdict}。依据售后规则“{name}”（{code}）；主管经理可以放行。",
                    "Line {line}: {kind} for “{cause}”: {verdict}. By the policy “{name}” ({code}); a manager may let it through.",
                ),
                &[
                    ("line", &line_no.to_string()),
                    ("cause", check.cause.name(lang)),
                    ("kind", check.kind.name(lang)),
                    ("verdict", &self.verdict(check)),
                    ("name", &check.name),
                    ("code", &check.code),
                ],
            ),
            PolicyProblem::TooManyAttempts { line_no, most, rule } => {
                let text = match rule.is_empty() {
                    true => lang.pick(
                        "第 {line} 行已申请 {most} 次，达到上限；主管经理可以放行",
                        "Line {line} was applied for {most} times, the limit; a manager may let it through",
                    ),
                    false => lang.pick(
                        "第 {line} 行已申请 {most} 次，达到售后规则“{rule}”的上限；主管经理可以放行",
                        "Line {line} was applied for {most} times, the limit of the policy “{rule}”; a manager may let it through",
                    ),
                };
                fill(text, &[("line", &line_no.to_string()), ("most", &most.to_string()), ("rule", rule)])
            }
            PolicyProblem::EndsBeforeItBegins => {
                lang.pick("截止日期早于开始日期", "It ends before it begins").to_owned()
            }
            PolicyProblem::SamePlace(name) => fill(
                lang.pick(
                    "规则“{v}”的适用范围和时间与此重叠，请先停用它或改时间",
                    "The policy “{v}” is about the same at the same time; take it out of use or change the dates",
                ),
                &[("v", name)],
            ),
            PolicyProblem::NoRule => {
                lang.pick("请至少为一个起因填写规则", "Say something for at least one cause").to_owned()
            }
            PolicyProblem::FeeNotAllowed(name) => fill(
                lang.pick("售后规则“{v}”不允许收取这项费用", "The policy “{v}” does not allow this fee"),
                &[("v", name)],
            ),
            PolicyProblem::NothingToOverride => {
                lang.pick("这一行在期限内，不需要放行", "This line is in time; there is nothing to let through").to_owned()
            }
        }
    }
}
