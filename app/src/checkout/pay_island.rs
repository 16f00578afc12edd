//! The countdown on the busy page. It counts what it finds in the page; the button works all the while, because the
//! server decides.

use leptos::prelude::*;

/// Counts `#seconds` down and then shows `#ready` in place of `#countdown`.
#[island]
pub fn Countdown() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    count_down();
}

#[cfg(feature = "hydrate")]
fn count_down() {
    use std::time::Duration;

    let element = |id: &str| document().get_element_by_id(id);
    let (Some(seconds), Some(countdown), Some(ready)) =
        (element("seconds"), element("countdown"), element("ready"))
    else {
        return;
    };
    let found = seconds.text_content().and_then(|text| text.parse().ok()).unwrap_or(0_u32);
    let left = std::cell::Cell::new(found);
    let tick = move || {
        left.set(left.get().saturating_sub(1));
        seconds.set_text_content(Some(&left.get().to_string()));
        if left.get() == 0 {
            _ = countdown.set_attribute("hidden", "");
            _ = ready.remove_attribute("hidden");
        }
    };
    set_interval(tick, Duration::from_secs(1));
}
