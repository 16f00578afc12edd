//! The end of a page's stream: its browser may not listen any more, and what the chip says then. The server writes it, as
//! every word of a followed page.

use kernel::Lang;
use leptos::prelude::*;

/// Why a browser hears no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Its session has ended.
    LoggedOut,
    /// The order is not, or no longer, open in it.
    NotHere,
    /// It is no longer at the desk.
    LeftDesk,
}

/// What stands in the chip: the reason, and the way back to the page, whose path this is with its language.
#[must_use]
pub fn over(lang: Lang, why: Over, page: &str) -> String {
    let text = match why {
        Over::LoggedOut | Over::LeftDesk => lang.pick("로그아웃됐어요.", "You’re logged out."),
        Over::NotHere => lang.pick("여기서는 더 볼 수 없어요.", "It can’t be seen here any more."),
    };
    let log_in = match why {
        Over::LoggedOut | Over::NotHere => "/account/log-in",
        Over::LeftDesk => "/seller/log-in",
    };
    let href = format!("{}?next={page}", lang.path(log_in));
    view! {
        {text}
        " "
        <a class="link" href=href>
            {lang.pick("로그인", "Log in")}
        </a>
    }
    .to_html()
    .replace("<!>", "")
}
