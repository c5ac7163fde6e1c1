//! Words of the settings page.

use super::{Lang, texts};

pub mod fast_lane;
pub mod policies;
pub mod rules;

texts! {
    /// The settings page.
    Settings {
        title: "设置", "Settings";
        hint: "改动立即生效，不影响已有工单", "Changes hold from now on and alter no ticket under way";
        by_merchant: "按商户", "By merchant";
        merchant: "商户", "Merchant";
        code: "编码", "Code";
        code_hint: "大写字母、数字、横线或下划线，之后不能修改", "Capitals, digits, hyphens or underscores; it never changes";
        name: "名称", "Name";
        timezone: "时区", "Time zone";
        currency: "币种", "Currency";
        currency_fixed: "已有订单，不能再改币种", "There are orders, so the currency stays";
        gateway: "退款方式", "Gateway of refunds";
        return_note: "告诉买家“请勿寄到付，包裹内附订单号”", "Ask buyers to send nothing freight collect and to put the order number inside";
        return_note_hint: "与退货地址一起出现在客服话术中", "It stands with the return address in the sentence for the buyer";
        shop_station: "本店退货地址", "Its return station";
        station_default: "用商户默认地址", "The merchant's default";
        auto_refund: "未发货的仅退款自动通过并退款", "Approve and refund unshipped orders automatically";
        auto_limit: "自动退款上限", "Limit of automatic refunds";
        auto_daily: "每人每日自动退款上限", "Automatic refunds of one filer a day";
        auto_daily_hint: "同一人提交的工单当日累计超过后转人工审核", "Beyond it a reviewer decides what the same person files that day";
        auto_limit_hint: "超过上限转人工审核", "Above it a reviewer decides";
        filer_may_review: "提交人可以审核自己提交的工单", "People may review the tickets they filed";
        filer_hint: "默认关闭：提交与审核由不同的人完成", "Off by default: who filed does not review";
        money: "资金设置", "Money settings";
        money_at_once: "改动立即生效，并列给总经理", "Changes hold at once and are listed for the general manager";
        money_by_two: "您也在这些规则下工作，改动须由另一位有设置权限的人确认", "You work under these rules, so somebody else who may change settings confirms your changes";
        propose: "提出改动", "Propose";
        proposed: "已提出，等待另一位有设置权限的人确认。", "Proposed. It waits for somebody else who may change settings.";
        proposal: "等待确认的改动", "A change that waits for confirmation";
        proposed_by: "{who} 提出", "Proposed by {who}";
        proposal_until: "有效期至", "valid until";
        one_at_a_time: "请先处理等待确认的改动", "Settle the change that waits first";
        confirm: "确认改动", "Confirm";
        decline: "否决", "Decline";
        withdraw: "撤回", "Withdraw";
        money_changes: "资金设置的改动", "Changes of money settings";
        what_changed: "改动", "What";
        who_changed: "人员", "Who";
        when_changed: "时间", "When";
        change_open: "{who} 提出，等待确认", "proposed by {who}, waits for confirmation";
        change_made: "{who} 修改", "by {who}";
        change_confirmed: "{who} 提出，{by} 确认", "proposed by {who}, confirmed by {by}";
        change_declined: "{who} 提出，{by} 否决，未生效", "proposed by {who}, declined by {by}; nothing changed";
        change_withdrawn: "{who} 提出后撤回，未生效", "proposed and withdrawn by {who}; nothing changed";
        change_expired: "{who} 提出，无人确认已过期", "proposed by {who}, expired unconfirmed; nothing changed";
        change_overtaken: "{who} 提出，设置已被他人改动，未生效", "proposed by {who}, overtaken by another change; nothing changed";
        shops: "店铺", "Shops";
        add_shop: "新增店铺", "Add a shop";
        edit_shop: "修改店铺", "Edit the shop";
        platform: "平台", "Platform";
        warehouses: "仓库", "Warehouses";
        warehouse: "仓库", "Warehouse";
        add_warehouse: "新增仓库", "Add a warehouse";
        edit_warehouse: "修改仓库", "Edit the warehouse";
        stations: "退货地址", "Return stations";
        add_station: "新增退货地址", "Add a return station";
        edit_station: "修改退货地址", "Edit the return station";
        contact: "联系人", "Contact";
        phone: "电话", "Phone";
        address: "地址", "Address";
        is_default: "默认地址", "The default";
        default_hint: "审核通过时默认用它", "Approvals offer it first";
        default_tag: "默认", "Default";
        incomplete: "不完整", "Incomplete";
        complete: "完整", "Complete";
        state: "状态", "State";
        active: "启用", "Active";
        inactive: "已停用", "Out of use";
        actions: "操作", "Actions";
        add_merchant: "新增商户", "Add a merchant";
        add_merchant_hint: "同时建立店铺、仓库、默认退货地址和常用售后原因，之后都可以修改。", "A shop, a warehouse, a default return station and the usual reasons come with it; all can be changed later.";
        first_shop: "第一家店铺", "First shop";
        merchant_added: "已新增商户“{name}”。", "The merchant “{name}” was added.";
    }
}

/// Time zones that a merchant may choose, and what people call them.
pub const ZONES: [(&str, &str, &str); 21] = [
    ("Asia/Shanghai", "北京时间", "China"),
    ("Asia/Hong_Kong", "香港", "Hong Kong"),
    ("Asia/Taipei", "台北", "Taipei"),
    ("Asia/Singapore", "新加坡", "Singapore"),
    ("Asia/Tokyo", "东京", "Tokyo"),
    ("Asia/Seoul", "首尔", "Seoul"),
    ("Asia/Bangkok", "曼谷", "Bangkok"),
    ("Asia/Jakarta", "雅加达", "Jakarta"),
    ("Asia/Kolkata", "印度", "India"),
    ("Asia/Dubai", "迪拜", "Dubai"),
    ("Europe/London", "伦敦", "London"),
    ("Europe/Berlin", "柏林", "Berlin"),
    ("Europe/Paris", "巴黎", "Paris"),
    ("Europe/Madrid", "马德里", "Madrid"),
    ("Europe/Moscow", "莫斯科", "Moscow"),
    ("America/New_York", "纽约", "New York"),
    ("America/Chicago", "芝加哥", "Chicago"),
    ("America/Los_Angeles", "洛杉矶", "Los Angeles"),
    ("America/Sao_Paulo", "圣保罗", "São Paulo"),
    ("Australia/Sydney", "悉尼", "Sydney"),
    ("UTC", "协调世界时", "UTC"),
];

/// What people call a time zone; its own name where it is none of ours.
pub fn zone_name(zone: &str, lang: Lang) -> &str {
    ZONES.iter().find(|(known, ..)| *known == zone).map_or(zone, |(_, zh, en)| lang.pick(zh, en))
}
