//! Words of the refunds pages.

use super::codes::{Named, names};
use super::{Lang, texts};
use crate::domain::money::settlement::{SettlementVerdict, UnclearCause};

texts! {
    /// The refunds pages.
    Refunds {
        title: "退款审核", "Refunds";
        overdue: "网关超过一天没有明确答复。系统会继续询问；可按网关对账单由两人核实。", "The gateway has given no answer for a day. It is asked on and on; two persons can settle the refund by its statement.";
        inside_lines: "已计入各行：", "Included in the lines: ";
        tab_pending: "待财务审核", "To approve";
        tab_processing: "退款中", "Under way";
        tab_manual: "待线下打款", "To transfer";
        tab_unclear: "待核实", "Unclear";
        tab_failed: "退款失败", "Failed";
        tab_succeeded: "已退款", "Refunded";
        tab_all: "全部", "All";
        number: "单号（售后 / 订单 / 退款）", "Number (ticket, order, refund)";
        applied: "申请日期", "Applied";
        amount: "实退金额", "Approved";
        col_ticket: "售后单号", "Ticket";
        col_merchant: "商户", "Merchant";
        col_goods: "商品", "Goods";
        col_price: "单价", "Unit price";
        col_quantity: "数量", "Qty";
        col_subtotal: "小计", "Subtotal";
        col_claimed: "申请金额", "Asked";
        col_computed: "应退", "Computed";
        col_fees: "扣减与调整", "Adjustments";
        col_switches: "随退项", "Gives back";
        col_approved: "实退金额", "Approved";
        col_reason: "审核人与说明", "Reviewer and note";
        col_applied: "申请时间", "Applied";
        col_reviewed: "审核时间", "Reviewed";
        col_gateway: "退款方式", "Paid by";
        col_state: "状态", "State";
        col_order: "订单号", "Order";
        col_refund: "退款单号", "Refund";
        col_currency: "币种", "Currency";
        col_paid: "已付金额", "Paid";
        col_refunded_at: "退款时间", "Refunded";
        lowered: "调低", "Lowered";
        accepted_in_part: "部分接受", "Accepted in part";
        units: "{before} → {now} 件", "{before} → {now} units";
        why_buyer: "买家", "Buyer";
        why_reason: "售后原因", "Reason";
        why_goods: "货物", "Goods are";
        why_reviewer: "审核人", "Reviewer";
        why_earlier: "同单已退", "Refunded before";
        why_no_earlier: "无", "none";
        why_files: "凭证", "Evidence";
        title_failed: "退款失败处理", "Failed refund";
        title_transfer: "线下打款", "Transfer";
        title_unclear: "退款核实", "Unclear refund";
        tried: "已提交网关 {n} 次，最近一次 {when}", "Sent to the gateway {n}×, last on {when}";
        next_balance: "下一步：先给商户账户充值，再点“重新退款”。", "Next: top up the merchant's account, then retry the refund.";
        next_account: "下一步：请买家提供其他收款账户，再登记线下打款。", "Next: ask the buyer for another account, then record a transfer.";
        next_other: "下一步：查明原因后重新退款；仍不成功就改为线下打款。", "Next: find out why, then retry; pay by transfer if it fails again.";
        gives_freight: "退运费", "Freight";
        gives_coupon: "退优惠券", "Coupon";
        gives_virtual: "退虚拟币", "Coins";
        tag_auto: "自动退款", "Automatic";
        tag_bounced: "曾打回 {n} 次", "Bounced {n}×";
        tag_recorded: "待他人确认", "To confirm";
        none_title: "没有符合条件的退款单", "No refunds here";
        none_text: "运营审核通过、货物验收之后，退款会出现在这里。", "Refunds appear here once a ticket is approved and its goods are inspected.";
        refund: "退款单", "Refund";
        to_list: "退款审核", "Refunds";
        card_ticket: "打开工单", "Open the ticket";
        decide: "财务审核", "Finance";
        sum_computed: "应退合计", "Computed";
        sum_total: "实退金额", "Approved";
        pays_back: "退回原支付：{method} {reference}", "Back to the payment: {method} {reference}";
        pays_manual: "无法原路退回，由财务转账", "No automatic way back; finance transfers it";
        approve: "通过并退款", "Approve and refund";
        bounce: "打回", "Bounce";
        bounce_exit: "打回运营…", "Bounce to review…";
        bounce_reason: "打回原因", "Reason";
        bounce_hint: "工单回到待审核，由运营再审一次；已入库的货物不受影响", "The ticket goes to a second review; goods that are booked in stay so";
        retry: "重新退款", "Retry the refund";
        retry_note: "上次失败：{code}", "Last failure: {code}";
        offline_exit: "线下打款…", "Pay by transfer…";
        reference: "转账凭证号", "Transfer reference";
        paid_on: "付款日期", "Paid on";
        offline_hint: "登记后须由另一位财务确认", "Another person of finance must confirm it";
        record: "登记线下打款", "Record the transfer";
        confirm: "确认已打款", "Confirm the transfer";
        confirm_note: "{who} 登记：凭证 {reference}，付款日 {day}", "{who} recorded: reference {reference}, paid on {day}";
        running: "网关处理中，结果会自动更新", "The gateway is at work; the result appears by itself";
        nothing_open: "现在没有可执行的操作", "Nothing to do now";
        off_until_failed: "原路退款失败后才能登记；登记人不能自己确认", "Possible once the refund has failed; who records it cannot confirm it";
        gap: "订单实付与各行合计相差 {v}，上限按较小者计算", "The order's total and its lines differ by {v}; the smaller one limits refunds";
        sum_paid: "实际已付", "Really paid";
        differs_by: "与实退金额相差 {v}", "{v} apart from the approved amount";
        unclear_note: "是否已付款尚待核实：{cause}。先查网关对账单，再登记结果", "Whether it was paid is unclear: {cause}. Look at the gateway's statement, then record what it says";
        unclear_other: "{no} 待核实：{cause}。核实之前不能付款或打回", "{no} is unclear: {cause}. Nothing is paid or bounced before it is settled";
        currencies_note: "订单币种为 {order}，退款为 {other}，币种一致后才能审核或付款", "The order is in {order}, the refund in {other}; nothing is approved or paid until they agree";
        ask_gateway: "再问网关", "Ask the gateway again";
        said_asked: "已向网关查询 {no}，结果见处理记录。", "The gateway was asked about {no}; the history says what it answered.";
        settle_exit: "按网关对账单核实…", "Settle by the gateway's statement…";
        settle_verdict: "对账单上", "The statement says";
        settle_paid: "实际付款金额（仅在付了其他金额时填写）", "Amount paid (only for another amount)";
        settle_reference: "对账单流水号", "Reference in the statement";
        settle_reason: "说明", "Reason";
        settle_hint: "登记后须由另一位财务确认；再次登记以最后一次为准", "Another person of finance must confirm it; recorded again, the later one counts";
        settle_record: "登记对账结果", "Record the statement";
        settle_confirm: "确认对账结果", "Confirm the statement";
        settle_note: "{who} 登记：{verdict}，{amount}，流水号 {reference}。{reason}", "{who} recorded: {verdict}, {amount}, reference {reference}. {reason}";
        payment: "原支付", "Payment";
        settlements: "对账核实", "Settled by statement";
        recorded_by: "登记人", "Recorded by";
        confirmed_by: "确认人", "Confirmed by";
        said_settlement_recorded: "{no} 的对账结果已登记，等待另一位财务确认。", "What the statement says of {no} is recorded; another person must confirm it.";
        said_settled: "{no} 已按对账单核实。", "{no} is settled by the statement.";
        facts: "退款信息", "Refund";
        attempts: "网关记录", "Gateway attempts";
        attempt_no: "次", "No.";
        request_no: "请求号", "Request number";
        outcome: "结果", "Outcome";
        time: "时间", "Time";
        no_attempts: "尚未提交网关", "Not sent to a gateway yet";
        history: "处理记录", "History";
        submitted: "提交网关", "Sent to the gateway";
        decided: "财务通过", "Approved by finance";
        succeeded: "退款成功", "Refunded";
        entered: "转财务", "Came to finance";
        round: "审核轮次", "Review round";
        goods: "商品与金额", "Goods and amounts";
        total: "合计", "Total";
        offline: "线下打款", "Transfer";
        said_approved: "{no} 已通过，实退 {amount}。", "{no} is approved, {amount}.";
        said_bounced: "{no} 已打回运营复审。", "{no} went back to review.";
        said_retried: "{no} 已重新提交退款。", "{no} was sent again.";
        said_recorded: "{no} 的线下打款已登记，等待另一位财务确认。", "The transfer of {no} is recorded; another person must confirm it.";
        said_confirmed: "{no} 已确认打款，工单完成。", "The transfer of {no} is confirmed; the ticket is complete.";
        code_balance: "余额不足", "Balance short";
        code_account: "收款账户异常", "Account closed";
    }
}

names! { UnclearCause {
    Silent: "网关一直没有明确答复", "The gateway gives no answer";
    AmountDiffers: "网关付了不同的金额", "The gateway paid another amount";
    LateSuccess: "网关称已付款", "The gateway says it paid after all";
    Statement: "对账单与网关答复不符", "The statement says something else";
} }
names! { SettlementVerdict {
    PaidInFull: "已全额付款", "Paid in full";
    PaidOther: "付了其他金额", "Paid another amount";
    NotPaid: "没有付款", "Not paid";
} }

/// What to do next after a failure.
pub fn next_step(code: &str, lang: Lang) -> &'static str {
    let t = Refunds::of(lang);
    match code {
        "BALANCE_SHORT" => t.next_balance,
        "ACCOUNT_CLOSED" => t.next_account,
        _ => t.next_other,
    }
}

/// A gateway's failure code in words; the code itself where we have none.
pub fn failure(code: &str, lang: Lang) -> &str {
    let t = Refunds::of(lang);
    match code {
        "BALANCE_SHORT" => t.code_balance,
        "ACCOUNT_CLOSED" => t.code_account,
        other => other,
    }
}
