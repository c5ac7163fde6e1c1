//! A list that is read from its tables by one statement: places first, which no more than its order and its conditions are read for, then
//! the rows of those places. So a long list that no index orders is sorted once a file, not once a batch.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::list::cursor::{Cursor, Direction, Key};
use crate::store::list::listed::{Listed, Page, Reading, cut};
use crate::store::list::predicate::{Bound, Predicate};
use crate::store::list::window::Window;
use crate::store::{Conn, DbError, Scope};

/// Places that a file reads at a time.
const PLACES: i64 = 50_000;

/// A list as a relation of the database.
pub trait Relational: 'static {
    /// A row with what its cells show.
    type Row: Send + 'static;

    /// The tables, as they stand behind `FROM`.
    const FROM: &'static str;
    /// The expression that tells rows of the same key apart.
    const ID: &'static str;

    /// The conditions of every row: its scope first of all.
    fn always(scope: &Scope) -> Vec<Predicate>;

    /// The rows of some places, in their order; what is not there any more is left out.
    ///
    /// # Errors
    /// The database cannot be read.
    fn rows(connection: &mut Conn, scope: &Scope, places: &[Cursor]) -> Result<Vec<Self::Row>, DbError>;
}

/// An order: one expression; ties by the list's id in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    key: &'static str,
    is_text: bool,
    is_nullable: bool,
    join: &'static str,
}

impl Order {
    /// By a number that is always there.
    pub const fn number(key: &'static str) -> Self {
        Self { key, is_text: false, is_nullable: false, join: "" }
    }

    /// By a text that is always there, compared byte by byte.
    pub const fn text(key: &'static str) -> Self {
        Self { key, is_text: true, is_nullable: false, join: "" }
    }

    /// Rows without a value stand behind all others, in either direction.
    pub const fn nullable(mut self) -> Self {
        self.is_nullable = true;
        self
    }

    /// With a table beside the list's own, as `JOIN … ON …`.
    pub const fn joined(mut self, join: &'static str) -> Self {
        self.join = join;
        self
    }

    /// Whether a row of this order can have such a key.
    fn fits(&self, key: &Key) -> bool {
        matches!((key, self.is_text), (Key::Number(_), false) | (Key::Text(_), true))
    }

    /// The expression in SQL of an engine; what is missing comes last.
    fn expression(&self, connection: &Conn, ascending: bool) -> String {
        let key = match (self.is_nullable, self.is_text, ascending) {
            (false, ..) => self.key.to_owned(),
            (true, false, true) => format!("COALESCE({}, {})", self.key, i64::MAX),
            (true, false, false) => format!("COALESCE({}, {})", self.key, -i64::MAX),
            (true, true, true) => format!("COALESCE({}, '\u{10FFFF}')", self.key),
            (true, true, false) => format!("COALESCE({}, '')", self.key),
        };
        match (self.is_text, connection) {
            // SQLite compares bytes by itself.
            (true, Conn::Postgres(_)) => format!("(({key}) COLLATE \"C\")"),
            _ => key,
        }
    }
}

#[derive(QueryableByName)]
struct NumberPlace {
    #[diesel(sql_type = BigInt)]
    place_key: i64,
    #[diesel(sql_type = BigInt)]
    place_id: i64,
}

#[derive(QueryableByName)]
struct TextPlace {
    #[diesel(sql_type = Text)]
    place_key: String,
    #[diesel(sql_type = BigInt)]
    place_id: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    counted_rows: i64,
}

/// A relation with everything that narrows it.
pub struct Narrowed {
    from: &'static str,
    id: &'static str,
    predicates: Vec<Predicate>,
}

impl Narrowed {
    /// The rows of a relation in scope that meet some conditions.
    pub fn of<T: Relational>(scope: &Scope, narrowing: &[Predicate]) -> Self {
        let mut predicates = T::always(scope);
        predicates.extend_from_slice(narrowing);
        Self { from: T::FROM, id: T::ID, predicates }
    }

    /// `FROM … WHERE …` with its values; `join` is what the order reads.
    fn body(&self, join: &'static str, beyond: Option<Predicate>) -> (String, Vec<Bound>) {
        let mut joins: Vec<&str> = vec![join];
        joins.extend(self.predicates.iter().map(|predicate| predicate.join));
        let mut sql = format!("FROM {}", self.from);
        for (at, join) in joins.iter().enumerate() {
            if !join.is_empty() && !joins[..at].contains(join) {
                sql.push(' ');
                sql.push_str(join);
            }
        }
        let (conditions, values) = conditions(self.predicates.iter().chain(beyond.as_ref()));
        (sql + &conditions, values)
    }

