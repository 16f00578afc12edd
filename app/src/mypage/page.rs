//! The documents around the islands: MyPage, and the page of one order, which is the confirmation, too.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::island::Live;
use super::parts;
use super::tab::Tab;
use super::view::{MyPageView, OrderRow, OrderView};
use super::words;
use crate::ui::drawing::{Sprite, Thumb};
use crate::ui::frame::{error_title, title};
use crate::ui::line::{Summary, lines_text, option_text};
use crate::ui::live::{Follow, Followed, Known};
use crate::ui::time::When;

/// The buyer's orders. A row that leaves its tab stays where it is until the page is asked for again.
#[component]
pub fn MyPage(lang: Lang, view: MyPageView) -> impl IntoView {
    let MyPageView { rows, since, now, live, member, tab } = view;
    let tab = Tab::parse(&tab);
    let slugs = rows.iter().filter_map(|row| row.lines.first()).map(|line| line.slug.clone()).collect();
    let any = !rows.is_empty();
    let known: Vec<_> = rows.iter().map(known).collect();
    let tabs = any.then(|| tabs(lang, tab, &rows));
    let followed = Followed { lang, path: "/live/mypage".to_owned(), since, now, leaves: false, known };
    let shown: Vec<_> =
        rows.into_iter().filter(|row| tab.holds(row.status)).map(|row| view! { <Row lang row /> }).collect();
    let empty = shown.is_empty().then(|| view! { <Nothing lang any member /> });
    let heading = lang.pick("내 주문", "My orders");
    let page = if live {
        view! {
            <Follow followed>
                <div class="row apart base">
                    <h1>{heading}</h1>
                    <Live />
                </div>
                {tabs}
                <p id="arrivals" hidden=true>
                    <a class="fresh" href=tab.path(lang)>
                        {lang.pick("새 주문이 있어요. 다시 보기", "There is a new order. Show it")}
                    </a>
                </p>
                <ul class="mine">{shown}</ul>
                {empty}
            </Follow>
        }
        .into_any()
    } else {
        view! {
            <h1>{heading}</h1>
            {empty}
        }
        .into_any()
    };
    view! {
        <Title text=title(lang, heading) />
        <Sprite slugs />
        <div class="wrap page">{page}</div>
    }
}

fn known(row: &OrderRow) -> Known {
    Known { order: row.order.to_string(), seq: row.seq, kind: Tab::of(row.status).name().to_owned() }
}

fn tabs(lang: Lang, here: Tab, rows: &[OrderRow]) -> impl IntoView + use<> {
    let links: Vec<_> = Tab::ALL
        .into_iter()
        .map(|tab| {
            let count = rows.iter().filter(|row| tab.holds(row.status)).count();
            view! {
                <a href=tab.path(lang) aria-current=(tab == here).then_some("page")>
                    {tab.label(lang)}
                    " "
                    <span class="count" id=format!("count-{}", tab.name())>
                        {count.to_string()}
                    </span>
                </a>
            }
        })
        .collect();
    view! {
        <nav class="mt4 tabs" aria-label=lang.pick("주문 가려 보기", "Which orders")>
            {links}
        </nav>
    }
}

/// One order: what it is stands still, where it stands changes.
#[component]
fn Row(lang: Lang, row: OrderRow) -> impl IntoView {
    let (slug, dye, option) = match row.lines.first() {
        Some(line) => (line.slug.clone(), line.dye.clone(), option_text(lang, line)),
        None => Default::default(),
    };
    let (id, standing) = parts::of_row(lang, &row);
    view! {
        <li>
            <Thumb slug dye />
            <div>
                <h2>
                    <a href=lang.path(&format!("/orders/{}", row.order))>{lines_text(lang, &row.lines)}</a>
                </h2>
                <p class="sm mut">{option}</p>
            </div>
            <div class="st" id=id inner_html=standing></div>
            <div class="st">
                <b class="num sm">{row.total.text(lang)}</b>
                <p class="xs mut">
                    <When at=row.opened_at text=row.opened_at.day_text(lang) />
                </p>
            </div>
        </li>
    }
}

/// Nothing yet is not the same as nothing here.
#[component]
fn Nothing(lang: Lang, any: bool, member: bool) -> impl IntoView {
    let (text, path, link) = if any {
        (
            lang.pick("여기에 속하는 주문이 없어요.", "No orders here."),
            "/mypage",
            lang.pick("모든 주문 보기", "See all"),
        )
    } else {
        (
            lang.pick("아직 주문이 없어요.", "No orders yet."),
            "/",
            lang.pick("옷 보러 가기", "Look at the clothes"),
        )
    };
    view! {
        <div class="empty">
            <p>{text}</p>
            <a class="btn" href=lang.path(path)>
                {link}
            </a>
            {(!any && !member).then(|| view! { <Elsewhere lang /> })}
        </div>
    }
}

