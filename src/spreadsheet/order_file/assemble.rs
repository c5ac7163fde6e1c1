//! Lines become an order: each line is read and checked against its order, and a whole order gets its sums.
//! A line comes in completely or not at all; what is allocated over lines follows `domain::allocation`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::money::{Currency, Money, UnitPrice, parse_quantity};
use crate::domain::order::kind::{LineKind, Platform, SignState};
use crate::domain::order::order_record::LineRecord;
use crate::domain::people::contact::compact_number;
use crate::domain::time::start_of_day;
use crate::spreadsheet::order_file::binding::Binding;
use crate::spreadsheet::order_file::field::{Field, Level};
use crate::spreadsheet::order_file::file_line::FileLine;
use crate::spreadsheet::order_file::lost_digits::LostDigits;
use crate::spreadsheet::order_file::mapping::Moment;
use crate::spreadsheet::order_file::reject::RejectReason;
use crate::spreadsheet::order_file::words;
use crate::spreadsheet::read::cell_text::{is_damaged_number, is_no_moment, moment};

/// Lines of an order at most; it also keeps sums of amounts within their range.
const MAX_LINES: usize = 5_000;

/// The value of a cell that belongs to the order as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::spreadsheet) enum Value {
    Text(String),
    Amount(Money),
    At(DateTime<Utc>),
    Platform(Platform),
    Currency(Currency),
    SignState(SignState),
}

/// A line with what the file says about its paid share.
#[derive(Clone, Debug)]
pub(in crate::spreadsheet) struct DraftLine {
    /// Complete but for the shares and the paid amount.
    pub record: LineRecord,
    pub gross: Money,
    pub coupon_share: Option<Money>,
    pub points_share: Option<Money>,
    pub line_paid: Option<Money>,
}

impl DraftLine {
    /// The line's price less its own discount, before discounts of the order.
    pub fn base(&self) -> Money {
        if self.record.is_gift { Money::ZERO } else { self.gross - self.record.line_discount }
    }
}

/// An order while its lines come in.
#[derive(Clone, Debug, Default)]
pub(in crate::spreadsheet) struct OrderDraft {
    /// Lines seen so far, refused ones included.
    pub seen: u32,
    pub refused: u32,
    /// The sound lines as they stand in the file.
    pub rows: Vec<FileLine>,
    /// Lines that had been refused for their order number or for their form and were mended: others of the order may be here already.
    pub of_other_files: u32,
    pub head: BTreeMap<Field, Value>,
    pub lines: Vec<DraftLine>,
}

impl OrderDraft {
    /// Takes one line in, or says why not; then the order is as it was.
    pub fn take(&mut self, binding: &Binding<'_>, lost: &LostDigits, cells: &[String]) -> Result<(), RejectReason> {
        if let Some(reason) = binding.refusal(cells) {
            return Err(reason);
        }
        if self.lines.len() >= MAX_LINES {
            return Err(RejectReason::TooManyLines);
        }
        let order_no = binding.text(Field::OrderNo, cells);
        if order_no.is_empty() {
            return Err(RejectReason::NoOrderNo);
        }
        for field in Field::IDENTIFIERS {
            let text = binding.text(field, cells);
            if is_damaged_number(&text) || lost.has_lost(field, &text) {
                return Err(RejectReason::DamagedNumber(field));
            }
        }
        within_lengths(binding, cells)?;
        let currency = self.currency(binding, cells)?;
        let line = self.read_line(binding, cells, currency)?;
        let head = self.read_head(binding, cells, currency)?;
        for (field, value) in head {
            match (field.level(), self.head.get_mut(&field)) {
                (_, None) => {
                    self.head.insert(field, value);
                }
                (Level::Moment, Some(Value::At(earliest))) => {
                    if let Value::At(at) = value {
                        *earliest = at.min(*earliest);
                    }
                }
                _ => {}
            }
        }
        self.lines.push(line);
        let was_apart = binding.mended_code(cells).is_some_and(RejectReason::parts_from_its_order);
        self.of_other_files += u32::from(was_apart);
        Ok(())
    }

