//! The names with which a merchant begins.

mod days;

use crate::domain::house::seed::{ANY, GOODS_BACK, MONEY, NO_GOODS, REFUNDS, SeedNames, SeedReason};
use crate::domain::policy::cause::Cause;
use crate::domain::policy::profile::Profile;
use crate::domain::ticket::reason::Responsibility::{self, Buyer, Carrier, Seller, Undetermined};

const fn reason(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    responsibility: Responsibility,
    cause: Cause,
) -> SeedReason {
    SeedReason { code, zh, en, responsibility, cause, types: ANY, reply_zh: "", reply_en: "" }
}

/// The names of a new merchant's rows.
pub const SEED_NAMES: SeedNames = SeedNames {
    merchant: "主商户",
    shop: "主店铺",
    warehouse: "退货仓",
    station: "默认退货地址",
    profiles: &[(Profile::NoLimit, "不限期"), (Profile::CnStandard, "国内标准（七天无理由）")],
    calendar: "标准日历",
    days_source: days::SOURCE,
    days: days::DAYS,
    reasons: &[
        reason("QUALITY", "质量问题", "Quality problem", Seller, Cause::Quality).with_reply(
            "很抱歉商品出现质量问题。请发来能看清问题的照片或短视频，以及外包装和标签的照片，我们核实后尽快处理。售后单号 {ticket}。",
            "We are sorry for the fault. Please send photos or a short video that show it, and photos of the packaging and the label; we look into it at once. Your case is {ticket}.",
        ),
        reason("NOT_AS_DESCRIBED", "与描述不符", "Not as described", Seller, Cause::NotAsDescribed).with_reply(
            "很抱歉给您带来不便。请发来实物与页面描述不一致处的照片，我们核实后为您处理。售后单号 {ticket}。",
            "We are sorry. Please send photos of what differs from the description; we settle it once we have seen them. Your case is {ticket}.",
        ),
        reason("WRONG_ITEM", "发错货", "Wrong item sent", Seller, Cause::WrongOrMissing).with_reply(
            "很抱歉发错了商品。请发来收到的商品和面单的照片，并保留商品和包装，我们安排更换或退款。订单号 {order}。",
            "We are sorry that the wrong item came. Please send photos of it and of the parcel's label, and keep both; we exchange or refund it. Your order is {order}.",
        ),
        reason("MISSING_ITEM", "少件/漏发", "Item missing", Seller, Cause::WrongOrMissing).with_reply(
            "很抱歉少了商品。请发来包裹内全部商品和外箱面单的照片，我们与仓库核对后答复您。订单号 {order}。",
            "We are sorry that something is missing. Please send photos of all that came and of the label on the box; we check with the warehouse. Your order is {order}.",
        ),
        reason("MISSING_GIFT", "赠品漏发", "Gift missing", Seller, Cause::WrongOrMissing).with_reply(
            "很抱歉漏发了赠品，我们与仓库核对后答复您。订单号 {order}。",
            "We are sorry that the gift is missing; we check with the warehouse and come back to you. Your order is {order}.",
        ),
        reason("TRANSIT_DAMAGE", "运输损坏", "Damaged in transit", Carrier, Cause::Transit).with_reply(
            "很抱歉商品在运输中损坏。请发来破损商品、外箱六面和面单的照片，并先不要丢弃包装。售后单号 {ticket}。",
            "We are sorry that it was damaged on the way. Please send photos of the damage, of all sides of the box and of the label, and keep the packaging. Your case is {ticket}.",
        ),
        reason("PACKAGE_DAMAGED", "包装破损", "Packaging damaged", Carrier, Cause::Transit).with_reply(
            "很抱歉包装破损。请先检查商品是否完好，并发来包装和面单的照片。售后单号 {ticket}。",
            "We are sorry for the packaging. Please see whether the goods are whole, and send photos of the packaging and the label. Your case is {ticket}.",
        ),
        reason("LATE_DELIVERY", "未按约定时间发货", "Late delivery", Seller, Cause::NotReceived).only(REFUNDS).with_reply(
            "很抱歉没有按时发货，我们正在催促仓库，有结果马上告诉您。订单号 {order}。",
            "We are sorry for the delay; we are pressing the warehouse and tell you as soon as we know more. Your order is {order}.",
        ),
        reason("OUT_OF_STOCK", "缺货", "Out of stock", Seller, Cause::NotReceived).only(MONEY).with_reply(
            "很抱歉商品缺货。您可以选择退款，或换成同价位的其他商品。订单号 {order}。",
            "We are sorry that it is out of stock. You may have your money back or another item of that price. Your order is {order}.",
        ),
        reason("NOT_RECEIVED", "未收到货", "Not received", Carrier, Cause::NotReceived).only(NO_GOODS).with_reply(
            "我们正在向快递公司核实包裹的去向，有结果马上告诉您。订单号 {order}。",
            "We are asking the carrier where your parcel is and tell you as soon as we know. Your order is {order}.",
        ),
        reason("REFUSED", "拒收", "Delivery refused", Buyer, Cause::Refused),
        reason("NO_REASON", "七天无理由", "No reason, within the window", Buyer, Cause::NoReason).with_reply(
            "请保持商品完好，不影响二次销售，配件、吊牌和赠品一并寄回。收到并检查无误后为您退款。售后单号 {ticket}。",
            "Please keep the goods fit for sale and send back accessories, tags and gifts with them. We refund once they are here and checked. Your case is {ticket}.",
        ),
        reason("DISLIKE", "不喜欢/不想要", "Not wanted", Buyer, Cause::NoReason),
        reason("WRONG_ORDER", "拍错/多拍", "Ordered by mistake", Buyer, Cause::NoReason),
        reason("WRONG_ADDRESS", "地址填错", "Wrong address given", Buyer, Cause::BuyerFault),
        reason("SIZE", "尺码不合适", "Wrong size", Buyer, Cause::NoReason).only(GOODS_BACK).with_reply(
            "可以为您换合适的尺码。请告诉我们平时穿的尺码，或身高和体重，商品请保持吊牌完好。售后单号 {ticket}。",
            "We gladly exchange it. Please tell us the size you usually wear, or your height and weight, and leave the tags on. Your case is {ticket}.",
        ),
        reason("INSTALL", "安装/驱动问题", "Installation or driver problem", Undetermined, Cause::Other).with_reply(
            "请告诉我们设备型号和操作系统，并发来报错画面的截图，我们请技术人员协助您。售后单号 {ticket}。",
            "Please tell us the device and its operating system, and send a picture of the message; a technician helps you. Your case is {ticket}.",
        ),
        reason("NEED_REPAIR", "需要维修", "Needs repair", Undetermined, Cause::Quality).with_reply(
            "请描述故障现象，并发来照片或视频，以及商品的序列号。售后单号 {ticket}。",
            "Please describe what does not work, and send photos or a video, and the serial number. Your case is {ticket}.",
        ),
        reason("INVOICE", "发票问题", "Invoice problem", Seller, Cause::Other).only(MONEY).with_reply(
            "请提供发票抬头和税号，我们核对后补开或更换。订单号 {order}。",
            "Please give us the name and the tax number for the invoice; we issue it or correct it. Your order is {order}.",
        ),
        reason("PRICE", "价格问题/退差", "Price difference", Seller, Cause::Price).only(MONEY),
        reason("FREIGHT", "退运费", "Freight refund", Seller, Cause::Price).only(MONEY),
        reason("OTHER", "其他", "Other", Undetermined, Cause::Other),
    ],
};
