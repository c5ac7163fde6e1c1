//! Why a line of a file was refused: a stable code for scripts, plain words for people, in Chinese and English.
//! The words say what to do, not only what is wrong.

use std::sync::Arc;

use crate::domain::money::Currency;
use crate::spreadsheet::order_file::field::Field;

/// The reason a line was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RejectReason {
    /// The line cancels an earlier order; it is no sale.
    CancellationLine,
    /// No order number.
    NoOrderNo,
    /// No SKU.
    NoSku,
    /// A long number was turned into `1.23E+18` by a spreadsheet program, or its digits from the sixteenth on into noughts.
    DamagedNumber(Field),
    /// Zero, negative or no whole number.
    BadQuantity,
    /// No price, or one that cannot be read; in this currency.
    BadPrice(Currency),
    /// A moment that cannot be read, or that no clock of the zone ever showed.
    BadDate(Field),
    /// Shipped or signed for before it was ordered.
    BeforeOrder(Field),
    /// An amount that cannot be read, is negative or is larger than what it lowers; in this currency.
    BadAmount(Field, Currency),
    /// A value outside a closed list.
    BadValue(Field),
    /// A currency that is unknown, or another one than the order's.
    WrongCurrency,
    /// Bytes that are neither UTF-8 nor GB18030, or no text at all.
    BadEncoding,
    /// A cell or line beyond the limits.
    TooLong,
    /// A text that is longer than its field takes, in characters.
    TextTooLong(Field, usize),
    /// Another shop's order has the number, and was placed at another time.
    OtherOrder,
    /// The order could not be written; with the database's error.
    NotWritten(String),
    /// More cells than the heading has columns.
    TooManyCells,
    /// Fewer cells than the heading has columns: the line was cut off.
    TooFewCells,
    /// A quotation mark that is never closed.
    UnclosedQuote,
    /// The line contradicts an earlier line of its order.
    ConflictingOrderFields(Field),
    /// The order has more lines than one order can have.
    TooManyLines,
    /// The line that adds the table up.
    SumLine,
    /// The heading again, as on a next page.
    HeadingAgain,
    /// Nothing is wrong with the line: it stands beside the refused lines of its order, because an order is imported whole.
    OfRefusedOrder,
    /// A compartment of the stock that does not exist.
    BadBucket,
    /// A counted quantity that is negative or no whole number.
    BadCount,
    /// A second line for what an earlier line has already said.
    DuplicateLine,
    /// No warehouse of this code or name, or several of them.
    UnknownWarehouse,
    /// A count of less than what is promised to exchanges.
    CountBelowReserved,
    /// A rule of the mapping with a code and words of its own.
    Custom(Arc<CustomReason>),
}

/// A reason a mapping brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomReason {
    /// Stable code, `UPPER_SNAKE`.
    pub code: String,
    /// What to do, in Chinese.
    pub zh: String,
    /// What to do, in English.
    pub en: String,
}

