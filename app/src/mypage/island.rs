//! A page that follows its orders: MyPage, an order's page, the wait for a payment's answer.
//!
//! The island has no props, because reading them would bring serde_json into what every buyer loads, a quarter of
//! the whole. What it needs to know stands in the page (see [`Followed`]), and frames are read by the
//! browser's own JSON.

use leptos::prelude::*;

use crate::ui::live::{Connection, Followed, LiveChip};

/// The connection's chip. While the page is seen, it keeps the parts of the page true.
#[island]
pub fn Live() -> impl IntoView {
    let followed = Followed::here();
    let (lang, connection) = (followed.lang, Connection::new(followed.now));
    #[cfg(feature = "hydrate")]
    super::follow::follow(followed, connection);
    view! { <LiveChip lang connection /> }
}
