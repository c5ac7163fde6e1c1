//! The refund list's state as its address carries it: tab, filters, order, place. A value that cannot be read is left out.

use crate::domain::money::states::RefundState;
use crate::domain::money::{Currency, Money};
use crate::domain::people::contact::fold_width;
use crate::domain::time::start_of_day;
use crate::store::list::{Cursor, Direction, Order, Predicate, Window};
use crate::store::money::refund_list;
use crate::web::framework::form::Fields;
use crate::web::list::{PAGE_ROWS, pasted, start_of};
use chrono::NaiveDate;

/// A tab, by the state that its address carries; `None` is all.
pub const TABS: [Option<RefundState>; 7] = [
    Some(RefundState::PendingApproval),
    Some(RefundState::Processing),
    Some(RefundState::ManualPending),
    Some(RefundState::Unclear),
    Some(RefundState::Failed),
    Some(RefundState::Succeeded),
    None,
];

/// What a tab shows; that of unclear refunds goes by their mark, which refunds that ended may carry too.
pub fn of_tab(tab: Option<RefundState>) -> Vec<Predicate> {
    match tab {
        None => Vec::new(),
        Some(RefundState::Unclear) => vec![refund_list::unclear()],
        Some(RefundState::Processing) => vec![refund_list::in_states(&[RefundState::Queued, RefundState::Processing])],
        Some(state) => vec![refund_list::in_states(&[state])],
    }
}

/// The wire value of a tab.
pub fn tab_code(tab: Option<RefundState>) -> &'static str {
    tab.map_or("ALL", RefundState::code)
}

/// What the address asks for.
pub struct ListQuery {
    pub tab: Option<RefundState>,
    pub number: String,
    pub applied_from: Option<NaiveDate>,
    pub applied_to: Option<NaiveDate>,
    pub least: Option<Money>,
    pub most: Option<Money>,
    pub sort: Order,
    pub descending: bool,
    pub start: Option<(Cursor, Direction)>,
    /// The refund whose card is open beside the list.
    pub open: String,
    /// Fields that cannot be read.
    pub unreadable: Vec<&'static str>,
}

impl ListQuery {
    /// Reads an address; amounts are in `currency`. A number is looked for in every state unless a tab was chosen.
    pub fn read(fields: &Fields, currency: Currency) -> Self {
        let number = pasted(fields.raw("q"));
        let mut unreadable = Vec::new();
        let tab = match fields.raw("state") {
            "ALL" => None,
            "QUEUED" => Some(RefundState::Processing),
            code => match RefundState::parse(code).filter(|state| *state != RefundState::Cancelled) {
                Some(state) => Some(state),
                None => {
                    unreadable.extend(Some("state").filter(|_| !code.is_empty()));
                    Some(RefundState::PendingApproval).filter(|_| number.is_empty())
                }
            },
        };
        let date = |text: &str| NaiveDate::parse_from_str(&fold_width(text), "%Y-%m-%d").ok();
        let applied = range(fields, ["applied_from", "applied_to"], date, &mut unreadable);
        let amount =
            range(fields, ["amount_from", "amount_to"], |text| Money::parse(text, currency).ok(), &mut unreadable);
        let sort = match fields.raw("sort") {
            "applied_at" => refund_list::BY_APPLICATION,
            "reviewed_at" => refund_list::BY_REVIEW,
            "approved" => refund_list::BY_AMOUNT,
            _ => refund_list::BY_ENTRY,
        };
        // What waits is worked off from the oldest on; what is done is looked up from the newest.
        let waits = !matches!(tab, None | Some(RefundState::Succeeded));
        let descending = match fields.raw("dir") {
            "asc" => false,
            "desc" => true,
            _ => !(waits && sort == refund_list::BY_ENTRY),
        };
        Self {
            tab,
            number,
            applied_from: applied.0,
            applied_to: applied.1,
            least: amount.0,
            most: amount.1,
            sort,
            descending,
            start: start_of(fields),
            open: fields.raw("open").trim().to_uppercase(),
            unreadable,
        }
    }

    /// As the store narrows.
    pub fn narrowing(&self, zone: chrono_tz::Tz) -> Vec<Predicate> {
        let from = self.applied_from.map(|day| start_of_day(day, zone));
        let before = self.applied_to.and_then(|day| day.succ_opt()).map(|day| start_of_day(day, zone));
        let mut narrowing = of_tab(self.tab);
        if !self.number.is_empty() {
            narrowing.push(refund_list::numbered(&self.number));
        }
        if from.is_some() || before.is_some() {
            narrowing.push(refund_list::applied(from, before));
        }
        if self.least.is_some() || self.most.is_some() {
            narrowing.push(refund_list::of_amount(self.least, self.most));
        }
        narrowing
    }

    /// The page the address asks for.
    pub fn window(&self) -> Window<Order> {
        Window { sort: self.sort, ascending: !self.descending, start: self.start.clone(), limit: PAGE_ROWS }
    }

    /// Whether anything but the tab narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.number.is_empty()
            || self.applied_from.is_some()
            || self.applied_to.is_some()
            || self.least.is_some()
            || self.most.is_some()
    }
}

/// Both ends of a range; what cannot be read, and a range that ends before it begins, is noted and left out.
fn range<T: PartialOrd>(
    fields: &Fields,
    names: [&'static str; 2],
    parse: impl Fn(&str) -> Option<T>,
    unreadable: &mut Vec<&'static str>,
) -> (Option<T>, Option<T>) {
    let [from, to] = names.map(|name| {
        let text = fields.raw(name).trim();
        let value = parse(text);
        if value.is_none() && !text.is_empty() {
            unreadable.push(name);
        }
        value
    });
    if let (Some(first), Some(last)) = (&from, &to)
        && last < first
    {
        unreadable.extend(names);
        return (None, None);
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> ListQuery {
        ListQuery::read(&Fields::parse(query.as_bytes()), Currency::CNY)
    }

    #[test]
    fn nonsense_is_left_out() {
        let asked = asked("state=NONSENSE&sort=x&dir=y&after=z&applied_from=yesterday&amount_from=1e3&amount_to=-1");
        assert_eq!(asked.tab, Some(RefundState::PendingApproval));
        assert!(!asked.is_narrowed() && asked.start.is_none() && !asked.descending);
    }

    #[test]
    fn a_number_is_looked_for_in_every_state() {
        assert_eq!(asked("q=AS26").tab, None);
        assert_eq!(asked("q=AS26&state=FAILED").tab, Some(RefundState::Failed));
        assert_eq!(asked("q=%EF%BC%A1%EF%BC%B3").number, "AS");
    }
}