    /// The places of a window, in the list's order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn places(&self, connection: &mut Conn, window: &Window<Order>) -> Result<Vec<Cursor>, DbError> {
        let (order, id) = (&window.sort, self.id);
        let key = order.expression(connection, window.ascending);
        let ascending = window.ascending != window.is_backward();
        let (sign, way) = if ascending { (">", "ASC") } else { ("<", "DESC") };
        let beyond = window.cursor().map(|cursor| {
            // The first condition leads into the index, the second passes over the rows of the same key.
            let beyond = Predicate::new(format!("{key} {sign}= ? AND ({key} {sign} ? OR {id} {sign} ?)"));
            let beyond = match &cursor.key {
                Key::Number(number) | Key::Grouped(_, number) => beyond.number(*number).number(*number),
                Key::Text(text) => beyond.text(text).text(text),
            };
            beyond.number(cursor.id)
        });
        let (body, values) = self.body(order.join, beyond);
        let sql = format!(
            "SELECT {key} AS place_key, {id} AS place_id {body} ORDER BY {key} {way}, {id} {way} LIMIT {}",
            window.limit
        );
        let query = bound(sql, values);
        let mut places: Vec<Cursor> = if order.is_text {
            let found: Vec<TextPlace> = query.load(connection)?;
            found.into_iter().map(|place| Cursor { key: Key::Text(place.place_key), id: place.place_id }).collect()
        } else {
            let found: Vec<NumberPlace> = query.load(connection)?;
            found.into_iter().map(|place| Cursor { key: Key::Number(place.place_key), id: place.place_id }).collect()
        };
        if window.is_backward() {
            places.reverse();
        }
        Ok(places)
    }

    /// The number of rows, counted no further than `most`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn count(&self, connection: &mut Conn, most: i64) -> Result<i64, DbError> {
        let (body, values) = self.body("", None);
        let sql = format!("SELECT COUNT(*) AS counted_rows FROM (SELECT {} {body} LIMIT {most}) AS counted", self.id);
        Ok(bound(sql, values).get_result::<Count>(connection)?.counted_rows)
    }
}

pub(in crate::store) type Statement = diesel::query_builder::BoxedSqlQuery<
    'static,
    <Conn as diesel::Connection>::Backend,
    diesel::query_builder::SqlQuery,
>;

/// `WHERE …` of some conditions, with their values in order.
fn conditions<'a>(predicates: impl Iterator<Item = &'a Predicate>) -> (String, Vec<Bound>) {
    let (mut sql, mut values) = (String::new(), Vec::new());
    for (at, predicate) in predicates.enumerate() {
        sql.push_str(if at == 0 { " WHERE " } else { " AND " });
        for (nth, part) in predicate.sql.split('?').enumerate() {
            if nth > 0 {
                sql.push_str(&format!("${}", values.len() + nth));
            }
            sql.push_str(part);
        }
        values.extend(predicate.values.iter().cloned());
    }
    (sql, values)
}

/// A statement that reads what is selected where all of some conditions hold; `end` stands behind them.
pub(in crate::store) fn statement(select: &str, predicates: &[Predicate], end: &str) -> Statement {
    let (conditions, values) = conditions(predicates.iter());
    bound(format!("{select}{conditions} {end}"), values)
}

fn bound(sql: String, values: Vec<Bound>) -> Statement {
    values.into_iter().fold(diesel::sql_query(sql).into_boxed(), |query, value| match value {
        Bound::Number(number) => query.bind::<BigInt, _>(number),
        Bound::Text(text) => query.bind::<Text, _>(text),
    })
}

impl<T: Relational> Listed for T {
    type Narrowing = Vec<Predicate>;
    type Order = Order;
    type Row = T::Row;

    fn page(
        connection: &mut Conn,
        scope: &Scope,
        narrowing: &Self::Narrowing,
        window: &Window<Order>,
    ) -> Result<Page<T::Row>, DbError> {
        let narrowed = Narrowed::of::<T>(scope, narrowing);
        let mut asked = Window { limit: window.limit + 1, ..window.clone() };
        // A place in another order is none in this one: the list begins at its first row.
        asked.start = asked.start.filter(|(cursor, _)| asked.sort.fits(&cursor.key));
        let mut places = narrowed.places(connection, &asked)?;
        let (has_previous, has_next) = cut(&asked, window.limit, &mut places);
        Ok(Page {
            rows: T::rows(connection, scope, &places)?,
            ends: places.first().cloned().zip(places.last().cloned()),
            has_previous,
            has_next,
            looked_to: None,
        })
    }

    fn batch(
        connection: &mut Conn,
        scope: &Scope,
        narrowing: &Self::Narrowing,
        reading: &mut Reading<Order>,
        rows: i64,
    ) -> Result<Option<Vec<T::Row>>, DbError> {
        if reading.places.is_empty() && !reading.is_ended {
            reading.window.limit = PLACES;
            reading.places = Narrowed::of::<T>(scope, narrowing).places(connection, &reading.window)?.into();
            reading.is_ended = (reading.places.len() as i64) < PLACES;
            reading.window.start = reading.places.back().cloned().map(|last| (last, Direction::After));
        }
        let size = reading.places.len().min(usize::try_from(rows).unwrap_or(usize::MAX));
        if size == 0 {
            return Ok(None);
        }
        let places: Vec<Cursor> = reading.places.drain(..size).collect();
        T::rows(connection, scope, &places).map(Some)
    }

    fn count(connection: &mut Conn, scope: &Scope, narrowing: &Self::Narrowing, most: i64) -> Result<i64, DbError> {
        Narrowed::of::<T>(scope, narrowing).count(connection, most)
    }
}
