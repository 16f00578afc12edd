//! What a seller does when something did not go on by itself: parked events once more, MyPage put right.

use customer::{Ended, Permission, Progress};
use events::{Action, Actor, AuditEntry, DeadLetter};
use kernel::{Lang, OrderId};
use leptos::prelude::*;

use super::forms::Post;
use super::view::RebuildView;
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};

/// The entry of a parked event that is taken up again.
pub(super) fn replayed(letter: &DeadLetter, who: Actor) -> AuditEntry {
    AuditEntry {
        who,
        action: Action::EventReplayed,
        order: Some(letter.order),
        subject: letter.consumer.to_string(),
        text: letter.name.clone(),
    }
}

/// Takes every dead letter up again, each with its entry of the audit.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = ReplayAll, prefix = "/api", endpoint = "replay_all")]
pub async fn replay_all(#[server(default)] lang: String) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Recover)?.who;
    for letter in services.outbox.dead_letters().await? {
        let (consumer, position, now) = (letter.consumer, letter.position, services.clock.now());
        services.outbox.replay_audited(consumer, position, replayed(&letter, who), now).await?;
    }
    see_other(lang_of(&lang), "/seller/events#dead-letters");
    Ok(())
}

/// Holds every row of MyPage against Main and puts right what differs. One rebuild at a time.
///
/// # Errors
/// As [`replay_all`].
#[server(name = RebuildMyPage, prefix = "/api", endpoint = "rebuild_mypage")]
pub async fn rebuild_mypage(#[server(default)] lang: String) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Recover)?.who;
    services.audit.record(rebuilt(who, None), services.clock.now()).await?;
    // Already under way is as good as begun.
    let _ = services.rebuild.begin();
    see_other(lang_of(&lang), "/seller/events#rebuild");
    Ok(())
}

/// The same for one order.
///
/// # Errors
/// As [`replay_all`].
#[server(name = RebuildOrder, prefix = "/api", endpoint = "rebuild_order")]
pub async fn rebuild_order(
    #[server(default)] order: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Recover)?.who;
    let order: OrderId = parse(&order)?;
    services.shipping.queue.entry(order).await?.ok_or(AppError::NotFound)?;
    services.audit.record(rebuilt(who, Some(order)), services.clock.now()).await?;
    let notice = if services.rebuild.one(order).await? { "mypage_mended" } else { "mypage_right" };
    see_other(lang_of(&lang), &format!("/seller/orders/{order}?notice={notice}"));
    Ok(())
}

fn rebuilt(who: Actor, order: Option<OrderId>) -> AuditEntry {
    AuditEntry { who, action: Action::MyPageRebuilt, order, subject: String::new(), text: String::new() }
}

/// The rebuild under way, or the last one since the program started.
pub(super) fn rebuild(services: &Services) -> Option<RebuildView> {
    services.rebuild.progress().map(|Progress { began_at, done, of, mended, ended }| RebuildView {
        began_at,
        done,
        of,
        mended,
        ended: match ended {
            None => None,
            Some(Ended::Whole(at)) => Some((at, true)),
            Some(Ended::Broken(at)) => Some((at, false)),
        },
    })
}

/// Putting MyPage right, and how far it has come.
#[component]
pub(super) fn RebuildSection(lang: Lang, rebuild: Option<RebuildView>) -> impl IntoView {
    let running = rebuild.as_ref().is_some_and(|rebuild| rebuild.ended.is_none());
    let said = rebuild.map(|rebuild| view! { <Said lang rebuild /> });
    view! {
        <section class="sec" id="rebuild" aria-labelledby="rebuild-heading">
            <h2 id="rebuild-heading">{lang.pick("마이페이지 다시 맞추기", "Put MyPage right")}</h2>
            <p class="mut sm mb4">
                {lang
                    .pick(
                        "마이페이지의 모든 주문을 원장과 대어 보고, 다른 것만 고쳐요. 그동안에도 가게는 그대로 열려 있어요.",
                        "Holds every order of MyPage against the books and mends what differs. The shop stays open meanwhile.",
                    )}
            </p>
            {said}
            <Post lang asks=Permission::Recover action="/api/rebuild_mypage">
                <button class="btn q" disabled=running>{lang.pick("모두 다시 맞추기", "Put all of it right")}</button>
            </Post>
        </section>
    }
}

#[component]
fn Said(lang: Lang, rebuild: RebuildView) -> impl IntoView {
    let RebuildView { began_at, done, of, mended, ended } = rebuild;
    let began = began_at.text(lang);
    let text = match (lang, ended) {
        (Lang::Ko, None) => {
            format!("{began}에 시작해서 {of}건 가운데 {done}건을 봤어요. {mended}건을 고쳤어요.")
        }
        (Lang::En, None) => format!("Begun {began}: {done} of {of} looked at, {mended} mended."),
        (Lang::Ko, Some((at, true))) => {
            format!("{}에 끝났어요. {done}건을 보고 {mended}건을 고쳤어요.", at.text(lang))
        }
        (Lang::En, Some((at, true))) => {
            format!("Finished {}: {done} looked at, {mended} mended.", at.text(lang))
        }
        (Lang::Ko, Some((at, false))) => {
            format!(
                "{}에 데이터베이스가 답하지 않아 멈췄어요. {done}건까지 봤고, 다시 시작할 수 있어요.",
                at.text(lang)
            )
        }
        (Lang::En, Some((at, false))) => {
            format!(
                "Broke off {}: a database did not answer. {done} were looked at; it can be begun again.",
                at.text(lang)
            )
        }
    };
    let bar = ended.is_none().then(|| {
        view! { <progress max=of.max(1).to_string() value=done.to_string()>{done}" / "{of}</progress> }
    });
    view! {
        <p class="mb4 sm" id="rebuilding">{text}</p>
        {bar}
    }
}
