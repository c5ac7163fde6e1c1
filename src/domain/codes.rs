//! The closed lists of the trade: types, statuses, reasons' responsibility, carriers and the rest, each with the wire value that
//! forms, files and the database carry. What a value is called in a language is decided in `i18n`, not here.

/// Declares an enum whose variants have stable wire values, with `code()`, `parse()` and `ALL`.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }
        impl $name {
            /// Every value, in the order they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable wire value.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
            /// Reads a wire value; `None` for anything else.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(crate) use codes;

codes! {
    /// What the buyer gets (R1).
    TicketType {
        RefundOnly = "REFUND_ONLY",
        ReturnRefund = "RETURN_REFUND",
        Exchange = "EXCHANGE",
    }
}

impl TicketType {
    /// Whether goods travel back before the ticket can end.
    pub fn returns_goods(self) -> bool {
        match self {
            Self::RefundOnly => false,
            Self::ReturnRefund | Self::Exchange => true,
        }
    }

    /// Whether the ticket ends with money going back to the buyer.
    pub fn refunds_money(self) -> bool {
        match self {
            Self::RefundOnly | Self::ReturnRefund => true,
            Self::Exchange => false,
        }
    }

    /// Whether other goods go out in exchange for those that come back.
    pub fn ships_replacement(self) -> bool {
        match self {
            Self::RefundOnly | Self::ReturnRefund => false,
            Self::Exchange => true,
        }
    }
}

codes! {
    /// Where a ticket stands. Each value belongs to one seed status, by which lists are filtered (R133, R134).
    Status {
        Draft = "DRAFT",
        PendingReview = "PENDING_REVIEW",
        Approved = "APPROVED",
        Rejected = "REJECTED",
        PendingReturn = "PENDING_RETURN",
        Returning = "RETURNING",
        Received = "RECEIVED",
        InspectionException = "INSPECTION_EXCEPTION",
        PendingRefund = "PENDING_REFUND",
        Refunding = "REFUNDING",
        RefundFailed = "REFUND_FAILED",
        PendingExchange = "PENDING_EXCHANGE",
        ExchangeShipped = "EXCHANGE_SHIPPED",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
        Closed = "CLOSED",
    }
}

codes! {
    /// The statuses of the main filter.
    SeedStatus {
        PendingReview = "PENDING_REVIEW",
        Approved = "APPROVED",
        PendingReturn = "PENDING_RETURN",
        PendingRefund = "PENDING_REFUND",
        PendingExchange = "PENDING_EXCHANGE",
        Rejected = "REJECTED",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
        Closed = "CLOSED",
    }
}

impl SeedStatus {
    /// The statuses this one stands for.
    pub fn members(self) -> Vec<Status> {
        Status::ALL.iter().copied().filter(|status| status.seed() == Some(self)).collect()
    }
}

impl Status {
    /// The seed status; a draft has none, it is hidden from reviewers.
    pub fn seed(self) -> Option<SeedStatus> {
        Some(match self {
            Self::Draft => return None,
            Self::PendingReview => SeedStatus::PendingReview,
            Self::Approved => SeedStatus::Approved,
            Self::Rejected => SeedStatus::Rejected,
            Self::PendingReturn | Self::Returning | Self::Received | Self::InspectionException => {
                SeedStatus::PendingReturn
            }
            Self::PendingRefund | Self::Refunding | Self::RefundFailed => SeedStatus::PendingRefund,
            Self::PendingExchange | Self::ExchangeShipped => SeedStatus::PendingExchange,
            Self::Completed => SeedStatus::Completed,
            Self::Cancelled => SeedStatus::Cancelled,
            Self::Closed => SeedStatus::Closed,
        })
    }

    /// Nothing follows.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::Closed)
    }

    /// Nobody waits for it: it may be put away. A rejected ticket is taken up by a new one.
    pub fn has_ended(self) -> bool {
        self.is_terminal() || self == Self::Rejected
    }

    /// Whether the ticket holds quantity and money of its order: all but drafts and what ended without fulfilment.
    pub fn holds_claim(self) -> bool {
        !matches!(self, Self::Draft | Self::Rejected | Self::Cancelled | Self::Closed)
    }
}

codes! {
    /// Which lists show a ticket: the usual ones, its filers' alone, or only those that ask for what was put away.
    Shelf {
        Live = "LIVE",
        Draft = "DRAFT",
        Archived = "ARCHIVED",
    }
}

