//! What stands around every page of the desk: skip link, demo line, the desk's menu, the way out.

use kernel::Lang;
use leptos::prelude::*;

use super::forms::Post;
use crate::services::Services;
use crate::ui::around::Around;
use crate::ui::frame::DemoLine;

/// A page of the desk; the children are its `<main>`.
#[component]
pub fn DeskFrame(
    lang: Lang,
    /// The page's path without the language, with its query: `/seller?tab=look`.
    #[prop(into)]
    path: String,
    /// Before the log-in there is no menu and no way out.
    #[prop(default = true)]
    signed_in: bool,
    children: Children,
) -> impl IntoView {
    let demo = Services::get().is_ok_and(|services| services.shop.demo);
    let other = lang.pick(Lang::En, Lang::Ko);
    let translation = other.path(&path);
    let unsaid = signed_in && Around::get().seller_unsaid;
    view! {
        <a class="skip" href="#main">
            {lang.pick("본문으로 건너뛰기", "Skip to the content")}
        </a>
        {demo.then(|| view! { <DemoLine lang /> })}
        <header class="wrap top">
            <a class="logo" href=lang.path("/seller")>
                {lang.pick("한벌", "Hanbeol")}
            </a>
            {signed_in.then(|| view! { <Menu lang path /> })}
            <nav class="util" aria-label=lang.pick("계정", "Account")>
                <ul>
                    <li>
                        <a href=lang.path("/")>{lang.pick("가게 보기", "View shop")}</a>
                    </li>
                    <li>
                        <a href=translation lang=other.tag() hreflang=other.tag()>
                            {other.pick("한국어", "English")}
                        </a>
                    </li>
                    {signed_in.then(|| view! { <LogOut lang /> })}
                </ul>
            </nav>
        </header>
        <main id="main">
            <div class="wrap page near-top">
                {unsaid.then(|| view! { <Unsaid lang /> })} {children()}
            </div>
        </main>
    }
}

/// The desk's pages, each with where its others begin: what is opened from a list belongs to it, but is not its page.
const MENU: [(&str, &[&str], &str, &str); 9] = [
    (
        "/seller",
        &["/seller/orders/", "/seller/slips", "/seller/labels", "/seller/pick-list"],
        "보낼 옷",
        "To send",
    ),
    ("/seller/ship", &[], "송장 올리기", "Ship many"),
    ("/seller/orders", &[], "주문 찾기", "Find orders"),
    ("/seller/returns", &[], "반품", "Returns"),
    ("/seller/stock", &["/seller/stock/", "/seller/garments"], "옷·재고", "Goods"),
    ("/seller/numbers", &[], "숫자", "Numbers"),
    ("/seller/events", &[], "복구", "Recovery"),
    ("/seller/audit", &[], "한 일", "Log"),
    ("/seller/settings", &[], "설정", "Settings"),
];

#[component]
fn Menu(lang: Lang, path: String) -> impl IntoView {
    let page = path.split('?').next().unwrap_or_default();
    let items = MENU.map(|(to, others, korean, english)| {
        let within = others.iter().any(|start| page.starts_with(start)).then_some("true");
        let here = (page == to).then_some("page").or(within);
        view! {
            <li>
                <a href=lang.path(to) aria-current=here>
                    {lang.pick(korean, english)}
                </a>
            </li>
        }
    });
    view! {
        <nav class="cats" aria-label=lang.pick("가게 메뉴", "Desk")>
            <ul>{Vec::from(items)}</ul>
        </nav>
    }
}

/// A shop whose business data are not complete hides nothing from its owner.
#[component]
fn Unsaid(lang: Lang) -> impl IntoView {
    view! {
        <p class="sum tell mb5">
            {lang.pick(
                "가게 아래쪽에 보여야 하는 사업자 정보를 아직 다 적지 않았어요. ",
                "The business data that the law wants on every page are not complete yet. ",
            )}
            <a href=lang.path("/seller/settings")>{lang.pick("설정에서 적기", "Fill them in")}</a>
        </p>
    }
}

#[component]
fn LogOut(lang: Lang) -> impl IntoView {
    view! {
        <li>
            <Post lang action="/api/sign_out">
                <button>{lang.pick("나가기", "Log out")}</button>
            </Post>
        </li>
    }
}
