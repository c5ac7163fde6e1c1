//! Named views: saved, changed, shared, deleted; the one somebody starts with. They change what a person sees of a list, never a
//! ticket.

use crate::commands::{Actor, CommandError, Conflict, invalid};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::Tx;
use crate::store::people::list_views;
use crate::store::people::list_views::ViewRow;

/// Own views of one page that a person may have at most.
const MOST: usize = 50;
/// A name's length in characters.
const LONGEST_NAME: usize = 40;

/// A view as it is to be kept.
#[derive(Clone, Debug)]
pub struct NewView {
    pub page: &'static str,
    pub name: String,
    /// Filters and order as a query string.
    pub query: String,
    pub layout: String,
    /// Shared with those who see this merchant.
    pub merchant_id: Option<i64>,
}

fn staff_id(actor: &Actor) -> Result<i64, CommandError> {
    actor.staff_id.ok_or(CommandError::NotFound)
}

fn checked(actor: &Actor, name: &str, merchant_id: Option<i64>) -> Result<(), CommandError> {
    if name.is_empty() {
        return Err(invalid("name", Refusal::Required));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(invalid("name", Refusal::TooLong(LONGEST_NAME)));
    }
    if let Some(merchant_id) = merchant_id {
        actor.require(Permission::ShareViews)?;
        if !actor.scope.sees(merchant_id) {
            return Err(CommandError::NotFound);
        }
    }
    Ok(())
}

/// Saves a new view; its id.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, view: &NewView) -> Result<i64, CommandError> {
    let staff_id = staff_id(actor)?;
    checked(actor, &view.name, view.merchant_id)?;
    let own = list_views::of_page(tx.connection(), &actor.scope, staff_id, view.page)?;
    if own.iter().filter(|known| known.staff_id == staff_id).count() >= MOST {
        return Err(invalid("name", Refusal::TooManyViews(MOST)));
    }
    if own.iter().any(|known| known.staff_id == staff_id && known.name == view.name) {
        return Err(invalid("name", Refusal::Taken));
    }
    let row = ViewRow {
        id: tx.next_id()?,
        page: view.page.to_owned(),
        name: view.name.clone(),
        staff_id,
        merchant_id: view.merchant_id,
        query: view.query.clone(),
        layout: view.layout.clone(),
        version: 1,
        created_at: tx.now(),
    };
    list_views::insert(tx, &row)?;
    Ok(row.id)
}

/// A view that the actor may change: an own one, or a shared one where the actor may share.
fn changeable(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<ViewRow, CommandError> {
    let staff_id = staff_id(actor)?;
    let view = list_views::find(tx.connection(), &actor.scope, staff_id, id)?.ok_or(CommandError::NotFound)?;
    if view.staff_id != staff_id {
        actor.require(Permission::ShareViews)?;
    }
    Ok(view)
}

/// Changes a view's filters and columns; a conflict where somebody else changed it meanwhile.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: i64,
    version: i32,
    query: &str,
    layout: &str,
) -> Result<(), CommandError> {
    let mut view = changeable(tx, actor, id)?;
    let now = tx.now();
    view.version = version;
    view.query = query.to_owned();
    view.layout = layout.to_owned();
    if !list_views::save(tx, &view)? {
        return Err(CommandError::Conflict(Conflict { who: None, at: now, what: String::new(), status: None }));
    }
    Ok(())
}

/// Deletes a view.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<(), CommandError> {
    let view = changeable(tx, actor, id)?;
    list_views::delete(tx, view.id)?;
    Ok(())
}

/// Keeps the view with which a page opens for the actor; an empty text is no view.
pub fn start_with(tx: &mut Tx<'_>, actor: &Actor, page: &str, view: &str) -> Result<(), CommandError> {
    let staff_id = staff_id(actor)?;
    if let Ok(id) = view.parse::<i64>() {
        list_views::find(tx.connection(), &actor.scope, staff_id, id)?.ok_or(CommandError::NotFound)?;
    }
    list_views::put_start(tx, staff_id, page, view)?;
    Ok(())
}
