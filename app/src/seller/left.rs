//! "이미 나갔어요", the answer that a parcel has left: asked on a page of its own, because nothing takes it back.

use customer::Permission;
use kernel::{Lang, OrderId};
use leptos::prelude::*;

use super::api;
use super::carriers::Carrier;
use super::forms::Post;
use super::promise::late_before;
use super::question::Question;
use super::view::{LeftView, QueueRow, Stage};
use crate::AppError;
use crate::services::Services;

/// What the answer would do.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller; [`AppError::NotFound`] for an order that was never placed.
pub async fn left_page(order: OrderId) -> Result<LeftView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::Pack)?;
    let entry = services.shipping.queue.entry(order).await?.ok_or(AppError::NotFound)?;
    let page = services.snapshots.snapshot(order).await?.ok_or(AppError::NotFound)?;
    let now = services.clock.now();
    let late = late_before(&services, now).await?;
    let by_shop = page.cancel.is_some_and(|note| note.by == events::Requester::Seller);
    Ok(LeftView { row: api::row(entry, now, late).ok_or(AppError::NotFound)?, by_shop })
}

/// The page.
#[component]
pub fn LeftPage(lang: Lang, view: LeftView) -> impl IntoView {
    let LeftView { row, by_shop } = view;
    let asked = row.stage == Stage::StopAsked;
    let heading = if asked {
        lang.pick("상자가 이미 나갔나요?", "Has the box left?")
    } else {
        lang.pick("이제는 답할 것이 없어요", "Nothing is asked any more")
    };
    let settled = (!asked).then(|| {
        lang.pick(
            "취소 요청에 답했거나 주문이 바뀌었어요. 주문 화면에서 지금 상태를 볼 수 있어요.",
            "The stop was answered, or the order has moved on. The order’s page says where it stands.",
        )
    });
    let ask = asked.then(|| view! { <Ask lang row=row.clone() by_shop /> });
    let garments = lang.pick("상자에 든 옷", "In the box");
    view! {
        <Question lang at="left" heading settled row garments>
            {ask}
        </Question>
    }
}

/// What happens, the answer, and the way back.
#[component]
fn Ask(lang: Lang, row: QueueRow, by_shop: bool) -> impl IntoView {
    let path = lang.path(&format!("/seller/orders/{}", row.order));
    let carrier = row.carrier.map(|key| Carrier::name_of(&key, lang));
    let parcel = [carrier, row.tracking].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let shipped = match lang {
        Lang::Ko => format!("{parcel} 송장으로 보낸 것으로 적어요. 되돌릴 수 없어요."),
        Lang::En => format!("It counts as shipped with {parcel}. This cannot be undone."),
    };
    let told = if by_shop {
        lang.pick(
            "주문한 분에게는 옷이 떠났다고 보이고, 메일로도 알려요.",
            "The buyer sees that the clothes are on their way, and hears it by mail.",
        )
    } else {
        lang.pick(
            "주문한 분에게는 이미 떠나서 취소하지 못했다고 바로 보이고, 메일로도 알려요.",
            "The buyer sees at once that it was too late to cancel, and hears it by mail.",
        )
    };
    view! {
        <ul class="sure mb5">
            <li>{shipped}</li>
            <li>{lang.pick("주문은 취소되지 않고, 돈은 돌려주지 않아요.", "The order is not cancelled, and no money goes back.")}</li>
            <li>{told}</li>
            <li>
                {lang.pick(
                    "상자가 아직 있으면 돌아가서 ‘빼 두었어요’를 눌러 주세요.",
                    "If the box is still here, go back and press “Kept it back”.",
                )}
            </li>
        </ul>
        <Post lang asks=Permission::Pack action="/api/answer_stop" class="form">
            <input type="hidden" name="order" value=row.order.to_string() />
            <input type="hidden" name="answer" value="left" />
            <p class="row">
                <button class="btn">{lang.pick("이미 나갔어요", "It has left")}</button>
                <a class="btn q" href=path>{lang.pick("돌아가기", "Go back")}</a>
            </p>
        </Post>
    }
}
