//! Which page answers which path, in both languages: load its view, then render it, or say what went wrong.

mod account;

use std::collections::BTreeMap;
use std::future::Future;
use std::str::FromStr;

use http::request::Parts;
use kernel::Lang;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::{SsrMode, path};

use crate::cart::page::CartPage;
use crate::checkout::page::{CheckoutPage, PayPage};
use crate::kept::{ORDER, READDRESS, SEND_BACK};
use crate::mails::page::MailsPage;
use crate::mypage::address::AddressPage;
use crate::mypage::page::{MyPage, OrderPage};
use crate::mypage::receipt::ReceiptPage;
use crate::mypage::reorder::AgainPage;
use crate::mypage::returns::ReturnPage;
use crate::mypage::view::{AddressView, ReturnFormView};
use crate::seller::audit::{AuditPage, api as audit};
use crate::seller::bulk::{self, BulkPage};
use crate::seller::find::{self, FindPage};
use crate::seller::paper::{self, LabelsPage, PickPage, SlipsPage};
use crate::seller::photographs::view::TypedShot;
use crate::seller::staff::join::JoinPage;
use crate::seller::staff::page::StaffPage;
use crate::seller::stock::view::StockFilter;
use crate::seller::view::{DeskOrder, Typed};
use crate::seller::{
    CancelPage, DeskOrderPage, EventsPage, GarmentFormPage, GarmentStockPage, GarmentsPage, LedgerPage,
    LeftPage, LogInPage, NumbersPage, OutfitFormPage, OutfitsPage, PhotographsPage, QueuePage, ReturnsPage,
    SettingsPage, StockPage, UnplacedPage,
};
use crate::services::{Services, in_query, local_path, parse, set_status, visitor};
use crate::shop::page::address::{address as list_address, untidy};
use crate::shop::page::{GarmentPage, HomePage, ListPage, OutfitPage};
use crate::shop::view::{Category, Choice, Filter};
use crate::ui::around::Around;
use crate::ui::failure::{FailurePage, Place};
use crate::ui::frame::{PageForm, Storefront};
use crate::{AppError, cart, checkout, mails, mypage, seller, shop};

/// The path of this request, with its language, without its query.
#[must_use]
pub fn request_path() -> String {
    use_context::<Parts>().map_or_else(|| "/".to_owned(), |parts| parts.uri.path().to_owned())
}

pub(crate) fn request_path_and_query() -> String {
    let path = use_context::<Parts>().and_then(|parts| parts.uri.path_and_query().map(ToString::to_string));
    path.unwrap_or_else(|| "/".to_owned())
}

fn lang() -> Lang {
    Lang::of_path(&request_path()).0
}

