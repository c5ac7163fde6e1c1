//! A gateway that pays no money: it behaves by the text of the payment's reference, the same way every time, and keeps its own books in
//! a file. What each reference does is documented in `docs/simulated-gateway.md`.

use std::path::Path;

use super::RefundGateway;
use super::ledger::{Entry, Ledger, Open, RequestStatus};
use crate::domain::money::Money;
use crate::domain::money::refund::{Queried, RefundRequest, Submitted};

/// The books' file in the folder of files.
pub const LEDGER: &str = "simulated-gateway.jsonl";

/// How a payment's refunds go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scenario {
    /// Paid at once.
    Prompt,
    /// Refused for lack of balance once, paid when sent again.
    Balance,
    /// Refused always.
    Failing,
    /// Refused, and paid all the same: so it says at the first question.
    Reviving,
    /// Paid at once, one minor unit less than requested.
    Short,
    /// Taken in and then closed; a new request number is paid.
    Closing,
    /// Taken in, under way at the first question, paid at the second.
    Late,
    /// Taken in, and paid with two notices.
    Twice,
    /// Never answers, and is under way for ever.
    Silent,
}

impl Scenario {
    fn of(reference: &str) -> Self {
        let marks = [
            ("SIM-FAIL-BALANCE", Self::Balance),
            ("SIM-FAIL-PAID", Self::Reviving),
            ("SIM-FAIL", Self::Failing),
            ("SIM-SHORT", Self::Short),
            ("SIM-CLOSED", Self::Closing),
            ("SIM-LATE", Self::Late),
            ("SIM-TWICE", Self::Twice),
            ("SIM-SILENT", Self::Silent),
        ];
        marks.into_iter().find(|(mark, _)| reference.contains(mark)).map_or(Self::Prompt, |(_, scenario)| scenario)
    }
}

/// The simulated gateway.
pub struct Simulated {
    ledger: Ledger,
}

impl Simulated {
    /// The gateway whose books lie in a folder.
    pub fn open(folder: &Path) -> Self {
        Self { ledger: Ledger::at(&folder.join(LEDGER)) }
    }
}

impl RefundGateway for Simulated {
    fn submit(&self, request: &RefundRequest) -> Submitted {
        self.ledger.with(|books| submit(books, request)).unwrap_or_else(|error| {
            tracing::error!(%error, "the simulated gateway cannot keep its books");
            Submitted::Unknown
        })
    }

    fn query(&self, request_no: &str) -> Queried {
        self.ledger.with(|books| query(books, request_no)).unwrap_or_else(|error| {
            tracing::error!(%error, "the simulated gateway cannot keep its books");
            Queried::Unknown
        })
    }

    fn notices(&self, request_no: &str) -> Vec<Queried> {
        let twice = self.ledger.with(|books| match books.get(request_no) {
            Some(entry)
                if Scenario::of(&entry.reference) == Scenario::Twice && entry.status == RequestStatus::Accepted =>
            {
                let paid = describe(&entry_with(entry, RequestStatus::Paid, books)?);
                Ok(vec![paid.clone(), paid])
            }
            _ => Ok(Vec::new()),
        });
        twice.unwrap_or_default()
    }
}

