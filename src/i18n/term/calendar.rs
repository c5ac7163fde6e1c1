//! Words of the calendar page, and of terms.

use crate::domain::lists::due::Due;
use crate::domain::term::calendar::DayKind;
use crate::domain::term::facts::NoClock;
use crate::domain::term::kind::{AtEnd, PlatformAction, Team, TermKind};
use crate::domain::term::length::{Length, LengthUnit};
use crate::domain::time::Timestamp;
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, fill, texts};

texts! {
    /// The calendar page.
    CalendarWords {
        title: "工作日历", "Working days";
        hint: "各项时限按这里的工作日和工作时间计算；修改后进行中的时限会重新计算", "Terms are counted by these days and hours; after a change those that run are counted again";
        by_merchant: "按商户", "By merchant";
        calendars: "日历", "Calendar";
        usual: "默认", "usual";
        earlier: "上一年", "The year before";
        later: "下一年", "The year after";
        provisional: "{year} 年的节假日还没有录入：暂按星期计算，1 月 1 日休息，到期时间为暂定。", "The holidays of {year} are not entered yet: days of the week count, January 1 is free, and ends are provisional.";
        missing_next: "节假日未录入", "Holidays to enter";
        marked: "{year} 年的休息日与调休上班日", "Marked days of {year}";
        none_marked: "没有标记的日子", "No marked days";
        date: "日期", "Date";
        kind: "类型", "Kind";
        plain: "按星期（取消标记）", "As its day of the week (no mark)";
        name: "名称", "Name";
        source: "依据", "Source";
        source_hint: "例如通知的名称；排班、店铺公告也可以", "Such as the name of the notice";
        edit_day: "修改一天", "Change a day";
        save_day: "保存", "Save";
        import: "导入一年的日子", "Import the days of a year";
        file: "文件", "File";
        file_hint: "CSV 或 XLSX：date、kind（HOLIDAY 或 MAKEUP_WORKDAY）、name、source；只收 {year} 年。", "CSV or XLSX: date, kind (HOLIDAY or MAKEUP_WORKDAY), name, source; days of {year} only.";
        send_file: "导入", "Import";
        settings: "工作时间", "Hours";
        weekdays: "每周工作日", "Days of the week";
        opens: "上班", "Opens";
        closes: "下班", "Closes";
        hours_hint: "24 小时制，如 09:00；到当天结束写 24:00", "24 hours, such as 09:00; the end of the day is 24:00";
        keeps_holidays: "遵守法定节假日（每年需录入）", "Keeps public holidays (entered each year)";
        add: "新增日历", "Add a calendar";
        uses: "谁用哪个日历", "Who goes by which";
        uses_hint: "仓库按自己的日历；其他岗位先看岗位，再看店铺，都没有则用默认日历。", "A warehouse goes by its own; others by their team's, else the shop's, else the usual one.";
        team: "岗位", "Team";
        shop: "店铺", "Shop";
        warehouse: "仓库", "Warehouse";
        done_saved: "日历已保存，进行中的时限正在重新计算。", "The calendar is saved; terms that run are being counted again.";
        done_imported: "已录入 {n} 天，进行中的时限正在重新计算。", "{n} days are entered; terms that run are being counted again.";
        legend_free: "休息", "free";
        legend_work: "上班", "working";
        weekday_names: "一,二,三,四,五,六,日", "Mo,Tu,We,Th,Fr,Sa,Su";
        month_name: "{m} 月", "Month {m}";
    }
}

texts! {
    /// The clocks of a ticket.
    Clocks {
        title: "时限", "Clocks";
        ends: "{date} 到期", "ends {date}";
        over: "已超期 {span}", "over by {span}";
        left: "还剩 {span}", "{span} left";
        days: "{n} 天", "{n} days";
        day: "1 天", "1 day";
        hours: "{n} 小时", "{n} hours";
        hour: "1 小时", "1 hour";
        minutes: "{n} 分钟", "{n} minutes";
        provisional: "暂定", "provisional";
        working_days: "{n} 个工作日", "{n} working days";
        working_day: "1 个工作日", "1 working day";
        closes: "到期自动关闭", "the ticket is closed then";
        completes: "到期自动完成", "the ticket is complete then";
        lapses: "之后不再受理申诉", "no appeal after that";
        alarms: "到期后标红提醒", "it shows in red then";
        time_left: "剩余时间", "Time left";
        platform_left: "平台时限", "Platform's time";
        paused: "已暂停", "paused";
        paused_office: "已暂停，恢复后还剩 {span}工作时间", "paused with {span} of working time left";
        paused_any: "已暂停，恢复后还剩 {span}", "paused with {span} left";
        platform_ends: "平台 {date} 截止", "the platform acts {date}";
        counted_again: "新的到期时间 {date}", "now ends {date}";
    }
}

