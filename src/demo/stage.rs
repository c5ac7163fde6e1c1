//! Where the stories are played: every step at its moment, by the person whose work it is, through the command that does it.

use std::collections::VecDeque;
use std::path::Path;

use super::cast::Cast;
use super::house;
use super::house::HOUSES;
use super::numbers::tracking_no;
use super::queries;
use super::queries::Deed;
use super::rules;
use super::sale::Sale;
use super::story::{Role, Step, Story};
use super::week::{Week, When};
use crate::clock::Clock;
use crate::commands::dispute;
use crate::commands::dispute::Opening;
use crate::commands::goods::dispatch::{Dispatch, dispatch};
use crate::commands::goods::parcel_arrival::Scan;
use crate::commands::goods::receive::Receipt;
use crate::commands::goods::{inspect, parcel_arrival, receive};
use crate::commands::money::refund;
use crate::commands::orders::import_orders;
use crate::commands::orders::import_orders::Incoming;
use crate::commands::people::mark_buyer;
use crate::commands::service::{attempt, damage};
use crate::commands::term::prolong;
use crate::commands::tickets::application::Intent;
use crate::commands::tickets::decide_exception::decide;
use crate::commands::tickets::{annotate, appeal, confirm_receipt, negotiate, open_ticket, return_goods, review};
use crate::commands::{Actor, CommandError};
use crate::domain::dispute::case::DisputeKind;
use crate::domain::goods::movement::{Carrier, ReturnMethod};
use crate::domain::order::order_record::OrderRecord;
use crate::domain::term::kind::PlatformAction;
use crate::domain::time::{Timestamp, zone};
use crate::jobs::job::Jobs;
use crate::spreadsheet::fingerprint;
use crate::store::house::merchants;
use crate::store::money::refunds;
use crate::store::money::refunds::RefundRow;
use crate::store::tickets::TicketRow;
use crate::store::{Db, Scope, Tx, orders, tickets};

/// When the merchants were set up: before the week's first step.
const MORNING: When = (7, 830);

/// The database with its people, its clock in hand.
pub struct Stage {
    db: Db,
    hand: Clock,
    week: Week,
    jobs: Jobs,
    cast: Cast,
    /// Ids of the merchants, in the order of `HOUSES`.
    merchants: Vec<i64>,
}

/// What a buyer asked, and where it stands.
#[derive(Clone)]
struct Question {
    asked: queries::Asked,
    merchant_id: i64,
    order_no: String,
    /// Once it is recorded.
    id: Option<i64>,
}

/// The questions of the week.
struct Questions {
    all: Vec<Question>,
    /// What is done with them, in the order of time.
    deeds: VecDeque<(Timestamp, usize, Deed)>,
}

impl Questions {
    /// With the merchants in the order of `HOUSES`, and what they sold beside the stories.
    fn of(week: &Week, merchants: &[i64], sold: &[(i64, String)]) -> Self {
        let question = |asked: queries::Asked| {
            let merchant_id = merchants.get(asked.house).copied()?;
            let of_merchant = sold.iter().filter(|(merchant, _)| *merchant == merchant_id);
            let order = asked.order.and_then(|nth| of_merchant.map(|(_, order_no)| order_no.clone()).nth(nth));
            Some(Question { asked, merchant_id, order_no: order.unwrap_or_default(), id: None })
        };
        let all: Vec<Question> = queries::all().into_iter().filter_map(question).collect();
        let deeds = all.iter().enumerate().flat_map(|(at, question)| {
            question.asked.deeds.iter().map(move |(when, deed)| (week.at(*when), at, *deed))
        });
        let mut deeds: Vec<_> = deeds.collect();
        deeds.sort_by_key(|(when, at, _)| (*when, *at));
        Self { all, deeds: deeds.into() }
    }

    /// The next deed that is due by an instant.
    fn due(&mut self, by: Timestamp) -> Option<(Timestamp, usize, Deed)> {
        let is_due = self.deeds.front().is_some_and(|(when, ..)| *when <= by);
        if is_due { self.deeds.pop_front() } else { None }
    }
}

