//! The queue's page: title, notice and drawings around the island that keeps it as it stands.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::forms::Post;
use super::frame::DeskFrame;
use super::island::LiveQueue;
use super::notice::Notice;
use super::tab::Tab;
use super::view::QueueView;
use crate::ui::Sprite;

/// The queue of what is to be sent.
#[component]
pub fn QueuePage(lang: Lang, view: QueueView) -> impl IntoView {
    let notice = view.notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let path = Tab::parse(&view.tab).path(&view.search, None);
    let slugs = view.rows.iter().filter_map(|row| Some(row.lines.first()?.slug.clone())).collect::<Vec<_>>();
    view! {
        <Title text=Notice::title(notice, lang.pick("보낼 옷", "To send"), lang) />
        <Sprite slugs />
        <DeskFrame lang path>
            {notice.map(|notice| notice.view(lang))}
            <LiveQueue lang view />
            <NextSteps lang />
        </DeskFrame>
    }
}

/// The forms behind the rows' buttons. A row names one in its `form` attribute and brings the order as its own
/// value: a form inside the table's form would not be allowed.
#[component]
fn NextSteps(lang: Lang) -> impl IntoView {
    let answer = |answer: &'static str| {
        view! {
            <Post lang action="/api/answer_stop" id=answer>
                <input type="hidden" name="answer" value=answer />
            </Post>
        }
    };
    view! {
        <Post lang action="/api/ship" id="ship" />
        <Post lang action="/api/release" id="release" />
        <Post lang action="/api/deliver" id="deliver" />
        {answer("kept")}
        {answer("left")}
    }
}
