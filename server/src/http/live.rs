//! Live pages of a buyer: rows of MyPage over server-sent events.
//!
//! A stream first sends what changed since the page was made, from the database, and then what the hub says.
//! Frames are whole rows with the order's number, so one that comes twice or late does no harm.

use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use app::AppError;
use app::mypage::frame::Frame;
use app::services::{Services, Visitor, lang_of};
use app::ui::live::{Over, over};
use async_stream::stream;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, HeaderMap};
use axum::http::{HeaderName, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use customer::mypage::{Announce, Row};
use events::Unavailable;
use futures::Stream;
use futures::stream::once;
use kernel::{Lang, OrderId, SessionId, Time};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::HttpState;
use super::changes::{self, Looks, OVERLAP, OfOrder, PAGE, Told};
use super::session::Ticket;

/// Frames a slow browser may be behind before it is caught up from the database instead.
const BUFFER: usize = 1024;
/// How often a quiet stream says that it lives. Then, and before each change, it asks whether its browser may still listen.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(10);
/// Above this many missed rows, the newest are sent anew.
const MISSED: i64 = 200;

/// Tells the open streams of a row that has changed: here at once, in another instance as soon as it is heard of.
#[derive(Debug, Clone)]
pub struct Hub {
    streams: broadcast::Sender<(Time, Arc<Row>)>,
    told: Told,
}

impl Default for Hub {
    fn default() -> Self {
        Self { streams: broadcast::channel(BUFFER).0, told: Told::default() }
    }
}

impl Announce for Hub {
    fn changed(&self, row: Row, at: Time) {
        // A program without pages remembers nothing for them. Who begins to listen reads what was from the database.
        if self.streams.receiver_count() == 0 {
            return;
        }
        self.told.once(row.order, (row.seq, at), || {
            // Nobody listening is no error.
            let _ = self.streams.send((at, Arc::new(row)));
        });
    }
}

impl Hub {
    /// Follows the view until the program stops, for what other instances write.
    pub async fn follow(self, services: Services, committed: watch::Receiver<u64>, stop: CancellationToken) {
        let (looks, is_heard) = (Looks::new(committed, stop), || self.streams.receiver_count() > 0);
        let read = |after| services.my_pages.changed(after, PAGE);
        let each = |at, row| self.changed(row, at);
        changes::follow(looks, &*services.clock, &self.told, is_heard, read, each).await;
    }
}

impl OfOrder for Row {
    fn order(&self) -> OrderId {
        self.order
    }
}

/// Where a stream starts.
#[derive(Debug, Deserialize)]
pub(super) struct Since {
    /// `epoch:microseconds`, as the first HTML said.
    #[serde(default)]
    since: String,
    /// The page's language: `ko`, `en`.
    #[serde(default)]
    lang: String,
}

impl Since {
    /// Last-Event-ID wins: the browser has seen more than the page it came with.
    pub(super) fn read(self, headers: &HeaderMap) -> (String, Time) {
        let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
        let (epoch, micros) = last.unwrap_or(&self.since).rsplit_once(':').unwrap_or_default();
        (epoch.to_owned(), micros.parse().map_or(Time::EPOCH, Time::from_micros))
    }
}

/// All orders of the visitor.
pub(super) async fn my_page(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Response {
    let lang = lang_of(&since.lang);
    let Some(session) = visitor.0 else {
        return refused(&headers, lang, Over::LoggedOut, "/mypage");
    };
    let seat = Seat { ticket: Ticket::of(&state.services, &headers), owner: session.id, only: None };
    answer(rows(state, seat, lang, since.read(&headers)))
}

/// One order that the visitor may act for.
pub(super) async fn order(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    Path(order): Path<String>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Response {
    let Ok(order) = order.parse::<OrderId>() else { return StatusCode::NOT_FOUND.into_response() };
    let (lang, page) = (lang_of(&since.lang), format!("/orders/{order}"));
    let Some(session) = visitor.0 else {
        return refused(&headers, lang, Over::LoggedOut, &page);
    };
    match state.services.owner_for(&session, order).await {
        Err(AppError::NotFound) => refused(&headers, lang, Over::NotHere, &page),
        Ok(owner) => {
            let seat = Seat { ticket: Ticket::of(&state.services, &headers), owner, only: Some(order) };
            answer(rows(state, seat, lang, since.read(&headers)))
        }
        Err(error) => StatusCode::from_u16(error.status()).unwrap_or_default().into_response(),
    }
}

/// The answer to somebody who may not listen, or no longer. A browser's `EventSource` shows no page the status of what it
/// asked for, and would ask again for ever: it is told by an event, the last of a stream that has no other.
pub(super) fn refused(headers: &HeaderMap, lang: Lang, why: Over, page: &str) -> Response {
    if headers.get(ACCEPT).is_none_or(|accepts| accepts != "text/event-stream") {
        let status = if why == Over::LeftDesk { StatusCode::UNAUTHORIZED } else { StatusCode::NOT_FOUND };
        return status.into_response();
    }
    let event = Event::default().event("over").data(over(lang, why, &lang.path(page)));
    answer(once(ready(Ok(event))))
}

/// The answer that carries a stream; proxies must not collect its events.
pub(super) fn answer(stream: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    ([(unbuffered, "no"), (CACHE_CONTROL, "no-store")], Sse::new(stream)).into_response()
}

/// Who listens to what.
struct Seat {
    ticket: Ticket,
    /// Whose rows.
    owner: SessionId,
    /// Of one order alone.
    only: Option<OrderId>,
}

impl Seat {
    /// Whether they still may, as far as anybody knows, and the rows are the same one's. (Of an order that an account has
    /// claimed the stream ends; the browser asks again, and is given the new owner's.)
    async fn stands(&self, services: &Services) -> bool {
        match (self.ticket.session(services).await, self.only) {
            (Err(_), _) => true,
            (Ok(None), _) => false,
            (Ok(Some(session)), None) => session.id == self.owner,
            (Ok(Some(session)), Some(order)) => match services.owner_for(&session, order).await {
                Ok(owner) => owner == self.owner,
                Err(AppError::NotFound) => false,
                Err(_) => true,
            },
        }
    }
}

/// The rows of an owner (of one order alone, if one is named), from then on, for as long as they may be seen.
fn rows(
    state: HttpState,
    seat: Seat,
    lang: Lang,
    (epoch, since): (String, Time),
) -> impl Stream<Item = Result<Event, Infallible>> {
    let Seat { owner, only, .. } = seat;
    let shown = if only.is_some() { Frame::of_page } else { Frame::of_row };
    let frame = move |epoch: &str, at, row: Row| frame(epoch, at, &shown(lang, &row.into()));
    stream! {
        let mut hub = state.hub.streams.subscribe();
        let mut seen = since;
        let mut known_epoch = epoch;
        let mut behind = true;
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        loop {
            if behind {
                let Ok((epoch, missed)) = missed(&state, owner, &known_epoch, seen).await else { return };
                known_epoch = epoch;
                for (at, row) in missed {
                    seen = seen.max(at);
                    if only.is_none_or(|order| order == row.order) {
                        yield Ok(frame(&known_epoch, at, row));
                    }
                }
                behind = false;
            }
            tokio::select! {
                () = state.closing.cancelled() => return,
                _ = heartbeat.tick() => {
                    if !seat.stands(&state.services).await {
                        return;
                    }
                    yield Ok(ping(state.services.clock.now()));
                }
                heard = hub.recv() => match heard {
                    Ok((at, row)) if row.owner == owner && only.is_none_or(|order| order == row.order) => {
                        if !seat.stands(&state.services).await {
                            return;
                        }
                        seen = seen.max(at);
                        yield Ok(frame(&known_epoch, at, Row::clone(&row)));
                    }
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) if seat.stands(&state.services).await => behind = true,
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                },
            }
        }
    }
}

/// What a stream has missed: the changes since a little before then, or the newest rows anew when the view
/// was rebuilt or too much has changed.
async fn missed(
    state: &HttpState,
    owner: SessionId,
    known_epoch: &str,
    seen: Time,
) -> Result<(String, Vec<(Time, Row)>), Unavailable> {
    let pages = &state.services.my_pages;
    let epoch = pages.epoch().await?;
    if epoch == known_epoch {
        let changed = pages.changed_since(owner, seen - OVERLAP, MISSED + 1).await?;
        if i64::try_from(changed.len()).is_ok_and(|count| count <= MISSED) {
            return Ok((epoch, changed));
        }
    }
    let now = state.services.clock.now();
    let anew = pages.of_owner(owner, MISSED).await?;
    Ok((epoch, anew.into_iter().map(|row| (now, row)).collect()))
}

fn frame(epoch: &str, at: Time, frame: &Frame) -> Event {
    let event = Event::default().event("row").id(format!("{epoch}:{}", at.micros()));
    event.json_data(frame).unwrap_or_default()
}

/// The heartbeat carries the shop's clock, so that a page can say of when it is.
pub(super) fn ping(now: Time) -> Event {
    Event::default().event("ping").data(now.micros().to_string())
}
