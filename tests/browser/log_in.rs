//! The log-in page in a real browser: one column that fits its window, in both languages, with the demo's staff and without.

use aftersales::store::Engine;

use super::driver::Chromium;
use super::{Role, TestApp};
use crate::harness::Database;

/// Widths of windows in CSS pixels: a telephone and a desk.
const WIDTHS: [u32; 2] = [390, 1440];

/// The blocks of the page's main part from top to bottom, as rounded left and right edge, top and bottom in CSS pixels.
fn blocks(page: &Chromium) -> Vec<[i64; 4]> {
    let found = page.run(
        "return [...document.querySelectorAll('main.login > *')].map(e => e.getBoundingClientRect())
           .map(r => [r.left, r.right, r.top, r.bottom].map(Math.round))",
    );
    serde_json::from_value(found).expect("edges")
}

fn stands_in_one_column(page: &Chromium, width: u32, place: &str) {
    let wide = page.run("return document.documentElement.scrollWidth").as_u64().expect("a width");
    assert_eq!(wide, u64::from(width), "{place}: the page is as wide as its window");
    let blocks = blocks(page);
    assert!(blocks.len() >= 3, "{place}: brand, form and language");
    for pair in blocks.windows(2) {
        let ([left, right, _, bottom], [next_left, next_right, next_top, _]) = (pair[0], pair[1]);
        assert_eq!((left, right), (next_left, next_right), "{place}: one column");
        assert!(bottom <= next_top, "{place}: below each other");
    }
    let [left, right, ..] = blocks[0];
    assert!((left + right - i64::from(width)).abs() <= 1, "{place}: in the middle");
}

#[test]
fn the_log_in_page_is_one_column_that_fits_its_window() {
    for demo in [true, false] {
        let app = TestApp::with(Database::fresh(Engine::Sqlite), |config| config.demo = demo);
        app.add_staff("agent", &[Role::Agent], &[]);
        for language in ["zh-CN", "en"] {
            let page = Chromium::open(&app.base, language, true);
            for width in WIDTHS {
                let place = format!("{language}, {width} px, demo {demo}");
                page.be_wide(width);
                page.go("/login");
                stands_in_one_column(&page, width, &place);
                page.fill("[name=username]", "agent");
                page.fill("[type=password]", "not this one");
                page.click("form[data-action=log-in] button");
                page.see("form[data-action=log-in] [role=alert]");
                stands_in_one_column(&page, width, &format!("{place}, refused"));
            }
        }
        app.finish();
    }
}
