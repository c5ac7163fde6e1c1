//! Names of the values of closed lists.

use super::Lang;
use crate::domain::event::EventKind;
use crate::domain::goods::condition::{Bucket, ExceptionOutcome, Grade, QualityFault, Verdict};
use crate::domain::goods::movement::{
    Carrier, InboundKind, InboundState, OutboundKind, OutboundState, ParcelState, ReturnMethod,
};
use crate::domain::house::work::{ExportState, ImportState};
use crate::domain::money::states::{AdjustmentKind, AttemptOutcome, GatewayKind, RefundState};
use crate::domain::order::kind::{LineKind, OrderAfterSale, Platform, SignState};
use crate::domain::ticket::kind::{Channel, DesiredSolution, EvidenceKind, GoodsState, Scene, TicketType};
use crate::domain::ticket::reason::{Ground, RejectCategory, Responsibility};
use crate::domain::ticket::status::{ReviewDecision, ReviewResult, Status, StatusGroup};

/// A closed list's values have a name in each language.
pub trait Named: Copy {
    /// The name.
    fn name(self, lang: Lang) -> &'static str;
}

/// A value to choose from: its code and its name.
pub type Choice = (&'static str, &'static str);

/// A closed list's values to choose from.
pub fn choices<T: Named>(all: &[T], lang: Lang, code: impl Fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|value| (code(*value), value.name(lang))).collect()
}

macro_rules! names {
    ($type:ident { $($variant:ident: $zh:literal, $en:literal;)+ }) => {
        impl Named for $type {
            fn name(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),+ }
            }
        }
    };
}
pub(super) use names;

