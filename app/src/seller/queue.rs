//! The queue's page. What changes of it is made in [`super::parts`] and followed by [`LiveQueue`].

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::forms::Post;
use super::frame::DeskFrame;
use super::island::LiveQueue;
use super::notice::Notice;
use super::parts::{html, of_counts};
use super::row::Row;
use super::tab::Tab;
use super::view::{Counts, QueueRow, QueueView, Stage};
use super::words::late_word;
use crate::ui::Sprite;
use crate::ui::live::{Follow, Followed, Known};

/// The queue of what is to be sent.
#[component]
pub fn QueuePage(lang: Lang, view: QueueView) -> impl IntoView {
    let QueueView { rows, counts, tab, search, next, since, now, notice } = view;
    let notice = notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let (tab, searched) = (Tab::parse(&tab), !search.is_empty());
    let next = next.map(|next| lang.path(&tab.path(&search, Some(&next))));
    let slugs = rows.iter().filter_map(|row| Some(row.lines.first()?.slug.clone())).collect::<Vec<_>>();
    let known = rows.iter().map(known).collect();
    let path = format!("/live/queue?tab={}&searched={searched}", tab.key());
    let followed = Followed { lang, path, since, now, leaves: false, known };
    let rows = rows.into_iter().map(|row| view! { <Row lang tab now row /> }.into_any()).collect::<Vec<_>>();
    view! {
        <Title text=Notice::title(notice, lang.pick("보낼 옷", "To send"), lang) />
        <Sprite slugs />
        <DeskFrame lang path=tab.path(&search, None)>
            {notice.map(|notice| notice.view(lang))}
            <Follow followed>
                <div class="row apart base">
                    <h1>{lang.pick("보낼 옷", "To send")}</h1>
                    <LiveQueue />
                </div>
                <Facts lang counts />
                <Search lang tab search />
                <Tabs lang tab counts />
                <Arrivals lang tab next=next.clone() />
                <Queue lang tab rows searched />
                {next.map(|next| view! { <Next lang next /> })}
            </Follow>
            <NextSteps lang />
        </DeskFrame>
    }
}

fn known(row: &QueueRow) -> Known {
    Known { order: row.order.to_string(), seq: row.seq, kind: row.stage.key().to_owned() }
}

/// The line that new orders wait behind. Only the to-do tabs receive new orders; the others receive older ones that
/// moved on.
#[component]
fn Arrivals(
    lang: Lang,
    tab: Tab,
    /// Orders stand oldest first: new ones are on this very page (an empty address), unless there is a next.
    next: Option<String>,
) -> impl IntoView {
    let new = matches!(tab, Tab::Open | Tab::Ready);
    let (before, after) = match (lang, next.is_some(), new) {
        (Lang::Ko, false, true) => ("새 주문 ", "건 보기"),
        (Lang::Ko, true, true) => ("뒤에 새 주문 ", "건이 있어요"),
        (Lang::Ko, false, false) => ("여기로 온 주문 ", "건 보기"),
        (Lang::Ko, true, false) => ("여기로 온 주문이 ", "건 있어요"),
        (Lang::En, false, true) => ("Show ", " new"),
        (Lang::En, true, true) => ("", " new on a later page"),
        (Lang::En, false, false) => ("Show ", " that came here"),
        (Lang::En, true, false) => ("", " came here"),
    };
    view! {
        <div class="arrivals">
            <p id="arrivals" hidden=true>
                <a class="fresh" href=next.unwrap_or_default()>
                    <span>{before}<span id="arrived"></span>{after}</span>
                </a>
            </p>
        </div>
    }
}

#[component]
fn Facts(lang: Lang, counts: Counts) -> impl IntoView {
    let parts = of_counts(&counts);
    let fact = |word: &'static str, tab: Tab, id: &'static str| {
        view! {
            <a href=lang.path(&tab.path("", None))>
                <span class="k">{word}</span>
                " "
                <span class="v">
                    <span id=id>{html(&parts, id)}</span>
                    <small>{lang.pick(" 건", "")}</small>
                </span>
            </a>
        }
    };
    view! {
        <div class="mt4 mb5 facts">
            {fact(Stage::Ready.word(lang), Tab::Ready, "fact-ready")}
            {fact(Stage::Labelled.word(lang), Tab::Labelled, "fact-labelled")}
            {fact(Stage::StopAsked.word(lang), Tab::Look, "fact-stop")}
            {fact(late_word(lang), Tab::Open, "fact-late")}
        </div>
    }
}

