//! The account's pages.

use std::future::Future;

use leptos::prelude::*;

use super::{Loaded, behind, framed, lang, load, param, query, shop_page, storefront};
use crate::AppError;
use crate::account::page::{
    AccountPage, AddressPage, AddressesPage, FindOrderPage, LogInPage, RegisterPage, ResetPage,
    SAVED_ADDRESS_FORM,
};
use crate::account::{api, recovery};

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
    let loading = api::account(query("refused"), query("notice"));
    member(loading, move |view| view! { <AccountPage lang view /> })
}

/// A page with a form that is for those who are not logged in.
fn door<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<Result<T, String>, AppError>> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    let loading = async move { Ok(loading.await?.map_or_else(Loaded::SeeOther, Loaded::View)) };
    load(loading, move |view| storefront(render(view), String::new()))
}

pub(super) fn log_in() -> AnyView {
    let lang = lang();
    let loading = api::log_in_page(lang, query("refused"), query("next"), query("notice"));
    door(loading, move |view| view! { <LogInPage lang view /> })
}

pub(super) fn register() -> AnyView {
    let lang = lang();
    let loading = api::register_page(lang, query("token"), query("refused"), query("next"), query("notice"));
    door(loading, move |view| view! { <RegisterPage lang view /> })
}

pub(super) fn reset() -> AnyView {
    let (lang, token, refused) = (lang(), query("token"), query("refused"));
    shop_page(recovery::reset_page(token, refused), move |view| view! { <ResetPage lang view /> })
}

pub(super) fn find_order() -> AnyView {
    let (lang, refused, notice) = (lang(), query("refused"), query("notice"));
    shop_page(recovery::find_order_page(refused, notice), move |view| view! { <FindOrderPage lang view /> })
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
    load(loading, move |view| {
        framed(view! { <AddressPage lang view /> }, String::new(), Some(SAVED_ADDRESS_FORM))
    })
}
