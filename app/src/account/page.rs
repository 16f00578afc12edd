//! The documents of an account.

mod account;
mod addresses;
mod close;
mod devices;
mod links;
mod log_in;
mod register;

use customer::{Field, Refused};
use kernel::{Lang, Time};
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::FormView;
use super::words::{name, remedy};
use crate::ui::countdown::countdown;
use crate::ui::field::ErrorSummary;
use crate::ui::frame::{error_title, title};
use crate::ui::told::Told;

pub use account::AccountPage;
pub use addresses::{AddressPage, AddressesPage};
pub use close::ClosePage;
pub use links::{FindOrderPage, ResetPage};
pub use log_in::LogInPage;
pub use register::RegisterPage;

/// A page with one narrow form, and what was refused of it on top.
#[component]
fn FormPage(
    lang: Lang,
    heading: &'static str,
    /// The server function.
    action: &'static str,
    /// The form's id, where something else on the page sends it.
    #[prop(optional)]
    id: Option<&'static str>,
    view: FormView,
    /// What stands under the form.
    #[prop(optional)]
    more: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let text = title_with(lang, heading, &[&view]);
    let FormView { refused, next, notice, now } = view;
    view! {
        <Title text />
        <div class="wrap page">
            <div class="narrow">
                {done(lang, &notice)}
                <h1 class="mb6">{heading}</h1>
                {refused.map(|refused| refusal(lang, &refused, now))}
                <form class="form" id=id method="post" action=action novalidate=true>
                    <input type="hidden" name="lang" value=lang.tag() />
                    {(!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next /> })}
                    {children()}
                </form>
                {more}
            </div>
        </div>
    }
}

/// The title of a page with these forms: it begins with the error, where something is said against one of them.
fn title_with(lang: Lang, heading: &str, forms: &[&FormView]) -> String {
    let says_why = |form: &&FormView| form.refused.as_ref().is_some_and(Refused::says_why);
    if forms.iter().any(says_why) { error_title(lang, heading) } else { title(lang, heading) }
}

/// The way back to the account's own page.
fn crumb(lang: Lang) -> impl IntoView {
    view! {
        <p class="sm mut">
            <a class="crumb" href=lang.path("/account")>
                {lang.pick("내 계정", "Your account")}
            </a>
        </p>
    }
}

/// What was just done.
fn done(lang: Lang, notice: &str) -> Option<impl IntoView + use<>> {
    let text = match notice {
        "logged_out" => lang.pick("로그아웃했어요.", "You are logged out."),
        "order_form_kept" => lang.pick(
            "그 사이 로그아웃됐어요. 적으신 주문서는 그대로 있어요. 로그인하면 이어서 주문할 수 있어요.",
            "You have been logged out meanwhile. Your order form is kept as you typed it: log in to go on.",
        ),
        "password_changed" => lang.pick(
            "비밀번호를 바꿨어요. 다른 기기에서는 로그아웃됐어요.",
            "Your password is changed. Other devices are logged out.",
        ),
        "renamed" => lang.pick("이름을 바꿨어요.", "Your name is changed."),
        "account_closed" => lang.pick(
            "탈퇴했어요. 모든 기기에서 로그아웃됐어요. 지난 주문은 주문 메일의 링크나, 주문번호와 이메일로 볼 수 있어요.",
            "Your account is closed and logged out everywhere. You can see past orders by the links in their mails, or by number and e-mail.",
        ),
        "registered" => lang.pick(
            "계정을 만들었어요. 이 주소로 한 주문은 계정에 모였어요.",
            "Your account is made. Orders with this address are in it.",
        ),
        // The same for an address that has an account: only its letter says so.
        "register_sent" => lang.pick(
            "메일을 보냈어요. 한 시간 안에 링크를 눌러 주세요. 오지 않으면 주소를 살펴보고 다시 받아 주세요.",
            "We sent you a letter. Follow its link within an hour. If it does not come, check the address and ask again.",
        ),
        "reset_sent" => lang.pick(
            "계정이 있는 주소라면 메일을 보냈어요. 한 시간 안에 링크를 눌러 주세요.",
            "If there is an account with this address, a letter is on its way. Follow its link within an hour.",
        ),
        "password_reset" => lang.pick(
            "비밀번호를 새로 정했어요. 모든 기기에서 로그아웃됐으니 새 비밀번호로 들어와 주세요.",
            "Your new password is set. All devices are logged out: log in with it.",
        ),
        "order_link_over" => lang.pick(
            "이 링크로는 이제 주문을 볼 수 없어요. 석 달이 지났거나 주소의 일부가 빠졌어요. 아래에서 주문번호와 이메일로 찾아 주세요.",
            "This link no longer opens the order: its three months are over, or a part of it is missing. Find the order by its number and e-mail below.",
        ),
        "address_unknown" => lang.pick(
            "저장한 주소 가운데 그 주소는 없어요. 이미 지웠을 수 있어요.",
            "That address is not among yours. It may have been deleted before.",
        ),
        "address_saved" => lang.pick("주소를 저장했어요.", "The address is saved."),
        "address_deleted" => lang.pick("주소를 지웠어요.", "The address is deleted."),
        "device_out" => lang.pick("그 기기에서 로그아웃했어요.", "Logged out there."),
        _ => return None,
    };
    Some(view! { <Told text /> })
}

/// Why the form was refused: the fields, or that it was tried too often, with the wait.
pub(crate) fn refusal(lang: Lang, refused: &Refused, now: Time) -> impl IntoView + use<> {
    let errors: Vec<_> =
        refused.errors.iter().map(|error| (name(error.field), remedy(lang, *error))).collect();
    let waits = match (refused.wait_until, refused.busy) {
        (Some(until), _) => Some((
            lang.pick("여러 번 해 봐서 잠깐 멈췄어요", "Too many tries, so we paused"),
            // A second that has begun still has to pass.
            ((until - now).micros().max(0) + 999_999) / 1_000_000,
        )),
        (None, true) => Some((lang.pick("지금은 몰려서 확인하지 못했어요", "Too many people at once"), 5)),
        (None, false) => None,
    };
    let waits = waits.map(|(heading, seconds)| {
        view! {
            <section class="mb5 sum" tabindex="-1" autofocus=true aria-labelledby="waits">
                <h2 id="waits">{heading}</h2>
                <p>
                    {lang.pick(
                        "비밀번호 말고는 적으신 것이 그대로 있어요.",
                        "What you typed is kept, but for passwords.",
                    )}
                </p>
                {countdown(lang, seconds)}
            </section>
        }
    });
    let summary = (!errors.is_empty()).then(|| view! { <div class="mb5"><ErrorSummary lang errors /></div> });
    view! {
        {waits}
        {summary}
    }
}

/// How to put a field right, if it was refused.
pub(crate) fn error(lang: Lang, refused: Option<&Refused>, field: Field) -> Option<&'static str> {
    let error = refused?.errors.iter().find(|error| error.field == field)?;
    Some(remedy(lang, *error))
}

/// Where a page of the account leads, keeping where somebody goes on afterwards.
fn with_next(lang: Lang, path: &str, next: &str) -> String {
    let path = lang.path(path);
    if next.is_empty() { path } else { format!("{path}?next={}", crate::services::in_query(next)) }
}
