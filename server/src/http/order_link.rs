//! An order's link, from a letter or kept by its buyer: it opens the order in the browser that follows it.

use app::services::Visitor;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use events::Unavailable;
use kernel::{Lang, OrderId};
use serde::Deserialize;

use super::HttpState;
use super::begin::Buyer;

/// What a link carries.
#[derive(Debug, Deserialize)]
pub(super) struct Sealed {
    #[serde(default)]
    until: String,
    #[serde(default)]
    seal: String,
}

/// GET /o/{order}: the order's page, or the way to find the order without the link.
pub(super) async fn follow(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    Path(order): Path<String>,
    uri: Uri,
    Query(sealed): Query<Sealed>,
) -> Response {
    let (lang, _) = Lang::of_path(uri.path());
    let opens = order.parse::<OrderId>().ok().filter(|order| {
        let until = sealed.until.parse().unwrap_or_default();
        state.services.membership.link_opens(*order, until, &sealed.seal)
    });
    let Some(order) = opens else {
        return Redirect::to(&lang.path("/account/find-order?notice=order_link_over")).into_response();
    };
    open(&state, visitor, lang, order).await.unwrap_or_else(|why| {
        tracing::warn!(%why, "an order could not be opened by its link");
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    })
}

async fn open(
    state: &HttpState,
    visitor: Visitor,
    lang: Lang,
    order: OrderId,
) -> Result<Response, Unavailable> {
    let buyer = Buyer::of(&state.services, visitor).await?;
    state.services.membership.open_order(buyer.session.device, order).await?;
    Ok(buyer.led_to(&lang.path(&format!("/orders/{order}"))))
}