fn submit(books: &mut Open<'_>, request: &RefundRequest) -> std::io::Result<Submitted> {
    let scenario = Scenario::of(&request.payment_reference);
    let before = books.get(&request.request_no);
    if let Some(entry) = before.as_ref().filter(|entry| entry.status != RequestStatus::Rejected) {
        return Ok(match entry.status {
            RequestStatus::Paid => Submitted::Succeeded(Money::from_minor(entry.amount_minor)),
            RequestStatus::Closed | RequestStatus::Rejected => Submitted::Rejected(entry.code.clone()),
            RequestStatus::Accepted | RequestStatus::Asked if scenario == Scenario::Silent => Submitted::Unknown,
            RequestStatus::Accepted | RequestStatus::Asked => Submitted::Accepted,
        });
    }
    // The first number is the refund's own; a later one carries a count.
    let first_number = request.request_no == request.refund_no;
    let (status, code) = match scenario {
        Scenario::Balance if before.is_none() => (RequestStatus::Rejected, "BALANCE_SHORT"),
        Scenario::Failing | Scenario::Reviving => (RequestStatus::Rejected, "ACCOUNT_CLOSED"),
        Scenario::Closing if first_number => (RequestStatus::Accepted, ""),
        Scenario::Late | Scenario::Twice | Scenario::Silent => (RequestStatus::Accepted, ""),
        Scenario::Prompt | Scenario::Balance | Scenario::Closing | Scenario::Short => (RequestStatus::Paid, ""),
    };
    let short = if scenario == Scenario::Short { Money::from_minor(1) } else { Money::ZERO };
    let amount = request.amount - short;
    books.append(Entry {
        request_no: request.request_no.clone(),
        refund_no: request.refund_no.clone(),
        reference: request.payment_reference.clone(),
        amount_minor: amount.minor(),
        currency: request.currency.code().to_owned(),
        status,
        code: code.to_owned(),
    })?;
    Ok(match status {
        RequestStatus::Paid => Submitted::Succeeded(amount),
        RequestStatus::Rejected => Submitted::Rejected(code.to_owned()),
        _ if scenario == Scenario::Silent => Submitted::Unknown,
        _ => Submitted::Accepted,
    })
}

fn query(books: &mut Open<'_>, request_no: &str) -> std::io::Result<Queried> {
    let Some(entry) = books.get(request_no) else { return Ok(Queried::NotFound) };
    let next = match (Scenario::of(&entry.reference), entry.status) {
        (Scenario::Late, RequestStatus::Accepted) => RequestStatus::Asked,
        (Scenario::Late, RequestStatus::Asked) | (Scenario::Twice, RequestStatus::Accepted) => RequestStatus::Paid,
        (Scenario::Closing, RequestStatus::Accepted) => RequestStatus::Closed,
        (Scenario::Reviving, RequestStatus::Rejected) => RequestStatus::Paid,
        _ => return Ok(describe(&entry)),
    };
    Ok(describe(&entry_with(entry, next, books)?))
}

fn entry_with(entry: Entry, status: RequestStatus, books: &mut Open<'_>) -> std::io::Result<Entry> {
    let code = if status == RequestStatus::Closed { "BALANCE_SHORT".to_owned() } else { String::new() };
    let entry = Entry { status, code, ..entry };
    books.append(entry.clone())?;
    Ok(entry)
}