impl RejectReason {
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::CancellationLine => "CANCELLATION_LINE",
            Self::NoOrderNo => "NO_ORDER_NO",
            Self::NoSku => "NO_SKU",
            Self::DamagedNumber(_) => "DAMAGED_NUMBER",
            Self::BadQuantity => "BAD_QUANTITY",
            Self::BadPrice(_) => "BAD_PRICE",
            Self::BadDate(_) => "BAD_DATE",
            Self::BadAmount(..) => "BAD_AMOUNT",
            Self::BeforeOrder(_) => "BEFORE_ORDER",
            Self::BadValue(_) => "BAD_VALUE",
            Self::WrongCurrency => "WRONG_CURRENCY",
            Self::BadEncoding => "BAD_ENCODING",
            Self::TooLong => "TOO_LONG",
            Self::TextTooLong(..) => "TEXT_TOO_LONG",
            Self::OtherOrder => "OTHER_ORDER",
            Self::NotWritten(_) => "NOT_WRITTEN",
            Self::TooManyCells => "TOO_MANY_CELLS",
            Self::TooFewCells => "TOO_FEW_CELLS",
            Self::UnclosedQuote => "UNCLOSED_QUOTE",
            Self::ConflictingOrderFields(_) => "CONFLICTING_ORDER_FIELDS",
            Self::TooManyLines => "TOO_MANY_LINES",
            Self::SumLine => "SUM_LINE",
            Self::HeadingAgain => "HEADING_AGAIN",
            Self::OfRefusedOrder => "OF_REFUSED_ORDER",
            Self::BadBucket => "BAD_BUCKET",
            Self::BadCount => "BAD_COUNT",
            Self::DuplicateLine => "DUPLICATE_LINE",
            Self::UnknownWarehouse => "UNKNOWN_WAREHOUSE",
            Self::CountBelowReserved => "COUNT_BELOW_RESERVED",
            Self::Custom(reason) => &reason.code,
        }
    }

    /// The built-in reason a mapping's rule may name by its code; `None` where the mapping has to bring its own words.
    pub fn for_rule(code: &str) -> Option<Self> {
        Some(match code {
            "CANCELLATION_LINE" => Self::CancellationLine,
            "NO_ORDER_NO" => Self::NoOrderNo,
            "NO_SKU" => Self::NoSku,
            "BAD_QUANTITY" => Self::BadQuantity,
            "BAD_PRICE" => Self::BadPrice(Currency::CNY),
            "WRONG_CURRENCY" => Self::WrongCurrency,
            _ => return None,
        })
    }

    /// The reason with examples in a currency.
    #[must_use]
    pub(in crate::spreadsheet) fn in_currency(self, currency: Currency) -> Self {
        match self {
            Self::BadPrice(_) => Self::BadPrice(currency),
            Self::BadAmount(field, _) => Self::BadAmount(field, currency),
            other => other,
        }
    }

    /// Whether a line that was refused under this code may have been taken for one of another order, or of none.
    pub(in crate::spreadsheet) fn parts_from_its_order(code: &str) -> bool {
        let apart = [
            Self::NoOrderNo,
            Self::DamagedNumber(Field::OrderNo),
            Self::BadEncoding,
            Self::TooLong,
            Self::TooManyCells,
            Self::TooFewCells,
            Self::UnclosedQuote,
        ];
        apart.iter().any(|reason| reason.code() == code)
    }

    /// Plain words that say what to do.
    pub fn text(&self, zh: bool) -> String {
        let words = |chinese: &str, english: &str| (if zh { chinese } else { english }).to_owned();
        let named = |field: &Field, chinese: &str, english: &str| {
            if zh {
                format!("“{}”{chinese}", field.label(true))
            } else {
                format!("{}: {english}", field.label(false))
            }
        };
        let example = |currency: &Currency| if currency.digits() == 0 { "1250" } else { "12.50" };
        match self {
            Self::CancellationLine => words(
                "这是取消/退货行，不是销售行；请改为登记售后单",
                "this line cancels an earlier order and is no sale; open an after-sale ticket instead",
            ),
            Self::NoOrderNo => words(
                "缺少订单号；请补上后重新导入。合并单元格另存为 CSV 后会这样，可直接上传原来的 XLSX",
                "no order number; add it and import again. Merged cells saved as CSV come out so: the XLSX itself can be imported",
            ),
            Self::NoSku => words("缺少商品编码；请补上后重新导入", "no SKU; add it and import again"),
            Self::DamagedNumber(field) => named(
                field,
                "的末尾数字已被表格软件丢掉（写成了科学计数法，或第 15 位以后全成了 0）；请从来源系统重新导出，并把该列设为文本",
                "a spreadsheet program lost the last digits of the number (it wrote 1.23E+18, or noughts after the fifteenth digit); export it again and keep the column as text",
            ),
            Self::BadQuantity => words("数量必须是大于零的整数", "the quantity must be a whole number above zero"),
            Self::BadPrice(currency) => {
                let example = example(currency);
                words(
                    &format!("单价无法识别；请写成 {example} 这样的数字，最多四位小数，不能为负"),
                    &format!(
                        "the price cannot be read; write it like {example}, with up to four decimals, not negative"
                    ),
                )
            }
            Self::BadDate(field) => named(
                field,
                "的时间无法识别，或在该时区不存在；请写成 2026-11-22 18:30:00",
                "the time cannot be read, or never existed in the zone; write it like 2026-11-22 18:30:00",
            ),
            Self::BeforeOrder(field) => named(
                field,
                "早于下单时间；请检查两列是否对调，或日期是否写错",
                "earlier than the order; check whether two columns were exchanged or a date is wrong",
            ),
            Self::BadAmount(field, currency) => {
                let example = example(currency);
                named(
                    field,
                    &format!("的金额无法识别、为负，或大于它要抵扣的金额；请写成 {example} 这样的数字"),
                    &format!(
                        "the amount cannot be read, is negative, or is larger than what it lowers; write it like {example}"
                    ),
                )
            }
            Self::BadValue(field) => named(
                field,
                "的内容不在允许的取值之内；请查看映射说明",
                "the value is none of the allowed ones; see the description of mappings",
            ),
            Self::WrongCurrency => words(
                "币种不认识，或与该订单其他行不同；一个订单只能有一种币种",
                "the currency is unknown, or differs from the order's other lines; an order has one currency",
            ),
            Self::BadEncoding => words(
                "这一行的字节既不是 UTF-8 也不是 GB18030；请另存为 UTF-8 后重新导入",
                "the bytes of this line are neither UTF-8 nor GB18030; save the file as UTF-8 and import again",
            ),
            Self::TooLong => words(
                "这一行或其中一个单元格过长；请检查引号是否成对，或缩短内容",
                "the line or one of its cells is too long; check that quotation marks come in pairs, or shorten it",
            ),
            Self::TextTooLong(field, most) => named(
                field,
                &format!("过长，最多 {most} 个字；请缩短后重新导入"),
                &format!("too long, at most {most} characters; shorten it and import again"),
            ),
            Self::OtherOrder => words(
                "这个订单号已属于另一家店铺在别的时间下的订单，没有写入；请检查店铺名称，或让两家店铺的订单号不同",
                "an order of another shop, placed at another time, has this number; nothing was written. Check the shop's name, or number the shops' orders differently",
            ),
            Self::NotWritten(why) => words(
                &format!(
                    "这个订单没有写入，其余订单不受影响；请检查内容后重新导入，仍不行请联系管理员。数据库的答复：{why}"
                ),
                &format!(
                    "this order was not written, the others are; check what it says and import again, or ask an administrator. The database said: {why}"
                ),
            ),
            Self::TooManyCells => words(
                "单元格比表头多；内容里有分隔符时请加英文双引号",
                "more cells than the heading has columns; put text that contains the delimiter in quotation marks",
            ),
            Self::TooFewCells => words(
                "单元格比表头少，这一行可能被截断；请补全",
                "fewer cells than the heading has columns, the line may have been cut off; complete it",
            ),
            Self::UnclosedQuote => words(
                "英文双引号没有成对；请补上，或把内容里的引号写成两个",
                "a quotation mark is never closed; close it, or double the ones inside the text",
            ),
            Self::ConflictingOrderFields(field) => named(
                field,
                "与该订单前面的行不一致；请统一后重新导入",
                "differs from an earlier line of the same order; make the lines agree and import again",
            ),
            Self::TooManyLines => words(
                "该订单的行数超过上限；请检查订单号是否填错",
                "the order has more lines than an order can have; check whether the order number is right",
            ),
            Self::SumLine => words(
                "这是合计行，不是订单行，无需处理",
                "this line adds the table up and is no order line; nothing needs to be done",
            ),
            Self::HeadingAgain => words(
                "这是重复的表头，不是订单行，无需处理",
                "this is the heading again and no order line; nothing needs to be done",
            ),
            Self::OfRefusedOrder => words(
                "这一行没有问题，但同一订单有别的行没有通过；请保留，改好那一行后一起导入",
                "nothing is wrong with this line, but another line of its order was rejected; keep it here and import both together",
            ),
            Self::BadBucket => words(
                "库存类型只能是 可售 SELLABLE、销退 RETURNED、次品 DEFECTIVE、报废 SCRAP",
                "the bucket must be SELLABLE, RETURNED, DEFECTIVE or SCRAP",
            ),
            Self::BadCount => words("数量必须是零或更大的整数", "the quantity must be a whole number, zero or above"),
            Self::DuplicateLine => words(
                "同一仓库、商品和库存类型在前面已出现；请合并为一行",
                "an earlier line already names this warehouse, SKU and bucket; make one line of them",
            ),
            Self::UnknownWarehouse => words(
                "没有这个仓库，或有多个同名仓库；请写仓库代码，多商户时写“商户代码/仓库代码”",
                "no such warehouse, or several; write its code, or MERCHANT/CODE where there are several merchants",
            ),
            Self::CountBelowReserved => words(
                "盘点数少于已预留的数量，请先处理占用它的换货",
                "fewer than are reserved; deal with the exchanges that hold them first",
            ),
            Self::Custom(reason) => words(&reason.zh, &reason.en),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<RejectReason> {
        use RejectReason as R;
        vec![
            R::CancellationLine,
            R::NoOrderNo,
            R::NoSku,
            R::DamagedNumber(Field::OrderNo),
            R::BadQuantity,
            R::BadPrice(Currency::CNY),
            R::BadDate(Field::OrderedAt),
            R::BadAmount(Field::Freight, Currency::CNY),
            R::BeforeOrder(Field::SignedAt),
            R::BadValue(Field::SignState),
            R::WrongCurrency,
            R::BadEncoding,
            R::TooLong,
            R::TextTooLong(Field::ReceiverName, 100),
            R::OtherOrder,
            R::NotWritten("no space left".to_owned()),
            R::TooManyCells,
            R::TooFewCells,
            R::UnclosedQuote,
            R::ConflictingOrderFields(Field::PaidTotal),
            R::TooManyLines,
            R::SumLine,
            R::HeadingAgain,
            R::OfRefusedOrder,
            R::BadBucket,
            R::BadCount,
            R::DuplicateLine,
            R::UnknownWarehouse,
            R::CountBelowReserved,
        ]
    }

    #[test]
    fn codes_are_distinct_and_words_exist_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for reason in every() {
            assert!(seen.insert(reason.code().to_owned()), "{} twice", reason.code());
            let chinese = reason.text(true);
            assert!(chinese.chars().any(|c| c as u32 > 0x2E80), "{reason:?}");
            assert!(!chinese.contains([',', ';']) && !chinese.contains(": "), "marks of Chinese: {chinese}");
            assert!(reason.text(false).is_ascii(), "{reason:?}");
        }
    }

    #[test]
    fn examples_are_amounts_of_the_currency() {
        let yen = Currency::parse("JPY").expect("a code");
        for reason in [RejectReason::BadPrice(Currency::CNY), RejectReason::BadAmount(Field::Freight, Currency::CNY)] {
            for zh in [true, false] {
                assert!(reason.text(zh).contains("12.50"));
                let of_yen = reason.clone().in_currency(yen).text(zh);
                assert!(of_yen.contains("1250") && !of_yen.contains("12.50"), "{of_yen}");
            }
        }
    }

    #[test]
    fn a_rule_may_name_the_reasons_that_need_no_field() {
        for reason in every() {
            if let Some(named) = RejectReason::for_rule(reason.code()) {
                assert_eq!(named, reason);
            }
        }
        assert_eq!(RejectReason::for_rule("SOMETHING_ELSE"), None);
    }
}