/// Every route, Korean first, English under `/en`.
#[component]
pub fn Routing() -> impl IntoView {
    view! {
        <Router>
            <FlatRoutes fallback=|| failed(AppError::NotFound)>
                <Route path=path!("/") view=home ssr=SsrMode::Async />
                <Route path=path!("/garments") view=list ssr=SsrMode::Async />
                <Route path=path!("/c/:category") view=list ssr=SsrMode::Async />
                <Route path=path!("/garments/:slug") view=garment ssr=SsrMode::Async />
                <Route path=path!("/outfits/:slug") view=outfit ssr=SsrMode::Async />
                <Route path=path!("/cart") view=cart ssr=SsrMode::Async />
                <Route path=path!("/checkout/:draft") view=checkout_draft ssr=SsrMode::Async />
                <Route path=path!("/orders/:order/pay") view=pay ssr=SsrMode::Async />
                <Route path=path!("/orders/:order/address") view=address ssr=SsrMode::Async />
                <Route path=path!("/orders/:order/return") view=send_back ssr=SsrMode::Async />
                <Route path=path!("/orders/:order/receipt") view=receipt ssr=SsrMode::Async />
                <Route path=path!("/orders/:order/again") view=again ssr=SsrMode::Async />
                <Route path=path!("/orders/:order") view=order ssr=SsrMode::Async />
                <Route path=path!("/mypage") view=my_page ssr=SsrMode::Async />
                <Route path=path!("/mails") view=mails ssr=SsrMode::Async />
                <Route path=path!("/account") view=account::page ssr=SsrMode::Async />
                <Route path=path!("/account/log-in") view=account::log_in ssr=SsrMode::Async />
                <Route path=path!("/account/register") view=account::register ssr=SsrMode::Async />
                <Route path=path!("/account/reset") view=account::reset ssr=SsrMode::Async />
                <Route path=path!("/account/find-order") view=account::find_order ssr=SsrMode::Async />
                <Route path=path!("/account/close") view=account::close ssr=SsrMode::Async />
                <Route path=path!("/account/addresses") view=account::addresses ssr=SsrMode::Async />
                <Route path=path!("/account/addresses/:address") view=account::address ssr=SsrMode::Async />
                <Route path=path!("/failure/:code") view=failure ssr=SsrMode::Async />
                <Route path=path!("/seller") view=queue ssr=SsrMode::Async />
                <Route path=path!("/seller/orders/:order/cancel") view=desk_cancel ssr=SsrMode::Async />
                <Route path=path!("/seller/orders/:order/left") view=desk_left ssr=SsrMode::Async />
                <Route path=path!("/seller/orders/:order") view=desk_order ssr=SsrMode::Async />
                <Route path=path!("/seller/stock") view=stock ssr=SsrMode::Async />
                <Route path=path!("/seller/stock/:garment") view=garment_stock ssr=SsrMode::Async />
                <Route path=path!("/seller/stock/:garment/:dye/:size") view=ledger ssr=SsrMode::Async />
                <Route path=path!("/seller/garments") view=garments ssr=SsrMode::Async />
                <Route path=path!("/seller/garments/new") view=new_garment ssr=SsrMode::Async />
                <Route path=path!("/seller/garments/:garment") view=garment_form ssr=SsrMode::Async />
                <Route path=path!("/seller/garments/:garment/photographs") view=photographs ssr=SsrMode::Async />
                <Route path=path!("/seller/outfits") view=outfits ssr=SsrMode::Async />
                <Route path=path!("/seller/outfits/new") view=new_outfit ssr=SsrMode::Async />
                <Route path=path!("/seller/outfits/:outfit") view=outfit_form ssr=SsrMode::Async />
                <Route path=path!("/seller/numbers") view=numbers ssr=SsrMode::Async />
                <Route path=path!("/seller/returns") view=desk_returns ssr=SsrMode::Async />
                <Route path=path!("/seller/orders") view=find_orders ssr=SsrMode::Async />
                <Route path=path!("/seller/ship") view=bulk_ship ssr=SsrMode::Async />
                <Route path=path!("/seller/slips") view=slips ssr=SsrMode::Async />
                <Route path=path!("/seller/labels") view=labels ssr=SsrMode::Async />
                <Route path=path!("/seller/pick-list") view=pick_list ssr=SsrMode::Async />
                <Route path=path!("/seller/audit") view=audit ssr=SsrMode::Async />
                <Route path=path!("/seller/events") view=seller_events ssr=SsrMode::Async />
                <Route path=path!("/seller/settings") view=seller_settings ssr=SsrMode::Async />
                <Route path=path!("/seller/log-in") view=log_in ssr=SsrMode::Async />
                <Route path=path!("/seller/staff") view=staff ssr=SsrMode::Async />
                <Route path=path!("/seller/join") view=join ssr=SsrMode::Async />
                <Route path=path!("/en") view=home ssr=SsrMode::Async />
                <Route path=path!("/en/garments") view=list ssr=SsrMode::Async />
                <Route path=path!("/en/c/:category") view=list ssr=SsrMode::Async />
                <Route path=path!("/en/garments/:slug") view=garment ssr=SsrMode::Async />
                <Route path=path!("/en/outfits/:slug") view=outfit ssr=SsrMode::Async />
                <Route path=path!("/en/cart") view=cart ssr=SsrMode::Async />
                <Route path=path!("/en/checkout/:draft") view=checkout_draft ssr=SsrMode::Async />
                <Route path=path!("/en/orders/:order/pay") view=pay ssr=SsrMode::Async />
                <Route path=path!("/en/orders/:order/address") view=address ssr=SsrMode::Async />
                <Route path=path!("/en/orders/:order/return") view=send_back ssr=SsrMode::Async />
                <Route path=path!("/en/orders/:order/receipt") view=receipt ssr=SsrMode::Async />
                <Route path=path!("/en/orders/:order/again") view=again ssr=SsrMode::Async />
                <Route path=path!("/en/orders/:order") view=order ssr=SsrMode::Async />
                <Route path=path!("/en/mypage") view=my_page ssr=SsrMode::Async />
                <Route path=path!("/en/mails") view=mails ssr=SsrMode::Async />
                <Route path=path!("/en/account") view=account::page ssr=SsrMode::Async />
                <Route path=path!("/en/account/log-in") view=account::log_in ssr=SsrMode::Async />
                <Route path=path!("/en/account/register") view=account::register ssr=SsrMode::Async />
                <Route path=path!("/en/account/reset") view=account::reset ssr=SsrMode::Async />
                <Route path=path!("/en/account/find-order") view=account::find_order ssr=SsrMode::Async />
                <Route path=path!("/en/account/close") view=account::close ssr=SsrMode::Async />
                <Route path=path!("/en/account/addresses") view=account::addresses ssr=SsrMode::Async />
                <Route path=path!("/en/account/addresses/:address") view=account::address ssr=SsrMode::Async />
                <Route path=path!("/en/failure/:code") view=failure ssr=SsrMode::Async />
                <Route path=path!("/en/seller") view=queue ssr=SsrMode::Async />
                <Route path=path!("/en/seller/orders/:order/cancel") view=desk_cancel ssr=SsrMode::Async />
                <Route path=path!("/en/seller/orders/:order/left") view=desk_left ssr=SsrMode::Async />
                <Route path=path!("/en/seller/orders/:order") view=desk_order ssr=SsrMode::Async />
                <Route path=path!("/en/seller/stock") view=stock ssr=SsrMode::Async />
                <Route path=path!("/en/seller/stock/:garment") view=garment_stock ssr=SsrMode::Async />
                <Route path=path!("/en/seller/stock/:garment/:dye/:size") view=ledger ssr=SsrMode::Async />
                <Route path=path!("/en/seller/garments") view=garments ssr=SsrMode::Async />
                <Route path=path!("/en/seller/garments/new") view=new_garment ssr=SsrMode::Async />
                <Route path=path!("/en/seller/garments/:garment") view=garment_form ssr=SsrMode::Async />
                <Route path=path!("/en/seller/garments/:garment/photographs") view=photographs ssr=SsrMode::Async />
                <Route path=path!("/en/seller/outfits") view=outfits ssr=SsrMode::Async />
                <Route path=path!("/en/seller/outfits/new") view=new_outfit ssr=SsrMode::Async />
                <Route path=path!("/en/seller/outfits/:outfit") view=outfit_form ssr=SsrMode::Async />
                <Route path=path!("/en/seller/numbers") view=numbers ssr=SsrMode::Async />
                <Route path=path!("/en/seller/returns") view=desk_returns ssr=SsrMode::Async />
                <Route path=path!("/en/seller/orders") view=find_orders ssr=SsrMode::Async />
                <Route path=path!("/en/seller/ship") view=bulk_ship ssr=SsrMode::Async />
                <Route path=path!("/en/seller/slips") view=slips ssr=SsrMode::Async />
                <Route path=path!("/en/seller/labels") view=labels ssr=SsrMode::Async />
                <Route path=path!("/en/seller/pick-list") view=pick_list ssr=SsrMode::Async />
                <Route path=path!("/en/seller/audit") view=audit ssr=SsrMode::Async />
                <Route path=path!("/en/seller/events") view=seller_events ssr=SsrMode::Async />
                <Route path=path!("/en/seller/settings") view=seller_settings ssr=SsrMode::Async />
                <Route path=path!("/en/seller/log-in") view=log_in ssr=SsrMode::Async />
                <Route path=path!("/en/seller/staff") view=staff ssr=SsrMode::Async />
                <Route path=path!("/en/seller/join") view=join ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}

/// What a loaded page turns into.
enum Loaded<T> {
    View(T),
    /// Another page is the answer; nothing of this one is rendered.
    SeeOther(String),
}

/// Loads a page's view and renders it, whole, before the first byte is sent.
fn load<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<Loaded<T>, AppError>> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    let loaded = Suspend::new(async move {
        let loaded = loading.await;
        if !matches!(loaded, Ok(Loaded::SeeOther(_))) {
            provide_context(Around::read().await);
        }
        match loaded {
            Ok(Loaded::View(view)) => render(view).into_any(),
            Ok(Loaded::SeeOther(path)) => {
                leptos_axum::redirect(&path);
                set_status(303);
                ().into_any()
            }
            Err(error) => fail(error),
        }
    });
    view! { <Suspense>{loaded}</Suspense> }.into_any()
}

