//! The browser's end of a stream: one `EventSource` while the page is seen, none while it is hidden, in the
//! back-forward cache or only being prerendered (a prerendering page is hidden, too).

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures::StreamExt;
use gloo_net::eventsource::{State, futures::EventSource};
use kernel::{Lang, Time};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{MessageEvent, VisibilityState};

use super::{CHIP, Connection, Link, patch};

/// Seconds without a word after which an open stream is taken for dead; the shop says something every ten.
const SILENCE: u32 = 25;
/// Seconds between tries while the browser does not reconnect by itself, and until a loss is said aloud.
const RETRY: u32 = 10;
/// Seconds until what the page shows is called old.
const OLD: u32 = 30;

/// What takes the data of one kind of frame.
type Handler = Rc<dyn Fn(&str)>;

/// A stream about to be followed.
#[expect(missing_debug_implementations, reason = "it holds closures")]
pub struct Stream {
    connection: Connection,
    lang: Lang,
    path: String,
    since: String,
    handlers: Vec<(&'static str, Handler)>,
}

impl Stream {
    /// The stream at `path`, from where the page's HTML ended: `since` is its mark, safe in a URL as it is.
    #[must_use]
    pub fn new(connection: Connection, lang: Lang, path: &str, since: String) -> Self {
        let stream = Self { connection, lang, path: path.to_owned(), since, handlers: Vec::new() };
        stream.on("ping", move |micros| {
            if let Ok(micros) = micros.parse() {
                connection.heard.set(Time::from_micros(micros));
            }
        })
    }

    /// What to do with a frame of this name, whose data is read by the handler. A repeated frame or a late one may come: the
    /// handler keeps the newer.
    #[must_use]
    pub fn on(mut self, event: &'static str, handle: impl Fn(&str) + 'static) -> Self {
        self.handlers.push((event, Rc::new(handle)));
        self
    }

    /// Follows it for as long as the page lives.
    pub fn follow(self) {
        let follower = Rc::new(Follower {
            connection: self.connection,
            lang: self.lang,
            path: self.path,
            handlers: self.handlers,
            since: RefCell::new(self.since),
            source: RefCell::new(None),
            silent: Cell::new(0),
            lost: Cell::new(0),
            over: Cell::new(false),
        });
        follower.match_visibility();
        for event in ["visibilitychange", "pageshow"] {
            let follower = Rc::clone(&follower);
            window_event_listener_untyped(event, move |_| follower.match_visibility());
        }
        let leaving = Rc::clone(&follower);
        window_event_listener_untyped("pagehide", move |_| leaving.close());
        set_interval(move || follower.tick(), Duration::from_secs(1));
    }
}

struct Follower {
    connection: Connection,
    lang: Lang,
    path: String,
    handlers: Vec<(&'static str, Handler)>,
    /// The last frame's id: where the next connection starts.
    since: RefCell<String>,
    source: RefCell<Option<EventSource>>,
    /// Seconds since anything was heard on the open stream.
    silent: Cell<u32>,
    /// Seconds since the stream was lost.
    lost: Cell<u32>,
    /// Whether the shop said that this browser may not listen any more.
    over: Cell<bool>,
}

impl Follower {
    fn match_visibility(self: &Rc<Self>) {
        if document().visibility_state() != VisibilityState::Visible {
            self.close();
        } else if self.source.borrow().is_none() && !self.over.get() {
            self.open();
        }
    }

    fn open(self: &Rc<Self>) {
        let join = if self.path.contains('?') { '&' } else { '?' };
        let url = format!("{}{join}since={}&lang={}", self.path, self.since.borrow(), self.lang.tag());
        let Ok(mut source) = EventSource::new(&url) else { return };
        for (event, handler) in &self.handlers {
            self.listen(&mut source, event, Rc::clone(handler));
        }
        let this = Rc::clone(self);
        self.listen(&mut source, "over", Rc::new(move |words: &str| this.end(words)));
        self.silent.set(0);
        self.source.replace(Some(source));
    }

    fn listen(self: &Rc<Self>, source: &mut EventSource, event: &str, handler: Handler) {
        let Ok(mut frames) = source.subscribe(event) else { return };
        let this = Rc::clone(self);
        spawn_local(async move {
            while let Some(Ok((_, frame))) = frames.next().await {
                this.silent.set(0);
                this.remember(&frame);
                handler(&frame.data().as_string().unwrap_or_default());
            }
        });
    }

    fn remember(&self, frame: &MessageEvent) {
        let id = frame.last_event_id();
        if !id.is_empty() {
            self.since.replace(id);
        }
    }

    fn close(&self) {
        self.lost.set(0);
        // Dropping it closes the connection and ends the listeners.
        self.source.replace(None);
    }

    /// Asks no more, and says why in the shop's words.
    fn end(&self, words: &str) {
        self.over.set(true);
        self.close();
        self.connection.link.set(Link::Over);
        patch(CHIP, words);
        let said = document().get_element_by_id(CHIP).and_then(|chip| chip.text_content());
        self.connection.news.set(said.unwrap_or_default());
    }

    /// Once a second: is the stream well, and if not, since when?
    fn tick(self: &Rc<Self>) {
        let Some(state) = self.source.borrow().as_ref().map(EventSource::state) else { return };
        self.silent.set(self.silent.get() + 1);
        if state == State::Open && self.silent.get() < SILENCE {
            self.lost.set(0);
            return self.show(Link::Live);
        }
        let lost = self.lost.get() + 1;
        self.lost.set(lost);
        if lost.is_multiple_of(RETRY) {
            self.open();
        }
        self.show(match (lost, self.connection.link.get_untracked()) {
            (OLD.., _) => Link::Offline,
            (RETRY.., _) => Link::Reconnecting,
            // The very first connection takes a moment; until then the page is as it was sent.
            (_, Link::AsSent) => Link::AsSent,
            _ => Link::Flapping,
        });
    }

    /// Shows the connection's state, and says a long loss and its end aloud.
    fn show(&self, link: Link) {
        let before = self.connection.link.get_untracked();
        if before == link {
            return;
        }
        self.connection.link.set(link);
        let news = match (before, link) {
            (_, Link::Reconnecting) => {
                self.lang.pick("연결이 끊겨 다시 잇고 있어요", "Connection lost, reconnecting")
            }
            (_, Link::Offline) => self.lang.pick("오프라인이에요", "You’re offline"),
            (Link::Reconnecting | Link::Offline, Link::Live) => {
                self.lang.pick("다시 이어졌어요", "Connected again")
            }
            _ => return,
        };
        self.connection.news.set(news.to_owned());
    }
}
