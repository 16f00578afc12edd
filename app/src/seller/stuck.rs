//! Orders that are stuck: why each is, what happens next by itself, and where one can do something about it.

use desk::{Next, Stuck, Why};
use events::ConsumerName;
use kernel::{Lang, Time};
use leptos::prelude::*;

use super::events::{consumer_word, lasted};
use super::view::StuckView;
use crate::AppError;
use crate::services::Services;
use crate::ui::badge::{Chip, Thread};

/// Those that are stuck now, the longest first.
pub(super) async fn stuck(services: &Services) -> Result<Vec<StuckView>, AppError> {
    let lags = services.outbox.lags().await?;
    let paused = lags.iter().any(|lag| lag.consumer == ConsumerName::Shipping && lag.paused);
    let now = services.clock.now();
    let view = |stuck: Stuck| {
        let next = stuck.next(paused, now);
        let Stuck { order, number, why, since } = stuck;
        let consumer = match why {
            Why::Parked(consumer) => Some(consumer.to_string()),
            _ => None,
        };
        let (why, next) = (why_key(why).to_owned(), next_key(next).to_owned());
        StuckView { order, number, why, consumer, since, next }
    };
    Ok(services.desk.stuck().await?.into_iter().map(view).collect())
}

const fn why_key(why: Why) -> &'static str {
    match why {
        Why::Paying => "paying",
        Why::CancelPending => "cancel_pending",
        Why::CancelWaits => "cancel_waits",
        Why::StopUnanswered => "stop_unanswered",
        Why::RefundRefused => "refund_refused",
        Why::Parked(_) => "parked",
    }
}

const fn next_key(next: Next) -> &'static str {
    match next {
        Next::ProviderIsAsked => "provider_is_asked",
        Next::PersonSettles => "person_settles",
        Next::WhenShippingResumes => "when_shipping_resumes",
        Next::WhenShippingCatchesUp => "when_shipping_catches_up",
        Next::PersonAnswers => "person_answers",
        Next::AskedDaily => "asked_daily",
        Next::PersonReplays => "person_replays",
    }
}

/// The list.
#[component]
pub(super) fn StuckList(lang: Lang, stuck: Vec<StuckView>, now: Time) -> impl IntoView {
    let body = if stuck.is_empty() {
        view! { <p class="mut">{lang.pick("멈춘 주문이 없어요.", "No order is stuck.")}</p> }.into_any()
    } else {
        let lines = stuck.into_iter().map(|stuck| view! { <Line lang stuck now /> }).collect_view();
        view! { <ul class="letters">{lines}</ul> }.into_any()
    };
    view! {
        <section class="sec mt6" id="stuck" aria-labelledby="stuck-heading">
            <h2 id="stuck-heading">{lang.pick("멈춘 주문", "Stuck orders")}</h2>
            {body}
        </section>
    }
}

#[component]
fn Line(lang: Lang, stuck: StuckView, now: Time) -> impl IntoView {
    let StuckView { order, number, why, consumer, since, next } = stuck;
    let (path, link) = place(&why, &next, lang);
    let path = path.map_or_else(|| lang.path(&format!("/seller/orders/{order}")), str::to_owned);
    let lasted = lasted(now - since, lang);
    let lasted = match lang {
        Lang::Ko => format!("{lasted}째"),
        Lang::En => format!("for {lasted}"),
    };
    let consumer = consumer.map(|name| format!(" ({})", consumer_word(&name, lang)));
    view! {
        <li>
            <div>
                <p>
                    <b class="num">{number.to_string()}</b>
                    " "
                    <Chip thread=Thread::Stop text=why_words(&why, lang) />
                    {consumer}
                    " "
                    <span class="mut sm">{lasted}</span>
                </p>
                <p class="sm mut">{next_words(&next, lang)}</p>
            </div>
            <a class="btn q s" href=path>
                {link}
                <span class="vh">" "{number.to_string()}</span>
            </a>
        </li>
    }
}

fn why_words(why: &str, lang: Lang) -> &'static str {
    match why {
        "paying" => lang.pick("결제에 답이 없어요", "Payment without an answer"),
        "cancel_pending" => {
            lang.pick("취소했는데 결제에 답이 없어요", "Cancelled, payment without an answer")
        }
        "cancel_waits" => lang.pick("취소 요청이 배송을 기다려요", "Cancel waits for shipping"),
        "stop_unanswered" => lang.pick("상자를 찾았는지 답이 없어요", "Box: no answer yet"),
        "refund_refused" => lang.pick("환불이 거절됐어요", "Refund refused"),
        _ => lang.pick("비켜 둔 것이 있어요", "An event is parked"),
    }
}

fn next_words(next: &str, lang: Lang) -> &'static str {
    match next {
        "provider_is_asked" => lang.pick(
            "결제사에 5분마다 저절로 물어보고 있어요. 하루가 지나도 답이 없으면 사람이 정해요.",
            "The provider is asked every five minutes. After a day without an answer a person settles it.",
        ),
        "person_settles" => lang.pick(
            "하루가 지나도 답이 없어요. 결제사 화면을 보고 결과를 적어 주세요.",
            "No answer for a day. See what the provider’s page says, and settle it.",
        ),
        "when_shipping_resumes" => lang.pick(
            "배송 일이 멈춰 있어요. 다시 이으면 저절로 이어져요.",
            "Shipping is paused. It goes on by itself once resumed.",
        ),
        "when_shipping_catches_up" => lang.pick(
            "배송 일이 밀려 있어요. 차례가 오면 저절로 이어져요.",
            "Shipping is behind. It goes on by itself when its turn comes.",
        ),
        "person_answers" => lang.pick(
            "저절로 되는 것은 없어요. 상자를 찾아 답해 주세요.",
            "Nothing happens by itself. Look for the box, and answer.",
        ),
        "asked_daily" => lang.pick(
            "하루에 한 번 저절로 다시 요청해요. 계좌이체로 돌려줄 수도 있어요.",
            "It is asked for again daily by itself. It can also be paid back by transfer.",
        ),
        _ => lang.pick(
            "저절로 되는 것은 없어요. 까닭을 보고 다시 해 봐 주세요.",
            "Nothing happens by itself. See the reason, and replay it.",
        ),
    }
}

/// Where something can be done about it: a part of this page, or else the order's own page.
fn place(why: &str, next: &str, lang: Lang) -> (Option<&'static str>, &'static str) {
    match (why, next) {
        ("paying" | "cancel_pending", "provider_is_asked") => {
            (Some("#gate"), lang.pick("결제 창구 보기", "See the payment desk"))
        }
        ("cancel_waits", _) => (Some("#consumers"), lang.pick("밀린 일 보기", "See what waits")),
        ("parked", _) => (Some("#dead-letters"), lang.pick("비켜 둔 것 보기", "See what is parked")),
        _ => (None, lang.pick("주문 보기", "See the order")),
    }
}
