//! Figures for whoever watches the servers, in Prometheus' text format, at an address of their own that no buyer's data pass: what this server
//! answered and worked off, and what waits in the database that all servers share.

use std::net::{SocketAddr, TcpListener};
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::{self, Data};
use actix_web::{App as Service, Error, HttpResponse, HttpServer};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TEXT_FORMAT,
    TextEncoder,
};

use crate::jobs::job::Ended;
use crate::store::jobs::outbox;
use crate::store::money::refunds;
use crate::store::{Db, DbError};

/// The ends of the classes of durations, in seconds.
const SECONDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The figures of one server.
pub struct Metrics {
    db: Db,
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    jobs: IntCounterVec,
    jobs_waiting: IntGaugeVec,
    jobs_given_up: IntGauge,
    refunds: IntGaugeVec,
    connections: IntGaugeVec,
    database_up: IntGauge,
}

impl Metrics {
    /// Figures that stand at nothing. The error is a name that Prometheus does not take.
    pub fn new(db: Db) -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        macro_rules! registered {
            ($figure:expr) => {{
                let figure = $figure?;
                registry.register(Box::new(figure.clone()))?;
                figure
            }};
        }
        let counter = |name: &str, help: &str, labels: &[&str]| IntCounterVec::new(Opts::new(name, help), labels);
        let gauge = |name: &str, help: &str, labels: &[&str]| IntGaugeVec::new(Opts::new(name, help), labels);
        let durations = HistogramOpts::new("aftersales_request_duration_seconds", "Time until the answer begins")
            .buckets(SECONDS.to_vec());
        let figures = Self {
            requests: registered!(counter(
                "aftersales_requests_total",
                "Requests answered by this server",
                &["method", "route", "status"]
            )),
            durations: registered!(HistogramVec::new(durations, &["route"])),
            jobs: registered!(counter("aftersales_jobs_total", "Runs of jobs on this server", &["kind", "result"])),
            jobs_waiting: registered!(gauge("aftersales_jobs_waiting", "Jobs that are not done yet", &["queue"])),
            jobs_given_up: registered!(IntGauge::new(
                "aftersales_jobs_given_up",
                "Jobs given up after their last try, for an administrator to run again"
            )),
            refunds: registered!(gauge("aftersales_refunds_open", "Refunds that are not over, by state", &["state"])),
            connections: registered!(gauge(
                "aftersales_database_connections",
                "Connections of this server's pools that are open, and of these the idle ones",
                &["pool", "state"]
            )),
            database_up: registered!(IntGauge::new("aftersales_database_up", "Whether the database answers")),
            db,
            registry: registry.clone(),
        };
        let about = gauge("aftersales_build_info", "The version of this server", &["version"])?;
        about.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(about))?;
        Ok(figures)
    }

    /// Counts a run of a job.
    pub fn job_ended(&self, kind: &str, ended: &Ended) {
        let result = match ended {
            Ended::Done => "done",
            Ended::Again(_) => "again",
            Ended::GivenUp(_) => "given_up",
        };
        self.jobs.with_label_values(&[kind, result]).inc();
    }

    /// Everything as text. What waits is counted now; where the database does not answer, those figures are left out.
    fn text(&self) -> Result<Vec<u8>, prometheus::Error> {
        self.jobs_waiting.reset();
        self.refunds.reset();
        let counted = self.count();
        if let Err(error) = &counted {
            tracing::warn!(%error, "the database was not counted");
        }
        self.database_up.set(i64::from(counted.is_ok()));
        for (pool, open, idle) in self.db.pools() {
            self.connections.with_label_values(&[pool, "open"]).set(i64::from(open));
            self.connections.with_label_values(&[pool, "idle"]).set(i64::from(idle));
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }

    fn count(&self) -> Result<(), DbError> {
        let (waiting, given_up, open) = self.db.read_soon(|connection| {
            let waiting = outbox::waiting_by_queue(connection)?;
            let given_up = outbox::given_up_count(connection, &crate::store::Scope::All)?;
            Ok((waiting, given_up, refunds::open_by_state(connection)?))
        })?;
        for (queue, jobs) in waiting {
            self.jobs_waiting.with_label_values(&[queue.code()]).set(jobs);
        }
        self.jobs_given_up.set(given_up);
        for (state, refunds) in open {
            self.refunds.with_label_values(&[state.code()]).set(refunds);
        }
        Ok(())
    }
}

/// Counts a request by the address of its route, so that no number of an order or ticket is among the figures.
pub async fn count_requests(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let metrics = request.app_data::<Data<Metrics>>().cloned();
    let method = request.method().clone();
    let began = Instant::now();
    let answer = next.call(request).await?.map_into_boxed_body();
    if let Some(metrics) = metrics {
        let route = answer.request().match_pattern().unwrap_or_else(|| "none".to_owned());
        // Nobody makes up labels: a method that no page answers is counted with the others.
        let method = match method.as_str() {
            known @ ("GET" | "HEAD" | "POST") => known,
            _ => "other",
        };
        metrics.requests.with_label_values(&[method, route.as_str(), answer.status().as_str()]).inc();
        metrics.durations.with_label_values(&[route.as_str()]).observe(began.elapsed().as_secs_f64());
    }
    Ok(answer)
}

/// A server of the figures alone, at `/metrics`.
pub fn bind(listen: SocketAddr, metrics: Data<Metrics>) -> std::io::Result<(SocketAddr, Server)> {
    let listener = TcpListener::bind(listen)?;
    let address = listener.local_addr()?;
    let server =
        HttpServer::new(move || Service::new().app_data(metrics.clone()).route("/metrics", web::get().to(show)))
            .workers(1)
            .disable_signals()
            .listen(listener)?
            .run();
    Ok((address, server))
}

async fn show(metrics: Data<Metrics>) -> HttpResponse {
    match web::block(move || metrics.text()).await {
        Ok(Ok(text)) => HttpResponse::Ok().content_type(TEXT_FORMAT).body(text),
        _ => HttpResponse::InternalServerError().finish(),
    }
}
