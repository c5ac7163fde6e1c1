//! The public holidays and make-up workdays with which a merchant in China begins.

use crate::domain::house::seed::SeedDay;
use crate::domain::term::calendar::DayKind::{self, Holiday, MakeupWorkday};

/// What says so.
pub const SOURCE: &str = "国务院办公厅关于2026年部分节假日安排的通知";

const fn day(day: &'static str, kind: DayKind, name: &'static str) -> SeedDay {
    SeedDay { day, kind, name }
}

/// The days of 2026, in order.
pub const DAYS: &[SeedDay] = &[
    day("2026-01-01", Holiday, "元旦"),
    day("2026-01-02", Holiday, "元旦"),
    day("2026-01-03", Holiday, "元旦"),
    day("2026-01-04", MakeupWorkday, "元旦调休上班"),
    day("2026-02-14", MakeupWorkday, "春节调休上班"),
    day("2026-02-15", Holiday, "春节"),
    day("2026-02-16", Holiday, "春节"),
    day("2026-02-17", Holiday, "春节"),
    day("2026-02-18", Holiday, "春节"),
    day("2026-02-19", Holiday, "春节"),
    day("2026-02-20", Holiday, "春节"),
    day("2026-02-21", Holiday, "春节"),
    day("2026-02-22", Holiday, "春节"),
    day("2026-02-23", Holiday, "春节"),
    day("2026-02-28", MakeupWorkday, "春节调休上班"),
    day("2026-04-04", Holiday, "清明节"),
    day("2026-04-05", Holiday, "清明节"),
    day("2026-04-06", Holiday, "清明节"),
    day("2026-05-01", Holiday, "劳动节"),
    day("2026-05-02", Holiday, "劳动节"),
    day("2026-05-03", Holiday, "劳动节"),
    day("2026-05-04", Holiday, "劳动节"),
    day("2026-05-05", Holiday, "劳动节"),
    day("2026-05-09", MakeupWorkday, "劳动节调休上班"),
    day("2026-06-19", Holiday, "端午节"),
    day("2026-06-20", Holiday, "端午节"),
    day("2026-06-21", Holiday, "端午节"),
    day("2026-09-20", MakeupWorkday, "国庆节调休上班"),
    day("2026-09-25", Holiday, "中秋节"),
    day("2026-09-26", Holiday, "中秋节"),
    day("2026-09-27", Holiday, "中秋节"),
    day("2026-10-01", Holiday, "国庆节"),
    day("2026-10-02", Holiday, "国庆节"),
    day("2026-10-03", Holiday, "国庆节"),
    day("2026-10-04", Holiday, "国庆节"),
    day("2026-10-05", Holiday, "国庆节"),
    day("2026-10-06", Holiday, "国庆节"),
    day("2026-10-07", Holiday, "国庆节"),
    day("2026-10-10", MakeupWorkday, "国庆节调休上班"),
];
