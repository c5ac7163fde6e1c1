//! A business of any size for load tests: made up, plausible, the same for the same seed. Who, what and when is decided here; the rows are
//! written past the commands, many at a time, by `store::bulk`, so what they say must be what the commands would have left behind.

mod choices;
mod clocks;
mod days;
mod goods;
mod history;
mod house;
mod paths;
mod people;
mod rng;

use std::collections::BTreeMap;

pub use house::PASSWORD;

use crate::clock::Clock;
use crate::commands::CommandError;
use crate::domain::order::kind::Platform;
use crate::domain::ticket::status::Status;
use crate::store::bulk::plan::{GoodsPlan, KeyPlan, WordPlan};
use crate::store::bulk::{self, Filling};
use crate::store::tickets::keys::{goods_key, people_keys, words_of};
use crate::store::{Db, DbError};
use history::{History, Run, Sizes};
use house::{House, Merchant};
use rng::Rng;

/// Orders of one batch.
const BATCH: i64 = 16_000;
/// Units of each thing that are on the shelf at first; far more than exchanges can ask for.
const STOCKED: i64 = 1_000_000;

/// How much is to be made.
#[derive(Clone, Copy, Debug)]
pub struct HouseSize {
    pub tickets: i64,
    /// A third of the tickets at least; three quarters of them when not said.
    pub orders: Option<i64>,
    /// How many of the tickets are open; about two in a hundred when not said.
    pub open: Option<i64>,
    pub seed: u64,
}

/// The numbers of rows made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub tickets: i64,
    pub orders: i64,
    pub buyers: i64,
    pub goods: i64,
    pub by_status: BTreeMap<Status, i64>,
}

/// How far it has come: what is done, of how much, in one phase.
#[derive(Clone, Copy, Debug)]
pub enum Progress {
    Tickets(i64, i64),
    Indexes(usize, usize),
}

/// Fills a database that has no tickets; the message says why it was not filled.
pub fn fill(url: &str, clock: &Clock, size: HouseSize, mut tell: impl FnMut(Progress)) -> Result<Made, String> {
    let sizes = sizes(size)?;
    let house = create_house(url, clock, size.seed)?;
    write(url, clock, size, sizes, &house, &mut tell).map_err(|error| error.to_string())
}

fn sizes(size: HouseSize) -> Result<Sizes, String> {
    let tickets = size.tickets;
    if !(1..=100_000_000).contains(&tickets) {
        return Err("--tickets must be between 1 and 100,000,000".to_owned());
    }
    let orders = size.orders.unwrap_or_else(|| (tickets * 3 / 4).max(1));
    if orders.saturating_mul(3) < tickets || orders > 100_000_000 {
        return Err(format!(
            "--orders must be {} or more, as an order has three tickets at most, and not above 100,000,000",
            (tickets + 2) / 3
        ));
    }
    if size.open.is_some_and(|open| !(0..=tickets).contains(&open)) {
        return Err("--open must be between 0 and the number of tickets".to_owned());
    }
    let buyers = (orders / 4).clamp(100, 500_000);
    Ok(Sizes { tickets, orders, buyers, goods: (tickets / 100).clamp(100, 4_000), open: size.open })
}

/// Creates merchants and staff by the usual commands, where there is no ticket yet.
fn create_house(url: &str, clock: &Clock, seed: u64) -> Result<House, String> {
    let db = Db::open(url, clock.clone()).map_err(|error| error.to_string())?;
    if !db.read_blocking(bulk::has_no_tickets).map_err(|error: DbError| error.to_string())? {
        return Err("generate fills only a database without tickets, and this one has some. \
                    Name another one, such as DATABASE_URL=sqlite://data/load.db"
            .to_owned());
    }
    house::create(&db, seed).map_err(|error| match error {
        CommandError::Db(error) => error.to_string(),
        other => format!("merchants and staff cannot be founded: {other:?}"),
    })
}

