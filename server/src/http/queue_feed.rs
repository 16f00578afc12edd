//! The seller's live queue: orders and counts over server-sent events, as the parts of a page that show them.
//!
//! One task follows the database while anybody listens, woken at commit; so it also sees what other
//! instances do. Each stream begins with what changed since its page was made.

use std::convert::Infallible;

use app::seller::api::{counts as counts_now, row};
use app::seller::late_before;
use app::seller::parts::{Page, of_counts};
use app::services::{Services, Visitor, lang_of};
use app::ui::live::Over;
use async_stream::stream;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::response::sse::Event;
use customer::Permission;
use futures::Stream;
use kernel::{OrderId, Time};
use serde::Deserialize;
use shipping::QueueEntry;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::HttpState;
use super::changes::{self, Looks, OVERLAP, OfOrder, PAGE, Told};
use super::live::{HEARTBEAT, Since, answer, ping, refused};
use super::session::Ticket;

/// Frames a slow browser may be behind before it is caught up from the database instead.
const BUFFER: usize = 512;

/// The changes of the queue, for every open stream.
#[derive(Debug, Clone)]
pub struct QueueFeed(broadcast::Sender<(Time, QueueEntry)>);

impl Default for QueueFeed {
    fn default() -> Self {
        Self(broadcast::channel(BUFFER).0)
    }
}

impl QueueFeed {
    /// Follows the database until the program stops.
    pub async fn follow(self, services: Services, committed: watch::Receiver<u64>, stop: CancellationToken) {
        let (looks, told) = (Looks::new(committed, stop), Told::default());
        let is_heard = || self.0.receiver_count() > 0;
        let read = |after| services.shipping.queue.changed(after, PAGE);
        let each = |at, entry: QueueEntry| {
            told.once(entry.shipment.order, (entry.shipment.version, at), || {
                // Nobody listening is no error.
                let _ = self.0.send((at, entry));
            });
        };
        changes::follow(looks, &*services.clock, &told, is_heard, read, each).await;
    }
}

impl OfOrder for QueueEntry {
    fn order(&self) -> OrderId {
        self.shipment.order
    }
}

/// Which page of the queue the frames are for.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    searched: bool,
}

/// GET /live/queue, for a seller.
pub(super) async fn queue(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    Query(since): Query<Since>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Response {
    let lang = lang_of(&which.lang);
    match state.services.staff_of(visitor.0.as_ref(), Permission::See) {
        Ok(seat) => {
            let packs = seat.role.may(Permission::Pack);
            let page = Page::new(lang, &which.tab, which.searched, packs);
            let reader = Reader { ticket: Ticket::of(&state.services, &headers), packs };
            answer(entries(state, reader, page, since.read(&headers).1))
        }
        Err(_) => refused(&headers, lang, Over::LeftDesk, "/seller"),
    }
}

/// Who reads the queue.
struct Reader {
    ticket: Ticket,
    /// Whether they work orders, or look.
    packs: bool,
}

impl Reader {
    /// Whether they still may, as far as anybody knows, and as what they were.
    async fn stays(&self, services: &Services) -> bool {
        let Ok(session) = self.ticket.session(services).await else { return true };
        let seat = services.staff_of(session.as_ref(), Permission::See);
        seat.is_ok_and(|seat| seat.role.may(Permission::Pack) == self.packs)
    }
}

fn entries(
    state: HttpState,
    reader: Reader,
    page: Page,
    since: Time,
) -> impl Stream<Item = Result<Event, Infallible>> {
    stream! {
        let mut feed = state.queue.0.subscribe();
        let (mut seen, mut behind) = (since, true);
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        loop {
            if behind {
                let (read, mut changed) = (|after| state.services.shipping.queue.changed(after, PAGE), Vec::new());
                let caught_up = changes::since(seen - OVERLAP, read, |at, it| changed.push((at, it)));
                if caught_up.await.is_err() {
                    return;
                }
                for (at, entry) in changed {
                    seen = seen.max(at);
                    if let Some(frame) = frame(&state, page, at, entry).await {
                        yield Ok(frame);
                    }
                }
                behind = false;
            }
            tokio::select! {
                () = state.closing.cancelled() => return,
                _ = heartbeat.tick() => {
                    if !reader.stays(&state.services).await {
                        return;
                    }
                    yield Ok(ping(state.services.clock.now()));
                }
                heard = feed.recv() => match heard {
                    Ok((at, entry)) => {
                        if !reader.stays(&state.services).await {
                            return;
                        }
                        seen = seen.max(at);
                        if let Some(frame) = frame(&state, page, at, entry).await {
                            yield Ok(frame);
                        }
                        if feed.is_empty() && let Some(counts) = counts(&state).await {
                            yield Ok(counts);
                        }
                    }
                    Err(RecvError::Lagged(_)) if reader.stays(&state.services).await => behind = true,
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                },
            }
        }
    }
}

async fn frame(state: &HttpState, page: Page, at: Time, entry: QueueEntry) -> Option<Event> {
    let now = state.services.clock.now();
    let row = row(entry, now, late_before(&state.services, now).await.ok()?)?;
    Event::default().event("row").id(format!("main:{}", at.micros())).json_data(page.frame(&row)).ok()
}

async fn counts(state: &HttpState) -> Option<Event> {
    let counts = counts_now(&state.services).await.ok()?;
    Event::default().event("counts").json_data(of_counts(&counts)).ok()
}
