//! `import orders` of the command line: a bar on a terminal, the rejects file, the last line that scripts read.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use aftersales::commands::orders::import_orders::{Incoming, Preview};
use aftersales::commands::policy::manage_products;
use aftersales::commands::{Actor, CommandError};
use aftersales::domain::time::zone;
use aftersales::i18n::Lang;
use aftersales::i18n::refusals::Wording;
use aftersales::jobs::order_file::{Listener, OrderFile, Progress, import};
use aftersales::jobs::product_file;
use aftersales::jobs::stock_file;
use aftersales::jobs::stock_file::StockListener;
use aftersales::spreadsheet::{Mapping, RejectedLine, RejectsWriter, Sample};
use aftersales::store::house::merchants;
use aftersales::store::house::merchants::MerchantRow;
use aftersales::store::{Db, Scope};

use crate::command_line::{existing, language};

/// The arguments of the command.
pub struct ImportOrders {
    pub file: PathBuf,
    pub map: Option<PathBuf>,
    pub merchant: Option<String>,
    pub rejects: Option<PathBuf>,
    pub dry_run: bool,
}

/// Runs the import. The error is a sentence for the terminal: why it did not come to its end.
pub fn run(db: &Db, typed: &ImportOrders) -> Result<(), String> {
    existing(&typed.file)?;
    let mapping = match &typed.map {
        Some(path) => Mapping::load(existing(path)?).map_err(|error| error.to_string())?,
        None => Mapping::standard(),
    };
    let merchant = merchant(db, typed.merchant.as_deref())?;
    let file = OrderFile { path: &typed.file, mapping, merchant: &merchant, by: None, dry_run: typed.dry_run };
    let rejects = rejects_writer(typed.rejects.as_deref())?;
    let mut console = Console { bar: bar(), rejects, sample: Sample::default() };
    let outcome = import(db, &file, &mut console);
    console.bar.finish_and_clear();
    if let Some(rejects) = console.rejects {
        rejects.finish().map_err(|error| error.to_string())?;
    }
    let outcome = outcome.map_err(|error| error.to_string())?;
    if outcome.read.lines_rejected > 0 && typed.rejects.is_none() {
        eprintln!("Name a file with --rejects to see which lines were rejected, and why.");
    }
    if typed.dry_run {
        show(&console.sample);
        eprintln!("Dry run: nothing was written. An import would do this:");
    }
    println!("{outcome}");
    Ok(())
}

/// Imports a stock file; prints every refused line, and writes it to the rejects file where one is named.
pub fn run_stock(db: &Db, file: &Path, rejects_file: Option<&Path>) -> Result<(), String> {
    existing(file)?;
    let mut told = StockConsole { rejects: rejects_writer(rejects_file)?, broken: None };
    let outcome = stock_file::import(db, &Actor::system(), file, &mut told);
    if let Some(writer) = told.rejects {
        writer.finish().map_err(|error| error.to_string())?;
    }
    let outcome = outcome.map_err(|error| error.to_string())?;
    if let Some(error) = told.broken {
        return Err(format!("the rejects file cannot be written: {error}"));
    }
    println!("{outcome}");
    Ok(())
}

/// Lines of a product file at most.
const PRODUCTS_MOST: usize = 200_000;

/// Imports a product file: all its lines, or none.
pub fn run_products(db: &Db, file: &Path, merchant_code: Option<&str>) -> Result<(), String> {
    let merchant = merchant(db, merchant_code)?;
    let wording = Wording { lang: language(), currency: merchant.currency, zone: zone(&merchant.timezone) };
    let lines = product_file::lines(existing(file)?, PRODUCTS_MOST).map_err(|refusal| wording.refusal(&refusal))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let read = lines.len();
    let done =
        db.write_blocking(move |tx| manage_products::take_file(tx, &Actor::system(), &merchant.code, &name, &lines));
    let done = done.map_err(|error| match error {
        CommandError::Db(error) => error.to_string(),
        CommandError::Invalid(errors) => {
            errors.iter().map(|error| wording.refusal(&error.refusal)).collect::<Vec<_>>().join(" ")
        }
        other => format!("{other:?}"),
    })?;
    let (new, updated, unchanged) = (done.new, done.updated, done.unchanged);
    println!("products: {new} new, {updated} updated, {unchanged} unchanged; lines: {read} read, 0 rejected");
    Ok(())
}