fn write(
    url: &str,
    clock: &Clock,
    size: HouseSize,
    sizes: Sizes,
    house: &House,
    tell: &mut impl FnMut(Progress),
) -> Result<Made, DbError> {
    let now = clock.now();
    let mut filling = Filling::begin(url, sizes.tickets)?;
    let goods_runs = runs(&house.merchants, sizes.goods);
    let buyer_runs = runs(&house.merchants, sizes.buyers);
    let goods = goods(size.seed, house, &goods_runs);
    filling.add_goods(&goods, STOCKED, now.plus_seconds(-800 * 86_400))?;
    add_words(&mut filling, goods.iter().map(|goods| goods_key(&goods.sku, &goods.name, &goods.spec)))?;
    let first_buyer_id = add_buyers(&mut filling, size.seed, house, &buyer_runs)?;
    let paths = paths::all();
    filling.plan_paths(&paths.iter().map(|path| path.plan.clone()).collect::<Vec<_>>())?;
    filling.plan_steps(&paths.iter().flat_map(|path| path.steps.clone()).collect::<Vec<_>>())?;
    let mut history = History {
        house,
        paths: &paths,
        goods: &goods,
        buyer_runs,
        goods_runs,
        first_buyer_id,
        sizes,
        seed: size.seed,
        now: now.micros(),
        rng: Rng::new(size.seed),
        days: days::Days::default(),
        counts: BTreeMap::new(),
    };
    let mut from = 0;
    while from < sizes.orders {
        let to = (from + BATCH).min(sizes.orders);
        let first_id = filling.take_ids(history.ids_of(from, to))?;
        let batch = history.tell(from, to, first_id);
        filling.plan_orders(&batch.orders)?;
        filling.plan_lines(&batch.lines)?;
        filling.plan_tickets(&batch.tickets)?;
        filling.spread()?;
        filling.add_terms(&batch.terms)?;
        filling.add_platforms(&batch.platforms)?;
        from = to;
        tell(Progress::Tickets(history.tickets_before(from), sizes.tickets));
    }
    filling.count_days(&history.days.given())?;
    filling.count_tickets(&history.counts)?;
    let (mut done, steps) = (0, filling.steps_left());
    filling.finish(|| {
        done += 1;
        tell(Progress::Indexes(done, steps));
    })?;
    let mut by_status: BTreeMap<Status, i64> = BTreeMap::new();
    for ((_, _, status), count) in &history.counts {
        *by_status.entry(*status).or_default() += count;
    }
    Ok(Made { tickets: sizes.tickets, orders: sizes.orders, buyers: sizes.buyers, goods: sizes.goods, by_status })
}

/// A total split over the merchants by their shares of the business.
fn runs(merchants: &[Merchant], count: i64) -> Vec<Run> {
    let all: i64 = merchants.iter().map(|merchant| merchant.share).sum();
    let (mut before, mut first) = (0, 0);
    merchants
        .iter()
        .map(|merchant| {
            before += merchant.share;
            let end = count * before / all.max(1);
            let run = Run { first, count: end - first };
            first = end;
            run
        })
        .collect()
}

fn goods(seed: u64, house: &House, runs: &[Run]) -> Vec<GoodsPlan> {
    let of_place = |(merchant, run): (&Merchant, &Run)| {
        (run.first..run.first + run.count).map(|no| goods::thing(seed, no, merchant)).collect::<Vec<_>>()
    };
    house.merchants.iter().zip(runs).flat_map(of_place).collect()
}

fn add_words(
    filling: &mut Filling,
    keys: impl Iterator<Item = crate::store::tickets::keys::Key>,
) -> Result<(), DbError> {
    let mut words = Vec::new();
    for key in keys {
        words.extend(words_of(&key).into_iter().map(|word| WordPlan {
            word,
            kind: key.kind.code(),
            value: key.value.clone(),
            text: key.text.clone(),
        }));
    }
    filling.plan_words(&words)
}

/// Adds the buyers of every merchant, with what their tickets are found by; the id of the first.
fn add_buyers(filling: &mut Filling, seed: u64, house: &House, runs: &[Run]) -> Result<i64, DbError> {
    let first_id = filling.take_ids(runs.iter().map(|run| run.count).sum())?;
    let step = usize::try_from(BATCH).unwrap_or(1);
    for (merchant, run) in house.merchants.iter().zip(runs) {
        let numbers: Vec<i64> = (run.first..run.first + run.count).collect();
        for numbers in numbers.chunks(step) {
            let (mut rows, mut keys, mut plans) = (Vec::new(), Vec::new(), Vec::new());
            for no in numbers {
                let platform = merchant.shops.get((no % merchant.shops.len().max(1) as i64) as usize);
                let platform = platform.map_or(Platform::Other, |(_, platform)| *platform);
                let row = people::buyer(seed, *no, first_id + no, merchant.merchant_id, platform);
                let receiver = people::receiver(seed, *no);
                for key in people_keys([&receiver, &row.nickname], &row.account, [&row.phone, &row.phone]) {
                    plans.push(KeyPlan { buyer_id: row.id, kind: key.kind.code(), value: key.value.clone() });
                    keys.push(key);
                }
                rows.push(row);
            }
            filling.add_buyers(&rows)?;
            filling.plan_keys(&plans)?;
            add_words(filling, keys.into_iter())?;
        }
    }
    Ok(first_id)
}
