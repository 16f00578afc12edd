//! The account's pages.

use std::future::Future;

use leptos::prelude::*;

use super::{Loaded, behind, form_page, lang, load, param, query, storefront};
use crate::AppError;
use crate::account::page::{
    AccountPage, AddressPage, AddressesPage, ClosePage, FindOrderPage, LogInPage, RegisterPage, ResetPage,
};
use crate::account::view::LinkView;
use crate::account::{api, recovery};
use crate::kept::{ASK_TO_REGISTER, ASK_TO_RESET, FIND_ORDER, LOG_IN, REGISTER, RENAME, SAVED_ADDRESS};
use crate::ui::frame::PageForm;

/// A page of the account.
fn member<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<T, AppError>> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    let loading = behind(AppError::LogIn, "/account/log-in", loading);
    load(loading, move |view| storefront(render(view), String::new()))
}

pub(super) fn page() -> AnyView {
    let lang = lang();
    let loading = behind(AppError::LogIn, "/account/log-in", api::account(query("refused"), query("notice")));
    form_page(loading, |_| Some(RENAME), move |view| view! { <AccountPage lang view /> })
}

/// A page with a form that is for those who are not logged in.
fn door<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<Result<T, String>, AppError>> + Send + 'static,
    form: impl FnOnce(&T) -> Option<PageForm> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    let loading = async move { Ok(loading.await?.map_or_else(Loaded::SeeOther, Loaded::View)) };
    form_page(loading, form, render)
}

/// The form of a page that a letter's link leads to, or from which the letter is asked for; a link that is over has none.
fn of_letter(view: &LinkView, ask: PageForm, led_to: Option<PageForm>) -> Option<PageForm> {
    if view.token.is_empty() { Some(ask) } else { led_to.filter(|_| view.email.is_some()) }
}

pub(super) fn log_in() -> AnyView {
    let lang = lang();
    let loading = api::log_in_page(lang, query("refused"), query("next"), query("notice"));
    door(loading, |_| Some(LOG_IN), move |view| view! { <LogInPage lang view /> })
}

pub(super) fn register() -> AnyView {
    let lang = lang();
    let loading = api::register_page(lang, query("token"), query("refused"), query("next"), query("notice"));
    let form = |view: &LinkView| of_letter(view, ASK_TO_REGISTER, Some(REGISTER));
    door(loading, form, move |view| view! { <RegisterPage lang view /> })
}

pub(super) fn reset() -> AnyView {
    let (lang, token, refused) = (lang(), query("token"), query("refused"));
    let loading = async move { recovery::reset_page(token, refused).await.map(Loaded::View) };
    let form = |view: &LinkView| of_letter(view, ASK_TO_RESET, None);
    form_page(loading, form, move |view| view! { <ResetPage lang view /> })
}

pub(super) fn find_order() -> AnyView {
    let (lang, refused, notice) = (lang(), query("refused"), query("notice"));
    let loading = async move { recovery::find_order_page(refused, notice).await.map(Loaded::View) };
    form_page(loading, |_| Some(FIND_ORDER), move |view| view! { <FindOrderPage lang view /> })
}

pub(super) fn close() -> AnyView {
    let lang = lang();
    let loading = api::close_page(query("refused"));
    member(loading, move |view| view! { <ClosePage lang view /> })
}

pub(super) fn addresses() -> AnyView {
    let lang = lang();
    let loading = crate::account::addresses::addresses(query("notice"));
    member(loading, move |view| view! { <AddressesPage lang view /> })
}

pub(super) fn address() -> AnyView {
    let lang = lang();
    let loading = crate::account::addresses::address(param("address"), query("refused"));
    let loading = behind(AppError::LogIn, "/account/log-in", loading);
    form_page(loading, |_| Some(SAVED_ADDRESS), move |view| view! { <AddressPage lang view /> })
}
