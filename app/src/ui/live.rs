//! The connection of a live page: its chip, the one place where changes are said aloud, and the stream behind both.
//!
//! The first HTML is complete and says of when it is; from there the stream takes over. It is open only while the
//! page is seen, and goes on where it left off.

mod followed;
#[cfg(feature = "hydrate")]
mod frame;
#[cfg(feature = "hydrate")]
mod held;
#[cfg(feature = "ssr")]
mod over;
#[cfg(feature = "hydrate")]
mod stream;

use kernel::{Lang, Time};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub use followed::Follow;
pub use followed::{Followed, Known};
#[cfg(feature = "hydrate")]
pub use frame::{Frame, patch_all};
#[cfg(feature = "ssr")]
pub use over::{Over, over};
#[cfg(feature = "hydrate")]
pub use stream::Stream;

/// How well the page hears the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It does not listen yet, or never will: the page is as it was sent.
    AsSent,
    /// What changes is seen at once.
    Live,
    /// Lost for less than ten seconds: seen on the chip, not said aloud.
    Flapping,
    /// Lost for longer.
    Reconnecting,
    /// Lost for half a minute: what the page shows may be old.
    Offline,
    /// Over: the shop said that this browser may not listen any more, and its words stand in the chip.
    Over,
}

/// A live page's connection, as its parts share it.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    pub link: RwSignal<Link>,
    /// When the shop was heard last, by its own clock.
    pub heard: RwSignal<Time>,
    /// What is to be said aloud: the newest change, in one sentence.
    pub news: RwSignal<String>,
}

impl Connection {
    /// A page that was sent at this moment.
    #[must_use]
    pub fn new(sent: Time) -> Self {
        Self {
            link: RwSignal::new(Link::AsSent),
            heard: RwSignal::new(sent),
            news: RwSignal::new(String::new()),
        }
    }
}

/// A part of a page that is patched: the id of its element, and what stands in it. Nothing in it hydrates, so it has none
/// of Leptos's marks: the document goes out without them, and a frame that had them would always say something else.
#[cfg(feature = "ssr")]
pub fn part(id: impl Into<String>, view: impl IntoView) -> (String, String) {
    (id.into(), view.into_view().to_html().replace("<!>", ""))
}

/// Puts HTML into the element of this id, if the page has one that says something else: what is under the finger and
/// has not changed stays, and so does what was chosen or typed where it has.
#[cfg(feature = "hydrate")]
pub fn patch(id: &str, html: &str) {
    use leptos::wasm_bindgen::JsCast;

    let Some(shown) = document().get_element_by_id(id) else { return };
    let Ok(fresh) = shown.clone_node().map(JsCast::unchecked_into::<leptos::web_sys::Element>) else {
        return;
    };
    fresh.set_inner_html(html);
    if !fresh.is_equal_node(Some(&shown)) {
        let held = held::take(&shown);
        shown.set_inner_html(html);
        held::put_back(held);
    }
}

/// The id of the chip's element.
const CHIP: &str = "live";

/// The connection's state in words, and the page's one `role=status`.
#[component]
pub fn LiveChip(lang: Lang, connection: Connection) -> impl IntoView {
    let class = move || match connection.link.get() {
        Link::Live => "live",
        Link::AsSent | Link::Flapping | Link::Reconnecting | Link::Offline | Link::Over => "live lost",
    };
    let text = move || chip_text(lang, connection.link.get(), connection.heard.get());
    view! {
        <p class=class id=CHIP>{text}</p>
        <p class="vh" role="status">{connection.news}</p>
    }
}

fn chip_text(lang: Lang, link: Link, heard: Time) -> String {
    let at = heard.clock_text();
    match (link, lang) {
        (Link::Live, _) => lang.pick("바뀌면 바로 보여요", "Updates as it happens").to_owned(),
        // Where the shop's words stand, in place of ours, it is of then that the page is.
        (Link::AsSent | Link::Over, Lang::Ko) => format!("{at}에 본 그대로예요"),
        (Link::AsSent | Link::Over, Lang::En) => format!("As of {at}"),
        (Link::Flapping | Link::Reconnecting, _) => lang.pick("다시 잇고 있어요", "Reconnecting").to_owned(),
        (Link::Offline, Lang::Ko) => format!("오프라인 · {at}에 본 그대로예요"),
        (Link::Offline, Lang::En) => format!("Offline · as of {at}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_what_its_document_does() {
        let number = "261126-ABCDE".to_owned();
        let (id, html) = part("tick", view! { <b>{number} " choose"</b>{None::<String>} });
        assert_eq!((id.as_str(), html.as_str()), ("tick", "<b>261126-ABCDE choose</b>"));
    }

    #[test]
    fn a_page_that_is_not_followed_says_of_when_it_is() {
        let noon = Time::from_micros(3 * 3600 * 1_000_000);
        assert_eq!(chip_text(Lang::Ko, Link::AsSent, noon), "12:00에 본 그대로예요");
        assert_eq!(chip_text(Lang::En, Link::Offline, noon), "Offline · as of 12:00");
        assert_eq!(chip_text(Lang::En, Link::Live, noon), "Updates as it happens");
    }
}
