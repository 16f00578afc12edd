//! The account's commands, and the reads of its pages.

use customer::{Leaving, Registration};
use kernel::{DeviceId, Lang, Secret};
use leptos::prelude::*;

use super::recovery::refuse_by_link;
use super::view::{AccountView, CloseView, DeviceView, FormView, LinkView};
use crate::AppError;
use crate::kept;
use crate::services::{Form, Services, in_query, lang_of, local_path, parse, see_other, visitor};
use crate::ui::frame::path_of;

const ASK: Form = Form { name: kept::ASK_TO_REGISTER.id, page: "/account/register" };
const REGISTER: Form = Form { name: kept::REGISTER.id, page: "/account/register" };
const LOG_IN: Form = Form { name: kept::LOG_IN.id, page: "/account/log-in" };
const PASSWORD: Form = Form { name: "password", page: "/account" };
const RENAME: Form = Form { name: kept::RENAME.id, page: "/account" };
const CLOSE: Form = Form { name: "close", page: "/account/close" };

/// Writes a letter by which an account is made. The answer is the same when the address has one.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away; what is refused leads back to the form.
#[server(name = AskToRegister, prefix = "/api", endpoint = "ask_to_register")]
pub async fn ask_to_register(
    #[server(default)] email: String,
    #[server(default)] next: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let visit = services.visit().await?;
    match services.membership.ask_to_register(&visit, &email, lang).await {
        Ok(()) => {
            let next = in_query(&onward(&next, ""));
            see_other(lang, &format!("{}?notice=register_sent&next={next}", ASK.page));
            Ok(())
        }
        Err(refusal) => {
            services.refuse(&visit, ASK, lang, [("email", &*email), ("next", &next)], refusal).await
        }
    }
}

/// Makes an account by the link of a letter, and logs it in.
///
/// # Errors
/// As [`ask_to_register`].
#[server(name = Register, prefix = "/api", endpoint = "register")]
pub async fn register(
    #[server(default)] token: String,
    #[server(default)] name: String,
    #[server(default)] new_password: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let form = Registration { name: name.clone(), password: Secret::new(new_password), lang };
    match services.membership.register(services.visit().await?, &Secret::new(token.clone()), form).await {
        Ok(cookie) => {
            services.set_cookie(&cookie);
            see_other(lang, "/account?notice=registered");
            Ok(())
        }
        Err(refusal) => refuse_by_link(&services, REGISTER, lang, &token, [("name", &*name)], refusal).await,
    }
}

/// Logs in.
///
/// # Errors
/// As [`ask_to_register`].
#[server(name = LogIn, prefix = "/api", endpoint = "log_in")]
pub async fn log_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let visit = services.visit().await?;
    match services.membership.log_in(visit.clone(), &email, &Secret::new(password)).await {
        Ok(token) => {
            services.set_cookie(&token);
            see_other(Lang::Ko, &after(lang, &next, "/mypage"));
            Ok(())
        }
        Err(refusal) => {
            services.refuse(&visit, LOG_IN, lang, [("email", &*email), ("next", &next)], refusal).await
        }
    }
}

/// Logs out on this device.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away.
#[server(name = LogOut, prefix = "/api", endpoint = "log_out")]
pub async fn log_out(#[server(default)] lang: String) -> Result<(), AppError> {
    let services = Services::get()?;
    if let Some(session) = visitor().filter(|session| session.account.is_some()) {
        services.set_cookie(&services.membership.log_out(&session).await?);
    }
    see_other(lang_of(&lang), "/account/log-in?notice=logged_out");
    Ok(())
}

/// Gives the account another password.
///
/// # Errors
/// [`AppError::LogIn`] for somebody who is not logged in; what is refused leads back to the form.
#[server(name = ChangePassword, prefix = "/api", endpoint = "change_password")]
pub async fn change_password(
    #[server(default)] password: String,
    #[server(default)] new_password: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let (session, account) = services.member().await?;
    let (password, new) = (Secret::new(password), Secret::new(new_password));
    match services.membership.change_password(&account, session.device, &password, &new).await {
        Ok(()) => {
            see_other(lang, "/account?notice=password_changed");
            Ok(())
        }
        Err(refusal) => services.refuse(&services.visit().await?, PASSWORD, lang, [], refusal).await,
    }
}

/// Gives the account another name.
///
/// # Errors
/// As [`change_password`].
#[server(name = RenameAccount, prefix = "/api", endpoint = "rename_account")]
pub async fn rename_account(
    #[server(default)] name: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let (_, account) = services.member().await?;
    match services.membership.rename(account.id, &name).await {
        Ok(()) => {
            see_other(lang, "/account?notice=renamed");
            Ok(())
        }
        Err(refusal) => {
            services.refuse(&services.visit().await?, RENAME, lang, [("name", &*name)], refusal).await
        }
    }
}