struct StockConsole {
    rejects: Option<Rejects>,
    /// The first error of writing the rejects file.
    broken: Option<io::Error>,
}

impl StockListener for StockConsole {
    fn heading(&mut self, names: &[String]) {
        if let Some(writer) = &mut self.rejects {
            self.broken = self.broken.take().or(writer.heading(names).err());
        }
    }

    fn rejected(&mut self, line: &RejectedLine) {
        match &mut self.rejects {
            Some(writer) => self.broken = self.broken.take().or(writer.write(line).err()),
            None => eprintln!("line {}: {}", line.line_no, line.reason.text(false)),
        }
    }
}

/// The merchant of a code; without a code the only merchant there is. The error is a sentence for the terminal.
pub fn merchant(db: &Db, code: Option<&str>) -> Result<MerchantRow, String> {
    let all = db
        .read_blocking(|connection| merchants::list(connection, &Scope::All))
        .map_err(|error: aftersales::store::DbError| error.to_string())?;
    let codes = || all.iter().map(|merchant| merchant.code.as_str()).collect::<Vec<_>>().join(", ");
    match (code, all.as_slice()) {
        (Some(code), all) => all
            .iter()
            .find(|merchant| merchant.code == code)
            .cloned()
            .ok_or_else(|| format!("There is no merchant {code:?}; there are {}.", codes())),
        (None, [only]) => Ok(only.clone()),
        (None, []) => Err("There is no merchant yet.".to_owned()),
        (None, _) => Err(format!("Name the merchant with --merchant: {}.", codes())),
    }
}

type Rejects = RejectsWriter<BufWriter<File>>;

fn rejects_writer(path: Option<&Path>) -> Result<Option<Rejects>, String> {
    let Some(path) = path else { return Ok(None) };
    let zh = language() == Lang::Zh;
    let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    RejectsWriter::new(BufWriter::new(file), zh).map(Some).map_err(|error| format!("{}: {error}", path.display()))
}

fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {elapsed} / {eta}");
    ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

struct Console {
    bar: ProgressBar,
    rejects: Option<Rejects>,
    /// What a dry run shows.
    sample: Sample,
}

/// The first lines as they would be stored, and the shops that would be added.
fn show(sample: &Sample) {
    for line in &sample.lines {
        let at = line.ordered_at.utc().format("%Y-%m-%dT%H:%M:%SZ");
        let (price, paid) = (line.unit_price.plain(line.currency), line.line_paid.plain(line.currency));
        let (order_paid, code) = (line.order_paid.plain(line.currency), line.currency.code());
        eprintln!(
            "{} {at}: {} {} x {price}, paid {paid} of {order_paid} {code}",
            line.order_no, line.sku, line.quantity
        );
    }
    for shop in &sample.new_shops {
        eprintln!("A new shop would be added: {shop}");
    }
}

impl Listener for Console {
    fn heading(&mut self, names: &[String]) -> io::Result<()> {
        self.rejects.as_mut().map_or(Ok(()), |rejects| rejects.heading(names))
    }

    fn previewed(&mut self, orders: &[Incoming], preview: &Preview) -> io::Result<()> {
        orders.iter().for_each(|order| self.sample.take(&order.record));
        self.sample.new_shops.extend(preview.new_shops.iter().cloned());
        Ok(())
    }

    fn rejected(&mut self, line: &RejectedLine) -> io::Result<()> {
        self.rejects.as_mut().map_or(Ok(()), |rejects| rejects.write(line))
    }

    fn progress(&mut self, progress: Progress) -> io::Result<()> {
        let counts = progress.counts;
        self.bar.set_length(progress.total_bytes);
        self.bar.set_position(progress.bytes_read);
        self.bar.set_message(format!("{} orders", counts.new + counts.updated + counts.unchanged));
        Ok(())
    }
}
