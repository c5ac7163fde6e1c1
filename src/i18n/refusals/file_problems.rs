//! Words for what is wrong with a file of a page.

use crate::domain::house::file_problem::FileProblem;
use crate::domain::refusal::Refusal;
use crate::i18n::fill;
use crate::i18n::refusals::Wording;

impl Wording {
    pub(in crate::i18n) fn file(&self, problem: &FileProblem) -> String {
        let pick = |zh: &'static str, en: &'static str| self.lang.pick(zh, en).to_owned();
        let with = |zh: &'static str, en: &'static str, value: &str| fill(self.lang.pick(zh, en), &[("v", value)]);
        match problem {
            FileProblem::Unread(zh, en) => self.lang.pick(zh.as_str(), en).to_owned(),
            FileProblem::Lines(lines) => self.lines(lines),
            FileProblem::TooManyLines(most) => with(
                "这里最多 {v} 行；更大的文件请管理员用命令行导入",
                "At most {v} lines here; a longer file goes by the command line",
                &most.to_string(),
            ),
            FileProblem::UnknownWarehouse(word) if word.is_empty() => {
                pick("有多个仓库，请写明“仓库”", "There are several warehouses; name one in “warehouse”")
            }
            FileProblem::UnknownWarehouse(word) => with(
                "没有仓库“{v}”，或有多个同名；请写仓库编码或“商户/编码”",
                "No warehouse is called {v}, or several are; write its code or MERCHANT/CODE",
                word,
            ),
            FileProblem::BadDay(text) => {
                with("“{v}”不是有效的日期，应形如 2026-10-01", "{v} is no day; write it as 2026-10-01", text)
            }
            FileProblem::OtherYear(year) => with(
                "不是 {v} 年的日期；请先切换到那一年再导入",
                "This is not a day of {v}; choose that year first",
                &year.to_string(),
            ),
            FileProblem::DayTwice => pick("这一天出现了两次", "The same day stands there twice"),
            FileProblem::BadDayKind(text) => with(
                "“{v}”不是休息日或调休上班日（HOLIDAY / MAKEUP_WORKDAY）",
                "{v} is neither HOLIDAY nor MAKEUP_WORKDAY",
                text,
            ),
            FileProblem::SkuTwice(sku) => with("商品编码“{v}”出现了两次", "The SKU {v} stands there twice", sku),
            FileProblem::BadYesNo(text) => with("“{v}”应为“是”或“否”", "{v} is neither yes nor no", text),
            FileProblem::CountedTwice => pick(
                "同一仓库、同一库存类型的这个商品编码出现了两次",
                "The same SKU in the same bucket of the warehouse stands there twice",
            ),
        }
    }

    /// The first lines of a file that cannot be taken, and how many more there are.
    fn lines(&self, lines: &[(u64, Refusal)]) -> String {
        const SHOWN: usize = 10;
        let named = lines.iter().take(SHOWN).map(|(number, why)| {
            let line = self.lang.pick("第 {n} 行：{why}", "line {n}: {why}");
            fill(line, &[("n", &number.to_string()), ("why", &self.refusal(why))])
        });
        let named = named.collect::<Vec<_>>().join(self.lang.pick("；", "; "));
        let rest = match lines.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => fill(self.lang.pick("；另有 {n} 行", "; and {n} more"), &[("n", &more.to_string())]),
        };
        let all = self.lang.pick("整个文件都没有写入。{lines}{rest}", "Nothing of the file was taken. {lines}{rest}");
        fill(all, &[("lines", &named), ("rest", &rest)])
    }
}