names! { TicketType {
    RefundOnly: "仅退款", "Refund only";
    ReturnRefund: "退货退款", "Return and refund";
    Exchange: "换货", "Exchange";
} }
names! { Status {
    Draft: "草稿", "Draft";
    PendingReview: "待审核", "Pending review";
    AwaitingBuyer: "待买家处理", "Awaiting the buyer";
    Approved: "审核通过", "Approved";
    Rejected: "审核拒绝", "Rejected";
    PendingReturn: "待寄回", "Awaiting return";
    Returning: "退货运输中", "Return in transit";
    Received: "待质检", "To inspect";
    InspectionException: "验货异常", "Inspection exception";
    PendingRefund: "待退款", "Pending refund";
    Refunding: "退款中", "Refunding";
    RefundFailed: "退款失败", "Refund failed";
    PendingExchange: "待换货", "Pending exchange";
    ExchangeShipped: "换货已发货", "Replacement shipped";
    Completed: "已完成", "Completed";
    Cancelled: "已取消", "Cancelled";
    Closed: "已关闭", "Closed";
} }
names! { StatusGroup {
    PendingReview: "待审核", "Pending review";
    Approved: "审核通过", "Approved";
    PendingReturn: "待退货", "Pending return";
    PendingRefund: "待退款", "Pending refund";
    PendingExchange: "待换货", "Pending exchange";
    Rejected: "审核拒绝", "Rejected";
    Completed: "已完成", "Completed";
    Cancelled: "已取消", "Cancelled";
    Closed: "已关闭", "Closed";
} }
names! { Scene {
    Unshipped: "未发货", "Not shipped";
    ShippedNotReceived: "已发货未签收", "Shipped, not received";
    ReceivedKeep: "已收货不退货", "Received, kept";
    Return: "退回", "Return";
} }
names! { GoodsState {
    WithBuyer: "在买家处", "With the buyer";
    OnTheWay: "退回途中", "On the way back";
    SellerReceived: "已到仓", "At the warehouse";
    Shelved: "已退货入库", "Returned, on the shelf";
    SentBack: "已退还买家", "Sent back to the buyer";
} }
names! { Channel {
    Staff: "客服代录", "Entered by staff";
    MerchantSite: "商家网站", "Merchant's site";
    Platform: "电商平台", "Platform";
    Hotline: "服务热线", "Hotline";
    Social: "社交媒体", "Social media";
} }
names! { DesiredSolution {
    Return: "退货", "Return";
    Exchange: "换货", "Exchange";
    Repair: "维修", "Repair";
    Refund: "退款", "Refund";
} }
names! { Responsibility {
    Seller: "卖家责任", "Seller";
    Buyer: "买家责任", "Buyer";
    Carrier: "快递责任", "Carrier";
    Platform: "平台责任", "Platform";
    Undetermined: "待定责", "Undetermined";
} }
names! { RejectCategory {
    IncompleteMaterial: "资料不全", "Incomplete material";
    Inaccurate: "描述不准确", "Inaccurate description";
    Overdue: "超过时限", "Too late";
    Excluded: "不支持退换", "Not returnable";
    HumanDamage: "人为损坏", "Damaged by the buyer";
    Used: "影响二次销售", "Not resalable";
    NotCooperating: "不配合举证", "No co-operation on evidence";
    Malicious: "不合理申请", "Unreasonable request";
    Duplicate: "重复申请", "Duplicate";
    NotJustified: "判定不成立", "Not justified";
} }
names! { Ground {
    Intercepted: "已拦截退回", "Intercepted";
    Lost: "快递丢件", "Lost by the carrier";
    Compensation: "协商补偿", "Compensation";
    Ruling: "裁决判退", "Ruled for the buyer";
} }
names! { ReturnMethod {
    SelfShip: "自行寄回", "Shipped by the buyer";
    Pickup: "上门取件", "Door pick-up";
    RefusedDelivery: "拒收退回", "Refused delivery";
} }
names! { EvidenceKind {
    Photo: "照片", "Photo";
    Chat: "聊天截图", "Chat screenshot";
    Invoice: "发票", "Invoice";
    Receipt: "收据", "Receipt";
    OrderShot: "订单截图", "Order screenshot";
    Serial: "序列号", "Serial number";
    Usage: "使用记录", "Usage record";
    Other: "其他", "Other";
    Inspection: "质检照片", "Inspection photo";
} }
names! { Grade {
    LikeNew: "A 完好如新", "A like new";
    Opened: "B 已拆完好", "B opened, complete";
    Defective: "C 次品", "C defective";
    Scrap: "D 报废", "D scrap";
    WrongItem: "X 货不对版", "X wrong item";
    Missing: "M 缺件", "M missing";
} }
names! { Bucket {
    Sellable: "可售", "Sellable";
    Returned: "销退", "Returned";
    Defective: "次品", "Defective";
    Scrap: "报废", "Scrap";
} }
names! { Verdict {
    Pass: "质检通过", "Passed";
    Deviates: "验货异常", "Deviates";
} }
names! { ExceptionOutcome {
    Accept: "照常接受", "Accept as is";
    Deduct: "协商扣款后接受", "Accept with a deduction";
    Partial: "部分接受", "Accept a part";
    SendBack: "不予接收，寄回买家", "Refuse and send back";
} }
names! { QualityFault {
    Unclear: "不确定", "Unclear";
    Yes: "有质量问题", "Quality fault";
    No: "无质量问题", "No quality fault";
} }
names! { AdjustmentKind {
    ServiceFee: "售后服务费", "Service fee";
    PackagingFee: "包装费", "Packaging fee";
    ReturnFreight: "垫付退货运费", "Return freight advanced";
    Freight: "运费", "Freight";
    DiminishedValue: "折损扣款", "Diminished value";
} }
names! { RefundState {
    PendingApproval: "待财务审核", "Pending approval";
    Queued: "排队中", "Queued";
    Processing: "退款中", "Processing";
    ManualPending: "待线下打款", "Awaiting manual transfer";
    Succeeded: "已退款", "Refunded";
    Failed: "退款失败", "Failed";
    Cancelled: "已撤销", "Cancelled";
    Unclear: "待核实", "Unclear";
} }
names! { AttemptOutcome {
    Sent: "已发出", "Sent";
    Accepted: "网关已受理", "Accepted";
    Unknown: "没有答复", "No answer";
    Processing: "处理中", "Processing";
    NotFound: "网关没有收到", "Never arrived";
    Succeeded: "成功", "Succeeded";
    Failed: "失败", "Failed";
    Closed: "网关已关闭", "Closed by the gateway";
    AmountDiffers: "金额不符", "Other amount paid";
    NotPaid: "核实未付款", "Found unpaid";
} }
names! { ExportState {
    Waiting: "等待中", "Waiting";
    Running: "正在生成", "Being written";
    Done: "可下载", "Ready";
    Failed: "失败", "Failed";
    Expired: "已删除", "Deleted";
} }
names! { ImportState {
    Waiting: "等待中", "Waiting";
    Running: "进行中", "Running";
    Done: "已完成", "Done";
    Failed: "失败", "Failed";
} }
names! { GatewayKind {
    Manual: "线下打款", "Manual transfer";
    Simulated: "模拟网关", "Simulated gateway";
    Platform: "平台已退", "Paid by the platform";
} }
names! { LineKind {
    Goods: "商品", "Goods";
    Service: "服务", "Service";
} }
names! { SignState {
    NotSigned: "未签收", "Not signed for";
    SignedOk: "已签收", "Signed for";
    SignedDamaged: "签收有破损", "Signed, damage noted";
    Refused: "拒收", "Refused";
} }
names! { Platform {
    Taobao: "淘宝", "Taobao";
    Tmall: "天猫", "Tmall";
    Jd: "京东", "JD";
    Pdd: "拼多多", "Pinduoduo";
    Douyin: "抖店", "Douyin";
    Wechat: "微信小店", "WeChat shop";
    Youzan: "有赞", "Youzan";
    Own: "自营网站", "Own site";
    Other: "其他平台", "Other";
} }
names! { InboundKind {
    Return: "退货入库", "Return inbound";
    Exchange: "换货入库", "Exchange inbound";
} }
names! { InboundState {
    Received: "已收货", "Received";
    Shelved: "已上架", "Shelved";
    SentBack: "已退还买家", "Sent back";
} }
names! { OutboundKind {
    ExchangeShip: "售后出库", "After-sale outbound";
    ReturnToBuyer: "退还买家", "Return to buyer";
} }
names! { OutboundState {
    Reserved: "已预留", "Reserved";
    Shipped: "已发出", "Shipped";
    Void: "已作废", "Void";
} }
names! { ParcelState {
    SignedIn: "已签收待拆", "Signed in";
    Unclaimed: "无主件", "Unclaimed";
    Opened: "已拆包", "Opened";
    Void: "已作废", "Void";
} }
names! { ReviewDecision {
    Approve: "通过", "Approved";
    Reject: "拒绝", "Rejected";
} }
names! { ReviewResult {
    None: "未审核", "Not reviewed";
    Passed: "已通过", "Passed";
    Refused: "已拒绝", "Refused";
} }
names! { OrderAfterSale {
    None: "无退货", "Nothing returned";
    Partly: "部分退货", "Partly returned";
    Complete: "已全部退货", "Return complete";
} }
names! { Carrier {
    Shunfeng: "顺丰", "SF Express";
    Zhongtong: "中通", "ZTO";
    Yuantong: "圆通", "YTO";
    Yunda: "韵达", "Yunda";
    Shentong: "申通", "STO";
    Jtexpress: "极兔", "J&T";
    Jd: "京东", "JD Logistics";
    Ems: "EMS", "EMS";
    PostParcel: "邮政包裹", "China Post parcel";
    PostExpress: "邮政标快", "China Post express";
    DebangExpress: "德邦快递", "Deppon Express";
    DebangFreight: "德邦物流", "Deppon Freight";
    Danniao: "丹鸟", "Danniao";
    Zhaijisong: "宅急送", "ZJS";
    Kuayue: "跨越", "KYE";
    Suning: "苏宁", "Suning";
    Anneng: "安能", "ANE";
    ZhongtongFreight: "中通快运", "ZTO Freight";
    YundaFreight: "韵达快运", "Yunda Freight";
    Dhl: "DHL", "DHL";
    Ups: "UPS", "UPS";
    Fedex: "FedEx", "FedEx";
    Usps: "USPS", "USPS";
    Other: "其他快递", "Other carrier";
} }
names! { EventKind {
    TicketDrafted: "保存草稿", "Draft saved";
    TicketSubmitted: "提交申请", "Submitted";
    DraftDiscarded: "放弃草稿", "Draft discarded";
    PolicyOverridden: "规则放行", "Let through";
    ProofsChecked: "核对凭证", "Proofs checked";
    TicketAutoApproved: "系统自动通过", "Approved automatically";
    AutoApprovalDeclined: "转人工审核", "Left to review";
    SupplementRequested: "要求买家补充材料", "Buyer asked for more";
    OfferMade: "向买家提出方案", "Offer made";
    AttemptLogged: "挽留买家", "Attempt to resolve without a return";
    DeliveryRecorded: "登记签收情况", "Delivery recorded";
    DamageStepsChecked: "核对破损处理步骤", "Damage procedure checked";
    Appealed: "买家申诉", "Appealed";
    Escalated: "升级处理", "Escalated";
    DisputeOpened: "登记争议", "Case opened";
    DisputeEvidenceAdded: "登记举证", "Evidence of a side";
    DisputeRuled: "裁决", "Ruled";
    BuyerAnswered: "买家答复", "Buyer answered";
    TicketApproved: "审核通过", "Approved";
    TicketRejected: "审核拒绝", "Rejected";
    TicketCancelled: "取消工单", "Cancelled";
    TicketClosed: "关闭工单", "Closed";
    ReturnAddressGiven: "提供退货地址", "Return address given";
    ReturnShipped: "登记退货物流", "Return shipped";
    ReturnTrackingCleared: "清除退货单号", "Tracking number cleared";
    ParcelSignedIn: "包裹已签收", "Parcel signed in";
    GoodsReceived: "收货清点", "Goods received";
    GoodsRecounted: "更正清点", "Count corrected";
    InspectionPassed: "质检通过", "Inspection passed";
    InspectionDeviated: "验货异常", "Inspection deviates";
    ExceptionAccepted: "异常：照常接受", "Exception: accepted";
    ExceptionDeducted: "异常：扣款接受", "Exception: accepted with a deduction";
    ExceptionPartlyAccepted: "异常：部分接受", "Exception: accepted in part";
    SendBackDecided: "决定退还买家", "To be sent back";
    ShipToChanged: "修改收件信息", "Ship-to address changed";
    EmptyParcelRefused: "空包，拒收并结束", "Empty parcel: refused and closed";
    GoodsSentBack: "货物已退还买家", "Goods sent back";
    ReplacementShipped: "换货发出", "Replacement shipped";
    ReceiptConfirmed: "买家确认收货", "Receipt confirmed";
    ReturnExtended: "延长寄回期限", "More time to send";
    ReturnReopened: "重新打开", "Taken up again";
    PlatformNoted: "平台信息", "Platform";
    TermExpired: "时限已到", "Time ran out";
    ClocksStarted: "开始计时", "Clocks started";
    ClocksCountedAgain: "时限重新计算", "Clocks counted again";
    RefundApproved: "财务通过", "Refund approved";
    DecisionWithdrawn: "撤回审核决定", "Decision withdrawn";
    RefundBounced: "财务打回", "Bounced by finance";
    RefundSucceeded: "退款成功", "Refunded";
    RefundFailed: "退款失败", "Refund failed";
    RefundRetried: "重试退款", "Refund retried";
    OfflinePaymentRecorded: "登记线下打款", "Manual transfer recorded";
    OfflinePaymentConfirmed: "确认线下打款", "Manual transfer confirmed";
    RefundUnclear: "退款待核实", "Refund unclear";
    SettlementRecorded: "登记对账结果", "Statement recorded";
    SettlementConfirmed: "确认对账结果", "Statement confirmed";
    BuyerTold: "已告知买家", "Buyer told";
    NoteAdded: "添加备注", "Note added";
    TicketAssigned: "分配处理人", "Assigned";
    RuleApplied: "按规则分配", "Assigned by rule";
    ReturnedToPool: "退回待分配", "Back to the pool";
    TicketArchived: "归档", "Archived";
    TicketUnarchived: "取消归档", "Taken out of the archive";
    OrderFollowed: "随订单更新", "Follows its order";
    EvidenceAdded: "上传凭证", "Evidence added";
    EvidenceWithdrawn: "撤下凭证", "Evidence withdrawn";
} }

