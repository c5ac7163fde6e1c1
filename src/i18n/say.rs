//! What to tell the buyer: where the ticket stands, how much money goes where and when it arrives, what comes next.

use chrono::NaiveDate;

use super::{Lang, fill, texts};
use crate::domain::money::{Currency, Money};
use crate::domain::term::kind::TermKind;
use crate::domain::ticket::kind::{GoodsState, TicketType};
use crate::domain::ticket::status::Status;
use crate::domain::ticket::type_profile::Ending;
use crate::i18n::codes::Named;
use crate::i18n::orders::payment_method::{arrives, payment_method};

/// The way that money goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the payment, by the code of its method; empty where the method is unknown.
    Original(String),
    /// By bank transfer.
    Transfer,
}

/// Where a ticket stands, as a sentence to its buyer needs it.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub no: &'a str,
    pub kind: TicketType,
    pub status: Status,
    /// Of the review, counted from 1.
    pub round: i32,
    pub goods: GoodsState,
    /// The goods are to go back to the buyer.
    pub sending_back: bool,
    /// Paid, before that approved, before that computed; nothing where the type refunds no money or nothing was paid in money.
    pub amount: Option<Money>,
    pub currency: Currency,
    /// Fees and what the inspection took off.
    pub deducted: Money,
    pub way: Way,
    /// The day on which the money left.
    pub paid_on: Option<NaiveDate>,
    /// Where the goods go.
    pub address: &'a str,
    /// What the parcel must not be, and must hold, is said with the address.
    pub return_note: bool,
    /// The parcel of the return.
    pub tracking: &'a str,
    /// It is at the warehouse, not opened yet.
    pub signed_in: bool,
    /// Who decides its case, while it is on hold; empty else.
    pub held_by: &'a str,
    /// The term whose time-out ended it.
    pub timed_out: Option<TermKind>,
    /// The parcel with the replacement, or with goods that go back.
    pub sent: &'a str,
    /// What the buyer is asked, in the agent's words, with the amount that is offered.
    pub asked: &'a str,
    pub offered: Option<Money>,
    /// Why the ticket was rejected, and what the buyer may do.
    pub reason: &'a str,
    pub remedy: &'a str,
}

