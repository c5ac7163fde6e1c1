//! Words about who works on tickets: rules, queues, absence, load.

use crate::domain::assignment::rule::{ConditionKind, Priority, ReturnCause, RiskAnswer, Strategy};
use crate::i18n::Lang;
use crate::i18n::codes::{Named, names};
use crate::i18n::texts;

texts! {
    /// Rules and queues.
    Assignment {
        title: "分配规则", "Assignment rules";
        hint: "新工单提交时从上到下比对，第一条符合的规则生效；都不符合则无人处理，由人领取。", "When a ticket is filed the rules are tried from the top; the first one that matches decides. A ticket that none matches is nobody's until somebody takes it.";
        by_merchant: "按商户", "By merchant";
        order: "顺序", "Order";
        rule: "规则", "Rule";
        conditions: "条件", "Conditions";
        always: "所有工单", "Every ticket";
        goes_to: "分配", "Goes to";
        actions: "操作", "Actions";
        off: "已停用", "Off";
        up: "上移“{name}”", "Move “{name}” up";
        down: "下移“{name}”", "Move “{name}” down";
        switch_on: "启用", "Switch on";
        switch_off: "停用", "Switch off";
        delete_ask: "删除后不可恢复；已分配的工单不受影响。", "It cannot be brought back. Tickets it assigned stay as they are.";
        delete_now: "确认删除", "Delete it";
        none_title: "还没有规则", "No rules yet";
        none_text: "先建一个队列，再新增规则；规则新增后是停用的，核对无误再启用。", "Make a queue first, then add a rule. A new rule is off until somebody switches it on.";
        add_rule: "新增规则", "Add a rule";
        edit_rule: "修改规则", "Change the rule";
        name: "名称", "Name";
        conditions_hint: "同一项里勾选几个为“任一符合”，不同项须同时符合；都不填则所有工单都符合。", "Of one kind any ticked value will do; different kinds must hold together. Without conditions every ticket matches.";
        region_hint: "收货地址开头的省份，几个之间用空格或逗号隔开，如“浙江 江苏”。没有地址或已打码的不符合。", "The province at the beginning of the receiver's address; several with spaces or commas between. No address, or a masked one, does not match.";
        amount_hint: "按申请时计算的应退金额；不退款的类型和其他币种不符合。", "The amount computed when it is filed. Types that refund no money, and other currencies, do not match.";
        queue: "队列", "Queue";
        no_queue: "不进队列", "No queue";
        priority: "优先级", "Priority";
        strategy: "分给谁", "Given to";
        person: "人员（分给“指定人员”时）", "Person (where it goes to one person)";
        nobody: "请选择", "Choose";
        gone: "已停用或无权限", "Disabled, or without the right";
        queues: "队列", "Queues";
        queues_hint: "一个队列是一组处理工单的人；暂离和停用的成员自动跳过。", "A queue is a set of people who work on tickets. Members who are away or disabled are passed over.";
        members: "成员", "Members";
        no_members: "没有成员", "No members";
        add_queue: "新增队列", "Add a queue";
        edit_queue: "修改队列", "Change the queue";
        in_queue: "查看工单", "Its tickets";
        workload: "人员负荷", "Workload";
        workload_hint: "每人名下未结束的工单；点数字打开列表，可在列表里勾选后批量转给他人。", "Open tickets of everybody. A figure leads to the list, where tickets are ticked and given to others in bulk.";
        who: "人员", "Who";
        unassigned: "无人处理", "Nobody";
        open: "处理中", "Open";
        overdue: "已超时", "Overdue";
        today: "今天到期", "Due today";
        away: "暂离", "Away";
        away_until: "暂离至（含当天）", "Away through";
        away_now: "暂离至 {day}", "Away through {day}";
        away_hint: "暂离期间不再分到工单；在此之前到期的工单立即退回待分配，其余保留。清空日期即为回岗。", "You are given no tickets until then. Tickets whose time runs out before go back to the pool at once, the others stay. An empty date means that you are here.";
        set_away: "保存", "Save";
        away_of: "{name} 暂离至（含当天）", "{name} is away through";
    }
}

texts! {
    /// A trial of rules on past tickets.
    Trial {
        title: "规则试运行", "Trial of rules";
        back: "分配规则", "Assignment rules";
        hint: "用勾选的规则按顺序比对最近 90 天提交的工单，只统计，不分配；未启用的规则也可以试。", "The ticked rules are tried in their order on the tickets of the last 90 days. It only counts and assigns nothing; rules that are off can be tried too.";
        start: "开始试运行", "Try them";
        last: "查看上次结果", "The last result";
        which: "参与的规则", "Rules to try";
        since: "工单自", "Tickets since";
        started: "开始于", "Started";
        going_on: "正在比对：{done} / {total}", "Under way: {done} of {total}";
        done: "比对了 {total} 张工单，其中 {unmatched} 张没有符合的规则。", "{total} tickets were looked at; {unmatched} match no rule.";
        by_rule: "按规则", "By rule";
        rule: "规则", "Rule";
        pool: "队列 / 人员", "Queue or person";
        matched: "符合", "Matched";
        examples: "例子", "Examples";
        load: "各队列会得到多少工单", "What each queue would get";
        no_load: "这些规则不把工单交给任何队列或人员。", "These rules give tickets to no queue and no person.";
        none_title: "还没有试运行过", "Nothing was tried yet";
        none_text: "在分配规则页勾选规则后开始。", "Tick rules on the page of assignment rules and start.";
    }
}

names! { ConditionKind {
    Type: "售后类型", "Type";
    Scene: "场景", "Scene";
    Reason: "售后原因", "Reason";
    Cause: "起因", "Cause";
    Shop: "店铺", "Shop";
    Region: "地区", "Region";
    AmountFrom: "最低金额", "Amount from";
    AmountTo: "最高金额", "Amount up to";
    Risk: "风险买家", "Risk buyer";
} }

names! { RiskAnswer {
    Yes: "是", "yes";
    No: "否", "no";
} }

names! { Priority {
    Usual: "普通", "Usual";
    High: "优先处理", "High priority";
} }

names! { Strategy {
    Nobody: "不指定，由队列领取", "Nobody; it waits in the queue";
    LeastOpen: "处理中最少的人", "Who has the fewest open tickets";
    InTurn: "队列成员轮流", "The queue's people in turn";
    Fixed: "指定人员", "One person";
} }

names! { ReturnCause {
    Away: "处理人暂离", "The assignee is away";
    Disabled: "处理人已停用", "The assignee is disabled";
} }
