//! The queue as it stands: the first HTML is complete, and the stream then changes its rows and counts in place.
//! As the buyers' island (see [`crate::mypage::island`]) it has no props, and finds in the page what it needs.

use kernel::Lang;
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

/// The line on the page of one order which says that the order has changed since the page was made. It never reloads by
/// itself: somebody may be typing.
#[island]
pub fn LiveOrder() -> impl IntoView {
    let followed = Followed::here();
    let changed = RwSignal::new(false);
    let order = followed.known.first().map(|known| known.order.clone()).unwrap_or_default();
    let lang = followed.lang;
    #[cfg(feature = "desk")]
    super::follow::follow_order(followed, changed);
    view! {
        <p class="sm" role="status">
            <a class="link" href=lang.path(&format!("/seller/orders/{order}")) hidden=move || !changed.get()>
                {changed_text(lang)}
            </a>
        </p>
    }
}

const fn changed_text(lang: Lang) -> &'static str {
    lang.pick("이 주문이 바뀌었어요. 다시 불러오기", "This order has changed. Load it again")
}
