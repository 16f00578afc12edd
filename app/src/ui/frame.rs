//! The storefront's frame: skip link, demo line, header, and the title of the document.

use kernel::Lang;
use leptos::prelude::*;

use crate::shop::view::Category;
use crate::ui::around::{Around, Footer};

/// The document's title as HTML: `개버딘 트렌치코트 — 한벌`. `leptos_meta` writes it into the head as it is, so what
/// people typed into names and searches is escaped here.
#[must_use]
pub fn title(lang: Lang, text: &str) -> String {
    format!("{} — {}", super::escaped(text), lang.pick("한벌", "Hanbeol"))
}

/// The title of a page on which something was refused; the first word a reader hears says so.
#[must_use]
pub fn error_title(lang: Lang, text: &str) -> String {
    title(lang, &refused(lang, text))
}

/// The same without the shop's name.
#[must_use]
pub fn refused(lang: Lang, text: &str) -> String {
    format!("{}{text}", lang.pick("오류: ", "Error: "))
}

/// The line on every page of a demo shop.
#[component]
pub fn DemoLine(lang: Lang) -> impl IntoView {
    view! {
        <aside class="demo" aria-label=lang.pick("알림", "Notice")>
            {lang.pick("시험 가게예요. 돈은 움직이지 않아요.", "A demo shop: no money moves.")}
            " "
            <a class="link" href=lang.path("/mails")>
                {lang.pick("메일 보기", "See the mails")}
            </a>
        </aside>
    }
}

/// A form whose fields go along when its page is read in the other language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageForm {
    /// The form's id, under which it is kept.
    pub id: &'static str,
    /// The names of the inputs that are kept. What is not named here is forgotten.
    pub inputs: &'static [&'static str],
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
    /// What was read for the frame.
    #[prop(optional)]
    around: Around,
    /// Whether somebody is logged in to an account.
    #[prop(optional)]
    member: bool,
    /// What the page looks for, so that the header's field shows it again.
    #[prop(optional, into)]
    search: String,
    /// The page's form, if nothing that is typed into it may be lost with the language.
    #[prop(optional_no_strip)]
    form: Option<PageForm>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="skip" href="#main">
            {lang.pick("본문으로 건너뛰기", "Skip to the content")}
        </a>
        {demo.then(|| view! { <DemoLine lang /> })}
        <Header lang path categories category cart=around.cart member search form />
        <main id="main">{children()}</main>
        <Footer lang seller=around.seller />
    }
}

/// `장바구니`, and how many pieces are in it.
fn cart_text(lang: Lang, pieces: u32) -> String {
    match (lang, pieces) {
        (_, 0) => lang.pick("장바구니", "Cart").to_owned(),
        (Lang::Ko, pieces) => format!("장바구니 {pieces}"),
        (Lang::En, pieces) => format!("Cart {pieces}"),
    }
}

#[component]
fn Header(
    lang: Lang,
    path: String,
    categories: Vec<Category>,
    category: String,
    /// Pieces in the cart.
    cart: u32,
    member: bool,
    search: String,
    form: Option<PageForm>,
) -> impl IntoView {
    let page = path_of(&path).to_owned();
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
    view! {
        <header class="wrap top">
            {form.map(|PageForm { id, .. }| first_button(id))}
            <a class="logo" href=lang.path("/")>
                {lang.pick("한벌", "Hanbeol")}
            </a>
            <nav class="cats" aria-label=lang.pick("옷 종류", "Clothes")>
                <ul>
                    <li>
                        <a href=lang.path("/garments") aria-current=current("/garments")>
                            {lang.pick("모든 옷", "All clothes")}
                        </a>
                    </li>
                    {items}
                </ul>
            </nav>
            <form class="search" role="search" action=lang.path("/garments")>
                <label class="vh" for="q">
                    {lang.pick("옷 찾기", "Search clothes")}
                </label>
                <input
                    class="in"
                    id="q"
                    name="q"
                    type="search"
                    value=search
                    placeholder=lang.pick("니트, 검정 코트", "Knit, black coat")
                    maxlength="100"
                    enterkeyhint="search"
                    autocomplete="off"
                />
                <button class="btn q s">{lang.pick("검색", "Search")}</button>
            </form>
            <nav class="util" aria-label=lang.pick("내 메뉴", "You")>
                <ul>
                    <li>
                        <a href=lang.path("/cart") aria-current=current("/cart")>
                            {cart_text(lang, cart)}
                        </a>
                    </li>
                    <li>
                        <a href=lang.path("/mypage") aria-current=current("/mypage")>
                            {lang.pick("마이페이지", "My orders")}
                        </a>
                    </li>
                    <li>{account_link(lang, &page, member)}</li>
                    <li>{language(lang, &path, form)}</li>
                </ul>
            </nav>
        </header>
    }
}

/// The way to the page in the other language; with a form, what was typed into it comes along.
fn language(lang: Lang, path: &str, form: Option<PageForm>) -> AnyView {
    let other = lang.pick(Lang::En, Lang::Ko);
    let name = other.pick("한국어", "English");
    match form {
        None => view! {
            <a href=other.path(path) lang=other.tag() hreflang=other.tag()>
                {name}
            </a>
        }
        .into_any(),
        Some(PageForm { id, .. }) => {
            let to = other.path(&that_shows(path, id));
            view! {
                <button form=id formaction="/api/keep_typed" formnovalidate=true name="to" value=to lang=other.tag()>
                    {name}
                </button>
            }
            .into_any()
        }
    }
}

/// The path of a page's address, without what is asked of it.
#[must_use]
pub fn path_of(page: &str) -> &str {
    page.split('?').next().unwrap_or_default()
}

/// The page's address, saying that what was typed into its form is kept.
fn that_shows(path: &str, form: &str) -> String {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("kept="));
    let query: String = others.map(|pair| format!("{pair}&")).collect();
    format!("{page}?{query}kept={form}")
}

/// Enter in a field presses the first button of its form, wherever that stands: this one does what the form is for, so
/// that it is not the one that changes the language.
pub(crate) fn first_button(id: &'static str) -> impl IntoView {
    view! { <button class="vh" form=id tabindex="-1" aria-hidden="true"></button> }
}

/// The way to the account, or to the log-in page.
fn account_link(lang: Lang, page: &str, member: bool) -> impl IntoView + use<> {
    let (path, text) = match member {
        true => ("/account", lang.pick("계정", "Account")),
        false => ("/account/log-in", lang.pick("로그인", "Log in")),
    };
    let current = page.starts_with("/account").then_some(if page == path { "page" } else { "true" });
    view! {
        <a href=lang.path(path) aria-current=current>
            {text}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_kept_form_says_so_once_beside_what_it_says_already() {
        assert_eq!(that_shows("/account/log-in", "log-in"), "/account/log-in?kept=log-in");
        let again = "/account/log-in?kept=log-in&next=%2Fcart%3Fa=1";
        assert_eq!(that_shows(again, "log-in"), "/account/log-in?next=%2Fcart%3Fa=1&kept=log-in");
    }

    #[test]
    fn a_title_ends_at_no_word_that_somebody_typed() {
        let typed = "</title><script>1</script> A & B";
        assert_eq!(title(Lang::En, typed), "&lt;/title>&lt;script>1&lt;/script> A &amp; B — Hanbeol");
        assert!(error_title(Lang::Ko, typed).starts_with("오류: &lt;/title>"));
    }
}
