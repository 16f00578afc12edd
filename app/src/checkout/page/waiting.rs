//! The pay page when there is no card to choose: busy, being checked, too late. Each says in this order whether there
//! is an order, whether money is gone, and what happens next.

use kernel::{Lang, Time};
use leptos::prelude::*;
use leptos_meta::Title;

use super::pay::{button_text, pay_form};
use crate::checkout::view::{Line, PayView};
use crate::mypage::island::Live;
use crate::mypage::refunds;
use crate::ui::countdown::countdown;
use crate::ui::drawing::Drawing;
use crate::ui::frame::title;
use crate::ui::line::lines_text;
use crate::ui::live::{Follow, Followed};
use crate::ui::time::When;

/// The garment beside whatever is to be said.
#[component]
fn Pause(lines: Vec<Line>, children: Children) -> impl IntoView {
    let (slug, dye) = lines.into_iter().next().map(|line| (line.slug, line.dye)).unwrap_or_default();
    view! {
        <div class="wrap">
            <div class="pause">
                <span class="ground">
                    <Drawing slug dye />
                </span>
                <div class="gap5 stack">{children()}</div>
            </div>
        </div>
    }
}

/// The payment was not begun, because the provider is down or slow.
#[component]
pub(super) fn BusyPage(lang: Lang, view: PayView, retry_at: Time) -> impl IntoView {
    let what = lines_text(lang, &view.lines);
    let form = pay_form(lang, &view);
    let money = refunds::late(lang, &view.refunds)
        .unwrap_or_else(|| lang.pick("청구되지 않았어요.", "Nothing was charged.").to_owned());
    let PayView { lines, held_until, total, now, .. } = view;
    let seconds = (retry_at - now).micros().max(0) / 1_000_000;
    view! {
        <Title text=title(lang, lang.pick("결제 창구가 붐빕니다", "The payment desk is busy")) />
        <Pause lines>
            <h1>{lang.pick("결제 창구가 붐빕니다", "The payment desk is busy")}</h1>
            <p class="lead">
                {money} " "
                {lang.pick(
                    "결제사에 닿지 않거나 답이 늦어서 결제를 시작하지 못했어요.",
                    "The payment provider can’t be reached or is slow, so the payment was not begun.",
                )}
            </p>
            <ul class="sure">
                <li>{lang.pick("주문은 아직 되지 않았어요.", "There is no order yet.")}</li>
                <li>
                    {match lang {
                        Lang::Ko => format!("{what}: "),
                        Lang::En => format!("{what}: kept until "),
                    }}
                    <b>
                        <When at=held_until text=held_until.clock_text() />
                    </b>
                    {lang.pick("까지 맡아 둘게요.", ".")}
                </li>
                <li>{lang.pick("적으신 주소도 그대로 있어요.", "The address you typed is kept, too.")}</li>
            </ul>
            {form}
            <p>
                <button class="btn" form="pay">
                    {button_text(lang, total)}
                </button>
            </p>
            {countdown(lang, seconds)}
            {by_itself(lang, retry_at, seconds)}
        </Pause>
    }
}

/// Without a script the page says when one can try again, and asks again by itself once that has come.
fn by_itself(lang: Lang, retry_at: Time, seconds: i64) -> impl IntoView {
    let at = retry_at.clock_seconds_text();
    let text = match lang {
        Lang::Ko => format!("{at}에 이 화면이 저절로 바뀌어요."),
        Lang::En => format!("This page changes by itself at {at}."),
    };
    (seconds > 0).then(|| {
        view! {
            <noscript>
                <meta http-equiv="refresh" content=(seconds + 1).to_string() />
            </noscript>
            <noscript>
                <p class="hint num">{text}</p>
            </noscript>
        }
    })
}

/// An attempt is under way, or its outcome is not known yet. Without a script the page asks again by itself.
#[component]
pub(super) fn CheckingPage(
    lang: Lang,
    view: PayView,
    /// When the attempt was made.
    started: Time,
) -> impl IntoView {
    let late = refunds::late(lang, &view.refunds);
    let PayView { order, number, lines, total, now, since, .. } = view;
    let path = format!("/live/orders/{order}");
    let followed = Followed { lang, path, since, now, leaves: true, known: Vec::new() };
    view! {
        <Title text=title(lang, lang.pick("결제를 확인하고 있어요", "We’re checking your payment")) />
        <noscript>
            <meta http-equiv="refresh" content="5" />
        </noscript>
        <Pause lines>
            <Follow followed>
                <Live />
            </Follow>
            <h1>{lang.pick("결제를 확인하고 있어요", "We’re checking your payment")}</h1>
            <div class="sew" aria-hidden="true"></div>
            <p class="lead">
                {lang.pick(
                    "다시 결제하지 마세요. 카드사에 결과를 물어보고 있고, 이 창을 닫아도 확인은 이어져요.",
                    "Please don’t pay again. We’ve asked your bank and are waiting for its answer; you can close this page.",
                )}
            </p>
            <ul class="sure">
                <li>{lang.pick("결제가 됐으면 주문이 돼요.", "If the payment went through, it becomes an order.")}</li>
                <li>{lang.pick("결제가 안 됐으면 돈은 나가지 않아요.", "If it didn’t, no money is taken.")}</li>
                <li>
                    {late
                        .unwrap_or_else(|| lang.pick("두 번 결제되지 않아요.", "You won’t be charged twice.").to_owned())}
                </li>
            </ul>
            <dl class="rows num">
                <dt>{lang.pick("주문번호", "Order")}</dt>
                <dd>{number.to_string()}</dd>
                <dt>{lang.pick("결제할 금액", "Amount")}</dt>
                <dd>{total.text(lang)}</dd>
                <dt>{lang.pick("확인을 시작한 때", "Asked at")}</dt>
                <dd>
                    <When at=started text=started.clock_text() />
                </dd>
            </dl>
            <p class="row">
                <a class="btn q" href=lang.path(&format!("/orders/{order}/pay"))>
                    {lang.pick("지금 다시 보기", "Check now")}
                </a>
                <a class="link" href=lang.path("/mypage")>
                    {lang.pick("내 주문에서 기다리기", "Wait in My orders")}
                </a>
            </p>
        </Pause>
    }
}