codes! {
    /// What a ticket is found by, beside the numbers on it.
    KeyKind {
        Sku = "SKU",
        Name = "NAME",
        Account = "ACCOUNT",
        /// All digits of a phone number, and its last four.
        Phone = "PHONE",
    }
}

codes! {
    /// How far the goods had come when a refund-only ticket was submitted.
    Scene {
        Unshipped = "UNSHIPPED",
        ShippedNotReceived = "SHIPPED_NOT_RECEIVED",
        ReceivedKeep = "RECEIVED_KEEP",
        /// Every type but refund only.
        Return = "RETURN",
    }
}

impl Scene {
    /// Whether the goods ever were with the buyer, so that it means something where they are now.
    pub fn reached_buyer(self) -> bool {
        match self {
            Self::Unshipped | Self::ShippedNotReceived => false,
            Self::ReceivedKeep | Self::Return => true,
        }
    }
}

codes! {
    /// A reviewer's decision in a round.
    ReviewDecision {
        Approve = "APPROVE",
        Reject = "REJECT",
    }
}

codes! {
    /// Where the goods of a ticket are.
    GoodsState {
        WithBuyer = "WITH_BUYER",
        OnTheWay = "ON_THE_WAY",
        SellerReceived = "SELLER_RECEIVED",
        Shelved = "SHELVED",
        SentBack = "SENT_BACK",
    }
}

impl GoodsState {
    /// Whether the goods are in the seller's hands.
    pub fn with_seller(self) -> bool {
        matches!(self, Self::SellerReceived | Self::Shelved)
    }
}

codes! {
    /// Where the request reached us (R18).
    Channel {
        Staff = "STAFF",
        MerchantSite = "MERCHANT_SITE",
        Platform = "PLATFORM",
        Hotline = "HOTLINE",
        Social = "SOCIAL",
    }
}

codes! {
    /// What the buyer wishes, which may differ from the ticket's type (R16).
    DesiredSolution {
        Return = "RETURN",
        Exchange = "EXCHANGE",
        Repair = "REPAIR",
        Refund = "REFUND",
    }
}

codes! {
    /// Whose cause a reason is (R125).
    Responsibility {
        Seller = "SELLER",
        Buyer = "BUYER",
        Carrier = "CARRIER",
        Platform = "PLATFORM",
        Undetermined = "UNDETERMINED",
    }
}

impl Responsibility {
    /// Only a cause of the buyer's own can bear a service or packaging fee.
    pub fn may_bear_fee(self) -> bool {
        matches!(self, Self::Buyer)
    }
}

codes! {
    /// Why a review refused, each with the remedy told to the buyer (R67).
    RejectCategory {
        IncompleteMaterial = "INCOMPLETE_MATERIAL",
        Inaccurate = "INACCURATE",
        Overdue = "OVERDUE",
        Excluded = "EXCLUDED",
        HumanDamage = "HUMAN_DAMAGE",
        Used = "USED",
        NotCooperating = "NOT_COOPERATING",
        Malicious = "MALICIOUS",
        Duplicate = "DUPLICATE",
        NotJustified = "NOT_JUSTIFIED",
    }
}

codes! {
    /// The ground on which goods that already left are refunded without a return.
    Ground {
        Intercepted = "INTERCEPTED",
        Lost = "LOST",
        Compensation = "COMPENSATION",
    }
}

codes! {
    /// How goods come back (R75–R77).
    ReturnMethod {
        SelfShip = "SELF_SHIP",
        Pickup = "PICKUP",
        RefusedDelivery = "REFUSED_DELIVERY",
    }
}

codes! {
    /// What a file attached to a ticket shows (R13).
    EvidenceKind {
        Photo = "PHOTO",
        Chat = "CHAT",
        Invoice = "INVOICE",
        Receipt = "RECEIPT",
        OrderShot = "ORDER_SHOT",
        Serial = "SERIAL",
        Usage = "USAGE",
        Other = "OTHER",
    }
}

codes! {
    /// The condition of goods that came back, which decides their stock bucket.
    Grade {
        LikeNew = "A",
        Opened = "B",
        Defective = "C",
        Scrap = "D",
        WrongItem = "X",
        Missing = "M",
    }
}

impl Grade {
    /// The bucket good units of this grade go to; none for what is not our goods or is not there.
    pub fn bucket(self) -> Option<Bucket> {
        match self {
            Self::LikeNew => Some(Bucket::Sellable),
            Self::Opened => Some(Bucket::Returned),
            Self::Defective => Some(Bucket::Defective),
            Self::Scrap => Some(Bucket::Scrap),
            Self::WrongItem | Self::Missing => None,
        }
    }
}

