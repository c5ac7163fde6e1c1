//! How domain values are columns: codes as `Text`, money and instants as `BigInt`.

use diesel::backend::Backend;
use diesel::deserialize::FromSql;
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::query_builder::QueryId;
use diesel::serialize::{Output, ToSql};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{deserialize, serialize};

use crate::domain::assignment::rule::{ConditionKind, Priority, Strategy};
use crate::domain::dispute::case::{DisputeKind, DisputeMark};
use crate::domain::dispute::ruling::{Payer, Remedy, Ruling};
use crate::domain::event::EventKind;
use crate::domain::goods::condition::{Bucket, Grade, QualityFault, Verdict};
use crate::domain::goods::movement::{
    InboundKind, InboundState, MoveKind, OutboundKind, OutboundState, ParcelState, ReturnMethod,
};
use crate::domain::house::work::{ExportState, FileFormat, ImportState, JobState, PictureState};
use crate::domain::lists::key_kind::KeyKind;
use crate::domain::money::money_settings::ChangeState;
use crate::domain::money::settlement::{SettlementVerdict, UnclearCause};
use crate::domain::money::states::{AdjustmentKind, AttemptOutcome, GatewayKind, RefundState};
use crate::domain::money::{Currency, Money, UnitPrice};
use crate::domain::order::kind::{LineKind, OrderAfterSale, Platform, SignState};
use crate::domain::people::notice::NoticeKind;
use crate::domain::people::risk::{RiskKind, RiskState};
use crate::domain::permission::Role;
use crate::domain::policy::cause::Cause;
use crate::domain::policy::check::StartBasis;
use crate::domain::policy::rule::{Fees, FreightBearer, Proof, ProofState, ScopeKind, Starting};
use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::domain::service::query::{QueryKind, QueryState, QueryStep};
use crate::domain::term::calendar::DayKind;
use crate::domain::term::kind::{AtEnd, Basis, Place, PlatformAction, TermKind, TermState};
use crate::domain::term::length::LengthUnit;
use crate::domain::ticket::kind::{Channel, DesiredSolution, EvidenceKind, GoodsState, Scene, TicketType};
use crate::domain::ticket::reason::{Ground, RejectCategory, Responsibility};
use crate::domain::ticket::request::{BuyerAnswer, RequestKind};
use crate::domain::ticket::shaping::Shaping;
use crate::domain::ticket::status::{Archive, ReviewDecision, ReviewResult, Status};
use crate::domain::time::Timestamp;

macro_rules! expression {
    ($type:ty, $sql:ty) => {
        impl AsExpression<$sql> for $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl AsExpression<Nullable<$sql>> for $type {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'e> AsExpression<$sql> for &'e $type {
            type Expression = Bound<$sql, &'e $type>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'e> AsExpression<Nullable<$sql>> for &'e $type {
            type Expression = Bound<Nullable<$sql>, &'e $type>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<DB> ToSql<Nullable<$sql>, DB> for $type
        where
            DB: Backend,
            $type: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$sql, DB>::to_sql(self, out)
            }
        }
        impl<DB> diesel::Queryable<$sql, DB> for $type
        where
            DB: Backend,
            $type: FromSql<$sql, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
        impl QueryId for $type {
            type QueryId = $type;
            const HAS_STATIC_QUERY_ID: bool = true;
        }
    };
}

macro_rules! code_columns {
    ($($type:ty),+ $(,)?) => {$(
        expression!($type, Text);
        impl<DB> ToSql<Text, DB> for $type
        where
            DB: Backend,
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.code().to_sql(out)
            }
        }
        impl<DB> FromSql<Text, DB> for $type
        where
            DB: Backend,
            String: FromSql<Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let code = String::from_sql(bytes)?;
                Self::parse(&code).ok_or_else(|| format!("{code:?} is no {}", stringify!($type)).into())
            }
        }
    )+};
}

macro_rules! integer_columns {
    ($($type:ident),+ $(,)?) => {$(
        expression!($type, BigInt);
        impl<DB> ToSql<BigInt, DB> for $type
        where
            DB: Backend,
            i64: ToSql<BigInt, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.0.to_sql(out)
            }
        }
        impl<DB> FromSql<BigInt, DB> for $type
        where
            DB: Backend,
            i64: FromSql<BigInt, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                i64::from_sql(bytes).map($type)
            }
        }
    )+};
}

integer_columns!(Money, UnitPrice, Timestamp);
code_columns!(
    TermKind,
    TermState,
    Basis,
    LengthUnit,
    AtEnd,
    PlatformAction,
    DisputeKind,
    DisputeMark,
    RiskKind,
    RiskState,
    Ruling,
    Remedy,
    Payer,
    QueryKind,
    QueryState,
    QueryStep,
    SignedAs,
    DamageStep,
    RequestKind,
    BuyerAnswer,
    Cause,
    StartBasis,
    ScopeKind,
    Starting,
    FreightBearer,
    Fees,
    Proof,
    ProofState,
    DayKind,
    NoticeKind,
    ConditionKind,
    Priority,
    Strategy,
    Place,
    TicketType,
    Status,
    Scene,
    GoodsState,
    Channel,
    DesiredSolution,
    Responsibility,
    RejectCategory,
    Ground,
    ReturnMethod,
    EvidenceKind,
    Grade,
    Bucket,
    Verdict,
    QualityFault,
    AdjustmentKind,
    RefundState,
    AttemptOutcome,
    UnclearCause,
    SettlementVerdict,
    GatewayKind,
    LineKind,
    SignState,
    Platform,
    InboundKind,
    InboundState,
    OutboundKind,
    OutboundState,
    MoveKind,
    ParcelState,
    ReviewDecision,
    ReviewResult,
    OrderAfterSale,
    EventKind,
    Role,
    JobState,
    ImportState,
    ExportState,
    PictureState,
    FileFormat,
    Currency,
    Archive,
    KeyKind,
    Shaping,
    ChangeState,
);