/// A story on its way.
#[derive(Clone)]
struct Scene {
    cast: Cast,
    story: Story,
    seed: u64,
    merchant_id: i64,
    order_no: String,
    /// Once it is opened.
    ticket_no: Option<String>,
}

impl Stage {
    /// Sets merchants, goods and people up.
    pub fn set(db: Db, hand: Clock, week: Week, files_dir: &Path) -> Result<Self, String> {
        turn(&hand, week.at(MORNING));
        let merchants = db.write_blocking(house::set_up).map_err(describe("the merchants"))?;
        let cast = Cast::employ(&db).map_err(describe("the staff"))?;
        for merchant_id in merchants.clone() {
            let people = cast.clone();
            db.write_blocking(move |tx| rules::set_up(tx, merchant_id, &people)).map_err(describe("the rules"))?;
        }
        let jobs = Jobs::new(db.clone(), files_dir, &[]);
        Ok(Self { db, hand, week, jobs, cast, merchants })
    }

    /// Plays all stories at once: step by step, in the order of time.
    pub fn play(&mut self, (stories, other_sales): (Vec<Story>, Vec<Sale>)) -> Result<(), String> {
        let told_of = stories.len() as u64;
        let mut sold: Vec<(i64, String)> = Vec::new();
        for (at, sale) in other_sales.into_iter().enumerate() {
            let seed = told_of + at as u64;
            let (merchant_id, record) = self.import(&sale, seed, 1 + at as i64 % 8)?;
            sold.push((merchant_id, record.order_no));
        }
        let mut questions = Questions::of(&self.week, &self.merchants, &sold);
        let mut steps: Vec<(Timestamp, usize, usize)> = Vec::new();
        for (story_at, story) in stories.iter().enumerate() {
            for (step_at, (when, _)) in story.steps.iter().enumerate() {
                steps.push((self.week.at(*when), story_at, step_at));
            }
        }
        steps.sort();
        let mut scenes: Vec<Option<Scene>> = stories.iter().map(|_| None).collect();
        for (at, story_at, step_at) in steps {
            // Nobody does everything on the stroke of a minute.
            let at = at.plus_seconds((story_at as i64 * 17 + step_at as i64 * 7) % 55);
            while let Some(due) = questions.due(at) {
                self.ask(&mut questions, due)?;
            }
            turn(&self.hand, at.max(self.hand.now()));
            let story = &stories[story_at];
            let step = story.steps[step_at].1.clone();
            let scene = match scenes[story_at].take() {
                Some(scene) => scene,
                None => self.scene(story, story_at as u64)?,
            };
            let what = format!("{:?}, step {step_at} {step:?}", story.application.particulars.buyer_words);
            let pays = matches!(step, Step::Open | Step::Draft | Step::Pay);
            let scene = self.db.write_blocking(move |tx| scene.perform(tx, &step)).map_err(describe(&what))?;
            scenes[story_at] = Some(scene);
            if pays {
                self.jobs.run_due().map_err(|error| error.to_string())?;
            }
        }
        while let Some(due) = questions.due(Timestamp::from_micros(i64::MAX)) {
            self.ask(&mut questions, due)?;
        }
        Ok(())
    }

    /// Does what is done with a query at its moment.
    fn ask(&self, questions: &mut Questions, (when, at, deed): (Timestamp, usize, Deed)) -> Result<(), String> {
        turn(&self.hand, when.max(self.hand.now()));
        let Question { asked, merchant_id, order_no, id } = questions.all[at].clone();
        let (cast, what) = (self.cast.clone(), format!("{asked:?}, {deed:?}"));
        let done = self.db.write_blocking(move |tx| asked.perform(tx, &cast, (merchant_id, &order_no), id, deed));
        questions.all[at].id = Some(done.map_err(describe(&what))?);
        Ok(())
    }

    /// The order of a story comes in, just before the work on it begins.
    fn scene(&self, story: &Story, seed: u64) -> Result<Scene, String> {
        let (merchant_id, record) = self.import(&story.sale, seed, story.begins())?;
        let (cast, story) = (self.cast.clone(), story.clone());
        Ok(Scene { cast, story, seed, merchant_id, order_no: record.order_no, ticket_no: None })
    }

