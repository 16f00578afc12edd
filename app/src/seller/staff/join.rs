//! An invitation to the desk: its page, and following it.

use customer::Field;
use kernel::{Lang, Secret};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{JoinView, role_meaning, role_word};
use crate::AppError;
use crate::account::page::{error, refusal};
use crate::seller::forms::Post;
use crate::seller::frame::DeskFrame;
use crate::services::{Form, Services, lang_of, see_other};
use crate::ui::field::TextField;
use crate::ui::frame::{error_title, title};

const JOIN: Form = Form { name: "join", page: "/seller/join" };

/// Follows an invitation: sets the password and opens the desk.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away; what is refused leads back to the form.
#[server(name = JoinStaff, prefix = "/api", endpoint = "join_staff")]
pub async fn join_staff(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let visit = services.visit().await?;
    let joined =
        services.staffing.join(&visit, &Secret::new(token.clone()), &Secret::new(new_password)).await;
    match joined {
        Ok(cookie) => {
            services.set_cookie(&cookie);
            see_other(lang, "/seller");
        }
        Err(refusal) => {
            services.membership.keep(visit.session.device, JOIN.name, [], refusal).await?;
            let token: String = token.chars().filter(char::is_ascii_hexdigit).take(64).collect();
            see_other(lang, &format!("{}?refused={}&token={token}", JOIN.page, JOIN.name));
        }
    }
    Ok(())
}

/// The page of an invitation. Opening it uses nothing up: mail programs open links by themselves.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away.
pub async fn join(token: String, asked: String) -> Result<JoinView, AppError> {
    let services = Services::get()?;
    let invited = services.staffing.invited(&Secret::new(token.clone())).await?;
    let refused = services.refused(JOIN, &asked).await?;
    Ok(JoinView { token, invited, refused, now: services.clock.now() })
}

/// The invitation.
#[component]
pub fn JoinPage(lang: Lang, view: JoinView) -> impl IntoView {
    let JoinView { token, invited, refused, now } = view;
    let heading = lang.pick("가게에 초대받았어요", "You are invited to the desk");
    let text = if refused.is_some() { error_title(lang, heading) } else { title(lang, heading) };
    let wrong = error(lang, refused.as_ref(), Field::NewPassword);
    let summary = refused.map(|refused| refusal(lang, &refused, now));
    let body = match invited {
        Some(invited) => view! {
            <h1>{heading}</h1>
            {summary}
            <p>
                <b>{invited.name}</b>
                " · "
                {role_word(invited.role, lang)}
                <br />
                <span class="mut">{role_meaning(invited.role, lang)}</span>
            </p>
            <Post lang action="/api/join_staff" class="form">
                <input type="hidden" name="token" value=token />
                <TextField
                    name="new_password"
                    label=lang.pick("쓰실 비밀번호", "Choose a password")
                    hint=lang.pick("열 자 이상. 낱말 몇 개를 이어도 좋아요.", "Ten characters or more. A few words will do.")
                    kind="password"
                    autocomplete="new-password"
                    nostrip:error=wrong
                />
                <p>
                    <button class="btn">{lang.pick("들어가기", "Come in")}</button>
                </p>
            </Post>
        }
        .into_any(),
        None => view! {
            <h1>{lang.pick("이 초대는 이미 썼거나 시간이 지났어요", "This invitation was used or is over")}</h1>
            <p>{lang.pick("가게 주인에게 다시 초대해 달라고 해 주세요.", "Ask the owner to invite you again.")}</p>
            <p>
                <a class="btn" href=lang.path("/seller/log-in")>
                    {lang.pick("로그인하기", "Log in")}
                </a>
            </p>
        }
        .into_any(),
    };
    view! {
        <Title text />
        <DeskFrame lang path="/seller/join" signed_in=false>
            <div class="narrow form">{body}</div>
        </DeskFrame>
    }
}
