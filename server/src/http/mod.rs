//! The one entry: pages, server functions, live streams, files and health, behind the same layers.

mod assets;
mod begin;
mod bulk_ship;
mod cart;
mod changes;
mod client;
mod crawl;
mod document;
mod errors;
mod export;
mod forms;
mod health;
mod live;
mod mails;
mod numbers;
mod order_link;
mod outfit;
mod photographs;
mod queue_feed;
mod returns;
mod session;
mod slash;
mod throttle;
mod webhooks;

use std::sync::Arc;

use app::services::Services;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions};
use tokio_util::sync::CancellationToken;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use throttle::Throttle;

pub use assets::site;
pub use live::Hub;
pub use queue_feed::QueueFeed;

/// The largest body that is read.
const BODY_LIMIT_BYTES: usize = 64 * 1024;
/// And of the desk's forms with room for text: what is too long for its field is still answered by the form, with the text
/// in it.
const DESK_LIMIT_BYTES: usize = 1024 * 1024;
/// Those forms.
const DESK_FORMS: [&str; 16] = [
    "/api/label",
    "/api/ship",
    "/api/hold",
    "/api/write_note",
    "/api/settle_payment",
    "/api/pay_by_transfer",
    "/api/refund_part",
    "/api/refund_return",
    "/api/refuse_return",
    "/api/adjust_stock",
    "/api/set_few",
    "/api/save_garment",
    "/api/save_outfit",
    "/api/describe_photograph",
    "/api/change_settings",
    "/api/invite_staff",
];
/// Webhooks without a signature that are looked at in a second: each costs a read, and may cost a question.
const UNSIGNED_PER_SECOND: u32 = 50;

/// What handlers work with.
#[derive(Clone)]
pub struct HttpState {
    pub services: Services,
    pub hub: Hub,
    pub queue: QueueFeed,
    pub readiness: Arc<dyn health::Readiness>,
    /// For webhooks that nobody signs.
    unsigned: Throttle,
    /// Cancelled first when the program stops, or with the next: nobody new is to be sent here.
    pub stopping: CancellationToken,
    /// Cancelled then: streams end, so that connections can.
    pub closing: CancellationToken,
    options: LeptosOptions,
}

pub use health::Readiness;

impl std::fmt::Debug for HttpState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpState").finish_non_exhaustive()
    }
}

impl HttpState {
    /// Plugs everything in.
    #[must_use]
    pub fn new(
        services: Services,
        hub: Hub,
        queue: QueueFeed,
        readiness: Arc<dyn Readiness>,
        closing: CancellationToken,
    ) -> Self {
        let options = LeptosOptions::builder().output_name("hanbeol").site_pkg_dir("pkg").build();
        let unsigned = Throttle::new(UNSIGNED_PER_SECOND);
        let stopping = closing.child_token();
        Self { services, hub, queue, readiness, unsigned, stopping, closing, options }
    }
}

impl FromRef<HttpState> for LeptosOptions {
    fn from_ref(state: &HttpState) -> Self {
        state.options.clone()
    }
}

/// Everything that answers. A page carries its drawings, which are long and repeat themselves: it is compressed, quickly,
/// for whoever asks. Files are so beforehand, streams never.
pub fn router(state: HttpState) -> Router {
    let pages = pages(&state);
    let dynamic = Router::new()
        .route("/checkout", get(begin::begin))
        .route("/en/checkout", get(begin::begin))
        .route("/cart", post(cart::put))
        .route("/en/cart", post(cart::put))
        .route("/o/{order}", get(order_link::follow))
        .route("/en/o/{order}", get(order_link::follow))
        .route("/outfits/{slug}", post(outfit::choose))
        .route("/en/outfits/{slug}", post(outfit::choose))
        .route("/api/{*function}", any(forms::server_function))
        .route("/seller/numbers/{file}", get(numbers::table))
        .route("/en/seller/numbers/{file}", get(numbers::table))
        .route("/live/mypage", get(live::my_page))
        .route("/live/orders/{order}", get(live::order))
        .route("/live/queue", get(queue_feed::queue))
        .route("/mails/{id}", get(mails::mail))
        .route("/en/mails/{id}", get(mails::mail))
        .route("/seller/ship", post(bulk_ship::post))
        .route("/en/seller/ship", post(bulk_ship::post))
        .route("/seller/orders.csv", get(export::orders))
        .route("/en/seller/orders.csv", get(export::orders))
        .with_state(state.clone())
        .merge(pages.clone().layer(CompressionLayer::new().quality(CompressionLevel::Fastest)))
        .layer(Extension(forms::Pages(pages.clone())))
        .layer(from_fn_with_state(state.clone(), session::session))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let programs = Router::new()
        .route("/robots.txt", get(crawl::robots))
        .route("/sitemap.xml", get(crawl::sitemap))
        .route("/webhooks/stripe", post(webhooks::stripe))
        .route("/webhooks/toss", post(webhooks::toss))
        .route(crate::gateway::returns::PATH, get(returns::back))
        .route("/photographs/{file}", get(photographs::file))
        .with_state(state.clone());
    let texts = desk_forms(&state, &pages);
    // Its body may be larger than any other's.
    let upload = Router::new()
        .route("/api/add_photograph", post(photographs::upload))
        .with_state(state.clone())
        .layer(from_fn_with_state(state.clone(), session::session))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(photographs::UPLOAD_LIMIT_BYTES));
    dynamic
        .merge(programs)
        .merge(health(state.clone()))
        .fallback(assets::file)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT_BYTES))
        .merge(upload)
        .merge(texts)
        .layer(CatchPanicLayer::new())
        .layer(CsrfLayer::new())
        .layer(from_fn(move |request, next| errors::explain(pages.clone(), request, next)))
        .layer(from_fn(slash::at_the_end))
        .layer(SetResponseHeaderLayer::if_not_present(
            X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ))
}

/// The desk's forms with room for text.
fn desk_forms(state: &HttpState, pages: &Router) -> Router {
    let forms = DESK_FORMS.iter();
    let forms = forms.fold(Router::new(), |router, path| router.route(path, any(forms::server_function)));
    forms
        .with_state(state.clone())
        .layer(Extension(forms::Pages(pages.clone())))
        .layer(from_fn_with_state(state.clone(), session::session))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(DESK_LIMIT_BYTES))
}

/// Whether the program lives and can serve: all that one answers which does not serve the web.
pub fn health(state: HttpState) -> Router {
    Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        // The names by which Kubernetes and its like ask.
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .with_state(state)
}

/// The pages of the Leptos application.
fn pages(state: &HttpState) -> Router {
    let services = state.services.clone();
    let context = move || provide_context(services.clone());
    // Leptos would answer server functions, too: theirs are the ways of [`forms`].
    let functions = forms::server_functions().map(|(path, _)| path.to_owned()).collect();
    let routes = generate_route_list_with_exclusions(app::routes::Routing, Some(functions));
    Router::new()
        .leptos_routes_with_context(state, routes, context, app::shell::shell)
        .layer(from_fn(document::tidy))
        .with_state(state.clone())
}
