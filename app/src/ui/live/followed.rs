//! What a followed page says of itself: its stream, where that starts, and the orders the page shows. The server
//! writes it into the page, and the island finds it there.

use kernel::{Lang, Time};

/// An order that the page shows, or counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The order's id.
    pub order: String,
    /// The sequence number of what is shown.
    pub seq: i64,
    /// What the page tells its orders apart by: MyPage the tab that counts it, the queue the stage it is at.
    pub kind: String,
}

/// A page that follows a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    pub lang: Lang,
    /// The stream's path.
    pub path: String,
    pub since: String,
    /// Of the first HTML.
    pub now: Time,
    /// Whether the page is left once its order has got an answer.
    pub leaves: bool,
    pub known: Vec<Known>,
}

/// The id of the element that carries it.
const ID: &str = "followed";

#[cfg(feature = "ssr")]
mod written {
    use leptos::prelude::*;

    use super::{Followed, ID, Known};

    impl Followed {
        /// What the page around this island follows.
        ///
        /// # Panics
        /// Outside of [`Follow`].
        #[must_use]
        pub fn here() -> Self {
            expect_context()
        }
    }

    /// Around the part of a page in which the island stands.
    #[component]
    pub fn Follow(followed: Followed, children: Children) -> impl IntoView {
        let known: Vec<_> = followed.known.iter().map(written).collect();
        let Followed { lang, path, since, now, leaves, .. } = followed.clone();
        provide_context(followed);
        view! {
            <div
                id=ID
                data-lang=lang.tag()
                data-path=path
                data-since=since
                data-now=now.micros().to_string()
                data-leaves=leaves.then_some("")
                data-known=known.join(" ")
            >
                {children()}
            </div>
        }
    }

    fn written(Known { order, seq, kind }: &Known) -> String {
        format!("{order}/{seq}/{kind}")
    }
}

#[cfg(feature = "ssr")]
pub use written::Follow;

#[cfg(feature = "hydrate")]
mod found {
    use kernel::{Lang, Time};
    use leptos::prelude::document;

    use super::{Followed, ID, Known};

    impl Followed {
        /// What this page follows.
        #[must_use]
        pub fn here() -> Self {
            let element = document().get_element_by_id(ID);
            let data = |name: &str| element.as_ref().and_then(|element| element.get_attribute(name));
            let text = |name: &str| data(name).unwrap_or_default();
            Self {
                lang: if text("data-lang") == Lang::En.tag() { Lang::En } else { Lang::Ko },
                path: text("data-path"),
                since: text("data-since"),
                now: text("data-now").parse().map_or(Time::EPOCH, Time::from_micros),
                leaves: data("data-leaves").is_some(),
                known: text("data-known").split_whitespace().filter_map(found).collect(),
            }
        }
    }

    fn found(text: &str) -> Option<Known> {
        let mut parts = text.split('/');
        let (order, seq, kind) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        Some(Known { order: order.to_owned(), seq, kind: kind.to_owned() })
    }
}
