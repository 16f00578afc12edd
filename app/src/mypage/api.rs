//! Cancelling and confirming, and the reads of MyPage and the order page.

use events::CancelReason;
use kernel::OrderId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::view::{MyPageView, OrderRow, OrderView, ViewState};
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other, visitor};

/// How many orders MyPage shows.
const SHOWN: i64 = 100;

/// Cancels an order for its buyer.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = CancelOrder, prefix = "/api", endpoint = "cancel_order")]
pub async fn cancel_order(
    #[server(default)] order: String,
    #[server(default)] reason: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, order) = (Services::get()?, parse::<OrderId>(&order)?);
    let buyer = services.buyer_of(order).await?;
    let reason = CancelReason::OF_BUYER.into_iter().find(|known| known.code() == reason);
    let reason = reason.ok_or(AppError::BadInput)?;
    back(order, &lang, services.order.cancel(buyer, order, reason).await)
}

/// 구매확정 by the buyer.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = CompleteOrder, prefix = "/api", endpoint = "complete_order")]
pub async fn complete_order(
    #[server(default)] order: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, order) = (Services::get()?, parse::<OrderId>(&order)?);
    let buyer = services.buyer_of(order).await?;
    back(order, &lang, services.order.complete(buyer, order).await)
}

/// Back to the order's page, which says why a command was refused.
fn back(order: OrderId, lang: &str, done: Result<(), order::CommandError>) -> Result<(), AppError> {
    let notice = match done {
        Ok(()) => String::new(),
        Err(order::CommandError::Conflict) => "?notice=conflict".to_owned(),
        Err(error) => return Err(error.into()),
    };
    see_other(lang_of(lang), &format!("/orders/{order}{notice}"));
    Ok(())
}

/// MyPage, from its own view. Somebody without a session has an empty one.
///
/// # Errors
/// [`AppError::MyPageAway`] while the view's database is, or is another shop's.
#[server(name = ReadMyPage, prefix = "/api", endpoint = "my_page", input = GetUrl)]
pub async fn my_page(#[server(default)] tab: String) -> Result<MyPageView, AppError> {
    let services = Services::get()?;
    let (now, since) = services.since().await;
    let session = visitor();
    let live = session.is_some();
    let member = session.as_ref().is_some_and(|session| session.account.is_some());
    let rows = match session {
        Some(session) => services.my_pages.of_owner(session.id, SHOWN).await.map_err(away)?,
        None => Vec::new(),
    };
    if rows.is_empty() && services.view_state().await == ViewState::AnotherShops {
        return Err(AppError::MyPageAway);
    }
    Ok(MyPageView { rows: rows.into_iter().map(OrderRow::from).collect(), since, now, live, member, tab })
}

#[cfg(feature = "ssr")]
fn away(why: events::Unavailable) -> AppError {
    tracing::warn!(%why, "MyPage's database is away");
    AppError::MyPageAway
}

/// One order, from Main's present state, so that what was just done is seen.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = ReadOrder, prefix = "/api", endpoint = "order", input = GetUrl)]
pub async fn order(
    order: OrderId,
    #[server(default)] placed: bool,
    #[server(default)] notice: Option<String>,
) -> Result<OrderView, AppError> {
    let services = Services::get()?;
    let buyer = services.buyer_of(order).await?;
    let (now, since) = services.since().await;
    let row = services.snapshots.snapshot(order).await?;
    let row = row.filter(|row| row.owner == buyer).ok_or(AppError::NotFound)?;
    let link = services.membership.order_link(order);
    let mut row = OrderRow::from(row);
    row.return_until = row.return_until.filter(|until| now <= *until);
    Ok(OrderView { row, since, now, link, confirmation: placed, notice })
}