/// The page of an error, where nothing else is loaded.
fn failed(error: AppError) -> AnyView {
    load(async move { Err::<Loaded<()>, _>(error) }, |()| ())
}

/// The page of an error, with its status.
fn fail(error: AppError) -> AnyView {
    let lang = lang();
    set_status(error.status());
    let path = request_path_and_query();
    let (_, page) = Lang::of_path(&path);
    // Whoever asks for the page of an error knows where it happened.
    let place = Place::parse(&query("at")).unwrap_or_else(|| Place::of(page));
    let back = local_path(&query("back"), |page| Place::of(page) == Place::Desk, "");
    storefront(view! { <FailurePage lang error place back /> }, String::new())
}

/// A page of the storefront that belongs to no category.
fn shop_page<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<T, AppError>> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    let loading = async move { loading.await.map(Loaded::View) };
    load(loading, move |view| storefront(render(view), String::new()))
}

/// Loads for those who are let in; the others are sent to log in, and come back from there.
fn behind<T: Send + 'static>(
    closed: AppError,
    log_in: &'static str,
    loading: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> impl Future<Output = Result<Loaded<T>, AppError>> + Send + 'static {
    let (lang, next) = (lang(), request_path_and_query());
    async move {
        match loading.await {
            Err(error) if error == closed => {
                Ok(Loaded::SeeOther(lang.path(&format!("{log_in}?next={}", in_query(&next)))))
            }
            loaded => loaded.map(Loaded::View),
        }
    }
}