    /// The row's currency: its own, else that of the order so far, else the merchant's.
    fn currency(&self, binding: &Binding<'_>, cells: &[String]) -> Result<Currency, RejectReason> {
        let known = match self.head.get(&Field::Currency) {
            Some(Value::Currency(currency)) => Some(*currency),
            _ => None,
        };
        let text = binding.text(Field::Currency, cells);
        if text.is_empty() {
            return Ok(known.unwrap_or(binding.mapping.merchant_currency));
        }
        let named = Currency::parse(&text).ok_or(RejectReason::WrongCurrency)?;
        if known.is_some_and(|known| known != named) { Err(RejectReason::WrongCurrency) } else { Ok(named) }
    }

    fn read_line(
        &self,
        binding: &Binding<'_>,
        cells: &[String],
        currency: Currency,
    ) -> Result<DraftLine, RejectReason> {
        let sku = binding.text(Field::Sku, cells);
        if sku.is_empty() {
            return Err(RejectReason::NoSku);
        }
        let quantity = parse_quantity(&binding.number(Field::Quantity, cells)).ok().filter(|quantity| *quantity > 0);
        let quantity = quantity.ok_or(RejectReason::BadQuantity)?;
        let bad_price = RejectReason::BadPrice(currency);
        let unit_price = UnitPrice::parse(&binding.number(Field::UnitPrice, cells)).map_err(|_| bad_price.clone())?;
        let gross = unit_price.times(quantity, currency).ok_or(bad_price)?;
        let amount = |field| amount(binding, field, cells, currency);
        let kind = match binding.text(Field::Kind, cells) {
            word if word.is_empty() && binding.mapping.is_service(&sku) => LineKind::Service,
            word if word.is_empty() => LineKind::Goods,
            word => words::line_kind(&word).ok_or(RejectReason::BadValue(Field::Kind))?,
        };
        let is_gift = words::yes(&binding.text(Field::IsGift, cells)).ok_or(RejectReason::BadValue(Field::IsGift))?;
        let name = binding.text(Field::Name, cells);
        let line = DraftLine {
            gross,
            coupon_share: amount(Field::CouponShare)?,
            points_share: amount(Field::PointsShare)?,
            line_paid: amount(Field::LinePaid)?,
            record: LineRecord {
                line_no: self.seen,
                kind,
                name: if name.is_empty() { sku.to_string() } else { name.into_owned() },
                sku: sku.into_owned(),
                spec: binding.text(Field::Spec, cells).into_owned(),
                picture_url: binding.text(Field::PictureUrl, cells).into_owned(),
                unit_price,
                quantity,
                line_discount: amount(Field::LineDiscount)?.unwrap_or_default(),
                coupon_share: Money::ZERO,
                points_share: Money::ZERO,
                line_paid: Money::ZERO,
                is_gift,
                gift_value: amount(Field::GiftValue)?.unwrap_or_default(),
            },
        };
        if line.record.line_discount > gross {
            return Err(RejectReason::BadAmount(Field::LineDiscount, currency));
        }
        let shares = line.coupon_share.unwrap_or_default() + line.points_share.unwrap_or_default();
        if shares > line.base() {
            return Err(RejectReason::BadAmount(Field::CouponShare, currency));
        }
        Ok(line)
    }

    /// Reads the order's fields in a row and checks them against earlier rows.
    fn read_head(
        &self,
        binding: &Binding<'_>,
        cells: &[String],
        currency: Currency,
    ) -> Result<Vec<(Field, Value)>, RejectReason> {
        let mut head = vec![(Field::Currency, Value::Currency(currency))];
        for &field in Field::ALL {
            if field.level() == Level::Line || field == Field::Currency {
                continue;
            }
            let text = binding.text(field, cells);
            if text.is_empty() {
                continue;
            }
            let Some(value) = value(binding, field, text, cells, currency)? else { continue };
            if field.level() == Level::Order && self.head.get(&field).is_some_and(|known| *known != value) {
                return Err(RejectReason::ConflictingOrderFields(field));
            }
            head.push((field, value));
        }
        let dated = head.iter().any(|(field, _)| *field == Field::OrderedAt);
        if !dated && !self.head.contains_key(&Field::OrderedAt) {
            return Err(RejectReason::BadDate(Field::OrderedAt));
        }
        self.in_sequence(binding, &head)?;
        Ok(head)
    }

