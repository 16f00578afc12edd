//! Where every call of the provider passes: it is counted, meets the switches and its faults, and is then carried
//! out whether or not its caller still waits.

use axum::body::{Body, to_bytes};
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::answer::Answer;
use crate::endpoint::Endpoint;
use crate::faults::{Fate, Fault, When, status_of};
use crate::line::Line;
use crate::provider::Shared;
use crate::switches::Dead;

const BODY_LIMIT_BYTES: usize = 64 * 1024;

pub(crate) async fn pass(State(provider): State<Shared>, request: Request, next: Next) -> Response {
    let endpoint = Endpoint::of(&request);
    let way_back = WayBack::of(&request);
    provider.calls.count(&endpoint);
    // Read to its end first: hyper notices a caller that hangs up only when nothing is left to read.
    let Some(request) = whole(request).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match provider.switches.dead() {
        Some(Dead::Refusing) => return way_back.reset(),
        Some(Dead::Hanging) => return way_back.hang().await,
        None => {}
    }
    if provider.switches.is_down() {
        return endpoint.face.down().into_response();
    }
    let fate = provider.faults.of_request(&endpoint);
    if let Some(fault) = fate.fault {
        tracing::info!(endpoint = endpoint.name, ?fault, "a fault of the payment sandbox");
    }
    meet(&provider, &endpoint, fate, &way_back, request, next).await
}

/// One request and its fault.
async fn meet(
    provider: &Shared,
    endpoint: &Endpoint,
    fate: Fate,
    way_back: &WayBack,
    mut request: Request,
    next: Next,
) -> Response {
    let face = endpoint.face;
    match fate.fault.map(|fault| (fault, fault.twist(endpoint))) {
        Some((_, Some(twist))) => {
            request.extensions_mut().insert(twist);
            carry_out(provider, endpoint, fate, request, next).await
        }
        Some((Fault::RateLimited {}, _)) => face.too_many().into_response(),
        Some((Fault::Reset { when: When::Before }, _)) => way_back.reset(),
        Some((Fault::Error { when: When::Before, status }, _)) => {
            face.failed(status_of(status)).into_response()
        }
        fault => {
            let response = carry_out(provider, endpoint, fate, request, next).await;
            match fault {
                Some((Fault::Reset { .. }, _)) => way_back.reset(),
                Some((Fault::Hang {}, _)) => way_back.hang().await,
                Some((Fault::HangUp {}, _)) => way_back.hang_up(),
                Some((Fault::Error { status, .. }, _)) => face.failed(status_of(status)).into_response(),
                Some((Fault::Unreadable {}, _)) => mangled(response).await,
                _ => response,
            }
        }
    }
}

/// Runs in a task of its own, so that a caller that hangs up stops nothing: otherwise a timeout would undo the
/// capture that the caller has to find out about. Latency is part of it: a request that is late still arrives.
async fn carry_out(
    provider: &Shared,
    endpoint: &Endpoint,
    fate: Fate,
    request: Request,
    next: Next,
) -> Response {
    let (provider, face) = (provider.clone(), endpoint.face);
    let work = async move {
        if let Some(latency) = fate.latency {
            tokio::time::sleep(latency).await;
        }
        match provider.ledger.settle(provider.now()).await {
            Ok(()) => next.run(request).await,
            Err(error) => face.ledger_failed(&error).into_response(),
        }
    };
    tokio::spawn(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request of the payment sandbox panicked");
        face.failed(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    })
}

/// The request with its body in memory, or nothing when that is too long or breaks off.
async fn whole(request: Request) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_LIMIT_BYTES).await.ok()?;
    Some(Request::from_parts(parts, Body::from(bytes)))
}

/// The first half of a body, after which nothing reads as JSON.
async fn mangled(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = String::from_utf8_lossy(&bytes[..bytes.len() / 2]).into_owned();
    Answer { status: parts.status, body: half + "\u{fffd}", replayed: false }.into_response()
}

/// The connection the answer would go back on.
struct WayBack(Option<Line>);

impl WayBack {
    fn of(request: &Request) -> Self {
        Self(request.extensions().get::<ConnectInfo<Line>>().map(|ConnectInfo(line)| line.clone()))
    }

    fn reset(&self) -> Response {
        self.cut(Line::reset)
    }

    fn hang_up(&self) -> Response {
        self.cut(Line::hang_up)
    }

    /// Says nothing for as long as somebody waits.
    async fn hang(&self) -> Response {
        if let Some(line) = &self.0 {
            line.ended().await;
        }
        self.reset()
    }

    /// The response never leaves: it only lets hyper find out that the connection is gone.
    fn cut(&self, how: impl FnOnce(&Line)) -> Response {
        match &self.0 {
            Some(line) => how(line),
            None => tracing::error!("only `sandbox::serve` can cut connections"),
        }
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}