/// A page of the storefront with a form whose fields go along into the other language.
fn form_page<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<Loaded<T>, AppError>> + Send + 'static,
    form: impl FnOnce(&T) -> Option<PageForm> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    load(loading, move |view| {
        let form = form(&view);
        framed(render(view), String::new(), form)
    })
}

/// A page in the storefront's frame.
fn storefront(page: impl IntoView + 'static, category: String) -> AnyView {
    framed(page, category, None)
}

/// The same, with the page's form.
fn framed(page: impl IntoView + 'static, category: String, form: Option<PageForm>) -> AnyView {
    let path = request_path_and_query();
    let (lang, path) = Lang::of_path(&path);
    let (demo, categories) =
        Services::get().map(|services| (services.shop.demo, categories(&services))).unwrap_or_default();
    let member = visitor().is_some_and(|session| session.account.is_some());
    view! {
        <Storefront
            lang
            path=path.to_owned()
            demo
            categories
            category
            around=Around::get()
            member
            search=query("q")
            form
        >
            {page}
        </Storefront>
    }
    .into_any()
}

fn categories(services: &Services) -> Vec<Category> {
    let category = |(key, name): &(String, kernel::Text)| Category { key: key.clone(), name: name.clone() };
    services.words().categories.iter().map(category).collect()
}

/// An id in the path; one that cannot be read names a page that is not there.
fn id<T: FromStr>(name: &str) -> Result<T, AppError> {
    parse(&param(name)).map_err(|_| AppError::NotFound)
}

fn param(name: &str) -> String {
    use_params_map().read_untracked().get(name).unwrap_or_default()
}

fn query(name: &str) -> String {
    use_query_map().read_untracked().get(name).unwrap_or_default()
}

fn home() -> AnyView {
    let lang = lang();
    shop_page(shop::api::home(), move |view| view! { <HomePage lang view /> })
}