    /// Nothing is shipped or signed for before it is ordered. A date alone may be the day of the order.
    fn in_sequence(&self, binding: &Binding<'_>, row: &[(Field, Value)]) -> Result<(), RejectReason> {
        let of_row = |field| row.iter().find(|(found, _)| *found == field).map(|(_, value)| value);
        let at = |field| match of_row(field).or_else(|| self.head.get(&field)) {
            Some(Value::At(at)) => Some(*at),
            _ => None,
        };
        let Some(ordered_at) = at(Field::OrderedAt) else { return Ok(()) };
        let zone = binding.mapping.zone();
        let day = start_of_day(ordered_at.with_timezone(&zone).date_naive(), zone).utc();
        let is_before = |field: &Field| at(*field).is_some_and(|at| at < ordered_at && at != day);
        match [Field::ShippedAt, Field::SignedAt].into_iter().find(is_before) {
            Some(field) => Err(RejectReason::BeforeOrder(field)),
            None => Ok(()),
        }
    }
}

/// Reads a cell of the order as a whole; `None` where it says nothing.
fn value(
    binding: &Binding<'_>,
    field: Field,
    text: Cow<'_, str>,
    cells: &[String],
    currency: Currency,
) -> Result<Option<Value>, RejectReason> {
    let mapping = binding.mapping;
    Ok(Some(match field {
        Field::PaidAt if mapping.paid != Moment::Column => return Ok(None),
        Field::ShippedAt if mapping.shipped != Moment::Column => return Ok(None),
        Field::SignedAt if mapping.signed != Moment::Column => return Ok(None),
        Field::OrderedAt | Field::PaidAt | Field::ShippedAt | Field::SignedAt => {
            if is_no_moment(&text) {
                return Ok(None);
            }
            let at = moment(&text, binding.clock());
            Value::At(at.ok_or(RejectReason::BadDate(field))?)
        }
        Field::Freight | Field::FullReduction | Field::Coupon | Field::RedPacket | Field::Points | Field::PaidTotal => {
            match amount(binding, field, cells, currency)? {
                Some(amount) => Value::Amount(amount),
                None => return Ok(None),
            }
        }
        Field::Platform => Value::Platform(words::platform(&text)),
        Field::SignState => Value::SignState(words::sign_state(&text).ok_or(RejectReason::BadValue(Field::SignState))?),
        Field::TrackingNo => {
            let number = compact_number(&text);
            if number.is_empty() {
                return Ok(None);
            }
            Value::Text(number)
        }
        _ => Value::Text(text.into_owned()),
    }))
}

/// An amount of money; `None` where the cell is empty.
fn amount(
    binding: &Binding<'_>,
    field: Field,
    cells: &[String],
    currency: Currency,
) -> Result<Option<Money>, RejectReason> {
    let text = binding.number(field, cells);
    if text.is_empty() {
        return Ok(None);
    }
    Money::parse(&text, currency).map(Some).map_err(|_| RejectReason::BadAmount(field, currency))
}

/// Every text is at most as long as its field.
fn within_lengths(binding: &Binding<'_>, cells: &[String]) -> Result<(), RejectReason> {
    let long = Field::ALL.iter().find(|field| is_longer(&binding.text(**field, cells), field.most()));
    long.map_or(Ok(()), |field| Err(RejectReason::TextTooLong(*field, field.most())))
}

/// Whether a text has more characters than that.
pub(in crate::spreadsheet) fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().count() > most
}