/// The buyer has something to do at the provider or at their bank. Follows the order, so that this page moves on by
/// itself once it is done in another tab.
#[component]
pub(super) fn ActionPage(
    lang: Lang,
    view: PayView,
    page: String,
    until: Time,
    may_be_charged: bool,
    not_stopped: bool,
) -> impl IntoView {
    let PayView { order, number, lines, total, now, since, .. } = view;
    let path = format!("/live/orders/{order}");
    let followed = Followed { lang, path, since, now, leaves: true, known: Vec::new() };
    view! {
        <Title text=title(lang, lang.pick("결제를 마쳐 주세요", "Please finish paying")) />
        <noscript>
            <meta http-equiv="refresh" content="30" />
        </noscript>
        <Pause lines>
            <Follow followed>
                <Live />
            </Follow>
            <h1>{lang.pick("결제를 마쳐 주세요", "Please finish paying")}</h1>
            <p class="lead">{waits_text(lang, may_be_charged)}</p>
            {not_stopped
                .then(|| {
                    view! {
                        <p role="status">
                            {lang.pick(
                                "결제사가 답하지 않아 아직 그만두지 못했어요. 잠시 뒤에 다시 눌러 주세요.",
                                "The payment provider didn’t answer, so it isn’t stopped yet. Please try again in a moment.",
                            )}
                        </p>
                    }
                })}
            <dl class="rows num">
                <dt>{lang.pick("주문번호", "Order")}</dt>
                <dd>{number.to_string()}</dd>
                <dt>{lang.pick("결제할 금액", "Amount")}</dt>
                <dd>{total.text(lang)}</dd>
                <dt>{lang.pick("결제창이 닫히는 때", "The payment page closes at")}</dt>
                <dd>
                    <When at=until text=until.clock_text() />
                </dd>
            </dl>
            {refunds::late(lang, &view.refunds).map(|text| view! { <p>{text}</p> })}
            <p class="row">
                <a class="btn" href=page>
                    {lang.pick("이어서 결제하기", "Go on to pay")}
                </a>
            </p>
            <form method="post" action="/api/abandon_payment">
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="order" value=order.to_string() />
                <p>
                    <button class="btn q">
                        {lang.pick("그만두고 다른 카드로 결제하기", "Stop, and pay another way")}
                    </button>
                </p>
            </form>
        </Pause>
    }
}

/// Whether money is gone is said only where it is known.
fn waits_text(lang: Lang, may_be_charged: bool) -> &'static str {
    if may_be_charged {
        lang.pick(
            "카드사나 결제창에서 아직 답이 오지 않았어요. 거기서 이미 마치셨다면 다시 결제하지 말고 기다려 주세요. 답이 오면 이 화면이 바뀌어요.",
            "There’s no answer from your bank or the payment page yet. If you have finished there, don’t pay again: this page changes once we hear.",
        )
    } else {
        lang.pick(
            "결제창이 확인을 기다리고 있어요. 아직 청구되지 않았어요.",
            "The payment page is waiting for you. Nothing has been charged yet.",
        )
    }
}

/// The hold ran out before it was paid.
#[component]
pub(super) fn ExpiredPage(lang: Lang, view: PayView) -> impl IntoView {
    let money = refunds::late(lang, &view.refunds)
        .unwrap_or_else(|| lang.pick("돈은 나가지 않았어요.", "No money was taken.").to_owned());
    let lines = view.lines;
    let garment = lines.first().map_or("/".to_owned(), |line| format!("/garments/{}", line.slug));
    view! {
        <Title text=title(lang, lang.pick("결제 시간이 지났어요", "The time to pay ran out")) />
        <Pause lines>
            <h1>{lang.pick("결제 시간이 지났어요", "The time to pay ran out")}</h1>
            <ul class="sure">
                <li>{lang.pick("주문은 되지 않았어요.", "There is no order.")}</li>
                <li>{money}</li>
                <li>
                    {lang.pick(
                        "맡아 둔 옷은 다시 내놓았어요. 남아 있으면 다시 주문할 수 있어요.",
                        "The pieces are back on the shelf. If they are still there, you can order again.",
                    )}
                </li>
                <li>
                    {lang.pick(
                        "장바구니에서 주문하셨다면 담은 옷이 그대로 있어요.",
                        "If you ordered from your cart, everything is still in it.",
                    )}
                </li>
            </ul>
            <p class="row">
                <a class="btn" href=lang.path(&garment)>
                    {lang.pick("옷 다시 보기", "Back to the garment")}
                </a>
                <a class="link" href=lang.path("/cart")>
                    {lang.pick("장바구니 보기", "See your cart")}
                </a>
            </p>
        </Pause>
    }
}
