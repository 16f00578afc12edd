//! The storefront's frame: skip link, demo line, header, footer, and the title of the document.

use kernel::Lang;
use leptos::prelude::*;

use crate::shop::view::Category;

/// The document's title: `개버딘 트렌치코트 — 한벌`.
#[must_use]
pub fn title(lang: Lang, text: &str) -> String {
    format!("{text} — {}", lang.pick("한벌", "Hanbeol"))
}

/// The title of a page on which something was refused; the first word a reader hears says so.
#[must_use]
pub fn error_title(lang: Lang, text: &str) -> String {
    title(lang, &format!("{}{text}", lang.pick("오류: ", "Error: ")))
}

/// The line on every page of a demo shop.
#[component]
pub fn DemoLine(lang: Lang) -> impl IntoView {
    view! {
        <aside class="demo" aria-label=lang.pick("알림", "Notice")>
            {lang.pick("시험 가게예요. 돈은 움직이지 않아요.", "A demo shop: no money moves.")}
        </aside>
    }
}

/// A page of the storefront; the children are its `<main>`.
#[component]
pub fn Storefront(
    lang: Lang,
    /// The page's path without the language, with its query: `/c/outer?size=M`.
    #[prop(into)]
    path: String,
    /// Whether the provider is the sandbox.
    demo: bool,
    /// The categories of the header.
    #[prop(optional)]
    categories: Vec<Category>,
    /// The key of the category that the page belongs to, if its path does not say so.
    #[prop(optional, into)]
    category: String,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="skip" href="#main">
            {lang.pick("본문으로 건너뛰기", "Skip to the content")}
        </a>
        {demo.then(|| view! { <DemoLine lang /> })}
        <Header lang path categories category />
        <main id="main">{children()}</main>
        <Footer lang />
    }
}

#[component]
fn Header(lang: Lang, path: String, categories: Vec<Category>, category: String) -> impl IntoView {
    let page = path.split('?').next().unwrap_or_default().to_owned();
    let current = |to: &str| (page == to).then_some("page");
    let items: Vec<_> = categories
        .into_iter()
        .map(|item| {
            let to = format!("/c/{}", item.key);
            let here = current(&to).or_else(|| (item.key == category).then_some("true"));
            view! {
                <li>
                    <a href=lang.path(&to) aria-current=here>
                        {item.name.get(lang).to_owned()}
                    </a>
                </li>
            }
        })
        .collect();
    let other = lang.pick(Lang::En, Lang::Ko);
    view! {
        <header class="wrap top">
            <a class="logo" href=lang.path("/")>
                {lang.pick("한벌", "Hanbeol")}
            </a>
            <nav class="cats" aria-label=lang.pick("옷 종류", "Clothes")>
                <ul>
                    <li>
                        <a href=lang.path("/") aria-current=current("/")>
                            {lang.pick("새로 나온 옷", "New in")}
                        </a>
                    </li>
                    {items}
                </ul>
            </nav>
            <nav class="util" aria-label=lang.pick("내 메뉴", "You")>
                <ul>
                    <li>
                        <a href=lang.path("/mypage") aria-current=current("/mypage")>
                            {lang.pick("마이페이지", "My orders")}
                        </a>
                    </li>
                    <li>
                        <a href=other.path(&path) lang=other.tag() hreflang=other.tag()>
                            {other.pick("한국어", "English")}
                        </a>
                    </li>
                </ul>
            </nav>
        </header>
    }
}

/// Who sells, as the law wants it said, and the right to send things back.
#[component]
fn Footer(lang: Lang) -> impl IntoView {
    view! {
        <footer class="foot">
            <div class="wrap">
                <address>
                    {lang.pick(
                        "상호 한벌 · 대표 홍길동 · 사업자등록번호 000-00-00000",
                        "Hanbeol · Owner Hong Gildong · Business registration 000-00-00000",
                    )}
                    <br />
                    {lang.pick(
                        "통신판매업신고 제0000-서울-0000호 · 서울 중구 을지로 00",
                        "Mail-order registration 0000-Seoul-0000 · 00 Eulji-ro, Jung-gu, Seoul",
                    )}
                    <br />
                    {lang.pick("문의 02-000-0000 (평일 10–17시)", "Call 02-000-0000 (weekdays 10:00–17:00)")}
                </address>
                <p>
                    {lang.pick(
                        "받은 날부터 7일 안에는 이유를 말하지 않고 돌려보낼 수 있어요(전자상거래법 제17조 청약철회). 돈은 옷을 돌려받은 날부터 3영업일 안에 돌려드려요.",
                        "You can send anything back within 7 days of receiving it, without giving a reason (withdrawal, E-Commerce Act, article 17). Your money comes back within 3 business days of the clothes reaching us.",
                    )}
                </p>
            </div>
        </footer>
    }
}
