//! `GET /fast-lane`: which shops agree to no-reason returns at once. A lane is tried on past tickets before it can be switched on.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::commands::policy::fast_lane::set_fast_lane;
use crate::domain::money::Money;
use crate::domain::permission::Permission as P;
use crate::domain::ticket::eligibility::AutoApproval;
use crate::domain::ticket::fast_lane::fast_lane;
use crate::domain::ticket::status::ReviewResult;
use crate::i18n::common::Common;
use crate::i18n::fill;
use crate::i18n::settings::fast_lane::FastLane;
use crate::store::DbError;
use crate::store::house::merchants;
use crate::store::house::merchants::ShopRow;
use crate::store::policy::fast_lanes;
use crate::store::policy::fast_lanes::{FastLaneRow, PastReturn};
use crate::web::framework::addresses::{Addresses, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::error::PageError;
use crate::web::framework::form::{Echo, Fields, Form, Reader};
use crate::web::framework::frame::Frame;
use crate::web::framework::html::{page, see_other};
use crate::web::framework::identity::session::Staff;
use crate::web::framework::submit::{Sent, refused, submit};
use crate::web::settings::merchants::{MerchantTab, chosen, tabs};

/// Days that a trial looks back, and how many returns of them at most.
const TRIAL: (i64, i64) = (90, 10_000);
/// Tickets that a trial names.
const EXAMPLES: usize = 10;

/// Registers the addresses.
pub(super) fn routes(config: &mut Addresses) {
    config
        .route(get("/fast-lane", P::ViewSettings, Whose::List).to(show))
        .route(post("/fast-lane", P::ManageSettings, Whose::List).to(set));
}

/// A shop with its lane.
struct Line {
    shop: ShopRow,
    is_on: bool,
    /// As a form holds it.
    limit: String,
    shown_limit: String,
    version: i32,
}

/// What a lane with a limit would have done.
struct Tried {
    shop_id: i64,
    shop: String,
    limit: String,
    said: String,
    decided: String,
    examples: Vec<String>,
    version: i32,
}

#[derive(Template)]
#[template(path = "settings/fast_lane.html")]
struct LanePage {
    f: Frame,
    t: &'static FastLane,
    echo: Echo,
    tabs: Vec<MerchantTab>,
    merchant: String,
    may_manage: bool,
    lines: Vec<Line>,
    tried: Option<Tried>,
}

fn address(merchant_code: &str) -> String {
    let code: String = form_urlencoded::byte_serialize(merchant_code.as_bytes()).collect();
    format!("/fast-lane?merchant={code}")
}

async fn show(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    let currency = chosen(&staff, query.raw("merchant"))?.currency;
    let shop_id = query.raw("shop").parse().ok();
    let Some(shop_id) = shop_id else {
        return render(&app, &staff, query.raw("merchant"), None, StatusCode::OK, Echo::default()).await;
    };
    let mut reader = Reader::new(&query);
    let limit = reader.money("limit", currency);
    if limit.is_none() {
        reader.refuse("limit", crate::domain::refusal::Refusal::Required);
    }
    match reader.finish() {
        Ok(()) => {
            let wanted = limit.map(|limit| (shop_id, limit));
            render(&app, &staff, query.raw("merchant"), wanted, StatusCode::OK, Echo::default()).await
        }
        Err(error) => {
            let merchant = query.raw("merchant").to_owned();
            let form = Form { fields: query, files: Vec::new() };
            match refused(&staff, "try", &form, currency, error)? {
                Sent::Done(_) => Err(PageError::NotFound),
                Sent::Refused(status, echo) => render(&app, &staff, &merchant, None, status, echo).await,
            }
        }
    }
}

async fn render(
    app: &App,
    staff: &Staff,
    merchant_code: &str,
    wanted: Option<(i64, Money)>,
    status: StatusCode,
    echo: Echo,
) -> Result<HttpResponse, PageError> {
    let t = FastLane::of(staff.lang);
    let merchant = chosen(staff, merchant_code)?;
    let (id, currency) = (merchant.id, merchant.currency);
    let since = app.db.clock().now().plus_seconds(-TRIAL.0 * 86_400);
    let (shops, mut lanes, past) = app
        .db
        .read(move |connection| {
            let mut shops = merchants::shops_of(connection, id)?;
            shops.retain(|shop| shop.active);
            let ids: Vec<i64> = shops.iter().map(|shop| shop.id).collect();
            let lanes = fast_lanes::of_shops(connection, &ids)?;
            let tried = wanted.and_then(|(shop, limit)| Some((shops.iter().find(|one| one.id == shop)?, limit)));
            let past = match tried {
                Some((shop, limit)) => fast_lanes::past(connection, shop, currency, limit, since, TRIAL.1)?,
                None => Vec::new(),
            };
            Ok::<_, DbError>((shops, lanes, past))
        })
        .await?;
    let is_known = |id: i64| shops.iter().any(|shop| shop.id == id);
    if wanted.is_some_and(|(id, _)| !is_known(id)) {
        return Err(PageError::NotFound);
    }
    let mut line = |shop: ShopRow| {
        let lane = lanes.remove(&shop.id);
        let lane = lane.unwrap_or(FastLaneRow { shop_id: shop.id, is_on: false, limit_minor: Money::ZERO, version: 0 });
        Line {
            is_on: lane.is_on,
            limit: if lane.limit_minor.is_zero() { String::new() } else { lane.limit_minor.plain(currency) },
            shown_limit: lane.limit_minor.grouped(currency),
            version: lane.version,
            shop,
        }
    };
    let mut lines: Vec<Line> = shops.into_iter().map(&mut line).collect();
    let tried = wanted.and_then(|(shop_id, limit)| {
        let line = lines.iter_mut().find(|line| line.shop.id == shop_id)?;
        // What was tried stays in the form.
        line.limit = limit.plain(currency);
        Some(tried(&past, t, line))
    });
    let f = Frame::new(app, staff, "fast-lane", t.title).await?.with_echo(&echo);
    page(
        status,
        &LanePage {
            f,
            t,
            echo,
            tabs: tabs(staff, merchant, address),
            merchant: merchant.code.clone(),
            may_manage: staff.may(P::ManageSettings),
            lines,
            tried,
        },
    )
}

fn tried(past: &[PastReturn], t: &'static FastLane, line: &Line) -> Tried {
    let mut through: Vec<&PastReturn> = past.iter().filter(|one| fast_lane(&one.facts) == AutoApproval::Yes).collect();
    let count = |result: ReviewResult| through.iter().filter(|one| one.result == result).count();
    let (approved, refused) = (count(ReviewResult::Passed), count(ReviewResult::Refused));
    let open = through.len() - approved - refused;
    let number = |count: usize| count.to_string();
    let said = fill(t.said, &[("all", &number(past.len())), ("n", &number(through.len())), ("limit", &line.limit)]);
    let decided = fill(t.decided, &[("yes", &number(approved)), ("no", &number(refused)), ("open", &number(open))]);
    // What a reviewer refused is what the lane would have given away.
    through.sort_by_key(|one| one.result != ReviewResult::Refused);
    let examples = through.iter().take(EXAMPLES).map(|one| one.ticket_no.clone()).collect();
    Tried {
        shop_id: line.shop.id,
        shop: line.shop.name.clone(),
        limit: line.limit.clone(),
        said,
        decided,
        examples,
        version: line.version,
    }
}

async fn set(app: Data<App>, staff: Staff, form: Form) -> Result<HttpResponse, PageError> {
    let merchant = chosen(&staff, form.fields.raw("merchant"))?;
    let (code, currency) = (merchant.code.clone(), merchant.currency);
    let mut reader = Reader::new(&form.fields);
    let version = reader.version();
    let shop_id = reader.code("shop", |text| text.parse::<i64>().ok()).unwrap_or_default();
    let is_on = reader.ticked("on");
    let limit = reader.money("limit", currency).unwrap_or(Money::ZERO);
    let sent = match reader.finish() {
        Err(error) => refused(&staff, "lane", &form, currency, error)?,
        Ok(()) => {
            let of = code.clone();
            submit(&app, &staff, "lane", &form, currency, move |tx, actor| {
                set_fast_lane(tx, actor, &of, shop_id, version, is_on, limit)?;
                Ok(address(&of))
            })
            .await?
        }
    };
    match sent {
        Sent::Done(address) => {
            staff.cookie.set_notice(Common::of(staff.lang).saved);
            Ok(see_other(&address))
        }
        Sent::Refused(status, echo) => render(&app, &staff, &code, None, status, echo).await,
    }
}
