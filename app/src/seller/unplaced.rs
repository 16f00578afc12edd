//! An order that was never placed, at the desk: nothing of it but the money that needs a person.

use kernel::{Lang, Money};
use leptos::prelude::*;
use leptos_meta::Title;

use super::audit::Audit;
use super::frame::DeskFrame;
use super::notice::Notice;
use super::payments::{Payments, leading};
use super::view::{PaymentCard, UnplacedStage, UnplacedView};

/// The page.
#[component]
pub fn UnplacedPage(lang: Lang, view: UnplacedView) -> impl IntoView {
    let UnplacedView { order, number, total, stage, payments, audit, notice, typed } = view;
    let (heading, explanation) = (heading(lang, stage, &payments), explanation(lang, stage, &payments));
    let notice = notice.as_deref().and_then(|code| Notice::parse(code, lang));
    // Of all the desk's forms only those about money stand here.
    let here = |field: &str| !matches!(field, "carrier" | "tracking" | "reason" | "note");
    let notice = leading(notice, &payments, &[], &typed).and_then(|notice| notice.only(here));
    let name = format!("{} {number}", lang.pick("주문", "Order"));
    let path = format!("/seller/orders/{order}");
    view! {
        <Title text=Notice::title(notice, &name, lang) />
        <DeskFrame lang path>
            <p class="sm mut num">
                <a class="crumb" href=lang.path("/seller/events")>
                    {lang.pick("복구", "Recovery")}
                </a>
                " · "
                {name}
            </p>
            <div class="mt4 mb7 state">
                <h1>{heading}</h1>
                <p>
                    {explanation} " " {lang.pick("주문한 금액 ", "Its total is ")}
                    <span class="num">{total.text(lang)}</span>
                </p>
            </div>
            {notice.map(|notice| notice.view(lang))}
            <Payments lang order=order.to_string() payments typed notice />
            <Audit lang entries=audit />
        </DeskFrame>
    }
}

/// Where the order stands. One whose payment is approved goes on by itself, be it not heard of yet.
fn heading(lang: Lang, stage: UnplacedStage, payments: &[PaymentCard]) -> &'static str {
    match stage {
        UnplacedStage::Waiting if !is_paid(payments) => lang.pick("아직 주문이 아니에요", "Not an order yet"),
        UnplacedStage::Waiting | UnplacedStage::Placed => lang.pick("곧 주문이 돼요", "About to be an order"),
        UnplacedStage::Cancelling => lang.pick("취소하고 있어요", "Being cancelled"),
        UnplacedStage::Cancelled => lang.pick("취소됐어요", "Cancelled"),
        UnplacedStage::Expired => lang.pick("결제 시간이 지났어요", "The time to pay ran out"),
    }
}

/// Whether there is something to send, and whose money is here.
fn explanation(lang: Lang, stage: UnplacedStage, payments: &[PaymentCard]) -> String {
    let soon = match stage {
        UnplacedStage::Placed => true,
        UnplacedStage::Waiting => is_paid(payments),
        UnplacedStage::Cancelling | UnplacedStage::Cancelled | UnplacedStage::Expired => false,
    };
    let send = if soon {
        lang.pick("결제됐고, 곧 보낼 옷에 보여요.", "It is paid, and comes to the queue in a moment.")
    } else {
        lang.pick("보낼 것은 없어요.", "There is nothing to send.")
    };
    format!("{send} {}", money(lang, payments))
}

fn is_paid(payments: &[PaymentCard]) -> bool {
    payments.iter().any(|card| card.state == "approved")
}

fn money(lang: Lang, payments: &[PaymentCard]) -> String {
    let captured: i64 = payments.iter().map(|card| card.captured.amount).sum();
    let refunded: i64 = payments.iter().map(|card| card.refunded.amount).sum();
    let open =
        payments.iter().any(|card| matches!(card.state.as_str(), "unknown" | "sent" | "action_needed"));
    let left = Money::won(captured.saturating_sub(refunded)).text(lang);
    match (captured, captured > refunded, lang) {
        (0, _, _) if open => {
            lang.pick("돈을 받았는지는 아직 몰라요.", "Whether money was taken is not known yet.").to_owned()
        }
        (0, _, _) => lang.pick("받은 돈은 없어요.", "No money was taken.").to_owned(),
        (_, false, _) => {
            lang.pick("받은 돈은 모두 돌려줬어요.", "All the money that was taken went back.").to_owned()
        }
        (_, true, Lang::Ko) => format!("받은 돈 {left}이 남아 있어요."),
        (_, true, Lang::En) => format!("{left} of what was taken is still here."),
    }
}
