//! The addresses of a list and its tools.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::house::work::FileFormat;
use crate::web::framework::addresses::{Addresses, Right, Whose, get, post};
use crate::web::framework::app::App;
use crate::web::framework::download::download;
use crate::web::framework::error::PageError;
use crate::web::framework::form::Fields;
use crate::web::framework::html::see_other;
use crate::web::framework::identity::session::Staff;
use crate::web::list::address::address_with;
use crate::web::list::columns::arrange;
use crate::web::list::declaration::List;
use crate::web::list::keep_view;
use crate::web::list::page::{show, understands};

/// Registers a list, its files, its columns and its views; whoever may see it uses them, the files those alone who may take it.
pub fn routes<L: List>(config: &mut Addresses) {
    let right = L::RIGHT;
    config
        .route(get(L::PATHS.list, right, Whose::List).to(show::<L>))
        .route(get(L::PATHS.csv, L::EXPORT, Whose::List).to(csv::<L>))
        .route(get(L::PATHS.xlsx, L::EXPORT, Whose::List).to(xlsx::<L>))
        .route(post(L::PATHS.columns, right, Whose::Own).to(arrange::<L>))
        .route(post(L::PATHS.views, right, Whose::Own).to(keep_view::add::<L>))
        // A view is looked for first: a foreign one does not exist, whatever the right.
        .route(post(L::PATHS.view, Right::Staff, Whose::Own).to(keep_view::change::<L>));
}

async fn csv<L: List>(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    file::<L>(&app, &staff, &query, FileFormat::Csv).await
}

async fn xlsx<L: List>(app: Data<App>, staff: Staff, query: Fields) -> Result<HttpResponse, PageError> {
    file::<L>(&app, &staff, &query, FileFormat::Xlsx).await
}

/// The list as a file. A list that leaves out what it does not understand says so on its page; a file could not, so it sends there.
async fn file<L: List>(
    app: &App,
    staff: &Staff,
    query: &Fields,
    format: FileFormat,
) -> Result<HttpResponse, PageError> {
    if query.beyond().is_empty() && !understands::<L>(app, staff, query).await? {
        return Ok(see_other(&address_with(L::PATHS.list, query, &[])));
    }
    download(app, staff, query, L::PAGE, format).await
}
