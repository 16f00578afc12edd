//! What stands around every page of the desk: skip link, demo line, the desk's menu, the way out.

use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;

use super::forms::{Post, may};
use crate::services::Services;
use crate::ui::around::Around;
use crate::ui::frame::{DemoLine, first_button, path_of};

/// A form of the desk that is answered, asked by the step `translate`, by its page in the other language with what was
/// typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskForm {
    /// The form's id.
    pub id: &'static str,
    /// Where it is posted, without the language.
    pub action: &'static str,
}

/// The way to the page in the other language, by its form.
fn in_other_language(other: Lang, DeskForm { id, action }: DeskForm) -> impl IntoView {
    // A command has no language in its address.
    let action = if action.starts_with("/api/") { action.to_owned() } else { other.path(action) };
    view! {
        <button form=id formaction=action formnovalidate=true name="step" value="translate" lang=other.tag()>
            {other.pick("한국어", "English")}
        </button>
    }
}

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
    /// The page's form, if nothing that is typed into it may be lost with the language.
    #[prop(optional_no_strip)]
    form: Option<DeskForm>,
    children: Children,
) -> impl IntoView {
    let demo = Services::get().is_ok_and(|services| services.shop.demo);
    let other = lang.pick(Lang::En, Lang::Ko);
    let translation = match form {
        None => {
            let page = other.path(&path);
            view! { <a href=page lang=other.tag() hreflang=other.tag()>{other.pick("한국어", "English")}</a> }
                .into_any()
        }
        Some(form) => in_other_language(other, form).into_any(),
    };
    let unsaid = signed_in && Around::get().seller_unsaid && may(Permission::Settings);
    view! {
        <a class="skip" href="#main">
            {lang.pick("본문으로 건너뛰기", "Skip to the content")}
        </a>
        {demo.then(|| view! { <DemoLine lang /> })}
        <header class="wrap top">
            {form.map(|DeskForm { id, .. }| first_button(id))}
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
                        {translation}
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

/// A page of the desk, as the menu names it.
struct Place {
    to: &'static str,
    /// Where its others begin: what is opened from a list belongs to it, but is not its page.
    others: &'static [&'static str],
    korean: &'static str,
    english: &'static str,
    /// Who reads it.
    asks: Permission,
}

/// What belongs to the orders that are to be sent.
const TO_SEND: &[&str] = &["/seller/orders/", "/seller/slips", "/seller/labels", "/seller/pick-list"];

const MENU: [Place; 10] = [
    place("/seller", TO_SEND, "보낼 옷", "To send", Permission::See),
    place("/seller/ship", &[], "송장 올리기", "Ship many", Permission::Pack),
    place("/seller/orders", &[], "주문 찾기", "Find orders", Permission::See),
    place("/seller/returns", &[], "반품", "Returns", Permission::See),
    place(
        "/seller/stock",
        &["/seller/stock/", "/seller/garments", "/seller/outfits"],
        "옷·재고",
        "Goods",
        Permission::See,
    ),
    place("/seller/numbers", &[], "숫자", "Numbers", Permission::See),
    place("/seller/events", &[], "복구", "Recovery", Permission::See),
    place("/seller/audit", &[], "한 일", "Log", Permission::See),
    place("/seller/settings", &[], "설정", "Settings", Permission::Settings),
    place("/seller/staff", &[], "사람", "People", Permission::Staff),
];

const fn place(
    to: &'static str,
    others: &'static [&'static str],
    korean: &'static str,
    english: &'static str,
    asks: Permission,
) -> Place {
    Place { to, others, korean, english, asks }
}

#[component]
fn Menu(lang: Lang, path: String) -> impl IntoView {
    let page = path_of(&path);
    let item = |place: Place| {
        let within = place.others.iter().any(|start| page.starts_with(start)).then_some("true");
        let here = (page == place.to).then_some("page").or(within);
        view! {
            <li>
                <a href=lang.path(place.to) aria-current=here>
                    {lang.pick(place.korean, place.english)}
                </a>
            </li>
        }
    };
    let items: Vec<_> = MENU.into_iter().filter(|place| may(place.asks)).map(item).collect();
    view! {
        <nav class="cats" aria-label=lang.pick("가게 메뉴", "Desk")>
            <ul>{items}</ul>
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