texts! {
    /// Sentences to the buyer.
    Say {
        pending_review: "您好，您的{kind}申请 {no} 已收到，正在审核，请稍候。", "Hello, we received your {kind} request {no} and are reviewing it.";
        the_platform: "平台", "the platform";
        held: "您好，您的{kind}申请 {no} 正由{body}处理，有结果马上告诉您。", "Hello, your {kind} request {no} is with {body}; we will tell you the result at once.";
        second_review: "您好，您的{kind}申请 {no} 正在复核，有结果马上告诉您。", "Hello, your {kind} request {no} is being reviewed once more; we will tell you the result at once.";
        supplement: "您好，您的{kind}申请 {no} 还需要您补充材料：{asked}。收到后我们马上继续审核。", "Hello, to go on with your {kind} request {no} we need more from you: {asked}. We will go on as soon as it is here.";
        offer: "您好，关于您的{kind}申请 {no}，我们建议退款 {offered}：{asked}。请告诉我们是否同意。", "Hello, for your {kind} request {no} we offer a refund of {offered}: {asked}. Please tell us whether you agree.";
        approved: "您好，您的{kind}申请 {no} 已通过，我们正在准备下一步，请稍候。", "Hello, your {kind} request {no} is approved; we are preparing the next step.";
        rejected: "您好，很抱歉，您的{kind}申请 {no} 未通过：{reason}。{remedy}。", "Hello, we are sorry: your {kind} request {no} was not accepted: {reason}. {remedy}.";
        send_for_refund: "您好，您的{kind}申请 {no} 已通过，收到商品并检查无误后退款 {amount}{less}。请将商品寄到：{address}，{note}寄出后请把快递单号告诉我们。", "Hello, your {kind} request {no} is approved: {amount}{less} will be refunded once the goods are here and checked. Please send them to {address} and tell us the tracking number.{note}";
        send_for_exchange: "您好，您的{kind}申请 {no} 已通过，收到商品并检查无误后为您发出新商品。请将商品寄到：{address}，{note}寄出后请把快递单号告诉我们。", "Hello, your {kind} request {no} is approved: the replacement is sent once the goods are here and checked. Please send them to {address} and tell us the tracking number.{note}";
        returning: "您好，{no} 的退货{parcel}正在路上，收到并检查后马上为您处理。", "Hello, the return of {no}{parcel} is on its way; we will go on as soon as it is checked.";
        signed_in: "您好，{no} 的退货{parcel}已到仓库，拆包检查后马上为您处理。", "Hello, the return of {no}{parcel} is at our warehouse; we will go on as soon as it is opened and checked.";
        received: "您好，{no} 的退货已收到，正在检查。", "Hello, we received the return of {no} and are checking it.";
        exception: "您好，{no} 的退货检查时发现问题，我们会尽快与您联系。", "Hello, something about the return of {no} needs talking about; we will contact you soon.";
        sending_back: "您好，{no} 的退货经检查不符合受理条件，商品将寄回给您。", "Hello, the return of {no} cannot be accepted; the goods are being sent back to you.";
        refunding: "您好，{no} 的退款 {amount}{less}{gap}正在办理，完成后原路退回{method}，{arrives}。", "Hello, the refund of {amount}{less} for {no} is being made to your {method}; {arrives}.";
        transferring: "您好，{no} 的退款 {amount}{less}{gap}正在以银行转账办理，完成后请注意查收。", "Hello, the refund of {amount}{less} for {no} is being made by bank transfer.";
        refund_failed: "您好，{no} 的退款 {amount} 暂未成功，我们正在处理，请放心。", "Hello, the refund of {amount} for {no} did not go through yet; we are dealing with it.";
        exchange: "您好，{no} 的退货已检查通过，新商品正在安排发出。", "Hello, the return of {no} passed; the replacement is being sent.";
        exchange_shipped: "您好，{no} 的新商品已发出{parcel}，请注意查收。", "Hello, the replacement of {no} is on its way{parcel}.";
        refunded: "您好，{no} 的退款 {amount}{less}{gap}已于 {date} 原路退回{method}，{arrives}。", "Hello, {amount}{less} for {no} went back to your {method} on {date}; {arrives}.";
        transferred: "您好，{no} 的退款 {amount}{less}{gap}已于 {date} 通过银行转账退给您，请注意查收。", "Hello, {amount}{less} for {no} was sent to you by bank transfer on {date}.";
        completed: "您好，您的{kind}申请 {no} 已办理完成，感谢您的理解。", "Hello, your {kind} request {no} is complete. Thank you.";
        sent_back: "您好，{no} 的商品已寄回给您{parcel}，请注意查收。", "Hello, the goods of {no} are on their way back to you{parcel}.";
        timed_out: "您好，{no} 超过寄回期限，已关闭；如仍需退换，请联系我们。", "Hello, {no} was closed because the goods were not sent in time; contact us if you still want to return them.";
        not_answered: "您好，{no} 没有收到您的答复，已关闭；如仍需处理，请重新申请。", "Hello, {no} was closed because we did not hear from you; apply again if you still need it.";
        ended: "您好，您的{kind}申请 {no} 已结束，如有疑问请联系我们。", "Hello, your {kind} request {no} has ended; contact us with any question.";
        return_note: "请勿寄到付，包裹内附订单号；", " Please do not send it freight collect, and put the order number inside.";
        less: "（已扣除 {amount}）", " (after {amount} was deducted)";
        parcel: "（{no}）", " ({no})";
        original_payment: "原支付账户", "original payment";
    }
}

