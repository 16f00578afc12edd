//! The queue's page. What changes of it is made in [`super::parts`] and followed by [`LiveQueue`].

use customer::Permission;
use kernel::{Lang, OrderNumber};
use leptos::prelude::*;
use leptos_meta::Title;

use super::forms::{Post, may};
use super::frame::DeskFrame;
use super::island::LiveQueue;
use super::notice::{Notice, Trouble};
use super::pages::Pages;
use super::parts::{html, of_counts};
use super::row::Row;
use super::tab::{Bulk, Tab};
use super::view::{Counts, QueueRow, QueueView, Stage};
use super::words::late_word;
use crate::ui::Sprite;
use crate::ui::live::{Follow, Followed, Known};

/// The queue of what is to be sent.
#[component]
pub fn QueuePage(lang: Lang, view: QueueView) -> impl IntoView {
    let QueueView { rows, counts, tab, search, previous, next, since, now, notice, untaken, left } = view;
    let notice = notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let (tab, searched) = (Tab::parse(&tab), !search.is_empty());
    let previous = previous.map(|row| lang.path(&tab.path(&search, Some(("before", &row)))));
    let next = next.map(|row| lang.path(&tab.path(&search, Some(("after", &row)))));
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
            <Left lang left />
            {(untaken > 0).then(|| view! { <Untaken lang untaken /> })}
            <Follow followed>
                <div class="row apart base">
                    <h1>{lang.pick("보낼 옷", "To send")}</h1>
                    <LiveQueue />
                </div>
                <Facts lang counts />
                <div class="row apart">
                    <Search lang tab search />
                    <PrintReady lang counts />
                </div>
                <Tabs lang tab counts />
                <Arrivals lang tab next=next.clone() />
                <Queue lang tab rows searched />
                <Pages lang previous next />
            </Follow>
            {may(Permission::Pack).then(|| view! { <NextSteps lang /> })}
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

/// Orders that the last command left as they were.
#[component]
fn Left(lang: Lang, left: Vec<OrderNumber>) -> impl IntoView {
    let find = |number: OrderNumber| {
        let page = lang.path(&format!("/seller/orders?q={number}"));
        view! { <li><a class="link num" href=page>{number.to_string()}</a></li> }
    };
    (!left.is_empty()).then(|| {
        view! {
            <nav class="mb5" aria-label=lang.pick("그대로 둔 주문", "Orders left as they were")>
                <ul class="row">{left.into_iter().map(find).collect_view()}</ul>
            </nav>
        }
    })
}

/// Orders may be missing here, because shipping has not heard of them.
#[component]
fn Untaken(lang: Lang, untaken: i64) -> impl IntoView {
    let heading = match lang {
        Lang::Ko => format!("배송이 아직 받지 못한 소식이 {untaken}건 있어요"),
        Lang::En if untaken == 1 => "Shipping has not taken up 1 piece of news".to_owned(),
        Lang::En => format!("Shipping has not taken up {untaken} pieces of news"),
    };
    view! {
        <Trouble id="untaken" heading>
            {lang
                .pick(
                    "결제된 새 주문이 이 목록에 아직 없을 수 있어요. 잃은 것은 없고, 배송이 다시 돌면 여기로 와요. ",
                    "Paid orders may be missing from this list. Nothing is lost: they come here once shipping runs again. ",
                )}
            <a class="link" href=lang.path("/seller/events")>
                {lang.pick("무엇이 멈췄는지 보기", "See what stands still")}
            </a>
        </Trouble>
    }
}

#[component]
fn Facts(lang: Lang, counts: Counts) -> impl IntoView {
    let parts = of_counts(&counts);
    let fact = |word, page: String, id: &'static str| {
        view! {
            <a href=lang.path(&page)>
                <span class="k">{word}</span>
                " "
                <span class="v">
                    <span id=id>{html(&parts, id)}</span>
                    <small>{lang.pick(" 건", "")}</small>
                </span>
            </a>
        }
    };
    let tab = |tab: Tab| tab.path("", None);
    view! {
        <div class="mt4 mb5 facts">
            {fact(lang.pick("새 주문", "New"), tab(Tab::Ready), "fact-ready")}
            {fact(late_word(lang), tab(Tab::Late), "fact-late")}
            {fact(Stage::StopAsked.word(lang), tab(Tab::Look), "fact-stop")}
            {fact(lang.pick("멈춘 것", "Stuck"), "/seller/events#stuck".to_owned(), "fact-stuck")}
        </div>
    }
}

