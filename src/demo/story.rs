//! The story of one order: the application, and the steps that followed, each at its moment of the week.

use super::sale::Sale;
use super::week::When;
use crate::commands::goods::inspect::Inspection;
use crate::commands::goods::receive::Count;
use crate::commands::tickets::application::{Application, AppliedLine};
use crate::commands::tickets::decide_exception::Decision;
use crate::commands::tickets::review::Approval;
use crate::domain::goods::condition::{QualityFault, Verdict};
use crate::domain::goods::movement::Carrier;
use crate::domain::money::Money;
use crate::domain::people::risk::RiskKind;
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::domain::ticket::kind::{Channel, EvidenceKind, TicketType};
use crate::domain::ticket::reason::RejectCategory;
use crate::domain::ticket::request::BuyerAnswer;
use crate::store::tickets::stages::Particulars;

/// One thing that somebody did to a ticket.
#[derive(Clone, Debug)]
pub enum Step {
    Draft,
    Open,
    Note(&'static str),
    Approve(Approval),
    Reject(RejectCategory, &'static str),
    /// The buyer is asked for evidence.
    Ask(Vec<EvidenceKind>, &'static str),
    /// The buyer is offered an amount.
    Offer(Money, &'static str),
    Answer(BuyerAnswer, &'static str),
    /// The platform's number, and in how many hours it refunds by itself.
    Platform(&'static str, i64),
    /// An attempt to resolve it without a return.
    Attempt(AttemptWay, AttemptResult, &'static str),
    /// How the buyer signed for goods that came damaged.
    Signed(SignedAs),
    /// The steps of the damage procedure that are done by then.
    Damage(Vec<DamageStep>),
    /// The buyer objects to the rejection.
    Appeal(&'static str),
    /// The buyer is marked as a risk, with what that rests on.
    Mark(RiskKind, &'static str),
    /// The buyer asks for a superior.
    Escalate(&'static str),
    /// The case comes before the platform, under its number there.
    Dispute(&'static str, &'static str),
    Cancel(&'static str),
    Close(&'static str),
    /// The buyer sent the goods under the story's parcel number.
    ShipBack,
    /// The goods come back as they went.
    RefusedBack,
    /// The story's parcel is signed in.
    SignIn,
    Receive(Vec<Count>),
    Inspect(Role, Inspection),
    Decide(Decision),
    Pay,
    Bounce(&'static str),
    /// Finance transferred the money by hand.
    Transfer(&'static str),
    ConfirmTransfer,
    Dispatch,
    ConfirmReceipt,
}

pub use crate::domain::permission::Role;

/// An order and the ticket about it.
#[derive(Clone, Debug)]
pub struct Story {
    pub sale: Sale,
    pub application: Application,
    pub steps: Vec<(When, Step)>,
    /// The carrier of the buyer's parcel.
    pub carrier: Carrier,
    /// The number of the buyer's parcel, where the story names one.
    pub parcel: Option<&'static str>,
}

impl Story {
    /// An application for units of the order's first line.
    pub fn new(sale: Sale, kind: TicketType, quantity: i64, reason: &str, words: &str) -> Self {
        let line = AppliedLine { line_no: 1, quantity, reason_code: reason.to_owned(), exchange_sku: None };
        let application = Application {
            kind,
            lines: vec![line],
            particulars: Particulars {
                buyer_words: words.to_owned(),
                channel: Channel::Platform,
                desired_solution: Some(kind.usual_wish()),
                ..Particulars::default()
            },
            requested_on: None,
            ticket_no: None,
            parent_no: None,
            unread: Vec::new(),
        };
        Self { sale, application, steps: Vec::new(), carrier: Carrier::Shunfeng, parcel: None }
    }

    /// Goods back, money back.
    pub fn take_back(sale: Sale, quantity: i64, reason: &str, words: &str) -> Self {
        Self::new(sale, TicketType::ReturnRefund, quantity, reason, words)
    }

    /// Money back.
    pub fn refund(sale: Sale, quantity: i64, reason: &str, words: &str) -> Self {
        Self::new(sale, TicketType::RefundOnly, quantity, reason, words)
    }

    /// Other goods for those that come back.
    pub fn exchange(sale: Sale, quantity: i64, reason: &str, words: &str) -> Self {
        Self::new(sale, TicketType::Exchange, quantity, reason, words)
    }

    /// Units of a further line of the order.
    pub fn also(mut self, line_no: i64, quantity: i64, reason: &str) -> Self {
        let line = AppliedLine { line_no, quantity, reason_code: reason.to_owned(), exchange_sku: None };
        self.application.lines.push(line);
        self
    }

    /// Another SKU is wanted instead.
    pub fn wanting(mut self, sku: &str) -> Self {
        self.application.lines.iter_mut().for_each(|line| line.exchange_sku = Some(sku.to_owned()));
        self
    }

    /// The buyer applied by telephone.
    pub fn by_phone(mut self) -> Self {
        self.application.particulars.channel = Channel::Hotline;
        self
    }

    /// The agent's note for colleagues.
    pub fn remark(mut self, remark: &str) -> Self {
        self.application.particulars.remark = remark.to_owned();
        self
    }

    /// The number of the parcel that comes back.
    pub fn parcel(mut self, carrier: Carrier, number: Option<&'static str>) -> Self {
        self.carrier = carrier;
        self.parcel = number;
        self
    }

    /// Something done at a moment.
    pub fn then(mut self, when: When, step: Step) -> Self {
        self.steps.push((when, step));
        self
    }

    /// The agent applies.
    pub fn open(self, when: When) -> Self {
        self.then(when, Step::Open)
    }

    /// Approved as computed.
    pub fn approve(self, when: When) -> Self {
        self.then(when, Step::Approve(Approval::default()))
    }

    /// The buyer ships the goods back.
    pub fn ship(self, when: When) -> Self {
        self.then(when, Step::ShipBack)
    }

    /// Signed in, and counted as expected a while later.
    pub fn arrive(self, when: When) -> Self {
        self.then(when, Step::SignIn).then(later(when), Step::Receive(Vec::new()))
    }

    /// The goods are as they should be.
    pub fn pass(self, when: When) -> Self {
        self.then(when, Step::Inspect(Role::Warehouse, inspection(Verdict::Pass, "")))
    }

    /// The goods are not as they should be.
    pub fn deviate(self, when: When, finding: &str) -> Self {
        self.then(when, Step::Inspect(Role::Warehouse, inspection(Verdict::Deviates, finding)))
    }

    /// Finance approves the refund.
    pub fn pay(self, when: When) -> Self {
        self.then(when, Step::Pay)
    }

    /// The whole way of a return, from the application on a day until the money is with the buyer three or four days later.
    pub fn all_the_way(self, day: i64, time: i64) -> Self {
        self.open((day, time))
            .approve(later((day, time)))
            .ship((day - 1, 1730))
            .arrive((day - 3, time))
            .pass((day - 3, 1540))
            .pay((day - 3, 1715))
    }

    /// The day on which the story begins.
    pub fn begins(&self) -> i64 {
        self.steps.iter().map(|((day, _), _)| *day).max().unwrap_or(0)
    }
}

/// Some forty minutes later.
pub fn later((day, time): When) -> When {
    (day, time + if time % 100 < 20 { 37 } else { 81 })
}

/// An inspection with a verdict and a finding.
pub fn inspection(verdict: Verdict, finding: &str) -> Inspection {
    let good = verdict == Verdict::Pass;
    Inspection {
        verdict,
        grades: Vec::new(),
        packaging_ok: good,
        goods_ok: good,
        unused: true,
        parts_complete: good,
        resalable: good,
        quality_fault: QualityFault::Unclear,
        finding: finding.to_owned(),
    }
}
