//! Another address or telephone number for an order, while its parcel is still to be packed.

use kernel::{DraftId, Lang, OrderId};
use leptos::prelude::*;
use leptos_meta::Title;
use order::Readdressed;

use super::view::AddressView;
use crate::AppError;
use crate::checkout::api::requests;
use crate::checkout::page::{RecipientFields, refused_fields};
use crate::checkout::view::{FieldError, Fields};
use crate::kept::READDRESS;
use crate::services::{Services, lang_of, parse, see_other};
use crate::ui::frame::{error_title, title};

/// Changes where an order goes. What is refused leads back to the form, with everything that was typed.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = ChangeAddress, prefix = "/api", endpoint = "change_address")]
pub async fn change_address(
    #[server(default)] order: String,
    #[server(default)] lang: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), AppError> {
    let (services, order) = (Services::get()?, parse::<OrderId>(&order)?);
    let buyer = services.buyer_of(order).await?;
    let page = match services.order.change_address(buyer, order, fields.into()).await? {
        Readdressed::Done => format!("/orders/{order}?notice=address_changed"),
        Readdressed::TooLate => format!("/orders/{order}?notice=address_late"),
        Readdressed::Refused(draft) => format!("/orders/{order}/address?draft={draft}"),
    };
    see_other(lang_of(&lang), &page);
    Ok(())
}

/// The form: as the order is, or as it was typed when it was refused.
///
/// # Errors
/// As [`change_address`].
pub async fn address(order: OrderId, draft: Option<DraftId>) -> Result<AddressView, AppError> {
    let services = Services::get()?;
    let buyer = services.buyer_of(order).await?;
    let form = services.order.address_form(buyer, order, draft).await?;
    let kept = services.kept(READDRESS.id).await?;
    let number = services.order.of_session(buyer, order).await?.details.number;
    Ok(AddressView {
        order,
        number,
        fields: kept.map_or_else(|| form.fields.into(), |typed| Fields::typed(&typed)),
        errors: form.errors.into_iter().map(FieldError::from).collect(),
        requests: requests(),
        postcode_search: services.shop.postcode_search,
        open: form.open,
    })
}

/// The page.
#[component]
pub fn AddressPage(lang: Lang, view: AddressView) -> impl IntoView {
    let AddressView { order, number, errors, open, .. } = view.clone();
    let (heading, text) = if open {
        (
            lang.pick("어디로 보낼까요?", "Where should it go?"),
            lang.pick(
                "송장을 붙이기 전까지 바꿀 수 있어요. 붙인 뒤에는 이 화면이 알려 드려요.",
                "You can change it until the label is on. After that, this page says so.",
            ),
        )
    } else {
        (
            lang.pick("이제는 바꿀 수 없어요", "It can no longer be changed"),
            lang.pick(
                "송장을 붙였거나 보낼 것이 없는 주문이에요. 주문 화면에서 지금 상태를 볼 수 있어요.",
                "The label is on, or there is nothing to send. The order’s page says where it stands.",
            ),
        )
    };
    let page = lang.path(&format!("/orders/{order}"));
    let wrong = open && !errors.is_empty();
    let name = if wrong { error_title(lang, heading) } else { title(lang, heading) };
    let form = open.then(|| view! { <Form lang view back=page.clone() /> });
    view! {
        <Title text=name />
        <div class="wrap page">
            <p class="sm mut num">
                <a class="crumb" href=page>
                    {lang.pick("주문 ", "Order ")}
                    {number.to_string()}
                </a>
            </p>
            <div class="mt4 mb6 state">
                <h1>{heading}</h1>
                <p>{text}</p>
            </div>
            {form}
        </div>
    }
}

#[component]
fn Form(lang: Lang, view: AddressView, back: String) -> impl IntoView {
    let AddressView { order, fields, errors, requests, postcode_search, .. } = view;
    view! {
        <form
            class="form column"
            id=READDRESS.id
            method="post"
            action="/api/change_address"
            novalidate=true
        >
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="order" value=order.to_string() />
            {refused_fields(lang, &errors)}
            <RecipientFields lang fields errors requests postcode_search />
            <p class="row">
                <button class="btn">{lang.pick("받는 곳 바꾸기", "Change the delivery")}</button>
                <a class="link" href=back>
                    {lang.pick("그대로 두기", "Leave it as it is")}
                </a>
            </p>
        </form>
    }
}