/// Everything that is to be packed, on paper, without choosing.
#[component]
fn PrintReady(lang: Lang, counts: Counts) -> impl IntoView {
    (counts.ready > 0).then(|| {
        view! {
            <p class="row">
                <span class="sm mut">{lang.pick("포장 전 모두 인쇄:", "Print all to pack:")}</span>
                <a class="link" href=lang.path("/seller/pick-list?of=ready")>
                    {lang.pick("피킹 목록", "Pick list")}
                </a>
                <a class="link" href=lang.path("/seller/slips?of=ready")>
                    {lang.pick("명세서", "Slips")}
                </a>
            </p>
        }
    })
}

#[component]
fn Search(lang: Lang, tab: Tab, search: String) -> impl IntoView {
    view! {
        <form class="find" method="get" action=lang.path("/seller") role="search">
            <input type="hidden" name="tab" value=tab.key() />
            <label class="vh" for="q">{lang.pick("주문번호, 이름, 전화나 송장 번호로 찾기", "Find by order number, name, phone or tracking number")}</label>
            <input
                class="in"
                id="q"
                name="q"
                type="search"
                value=search
                maxlength="100"
                placeholder=lang.pick("주문번호, 이름, 전화, 송장 번호", "Order, name, phone, tracking")
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
    // Who only looks may still choose what to print.
    let packs = may(Permission::Pack);
    let (method, action) = match tab {
        _ if !packs => ("get", lang.path("/seller/slips")),
        Tab::Shipped => ("post", "/api/deliver".to_owned()),
        Tab::Open | Tab::Ready | Tab::Labelled | Tab::Look | Tab::Late => {
            ("post", "/api/ship_many".to_owned())
        }
    };
    let bulk = tab.bulk().iter().filter(|bulk| packs || **bulk == Bulk::Print);
    view! {
        <form method=method action=action>
            <input type="hidden" name="lang" value=lang.tag() />
            {table}
            <div class="sel">
                <output><span id="chosen"></span>{lang.pick("건 골랐어요", " chosen")}</output>
                {bulk.map(|bulk| view! { <BulkButtons lang bulk=*bulk /> }).collect_view()}
            </div>
        </form>
    }
    .into_any()
}

/// What is done to the chosen ones. What only reads is asked for by GET, so that its page has an address.
#[component]
fn BulkButtons(lang: Lang, bulk: Bulk) -> impl IntoView {
    let paper = |path: &str, word: &'static str| {
        view! { <button class="btn s" formmethod="get" formaction=lang.path(path)>{word}</button> }
    };
    match bulk {
        Bulk::Ship => view! { <button class="btn s">{lang.pick("보내기", "Ship")}</button> }.into_any(),
        Bulk::Deliver => {
            view! { <button class="btn s">{lang.pick("배송완료로 적기", "Mark delivered")}</button> }
                .into_any()
        }
        Bulk::Print => (
            paper("/seller/slips", lang.pick("명세서", "Slips")),
            paper("/seller/labels", lang.pick("주소 라벨", "Address labels")),
            paper("/seller/pick-list", lang.pick("피킹 목록", "Pick list")),
        )
            .into_any(),
    }
}

#[component]
fn Head(lang: Lang, tab: Tab) -> impl IntoView {
    let choose = lang.pick("고르기", "Choose");
    let all = lang.pick("이 쪽의 주문 모두 고르기", "Choose all orders of this page");
    view! {
        <thead>
            <tr>
                {tab
                    .chooses()
                    .then(|| {
                        view! {
                            <th scope="col">
                                <span class="vh">{choose}</span>
                                <label class="tick" id="choose-all" hidden=true>
                                    <input type="checkbox" aria-label=all />
                                    <span>{lang.pick("모두 고르기", "Choose all")}</span>
                                </label>
                            </th>
                        }
                    })}
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
        (false, Tab::Late) => lang.pick("늦은 주문이 없어요.", "Nothing is late."),
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
        <div class="mt6 nothing">
            <p>{words}</p>
            {all}
        </div>
    }
}

/// The forms behind the rows' buttons. A row names one in its `form` attribute and brings the order as its own
/// value: a form inside the table's form would not be allowed.
#[component]
fn NextSteps(lang: Lang) -> impl IntoView {
    view! {
        <Post lang action="/api/ship" id="ship" />
        <Post lang action="/api/release" id="release" />
        <Post lang action="/api/deliver" id="deliver" />
        <Post lang action="/api/undo_ship" id="undo" />
        <Post lang action="/api/answer_stop" id="kept">
            <input type="hidden" name="answer" value="kept" />
        </Post>
    }
}