    fn import(&self, sale: &Sale, seed: u64, begins: i64) -> Result<(i64, OrderRecord), String> {
        let house = HOUSES.iter().position(|house| sale.house().is_some_and(|sold| sold.prefix == house.prefix));
        let merchant_id = house.and_then(|at| self.merchants.get(at)).copied().ok_or("goods of no merchant")?;
        let record = sale.record(&self.week, seed, begins).ok_or("goods that are not in the catalogue")?;
        let incoming = Incoming { fingerprint: fingerprint(&record), record: record.clone() };
        self.db
            .write_blocking(move |tx| import_orders::batch(tx, merchant_id, None, std::slice::from_ref(&incoming)))
            .map_err(describe("an order"))?;
        Ok((merchant_id, record))
    }
}

impl Scene {
    fn perform(&self, tx: &mut Tx<'_>, step: &Step) -> Result<Self, CommandError> {
        let ticket_no = match &self.ticket_no {
            Some(number) => self.go_on(tx, step, number).map(|()| number.clone())?,
            None => self.begin(tx, step)?,
        };
        Ok(Self { ticket_no: Some(ticket_no), ..self.clone() })
    }

    fn begin(&self, tx: &mut Tx<'_>, step: &Step) -> Result<String, CommandError> {
        let orders = orders::by_no(tx.connection(), &Scope::All, &self.order_no)?;
        let order = orders.first().ok_or(CommandError::NotFound)?;
        let intent = if matches!(step, Step::Draft) { Intent::Draft } else { Intent::Submit };
        let ticket = open_ticket::open(tx, &self.cast.actor(Role::Agent), order.id, &self.story.application, intent)?;
        Ok(ticket.ticket_no)
    }

    fn go_on(&self, tx: &mut Tx<'_>, step: &Step, number: &str) -> Result<(), CommandError> {
        let ticket = tickets::by_no(tx.connection(), &Scope::All, number)?.ok_or(CommandError::NotFound)?;
        let version = ticket.version;
        let agent = self.cast.actor(Role::Agent);
        let reviewer = self.cast.actor(Role::Reviewer);
        let warehouse = self.cast.actor(Role::Warehouse);
        match step {
            Step::Draft | Step::Open => open_ticket::submit_draft(tx, &agent, number, version)?,
            Step::Note(text) => annotate::note(tx, &agent, number, None, text)?,
            Step::Approve(approval) => review::approve(tx, &reviewer, number, version, approval)?,
            Step::Reject(category, reason) => review::reject(tx, &reviewer, number, version, *category, reason, true)?,
            Step::Ask(wanted, words) => negotiate::request_supplement(tx, &agent, number, version, wanted, words)?,
            Step::Offer(amount, words) => negotiate::offer(tx, &agent, number, version, *amount, words)?,
            Step::Answer(answer, words) => negotiate::record_answer(tx, &agent, number, version, *answer, words)?,
            Step::Platform(platform_no, hours) => {
                let merchant = merchants::get(tx.connection(), self.merchant_id)?;
                let due = tx.now().plus_seconds(hours * 3_600).utc().with_timezone(&zone(&merchant.timezone));
                let (due, then) = (Some(due.naive_local()), PlatformAction::AutoRefund);
                prolong::note_platform(tx, &agent, number, version, platform_no, due, then)?
            }
            Step::Appeal(words) => appeal::appeal(tx, &agent, number, version, words)?,
            Step::Mark(kind, evidence) => {
                let buyer = ticket.buyer_id.ok_or(CommandError::NotFound)?;
                return mark_buyer::set(tx, &reviewer, buyer, *kind, evidence, number);
            }
            Step::Attempt(way, result, words) => attempt::log(tx, &agent, number, version, (*way, *result), words)?,
            Step::Signed(signed_as) => damage::record_delivery(tx, &agent, number, version, *signed_as)?,
            Step::Damage(done) => damage::check_steps(tx, &agent, number, version, done)?,
            Step::Escalate(words) => dispute::escalate(tx, &agent, number, version, words)?,
            Step::Dispute(reference, words) => {
                let opening = Opening {
                    kind: DisputeKind::Platform,
                    reference: (*reference).to_owned(),
                    body: String::new(),
                    words: (*words).to_owned(),
                    due: None,
                    evidence_due: None,
                };
                dispute::open(tx, &agent, number, version, &opening)?
            }
            Step::Cancel(reason) => review::cancel(tx, &agent, number, version, reason)?,
            Step::Close(reason) => review::close(tx, &reviewer, number, version, reason)?,
            Step::ShipBack => {
                let (carrier, parcel) = (Some(self.story.carrier), self.parcel());
                return_goods::ship_back(tx, &agent, number, version, ReturnMethod::SelfShip, carrier, Some(&parcel))?
            }
            Step::RefusedBack => {
                return_goods::ship_back(tx, &agent, number, version, ReturnMethod::RefusedDelivery, None, None)?
            }
            Step::SignIn => return self.sign_in(tx, &warehouse),
            Step::Receive(counts) => {
                let receipt = Receipt { counts: counts.clone(), ..Receipt::default() };
                receive::receive(tx, &warehouse, number, version, &receipt)?
            }
            Step::Inspect(role, found) => inspect::inspect(tx, &self.cast.actor(*role), number, version, found)?,
            Step::Decide(decision) => decide(tx, &reviewer, number, version, decision)?,
            Step::Dispatch => {
                let tracking_no = tracking_no(Carrier::Shunfeng, self.seed + 2_000);
                let form = Dispatch { warehouse: String::new(), carrier: Some(Carrier::Shunfeng), tracking_no };
                dispatch(tx, &warehouse, number, version, &form)?
            }
            Step::ConfirmReceipt => confirm_receipt::confirm_receipt(tx, &agent, number, version)?,
            Step::Pay | Step::Bounce(_) | Step::Transfer(_) | Step::ConfirmTransfer => {
                return self.settle(tx, step, &ticket);
            }
        };
        Ok(())
    }

