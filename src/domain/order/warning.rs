//! Warnings, each of which keeps an order from automatic refunds. They are stored as a text of codes, which is empty for an order without
//! warnings.

use crate::domain::money::Money;
use crate::domain::order::order_record::FlagReason;

/// One reason to look at an order before money leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderWarning {
    /// Typed by hand because the order was not here yet.
    Typed,
    /// Lines of the order were refused by the import.
    LinesRefused(u32),
    /// Lines and freight do not add up to what was paid (minor units).
    SumsDiffer { lines: Money, paid: Money },
    /// Some lines say what was paid for them and others do not.
    SharesIncomplete,
    /// The discounts are larger than what they lower.
    DiscountTooLarge,
    /// A paid total without a time of payment.
    PaymentUnclear,
    /// A later file differs on lines that tickets had taken: the lines stayed as they were.
    LinesKept(Vec<i64>),
    /// The order as imported differs on lines that tickets on the typed order had taken: the lines are as imported.
    LinesReplaced(Vec<i64>),
    /// A later file names another currency (its code); tickets hold the order, so all its money stayed as it was.
    CurrencyKept(String),
    /// A later file differs on what was paid in all or for delivery while tickets hold it: both stayed as they were.
    TotalsKept { paid: Money, freight: Money },
    /// A later file names another payment than the one that a refund goes back to: it was added beside it.
    PaymentAdded,
    /// A later file changed what had been known of money or shipping; the audit log has old and new.
    FactsChanged,
}

impl OrderWarning {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Typed => "TYPED",
            Self::LinesRefused(_) => "LINES_REFUSED",
            Self::SumsDiffer { .. } => "SUMS_DIFFER",
            Self::SharesIncomplete => "SHARES_INCOMPLETE",
            Self::DiscountTooLarge => "DISCOUNT_TOO_LARGE",
            Self::PaymentUnclear => "PAYMENT_UNCLEAR",
            Self::LinesKept(_) => "LINES_KEPT",
            Self::LinesReplaced(_) => "LINES_REPLACED",
            Self::CurrencyKept(_) => "CURRENCY_KEPT",
            Self::TotalsKept { .. } => "TOTALS_KEPT",
            Self::PaymentAdded => "PAYMENT_ADDED",
            Self::FactsChanged => "FACTS_CHANGED",
        }
    }

    /// Whether the warning stays after a later import, because it tells of something that happened once.
    pub fn stays(&self) -> bool {
        matches!(self, Self::PaymentAdded | Self::FactsChanged)
    }

    /// The stored text; empty without warnings.
    pub fn write(warnings: &[Self]) -> String {
        let texts: Vec<String> = warnings.iter().map(Self::text).collect();
        texts.join(";")
    }

    /// Reads a stored text; unknown codes are left out.
    pub fn read(text: &str) -> Vec<Self> {
        text.split(';').filter_map(Self::parse).collect()
    }

    fn text(&self) -> String {
        let code = self.code();
        match self {
            Self::LinesRefused(count) => format!("{code} {count}"),
            Self::SumsDiffer { lines, paid } => format!("{code} {} {}", lines.minor(), paid.minor()),
            Self::TotalsKept { paid, freight } => format!("{code} {} {}", paid.minor(), freight.minor()),
            Self::CurrencyKept(currency) => format!("{code} {currency}"),
            Self::LinesKept(lines) | Self::LinesReplaced(lines) => {
                let lines: Vec<String> = lines.iter().map(i64::to_string).collect();
                format!("{code} {}", lines.join(","))
            }
            _ => code.to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let code = parts.next()?;
        let mut amount = || parts.next().and_then(|part| part.parse().ok()).map(Money::from_minor);
        let lines =
            || text.split_once(' ').map(|(_, lines)| lines.split(',').filter_map(|line| line.parse().ok()).collect());
        Some(match code {
            "TYPED" => Self::Typed,
            "LINES_REFUSED" => Self::LinesRefused(parts.next()?.parse().ok()?),
            "SUMS_DIFFER" => Self::SumsDiffer { lines: amount()?, paid: amount()? },
            "SHARES_INCOMPLETE" => Self::SharesIncomplete,
            "DISCOUNT_TOO_LARGE" => Self::DiscountTooLarge,
            "PAYMENT_UNCLEAR" => Self::PaymentUnclear,
            "LINES_KEPT" => Self::LinesKept(lines()?),
            "LINES_REPLACED" => Self::LinesReplaced(lines()?),
            "CURRENCY_KEPT" => Self::CurrencyKept(parts.next()?.to_owned()),
            "TOTALS_KEPT" => Self::TotalsKept { paid: amount()?, freight: amount()? },
            "PAYMENT_ADDED" => Self::PaymentAdded,
            "FACTS_CHANGED" => Self::FactsChanged,
            _ => return None,
        })
    }
}

impl From<FlagReason> for OrderWarning {
    fn from(flag: FlagReason) -> Self {
        match flag {
            FlagReason::LinesRefused { count } => Self::LinesRefused(count),
            FlagReason::SumsDiffer { lines, paid } => Self::SumsDiffer { lines, paid },
            FlagReason::SharesIncomplete => Self::SharesIncomplete,
            FlagReason::DiscountTooLarge => Self::DiscountTooLarge,
            FlagReason::PaymentUnclear => Self::PaymentUnclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let all = vec![
            OrderWarning::Typed,
            OrderWarning::LinesRefused(2),
            OrderWarning::SumsDiffer { lines: Money::from_minor(300), paid: Money::from_minor(290) },
            OrderWarning::SharesIncomplete,
            OrderWarning::DiscountTooLarge,
            OrderWarning::PaymentUnclear,
            OrderWarning::LinesKept(vec![1, 3]),
            OrderWarning::LinesReplaced(vec![2]),
            OrderWarning::CurrencyKept("USD".to_owned()),
            OrderWarning::TotalsKept { paid: Money::from_minor(300), freight: Money::ZERO },
            OrderWarning::PaymentAdded,
            OrderWarning::FactsChanged,
        ];
        assert_eq!(OrderWarning::read(&OrderWarning::write(&all)), all);
        assert_eq!(OrderWarning::write(&[]), "");
        assert_eq!(OrderWarning::read("WHO_KNOWS 1"), []);
    }
}
