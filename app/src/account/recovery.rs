//! Ways in without a password: a letter to set it anew, and an order by its number and mail address.

use customer::Refusal;
use kernel::{Lang, Secret};
use leptos::prelude::*;

use super::view::{FormView, LinkView};
use crate::AppError;
use crate::kept::{ASK_TO_RESET, FIND_ORDER};
use crate::services::{Form, Services, lang_of, see_other};

const ASK: Form = Form { name: ASK_TO_RESET.id, page: "/account/reset" };
const RESET: Form = Form { name: "reset", page: "/account/reset" };
const LOOKUP: Form = Form { name: FIND_ORDER.id, page: "/account/find-order" };

/// Writes a letter to set a password anew. The answer is the same when nobody has this address.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away; what is refused leads back to the form.
#[server(name = AskToReset, prefix = "/api", endpoint = "ask_to_reset")]
pub async fn ask_to_reset(
    #[server(default)] email: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let visit = services.visit().await?;
    match services.membership.ask_to_reset(&visit, &email, lang).await {
        Ok(()) => {
            see_other(lang, "/account/log-in?notice=reset_sent");
            Ok(())
        }
        Err(refusal) => services.refuse(&visit, ASK, lang, [("email", &*email)], refusal).await,
    }
}

/// Sets a password anew by the link of a letter.
///
/// # Errors
/// As [`ask_to_reset`].
#[server(name = ResetPassword, prefix = "/api", endpoint = "reset_password")]
pub async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let (link, new) = (Secret::new(token.clone()), Secret::new(new_password));
    match services.membership.reset_password(&link, &new).await {
        Ok(()) => {
            see_other(lang, "/account/log-in?notice=password_reset");
            Ok(())
        }
        Err(refusal) => refuse_by_link(&services, RESET, lang, &token, [], refusal).await,
    }
}

/// Opens an order for somebody who knows its number and its mail address.
///
/// # Errors
/// As [`ask_to_reset`].
#[server(name = FindOrder, prefix = "/api", endpoint = "find_order")]
pub async fn find_order(
    #[server(default)] number: String,
    #[server(default)] email: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let visit = services.visit().await?;
    match services.membership.find_order(&visit, &number, &email).await {
        Ok(order) => {
            see_other(lang, &format!("/orders/{order}"));
            Ok(())
        }
        Err(refusal) => {
            let typed = [("number", &*number), ("email", &email)];
            services.refuse(&visit, LOOKUP, lang, typed, refusal).await
        }
    }
}

/// As [`Services::refuse`], of a form that a letter's link led to. The token stands in the page's form and address only, never
/// beside what was typed.
pub(super) async fn refuse_by_link<'t>(
    services: &Services,
    form: Form,
    lang: Lang,
    token: &str,
    typed: impl IntoIterator<Item = (&'t str, &'t str)>,
    refusal: Refusal,
) -> Result<(), AppError> {
    let visit = services.visit().await?;
    services.membership.keep(visit.session.device, form.name, typed, refusal).await?;
    see_other(lang, &format!("{}?refused={}&token={}", form.page, form.name, clean(token)));
    Ok(())
}

/// A token is hexadecimal; anything else opens nothing and stands in no address.
fn clean(token: &str) -> String {
    token.chars().filter(char::is_ascii_hexdigit).take(64).collect()
}

/// The page to set a password anew: asking for the letter, or what its link leads to.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away.
pub async fn reset_page(token: String, asked: String) -> Result<LinkView, AppError> {
    let services = Services::get()?;
    let form = if token.is_empty() { ASK } else { RESET };
    let refused = services.refused(form, &asked).await?;
    let email = match token.as_str() {
        "" => None,
        token => services.membership.link_stands(&Secret::new(token.to_owned())).await?,
    };
    let form = FormView { refused, now: services.clock.now(), ..FormView::default() };
    Ok(LinkView { token, email: email.map(|email| email.as_str().to_owned()), form })
}

/// The page to find an order.
///
/// # Errors
/// As [`reset_page`].
pub async fn find_order_page(asked: String, notice: String) -> Result<FormView, AppError> {
    let services = Services::get()?;
    let refused = services.refused(LOOKUP, &asked).await?;
    Ok(FormView { refused, notice, now: services.clock.now(), ..FormView::default() })
}
