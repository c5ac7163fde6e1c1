//! The list of staff: who they are, what they may, whether they can log in.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::commands::people::login;
use crate::domain::permission::{Permission, Role};
use crate::domain::time::Timestamp;
use crate::i18n::Lang;
use crate::i18n::codes::Named;
use crate::i18n::common::Common;
use crate::i18n::people::staff::Staff as Texts;
use crate::store::list::{Order, Predicate};
use crate::store::people::staff_list;
use crate::store::people::staff_list::{StaffList as Store, StaffListRow};
use crate::store::{Conn, DbError};
use crate::viewer::Viewer;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::frame::role_names;
use crate::web::framework::html::Html;
use crate::web::framework::right::Right;
use crate::web::list::column::{CellContext, Column, Drawing, Look};
use crate::web::list::declaration::{Around, List, Paths, Shown, Words, paths};
use crate::web::list::filter::{Filter, Kind, Stand};
use crate::web::list::tabs::TabRow;
use crate::web::list::value::Value;
use crate::web::staff::rights_form::state_of;

/// The list of staff.
pub struct StaffList;

const fn t(lang: Lang) -> &'static Texts {
    Texts::of(lang)
}

fn merchants(row: &StaffListRow, lang: Lang) -> Vec<&str> {
    if row.row.all_merchants {
        return vec![Common::of(lang).all_merchants];
    }
    row.merchants.iter().map(|(_, name)| name.as_str()).collect()
}

fn draw_merchants(html: &mut Html, row: &StaffListRow, drawing: &Drawing<'_, StaffList>) {
    let lang = drawing.cells.lang;
    for (at, name) in merchants(row, lang).into_iter().enumerate() {
        html.text(if at > 0 { lang.pick("、", ", ") } else { "" });
        html.raw("<span lang=\"zh-CN\">").text(name).raw("</span>");
    }
}

fn draw_username(html: &mut Html, row: &StaffListRow, _: &Drawing<'_, StaffList>) {
    html.raw("<code>").text(&row.row.username).raw("</code>");
}

fn state(row: &StaffListRow, context: &CellContext<'_, StaffList>) -> (&'static str, String) {
    let locked = context.beside.get(&row.row.username).copied();
    let state = state_of(context.now, context.viewer, row, locked);
    (state.tone, state.text)
}

fn draw_state(html: &mut Html, row: &StaffListRow, drawing: &Drawing<'_, StaffList>) {
    let (tone, text) = state(row, &drawing.cells);
    html.raw("<span class=\"status\" data-tone=\"").raw(tone).raw("\">").text(&text).raw("</span>");
}

impl List for StaffList {
    type Store = Store;
    /// The end of each lock of a log-in, by user name.
    type Beside = HashMap<String, Timestamp>;

    const PAGE: &'static str = "staff.index";
    const PATHS: Paths = paths!("/staff");
    const FILE: &'static str = "staff";
    const RIGHT: Right = Right::One(Permission::ViewStaff);
    const EXPORT: Permission = Permission::ViewStaff;
    const COLUMNS: &'static [Column<Self>] = &[
        Column::<Self>::new("name", |lang| t(lang).display_name, 16, |row, _| Value::text(&row.row.display_name))
            .card("title")
            .by(staff_list::BY_NAME),
        Column::<Self>::new("username", |lang| t(lang).username, 14, |row, _| Value::text(&row.row.username))
            .drawn(draw_username)
            .by(staff_list::BY_USERNAME),
        Column::<Self>::new(
            "roles",
            |lang| t(lang).roles,
            26,
            |row, context| Value::text(role_names(&row.roles, context.lang)),
        )
        .look(Look::Wrapped)
        .card("amount"),
        Column::<Self>::new(
            "merchants",
            |lang| t(lang).merchants,
            26,
            |row, context| Value::text(merchants(row, context.lang).join(context.lang.pick("、", ", "))),
        )
        .look(Look::Wrapped)
        .drawn(draw_merchants),
        Column::<Self>::new(
            "last_login_at",
            |lang| t(lang).last_login,
            14,
            |row, context| Value::time(row.row.last_login_at, context.zone),
        )
        .look(Look::Faint)
        .card("time")
        .by(staff_list::BY_LOGIN),
        Column::<Self>::new("state", |lang| t(lang).state, 20, |row, context| Value::text(state(row, context).1))
            .drawn(draw_state)
            .card("status"),
    ];
    const USUAL: &'static [&'static str] = &["name", "username", "roles", "merchants", "last_login_at", "state"];
    const FILTERS: &'static [Filter<Vec<Predicate>>] = &[
        Filter {
            stand: Stand::Row,
            ..Filter::new(
                &["q"],
                |lang| t(lang).name_or_username,
                Kind::Text(|found, text| found.push(staff_list::called(text))),
            )
        },
        Filter::new(
            &["role"],
            |lang| t(lang).roles,
            Kind::Choice {
                offered: |offer| {
                    let named = Role::ALL.iter().map(|role| (role.code(), role.name(offer.lang)));
                    named.map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
                },
                is_many: false,
                narrow: |found, code, _| {
                    let role = Role::parse(code);
                    found.extend(role.map(staff_list::with_role));
                    role.is_some()
                },
            },
        ),
    ];
    const TABS: &'static [TabRow<Vec<Predicate>>] = &[
        TabRow { codes: &["ALL"], name: |lang| t(lang).all_staff, narrow: |_| {}, is_alarming: false },
        TabRow {
            codes: &["ACTIVE"],
            name: |lang| t(lang).active,
            narrow: |found| found.push(staff_list::active(true)),
            is_alarming: false,
        },
        TabRow {
            codes: &["DISABLED"],
            name: |lang| t(lang).disabled,
            narrow: |found| found.push(staff_list::active(false)),
            is_alarming: false,
        },
    ];

    fn words(lang: Lang) -> Words {
        let t = t(lang);
        Words { title: t.title, all: t.all_staff, tabs: t.state, empty: t.nobody, empty_text: t.nobody_text }
    }

    fn key(row: &StaffListRow) -> Cow<'_, str> {
        Cow::Borrowed(&row.row.username)
    }

    fn link(row: &StaffListRow, _: i64, _: &Drawing<'_, Self>) -> Option<String> {
        Some(format!("/staff/{}", row.row.id))
    }

    fn usual_order(_: &Fields) -> (Order, bool) {
        (staff_list::BY_STATE, true)
    }

    fn beside(
        connection: &mut Conn,
        _: &Viewer,
        now: Timestamp,
        rows: &mut Vec<StaffListRow>,
        _: &[&'static str],
        _: Option<&Fields>,
    ) -> Result<Self::Beside, DbError> {
        let names: Vec<String> = rows.iter().map(|viewer| viewer.row.username.clone()).collect();
        login::locked(connection, &names, now)
    }

    fn around(shown: Shown<'_, Self>) -> Result<Around, PageError> {
        let cells = &shown.drawing.cells;
        let mut actions = Html::default();
        if cells.viewer.may(Permission::ManageStaff) {
            actions.raw("<a class=\"button primary\" href=\"/staff/new\">").text(t(cells.lang).add).raw("</a>");
        }
        Ok(Around { actions, ..Around::default() })
    }
}