/// The sentence for the buyer; none for a draft, of which the buyer knows nothing.
pub fn to_buyer(standing: &Standing<'_>, lang: Lang) -> Option<String> {
    let t = Say::of(lang);
    let s = standing;
    let template = match s.status {
        Status::Draft => return None,
        status if !s.held_by.is_empty() && !status.is_terminal() => t.held,
        Status::PendingReview if s.round > 1 => t.second_review,
        Status::PendingReview => t.pending_review,
        Status::AwaitingBuyer if s.offered.is_some() => t.offer,
        Status::AwaitingBuyer => t.supplement,
        Status::Approved => t.approved,
        Status::Rejected => t.rejected,
        Status::PendingReturn | Status::Returning if s.signed_in => t.signed_in,
        Status::PendingReturn => match s.kind.profile().ending {
            Ending::Refund => t.send_for_refund,
            Ending::Replacement => t.send_for_exchange,
        },
        Status::Returning => t.returning,
        Status::Received => t.received,
        Status::InspectionException if s.sending_back => t.sending_back,
        Status::InspectionException => t.exception,
        Status::PendingRefund | Status::Refunding | Status::RefundFailed if s.way == Way::Transfer => t.transferring,
        Status::PendingRefund | Status::Refunding => t.refunding,
        Status::RefundFailed => t.refund_failed,
        Status::PendingExchange => t.exchange,
        Status::ExchangeShipped => t.exchange_shipped,
        Status::Completed => match (s.amount, s.paid_on) {
            (Some(_), Some(_)) if s.way == Way::Transfer => t.transferred,
            (Some(_), Some(_)) => t.refunded,
            _ => t.completed,
        },
        Status::Cancelled | Status::Closed if s.goods == GoodsState::SentBack => t.sent_back,
        Status::Closed if s.timed_out == Some(TermKind::Return) => t.timed_out,
        Status::Closed if s.timed_out == Some(TermKind::Supplement) => t.not_answered,
        Status::Cancelled | Status::Closed => t.ended,
    };
    Some(filled(template, s, lang))
}

/// An amount with its currency: `¥1,234.50`, `CNY 1,234.50`.
pub fn money(amount: Money, currency: Currency, lang: Lang) -> String {
    format!("{}{}", sign(currency, lang), amount.grouped(currency))
}

/// The currency as it stands before an amount: `¥`, `CNY `.
pub fn sign(currency: Currency, lang: Lang) -> String {
    match (currency, lang) {
        (Currency::CNY, Lang::Zh) => "¥".to_owned(),
        _ => format!("{} ", currency.code()),
    }
}

/// What a person's words may end with, and a sentence says itself.
const STOPS: [char; 8] = ['。', '.', '！', '!', '；', ';', '，', ','];