codes! {
    /// A compartment of a warehouse's stock.
    Bucket {
        Sellable = "SELLABLE",
        Returned = "RETURNED",
        Defective = "DEFECTIVE",
        Scrap = "SCRAP",
    }
}

codes! {
    /// The verdict of an inspection.
    Verdict {
        Pass = "PASS",
        Deviates = "DEVIATES",
    }
}

codes! {
    /// The exits of an inspection exception.
    ExceptionOutcome {
        Accept = "ACCEPT",
        Deduct = "DEDUCT",
        Partial = "PARTIAL",
        SendBack = "SEND_BACK",
    }
}

codes! {
    /// What a technician or clerk says of a fault.
    QualityFault {
        Unclear = "UNCLEAR",
        Yes = "YES",
        No = "NO",
    }
}

codes! {
    /// A named deduction or addition of a ticket's amount.
    AdjustmentKind {
        ServiceFee = "SERVICE_FEE",
        PackagingFee = "PACKAGING_FEE",
        /// Freight of the way back that the seller advanced and the buyer bears.
        ReturnFreight = "RETURN_FREIGHT_ADVANCED",
        Freight = "FREIGHT_REFUND",
        DiminishedValue = "DIMINISHED_VALUE",
    }
}

codes! {
    /// Where a refund stands.
    RefundState {
        PendingApproval = "PENDING_APPROVAL",
        Queued = "QUEUED",
        Processing = "PROCESSING",
        ManualPending = "MANUAL_PENDING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Cancelled = "CANCELLED",
        /// Nobody knows whether it was paid; two persons settle it by the gateway's statement.
        Unclear = "UNCLEAR",
    }
}

codes! {
    /// How far one call of a refund gateway came. Only `SUCCEEDED`, `FAILED`, `CLOSED` and `NOT_PAID` are definitive; everything
    /// else means that the money may have moved.
    AttemptOutcome {
        /// Written before the call, so that a killed process leaves a trace of it.
        Sent = "SENT",
        Accepted = "ACCEPTED",
        /// No answer, or none that can be read.
        Unknown = "UNKNOWN",
        Processing = "PROCESSING",
        /// The gateway does not know the request: it never arrived.
        NotFound = "NOT_FOUND",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        /// Refused, and the request number is used up.
        Closed = "CLOSED",
        /// The gateway paid another amount than asked: people must look.
        AmountDiffers = "AMOUNT_DIFFERS",
        /// Two persons found in the gateway's statement that nothing was paid.
        NotPaid = "NOT_PAID",
    }
}

codes! {
    /// What a job does after the commit that ordered it. A server runs the jobs of each kind one after the other.
    JobKind {
        Refund = "refund",
        ImportOrders = "import_orders",
        Export = "export",
        Retention = "retention",
        Pictures = "pictures",
    }
}

codes! {
    /// Where a picture stands whose address came with an order.
    PictureState {
        Waiting = "WAITING",
        Here = "HERE",
        /// Not to be had, for a while.
        Failed = "FAILED",
        /// Put away because nobody wanted it; fetched again when somebody does.
        Gone = "GONE",
    }
}

codes! {
    /// The format of a file that a list leaves the house as.
    FileFormat {
        Csv = "csv",
        Xlsx = "xlsx",
    }
}

codes! {
    /// Where a file that a job writes from a list stands.
    ExportState {
        Waiting = "WAITING",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
        /// Its file was deleted after a day.
        Expired = "EXPIRED",
    }
}

codes! {
    /// Where the import of an uploaded file stands.
    ImportState {
        Waiting = "WAITING",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
    }
}

codes! {
    /// What executes a refund.
    GatewayKind {
        Manual = "manual",
        Simulated = "simulated",
    }
}

codes! {
    /// What was sold: goods travel and have stock, services do neither.
    LineKind {
        Goods = "GOODS",
        Service = "SERVICE",
    }
}

codes! {
    /// The buyer's answer at the door (R201).
    SignState {
        NotSigned = "NOT_SIGNED",
        SignedOk = "SIGNED_OK",
        SignedDamaged = "SIGNED_DAMAGED",
        Refused = "REFUSED",
    }
}

codes! {
    /// Where a shop sells.
    Platform {
        Taobao = "TAOBAO",
        Tmall = "TMALL",
        Jd = "JD",
        Pdd = "PDD",
        Douyin = "DOUYIN",
        Wechat = "WECHAT",
        Youzan = "YOUZAN",
        Own = "OWN",
        Other = "OTHER",
    }
}

