//! Why something is refused, as data. The words are in `i18n`, the status codes in `web`.

use super::approval::ApprovalProblem;
use super::codes::Status;
use super::money::{AmountError, Money, QuantityError};
use super::permission::Permission;
use super::time::Timestamp;

/// A rule that stops an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    // Rights and separation of duties.
    NoRight(Permission),
    SystemOnly,
    OwnTicket,
    OwnReview,
    OwnOfflinePayment,
    // States.
    NotInThisStatus(Status),
    GoodsAreHere,
    GoodsNotHere,
    SendBackDecided,
    NothingToDispatch,
    RefundUnderWay,
    GatewayPays,
    OfflineAlreadyRecorded,
    NothingRecorded,
    /// The refund belongs to a round that was bounced or cancelled.
    RefundCancelled,
    /// A job that is running, or ended well.
    JobBusyOrDone,
    /// So many files of one person wait already.
    TooManyExports(usize),
    // Applications.
    NoLines,
    OrderUnpaid,
    LineNothingLeft,
    LineLeft(i64),
    LineNotShipped,
    ShippedAndUnshipped,
    WindowClosed(Timestamp),
    TooManyAttempts(i64),
    UnknownReason,
    NoReasonsVisible,
    UnknownSku,
    OtherPrice,
    ServiceNotExchangeable,
    TicketNoTaken,
    DateInFuture,
    // Money.
    Amount(AmountError),
    Approval(ApprovalProblem),
    OrderLeft(Money),
    /// A line of the order has less left than this ticket takes: line number and what is left.
    LineMoneyLeft(i64, Money),
    GroundNeeded,
    // Stock and counts.
    OutOfStock(String),
    Quantity(QuantityError),
    CountsDiffer,
    GoodAndDefective,
    StationIncomplete,
    WouldGoNegative(i64),
    NothingToReserve,
    /// The grade says that it is not our goods, or that they are not there.
    GradeDeviates,
    AtMostReceived(i64),
    NothingAccepted,
    NoSuchTicket,
    ParcelClaimed,
    /// Fewer than are promised to exchanges.
    StockPromised,
    // Fields in general.
    Required,
    TooShort(usize),
    TooLong(usize),
    NotAllowedHere,
    UnknownValue,
    BadDate,
    BadPhone,
    BadEmail,
    BadTrackingNo,
    BadUsername,
    Taken,
    BadText,
    FileTooLarge(u64),
    FileKind,
    /// A picture that cannot be read.
    PictureDamaged,
    FileEmpty,
    OrderIsHere,
    LessThanLines(Money),
    MoreThanPrice(Money),
    /// The mapping of an order file; says where and what.
    BadMapping(String),
    TooManyFiles(i64),
    /// So many files were uploaded within 24 hours.
    UploadFilesUsedUp(i64),
    /// So many bytes may be uploaded within 24 hours, and so many are left.
    UploadBytesUsedUp {
        most: i64,
        left: i64,
    },
    TooManyViews(usize),
    /// Only what has ended can be put away.
    NotEnded,
    /// Nobody who may be given the ticket.
    UnknownAssignee,
    // Staff.
    WrongPassword,
    PasswordTooShort(usize),
    PasswordsDiffer,
    SamePassword,
    WrongCurrentPassword,
    WrongSetUpCode,
    LockedUntil(Timestamp),
    LastAdmin,
    OwnAccount,
    InUse,
    LastReason,
    LastDefault,
    LastActive,
    StationLeadsHere,
    DaysRange(i64),
    BadZone,
    BadCode,
}

/// A refusal at a form field; the field is the form's name for it (`qty_1`, `reason`), empty for the form as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub refusal: Refusal,
}

impl FieldError {
    /// A refusal at a named field.
    pub fn at(field: impl Into<String>, refusal: Refusal) -> Self {
        Self { field: field.into(), refusal }
    }
}
