//! Words of the page on which the lengths of terms are set.

use crate::domain::term::kind::Basis;
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// The page of term settings.
    TermSettings {
        title: "时限设置", "Terms";
        hint: "改动只影响之后开始的时限；正在进行的时限不变。工作日按工作日历计算。", "Changes hold for terms that begin from now on; those that run stay as they are. Working days go by the calendar.";
        by_merchant: "按商户", "By merchant";
        lengths: "各项时限", "Lengths";
        term: "时限", "Term";
        length: "长度", "Length";
        unit: "单位", "Unit";
        target: "提醒（满多久变黄）", "Amber after";
        at_end: "到期后", "At its end";
        archive: "结束多少天后自动归档", "Put ended tickets away after so many days";
        archive_hint: "留空则不自动归档；每晚执行，归档的工单仍可搜索", "Blank: never. It happens at night; what is put away stays searchable";
        done: "时限设置已保存。", "The terms are saved.";
        periods: "特殊时期", "Special periods";
        periods_hint: "春节停运、大促、灾害等：到期日落在这段日期内的时限，顺延所填天数；进行中的时限会重新计算并在时间线上注明。", "A festival, a sale, a disaster: terms that end within these days end later. Those that run are counted again, with an entry in each timeline.";
        no_periods: "没有特殊时期", "No special periods";
        declare: "声明特殊时期", "Declare one";
        name: "名称", "Name";
        first: "开始日期", "From";
        last: "结束日期", "To";
        days: "顺延天数", "Days added";
        kinds: "时限（不选为全部）", "Terms (none: all)";
        shops: "店铺（不选为全部）", "Shops (none: all)";
        warehouses: "仓库（不选为全部）", "Warehouses (none: all)";
        all: "全部", "All";
        preview: "先看影响多少工单", "See how many tickets it moves";
        touched: "现在有 {n} 个工单的时限落在这段日期内。", "{n} tickets have a term that ends within these days now.";
        declare_it: "声明", "Declare";
        revoke: "撤销", "Take back";
        done_declared: "特殊时期已声明，进行中的时限正在重新计算。", "It is declared; terms that run are being counted again.";
        done_revoked: "特殊时期已撤销，进行中的时限正在重新计算。", "It is taken back; terms that run are being counted again.";
    }
}

names! { Basis {
    Status: "进入该状态起", "from its status";
    SignIn: "包裹签收起", "from the sign-in";
    Reopening: "重新打开起", "from being taken up again";
} }