/// Closes the account.
///
/// # Errors
/// As [`change_password`].
#[server(name = CloseAccount, prefix = "/api", endpoint = "close_account")]
pub async fn close_account(
    #[server(default)] password: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let (session, account) = services.member().await?;
    match services.membership.close(&account, &session, &Secret::new(password)).await {
        Ok(cookie) => {
            services.set_cookie(&cookie);
            see_other(lang, "/account/log-in?notice=account_closed");
            Ok(())
        }
        Err(refusal) => services.refuse(&services.visit().await?, CLOSE, lang, [], refusal).await,
    }
}

/// Logs the account out on another device.
///
/// # Errors
/// [`AppError::LogIn`] for somebody who is not logged in.
#[server(name = LogOutDevice, prefix = "/api", endpoint = "log_out_device")]
pub async fn log_out_device(
    #[server(default)] device: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let device: DeviceId = parse(&device)?;
    leave(Leaving::On(device), &lang).await
}

/// Logs the account out on every other device.
///
/// # Errors
/// As [`log_out_device`].
#[server(name = LogOutOthers, prefix = "/api", endpoint = "log_out_others")]
pub async fn log_out_others(#[server(default)] lang: String) -> Result<(), AppError> {
    let here = visitor().ok_or(AppError::LogIn)?.device;
    leave(Leaving::AllBut(here), &lang).await
}

async fn leave(leaving: Leaving, lang: &str) -> Result<(), AppError> {
    let services = Services::get()?;
    let (_, account) = services.member().await?;
    services.membership.leave(account.id, leaving).await?;
    see_other(lang_of(lang), "/account?notice=device_out");
    Ok(())
}

/// Where somebody goes on who has logged in: the page that they came from, if it is a buyer's, else the usual one.
fn after(lang: Lang, next: &str, usual: &str) -> String {
    onward(next, &lang.path(usual))
}

/// The page that a form or an address names to go on to, if it is a buyer's; else the other one.
fn onward(next: &str, other: &str) -> String {
    let ours = |page: &str| {
        let path = path_of(page);
        let elsewhere = ["/api", "/seller", "/live", "/account/log-in", "/account/register"];
        page.starts_with('/') && !elsewhere.iter().any(|start| path.starts_with(start))
    };
    local_path(next, ours, other)
}

/// The page to log in, or where to go for somebody who is logged in already.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away.
pub async fn log_in_page(
    lang: Lang,
    refused: String,
    next: String,
    notice: String,
) -> Result<Result<FormView, String>, AppError> {
    form(LOG_IN, lang, &refused, next, notice).await
}

/// The page to make an account: asking for the letter, or what its link leads to.
///
/// # Errors
/// As [`log_in_page`].
pub async fn register_page(
    lang: Lang,
    token: String,
    asked: String,
    next: String,
    notice: String,
) -> Result<Result<LinkView, String>, AppError> {
    if token.is_empty() {
        let form = form(ASK, lang, &asked, next, notice).await?;
        let form = form.map(|form| FormView { next: onward(&form.next, ""), ..form });
        return Ok(form.map(|form| LinkView { form, ..LinkView::default() }));
    }
    let services = Services::get()?;
    let refused = services.refused(REGISTER, &asked).await?;
    let email = services.membership.opening(&Secret::new(token.clone())).await?;
    let form = FormView { refused, now: services.clock.now(), ..FormView::default() };
    Ok(Ok(LinkView { token, email: email.map(|email| email.as_str().to_owned()), form }))
}

async fn form(
    form: Form,
    lang: Lang,
    refused: &str,
    next: String,
    notice: String,
) -> Result<Result<FormView, String>, AppError> {
    let services = Services::get()?;
    if visitor().is_some_and(|session| session.account.is_some()) {
        return Ok(Err(after(lang, &next, "/account")));
    }
    let refused = services.refused(form, refused).await?;
    let next = match (&refused, next.is_empty()) {
        (Some(refused), true) => refused.typed("next"),
        _ => next,
    };
    Ok(Ok(FormView { refused, next, notice, now: services.clock.now() }))
}

/// The account's page.
///
/// # Errors
/// [`AppError::LogIn`] for somebody who is not logged in.
pub async fn account(asked: String, notice: String) -> Result<AccountView, AppError> {
    let services = Services::get()?;
    let (session, account) = services.member().await?;
    let devices = services.membership.devices(account.id).await?;
    let device = |it: customer::Device| DeviceView {
        here: it.device == session.device,
        device: it.device,
        agent: it.agent,
        entered_at: it.entered_at,
        seen_at: it.seen_at,
    };
    let now = services.clock.now();
    let form = |refused| FormView { refused, now, ..FormView::default() };
    Ok(AccountView {
        name: account.name,
        email: account.email.as_str().to_owned(),
        devices: devices.into_iter().map(device).collect(),
        rename: form(services.refused(RENAME, &asked).await?),
        password: form(services.refused(PASSWORD, &asked).await?),
        notice,
    })
}

/// The page that closes the account.
///
/// # Errors
/// As [`account`].
pub async fn close_page(asked: String) -> Result<CloseView, AppError> {
    let services = Services::get()?;
    let (_, account) = services.member().await?;
    let refused = services.refused(CLOSE, &asked).await?;
    let form = FormView { refused, now: services.clock.now(), ..FormView::default() };
    Ok(CloseView { email: account.email.as_str().to_owned(), form })
}