names! { DayKind {
    Holiday: "休息日", "Holiday";
    MakeupWorkday: "调休上班", "Make-up workday";
} }

names! { Due {
    Overdue: "已超期", "Overdue";
    Today: "今天到期", "Due today";
    Tomorrow: "明天到期", "Due tomorrow";
} }

names! { Team {
    Service: "客服", "Customer service";
    Review: "售后运营", "Review";
    Finance: "财务", "Finance";
    Warehouse: "仓库", "Warehouse";
} }

names! { TermKind {
    Review: "审核", "Review";
    Evidence: "举证", "Evidence";
    SecondReview: "复审", "Second review";
    Return: "买家寄回", "Return by the buyer";
    Receipt: "仓库收货", "Receipt";
    Inspection: "质检", "Inspection";
    Finance: "财务审核", "Finance";
    LegalRefund: "法定退款", "Legal refund";
    Replacement: "发出换货", "Replacement";
    Confirmation: "买家确认", "Confirmation by the buyer";
    Appeal: "买家申诉", "Appeal";
    Supplement: "买家答复", "Answer by the buyer";
    Platform: "平台", "Platform";
} }

names! { AtEnd {
    Alarm: "标红提醒", "Shows in red";
    Close: "自动关闭工单", "Closes the ticket";
    Complete: "自动完成", "Completes the ticket";
    Lapse: "不再受理", "Lapses";
} }

names! { PlatformAction {
    AutoAgree: "自动同意申请", "agrees to the request";
    AutoRefund: "自动退款给买家", "refunds the buyer";
    AutoClose: "自动关闭申请", "closes the request";
    Decide: "直接裁决", "decides the case";
    Other: "其他处理", "does something else";
} }

names! { LengthUnit {
    WorkingDays: "工作日", "working days";
    Days: "自然日", "days";
    Hours: "小时", "hours";
    Typed: "指定时间", "a typed time";
} }

names! { NoClock {
    Draft: "草稿不计时", "A draft has no clock";
    NoAddress: "等待给出退货地址", "Waits for a return address";
    AtGateway: "等待支付渠道的结果", "Waits for the gateway";
    SendingBack: "等待仓库寄回买家", "Waits for the warehouse to send it back";
    Ended: "已结束", "Ended";
} }

/// A span of time in its largest unit: days from two on, else hours, else minutes.
pub fn span(seconds: i64, lang: Lang) -> String {
    let t = Clocks::of(lang);
    let counted =
        |count: i64, one: &str, many: &str| fill(if count == 1 { one } else { many }, &[("n", &count.to_string())]);
    match seconds.max(0) {
        seconds if seconds >= 2 * 86_400 => counted(seconds / 86_400, t.day, t.days),
        seconds if seconds >= 3_600 => counted(seconds / 3_600, t.hour, t.hours),
        seconds => counted(seconds / 60, t.minutes, t.minutes),
    }
}

/// How long a clock still runs, or for how long it is over.
pub fn time_left(until: Timestamp, now: Timestamp, lang: Lang) -> String {
    let t = Clocks::of(lang);
    let seconds = (until.micros() - now.micros()) / 1_000_000;
    let text = if seconds > 0 { t.left } else { t.over };
    fill(text, &[("span", &span(seconds.abs(), lang))])
}

/// What happens at the end of a term, in words.
pub fn then(at_end: AtEnd, lang: Lang) -> &'static str {
    let t = Clocks::of(lang);
    match at_end {
        AtEnd::Alarm => t.alarms,
        AtEnd::Close => t.closes,
        AtEnd::Complete => t.completes,
        AtEnd::Lapse => t.lapses,
    }
}

/// A length in words: `3 working days`.
pub fn length(length: Length, lang: Lang) -> String {
    let t = Clocks::of(lang);
    let (one, many) = match length.unit {
        LengthUnit::WorkingDays => (t.working_day, t.working_days),
        LengthUnit::Days => (t.day, t.days),
        LengthUnit::Hours => (t.hour, t.hours),
        LengthUnit::Typed => return length.unit.name(lang).to_owned(),
    };
    fill(if length.count == 1 { one } else { many }, &[("n", &length.count.to_string())])
}