fn filled(template: &str, s: &Standing<'_>, lang: Lang) -> String {
    let t = Say::of(lang);
    let money = |amount: Money| money(amount, s.currency, lang);
    let kind = s.kind.name(lang).to_lowercase();
    let code = match &s.way {
        Way::Original(code) => code.as_str(),
        Way::Transfer => "",
    };
    let method = if code.is_empty() { t.original_payment.to_owned() } else { payment_method(code, lang) };
    let returns = matches!(s.status, Status::PendingReturn | Status::Returning);
    let parcel = if returns { s.tracking } else { s.sent };
    let parcel = if parcel.is_empty() { String::new() } else { fill(t.parcel, &[("no", parcel)]) };
    let less = if s.deducted > Money::ZERO { fill(t.less, &[("amount", &money(s.deducted))]) } else { String::new() };
    fill(
        template,
        &[
            ("kind", &kind),
            ("no", s.no),
            ("body", s.held_by),
            ("amount", &s.amount.map(money).unwrap_or_default()),
            ("less", &less),
            // After figures a blank, after a bracket none.
            ("gap", if less.is_empty() { " " } else { "" }),
            ("method", &method),
            ("arrives", arrives(code, lang)),
            ("date", &s.paid_on.map(|day| day.to_string()).unwrap_or_default()),
            ("address", s.address),
            ("note", if s.return_note { t.return_note } else { "" }),
            ("parcel", &parcel),
            // The sentence has a full stop of its own.
            ("reason", s.reason.trim().trim_end_matches(STOPS)),
            ("remedy", s.remedy),
            ("asked", s.asked.trim().trim_end_matches(STOPS)),
            ("offered", &s.offered.map(money).unwrap_or_default()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(kind: TicketType, status: Status) -> Standing<'static> {
        Standing {
            held_by: "",
            no: "AS1",
            kind,
            status,
            round: 1,
            goods: GoodsState::WithBuyer,
            sending_back: false,
            amount: kind.refunds_money().then_some(Money::from_minor(129_900)),
            currency: Currency::CNY,
            deducted: Money::ZERO,
            way: Way::Original("WECHAT".to_owned()),
            paid_on: None,
            address: "王 138 杭州",
            return_note: false,
            tracking: "",
            signed_in: false,
            timed_out: None,
            asked: "商品全貌和破损处的照片。",
            offered: None,
            sent: "",
            reason: "凭证不足。",
            remedy: "请补充后重新申请",
        }
    }

    #[test]
    fn each_standing_has_its_sentence() {
        use Status::*;
        use TicketType::*;
        let day = NaiveDate::from_ymd_opt(2026, 11, 29);
        let paid = |way: Way| Standing { way, paid_on: day, ..standing(RefundOnly, Completed) };
        let cases = [
            (standing(ReturnRefund, PendingReview), "您好，您的退货退款申请 AS1 已收到，正在审核，请稍候。"),
            (
                standing(ReturnRefund, AwaitingBuyer),
                "您好，您的退货退款申请 AS1 还需要您补充材料：商品全貌和破损处的照片。收到后我们马上继续审核。",
            ),
            (
                Standing { round: 2, ..standing(ReturnRefund, PendingReview) },
                "您好，您的退货退款申请 AS1 正在复核，有结果马上告诉您。",
            ),
            (standing(Exchange, Approved), "您好，您的换货申请 AS1 已通过，我们正在准备下一步，请稍候。"),
            (standing(RefundOnly, Rejected), "您好，很抱歉，您的仅退款申请 AS1 未通过：凭证不足。请补充后重新申请。"),
            (
                standing(ReturnRefund, PendingReturn),
                "您好，您的退货退款申请 AS1 已通过，收到商品并检查无误后退款 ¥1,299.00。请将商品寄到：王 138 杭州，寄出后请把快递单号告诉我们。",
            ),
            (
                Standing { deducted: Money::from_minor(1_500), ..standing(ReturnRefund, PendingReturn) },
                "您好，您的退货退款申请 AS1 已通过，收到商品并检查无误后退款 ¥1,299.00（已扣除 ¥15.00）。请将商品寄到：王 138 杭州，寄出后请把快递单号告诉我们。",
            ),
            (
                Standing { return_note: true, ..standing(ReturnRefund, PendingReturn) },
                "您好，您的退货退款申请 AS1 已通过，收到商品并检查无误后退款 ¥1,299.00。请将商品寄到：王 138 杭州，请勿寄到付，包裹内附订单号；寄出后请把快递单号告诉我们。",
            ),
            (
                standing(Exchange, PendingReturn),
                "您好，您的换货申请 AS1 已通过，收到商品并检查无误后为您发出新商品。请将商品寄到：王 138 杭州，寄出后请把快递单号告诉我们。",
            ),
            (
                Standing { tracking: "SF1", ..standing(ReturnRefund, Returning) },
                "您好，AS1 的退货（SF1）正在路上，收到并检查后马上为您处理。",
            ),
            (standing(ReturnRefund, Returning), "您好，AS1 的退货正在路上，收到并检查后马上为您处理。"),
            (
                Standing { tracking: "SF1", signed_in: true, ..standing(ReturnRefund, Returning) },
                "您好，AS1 的退货（SF1）已到仓库，拆包检查后马上为您处理。",
            ),
            (
                Standing { signed_in: true, ..standing(Exchange, PendingReturn) },
                "您好，AS1 的退货已到仓库，拆包检查后马上为您处理。",
            ),
            (
                Standing { timed_out: Some(TermKind::Return), ..standing(ReturnRefund, Closed) },
                "您好，AS1 超过寄回期限，已关闭；如仍需退换，请联系我们。",
            ),
            (standing(ReturnRefund, Received), "您好，AS1 的退货已收到，正在检查。"),
            (standing(ReturnRefund, InspectionException), "您好，AS1 的退货检查时发现问题，我们会尽快与您联系。"),
            (
                Standing { sending_back: true, ..standing(ReturnRefund, InspectionException) },
                "您好，AS1 的退货经检查不符合受理条件，商品将寄回给您。",
            ),
            (
                standing(RefundOnly, PendingRefund),
                "您好，AS1 的退款 ¥1,299.00 正在办理，完成后原路退回微信支付，退到零钱即时到账，退到银行卡一般 1–3 个工作日到账。",
            ),
            (
                Standing { way: Way::Original(String::new()), ..standing(RefundOnly, Refunding) },
                "您好，AS1 的退款 ¥1,299.00 正在办理，完成后原路退回原支付账户，到账时间以支付方为准。",
            ),
            (
                Standing { way: Way::Transfer, ..standing(RefundOnly, RefundFailed) },
                "您好，AS1 的退款 ¥1,299.00 正在以银行转账办理，完成后请注意查收。",
            ),
            (standing(RefundOnly, RefundFailed), "您好，AS1 的退款 ¥1,299.00 暂未成功，我们正在处理，请放心。"),
            (standing(Exchange, PendingExchange), "您好，AS1 的退货已检查通过，新商品正在安排发出。"),
            (
                Standing { sent: "YT9", ..standing(Exchange, ExchangeShipped) },
                "您好，AS1 的新商品已发出（YT9），请注意查收。",
            ),
            (
                paid(Way::Original("ALIPAY".to_owned())),
                "您好，AS1 的退款 ¥1,299.00 已于 2026-11-29 原路退回支付宝，退到余额即时到账，退到银行卡一般 1–3 个工作日到账。",
            ),
            (paid(Way::Transfer), "您好，AS1 的退款 ¥1,299.00 已于 2026-11-29 通过银行转账退给您，请注意查收。"),
            (standing(Exchange, Completed), "您好，您的换货申请 AS1 已办理完成，感谢您的理解。"),
            (
                Standing { amount: None, ..standing(RefundOnly, Completed) },
                "您好，您的仅退款申请 AS1 已办理完成，感谢您的理解。",
            ),
            (
                Standing { goods: GoodsState::SentBack, sent: "ZT2", ..standing(ReturnRefund, Closed) },
                "您好，AS1 的商品已寄回给您（ZT2），请注意查收。",
            ),
            (standing(ReturnRefund, Cancelled), "您好，您的退货退款申请 AS1 已结束，如有疑问请联系我们。"),
        ];
        for (standing, sentence) in &cases {
            assert_eq!(to_buyer(standing, Lang::Zh).as_deref(), Some(*sentence));
            let english = to_buyer(standing, Lang::En).expect("a sentence");
            assert!(english.starts_with("Hello, ") && !english.contains('{') && !english.contains('，'), "{english}");
        }
        let said = |status: Status| cases.iter().any(|(standing, _)| standing.status == status);
        assert!(Status::ALL.iter().all(|status| *status == Draft || said(*status)), "each status has a row");
    }

    #[test]
    fn a_draft_has_none_and_english_has_small_letters_inside() {
        assert_eq!(to_buyer(&standing(TicketType::ReturnRefund, Status::Draft), Lang::Zh), None);
        assert_eq!(
            to_buyer(&standing(TicketType::ReturnRefund, Status::Rejected), Lang::En).as_deref(),
            Some(
                "Hello, we are sorry: your return and refund request AS1 was not accepted: 凭证不足. 请补充后重新申请."
            )
        );
    }
}
