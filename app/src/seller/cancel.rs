//! The shop cancels an order: a page that says what that does and what goes back, and asks for the reason, which the
//! buyer reads.

use customer::Permission;
use customer::mypage::{OrderStage, Row, ShipmentStage};
use events::CancelReason;
use kernel::{Lang, OrderId};
use leptos::prelude::*;

use super::api;
use super::forms::Post;
use super::notice::Notice;
use super::promise::late_before;
use super::question::Question;
use super::view::{CancelView, Stage};
use crate::AppError;
use crate::mypage::row::rest;
use crate::services::{Services, lang_of, parse, see_other};
use crate::ui::field::{FieldError, described_by};

/// Cancels an order for the shop.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller; [`AppError::NotFound`] for an order that was never placed.
#[server(name = CancelForShop, prefix = "/api", endpoint = "cancel_for_shop")]
pub async fn cancel_for_shop(
    #[server(default)] order: String,
    #[server(default)] cause: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let (who, order) = (services.staff(Permission::Money)?.who, parse::<OrderId>(&order)?);
    let page = format!("/seller/orders/{order}");
    let reason = CancelReason::OF_SHOP.into_iter().find(|known| known.code() == cause);
    let Some(reason) = reason else {
        see_other(lang_of(&lang), &format!("{page}/cancel?notice=bad_cause"));
        return Ok(());
    };
    let notice = match services.order.cancel_for_shop(order, reason, who).await {
        Ok(()) => "cancelled",
        Err(order::CommandError::Conflict) => "conflict",
        Err(error) => return Err(error.into()),
    };
    see_other(lang_of(&lang), &format!("{page}?notice={notice}"));
    Ok(())
}

/// What a cancel would do.
///
/// # Errors
/// As [`cancel_for_shop`].
pub async fn cancel_page(order: OrderId, notice: String) -> Result<CancelView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::Money)?;
    let entry = services.shipping.queue.entry(order).await?.ok_or(AppError::NotFound)?;
    let page = services.snapshots.snapshot(order).await?.ok_or(AppError::NotFound)?;
    let now = services.clock.now();
    let late = late_before(&services, now).await?;
    let row = api::row(entry, now, late).ok_or(AppError::NotFound)?;
    Ok(CancelView {
        back: rest(&page),
        may_cancel: may_cancel(&page),
        row,
        notice: Some(notice).filter(|notice| !notice.is_empty()),
    })
}

/// Whether the shop can cancel it: it is paid, and has not left.
pub(super) fn may_cancel(page: &Row) -> bool {
    let here = matches!(
        page.shipment,
        None | Some(ShipmentStage::Ready | ShipmentStage::OnHold | ShipmentStage::Labelled)
    );
    page.stage == OrderStage::Paid && here
}

/// A reason in words, as the shop says it.
pub(super) fn cause(code: &str, lang: Lang) -> &'static str {
    match code {
        "sold_out" => lang.pick("품절", "Sold out"),
        "asked" => lang.pick("주문한 분이 부탁", "The buyer asked"),
        "mistake" => lang.pick("값이나 설명의 오류", "A mistake in price or description"),
        _ => "",
    }
}

/// The page.
#[component]
pub fn CancelPage(lang: Lang, view: CancelView) -> impl IntoView {
    let CancelView { row, back, may_cancel, notice } = view;
    let notice = notice.as_deref().and_then(|code| Notice::parse(code, lang)).filter(|_| may_cancel);
    let heading = if may_cancel {
        lang.pick("이 주문을 취소할까요?", "Cancel this order?")
    } else {
        lang.pick("이제는 취소할 수 없어요", "It can no longer be cancelled")
    };
    let settled = (!may_cancel).then(|| {
        lang.pick(
            "이미 나갔거나 취소된 주문이에요. 주문 화면에서 지금 상태를 볼 수 있어요.",
            "It has left, or is cancelled already. The order’s page says where it stands.",
        )
    });
    let (order, sum) = (row.order.to_string(), back.text(lang));
    let (error, labelled) = (Notice::remedy(notice, "cause"), row.stage == Stage::Labelled);
    let ask = may_cancel.then(|| view! { <Ask lang order sum labelled error /> });
    let garments = lang.pick("취소할 옷", "What is cancelled");
    view! {
        <Question lang at="cancel" heading settled notice row garments>
            {ask}
        </Question>
    }
}

/// What happens, and why it is done.
#[component]
fn Ask(lang: Lang, order: String, sum: String, labelled: bool, error: Option<&'static str>) -> impl IntoView {
    let stop = if labelled {
        lang.pick(
            "송장을 붙였으니, 상자를 찾아 ‘빼 두었어요’를 눌러야 취소가 끝나요. 그때까지 돈은 나가지 않아요.",
            "The label is on: it is cancelled once you find the box and press “Kept it back”. Until then no money goes back.",
        )
    } else {
        lang.pick("출고를 바로 멈춰요.", "It is stopped at once.")
    };
    let money = match lang {
        Lang::Ko => format!("{sum}을 결제한 카드로 저절로 돌려줘요. 되돌릴 수 없어요."),
        Lang::En => format!("{sum} goes back to the card by itself. This cannot be undone."),
    };
    let button = match lang {
        Lang::Ko => format!("취소하고 {sum} 돌려주기"),
        Lang::En => format!("Cancel and give {sum} back"),
    };
    let pieces = lang.pick(
        "옷은 다시 팔 수 있게 재고로 돌아가요. 품절로 취소하면 재고에서 모두 빼니, 남은 옷이 있으면 재고에서 더해 주세요.",
        "The pieces go back into stock. Cancelled as sold out, all of them are written off: add in Stock what is still there.",
    );
    view! {
        <ul class="sure mb5">
            <li>{stop}</li>
            <li>{money}</li>
            <li>{pieces}</li>
            <li>
                {lang.pick(
                    "주문한 분에게 아래 이유가 보여요.",
                    "The buyer sees the reason below.",
                )}
            </li>
        </ul>
        <Post lang asks=Permission::Money action="/api/cancel_for_shop" class="form">
            <input type="hidden" name="order" value=order />
            <Causes lang error />
            <p>
                <button class="btn bad">{button}</button>
            </p>
        </Post>
    }
}

#[component]
fn Causes(lang: Lang, error: Option<&'static str>) -> impl IntoView {
    let choices = CancelReason::OF_SHOP.map(|reason| {
        view! {
            <label class="tick">
                <input type="radio" name="cause" value=reason.code() />
                {cause(reason.code(), lang)}
            </label>
        }
    });
    view! {
        <fieldset id="cause" tabindex="-1" aria-describedby=described_by("cause", false, error.is_some())>
            <legend class="lab">{lang.pick("이유", "Reason")}</legend>
            {error.map(|text| view! { <FieldError name="cause" text /> })}
            {choices.into_iter().collect_view()}
        </fieldset>
    }
}