/// Where the orders of somebody who is not logged in may stand.
#[component]
fn Elsewhere(lang: Lang) -> impl IntoView {
    view! {
        <p class="mt5 row">
            <a class="link" href=lang.path(&format!("/account/log-in?next={}", lang.path("/mypage")))>
                {lang.pick("로그인하고 내 주문 보기", "Log in to see your orders")}
            </a>
            <a class="link" href=lang.path("/account/find-order")>
                {lang.pick("계정 없이 한 주문 찾기", "Find an order made without an account")}
            </a>
        </p>
    }
}

/// One order.
#[component]
pub fn OrderPage(lang: Lang, view: OrderView) -> impl IntoView {
    let OrderView { row, since, now, link, confirmation, notice } = view;
    let text = format!("{} {}", lang.pick("주문", "Order"), row.number);
    let refused = notice.as_deref().is_some_and(|code| words::done(lang, code).is_none());
    let title = if refused { error_title(lang, &text) } else { title(lang, &text) };
    let slugs = row.lines.iter().map(|line| line.slug.clone()).collect();
    let [state, timeline, returns, money, parcel, requests] = parts::of_page(lang, &row);
    let path = format!("/live/orders/{}", row.order);
    let followed = Followed { lang, path, since, now, leaves: false, known: vec![known(&row)] };
    let OrderRow { number, lines, total, .. } = row;
    view! {
        <Title text=title />
        <Sprite slugs />
        <div class="wrap page">
            <Follow followed>
                <div class="row apart">
                    <p class="sm mut num">
                        <a class="crumb" href=lang.path("/mypage")>
                            {lang.pick("내 주문", "My orders")}
                        </a>
                        " · "
                        <span class="vh-narrow">{lang.pick("주문번호 ", "Order ")}</span>
                        <span class="whole">{number.to_string()}</span>
                    </p>
                    <Live />
                </div>
                <div class="mt4 mb7 state" id=state.0 inner_html=state.1></div>
                {notice.map(|code| told(lang, &code))}
                <div class="two">
                    <div>
                        {confirmation.then(|| view! { <Thanks lang link /> })}
                        <div id=timeline.0 inner_html=timeline.1></div>
                        <div id=returns.0 inner_html=returns.1></div>
                        <div id=money.0 inner_html=money.1></div>
                        <section class="mt6 sec">
                            <h2>{lang.pick("배송 조회", "Delivery")}</h2>
                            <dl class="rows num" id=parcel.0 inner_html=parcel.1></dl>
                        </section>
                        <div class="no-print" id=requests.0 inner_html=requests.1></div>
                    </div>
                    <Summary
                        lang
                        heading=lang.pick("주문한 옷", "What you ordered")
                        total_label=lang.pick("결제 금액", "Total")
                        lines
                        total
                    />
                </div>
            </Follow>
        </div>
    }
}

/// What the last command came to.
fn told(lang: Lang, code: &str) -> AnyView {
    match words::done(lang, code) {
        Some(text) => view! {
            <p class="sum tell mb5" role="status">
                {text}
            </p>
        }
        .into_any(),
        None => refusal(lang, code).into_any(),
    }
}

/// What a refused command is told as.
fn refusal(lang: Lang, code: &str) -> impl IntoView + use<> {
    let (heading, text) = words::notice(lang, code);
    view! {
        <section class="sum mb5" tabindex="-1" autofocus=true aria-labelledby="notice">
            <h2 id="notice">{heading}</h2>
            <p>{text}</p>
        </section>
    }
}

/// The confirmation: what comes next, and how to find it again.
#[component]
fn Thanks(lang: Lang, link: String) -> impl IntoView {
    view! {
        <section class="mb7" aria-labelledby="thanks">
            <h2 id="thanks" class="mb4">
                {lang.pick("고맙습니다", "Thank you")}
            </h2>
            <ul class="sure">
                <li>
                    {lang.pick(
                        "보내면 송장 번호가 이 주소에 보여요.",
                        "The tracking number shows at this address once it ships.",
                    )}
                </li>
                <li>
                    {lang.pick(
                        "송장을 붙이기 전까지는 바로 취소할 수 있어요.",
                        "Until the label is on, you can cancel at once.",
                    )}
                </li>
                <li>
                    {lang.pick(
                        "마이페이지에서 언제든 다시 볼 수 있고, 인쇄하면 한 장에 나와요.",
                        "You find it again in My orders at any time, and it prints on one sheet.",
                    )}
                </li>
                <li>
                    <a href=lang.path(&link)>{lang.pick("이 링크", "This link")}</a>
                    {lang.pick(
                        "를 갖고 있으면 석 달 동안 다른 기기에서도 볼 수 있어요.",
                        " opens the order on any device for three months.",
                    )}
                </li>
            </ul>
        </section>
    }
}
