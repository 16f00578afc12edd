//! The account's pages.

use std::future::Future;

use leptos::prelude::*;

use super::{Loaded, lang, load, param, query, request_path_and_query, storefront};
use crate::AppError;
use crate::account::page::{
    AccountPage, AddressPage, AddressesPage, FindOrderPage, LogInPage, RegisterPage, ResetPage, VerifyPage,
};
use crate::account::view::FormView;
use crate::account::{api, recovery};
use crate::services::in_query;

/// A page of the account: sends somebody who is not logged in to the log-in page.
fn member<T: Send + 'static, V: IntoView + 'static>(
    loading: impl Future<Output = Result<T, AppError>> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> AnyView {
    let (lang, next) = (lang(), request_path_and_query());
    let loading = async move {
        match loading.await {
            Err(AppError::LogIn) => {
                Ok(Loaded::SeeOther(lang.path(&format!("/account/log-in?next={}", in_query(&next)))))
            }
            loaded => loaded.map(Loaded::View),
        }
    };
    load(loading, move |view| storefront(render(view), String::new()))
}

pub(super) fn page() -> AnyView {
    let lang = lang();
    let loading = api::account(query("refused"), query("notice"));
    member(loading, move |view| view! { <AccountPage lang view /> })
}

/// A page with a form that is for those who are not logged in.
fn door<V: IntoView + 'static>(
    loading: impl Future<Output = Result<Result<FormView, String>, AppError>> + Send + 'static,
    render: impl FnOnce(FormView) -> V + Send + 'static,
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
    let loading = api::register_page(lang, query("refused"), query("next"));
    door(loading, move |view| view! { <RegisterPage lang view /> })
}

pub(super) fn verify() -> AnyView {
    let (lang, token) = (lang(), query("token"));
    let loading = async move { api::verify_page(token).await.map(Loaded::View) };
    load(loading, move |view| storefront(view! { <VerifyPage lang view /> }, String::new()))
}

pub(super) fn reset() -> AnyView {
    let (lang, token, refused) = (lang(), query("token"), query("refused"));
    let loading = async move { recovery::reset_page(token, refused).await.map(Loaded::View) };
    load(loading, move |view| storefront(view! { <ResetPage lang view /> }, String::new()))
}

pub(super) fn find_order() -> AnyView {
    let (lang, refused, notice) = (lang(), query("refused"), query("notice"));
    let loading = async move { recovery::find_order_page(refused, notice).await.map(Loaded::View) };
    load(loading, move |view| storefront(view! { <FindOrderPage lang view /> }, String::new()))
}

pub(super) fn addresses() -> AnyView {
    let lang = lang();
    let loading = crate::account::addresses::addresses(query("notice"));
    member(loading, move |view| view! { <AddressesPage lang view /> })
}

pub(super) fn address() -> AnyView {
    let lang = lang();
    let loading = crate::account::addresses::address(param("address"), query("refused"));
    member(loading, move |view| view! { <AddressPage lang view /> })
}