#[component]
fn Search(lang: Lang, tab: Tab, search: String) -> impl IntoView {
    view! {
        <form class="find" method="get" action=lang.path("/seller") role="search">
            <input type="hidden" name="tab" value=tab.key() />
            <label class="vh" for="q">{lang.pick("주문번호, 이름이나 전화로 찾기", "Find by order number, name or phone")}</label>
            <input
                class="in"
                id="q"
                name="q"
                type="search"
                value=search
                maxlength="100"
                placeholder=lang.pick("주문번호, 이름, 전화", "Order number, name, phone")
            />
            <button class="btn q s">{lang.pick("찾기", "Find")}</button>
        </form>
    }
}

#[component]
fn Tabs(lang: Lang, tab: Tab, counts: Counts) -> impl IntoView {
    let parts = of_counts(&counts);
    let link = |each: Tab| {
        let current = (each == tab).then_some("page");
        let id = format!("count-{}", each.key());
        let count = html(&parts, &id);
        view! {
            <a href=lang.path(&each.path("", None)) aria-current=current>
                {each.word(lang)}
                " "
                <span class="count" id=id>
                    {count}
                </span>
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=lang.pick("주문 가려 보기", "Which orders")>{Tab::ALL.map(link).collect_view()}</nav>
    }
}

/// The table. Where orders may be chosen it is one form, and the button below it posts them.
#[component]
fn Queue(lang: Lang, tab: Tab, rows: Vec<AnyView>, searched: bool) -> impl IntoView {
    if rows.is_empty() {
        return view! { <Nothing lang tab searched /> }.into_any();
    }
    let table = view! {
        <table class="tbl q" class:choose=tab.chooses()>
            <caption class="vh">{tab.word(lang)}</caption>
            <Head lang tab />
            <tbody>{rows}</tbody>
        </table>
    };
    if !tab.chooses() {
        return table.into_any();
    }
    view! {
        <form method="post" action="/api/deliver">
            <input type="hidden" name="lang" value=lang.tag() />
            {table}
            <div class="sel">
                <output><span id="chosen"></span>{lang.pick("건 골랐어요", " chosen")}</output>
                <button class="btn s">{lang.pick("배송완료로 적기", "Mark delivered")}</button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Head(lang: Lang, tab: Tab) -> impl IntoView {
    let choose = lang.pick("고르기", "Choose");
    view! {
        <thead>
            <tr>
                {tab.chooses().then(|| view! { <th scope="col"><span class="vh">{choose}</span></th> })}
                <th scope="col">{lang.pick("주문번호", "Order")}</th>
                <th scope="col">{lang.pick("옷", "Garments")}</th>
                <th scope="col">{lang.pick("받는 분", "Recipient")}</th>
                <th scope="col" class="n">{lang.pick("결제", "Paid")}</th>
                <th scope="col" class="when">{lang.pick("들어온 때", "Came in")}</th>
                <th scope="col">{lang.pick("상태", "State")}</th>
                <th scope="col"><span class="vh">{lang.pick("다음 할 일", "Next step")}</span></th>
            </tr>
        </thead>
    }
}

/// Nothing yet differs from nothing found.
#[component]
fn Nothing(lang: Lang, tab: Tab, searched: bool) -> impl IntoView {
    let words = match (searched, tab) {
        (true, _) => {
            lang.pick("그런 주문이 없어요. 다른 말로 찾아 보세요.", "No such order. Try other words.")
        }
        (false, Tab::Shipped) => lang.pick("아직 보낸 것이 없어요.", "Nothing sent yet."),
        (false, Tab::Look) => lang.pick("살펴볼 것이 없어요.", "Nothing to look at."),
        (false, _) => lang.pick(
            "보낼 옷이 없어요. 새 주문이 오면 이 위에 알려 드려요.",
            "Nothing to send. A new order will show up above.",
        ),
    };
    let all = (tab != Tab::Open || searched).then(|| {
        view! { <p><a class="link" href=lang.path("/seller")>{lang.pick("보낼 옷 모두 보기", "All there is to send")}</a></p> }
    });
    view! {
        <div class="mt6">
            <p>{words}</p>
            {all}
        </div>
    }
}

#[component]
fn Next(lang: Lang, next: String) -> impl IntoView {
    view! {
        <p class="mt5">
            <a class="btn q" href=next>
                {lang.pick("다음 주문", "Next orders")}
            </a>
        </p>
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