    fn settle(&self, tx: &mut Tx<'_>, step: &Step, ticket: &TicketRow) -> Result<(), CommandError> {
        let RefundRow { refund_no, version, .. } =
            refunds::open_of(tx.connection(), ticket.id)?.ok_or(CommandError::NotFound)?;
        let finance: Actor = self.cast.actor(Role::Finance);
        match step {
            Step::Bounce(reason) => refund::bounce(tx, &finance, &refund_no, version, reason)?,
            Step::Transfer(reference) => {
                let merchant = merchants::get(tx.connection(), ticket.merchant_id)?;
                let today = tx.now().date_in(zone(&merchant.timezone));
                refund::record_offline(tx, &finance, &refund_no, version, reference, today)?
            }
            Step::ConfirmTransfer => {
                refund::confirm_offline(tx, &self.cast.actor(Role::FinanceLead), &refund_no, version)?
            }
            _ => refund::approve(tx, &finance, &refund_no, version)?,
        };
        Ok(())
    }

    fn sign_in(&self, tx: &mut Tx<'_>, clerk: &Actor) -> Result<(), CommandError> {
        let warehouse = merchants::warehouses_of(tx.connection(), self.merchant_id)?.into_iter().next();
        let (number, warehouse_id) = (self.parcel(), warehouse.map(|warehouse| warehouse.id));
        parcel_arrival::sign_in(
            tx,
            clerk,
            &Scan { typed_no: &number, warehouse_id, scanned_at: None, is_parcel: true },
        )?;
        Ok(())
    }

    fn parcel(&self) -> String {
        self.story.parcel.map_or_else(|| tracking_no(self.story.carrier, self.seed), str::to_owned)
    }
}

fn turn(hand: &Clock, to: Timestamp) {
    hand.advance((to.micros() - hand.now().micros()) / 1_000_000);
}

fn describe(what: &str) -> impl Fn(CommandError) -> String {
    let what = what.to_owned();
    move |error| match error {
        CommandError::Db(error) => format!("the demo cannot be filled: {what}: {error}"),
        other => format!("the demo cannot be filled: {what}: {other:?}"),
    }
}
