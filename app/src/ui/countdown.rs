//! When something can be tried again. The island counts down what it finds in the page.

use kernel::Lang;
use leptos::prelude::*;

use crate::checkout::pay_island::Countdown;

/// The seconds until the next try, and the place that says when it has come.
pub fn countdown(lang: Lang, seconds: i64) -> impl IntoView {
    let left = match lang {
        Lang::Ko => ("", seconds.to_string(), "초 뒤에 다시 해 보세요."),
        Lang::En => ("Try again in ", seconds.to_string(), " seconds."),
    };
    view! {
        <div>
            <p class="hint num" role="timer" id="countdown" hidden={seconds == 0}>
                {left.0}
                <span id="seconds">{left.1}</span>
                {left.2}
            </p>
            <p class="hint" role="status">
                <span id="ready" hidden={seconds > 0}>
                    {lang.pick("이제 다시 해 보세요.", "You can try again now.")}
                </span>
            </p>
            <Countdown />
        </div>
    }
}