fn list() -> AnyView {
    let (lang, path, asked) = (lang(), param("category"), request_path_and_query());
    let filter = Filter {
        q: query("q").trim().to_owned(),
        category: if path.is_empty() { query("category") } else { path },
        color: query("color"),
        size: query("size"),
        price: query("price"),
        sort: query("sort"),
        in_stock: query("in"),
        page: query("page"),
    };
    let loading = async move {
        if asked.split_once('?').is_some_and(|(_, query)| untidy(query)) {
            return Ok(Loaded::SeeOther(list_address(lang, &filter)));
        }
        shop::api::list(lang, filter).await.map(Loaded::View)
    };
    load(loading, move |view| storefront(view! { <ListPage lang view /> }, String::new()))
}

fn garment() -> AnyView {
    let (lang, slug) = (lang(), param("slug"));
    let choice = Choice {
        dye: query("dye"),
        size: query("size"),
        quantity: query("quantity"),
        error: Some(query("error")).filter(|error| !error.is_empty()),
    };
    let loading = async move { shop::api::garment(slug, choice).await.map(Loaded::View) };
    load(loading, move |view| {
        let category = view.category.key.clone();
        storefront(view! { <GarmentPage lang view /> }, category)
    })
}

fn cart() -> AnyView {
    let lang = lang();
    let code =
        [query("error"), query("notice")].into_iter().find(|code| !code.is_empty()).unwrap_or_default();
    let notice = cart::api::notice(&code, &query("variant"), query("typed"));
    shop_page(cart::api::cart(notice), move |view| view! { <CartPage lang view /> })
}

fn outfit() -> AnyView {
    let (lang, slug) = (lang(), param("slug"));
    shop_page(shop::api::read_outfit(slug, chosen()), move |view| view! { <OutfitPage lang view /> })
}

/// What was chosen of an outfit's pieces and refused, by their slugs: `dye-trench=sand&size-trench=&error-trench=size`.
fn chosen() -> BTreeMap<String, Choice> {
    let mut chosen = BTreeMap::<String, Choice>::new();
    for (name, value) in &*use_query_map().read_untracked() {
        if let Some((part @ ("dye" | "size" | "error"), piece)) = name.split_once('-') {
            let choice = chosen.entry(piece.to_owned()).or_default();
            let value = value.to_owned();
            match part {
                "dye" => choice.dye = value,
                "size" => choice.size = value,
                _ => choice.error = Some(value),
            }
        }
    }
    chosen
}

fn checkout_draft() -> AnyView {
    let (lang, draft) = (lang(), id("draft"));
    let loading = async move {
        Ok(match checkout::api::draft(draft?).await? {
            Ok(view) => Loaded::View(view),
            Err(elsewhere) => Loaded::SeeOther(lang.path(&elsewhere.path())),
        })
    };
    form_page(loading, |_| Some(ORDER), move |view| view! { <CheckoutPage lang view /> })
}

fn pay() -> AnyView {
    let (lang, order, came) = (lang(), id("order"), query("came"));
    let loading = async move {
        let order = order?;
        Ok(match checkout::api::pay_page(order, came).await? {
            Some(view) => Loaded::View(view),
            None => Loaded::SeeOther(lang.path(&format!("/orders/{order}"))),
        })
    };
    load(loading, move |view| storefront(view! { <PayPage lang view /> }, String::new()))
}

fn order() -> AnyView {
    let (lang, order) = (lang(), id("order"));
    let placed = use_query_map().read_untracked().get("placed").is_some();
    let notice = Some(query("notice")).filter(|notice| !notice.is_empty());
    let loading = async move { mypage::api::order(order?, placed, notice).await };
    shop_page(loading, move |view| view! { <OrderPage lang view /> })
}

fn address() -> AnyView {
    let (lang, order, draft) = (lang(), id("order"), query("draft"));
    let loading = async move { mypage::address::address(order?, draft.parse().ok()).await };
    let loading = async move { loading.await.map(Loaded::View) };
    let form = |view: &AddressView| view.open.then_some(READDRESS);
    form_page(loading, form, move |view| view! { <AddressPage lang view /> })
}

