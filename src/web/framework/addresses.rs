//! The table of routes: which methods an address takes, who may use each, whose record it names. A handler is registered with its row
//! alone, and the row's guard stands before it. Every page that is read by GET answers HEAD as well, without its body; a method that a
//! known address does not take is answered with 405 and those it takes.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody, None as NoBody};
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, SET_COOKIE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::ServiceConfig;
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse, Responder, Route};

use crate::web::framework::guard::ask;
use crate::web::framework::right::Rights;

pub use crate::web::framework::right::{Right, Whose};

/// A line of the table of routes: method, address, who may use it, whose record the address names.
#[derive(Clone, Debug)]
pub struct Row {
    pub method: Method,
    pub address: &'static str,
    pub right: Right,
    pub whose: Whose,
}

/// A page to be read.
pub fn get(address: &'static str, right: impl Into<Right>, whose: impl Into<Whose>) -> Row {
    Row { method: Method::GET, address, right: right.into(), whose: whose.into() }
}

/// A change.
pub fn post(address: &'static str, right: impl Into<Right>, whose: impl Into<Whose>) -> Row {
    Row { method: Method::POST, address, right: right.into(), whose: whose.into() }
}

impl Row {
    /// Answered by a handler, behind the guard of this row.
    pub fn to<F, Args>(self, handler: F) -> Answered
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let (right, whose) = (self.right, self.whose);
        let guard = from_fn(move |request: ServiceRequest, next: Next<BoxBody>| ask(right, whose, request, next));
        let route = actix_web::web::method(self.method.clone()).to(handler).wrap(guard);
        Answered { row: self, route }
    }
}

/// A row with what answers it; made by `Row::to` alone, so that nothing is answered without its row.
pub struct Answered {
    row: Row,
    route: Route,
}

/// The table of routes, in the order in which addresses are tried.
#[derive(Default)]
pub struct Addresses(Vec<Answered>);

impl Addresses {
    /// Adds a row.
    pub fn route(&mut self, answered: Answered) -> &mut Self {
        self.0.push(answered);
        self
    }

    /// Adds those of a noun.
    pub fn configure(&mut self, add: impl FnOnce(&mut Self)) -> &mut Self {
        add(self);
        self
    }

    /// Who may open the pages.
    pub fn rights(&self) -> Rights {
        let pages = self.0.iter().map(|answered| &answered.row).filter(|row| row.method == Method::GET);
        Rights(pages.map(|row| (row.address, row.right)).collect())
    }

    /// The rows.
    pub fn rows(&self) -> Vec<Row> {
        self.0.iter().map(|answered| answered.row.clone()).collect()
    }

    /// Registers them, and the answer to everything else.
    pub fn register(self, config: &mut ServiceConfig) {
        let known: Arc<[(ResourceDef, Method)]> =
            self.rows().into_iter().map(|row| (ResourceDef::new(row.address), row.method)).collect();
        for Answered { row, route } in self.0 {
            config.route(row.address, route);
        }
        config.default_service(actix_web::web::to(move |request: HttpRequest| {
            let answer = otherwise(&known, &request);
            async move { answer }
        }));
    }
}

/// 405 where another method is known, 404 where none is.
fn otherwise(known: &[(ResourceDef, Method)], request: &HttpRequest) -> HttpResponse {
    let path = request.match_info().unprocessed();
    let takes = |method: &Method| known.iter().any(|(address, known)| known == method && address.is_match(path));
    let allowed = match (takes(&Method::GET), takes(&Method::POST)) {
        (true, true) => "GET, HEAD, POST",
        (true, false) => "GET, HEAD",
        (false, true) => "POST",
        (false, false) => return HttpResponse::new(StatusCode::NOT_FOUND),
    };
    HttpResponse::MethodNotAllowed().insert_header((ALLOW, allowed)).finish()
}

/// Answers HEAD as GET, without the body. No cookie changes: nobody has seen the page.
pub async fn answer_heads(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if *request.method() != Method::HEAD {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    request.head_mut().method = Method::GET;
    let mut answer = next.call(request).await?;
    answer.headers_mut().remove(SET_COOKIE);
    Ok(answer.map_body(|_, _| BoxBody::new(NoBody::new())))
}
