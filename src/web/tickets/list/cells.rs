//! Rows of tickets in short lists, and the pieces of a row that several lists show.

use std::collections::HashMap;

use chrono_tz::Tz;

use crate::domain::assignment::rule::Priority;
use crate::domain::term::kind::TermKind;
use crate::domain::time::Timestamp;
use crate::i18n::codes::Named;
use crate::i18n::lists::Lists;
use crate::i18n::term::calendar::{Clocks, time_left};
use crate::i18n::{Lang, fill};
use crate::store::tickets::details::Goods;
use crate::store::tickets::entries::{EntryRow, NO_CLOCK, PAUSED_CLOCK};
use crate::store::tickets::list::RowMarks;
use crate::web::framework::html::{Html, money, nothing};
use crate::web::orders::pictures;
use crate::web::tickets::ticket::status::{Tag, TagFacts, status_html, tags};

/// A row as the desk and other short lists show it.
pub struct ShortRow {
    pub row: EntryRow,
    pub kind: &'static str,
    pub status: Html,
    pub tags: Vec<Tag>,
    pub amount: Html,
}

/// A row for short lists.
pub fn row_view(row: EntryRow, marks: &HashMap<i64, RowMarks>, lang: Lang) -> ShortRow {
    ShortRow {
        kind: row.kind.name(lang),
        status: status_html(row.status, lang),
        tags: row_tags(&row, marks, lang),
        amount: amount(&row),
        row,
    }
}

/// The exceptions of a ticket, as tags beside its status.
pub fn row_tags(row: &EntryRow, marks: &HashMap<i64, RowMarks>, lang: Lang) -> Vec<Tag> {
    let none = RowMarks::default();
    let mark = marks.get(&row.ticket_id).unwrap_or(&none);
    let facts = TagFacts {
        is_high: row.priority == Priority::High,
        dispute: Some(row.dispute),
        is_risk: row.is_risk,
        bounce_count: row.bounce_count,
        review_round: row.review_round,
        is_auto: mark.is_auto,
        sending_back: false,
        signed_in: mark.signed_in,
        fail_code: &mark.fail_code,
        recorded_offline: mark.recorded_offline,
        is_unclear: mark.is_unclear,
        ..TagFacts::default()
    };
    tags(row.status, &facts, lang)
}

fn amount(row: &EntryRow) -> Html {
    if row.kind.refunds_money() && row.status.has_amounts() { money(row.amount_minor, row.currency) } else { nothing() }
}

/// What lines say, each thing once.
pub fn each(goods: &[Goods], say: impl Fn(&Goods) -> String) -> String {
    let mut said: Vec<String> = goods.iter().map(say).collect();
    said.dedup();
    said.join("、")
}

/// The first goods of a ticket with their picture, and how many more there are.
pub fn write_goods(html: &mut Html, merchant_id: i64, goods: &[Goods]) {
    let Some(first) = goods.first() else { return };
    html.raw("<span class=\"goods\">");
    let picture = pictures::address(merchant_id, &first.picture_url);
    if !picture.is_empty() {
        html.raw("<img class=\"thumb\" src=\"").text(&picture);
        html.raw("\" alt=\"\" width=\"24\" height=\"24\" loading=\"lazy\"> ");
    }
    html.raw("<span class=\"goods-name\" title=\"")
        .text(&first.name)
        .raw(" ")
        .text(&first.spec)
        .raw("\">")
        .text(&first.name);
    if !first.spec.is_empty() {
        html.raw(" <small class=\"faint\">").text(&first.spec).raw("</small>");
    }
    html.raw("</span> <span class=\"goods-count\">×").raw(&first.quantity.to_string());
    if goods.len() > 1 {
        html.raw(" <small class=\"faint\">+").raw(&(goods.len() - 1).to_string()).raw("</small>");
    }
    html.raw("</span></span>");
}

/// Seconds after which waiting is marked, and after which it is late.
const LONG: (i64, i64) = (86_400, 3 * 86_400);

/// How long something has waited, in words: `<time datetime="…">2 days</time>`, amber after a day, red after three.
pub fn waited(since: Timestamp, zone: Tz, now: Timestamp, lang: Lang) -> Html {
    let mut html = Html::default();
    write_waited(&mut html, since, zone, now, lang);
    html
}

/// The same behind what is there.
pub fn write_waited(html: &mut Html, since: Timestamp, zone: Tz, now: Timestamp, lang: Lang) {
    let l = Lists::of(lang);
    let seconds = ((now.micros() - since.micros()) / 1_000_000).max(0);
    let filled = |text: &str, n: i64| fill(text, &[("n", &n.to_string())]);
    let words = match (seconds / 86_400, seconds / 3_600) {
        (0, 0) => filled(l.waited_minutes, seconds / 60),
        (0, hours) => filled(l.waited_hours, hours),
        (1, _) => l.waited_day.to_owned(),
        (days, _) => filled(l.waited_days, days),
    };
    let tone = match seconds {
        seconds if seconds >= LONG.1 => "term red",
        seconds if seconds >= LONG.0 => "term amber",
        _ => "",
    };
    html.raw("<time class=\"").raw(tone).raw("\" datetime=\"").raw(&moment(since, zone)).raw("\" title=\"");
    html.raw(&since.utc().with_timezone(&zone).format("%m-%d %H:%M").to_string())
        .raw("\">")
        .text(&words)
        .raw("</time>");
}

/// How long the ticket's clock still runs: `<time datetime="…">Review, 2 days left</time>`, amber once its target has passed, red once it is
/// over; nothing where no clock runs.
pub fn write_time_left(html: &mut Html, row: &EntryRow, zone: Tz, now: Timestamp, lang: Lang) {
    let Some(kind) = TermKind::parse(&row.clock_kind) else {
        html.raw("<span class=\"faint\">—</span>");
        return;
    };
    if row.clock_at == PAUSED_CLOCK {
        html.raw("<span class=\"faint\">").text(kind.name(lang)).raw(" ").text(Clocks::of(lang).paused).raw("</span>");
        return;
    }
    let tone = match now {
        now if now >= row.clock_at => "term red",
        now if now >= row.clock_soon_at => "term amber",
        _ => "",
    };
    let local = row.clock_at.utc().with_timezone(&zone).format("%m-%d %H:%M").to_string();
    html.raw("<time class=\"").raw(tone).raw("\" datetime=\"").raw(&moment(row.clock_at, zone)).raw("\" title=\"");
    html.text(&fill(Clocks::of(lang).ends, &[("date", &local)])).raw("\">");
    html.text(kind.name(lang)).raw(" ").text(&time_left(row.clock_at, now, lang)).raw("</time>");
}

/// How long until the platform acts by itself: amber within a day, red once it is over; nothing where it does not.
pub fn write_platform_left(html: &mut Html, at: Timestamp, zone: Tz, now: Timestamp, lang: Lang) {
    if at == NO_CLOCK {
        html.raw("<span class=\"faint\">—</span>");
        return;
    }
    let tone = match now {
        now if now >= at => "term red",
        now if now.plus_seconds(86_400) >= at => "term amber",
        _ => "",
    };
    let local = at.utc().with_timezone(&zone).format("%m-%d %H:%M").to_string();
    html.raw("<time class=\"").raw(tone).raw("\" datetime=\"").raw(&moment(at, zone)).raw("\" title=\"");
    html.text(&fill(Clocks::of(lang).ends, &[("date", &local)])).raw("\">");
    html.text(&time_left(at, now, lang)).raw("</time>");
}

fn moment(at: Timestamp, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
