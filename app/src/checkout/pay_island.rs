//! What moves on the pay page: the countdown while the provider is busy, and the wait for an answer.

use kernel::{Lang, OrderId, Time};
use leptos::prelude::*;

use crate::mypage::frame::Frame;
use crate::mypage::view::Status;
use crate::ui::live::{Connection, LiveChip, Stream};

/// Counts down to the next try. The button works all the while: the server decides.
#[island]
pub fn Countdown(
    lang: Lang,
    retry_at: Time,
    /// When the page was made, by the shop's clock; the browser's may be wrong.
    now: Time,
) -> impl IntoView {
    let left = RwSignal::new((retry_at - now).micros().max(0) / 1_000_000);
    #[cfg(feature = "hydrate")]
    set_interval(move || left.update(|left| *left = (*left - 1).max(0)), std::time::Duration::from_secs(1));
    let text = move || match (left.get(), lang) {
        (0, _) => String::new(),
        (left, Lang::Ko) => format!("{left}초 뒤에 다시 해 보세요."),
        (left, Lang::En) => format!("Try again in {left} seconds."),
    };
    let ready = move || {
        if left.get() == 0 { lang.pick("이제 다시 해 보세요.", "You can try again now.") } else { "" }
    };
    view! {
        <p class="hint num" role="timer">{text}</p>
        <p class="hint" role="status">{ready}</p>
    }
}

/// Waits for the attempt's answer and goes where it leads: to the order, or back to the cards.
#[island]
pub fn Answer(lang: Lang, order: OrderId, since: String, now: Time) -> impl IntoView {
    let connection = Connection::new(now);
    Stream::new(connection, lang, &format!("/live/orders/{order}"), since)
        .on("row", move |frame: Frame| {
            if let Some(path) = destination(&frame) {
                // In place of this page: going back should not lead to a wait that is over.
                _ = location().replace(&lang.path(&path));
            }
        })
        .follow();
    view! { <LiveChip lang connection /> }
}

fn destination(frame: &Frame) -> Option<String> {
    match frame.status {
        Status::Checking => None,
        Status::AwaitingPayment | Status::PaymentFailed => Some(format!("/orders/{}/pay", frame.order)),
        Status::Paid => Some(format!("/orders/{}?placed=1", frame.order)),
        _ => Some(format!("/orders/{}", frame.order)),
    }
}