fn send_back() -> AnyView {
    let (lang, order) = (lang(), id("order"));
    let (chosen, reason, notice) = (query("chosen"), query("reason"), query("notice"));
    let loading =
        async move { mypage::returns::return_form(order?, chosen, reason, notice).await.map(Loaded::View) };
    let form = |view: &ReturnFormView| view.until.map(|_| SEND_BACK);
    form_page(loading, form, move |view| view! { <ReturnPage lang view /> })
}

fn receipt() -> AnyView {
    let (lang, order) = (lang(), id("order"));
    let loading = async move { mypage::receipt::receipt(order?).await };
    shop_page(loading, move |view| view! { <ReceiptPage lang view /> })
}

fn again() -> AnyView {
    let (lang, order) = (lang(), id("order"));
    let loading = async move { mypage::reorder::again(order?).await };
    shop_page(loading, move |view| view! { <AgainPage lang view /> })
}

fn my_page() -> AnyView {
    let (lang, tab) = (lang(), query("tab"));
    shop_page(mypage::api::my_page(tab), move |view| view! { <MyPage lang view /> })
}

fn mails() -> AnyView {
    let (lang, address) = (lang(), query("to"));
    shop_page(mails::api::mails(address), move |view| view! { <MailsPage lang view /> })
}

fn failure() -> AnyView {
    failed(AppError::parse(&param("code")))
}

/// A page of the desk.
fn desk<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<T, AppError>> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    load(behind(AppError::SignIn, "/seller/log-in", loading), render)
}

fn queue() -> AnyView {
    let (lang, tab, search, notice, left) =
        (lang(), query("tab"), query("q"), query("notice"), query("left"));
    let (after, before) = (query("after"), query("before"));
    let loading = seller::api::queue(tab, search, after, before, notice, left);
    desk(loading, move |view| view! { <QueuePage lang view /> })
}

fn desk_order() -> AnyView {
    let (lang, order) = (lang(), id("order"));
    let notice = query("notice");
    let (typed, held) = (Typed::of(query), query("held"));
    let loading = async move { seller::api::order(order?, notice, typed, held).await };
    desk(loading, move |view| match view {
        DeskOrder::Placed(view) => view! { <DeskOrderPage lang view=*view /> }.into_any(),
        DeskOrder::Unplaced(view) => view! { <UnplacedPage lang view=*view /> }.into_any(),
    })
}

fn desk_cancel() -> AnyView {
    let (lang, order, notice) = (lang(), id("order"), query("notice"));
    let loading = async move { seller::cancel::cancel_page(order?, notice).await };
    desk(loading, move |view| view! { <CancelPage lang view /> })
}

fn desk_left() -> AnyView {
    let (lang, order) = (lang(), id("order"));
    desk(async move { seller::left::left_page(order?).await }, move |view| view! { <LeftPage lang view /> })
}

fn desk_returns() -> AnyView {
    let lang = lang();
    let loading = seller::returns::returns(query("tab"), query("after"));
    desk(loading, move |view| view! { <ReturnsPage lang view /> })
}

fn seller_events() -> AnyView {
    let lang = lang();
    desk(seller::api::events(), move |view| view! { <EventsPage lang view /> })
}

fn seller_settings() -> AnyView {
    let (lang, notice) = (lang(), query("notice"));
    desk(seller::settings::api::settings_page(notice), move |view| view! { <SettingsPage lang view /> })
}

fn stock() -> AnyView {
    let lang = lang();
    let filter = StockFilter { category: query("category"), search: query("q"), low: query("low") };
    let loading = seller::stock::api::stock(filter, query("page"), query("few"), query("notice"));
    desk(loading, move |view| view! { <StockPage lang view /> })
}

fn garment_stock() -> AnyView {
    let lang = lang();
    let typed = seller::stock::api::typed_of(&query("cells"), query("reason"), query("note"));
    let loading = seller::stock::api::garment_stock(param("garment"), typed, query("notice"), query("held"));
    desk(loading, move |view| view! { <GarmentStockPage lang view /> })
}

