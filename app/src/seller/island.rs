//! The queue as it stands: the first HTML is complete, and the stream then changes its rows and counts in place.
//! As the buyers' island (see [`crate::mypage::island`]) it has no props, and finds in the page what it needs.

use leptos::prelude::*;

use crate::ui::live::{Connection, Followed, LiveChip};

/// The connection's chip. While the page is seen, it keeps the queue true, and counts what is chosen.
#[island]
pub fn LiveQueue() -> impl IntoView {
    let followed = Followed::here();
    let (lang, connection) = (followed.lang, Connection::new(followed.now));
    #[cfg(feature = "desk")]
    {
        super::follow::follow(followed, connection);
        super::choice::follow_choice();
    }
    view! { <LiveChip lang connection /> }
}