fn describe(entry: &Entry) -> Queried {
    match entry.status {
        RequestStatus::Accepted | RequestStatus::Asked => Queried::Processing,
        RequestStatus::Paid => Queried::Succeeded(Money::from_minor(entry.amount_minor)),
        RequestStatus::Rejected => Queried::Failed(entry.code.clone()),
        RequestStatus::Closed => Queried::Closed(entry.code.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn request(request_no: &str, reference: &str) -> RefundRequest {
        RefundRequest {
            refund_no: "RF2611220001".to_owned(),
            request_no: request_no.to_owned(),
            payment_reference: reference.to_owned(),
            amount: Money::from_minor(9_466),
            currency: Currency::CNY,
            reason: String::new(),
        }
    }

    const NO: &str = "RF2611220001";
    const PAID: Money = Money::from_minor(9_466);

    /// Submissions and questions of one reference, in order, with their answers.
    fn play(reference: &str) -> (tempfile::TempDir, Simulated, RefundRequest) {
        let folder = tempfile::tempdir().expect("a folder");
        let gateway = Simulated::open(folder.path());
        (folder, gateway, request(NO, reference))
    }

    #[test]
    fn an_ordinary_payment_is_refunded_at_once_and_once() {
        let (folder, gateway, request) = play("WX4200001");
        assert_eq!(gateway.query(NO), Queried::NotFound);
        assert_eq!(gateway.submit(&request), Submitted::Succeeded(PAID));
        assert_eq!(gateway.submit(&request), Submitted::Succeeded(PAID));
        assert_eq!(gateway.query(NO), Queried::Succeeded(PAID));
        let books = std::fs::read_to_string(folder.path().join(LEDGER)).expect("books");
        assert_eq!(books.matches("PAID").count(), 1);
    }

    #[test]
    fn lack_of_balance_fails_once_and_is_paid_after_a_top_up() {
        let (_folder, gateway, request) = play("ALI-SIM-FAIL-BALANCE-1");
        assert_eq!(gateway.submit(&request), Submitted::Rejected("BALANCE_SHORT".to_owned()));
        assert_eq!(gateway.query(NO), Queried::Failed("BALANCE_SHORT".to_owned()));
        assert_eq!(gateway.submit(&request), Submitted::Succeeded(PAID));
    }

    #[test]
    fn a_closed_number_stays_closed_and_a_new_one_is_paid() {
        let (_folder, gateway, first) = play("SIM-CLOSED");
        assert_eq!(gateway.submit(&first), Submitted::Accepted);
        assert_eq!(gateway.query(NO), Queried::Closed("BALANCE_SHORT".to_owned()));
        assert_eq!(gateway.submit(&first), Submitted::Rejected("BALANCE_SHORT".to_owned()));
        assert_eq!(gateway.submit(&request("RF2611220001-2", "SIM-CLOSED")), Submitted::Succeeded(PAID));
    }

    #[test]
    fn others_fail_always_or_answer_late_twice_or_never() {
        let (_a, failing, request) = play("SIM-FAIL");
        for _ in 0..3 {
            assert_eq!(failing.submit(&request), Submitted::Rejected("ACCOUNT_CLOSED".to_owned()));
        }
        let (_b, late, request) = play("SIM-LATE");
        assert_eq!(late.submit(&request), Submitted::Accepted);
        assert_eq!([late.query(NO), late.query(NO)], [Queried::Processing, Queried::Succeeded(PAID)]);
        let (_c, twice, request) = play("SIM-TWICE");
        assert_eq!(twice.submit(&request), Submitted::Accepted);
        assert_eq!(twice.notices(NO), vec![Queried::Succeeded(PAID), Queried::Succeeded(PAID)]);
        assert_eq!(twice.notices(NO), Vec::new());
        let (_d, silent, request) = play("SIM-SILENT");
        assert_eq!(silent.submit(&request), Submitted::Unknown);
        assert_eq!(silent.submit(&request), Submitted::Unknown);
        assert_eq!([silent.query(NO), silent.query(NO)], [Queried::Processing, Queried::Processing]);
    }

    #[test]
    fn others_pay_less_than_asked_or_what_they_had_refused() {
        let (_a, short, request) = play("SIM-SHORT");
        let less = PAID - Money::from_minor(1);
        assert_eq!(short.submit(&request), Submitted::Succeeded(less));
        assert_eq!((short.submit(&request), short.query(NO)), (Submitted::Succeeded(less), Queried::Succeeded(less)));
        let (_b, reviving, request) = play("SIM-FAIL-PAID");
        assert_eq!(reviving.submit(&request), Submitted::Rejected("ACCOUNT_CLOSED".to_owned()));
        assert_eq!((reviving.query(NO), reviving.query(NO)), (Queried::Succeeded(PAID), Queried::Succeeded(PAID)));
        assert_eq!(reviving.submit(&request), Submitted::Succeeded(PAID));
    }

    #[test]
    fn two_processes_share_the_books_and_a_torn_line_counts_for_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (Simulated::open(folder.path()), Simulated::open(folder.path()));
        assert_eq!(one.submit(&request(NO, "A")), Submitted::Succeeded(PAID));
        let path = folder.path().join(LEDGER);
        let mut books = std::fs::read(&path).expect("books");
        books.extend_from_slice(b"{\"request_no\":\"RF26112");
        std::fs::write(&path, books).expect("books");
        assert_eq!(two.query(NO), Queried::Succeeded(PAID));
        assert_eq!(two.submit(&request("RF2", "A")), Submitted::Succeeded(PAID));
        assert_eq!(one.query("RF2"), Queried::Succeeded(PAID));
        let text = std::fs::read_to_string(&path).expect("books");
        assert_eq!(text.lines().count(), 2);
    }

    #[test]
    fn many_at_once_pay_a_number_once() {
        let folder = tempfile::tempdir().expect("a folder");
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    let gateway = Simulated::open(folder.path());
                    for n in 0..20 {
                        gateway.submit(&request(&format!("RF{n}"), "A"));
                    }
                });
            }
        });
        let text = std::fs::read_to_string(folder.path().join(LEDGER)).expect("books");
        assert_eq!(text.matches("PAID").count(), 20);
    }
}