codes! {
    /// Why goods came in.
    InboundKind {
        Return = "RETURN",
        Exchange = "EXCHANGE",
    }
}

codes! {
    /// Where an inbound stands: counted, or on the shelf, or given up because the goods went back to the buyer.
    InboundState {
        Received = "RECEIVED",
        Shelved = "SHELVED",
        SentBack = "SENT_BACK",
    }
}

codes! {
    /// Why goods went out.
    OutboundKind {
        ExchangeShip = "EXCHANGE_SHIP",
        ReturnToBuyer = "RETURN_TO_BUYER",
    }
}

codes! {
    /// Where an outbound stands.
    OutboundState {
        Reserved = "RESERVED",
        Shipped = "SHIPPED",
        Void = "VOID",
    }
}

codes! {
    /// Where a parcel at the warehouse stands.
    ParcelState {
        /// Its number belongs to a ticket; it is here but not opened.
        SignedIn = "SIGNED_IN",
        /// Nothing matches its number yet (无主件).
        Unclaimed = "UNCLAIMED",
        Opened = "OPENED",
    }
}

codes! {
    /// Whether a ticket ever passed review.
    ReviewResult {
        None = "NONE",
        Passed = "PASSED",
        Refused = "REFUSED",
    }
}

codes! {
    /// How much of an order has come back (R88).
    OrderAfterSale {
        None = "NONE",
        Partly = "PARTLY_RETURNED",
        Complete = "RETURN_COMPLETE",
    }
}

codes! {
    /// Carriers by the codes of the common tracking services.
    Carrier {
        Shunfeng = "shunfeng",
        Zhongtong = "zhongtong",
        Yuantong = "yuantong",
        Yunda = "yunda",
        Shentong = "shentong",
        Jtexpress = "jtexpress",
        Jd = "jd",
        Ems = "ems",
        PostParcel = "youzhengguonei",
        PostExpress = "youzhengbk",
        DebangExpress = "debangkuaidi",
        DebangFreight = "debangwuliu",
        Danniao = "danniao",
        Zhaijisong = "zhaijisong",
        Kuayue = "kuayue",
        Suning = "suning",
        Anneng = "annengwuliu",
        ZhongtongFreight = "zhongtongkuaiyun",
        YundaFreight = "yundakuaiyun",
        Dhl = "dhl",
        Ups = "ups",
        Fedex = "fedex",
        Usps = "usps",
        Other = "other",
    }
}

/// The code of the reason that stands for a return without giving one, within the window.
pub const NO_REASON: &str = "NO_REASON";

/// Reasons a fresh merchant starts with: code, Chinese name, English name, responsibility (R124).
pub const SEED_REASONS: &[(&str, &str, &str, Responsibility)] = {
    use Responsibility::{Buyer, Carrier, Seller, Undetermined};
    &[
        ("QUALITY", "质量问题", "Quality problem", Seller),
        ("NOT_AS_DESCRIBED", "与描述不符", "Not as described", Seller),
        ("WRONG_ITEM", "发错货", "Wrong item sent", Seller),
        ("MISSING_ITEM", "少件/漏发", "Item missing", Seller),
        ("MISSING_GIFT", "赠品漏发", "Gift missing", Seller),
        ("TRANSIT_DAMAGE", "运输损坏", "Damaged in transit", Carrier),
        ("PACKAGE_DAMAGED", "包装破损", "Packaging damaged", Carrier),
        ("LATE_DELIVERY", "未按约定时间发货", "Late delivery", Seller),
        ("OUT_OF_STOCK", "缺货", "Out of stock", Seller),
        ("NOT_RECEIVED", "未收到货", "Not received", Carrier),
        ("REFUSED", "拒收", "Delivery refused", Buyer),
        (NO_REASON, "七天无理由", "No reason, within the window", Buyer),
        ("DISLIKE", "不喜欢/不想要", "Not wanted", Buyer),
        ("WRONG_ORDER", "拍错/多拍", "Ordered by mistake", Buyer),
        ("WRONG_ADDRESS", "地址填错", "Wrong address given", Buyer),
        ("SIZE", "尺码不合适", "Wrong size", Buyer),
        ("INSTALL", "安装/驱动问题", "Installation or driver problem", Undetermined),
        ("NEED_REPAIR", "需要维修", "Needs repair", Undetermined),
        ("INVOICE", "发票问题", "Invoice problem", Seller),
        ("PRICE", "价格问题/退差", "Price difference", Seller),
        ("FREIGHT", "退运费", "Freight refund", Seller),
        ("OTHER", "其他", "Other", Undetermined),
    ]
};