fn photographs() -> AnyView {
    let lang = lang();
    let typed = TypedShot::of(query);
    let loading =
        seller::photographs::api::photographs(param("garment"), query("notice"), typed, query("held"));
    desk(loading, move |view| view! { <PhotographsPage lang view /> })
}

fn numbers() -> AnyView {
    let lang = lang();
    desk(
        seller::numbers::api::numbers(query("days"), query("all")),
        move |view| view! { <NumbersPage lang view /> },
    )
}

fn garments() -> AnyView {
    let lang = lang();
    let filter = StockFilter { category: query("category"), search: query("q"), low: String::new() };
    let loading = seller::garments::api::garments(filter, query("notice"));
    desk(loading, move |view| view! { <GarmentsPage lang view /> })
}

fn new_garment() -> AnyView {
    let lang = lang();
    desk(seller::garments::api::new_garment(), move |view| view! { <GarmentFormPage lang view /> })
}

fn garment_form() -> AnyView {
    let lang = lang();
    let loading = seller::garments::api::garment(param("garment"), query("notice"));
    desk(loading, move |view| view! { <GarmentFormPage lang view /> })
}

fn outfits() -> AnyView {
    let lang = lang();
    desk(seller::outfits::api::outfits(), move |view| view! { <OutfitsPage lang view /> })
}

fn new_outfit() -> AnyView {
    let lang = lang();
    desk(seller::outfits::api::new_outfit(), move |view| view! { <OutfitFormPage lang view /> })
}

fn outfit_form() -> AnyView {
    let lang = lang();
    let loading = seller::outfits::api::outfit(param("outfit"), query("notice"));
    desk(loading, move |view| view! { <OutfitFormPage lang view /> })
}

fn ledger() -> AnyView {
    let lang = lang();
    let loading = seller::stock::api::ledger(param("garment"), param("dye"), param("size"), query("before"));
    desk(loading, move |view| view! { <LedgerPage lang view /> })
}

fn find_orders() -> AnyView {
    let lang = lang();
    let typed =
        find::Typed { q: query("q"), state: query("state"), from: query("from"), until: query("until") };
    let loading = find::api::find(typed, query("after"), query("before"));
    desk(loading, move |view| view! { <FindPage lang view /> })
}

fn audit() -> AnyView {
    let lang = lang();
    let typed = audit::Typed { who: query("who"), action: query("action"), order: query("order") };
    desk(audit::audit(typed, query("before")), move |view| view! { <AuditPage lang view /> })
}

fn bulk_ship() -> AnyView {
    let lang = lang();
    desk(bulk::api::bulk(query("sheet")), move |view| view! { <BulkPage lang view /> })
}

/// Which orders a page to print is asked for.
fn on_paper() -> paper::api::Asked {
    let orders = use_query_map().read_untracked().get_all("orders[]").unwrap_or_default();
    paper::api::Asked { orders, of: query("of") }
}

fn slips() -> AnyView {
    let lang = lang();
    desk(paper::api::paper(on_paper()), move |view| view! { <SlipsPage lang view /> })
}

fn labels() -> AnyView {
    let lang = lang();
    desk(paper::api::paper(on_paper()), move |view| view! { <LabelsPage lang view /> })
}

fn pick_list() -> AnyView {
    let lang = lang();
    desk(paper::api::paper(on_paper()), move |view| view! { <PickPage lang view /> })
}

fn log_in() -> AnyView {
    let (lang, token, error, next) = (lang(), query("token"), query("error"), query("next"));
    let loading = async move { seller::api::log_in_page(token, error, &next).await.map(Loaded::View) };
    load(loading, move |view| view! { <LogInPage lang view /> })
}

fn staff() -> AnyView {
    let lang = lang();
    let loading = seller::staff::api::staff(query("refused"), query("notice"));
    desk(loading, move |view| view! { <StaffPage lang view /> })
}

fn join() -> AnyView {
    let (lang, token, refused) = (lang(), query("token"), query("refused"));
    let loading = async move { seller::staff::join::join(token, refused).await.map(Loaded::View) };
    load(loading, move |view| view! { <JoinPage lang view /> })
}
