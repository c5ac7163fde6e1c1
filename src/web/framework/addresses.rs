//! Which methods an address takes. Every page that is read by GET answers HEAD as well, without its body; a method that a known address
//! does not take is answered with 405 and those it takes.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody, None as NoBody};
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, SET_COOKIE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::ServiceConfig;
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse, Responder, Route};

/// A method of an address, and what answers it.
pub struct Verb {
    method: Method,
    route: Route,
}

impl Verb {
    /// Answered by a handler.
    pub fn to<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        Self { method: self.method, route: self.route.to(handler) }
    }
}

/// A page to be read.
pub fn get() -> Verb {
    Verb { method: Method::GET, route: actix_web::web::get() }
}

/// A change.
pub fn post() -> Verb {
    Verb { method: Method::POST, route: actix_web::web::post() }
}

/// The addresses in the order in which they are tried.
#[derive(Default)]
pub struct Addresses(Vec<(&'static str, Verb)>);

impl Addresses {
    /// Adds a method of an address.
    pub fn route(&mut self, address: &'static str, verb: Verb) -> &mut Self {
        self.0.push((address, verb));
        self
    }

    /// Adds those of a noun.
    pub fn configure(&mut self, add: impl FnOnce(&mut Self)) -> &mut Self {
        add(self);
        self
    }

    /// Each address with a method it takes.
    pub fn list(&self) -> Vec<(&'static str, Method)> {
        self.0.iter().map(|(address, verb)| (*address, verb.method.clone())).collect()
    }

    /// Registers them, and the answer to everything else.
    pub fn register(self, config: &mut ServiceConfig) {
        let known: Arc<[(ResourceDef, Method)]> =
            self.list().into_iter().map(|(address, method)| (ResourceDef::new(address), method)).collect();
        for (address, verb) in self.0 {
            config.route(address, verb.route);
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
