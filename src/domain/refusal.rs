//! Why something is refused, as data. The words are in `i18n`, the status codes in `web`.

use super::money::{AmountError, Currency, Money, QuantityError};
use super::permission::Permission;
use crate::domain::assignment::problem::AssignmentProblem;
use crate::domain::dispute::problem::DisputeProblem;
use crate::domain::house::file_problem::FileProblem;
use crate::domain::money::approval::ApprovalProblem;
use crate::domain::policy::problem::PolicyProblem;
use crate::domain::service::problem::ServiceProblem;
use crate::domain::term::problem::TermProblem;
use crate::domain::ticket::shaping::Shaping;
use crate::domain::ticket::status::Status;

/// A rule that stops an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    // Rights and separation of duties.
    NoRight(Permission),
    SystemOnly,
    OwnTicket,
    /// A person who shaped claim or amount does not pay; with that person's share.
    OwnShare(Shaping),
    OwnOfflinePayment,
    /// A change of money settings is confirmed or declined by somebody else than who proposed it.
    OwnProposal,
    /// Only who proposed a change withdraws it.
    OthersProposal,
    /// Somebody else confirms what this person recorded from the gateway's statement.
    OwnStatement,
    // States.
    /// A change of the merchant's money settings waits already.
    ProposalWaits,
    /// It was answered, or its time is over.
    ProposalOver,
    /// The settings are not any more what the proposal changes.
    ProposalStale,
    NotInThisStatus(Status),
    GoodsAreHere,
    GoodsNotHere,
    SendBackDecided,
    NothingToDispatch,
    RefundUnderWay,
    GatewayPays,
    OfflineAlreadyRecorded,
    /// Somebody else decided, or something followed the decision already.
    NotOwnDecision,
    NothingRecorded,
    /// A refund of the ticket may have been paid; two persons settle that first.
    PaymentUnclear,
    /// It is known whether the refund was paid.
    NothingToSettle,
    NoStatementRecorded,
    /// The gateway did not say that nothing was paid.
    GatewayNotSure,
    /// The refund belongs to a round that was bounced or cancelled.
    RefundCancelled,
    /// A job that is running, or ended well.
    JobBusyOrDone,
    /// This many files of one person wait already.
    TooManyExports(usize),
    /// More time, an offer, the length of a term.
    Term(TermProblem),
    /// A case before somebody else, or for a manager.
    Dispute(DisputeProblem),
    /// A query, or goods that came damaged.
    Service(ServiceProblem),
    // Applications.
    NoLines,
    OrderUnpaid,
    LineNothingLeft,
    LineLeft(i64),
    LineNotShipped,
    ShippedAndUnshipped,
    Policy(PolicyProblem),
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
    Assignment(AssignmentProblem),
    OrderLeft(Money),
    /// A line of the order has less left than this ticket takes: line number and what is left.
    LineMoneyLeft(i64, Money),
    /// The order line has fewer units than the ticket claims: a later file lowered it, or other tickets took them.
    MoreThanBought {
        line_no: i64,
        claimed: i64,
        left: i64,
    },
    /// Order and ticket or refund have different currencies: the order's, and the other.
    CurrenciesDiffer(Currency, Currency),
    /// The other amount that was paid is not above zero, or is the refund's own.
    NotAnotherAmount,
    /// More than the buyer paid for the order.
    MoreThanOrderPaid(Money),
    GroundNeeded,
    // Stock and counts.
    OutOfStock(String),
    Quantity(QuantityError),
    CountsDiffer,
    GoodAndDefective,
    /// A correction that changes no count.
    SameCounts,
    StationIncomplete,
    /// A parcel cannot be addressed: a part is missing or masked.
    ShipToIncomplete,
    WouldGoNegative(i64),
    NothingToReserve,
    /// The grade says that it is not our goods, or that they are not there.
    GradeDeviates,
    /// A grade of goods that did not come, or of good ones where all are defective.
    GradeContradictsCounts,
    /// A condition of goods is ticked though none came.
    NothingToJudge,
    /// Defective goods pass only with a word about them.
    DefectsUnexplained,
    /// Goods cannot pass at once as they were counted: this many are missing, and this many defective.
    CannotPassAsCounted {
        missing: i64,
        defective: i64,
    },
    AtMostReceived(i64),
    NothingAccepted,
    NoSuchTicket,
    /// The buyer has a mark of this kind.
    AlreadyMarked,
    ParcelClaimed,
    /// What was scanned looks like the barcode of a product.
    ProductBarcode,
    /// A ticket's number, off our own papers, where a parcel's belongs.
    TicketNumber,
    /// The number under which the goods came back, for a parcel that goes out.
    ReturnNumber,
    /// No carrier was chosen, and the number names none.
    CarrierUnknown,
    /// Goods left over from a box of this merchant, by its name, are no other merchant's.
    LeftoverOf(String),
    /// Fewer than are promised to exchanges.
    StockPromised,
    // Fields in general.
    /// The form's token came with something else before, or from somebody else.
    FormSent,
    /// The address of a list holds more than an address may.
    ListTooLong,
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
    /// Another one of the list is called so.
    NameTaken,
    BadText,
    FileTooLarge(u64),
    FileKind,
    /// A picture that cannot be read.
    PictureDamaged,
    FileEmpty,
    /// The ticket has this file already; its name.
    FileThere(String),
    File(FileProblem),
    OrderIsHere,
    LessThanLines(Money),
    MoreThanPrice(Money),
    /// The mapping of an order file: where and what is wrong, in Chinese and English.
    BadMapping(String, String),
    /// A kept mapping was chosen and another one pasted.
    TwoMappings,
    TooManyFiles(i64),
    /// This many files were uploaded within 24 hours.
    UploadFilesUsedUp(i64),
    /// The bytes that may be uploaded within 24 hours, and those that are left.
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
    /// One character or run again and again.
    PasswordRepeats,
    PasswordWellKnown,
    /// The user name is part of it.
    PasswordHasName,
    PasswordsDiffer,
    SamePassword,
    WrongCurrentPassword,
    WrongSetUpCode,
    /// Too many failed log-ins: the seconds to wait.
    TryAgainIn(i64),
    /// Too many passwords wait to be checked.
    Busy,
    LastAdmin,
    OwnAccount,
    /// Nobody changes the roles or merchants that are one's own.
    OwnRights,
    /// One's own password is changed on the account page, which asks for the present one.
    OwnPassword,
    InUse,
    LastReason,
    LastDefault,
    LastActive,
    StationLeadsHere,
    DaysRange(i64),
    BadZone,
    BadCode,
    ClosesBeforeItOpens,
    /// Nothing fills a name that stands in braces.
    UnknownPlaceholder(String),
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