/// The next step of a buyer after a refusal of this category (R67).
pub fn remedy(category: RejectCategory, lang: Lang) -> &'static str {
    match category {
        RejectCategory::IncompleteMaterial => {
            lang.pick("请补充资料后重新申请", "Supply the missing material and apply again")
        }
        RejectCategory::Inaccurate => lang.pick("请重新描述问题后再申请", "Describe the problem again and apply again"),
        RejectCategory::NotJustified => lang.pick("如有新的凭证可再次申请", "Apply again with new evidence"),
        RejectCategory::Duplicate => lang.pick("请以先前的工单为准", "The earlier ticket stands"),
        RejectCategory::NotCooperating => {
            lang.pick("请配合提供凭证后再申请", "Supply the evidence asked for and apply again")
        }
        RejectCategory::Overdue
        | RejectCategory::Excluded
        | RejectCategory::HumanDamage
        | RejectCategory::Used
        | RejectCategory::Malicious => lang.pick("如有异议请联系客服", "Contact customer service if you disagree"),
    }
}

/// A carrier by its code, or as it was written where the code is unknown.
pub fn carrier_name(code: &str, lang: Lang) -> String {
    Carrier::parse(code).map_or_else(|| code.to_owned(), |carrier| carrier.name(lang).to_owned())
}
