//! What was done at the desk, in words.

use kernel::Lang;
use leptos::prelude::*;

use super::cancel::cause;
use super::give_back::part_reason;
use super::view::AuditView;
use crate::ui::time::When;

/// The newest entries, or nothing where there are none.
#[component]
pub(super) fn Audit(lang: Lang, entries: Vec<AuditView>) -> impl IntoView {
    if entries.is_empty() {
        return ().into_any();
    }
    let lines = entries.into_iter().map(|entry| line(lang, entry)).collect_view();
    view! {
        <section class="sec" aria-labelledby="audit">
            <h2 id="audit">{lang.pick("가게가 한 일", "What the shop did")}</h2>
            <ul class="letters">{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(lang: Lang, entry: AuditView) -> impl IntoView {
    let AuditView { at, action, order, subject, text } = entry;
    let order = order.map(|(order, number)| {
        view! {
            <a class="link num" href=lang.path(&format!("/seller/orders/{order}"))>
                {number.to_string()}
            </a>
            " "
        }
    });
    let subject = match action.as_str() {
        "order_cancelled" => cause(&subject, lang).to_owned(),
        "part_refunded" => part_reason(&subject, lang).to_owned(),
        _ => subject,
    };
    let about = [subject, text].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <span class="xs mut">
                <When at text=at.text(lang) />
                " · "
                {lang.pick("판매자", "Seller")}
            </span>
            <p>
                {order}
                {action_words(&action, lang)}
                {(!about.is_empty()).then(|| view! { <span class="mut">" · "{about}</span> })}
            </p>
        </li>
    }
}

/// What was done; an action we have no words for shows its name.
fn action_words(action: &str, lang: Lang) -> String {
    match action {
        "payment_approved" => lang.pick("결제된 것으로 적었어요", "Settled a payment as paid"),
        "payment_not_approved" => lang.pick("결제되지 않은 것으로 적었어요", "Settled a payment as not paid"),
        "refund_retried" => lang.pick("환불을 다시 시도했어요", "Tried a refund again"),
        "refund_paid_by_transfer" => {
            lang.pick("환불을 계좌이체로 돌려줬어요", "Paid a refund back by transfer")
        }
        "event_replayed" => lang.pick("비켜 둔 것을 다시 해 봤어요", "Replayed a parked event"),
        "order_cancelled" => lang.pick("주문을 취소했어요", "Cancelled the order"),
        "return_received" => lang.pick("돌아온 옷을 받았어요", "Received a return"),
        "return_refunded" => lang.pick("반품을 받고 돌려줬어요", "Accepted a return"),
        "return_refused" => lang.pick("반품을 거절했어요", "Refused a return"),
        "part_refunded" => lang.pick("일부를 돌려줬어요", "Gave a part back"),
        "consumer_paused" => lang.pick("일을 멈췄어요", "Paused a consumer"),
        "stock_adjusted" => lang.pick("재고를 고쳤어요", "Changed the stock"),
        "few_changed" => lang.pick("적다고 볼 수를 바꿨어요", "Changed when stock is low"),
        "garment_added" => lang.pick("옷을 올렸어요", "Added a garment"),
        "garment_changed" => lang.pick("옷을 고쳤어요", "Changed a garment"),
        "photograph_added" => lang.pick("사진을 올렸어요", "Added a photograph"),
        "photograph_changed" => lang.pick("사진 설명을 고쳤어요", "Changed a photograph’s words"),
        "photograph_removed" => lang.pick("사진을 내렸어요", "Removed a photograph"),
        "garment_hidden" => lang.pick("옷을 가게에서 내렸어요", "Took a garment out of the shop"),
        "garment_shown" => lang.pick("옷을 가게에 걸었어요", "Put a garment in the shop"),
        "consumer_resumed" => lang.pick("일을 다시 이었어요", "Resumed a consumer"),
        "settings_changed" => lang.pick("가게 설정을 바꿨어요", "Changed the shop’s settings"),
        "letter_sent_again" => lang.pick("메일을 다시 보냈어요", "Sent a mail again"),
        other => other,
    }
    .to_owned()
}
